"""Every night the ledger is held beside the journeys; what differs is told, and stays as it is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from journeys.working import FIRST, YEAR, add, noon, standing
from koppelkans.core.access import Actor, house
from koppelkans.core.models import Subject
from koppelkans.journeys import queries_work
from koppelkans.journeys.actions import working
from koppelkans.journeys.actions.checking import check_ledger
from koppelkans.journeys.actions.counting import let_go, reach, take_back
from koppelkans.journeys.models import Journey, LedgerCheck, Spell
from koppelkans.people.imports import doubles
from koppelkans.privacy.actions.erasing import erase_of_person
from koppelkans.results.actions import book
from koppelkans.results.models import LedgerEntry, Measure, Released
from koppelkans.results.queries import count
from making import make_actor, make_candidate, make_journey, make_programme

pytestmark = pytest.mark.django_db
NIGHT = house("koppelkans nightly")
LATER = FIRST + timedelta(days=200)


@pytest.fixture
def by() -> Actor:
    """A case worker."""
    return make_actor("case-worker")


@pytest.fixture
def journey(by: Actor) -> Journey:
    """Somebody who started, finished and is durably at work."""
    made = make_journey(
        programme=make_programme(code="klimaat"), training="zon", fund="rif", started_on=FIRST, finished_on=FIRST
    )
    for measure in (Measure.STARTED, Measure.FINISHED):
        reach(made, measure, concerns=FIRST, now=noon(FIRST))
    add(made, by, LATER)
    return made


def checked() -> list[tuple[str, str]]:
    """What a check of the night finds."""
    check = check_ledger(by=NIGHT, now=noon(LATER))
    found = list(check.found.values_list("measure", "code"))
    assert check.differences == len(found)
    return found


def damage(**values: Any) -> None:
    """Change rows of the ledger behind its back."""
    LedgerEntry.objects.filter(measure="26w").update(**values)


def test_what_agrees_is_clean(journey: Journey, by: Actor) -> None:
    """Counted, taken back and counted again: nothing differs, and what was looked at is told."""
    spell = journey.spells.get()
    working.withdraw_proof(spell.proofs.get(), why="Fout.", by=by, now=noon(LATER))
    working.add_proof(spell, level="register", given_on=LATER, by=by, now=noon(LATER))
    assert checked() == []
    assert LedgerCheck.objects.get().told == "0 differences, 1 people, 11 rows"


@pytest.mark.parametrize(
    "values",
    [
        {"concerns": FIRST},
        {"programme": "zorg"},
        {"sector": "zorg"},
        {"training": ""},
        {"fund": "esf"},
        {"definition": 2},
        {"measure": "13w"},
        {"amount": -1},
    ],
    ids=lambda values: next(iter(values)),
)
@pytest.mark.usefixtures("journey")
def test_a_row_that_says_something_else(values: dict[str, Any]) -> None:
    """A row whose facts are not those of the journey is told, and not mended."""
    damage(**values)
    assert checked() == [("26w", "row")]
    assert checked() == [("26w", "row")]


def test_a_row_that_took_back_something_else(journey: Journey) -> None:
    """What takes back says the same as what it takes back, in each fact."""
    reached = journey.reached.get(measure="started")
    take_back(reached, why="gone", now=noon(LATER))
    Journey.objects.update(started_on=None)
    assert checked() == []
    LedgerEntry.objects.filter(amount=-1).update(municipality="GM0363")
    assert checked() == [("started", "row")]


@pytest.mark.usefixtures("journey")
def test_work_that_changed_without_an_action() -> None:
    """Spells that moved, ended or are of another form than was counted are told per measure."""
    Spell.objects.update(form="bbl")
    assert checked() == [("13w", "form"), ("26w", "form"), ("at-work", "form")]
    Spell.objects.update(form="contract", since=FIRST + timedelta(days=1))
    assert checked() == [("13w", "date"), ("26w", "date"), ("at-work", "date")]
    Spell.objects.update(since=FIRST, until=FIRST + timedelta(days=5))
    assert checked() == [("13w", "gone"), ("26w", "gone")]
    assert standing()["26w"] == FIRST + timedelta(days=181)


@pytest.mark.usefixtures("journey")
def test_work_that_was_not_counted(by: Actor) -> None:
    """Somebody whose work counts and is not in the ledger is told."""
    other = make_journey(candidate=make_candidate())
    spell = add(other, by, LATER, proof="")
    spell.proofs.create(level="contract", given_on=LATER, at=noon(LATER))
    assert checked() == [("13w", "missing"), ("26w", "missing"), ("at-work", "missing")]


@pytest.mark.parametrize(
    ("values", "code"),
    [({"started_on": None}, "gone"), ({"started_on": LATER}, "date")],
    ids=["no-start", "another-day"],
)
@pytest.mark.usefixtures("journey")
def test_a_start_that_is_not_the_journeys(values: dict[str, Any], code: str) -> None:
    """Started and finished stand on the day the journey says."""
    Journey.objects.update(**values)
    assert checked() == [("started", code)]


def test_a_start_that_was_not_counted(journey: Journey) -> None:
    """A journey that began and is not counted is told; the second of one person and programme is not."""
    Journey.objects.filter(pk=journey.pk).update(status="done")
    again = make_journey(candidate=journey.candidate, programme=journey.programme, started_on=LATER)
    assert checked() == []
    Journey.objects.filter(pk=again.pk).update(programme=make_programme())
    assert checked() == [("started", "missing")]


@pytest.mark.usefixtures("journey")
def test_a_row_of_nobody() -> None:
    """A row without a journey that nobody was erased for is told, and so is a row too few."""
    book("26w", 1, concerns=FIRST, now=noon(LATER))
    book("participation.admitted", 1, concerns=FIRST, now=noon(LATER))  # does not take part
    assert checked() == [("26w", "sum")]
    Released.objects.create(measure="26w", amount=1, rows=2, at=noon(LATER))
    assert checked() == [("26w", "sum")]
    Released.objects.create(measure="13w", amount=-1, rows=1, at=noon(LATER))
    assert checked() == [("13w", "sum"), ("26w", "sum")]


def test_erasing_somebody_changes_no_count(journey: Journey, by: Actor) -> None:
    """With the person goes the journey; every figure stays, also of earlier, and the check stays clean."""
    withdrawn = journey.spells.get().proofs.get()
    working.withdraw_proof(withdrawn, why="Fout.", by=by, now=noon(LATER))
    working.add_proof(withdrawn.spell, level="contract", given_on=LATER, by=by, now=noon(LATER + timedelta(days=1)))
    days = [LATER - timedelta(days=1), LATER, LATER + timedelta(days=2)]
    before = [count(measure, *YEAR, as_known_on=day) for measure in Measure.values for day in days]
    subject = Subject.objects.get(pk=journey.candidate_id)
    erase_of_person("profile-ended", subject, now=noon(LATER))
    assert not Journey.objects.exists()
    assert not Spell.objects.exists()
    assert before == [count(measure, *YEAR, as_known_on=day) for measure in Measure.values for day in days]
    assert checked() == []


def test_letting_go_of_one_leaves_the_other(journey: Journey, by: Actor) -> None:
    """Of two people one is erased: the other is still checked."""
    other = make_journey(programme=journey.programme)
    add(other, by, LATER, employer_name="Zorghuis")
    let_go(journey.candidate_id, now=noon(LATER))
    assert checked() == []
    Spell.objects.update(since=LATER)
    assert {code for _measure, code in checked()} == {"gone", "date"}


def test_merging_two_people_moves_no_count(journey: Journey) -> None:
    """Of two files of one person the one with the journey stays, and nobody is counted twice."""
    double = make_candidate(registered_on=FIRST - timedelta(days=900))
    assert doubles.kept_of(journey.candidate, double) == (journey.candidate, double)
    make_journey(candidate=double)
    codes = [reason.code for reason in doubles.merge_faults(journey.candidate, double, NIGHT)]
    assert codes == ["merge-both-planned"]


def test_one_pass_with_flat_memory(by: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    """The check asks per batch, however many people are in it, and holds one batch at a time."""
    programme = make_programme()

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert checked() == []
        return len(queries)

    def people(number: int) -> None:
        for _one in range(number):
            add(make_journey(candidate=make_candidate(), programme=programme), by, LATER)

    people(1)
    few = asked()
    people(4)
    assert asked() == few
    monkeypatch.setattr(queries_work, "BATCH", 2)
    assert few < asked() <= few * 3
