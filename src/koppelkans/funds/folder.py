"""How money is written in a region folder (format 1), with what is reserved on the platform counted in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from koppelkans.core.folder import Row, Rows, add_all, codes, day, listed, number, shown
from koppelkans.funds import queries
from koppelkans.funds.models import Fund, Reservation, UsedAmount

FILES = ("funds.csv", "used.csv")


def add_funds(tables: Mapping[str, Sequence[Row]], people: Mapping[str, int]) -> None:
    """Funds and what was used of people's ceilings; guarantors after the funds they vouch for exist."""
    rows = tables["funds.csv"]
    keys: dict[str, int] = {}
    for granted_first in (True, False):
        made = add_all(Fund, [_fund(row, keys) for row in rows if bool(row["guarantor"]) is not granted_first])
        keys |= {fund.code: fund.pk for fund in made}
    add_all(
        UsedAmount,
        [
            UsedAmount(fund_id=keys[row["fund"]], subject_id=people[row["candidate"]], amount=number(row["amount"]))
            for row in tables["used.csv"]
        ],
    )


def _fund(row: Row, keys: Mapping[str, int]) -> Fund:
    return Fund(
        code=row["fund"],
        name=row["name"],
        budget=number(row["budget"]),
        pays=codes(row["pays"]),
        pays_groups=row["pays_groups"],
        start=day(row["from"]),
        until=day(row["until"]),
        municipalities=codes(row["municipalities"]),
        groups=codes(row["groups"]),
        sectors=codes(row["sectors"]),
        max_per_candidate=number(row["max_per_candidate"]),
        state=row["state"],
        guarantor_id=keys[row["guarantor"]] if row["guarantor"] else None,
        reserve=number(row["reserve"]),
    )


def fund_rows(people: Mapping[int, str], *, today: date) -> dict[str, Rows]:
    """The rows of every fund with what is still free of it, and what these people (by key) used of their ceilings."""
    funds = {fund.pk: fund for fund in Fund.objects.select_related("guarantor").order_by("code")}
    balances = queries.balances(today)
    return {
        "funds.csv": (_fund_row(fund, balances[fund.pk]) for fund in funds.values()),
        "used.csv": iter(_used(people, _used_here(today), funds)),
    }


def _used_here(today: date) -> Counter[tuple[int, int]]:
    """What the platform reserved or spent, in cents, by fund and person."""
    rows = Reservation.objects.filter(queries.holding(today), subject__isnull=False)
    found: Counter[tuple[int, int]] = Counter()
    for fund, subject, cents in rows.values_list("fund_id", "subject_id", "cents"):
        if subject is not None:
            found[fund, subject] += cents
    return found


def _euros(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


def _used(people: Mapping[int, str], own: Counter[tuple[int, int]], funds: Mapping[int, Fund]) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for row in UsedAmount.objects.order_by("pk").iterator():
        cents = own.pop((row.fund_id, row.subject_id), 0)
        if row.subject_id in people:
            amount = _euros(queries.in_cents(row.amount) + cents) if cents else shown(row.amount)
            rows.append((people[row.subject_id], funds[row.fund_id].code, amount))
    return rows + [
        (people[subject], funds[fund].code, _euros(cents))
        for (fund, subject), cents in sorted(own.items())
        if subject in people
    ]


def _fund_row(fund: Fund, balance: queries.Balance) -> tuple[str, ...]:
    return (
        fund.code,
        fund.name,
        _euros(balance.free) if balance.used or balance.vouched else shown(fund.budget),
        listed(fund.pays),
        fund.pays_groups,
        shown(fund.start),
        shown(fund.until),
        listed(fund.municipalities),
        listed(fund.groups),
        listed(fund.sectors),
        shown(fund.max_per_candidate),
        fund.state,
        fund.guarantor.code if fund.guarantor else "",
        shown(fund.reserve),
    )
