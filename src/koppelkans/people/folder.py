"""How people are written in a region folder (format 1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db.models import QuerySet

from koppelkans.core.folder import Row, Rows, add_all, codes, day, listed, number, shown
from koppelkans.core.models import Subject
from koppelkans.people.models import Candidate, Holding, Wish

FILES = ("candidates.csv", "wishes.csv", "held.csv")


def add_people(tables: Mapping[str, Sequence[Row]], *, today: date) -> dict[str, int]:
    """Candidates with what they hold and wish; returns the key of each pseudonym."""
    rows = tables["candidates.csv"]
    subjects = add_all(Subject, [Subject(pseudonym=row["candidate"]) for row in rows])
    keys = {subject.pseudonym: subject.pk for subject in subjects}
    add_all(
        Candidate,
        [
            Candidate(
                subject_id=keys[row["candidate"]],
                municipality_id=row["municipality"],
                postcode_id=row["postcode"],
                available_from=day(row["available_from"]),
                dayparts=codes(row["dayparts"]),
                modes=codes(row["modes"]),
                max_travel=number(row["max_travel"]),
                baseline=number(row["baseline"]),
                groups=codes(row["groups"]),
                districts=codes(row["districts"]),
                not_districts=codes(row["not_districts"]),
                registered_on=today,
                confirmed_on=today,
            )
            for row in rows
        ],
    )
    held = [
        Holding(candidate_id=keys[row["candidate"]], credential_id=code, recorded_on=today)
        for row in rows
        for code in codes(row["holds"])
    ]
    held += [
        Holding(
            candidate_id=keys[row["candidate"]],
            credential_id=row["credential"],
            in_period=True,
            since=day(row["from"]),
            until=day(row["until"]),
            recorded_on=today,
        )
        for row in tables["held.csv"]
    ]
    add_all(Holding, held)
    add_all(
        Wish,
        [
            Wish(
                candidate_id=keys[row["candidate"]],
                occupation_id=row["occupation"],
                preference=number(row["preference"]),
                aptitude=number(row["aptitude"]),
            )
            for row in tables["wishes.csv"]
        ],
    )
    return keys


def people_rows(candidates: QuerySet[Candidate]) -> dict[str, Rows]:
    """The rows of these people, by file; a wish that was not fully asked yet is left out."""
    people = list(candidates.select_related("subject").order_by("subject_id"))
    names = {candidate.pk: candidate.subject.pseudonym for candidate in people}
    among = candidates.order_by().values("pk")  # one person's rows are not looked for among everybody's
    holds, held = _holdings(Holding.objects.filter(candidate__in=among), names)
    wishes = Wish.objects.filter(candidate__in=among).exclude(preference=None).exclude(aptitude=None)
    return {
        "candidates.csv": (_candidate(candidate, holds[candidate.pk]) for candidate in people),
        "wishes.csv": (
            (names[wish.candidate_id], wish.occupation_id, shown(wish.preference), shown(wish.aptitude))
            for wish in _of(wishes, names)
        ),
        "held.csv": iter(held),
    }


def _of(rows: QuerySet[Wish], names: Mapping[int, str]) -> Iterable[Wish]:
    return (row for row in rows.order_by("pk").iterator() if row.candidate_id in names)


def _holdings(rows: QuerySet[Holding], names: Mapping[int, str]) -> tuple[dict[int, list[str]], list[tuple[str, ...]]]:
    """What each person holds for good, and the rows of what is held in a period."""
    holds: dict[int, list[str]] = defaultdict(list)
    held: list[tuple[str, ...]] = []
    for row in rows.order_by("pk").iterator():
        if row.candidate_id not in names:
            continue
        if row.in_period:
            held.append((names[row.candidate_id], row.credential_id, shown(row.since), shown(row.until)))
        elif row.credential_id not in holds[row.candidate_id]:
            holds[row.candidate_id].append(row.credential_id)
    return holds, held


def _candidate(row: Candidate, holds: Sequence[str]) -> tuple[str, ...]:
    return (
        row.subject.pseudonym,
        row.municipality_id,
        row.postcode_id,
        shown(row.available_from),
        listed(row.dayparts),
        listed(row.modes),
        shown(row.max_travel),
        listed(holds),
        shown(row.baseline),
        listed(row.groups),
        listed(row.districts),
        listed(row.not_districts),
    )
