"""The purses: a guarantee fund per labour-market region, and stacked schemes that each pay some of it for some."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

from koppelkans.engine.region import COST_KINDS
from koppelkans.generate.geography import Area, Municipality
from koppelkans.generate.people import Demand
from koppelkans.generate.sheets import Sheets
from koppelkans.generate.week import PLAN_FROM, PLAN_UNTIL

EUROS_PER_CANDIDATE = 1700
ALL_SCHEMES = 60  # from so many candidates on every scheme is there
ONE_PURSE = 3000  # up to so many candidates one guarantee fund serves all


@dataclass(frozen=True)
class Scheme:
    """A fund besides the guarantee funds; `share` of all the money."""

    id: str
    name: str
    share: float
    pays: tuple[str, ...]
    groups: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    ceiling: int | None = None
    opens: date = PLAN_FROM
    closes: date = PLAN_UNTIL
    pays_groups: bool = False
    reserve: float | None = None  # of an expected fund
    near: bool = False  # only for the municipalities around the heart


GUARANTEE_SHARE = 0.30
SCHEMES = (
    Scheme("inburgering", "Inburgeringsbudget taal", 0.10, ("language",), groups=("statushouder",), ceiling=2600),
    Scheme(
        "reintegratie",
        "Re-integratiebudget Participatiewet",
        0.19,
        ("training", "exam", "guidance", "wage"),
        groups=("participatiewet",),
        ceiling=4500,
        pays_groups=True,
    ),
    Scheme(
        "oeno",
        "O&O-fonds techniek en bouw",
        0.11,
        ("training", "exam", "wage"),
        sectors=("techniek", "bouw"),
        ceiling=3500,
    ),
    Scheme(
        "voucher",
        "Scholingsvoucher",
        0.06,
        ("training", "exam"),
        groups=("ww", "werkend"),
        ceiling=2500,
        closes=date(2027, 10, 31),
        near=True,
    ),
    Scheme(
        "provincie",
        "Provinciesubsidie energietransitie",
        0.11,
        ("training", "guidance", "wage"),
        sectors=("techniek", "bouw"),
        opens=date(2027, 3, 1),
        pays_groups=True,
        reserve=0.4,
    ),
    Scheme(
        "esf",
        "ESF+ meedoen",
        0.07,
        ("language", "guidance"),
        groups=("statushouder", "participatiewet", "nugger", "jongere"),
        opens=date(2027, 2, 1),
        reserve=0.25,
    ),
    Scheme(
        "zorgpact",
        "Zorg- en logistiekpact scholing",
        0.06,
        ("training", "exam", "language", "guidance"),
        sectors=("zorg", "logistiek"),
        ceiling=3000,
    ),
)


def write_funds(sheets: Sheets, area: Area, candidates: int, demand: Demand, rng: Random) -> None:
    """Every fund with its budget, and what of a voucher is already used."""
    total = EUROS_PER_CANDIDATE * candidates
    guarantees = _guarantee_funds(area, candidates)
    weight = sum(area.weights)
    for fund, (name, municipalities, part) in guarantees.items():
        budget = _rounded(total * GUARANTEE_SHARE * part / weight)
        sheets.add(
            "funds",
            fund,
            name,
            budget,
            COST_KINDS,
            "yes",
            PLAN_FROM,
            PLAN_UNTIL,
            municipalities,
            (),
            (),
            None,
            "granted",
            None,
            None,
        )
    guarantor = next(iter(guarantees))
    near = [municipality.id for municipality in area.municipalities[: max(1, len(area.municipalities) // 2)]]
    for scheme in SCHEMES if candidates >= ALL_SCHEMES else SCHEMES[:3]:
        sheets.add(
            "funds",
            scheme.id,
            scheme.name,
            _rounded(total * scheme.share),
            scheme.pays,
            "yes" if scheme.pays_groups else "no",
            scheme.opens,
            scheme.closes,
            near if scheme.near else (),
            scheme.groups,
            scheme.sectors,
            scheme.ceiling,
            "granted" if scheme.reserve is None else "expected",
            None if scheme.reserve is None else guarantor,
            scheme.reserve,
        )
    if candidates >= ALL_SCHEMES:
        for candidate in demand.vouchers:
            sheets.add("used", candidate, "voucher", rng.randint(2, 25) * 100)


def _guarantee_funds(area: Area, candidates: int) -> dict[str, tuple[str, list[str], float]]:
    """Per fund its name, its municipalities and their weight; nearest to the heart first."""
    if candidates <= ONE_PURSE:
        return {"garantie": (f"Garantiefonds {area.heart.name}", [], sum(area.weights))}
    members: dict[str, list[Municipality]] = {}
    for municipality in area.municipalities:
        members.setdefault(municipality.labour_market_region, []).append(municipality)
    return {
        f"garantie-{number:02}": (
            f"Garantiefonds {region}",
            [municipality.id for municipality in inside],
            sum(municipality.weight for municipality in inside),
        )
        for number, (region, inside) in enumerate(members.items(), 1)
    }


def _rounded(euros: float) -> int:
    """Whole hundreds: nobody grants 12,345 euros."""
    return round(euros / 100) * 100
