"""Fills an installation with people and what became of them: journeys, events, work and the ledger of three years.

Run in the installation: `python -m bench.platform.lived PEOPLE --events N`; rows are made in bulk, as no action would.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from koppelkans.cli.platform import with_platform

with_platform()

from allauth.mfa.models import Authenticator  # noqa: E402 - needs the platform loaded
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret  # noqa: E402
from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.platform.world import case_workers  # noqa: E402
from koppelkans.core.models import Grant, Municipality, Postcode, Subject, User  # noqa: E402
from koppelkans.journeys.models import Contact, Event, Journey, Proof, Reached, Spell, Step, Task  # noqa: E402
from koppelkans.people.models import Candidate  # noqa: E402
from koppelkans.programmes.models import Participation, Programme, Target  # noqa: E402
from koppelkans.reports.actions import compute_all  # noqa: E402
from koppelkans.results.models import LedgerEntry, Measure  # noqa: E402

SECTORS = ("techniek", "zorg", "logistiek", "horeca", "groen", "bouw")
PLACES = ("GM0394", "GM0363", "GM0358", "GM0362", "GM0384")
YEARS = 3
BATCH = 2_000
A_WORKER = 50  # people


def main(argv: Sequence[str] | None = None) -> None:
    """Fill it and tell what is in it."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("people", type=int)
    asked.add_argument("--events", type=int, default=10, help="events of each journey")
    told = asked.parse_args(argv)
    print(json.dumps(fill(told.people, told.events)))


