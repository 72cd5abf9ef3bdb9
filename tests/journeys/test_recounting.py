"""Whatever is done with work, in whatever order: what stands is what the work comes to, by its own definition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journeys.working import FIRST, YEAR, add, ledger, noon, standing, work
from koppelkans.core.access import Actor, Unknown, house
from koppelkans.core.refusal import Refused
from koppelkans.journeys import durable
from koppelkans.journeys.actions import recounting, working
from koppelkans.journeys.actions.checking import check_ledger
from koppelkans.journeys.models import Journey, Proof, Reached, Spell
from koppelkans.journeys.queries_work import WORK, counted_together, due
from koppelkans.results.queries import count
from making import make_actor, make_journey, make_programme

pytestmark = pytest.mark.django_db
NIGHT = house("koppelkans nightly")
VERB = st.tuples(
    st.sampled_from(["add", "add", "edit", "edit", "end", "withdraw", "prove", "unprove", "night"]),
    st.integers(0, 40),  # days later
    st.integers(0, 1),  # which work
    st.integers(-60, 0),  # its first day, from today
    st.sampled_from(["contract", "contract", "bbl", "stage"]),
    st.sampled_from([8, 12, 30]),
)


def act(verb: tuple[str, int, int, int, str, int], journey: Journey, by: Actor, today: int) -> None:
    """Do one verb on a day; what the rules refuse changes nothing."""
    name, _later, which, since, form, hours = verb
    on = FIRST + timedelta(days=today)
    what = work(on + timedelta(days=since), form=form, hours=Decimal(hours), employer_name=f"Werk {which}")
    at = {"by": by, "now": noon(on)}
    if name == "night":
        recounting.count_all(**at)
        return
    if name == "add":
        working.add_spell(journey, work=what, proof="contract" if hours > 8 else "said", given_on=on, **at)
        return
    if name == "unprove":
        for proof in Proof.objects.filter(withdrawn_at=None)[which : which + 1]:
            working.withdraw_proof(proof, why="Fout.", **at)
        return
    for spell in Spell.objects.filter(withdrawn_at=None)[which : which + 1]:
        if name == "edit":
            working.edit_spell(spell, work=what, **at)
        elif name == "end":
            working.end_spell(spell, until=on + timedelta(days=since), **at)
        elif name == "withdraw":
            working.withdraw_spell(spell, **at)
        else:
            working.add_proof(spell, level="register", given_on=on, **at)


@given(verbs=st.lists(VERB, min_size=8, max_size=14))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
def test_what_stands_is_what_the_work_comes_to(verbs: list[tuple[str, int, int, int, str, int]]) -> None:
    """After each verb the ledger says what a fresh count of all work says, once per measure, and the check is clean."""
    with transaction.atomic():
        by, journey, today = make_actor("case-worker"), make_journey(programme=make_programme()), 0
        for verb in verbs:
            today += verb[1]
            on = FIRST + timedelta(days=today)
            recounting.count_all(by=NIGHT, now=noon(on))
            try:
                act(verb, journey, by, today)
            except Refused:
                continue
            fresh = due(list(counted_together(journey)), on, durable.current())
            assert standing() == {measure: one.day for measure, one in fresh.items()}
            assert [count(measure, *YEAR) for measure in WORK] == [int(measure in fresh) for measure in WORK]
            assert check_ledger(by=NIGHT, now=noon(on)).differences == 0
        transaction.set_rollback(True)


@pytest.fixture
def stricter(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on version 2 counts, which asks for 30 hours."""
    first = durable.definitions()[1]
    both: Mapping[int, durable.Definition] = {1: first, 2: replace(first, version=2, hours=Decimal(30))}
    monkeypatch.setattr(durable, "definitions", lambda: both)
    monkeypatch.setattr(durable, "current", lambda: both[2])


def test_what_was_counted_keeps_its_definition(request: pytest.FixtureRequest) -> None:
    """Under a stricter version what stood goes on standing, and only what is new is counted by the new one."""
    by, journey = make_actor("case-worker"), make_journey(programme=make_programme())
    spell = add(journey, by, FIRST + timedelta(days=100))
    request.getfixturevalue("stricter")
    later = FIRST + timedelta(days=300)
    assert recounting.count_all(by=NIGHT, now=noon(later)) == 0
    assert set(standing()) == {"at-work", "13w"}
    assert check_ledger(by=NIGHT, now=noon(later)).differences == 0
    add(journey, by, later, employer_name="Garage Zuid", hours=Decimal(20), since=FIRST)
    versions = dict(Reached.objects.filter(taken_back=None).values_list("measure", "definition"))
    assert versions == {"at-work": 1, "13w": 1, "26w": 2}
    working.withdraw_spell(spell, by=by, now=noon(later))  # 20 hours hold by version 1, not by version 2
    assert dict(Reached.objects.filter(taken_back=None).values_list("measure", "definition")) == {
        "at-work": 1,
        "13w": 1,
    }


def test_what_moves_keeps_its_definition_as_well(request: pytest.FixtureRequest) -> None:
    """A day that is corrected later is corrected by the definition it was counted with."""
    by, journey = make_actor("case-worker"), make_journey(programme=make_programme())
    spell = add(journey, by, FIRST)
    request.getfixturevalue("stricter")
    working.edit_spell(spell, work=work(FIRST + timedelta(days=1)), by=by, now=noon(FIRST + timedelta(days=2)))
    assert Reached.objects.get(taken_back=None).definition == 1
    assert [(row[1], row[2]) for row in ledger()][1:] == [(-1, FIRST), (1, FIRST + timedelta(days=1))]


def test_a_jobcoach_writes_down_work_of_the_own_journeys() -> None:
    """The coach of a journey may; to another coach the journey does not exist."""
    coach, other = make_actor("coach"), make_actor("coach")
    journey = make_journey(coach=coach.user)
    add(journey, coach, FIRST)
    with pytest.raises(Unknown):
        add(journey, other, FIRST, employer_name="Garage Zuid")
    assert count("at-work", *YEAR) == 1
