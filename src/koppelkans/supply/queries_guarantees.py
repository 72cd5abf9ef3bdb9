"""Questions about work guarantees: which trainings carry the label, what is missing, and which flags are open."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from koppelkans.core.access import Actor
from koppelkans.core.roles import May
from koppelkans.supply.models import Booking, Breach, Guarantee, Training


def running(today: date) -> Q:
    """The guarantees that are signed and run today."""
    ends = Q(withdrawn_on=None) | Q(withdrawn_on__gt=today)
    return Q(signed_on__lte=today, since__lte=today, until__gte=today) & ends


@dataclass(frozen=True)
class Label:
    """Whether a training is a diploma with a work guarantee today, and what it lacks."""

    crebo: str
    guarantees: tuple[Guarantee, ...] = ()  # signed, and running today
    promised: int = 0  # not signed yet
    taken: int = 0  # people who have such a job ahead of them

    @property
    def jobs(self) -> int:
        """The jobs that are guaranteed."""
        return sum(guarantee.jobs for guarantee in self.guarantees)

    @property
    def left(self) -> int:
        """The jobs that nobody counts on yet."""
        return max(0, self.jobs - self.taken)

    @property
    def carried(self) -> bool:
        """Whether it is both: a recognised diploma, and signed work for one more person."""
        return bool(self.crebo) and self.left > 0

    @property
    def missing(self) -> list[str | Promise]:
        """What has to be there for the label, in words."""
        found: list[str | Promise] = []
        if not self.crebo:
            found.append(_("Er is geen crebo. Zonder crebo is het geen erkend diploma."))
        if not self.guarantees and self.promised:
            found.append(_("De werkgarantie is beloofd, maar nog niet getekend."))
        elif not self.guarantees:
            found.append(_("Er is geen getekende werkgarantie die vandaag geldt."))
        elif not self.left:
            found.append(_("Alle banen van de werkgarantie zijn al vergeven."))
        return found


def labels(trainings: Iterable[Training], today: date) -> dict[int, Label]:
    """The label of each of these trainings, by key, in two questions whatever their number."""
    found = {training.pk: training for training in trainings}
    standing: dict[int, list[Guarantee]] = defaultdict(list)
    promised: Counter[int] = Counter()
    unsigned = Q(signed_on=None, withdrawn_on=None, until__gte=today)
    rows = Guarantee.objects.filter(running(today) | unsigned, training__in=found).select_related(
        "guarantor", "occupation"
    )
    for row in rows:
        if row.signed_on is None:
            promised[row.training_id] += 1
        else:
            standing[row.training_id].append(row)
    taken = _taken(standing)
    return {pk: Label(training.crebo, tuple(standing[pk]), promised[pk], taken[pk]) for pk, training in found.items()}


def _taken(standing: dict[int, list[Guarantee]]) -> Counter[int]:
    """Who counts on a guaranteed job: everybody in a group that ends while the guarantees run."""
    taken: Counter[int] = Counter()
    if not standing:
        return taken
    rows = Booking.objects.filter(run__training__in=list(standing), released_on=None)
    for training, ends in rows.values_list("run__training", "run__end"):
        periods = standing[training]
        taken[training] += min(row.since for row in periods) <= ends <= max(row.until for row in periods)
    return taken


def labelled(trainings: Iterable[Training], today: date) -> set[int]:
    """The keys of those trainings that are a diploma with a work guarantee today."""
    return {pk for pk, label in labels(trainings, today).items() if label.carried}


def all_labelled(today: date) -> set[int]:
    """The keys of every training that carries the label: few have a guarantee at all."""
    return labelled(Training.objects.filter(guarantees__in=Guarantee.objects.filter(running(today))).distinct(), today)


def guarantees_of(training: Training) -> QuerySet[Guarantee]:
    """Every guarantee of a training, also what is over."""
    return training.guarantees.select_related("guarantor__municipality", "occupation").order_by("-since", "pk")


def counting_for(training: Training) -> QuerySet[Guarantee]:
    """The guarantees of a training that were ever signed."""
    return guarantees_of(training).exclude(signed_on=None)


def breaches() -> QuerySet[Breach]:
    """Flags with what they are about."""
    return Breach.objects.select_related(
        "guarantee__training", "guarantee__guarantor__municipality", "guarantee__occupation", "subject", "owner"
    )


def breaches_seen_by(actor: Actor, subjects: Any) -> QuerySet[Breach]:
    """The flags this actor sees: of the people given, of employers this actor works with, and the actor's own."""
    reach = Q(subject__in=subjects)
    if actor.user is not None:
        reach |= Q(owner=actor.user)
    if actor.everywhere(May.EDIT_PLACES):
        return breaches()
    reach |= Q(guarantee__guarantor__in=actor.organisations(May.EDIT_PLACES))
    codes = actor.municipalities(May.EDIT_PLACES)
    if codes:
        reach |= Q(guarantee__guarantor__municipality__in=codes) | Q(guarantee__guarantor__municipality=None)
    return breaches().filter(reach)
