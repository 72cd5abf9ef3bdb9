"""What is in a fund, always worked out from rows: budget, spent, reserved, vouched for, free; sums in whole cents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from koppelkans.core.access import Actor
from koppelkans.core.models import Subject
from koppelkans.core.roles import May
from koppelkans.core.terms import days
from koppelkans.funds.models import Fund, Reservation, UsedAmount


def in_cents(euros: Decimal | None) -> int:
    """Euros as written, in cents; the format knows no more than two decimals."""
    return int((euros or Decimal(0)).scaleb(2))


@dataclass(frozen=True)
class Balance:
    """What is in a fund on a day, in cents."""

    budget: int
    spent: int = 0
    reserved: int = 0  # set aside and not yet spent
    vouched: Fraction = Fraction(0)  # held back for the expected funds it vouches for
    lapsing: int = 0  # of what is reserved: gone within a month unless it is spent

    @property
    def used(self) -> int:
        """Spent and reserved together."""
        return self.spent + self.reserved

    @property
    def room(self) -> Fraction:
        """What is left to the last part of a cent; below zero when the budget was lowered since."""
        return self.budget - self.used - self.vouched

    @property
    def free(self) -> int:
        """What is left in whole cents."""
        return max(0, self.room.__floor__())

    @property
    def short(self) -> int:
        """What is lacking in whole cents, never told too low; nothing where there is enough."""
        return max(0, (-self.room).__ceil__())

    @property
    def held_back(self) -> int:
        """What is vouched for in whole cents, never told too low."""
        return self.vouched.__ceil__()


def visible_to(actor: Actor) -> QuerySet[Fund]:
    """The funds this actor sees; money is of the region as a whole."""
    actor.require(May.SEE_MONEY)
    return Fund.objects.select_related("guarantor") if actor.everywhere(May.SEE_MONEY) else Fund.objects.none()


def holding(today: date) -> Q:
    """The reservations that count: spent, or neither released nor past their last day."""
    open_still = Q(released_on=None) & (Q(expires_on=None) | Q(expires_on__gte=today))
    return Q(spent_on__isnull=False) | open_still


def balances(today: date) -> dict[int, Balance]:
    """The balance of every fund, by its id, in two questions to the database."""
    not_spent = Q(spent_on=None)
    soon = not_spent & Q(expires_on__lte=today + timedelta(days=days("MONEY_LAPSES_SOON_DAYS")))
    sums: dict[int, tuple[int, int, int]] = {
        row["fund"]: (row["spent"], row["reserved"], row["lapsing"])
        for row in Reservation.objects.filter(holding(today))
        .order_by()
        .values("fund")
        .annotate(
            spent=Coalesce(Sum("cents", filter=~not_spent), 0),
            reserved=Coalesce(Sum("cents", filter=not_spent), 0),
            lapsing=Coalesce(Sum("cents", filter=soon), 0),
        )
    }
    funds = list(Fund.objects.all())
    vouched: dict[int, Fraction] = defaultdict(Fraction)
    for fund in funds:
        if fund.guarantor_id and fund.pk in sums:
            spent, set_aside, _soon = sums[fund.pk]
            vouched[fund.guarantor_id] += share_vouched(fund) * (spent + set_aside)
    found = {}
    for fund in funds:
        spent, set_aside, lapsing_soon = sums.get(fund.pk, (0, 0, 0))
        found[fund.pk] = Balance(in_cents(fund.budget), spent, set_aside, vouched[fund.pk], lapsing_soon)
    return found


def share_vouched(fund: Fund) -> Fraction:
    """The share of what is used of an expected fund that its guarantor holds back; without one written: all."""
    return Fraction(1) if fund.reserve is None else Fraction(fund.reserve)


def balance(fund: Fund, today: date) -> Balance:
    """The balance of one fund."""
    return balances(today)[fund.pk]


def reserved(fund: Fund, today: date) -> int:
    """What is set aside in a fund and not yet spent, in cents."""
    return balance(fund, today).reserved


def free(fund: Fund, today: date) -> int:
    """What is left in a fund, in cents."""
    return balance(fund, today).free


def used_by(fund: Fund, subject: Subject, today: date) -> int:
    """What of a person's ceiling in a fund is used, here and before, in cents."""
    here = Reservation.objects.filter(holding(today), fund=fund, subject=subject).aggregate(sum=Sum("cents"))["sum"]
    before = UsedAmount.objects.filter(fund=fund, subject=subject).first()
    return (here or 0) + in_cents(before.amount if before else None)


def payable(fund: Fund, subject: Subject | None, today: date) -> int:
    """How much can still be set aside in a fund at once, in cents: of the fund, of who vouches, for a person."""
    found = balances(today)
    most = [found[fund.pk].free]
    if fund.guarantor_id and share_vouched(fund):
        most.append((found[fund.guarantor_id].room / share_vouched(fund)).__floor__())
    if subject is not None and fund.max_per_candidate is not None:
        most.append(in_cents(fund.max_per_candidate) - used_by(fund, subject, today))
    return max(0, min(most))


def group_costs_held(step: str, today: date) -> int:
    """What is set aside for the group costs of a run, in cents."""
    held = Reservation.objects.filter(holding(today), subject=None, step=step).aggregate(sum=Sum("cents"))
    return held["sum"] or 0


def knows(subject: Subject) -> bool:
    """Whether money was ever set aside for this person, or used before."""
    return Reservation.objects.filter(subject=subject).exists() or UsedAmount.objects.filter(subject=subject).exists()


def reservations_of(fund: Fund) -> QuerySet[Reservation]:
    """All reservations of a fund, newest first, with the pseudonym."""
    return fund.reservations.select_related("subject").order_by("-reserved_on", "-pk")


def lapsing(today: date) -> QuerySet[Reservation]:
    """The reservations that lapse within a month, the first to go first."""
    return (
        Reservation.objects.filter(holding(today), spent_on=None)
        .filter(expires_on__lte=today + timedelta(days=days("MONEY_LAPSES_SOON_DAYS")))
        .select_related("fund", "subject")
        .order_by("expires_on", "pk")
    )


def open_at_once(funds: Iterable[Fund]) -> list[int]:
    """The ids to lock for writing in these funds: they and who vouches for them, in one order."""
    ids = {fund.pk for fund in funds} | {fund.guarantor_id for fund in funds if fund.guarantor_id}
    return sorted(ids)
