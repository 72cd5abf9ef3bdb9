"""What speaks against paying a step from a fund, and against a fund as it is filled in; empty: allowed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from koppelkans.core.euros import euros
from koppelkans.core.models import Subject
from koppelkans.core.refusal import Reason
from koppelkans.core.vocabulary import CostKind
from koppelkans.funds.models import Fund
from koppelkans.funds.queries import Balance, in_cents, share_vouched

SHORT = "short"
NOT_IN_MONEY = _("Voor deze code is nog geen geld gereserveerd. Kijk of de code klopt.")
LARGEST = 10**10  # euros: more is a slip of the finger
# the field of the form that a reason about the fund itself belongs to
FIELD_OF = {
    "dates": "until",
    "budget": "budget",
    "pays": "pays",
    "guarantor": "guarantor",
    "guarantor-granted": "guarantor",
    "guarantor-self": "guarantor",
    "reserve": "reserve",
    "ceiling": "max_per_candidate",
    "vouches": "state",
    SHORT: "budget",
}


@dataclass(frozen=True)
class Step:
    """What is to be paid: for one person, or (without one) the group costs of a run."""

    code: str  # of a run, or `place`
    cost_kind: str
    cents: int
    day: date  # the first day of the step
    subject: Subject | None = None
    municipality: str = ""
    groups: Sequence[str] = field(default_factory=tuple)
    sector: str = ""


def against_paying(fund: Fund, step: Step) -> list[Reason]:
    """Why this fund is not for this step, whatever is in it."""
    reasons = []
    if step.cents <= 0:
        reasons.append(Reason("amount", _("Het bedrag moet hoger zijn dan nul.")))
    if not fund.start <= step.day <= fund.until:
        reasons.append(Reason("window", _("De eerste dag valt buiten de periode van dit geld.")))
    if step.cost_kind not in fund.pays:
        reasons.append(Reason("kind", _("Dit geld is niet voor deze soort kosten.")))
    if step.subject is None:
        if fund.pays_groups != Fund.YesNo.YES:
            reasons.append(Reason("pays-groups", _("Dit geld is niet voor kosten per groep.")))
        return reasons
    if fund.municipalities and step.municipality not in fund.municipalities:
        reasons.append(Reason("municipality", _("Dit geld is voor mensen uit een andere gemeente.")))
    if fund.groups and not set(fund.groups) & set(step.groups):
        reasons.append(Reason("group", _("Dit geld is voor een andere doelgroep.")))
    if fund.sectors and step.sector not in fund.sectors:
        reasons.append(Reason("sector", _("Dit geld is voor een andere sector.")))
    return reasons


def against_amount(
    fund: Fund, cents: int, *, balance: Balance, guarantor: Balance | None, used: int, person: bool
) -> list[Reason]:
    """Why there is not enough left: in the fund, at its guarantor, below this person's ceiling."""
    reasons = []
    if cents > balance.room:
        reasons.append(Reason("fund", _("Er zit niet genoeg geld meer in dit fonds.")))
    if guarantor is not None and share_vouched(fund) * cents > guarantor.room:
        reasons.append(Reason("guarantee", _("Het fonds dat garant staat, heeft niet genoeg geld meer.")))
    if person and fund.max_per_candidate is not None and used + cents > in_cents(fund.max_per_candidate):
        reasons.append(Reason("ceiling-person", _("Dit is meer dan er voor één persoon mag.")))
    return reasons


def against_fund(fund: Fund) -> list[Reason]:
    """What is wrong with a fund as it is filled in."""
    reasons = []
    if fund.start > fund.until:
        reasons.append(Reason("dates", _("De laatste dag ligt voor de eerste dag.")))
    if not is_money(fund.budget):
        reasons.append(Reason("budget", _("Vul een bedrag in van nul of meer, met ten hoogste twee decimalen.")))
    if fund.max_per_candidate is not None and not is_money(fund.max_per_candidate):
        reasons.append(Reason("ceiling", _("Vul een bedrag in van nul of meer, met ten hoogste twee decimalen.")))
    if set(fund.pays) - set(CostKind.values):
        reasons.append(Reason("pays", _("Kies waar dit geld voor is.")))
    return reasons + _against_guarantor(fund)


def against_lowering(before: int, balance: Balance) -> list[Reason]:
    """Why somebody should look twice before a budget becomes this: less than it was, and less than is taken already.

    `balance` is that of the fund with the new budget; a code `short` can be insisted on.
    """
    if balance.budget >= before or not balance.short:
        return []
    figures = {
        "budget": euros(balance.budget),
        "used": euros(balance.used),
        "held": euros(balance.held_back),
        "short": euros(balance.short),
    }
    text = _("Er is al %(used)s gereserveerd of uitgegeven. Met %(budget)s is er %(short)s te kort.")
    if balance.held_back:
        text = _(
            "Er is al %(used)s gereserveerd of uitgegeven en er staat %(held)s vast als garantie."
            " Met %(budget)s is er %(short)s te kort."
        )
    return [Reason(SHORT, text % figures)]


def against_used(amount: Decimal, *, known: bool) -> list[Reason]:
    """Why an amount used elsewhere is not written down.

    Whoever nobody set money aside for yet is answered as a code that does not exist: this page would tell otherwise
    which codes there are. What was used before somebody came in comes with the region folder.
    """
    if not known:
        return [Reason("unknown", NOT_IN_MONEY)]
    if not is_money(amount):
        return [Reason("amount", _("Vul een bedrag in van nul of meer, met ten hoogste twee decimalen."))]
    return []


def _against_guarantor(fund: Fund) -> list[Reason]:
    """What is wrong with who vouches."""
    expected = fund.state == Fund.State.EXPECTED
    reasons = []
    if expected and fund.guarantor_id is None:
        reasons.append(Reason("guarantor", _("Kies welk fonds garant staat zolang dit geld er nog niet is.")))
    if not expected and fund.guarantor_id is not None:
        reasons.append(Reason("guarantor", _("Toegekend geld heeft geen garant nodig.")))
    if expected and fund.guarantor is not None:
        if fund.guarantor_id == fund.pk:
            reasons.append(Reason("guarantor-self", _("Een fonds kan niet voor zichzelf garant staan.")))
        elif fund.guarantor.state == Fund.State.EXPECTED:
            reasons.append(Reason("guarantor-granted", _("Kies een fonds waarvan het geld al is toegekend.")))
    if expected and fund.pk and fund.vouches_for.exists():
        reasons.append(
            Reason("vouches", _("Dit fonds staat garant voor een ander fonds. Het geld moet dus toegekend zijn."))
        )
    if fund.reserve is not None and (not expected or not 0 <= fund.reserve <= 1):
        reasons.append(Reason("reserve", _("Vul een deel in van 0 tot 1, alleen bij verwacht geld.")))
    return reasons


def is_money(amount: Decimal | None) -> bool:
    """Zero or more, in whole cents."""
    return amount is not None and amount.is_finite() and 0 <= amount <= LARGEST and amount.scaleb(2) % 1 == 0
