"""The check of the night: the ledger beside the journeys that still exist. It tells what differs and mends nothing.

One pass over the people in batches. Who seems to differ is locked and read again, so that what a colleague
wrote at that moment is no difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Sum
from django.utils import timezone

from koppelkans.core.access import Actor
from koppelkans.core.roles import May
from koppelkans.journeys.actions.recounting import hold_person
from koppelkans.journeys.models import Journey, LedgerCheck, LedgerDifference, Reached, Spell
from koppelkans.journeys.queries_work import WORK, changes, groups, in_batches
from koppelkans.results.models import LedgerEntry, Measure, Released

Code = LedgerDifference.Code
MOST = 1000  # differences that are kept of one check; how many there were is kept as well
BATCH_SIZE = 500
ROW = ("amount", "measure", "concerns", "municipality", "programme", "sector", "training", "fund", "kind", "definition")
FACTS = {Measure.STARTED.value: "started_on", Measure.FINISHED.value: "finished_on"}  # measure -> day of a journey
DAYS = ("candidate__municipality", "programme__code", *FACTS.values())


@dataclass
class _Person:
    """All of one person in one programme that counts."""

    journeys: list[Journey] = field(default_factory=list)
    spells: Sequence[Spell] = ()
    reached: list[Reached] = field(default_factory=list)

    @property
    def standing(self) -> dict[str, Reached]:
        """What stands, by measure."""
        return {row.measure: row for row in self.reached if row.taken_back_id is None}


def check_ledger(*, by: Actor, now: datetime) -> LedgerCheck:
    """Hold the ledger beside the journeys, and keep what differs."""
    by.require(May.SEE_RESULTS)
    today, found, people = timezone.localdate(now), list(_orphans()), 0
    number = len(found)
    for batch in in_batches(Journey.objects.all(), "candidate"):
        people += len(batch)
        for suspect in sorted({one for one, _difference in _differences(batch, today)}):
            confirmed = _again(suspect, today)
            number += len(confirmed)
            found += confirmed[: max(0, MOST - len(found))]
    return _keep(found, number, people, now)


@transaction.atomic
def _keep(found: list[LedgerDifference], number: int, people: int, now: datetime) -> LedgerCheck:
    rows = LedgerEntry.objects.filter(measure__in=Measure.values).count()
    check = LedgerCheck.objects.create(at=now, people=people, rows=rows, differences=number)
    for one in found:
        one.check_of = check
    LedgerDifference.objects.bulk_create(found, batch_size=BATCH_SIZE)
    return check


@transaction.atomic
def _again(candidate: int, today: date) -> list[LedgerDifference]:
    """What differs of one person, while nobody can change it."""
    hold_person(candidate)
    list(Journey.objects.select_for_update(no_key=True).filter(candidate=candidate).order_by("pk").values_list("pk"))
    return [difference for _candidate, difference in _differences([candidate], today)]


def _differences(batch: list[int], today: date) -> Iterator[tuple[int, LedgerDifference]]:
    for (candidate, _programme), person in _people(batch).items():
        for difference in (*_rows(person), *_facts(person), *_work(person, today)):
            yield candidate, difference


def _people(batch: list[int]) -> dict[tuple[int, str], _Person]:
    """These people per programme, in as many questions for many as for few."""
    found: dict[tuple[int, str], _Person] = {}
    journeys = (
        Journey.objects.filter(candidate__in=batch).select_related("programme", "candidate").order_by("pk").only(*DAYS)
    )
    for journey in journeys:
        found.setdefault((journey.candidate_id, _code(journey)), _Person()).journeys.append(journey)
    for key, rows in groups(batch).items():
        found[key].spells = rows
    counted = Reached.objects.filter(candidate__in=batch).order_by("pk")
    for reached in counted.select_related("journey__candidate", "counted", "taken_back"):
        found.setdefault((reached.candidate_id, reached.programme), _Person()).reached.append(reached)
    return found


def _code(journey: Journey) -> str:
    return journey.programme.code if journey.programme else ""


def _rows(person: _Person) -> Iterator[LedgerDifference]:
    """Each thing reached has its row with the same facts; taken back, one more with the opposite sign."""
    for reached in person.reached:
        journey, counted = reached.journey, _told(reached.counted)
        want = counted | {
            "amount": 1,
            "measure": reached.measure,
            "concerns": reached.concerns,
            "programme": reached.programme,
            "sector": journey.sector,
            "training": journey.training,
            "fund": journey.fund,
            "definition": reached.definition,
        }
        pairs = [(want, counted)]
        if reached.taken_back is not None:
            pairs.append((counted | {"amount": -1}, _told(reached.taken_back)))
        for expected, found in pairs:
            names = [name for name in expected if expected[name] != found[name]]
            if names:
                yield _difference(Code.ROW, reached.measure, journey, _words(expected, names), _words(found, names))


def _told(row: LedgerEntry) -> dict[str, object]:
    return {name: getattr(row, name) for name in ROW}


def _words(row: dict[str, object], names: list[str]) -> str:
    return ", ".join(f"{name} {row[name]}" for name in names)


def _facts(person: _Person) -> Iterator[LedgerDifference]:
    """Started and finished stand where a journey of this person in this programme did, on its day."""
    for measure, day in FACTS.items():
        did = [journey for journey in person.journeys if getattr(journey, day) is not None]
        here = person.standing.get(measure)
        if here is None and did:
            first = min(did, key=lambda journey: getattr(journey, day))
            yield _difference(Code.MISSING, measure, first, getattr(first, day), "")
        elif here is not None and getattr(here.journey, day) is None:
            yield _difference(Code.GONE, measure, here.journey, "", here.concerns)
        elif here is not None and getattr(here.journey, day) != here.concerns:
            yield _difference(Code.DATE, measure, here.journey, getattr(here.journey, day), here.concerns)


def _work(person: _Person, today: date) -> Iterator[LedgerDifference]:
    """What stands of work is what the spells come to, each by the definition it was counted with."""
    standing = {measure: row for measure, row in person.standing.items() if measure in WORK}
    journeys = {journey.pk: journey for journey in person.journeys}
    for change in changes(person.spells, standing, today):
        here, due = change.standing, change.due
        if here is None and due is not None:
            yield _difference(Code.MISSING, change.measure, journeys[due.journey], due.day, "")
        elif here is not None:
            form = change.why == "form" and due is not None
            expected = (due.form if form else due.day) if due else ""
            yield _difference(
                Code(change.why), change.measure, here.journey, expected, here.counted.kind if form else here.concerns
            )


def _orphans() -> Iterable[LedgerDifference]:
    """Rows without a journey are as many as were let go of when people were erased."""
    counted, taken = Reached.objects.filter(counted=OuterRef("pk")), Reached.objects.filter(taken_back=OuterRef("pk"))
    rows = LedgerEntry.objects.filter(measure__in=Measure.values).exclude(Exists(counted)).exclude(Exists(taken))
    there = _sums(rows.order_by().values_list("measure", "amount").annotate(Count("pk")))
    released = Released.objects.filter(measure__in=Measure.values).order_by().values_list("measure", "amount")
    gone = _sums(released.annotate(Sum("rows")))
    for key in sorted(there.keys() | gone.keys()):
        if there.get(key, 0) != gone.get(key, 0):
            measure, amount = key
            want, found = f"{amount:+d} × {gone.get(key, 0)}", f"{amount:+d} × {there.get(key, 0)}"
            yield LedgerDifference(code=Code.SUM, measure=measure, expected=want, found=found)


def _sums(rows: Iterable[tuple[str, int, int]]) -> dict[tuple[str, int], int]:
    return {(measure, amount): number for measure, amount, number in rows}


def _difference(code: Code, measure: str, journey: Journey, expected: object, found: object) -> LedgerDifference:
    return LedgerDifference(
        code=code,
        measure=measure,
        municipality=journey.candidate.municipality_id,
        journey=journey,
        expected=str(expected)[:200],
        found=str(found)[:200],
    )
