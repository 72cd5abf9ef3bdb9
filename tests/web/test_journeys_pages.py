"""The pages of journeys: what is due first, in as many questions for many as for few; forms that tell every reason."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from koppelkans.core.models import AuditEntry, User
from koppelkans.journeys.models import Attendance, Break, Event, Handover, Journey, Step
from making import make_candidate, make_journey, make_place, make_programme, make_run, make_step, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker() -> User:
    """The case worker."""
    return make_user("case-worker")


@pytest.fixture
def page(client: Client, worker: User) -> Client:
    """Their browser."""
    client.force_login(worker)
    return client


def lived(worker: User, days: int = 0, **fields: Any) -> Journey:
    """A journey with a training that begins so many days from now and a place after it, a break and a hand-over."""
    today = timezone.localdate()
    first = today + timedelta(days=days)
    made = make_journey(candidate=make_candidate(owner=worker), **({"coach": worker} | fields))
    run = make_run(start=first, end=first + timedelta(days=60))
    begun = {"status": "going", "started_on": first} if days < 0 else {}
    step = make_step(made, "training", run=run, hours_week=8, **begun)
    make_step(made, "leerwerkplek", place=make_place(start_from=first + timedelta(days=70)))
    if begun:
        Journey.objects.filter(pk=made.pk).update(status="going", started_on=first)
        week = first - timedelta(days=first.weekday())
        Attendance.objects.create(step=step, week=week, planned=8, present=6, at=timezone.now())
    Break.objects.create(
        journey=made, kind="waiting", since=date(2026, 1, 1), until=date(2026, 1, 3), at=timezone.now()
    )
    Handover.objects.create(journey=made, kind="coach", to_user=worker, at=timezone.now(), taken_at=timezone.now())
    return made


def queries(page: Client, url: str) -> int:
    """How many questions a page asks the database."""
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert page.get(url).status_code == 200
    return len(asked)


def test_the_list_asks_as_much_for_many(page: Client, worker: User) -> None:
    """Twelve journeys ask no more than two."""
    for days in (-30, 5):
        lived(worker, days, programme=make_programme())
    page.get(reverse("journeys:list"))
    few = queries(page, reverse("journeys:list"))
    for days in range(-40, 60, 10):
        lived(worker, days, programme=make_programme())
    assert queries(page, reverse("journeys:list")) == few


def test_a_journey_asks_as_much_with_many_steps(page: Client, worker: User) -> None:
    """A journey with ten steps asks no more than one with two."""
    journey = lived(worker, -30)
    url = reverse("journeys:journey", args=[journey.pk])
    page.get(url)
    few = queries(page, url)
    for _step in range(8):
        make_step(journey, "job")
    assert queries(page, url) == few


def test_what_is_due_first_comes_first(page: Client, worker: User) -> None:
    """The list is in the order of the next date; filters narrow it; what is over is not in it."""
    late, soon = lived(worker, 40), lived(worker, 2)
    programme = make_programme(code="zon", name="Pilot zon")
    other = lived(worker, 20, coach=None, programme=programme)
    over = make_journey(
        candidate=make_candidate(owner=worker), status="stopped", ended_on=date(2026, 1, 1), why="other"
    )

    def shown(**filters: str) -> list[str]:
        rows = page.get(reverse("journeys:list"), filters).context["table"].rows
        return [str(row[0].text) for row in rows]

    soon_late = [str(row.candidate) for row in (soon, other, late)]
    assert shown() == soon_late
    assert shown(mijn="on") == [soon_late[0], soon_late[2]]
    assert shown(programma="zon") == [str(other.candidate)]
    assert shown(stand="stopped") == [str(over.candidate)]
    assert shown(stand="x", coach="99", page="0") == []


def test_a_page_is_recorded_once(page: Client, worker: User) -> None:
    """Who looked at the journey is in the trail, once for each view, also of a form."""
    journey = lived(worker, -30)
    step = journey.steps.all()[0]
    for url in (
        reverse("journeys:journey", args=[journey.pk]),
        reverse("journeys:history", args=[journey.pk]),
        reverse("journeys:step-end", args=[journey.pk, step.pk]),
        reverse("journeys:stop", args=[journey.pk]),
    ):
        page.get(url)
    assert AuditEntry.objects.filter(action="journey.open", subject=journey.candidate_id).count() == 4


def test_a_date_that_is_not_sure_changes_nothing(page: Client, worker: User) -> None:
    """First it is shown what moves; only then it is written."""
    journey = lived(worker, -30)
    step = journey.steps.get(kind="leerwerkplek")
    assert step.planned_end is not None
    url = reverse("journeys:step-move", args=[journey.pk, step.pk])
    week = timedelta(days=7)
    sent = {
        "start": step.planned_start + week,
        "end": step.planned_end + week,
        "follow": "ja",
        "why": "Later begonnen",
        "version": step.version,
    }
    answer = page.post(url, sent)
    assert "Dit verandert er" in answer.content.decode()
    assert Step.objects.get(pk=step.pk).planned_start == step.planned_start
    assert page.post(url, sent | {"zeker": "ja"}).status_code == 302
    assert Step.objects.get(pk=step.pk).planned_start == step.planned_start + week
    told = page.post(url, sent | {"zeker": "ja", "start": step.planned_start + 2 * week}).content.decode()
    assert "Iemand anders heeft deze stap net veranderd" in told


def test_a_step_of_another_journey_is_not_there(page: Client, worker: User) -> None:
    """A step belongs to the journey of its address."""
    one, two = lived(worker, -30), lived(worker, -30)
    step = two.steps.all()[0]
    assert page.get(reverse("journeys:step-end", args=[one.pk, step.pk])).status_code == 404


@pytest.mark.parametrize("before", ["", "2026-13-40", "x", "0001-01-01", "9999-12-31"])
def test_a_strange_week_is_no_error(page: Client, worker: User, before: str) -> None:
    """Whatever stands in the address, the page of attendance answers."""
    step = lived(worker, -90).steps.all()[0]
    url = reverse("journeys:step-attend", args=[step.journey_id, step.pk])
    assert page.get(url, {"voor": before}).status_code == 200


def test_the_history_says_what_was(page: Client, worker: User) -> None:
    """A correction is told with before and after, in words; what nobody knows is shown by its code."""
    journey = lived(worker, -30)
    facts = {"result": ["passed", "not-passed"], "ended_on": ["2026-01-01", None], "steps": ["x"]}
    for what in ("step.correct-end", "niet.bekend"):
        Event.objects.create(journey=journey, what=what, concerns=date(2026, 1, 2), facts=facts, at=timezone.now())
    text = page.get(reverse("journeys:history", args=[journey.pk])).content.decode()
    assert "Resultaat: eerst gehaald, nu niet gehaald." in text
    assert "Laatste dag: eerst 1 jan 2026, nu niets." in text
    assert "niet.bekend" in text


def test_a_coach_is_not_offered_what_is_closed(client: Client, worker: User) -> None:
    """A jobcoach guides, and sees no link to add a step or to go to another employer; who is asked sees it at start."""
    coach = make_user("coach")
    journey = lived(worker, -30, coach=coach)
    Handover.objects.create(journey=make_journey(), kind="coach", to_user=coach, at=timezone.now())
    client.force_login(coach)
    text = client.get(reverse("journeys:journey", args=[journey.pk])).content.decode()
    assert "Afsluiten" in text
    assert "Naar een andere werkgever" not in text
    assert "Stap toevoegen" not in text
    assert "traject om over te nemen" in client.get("/").content.decode()
