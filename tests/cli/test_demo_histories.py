"""The invented histories of the demo: they hold every rule, end at today, and are the same for the same seed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.db import transaction
from django.db.models import DateField, DateTimeField

from koppelkans import generate
from koppelkans.cli.demo import histories
from koppelkans.cli.demo.histories import rates
from koppelkans.core.access import house
from koppelkans.core.models import Municipality, Subject
from koppelkans.journeys import states
from koppelkans.journeys.actions.checking import check_ledger
from koppelkans.journeys.actions.settling import finished_on, status_of
from koppelkans.journeys.models import Journey, Reached, Spell
from koppelkans.people.models import Candidate
from koppelkans.planning.actions.exchange import import_region
from koppelkans.planning.queries import plannable
from koppelkans.programmes.models import Participation
from koppelkans.results.models import LedgerEntry, Measure
from making import make_programme, make_user

pytestmark = pytest.mark.django_db

US = house("test of the demo")
TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 16, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))
ROOMS = ("people", "programmes", "supply", "journeys", "results")
# what is planned, promised or agreed for later, and nothing else, may lie ahead
AHEAD = frozenset(
    {
        *("Step.planned_start", "Step.planned_end", "Journey.first_day", "Booking.first_day", "Contact.due_on"),
        *("Task.due_on", "Spell.until", "Instruction.until", "LedgerEntry.concerns", "Programme.ends_on"),
        *("Run.start", "Run.end", "Place.start_from", "Place.start_until", "Holding.since", "Holding.until"),
        *("Candidate.available_from", "MentorsTaken.month"),
    }
)


@pytest.fixture
def region(tmp_path: Path) -> None:
    """A small generated region."""
    generate.write(tmp_path / "region", candidates=60, seed=4)
    import_region(tmp_path / "region", by=US, now=NOW, first=date(2026, 11, 30))


@pytest.fixture
def written(region: None) -> histories.Written:  # noqa: ARG001 - needs the region
    """Sixty people in a programme in its third year."""
    programme = make_programme(code="proef", starts_on=date(2024, 3, 1))
    users = {home.code: [make_user("case-worker", home)] for home in Municipality.objects.all()}
    staff = histories.Staff(coaches=users, owners=users, cards=frozenset(users))
    return histories.write(60, seed=7, programme=programme, now=NOW, staff=staff)


def rows(model: str, room: str = "journeys") -> Any:
    """Everything of a model, in the order of its keys."""
    return apps.get_model(room, model)._default_manager.order_by("pk")


def test_every_row_holds_its_rules(written: histories.Written) -> None:
    """Each row passes the checks of its model, and the state of a journey is what follows from its steps."""
    for model in apps.get_app_config("journeys").get_models():
        for row in model._default_manager.all()[:40]:
            row.full_clean()
    for candidate in Candidate.objects.filter(own_key__startswith="T-"):
        candidate.full_clean()
    for one in written.travelled:
        steps = [step for _lived, step in one.steps]
        assert one.journey.finished_on == finished_on(steps)
        if one.journey.status in states.OPEN and one.journey.status != states.Status.PAUSED:
            assert one.journey.status == status_of(one.journey, steps)
    assert Journey.objects.filter(status=states.Status.DONE).exists()


def test_the_check_of_the_night_finds_nothing(written: histories.Written) -> None:
    """The ledger says what the journeys and the work in them come to, also where something was taken back."""
    assert check_ledger(by=US, now=NOW).differences == 0
    assert {row.measure for row in written.book.entries} >= set(Measure.values)


def dates_ahead() -> Iterator[str]:
    """Fields in which something lies after now, of what the histories wrote."""
    for room in ROOMS:
        for model in apps.get_app_config(room).get_models():
            for field in model._meta.get_fields():
                name = f"{model.__name__}.{field.name}"
                if isinstance(field, DateField) and name not in AHEAD:
                    latest = NOW if isinstance(field, DateTimeField) else TODAY
                    if model._default_manager.filter(**{f"{field.name}__gt": latest}).exists():
                        yield name


def test_nothing_lies_ahead_that_cannot(written: histories.Written) -> None:  # noqa: ARG001 - needs the histories
    """Only what is planned or agreed for later lies after today; nothing was booked before it happened."""
    assert list(dates_ahead()) == []
    early = [
        row for row in LedgerEntry.objects.filter(measure__in=Measure.values) if row.booked_at.date() < row.concerns
    ]
    assert early == []


def test_everybody_is_one_person(written: histories.Written) -> None:
    """Nobody has two journeys that are open or somebody else's pseudonym, and who is under way is not planned again."""
    subjects = list(Participation.objects.values_list("subject", flat=True))
    assert len(set(subjects)) == len(subjects) == 60
    under_way = Journey.objects.filter(status__in=states.OPEN).values_list("candidate", flat=True)
    assert len(set(under_way)) == len(under_way) > 0
    planned = set(plannable(None, TODAY).people.values_list("pk", flat=True))
    assert planned.isdisjoint(under_way)
    waiting = {one.candidate.pk for one in written.people if one.candidate and one.life.made is None}
    assert planned & waiting == {pk for pk in waiting if Candidate.objects.get(pk=pk).status == "active"}


def test_the_same_seed_gives_the_same_histories(region: None) -> None:  # noqa: ARG001 - needs the region
    """Twice the same seed on the same day: the same people, days and counts."""
    told = []
    for _time in range(2):
        with transaction.atomic():
            programme = make_programme(code="proef", starts_on=date(2024, 3, 1))
            histories.write(30, seed=7, programme=programme, now=NOW)
            told.append(
                (
                    list(Subject.objects.order_by("pk").values_list("pseudonym", flat=True)),
                    list(rows("Spell").values_list("since", "until", "hours", "form")),
                    list(rows("Attendance").values_list("week", "present")),
                    list(rows("LedgerEntry", "results").values_list("measure", "amount", "concerns", "booked_at")),
                )
            )
            transaction.set_rollback(True)
    assert told[0] == told[1]


def test_the_rates_are_what_happens(region: None) -> None:  # noqa: ARG001 - needs the region
    """Of many who began long ago, as many came to durable work as the table of rates says."""
    programme = make_programme(code="proef", starts_on=date(2020, 3, 2), ends_on=date(2023, 12, 31))
    written = histories.write(400, seed=1, programme=programme, now=NOW, scale=histories.Scale(attendance_weeks=0))
    began = [one.person for one in written.travelled if one.journey.started_on and one.journey.ended_on]
    truth = sum(rates.SECTORS[one.life.way.sector].durable for one in began) / len(began)
    reached = Reached.objects.filter(measure=Measure.DURABLE, taken_back=None).count()
    assert reached / len(began) == pytest.approx(truth, abs=0.08)
    assert Spell.objects.exclude(until=None).exists()