def fill(people: int, events: int) -> dict[str, Any]:
    """Everything in one transaction; then the figures of the night."""
    now = timezone.now()
    today = timezone.localdate(now)
    draw = random.Random(5)
    with transaction.atomic():
        programmes = ground(today, people)
        candidates = signed_up(people, today, draw)
        workers = case_workers(len(PLACES) * max(1, people // A_WORKER // len(PLACES)))
        others = _region_roles()
        journeys = begun(candidates, programmes, workers, today, draw)
        Event.objects.bulk_create(_events(journeys, events), batch_size=BATCH)
        lived(journeys, today, draw)
        guided(journeys, today, draw)
    compute_all(now=now)
    worker = next(user for user, home in workers.items() if home == PLACES[0])
    if not Authenticator.objects.filter(user=worker).exists():  # of many only some log in
        TOTP.activate(worker, generate_totp_secret())
    seen = [{"role": "case-worker", "user": worker.pk}]
    seen += [{"role": role, "user": user.pk} for role, user in others.items()]
    return {
        "visitors": seen,
        "journeys": Journey.objects.count(),
        "events": Event.objects.count(),
        "ledger rows": LedgerEntry.objects.count(),
    }


def ground(today: date, people: int) -> list[Programme]:
    """Municipalities and programmes, one of them small, with targets for this year."""
    for at, code in enumerate(PLACES):
        Municipality.objects.get_or_create(code=code, defaults={"name": f"Gemeente {at + 1}"})
    Postcode.objects.get_or_create(code="2131", defaults={"lat": "52.30", "lon": "4.69"})
    made = []
    for at, name in enumerate(("Zij aan Zij", "Werk in de wijk", "Taal op de vloer", "Pilot van tien")):
        made.append(
            Programme.objects.create(
                code=f"programma-{at + 1}",
                name=name,
                starts_on=date(today.year - YEARS, 1, 1),
                ends_on=date(today.year + 2, 12, 31),
            )
        )
        for measure, share in ((Measure.STARTED, 4), (Measure.AT_WORK, 6), (Measure.DURABLE, 8)):
            Target.objects.create(programme=made[-1], year=today.year, measure=measure, number=people // share // 4 + 1)
    return made


def signed_up(people: int, today: date, draw: random.Random) -> list[Candidate]:
    """People who signed up over the years."""
    subjects = Subject.objects.bulk_create([Subject() for _person in range(people)], batch_size=BATCH)
    rows = []
    for at, subject in enumerate(subjects):
        signed = today - timedelta(days=draw.randrange(1, 365 * YEARS))
        rows.append(
            Candidate(
                subject=subject,
                municipality_id=PLACES[at % len(PLACES)],
                postcode_id="2131",
                available_from=signed,
                dayparts=["mo-am", "tu-am"],
                modes=["bicycle"],
                max_travel=45,
                registered_on=signed,
                confirmed_on=signed,
            )
        )
    return Candidate.objects.bulk_create(rows, batch_size=BATCH)


def begun(
    candidates: list[Candidate], programmes: list[Programme], workers: dict[User, str], today: date, draw: random.Random
) -> list[Journey]:
    """A journey for everybody, as far as it came until today."""
    by_home: dict[str, list[User]] = {}
    for worker, home in workers.items():
        by_home.setdefault(home, []).append(worker)
    rows, joined = [], []
    for candidate in candidates:
        signed = candidate.registered_on
        programme = programmes[-1] if draw.random() < 0.002 else draw.choice(programmes[:-1])
        started = _then(signed, draw.randrange(5, 120), 0.85, today, draw)
        finished = _then(started, draw.randrange(60, 200), 0.75, today, draw)
        sector = draw.choice(SECTORS)
        row = Journey(
            candidate=candidate,
            programme=programme,
            sector=sector,
            training=f"{sector}-{draw.randrange(4)}",
            fund=f"fonds-{draw.randrange(5)}",
            kind="leerwerkplek",
            expected=(chance := 0.3 + 0.4 * draw.random()),
            expected_low=chance - 0.15,
            expected_high=chance + 0.15,
            cost=draw.randrange(200_000, 900_000),
            coach=draw.choice(by_home[candidate.municipality_id]),
            signed_up_on=signed,
            made_at=_moment(signed),
            first_day=started,
            started_on=started,
            finished_on=finished,
        )
        row.status = "followed" if finished else "going" if started else "ahead"
        if draw.random() < 0.25 and (today - signed).days > 250:
            row.status, row.why = "stopped", "own-wish"
            row.ended_on = signed + timedelta(days=draw.randrange(130, 240))
        rows.append(row)
        joined.append(
            Participation(programme=programme, subject=candidate.subject, asked_at=_moment(signed), admitted_on=signed)
        )
    Participation.objects.bulk_create(joined, batch_size=BATCH)
    return Journey.objects.bulk_create(rows, batch_size=BATCH)


def _then(since: date | None, days: int, chance: float, today: date, draw: random.Random) -> date | None:
    """A day so much later, if it came to that."""
    if since is None or draw.random() > chance:
        return None
    day = since + timedelta(days=days)
    return day if day <= today else None


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(11), UTC)


def _events(journeys: list[Journey], number: int) -> Iterator[Event]:
    for journey in journeys:
        for at in range(number):
            day = journey.signed_up_on + timedelta(days=7 * at)
            yield Event(journey=journey, what="journey.step", concerns=day, facts={"week": at}, at=_moment(day))


def lived(journeys: list[Journey], today: date, draw: random.Random) -> None:
    """Steps, work with its proof, and what was reached with its rows in the ledger."""
    spells, marks = [], []
    steps = []
    for journey in journeys:
        steps.append(
            Step(
                journey=journey,
                kind=Step.Kind.TRAINING,
                planned_start=journey.signed_up_on + timedelta(days=60),
                planned_end=journey.signed_up_on + timedelta(days=160),
            )
        )
        if journey.started_on:
            marks.append((journey, Measure.STARTED, journey.started_on))
        if journey.finished_on:
            marks.append((journey, Measure.FINISHED, journey.finished_on))
        since = _then(journey.started_on, draw.randrange(40, 260), 0.65, today, draw)
        if since is None:
            continue
        end = since + timedelta(days=draw.randrange(20, 700))
        until = end if end <= today else None
        spells.append(
            Spell(
                journey=journey,
                employer_name="Bakkerij de Korst",
                form="contract",
                hours=24,
                since=since,
                until=until,
                at=_moment(since),
            )
        )
        marks.append((journey, Measure.AT_WORK, since))
        for measure, days in ((Measure.WEEKS_13, 91), (Measure.DURABLE, 182), (Measure.WEEKS_52, 364)):
            if (day := since + timedelta(days=days - 1)) <= (until or today):
                marks.append((journey, measure, day))
    Step.objects.bulk_create(steps, batch_size=BATCH)
    made = Spell.objects.bulk_create(spells, batch_size=BATCH)
    Proof.objects.bulk_create(
        [Proof(spell=one, level="contract", given_on=one.since, at=one.at) for one in made], batch_size=BATCH
    )
    _count(marks)


def _count(marks: list[tuple[Journey, Measure, date]]) -> None:
    """What was reached, with its row of the ledger."""
    learnt = (Measure.STARTED, Measure.FINISHED)
    rows = LedgerEntry.objects.bulk_create(
        [
            LedgerEntry(
                measure=measure,
                amount=1,
                booked_at=_moment(day),
                concerns=day,
                municipality=journey.candidate.municipality_id,
                programme=journey.programme.code if journey.programme else "",
                sector=journey.sector,
                training=journey.training,
                fund=journey.fund,
                kind=journey.kind if measure in learnt else "contract",
                definition=None if measure in learnt else 1,
            )
            for journey, measure, day in marks
        ],
        batch_size=BATCH,
    )
    Reached.objects.bulk_create(
        [
            Reached(
                journey=journey,
                candidate=journey.candidate,
                programme=row.programme,
                measure=measure,
                concerns=day,
                definition=row.definition,
                counted=row,
            )
            for (journey, measure, day), row in zip(marks, rows, strict=True)
        ],
        batch_size=BATCH,
    )


def guided(journeys: list[Journey], today: date, draw: random.Random) -> None:
    """Contacts and tasks of the journeys that go on; some are late."""
    contacts, tasks = [], []
    for journey in journeys:
        if journey.ended_on is not None:
            continue
        due = today + timedelta(days=draw.randrange(-10, 60))
        contacts.append(Contact(journey=journey, party="candidate", day=28, due_on=due))
        tasks.append(Task(journey=journey, party="coach", what="Bel de werkgever", due_on=due, made_at=_moment(today)))
    Contact.objects.bulk_create(contacts, batch_size=BATCH)
    Task.objects.bulk_create(tasks, batch_size=BATCH)


def _region_roles() -> dict[str, User]:
    """One user of each role that looks at the region."""
    return {role: _user(role) for role in ("region-coordinator", "controller")}


def _user(role: str) -> User:
    user = User.objects.create(email=f"{role}@bench.example", name=role)
    TOTP.activate(user, generate_totp_secret())
    Grant.objects.create(user=user, role=role, since=date(2020, 1, 1))
    return user


if __name__ == "__main__":
    main()
