"""Vaktaal: measured per skill, what planning reckons with, what work asks, and the hours that close the gap."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from koppelkans.core.access import Actor, Closed, Unknown, actor_of
from koppelkans.core.actions.language import set_demands
from koppelkans.core.models.words import LanguageDemand
from koppelkans.core.refusal import Refused
from koppelkans.journeys.actions.speaking import measure_language
from koppelkans.journeys.models import Event
from koppelkans.journeys.queries_language import hours_of, language_path
from koppelkans.people.actions.language import measure
from koppelkans.people.imports.doubles import merge
from koppelkans.people.models import Candidate, Holding, LanguageMeasure
from koppelkans.people.queries_language import language_of
from koppelkans.planning.folder import sheets_of
from koppelkans.planning.queries import plannable
from making import (
    NOW,
    TODAY,
    make_actor,
    make_candidate,
    make_credential,
    make_journey,
    make_municipality,
    make_occupation,
    make_place,
    make_region,
    make_run,
    make_step,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> Actor:
    """A case worker of the municipality."""
    return make_actor("case-worker")


@pytest.fixture(autouse=True)
def levels() -> None:
    """A region with A1, A2 and B1."""
    make_credential("nl-A1")
    make_credential("nl-A2", implies=["nl-A1"])
    make_credential("nl-B1", implies=["nl-A2"])


def measured(candidate: Candidate, by: Actor, on: date = TODAY, **found: str) -> list[LanguageMeasure]:
    """Levels measured on a day, by a test unless something else is said."""
    source = found.pop("source", "test")
    assessor = found.pop("assessor", "Taalhuis")
    return measure(
        candidate,
        levels=found,
        measured_on=on,
        source=source,
        assessor=assessor,
        by=by,
        today=TODAY,
        now=NOW,
    )


def held(candidate: Candidate) -> list[tuple[str, str]]:
    """What somebody holds by measures."""
    return list(candidate.holdings.filter(measured=True).values_list("credential", "proof"))


def test_what_is_measured_is_what_planning_reckons_with(by: Actor) -> None:
    """The lowest of listening, speaking and reading becomes what the person holds, and the snapshot has it."""
    candidate = make_candidate(owner=by.user)
    measured(candidate, by, listening="B1", speaking="A2+")
    assert held(candidate) == []  # reading is not known yet
    measured(candidate, by, reading="A2+", writing="A1")
    assert held(candidate) == [("nl-A2", "tested")]
    sheets = sheets_of(make_region(), plannable(None, TODAY), today=TODAY)
    assert sheets.column("candidates.csv", "holds") == []  # no wish yet: not planned with
    candidate.wishes.create(occupation=make_occupation(), preference="0.8", aptitude="0.5")
    sheets = sheets_of(make_region(), plannable(None, TODAY), today=TODAY)
    assert sheets.column("candidates.csv", "holds") == ["nl-A2"]


def test_the_last_measure_counts_and_earlier_ones_stay(by: Actor) -> None:
    """A later measure changes what is held, up and down; one of an earlier day changes nothing; all are kept."""
    candidate = make_candidate(owner=by.user)
    measured(candidate, by, listening="A2", speaking="A2", reading="A2")
    measured(candidate, by, listening="B1", speaking="B1", reading="B1")
    assert held(candidate) == [("nl-B1", "tested")]
    measured(candidate, by, TODAY - timedelta(days=300), listening="A1", speaking="A1", reading="A1")
    assert held(candidate) == [("nl-B1", "tested")]
    measured(candidate, by, source="work", reading="A1+")
    assert held(candidate) == [("nl-A1", "seen")]
    measured(candidate, by, source="intake", reading="A0")
    assert held(candidate) == []
    assert candidate.language_measures.count() == 11
    language = language_of(candidate, TODAY)
    assert language.first["listening"].level == "A1"
    assert language.last["listening"].level == "B1"


def test_a_region_without_levels_keeps_the_measures(by: Actor) -> None:
    """Where no credential states a level, nothing is held and the page can say so."""
    for row in ("nl-A1", "nl-A2", "nl-B1"):
        make_credential(row).delete()
    candidate = make_candidate(owner=by.user)
    measured(candidate, by, listening="A2", speaking="A2", reading="A2")
    assert (held(candidate), language_of(candidate, TODAY).rungs) == ([], ())


def test_what_stands_elsewhere_and_is_higher_is_told(by: Actor) -> None:
    """A diploma that says more stays, and is named; one that says less is not."""
    candidate = make_candidate(owner=by.user)
    for code in ("nl-A1", "nl-B1"):
        Holding.objects.create(candidate=candidate, credential_id=code, recorded_on=TODAY)
    measured(candidate, by, listening="A2", speaking="A2", reading="A2")
    language = language_of(candidate, TODAY)
    assert [row.credential_id for row in language.higher] == ["nl-B1"]
    assert language.measured is not None
    assert candidate.holdings.count() == 3


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"on": TODAY + timedelta(days=1)}, "measured_on"),
        ({"source": "guess"}, "source"),
        ({"assessor": " "}, "assessor"),
        ({"reading": "A7"}, "levels"),
        ({"singing": "A1"}, "levels"),
    ],
)
def test_a_poor_measure_is_refused(by: Actor, change: dict[str, Any], code: str) -> None:
    """Of tomorrow, by nobody, or a level that does not exist."""
    with pytest.raises(Refused) as refused:
        measured(make_candidate(owner=by.user), by, **({"listening": "A1"} | change))
    assert [reason.code for reason in refused.value.reasons] == [code]
    with pytest.raises(Refused):
        measured(make_candidate(owner=by.user), by)
    assert not LanguageMeasure.objects.exists()


def test_a_coach_measures_in_the_own_journeys_only() -> None:
    """The coach of the journey writes a measure, in its history; another coach or municipality does not see it."""
    coach = make_user("coach")
    journey = make_journey(coach=coach)
    what: dict[str, Any] = {"levels": {"listening": "A2"}, "measured_on": TODAY, "source": "work", "assessor": "Coach"}
    measure_language(journey, by=actor_of(coach, TODAY), today=TODAY, now=NOW, **what)
    assert Event.objects.get().facts == {"levels": {"listening": "A2"}}
    with pytest.raises(Unknown):
        measure_language(journey, by=make_actor("coach"), today=TODAY, now=NOW, **what)
    with pytest.raises(Closed):
        measured(journey.candidate, actor_of(coach, TODAY), listening="A2")
    stranger = make_actor("case-worker", municipality=make_municipality("GM0363", "Amsterdam"))
    with pytest.raises(Unknown):
        measured(journey.candidate, stranger, listening="A2")


def test_two_files_of_one_person_are_one_after_a_merge(by: Actor) -> None:
    """The measures of both come together, and what is held follows from the last of them."""
    older = make_candidate(name="Robin Example", owner=by.user, registered_on=date(2026, 1, 1))
    younger = make_candidate(name="Robin Example", owner=by.user)
    measured(older, by, TODAY - timedelta(days=9), listening="A1", speaking="A1", reading="A1")
    measured(younger, by, listening="A2", speaking="A2", reading="A2")
    kept = merge(older, younger, by=by, now=NOW)
    assert held(kept) == [("nl-A2", "tested")]
    assert kept.language_measures.count() == 6


def test_what_an_occupation_asks_is_set_by_who_works_for_the_region() -> None:
    """An adviser of one municipality and an employer may not; nothing is asked less at the end than on day one."""
    occupation = make_occupation()
    asked = {("listening", "first-day"): "A2", ("listening", "safety"): "A2", ("listening", "end"): "B1"}
    tasks = {"listening": "waarschuwingen"}
    coordinator = make_actor("region-coordinator")
    set_demands(occupation, levels=asked, tasks=tasks, by=coordinator, now=NOW)
    set_demands(occupation, levels=asked, tasks=tasks, by=make_actor("employer-adviser"), now=NOW)
    assert LanguageDemand.objects.count() == 3
    assert LanguageDemand.objects.get(moment="safety").tasks == "waarschuwingen"
    here = make_municipality()
    for actor in (make_actor("employer-adviser", municipality=here), make_actor("employer"), make_actor("case-worker")):
        with pytest.raises(Closed):
            set_demands(occupation, levels={}, tasks={}, by=actor, now=NOW)
    wrong = asked | {("listening", "end"): "A1"}
    with pytest.raises(Refused) as refused:
        set_demands(occupation, levels=wrong, tasks=tasks, by=coordinator, now=NOW)
    assert [reason.code for reason in refused.value.reasons] == ["listening_end"]
    assert LanguageDemand.objects.count() == 3


def test_hours_follow_from_days_and_dayparts() -> None:
    """Three hours for each daypart of each day, both ends included."""
    monday = date(2026, 11, 2)
    assert hours_of(["mo-am", "we-am"], monday, monday + timedelta(days=13)) == 12
    assert hours_of(["mo-am", "mo-pm"], monday, monday) == 6
    assert hours_of(["mo-am"], monday, monday - timedelta(days=1)) == 0
    assert hours_of(["mo-am"], monday, None) == 0


def test_the_page_knows_which_hours_come_before_the_work(by: Actor) -> None:
    """Lessons before the first day close the gap of that day; lessons after it only that of the end."""
    journey = make_journey(candidate=make_candidate(owner=by.user))
    place = make_place(start_from=TODAY + timedelta(days=28))
    make_step(journey, "leerwerkplek", place=place)
    # ten weeks of two dayparts: four of them before the work begins
    run = make_run(start=TODAY, end=TODAY + timedelta(days=69), dayparts=["mo-am", "we-am"])
    make_step(journey, "language", run=run)
    asked = {("listening", "first-day"): "A1+", ("listening", "end"): "A2"}
    set_demands(place.occupation, levels=asked, tasks={}, by=make_actor("region-coordinator"), now=NOW)
    measured(journey.candidate, by, listening="A1")
    path = language_path(journey, TODAY)
    assert path.occupation == place.occupation
    assert path.ahead == 60
    first, end = path.gaps
    assert (first.hours, first.planned, first.short) == (30, 24, 6)
    assert (end.hours, end.planned, end.closed) == (60, 60, True)
    assert path.short == [first]


def test_a_journey_without_a_place_asks_nothing_yet() -> None:
    """Without work ahead there is no demand, and no error."""
    path = language_path(make_journey(), TODAY)
    assert (path.occupation, path.gaps, path.lessons) == (None, [], [])
