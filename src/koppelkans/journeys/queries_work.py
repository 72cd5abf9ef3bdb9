"""Questions about work: the spells of a person in a programme, what they come to, and what has to be booked for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from koppelkans.journeys import durable
from koppelkans.journeys.models import Journey, Proof, Reached, Spell
from koppelkans.results.models import Measure

# what follows from spells, in the order in which somebody gets there
WORK: tuple[str, ...] = (Measure.AT_WORK, Measure.WEEKS_13, Measure.DURABLE, Measure.WEEKS_52)
BATCH = 500  # people at a time
UNPROVEN = "said"  # a spell without a proof is what somebody told


@dataclass(frozen=True)
class Due:
    """A measure that spells come to: on which day, by which form of work, and in which journey that work is."""

    day: date
    form: str
    journey: int


@dataclass(frozen=True)
class Change:
    """What has to be booked for one measure: taken back (with the reason), reached, or both."""

    measure: str
    definition: int
    standing: Reached | None = None
    why: str = ""  # `gone`, `date` or `form`: why what stands is taken back
    due: Due | None = None


def spells() -> QuerySet[Spell]:
    """Every spell that was no mistake, with its journey and its proofs."""
    proofs = Prefetch("proofs", Proof.objects.filter(withdrawn_at=None), to_attr="standing_proofs")
    rows = Spell.objects.filter(withdrawn_at=None).select_related("journey__programme", "employer")
    return rows.prefetch_related(proofs).order_by("since", "pk")


def lean_spells() -> QuerySet[Spell]:
    """The same for a pass over everybody: no more of each row than counting needs."""
    proofs = Prefetch(
        "proofs", Proof.objects.filter(withdrawn_at=None).order_by().only("spell", "level"), to_attr="standing_proofs"
    )
    rows = Spell.objects.filter(withdrawn_at=None).select_related("journey__programme")
    counted = ("journey", "form", "hours", "since", "until", "journey__candidate", "journey__programme__code")
    of_journey = ("journey__signed_up_on",)
    return rows.only(*counted, *of_journey).prefetch_related(proofs).order_by("since", "pk")


def in_programme(programme: int | None, path: str = "") -> Q:
    """A condition on journeys: of this programme, or of none."""
    if programme is None:
        return Q(**{f"{path}programme__isnull": True})
    return Q(**{f"{path}programme": programme})


def counted_together(journey: Journey) -> QuerySet[Spell]:
    """The spells that one count takes together: those of all journeys of this person in this programme."""
    return spells().filter(in_programme(journey.programme_id, "journey__"), journey__candidate=journey.candidate_id)


def level_of(spell: Spell) -> str:
    """The strongest proof of a spell from `spells`."""
    levels = [proof.level for proof in spell.standing_proofs]  # type: ignore[attr-defined]
    return max(levels, key=durable.PROOFS.index, default=UNPROVEN)


def as_spell(row: Spell) -> durable.Spell:
    """A spell from `spells`, as the count takes it; at whom the work is, does not count.

    Days before somebody signed up count for no programme: that work was there without it.
    """
    since = max(row.since, row.journey.signed_up_on)
    return durable.Spell("", row.form, row.hours, since, row.until, level_of(row))


def due(rows: Sequence[Spell], on: date, definition: durable.Definition) -> dict[str, Due]:
    """What these spells of one person come to on a day: each measure with its day and the work that counted most."""
    plain = [(row, as_spell(row)) for row in rows]
    kept = [spell for _row, spell in plain]
    runs = durable.stretches(kept, on, definition)
    if not runs:
        return {}
    days = {Measure.AT_WORK.value: runs[0][0], **durable.count(kept, on, definition).reached}
    found = {}
    for measure, day in days.items():
        if day is not None:
            since = durable.counted_from(runs, day, definition.milestones.get(measure, 1))
            most = _most(plain, since, day, definition)
            found[measure] = Due(day, most.form, most.journey_id)
    return found


def _most(
    plain: Iterable[tuple[Spell, durable.Spell]], since: date, until: date, definition: durable.Definition
) -> Spell:
    """The work of most hours in these days, of what counts; of two alike the one that began first."""

    def hours(row: Spell) -> Decimal:
        days = (min(row.until or until, until) - max(row.since, since)).days + 1
        return max(days, 0) * row.hours

    counting = [row for row, spell in plain if durable.counts(spell, definition)]
    return min(counting, key=lambda row: (-hours(row), row.since, row.pk))


def definition_of(reached: Reached) -> durable.Definition:
    """The definition by which something was counted: what was counted keeps it."""
    return durable.definitions().get(reached.definition or 0, durable.current())


def changes(rows: Sequence[Spell], standing: Mapping[str, Reached], on: date) -> list[Change]:
    """What has to be booked so that the ledger says what these spells of one person and programme come to."""
    now = durable.current()

    @cache
    def wanted(version: int) -> dict[str, Due]:
        return due(rows, on, durable.definitions()[version])

    found = []
    for measure in WORK:
        here = standing.get(measure)
        if here is None:
            if measure in wanted(now.version):
                found.append(Change(measure, now.version, due=wanted(now.version)[measure]))
            continue
        version = definition_of(here).version
        want = wanted(version).get(measure)
        why = _why(here, want)
        if why:
            if want is None and version != now.version:
                version, want = now.version, wanted(now.version).get(measure)
            found.append(Change(measure, version, here, why, want))
    return found


def _why(here: Reached, want: Due | None) -> str:
    """Why what stands does not stand any more; empty where it does."""
    if want is None:
        return "gone"
    if want.day != here.concerns:
        return "date"
    return "form" if want.form != here.counted.kind else ""


def standing_of(candidate: int, programme: str) -> dict[str, Reached]:
    """What stands of work for one person in one programme, by measure."""
    rows = Reached.objects.filter(candidate=candidate, programme=programme, measure__in=WORK, taken_back=None)
    return {row.measure: row for row in rows.select_related("counted")}


def groups(batch: list[int]) -> dict[tuple[int, str], list[Spell]]:
    """The spells of these people, by person and programme: what one count takes together."""
    found: dict[tuple[int, str], list[Spell]] = {}
    for row in lean_spells().filter(journey__candidate__in=batch):
        programme = row.journey.programme
        found.setdefault((row.journey.candidate_id, programme.code if programme else ""), []).append(row)
    return found


def in_batches(rows: QuerySet[Any], person: str) -> Iterator[list[int]]:
    """The people of these rows in batches, by id: memory stays flat, and rows may change between two batches."""
    last = 0
    while True:
        people = rows.filter(**{f"{person}__gt": last}).order_by(person).values_list(person, flat=True).distinct()
        batch = list(people[:BATCH])
        if not batch:
            return
        yield batch
        last = batch[-1]
