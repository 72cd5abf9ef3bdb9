"""Safe work: nobody begins with a task with risk without proof, and only another person may say otherwise."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from koppelkans.core.access import Actor, Closed, Unknown, actor_of, house
from koppelkans.core.models import AuditEntry
from koppelkans.core.refusal import Refused
from koppelkans.journeys import actions
from koppelkans.journeys import rules_safety as rules
from koppelkans.journeys.actions import breaking, safety, stepping
from koppelkans.journeys.models import Instruction, Release, Step, TaskStart
from koppelkans.journeys.queries_safety import releases_waiting
from koppelkans.supply.actions.risks import add_risk_task, stop_risk_task
from koppelkans.supply.models import RiskTask
from making import (
    NOW,
    TODAY,
    make_actor,
    make_candidate,
    make_journey,
    make_municipality,
    make_place,
    make_risk_task,
    make_step,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> Actor:
    """A case worker of the municipality."""
    return make_actor("case-worker")


@pytest.fixture
def step() -> Step:
    """A step at a place, of a person of the municipality."""
    return make_step(make_journey(), "leerwerkplek")


@pytest.fixture
def roof(step: Step) -> RiskTask:
    """Work on the roof, from the first day."""
    return make_risk_task(step.place)


def proven(step: Step, task: RiskTask, by: Actor, **fields: Any) -> Instruction:
    """The instruction was understood today."""
    values: dict[str, Any] = {
        "language": "ti",
        "how": "told-back",
        "checked_by": "Sam de Wit, voorman",
        "checked_on": TODAY,
        "today": TODAY,
        "now": NOW,
    }
    return safety.record_instruction(step.journey, task=task, by=by, **(values | fields))


def codes(reasons: list[Any]) -> list[str]:
    """The codes of reasons."""
    return [reason.code for reason in reasons]


def test_without_proof_nobody_starts(step: Step, roof: RiskTask, by: Actor) -> None:
    """A place with a task with risk from the first day is closed to who has no proof, and the reason names the task."""
    (reason,) = rules.against_start(step, TODAY)
    assert reason.code == "no-proof"
    assert "Werken op het dak" in str(reason)
    with pytest.raises(Refused):
        safety.begin_work(step.journey, step, by=by, now=NOW, today=TODAY)
    with pytest.raises(Refused):
        safety.start_task(step, roof, by=by, now=NOW, today=TODAY)
    assert not TaskStart.objects.exists()


def test_with_proof_the_step_starts_and_says_on_what(step: Step, roof: RiskTask, by: Actor) -> None:
    """After the proof the step begins, and what the start rests on is written down."""
    proof = proven(step, roof, by)
    assert proof.until == TODAY + timedelta(days=365)
    assert rules.against_start(step, TODAY) == []
    safety.begin_work(step.journey, step, by=by, now=NOW, today=TODAY)
    assert TaskStart.objects.get().instruction == proof
    told = AuditEntry.objects.filter(action="safety.instruction").get()
    assert told.purpose == "safety"


def test_the_proof_of_another_person_or_place_is_none(step: Step, roof: RiskTask, by: Actor) -> None:
    """What somebody else understood, or the same task elsewhere, opens nothing."""
    other = make_step(make_journey(), "leerwerkplek", place=step.place)
    proven(other, roof, by)
    elsewhere = make_step(step.journey, "job")
    proven(elsewhere, make_risk_task(elsewhere.place), by)
    assert codes(rules.against_start(step, TODAY)) == ["no-proof"]


def test_a_later_task_does_not_keep_the_step_closed(step: Step, by: Actor) -> None:
    """A task that comes later is asked for when it begins, not on the first day."""
    later = make_risk_task(step.place, name="Werken aan de groepenkast", from_first_day=False)
    assert rules.against_start(step, TODAY) == []
    assert codes(rules.against_task(step, later, TODAY)) == ["no-proof"]
    proven(step, later, by)
    assert safety.start_task(step, later, by=by, now=NOW, today=TODAY).instruction is not None


def test_a_proof_counts_from_its_day_to_its_end(step: Step, roof: RiskTask, by: Actor) -> None:
    """The day before the check there is no proof, on the last day there is, the day after it has ended."""
    proof = proven(step, roof, by)
    assert codes(rules.against_start(step, TODAY - timedelta(days=1))) == ["no-proof"]
    assert rules.against_start(step, proof.until) == []
    (reason,) = rules.against_start(step, proof.until + timedelta(days=1))
    assert reason.code == "proof-expired"
    assert "2 november 2027" in str(reason)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"checked_on": TODAY + timedelta(days=1)}, "checked_on"),
        ({"until": TODAY + timedelta(days=366)}, "until"),
        ({"until": TODAY - timedelta(days=1)}, "until"),
        ({"checked_by": " "}, "checked_by"),
        ({"how": "paper"}, "how"),
        ({"language": "xx"}, "language"),
    ],
)
def test_a_poor_proof_is_refused(step: Step, roof: RiskTask, by: Actor, change: dict[str, Any], code: str) -> None:
    """A proof of tomorrow, for too long, by nobody, or with a translated paper only is none."""
    with pytest.raises(Refused) as refused:
        proven(step, roof, by, **change)
    assert codes(refused.value.reasons) == [code]


def test_a_withdrawn_proof_closes_the_door_again(step: Step, roof: RiskTask, by: Actor) -> None:
    """A proof that was not right is kept as history and counts no more; without a reason it stands."""
    proof = proven(step, roof, by)
    with pytest.raises(Refused):
        safety.withdraw_instruction(step.journey, proof, why=" ", by=by, now=NOW, today=TODAY)
    safety.withdraw_instruction(step.journey, proof, why="Verkeerde persoon.", by=by, now=NOW, today=TODAY)
    assert codes(rules.against_start(step, TODAY)) == ["no-proof"]
    assert Instruction.objects.get().withdrawn_on == TODAY


def test_the_one_who_asks_does_not_allow(step: Step, roof: RiskTask, by: Actor) -> None:
    """A release needs a second person with the role: the rule and the database both say so."""
    asked = safety.ask_release(step, roof, why="De tolk komt morgen.", by=by, now=NOW, today=TODAY)
    with pytest.raises(Refused) as refused:
        safety.decide_release(asked, allowed=True, why="Ja.", until=TODAY, by=by, now=NOW, today=TODAY)
    assert codes(refused.value.reasons) == ["own"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Release.objects.filter(pk=asked.pk).update(allowed=True, why="Ja.", decided_by=by.user, decided_at=NOW)
    assert rules.against_start(step, TODAY) != []


def test_a_second_person_allows_for_a_short_while(step: Step, roof: RiskTask, by: Actor) -> None:
    """Another case worker of the municipality allows it with a reason, for at most fourteen days."""
    second = make_actor("case-worker")
    asked = safety.ask_release(step, roof, why="De tolk komt morgen.", by=by, now=NOW, today=TODAY)
    assert list(releases_waiting(second)) == [asked]
    assert not releases_waiting(by)
    for until in (TODAY + timedelta(days=15), TODAY - timedelta(days=1), None):
        with pytest.raises(Refused) as refused:
            safety.decide_release(asked, allowed=True, why="Ja.", until=until, by=second, now=NOW, today=TODAY)
        assert codes(refused.value.reasons) == ["until"]
    until = TODAY + timedelta(days=14)
    safety.decide_release(asked, allowed=True, why="Alleen grondwerk.", until=until, by=second, now=NOW, today=TODAY)
    assert rules.against_start(step, until) == []
    assert codes(rules.against_start(step, until + timedelta(days=1))) == ["no-proof"]
    assert codes(rules.against_start(step, TODAY - timedelta(days=1))) == ["no-proof"]
    safety.begin_work(step.journey, step, by=by, now=NOW, today=TODAY)
    assert TaskStart.objects.get().release == asked
    with pytest.raises(Refused) as refused:
        safety.decide_release(asked, allowed=False, why="Toch niet.", until=None, by=second, now=NOW, today=TODAY)
    assert codes(refused.value.reasons) == ["decided"]


def test_a_no_is_a_no_and_can_be_asked_again(step: Step, roof: RiskTask, by: Actor) -> None:
    """A refused release opens nothing; the same is asked once at a time."""
    second = make_actor("case-worker")
    asked = safety.ask_release(step, roof, why="Haast.", by=by, now=NOW, today=TODAY)
    with pytest.raises(Refused) as refused:
        safety.ask_release(step, roof, why="Haast.", by=by, now=NOW, today=TODAY)
    assert codes(refused.value.reasons) == ["asked"]
    safety.decide_release(asked, allowed=False, why="Eerst de instructie.", until=None, by=second, now=NOW, today=TODAY)
    assert codes(rules.against_start(step, TODAY)) == ["no-proof"]
    safety.ask_release(step, roof, why="Er is nu een tolk op afstand.", by=by, now=NOW, today=TODAY)


def test_who_may_not_release_does_not(step: Step, roof: RiskTask, by: Actor) -> None:
    """A coach has no such role, a colleague elsewhere does not see it, and the house itself is nobody."""
    coach = make_user("coach")
    step.journey.coach = coach
    step.journey.save()
    asked = safety.ask_release(step, roof, why="Haast.", by=by, now=NOW, today=TODAY)

    def decide(actor: Actor) -> None:
        safety.decide_release(asked, allowed=True, why="Ja.", until=TODAY, by=actor, now=NOW, today=TODAY)

    with pytest.raises(Closed):
        decide(actor_of(coach, TODAY))
    with pytest.raises(Unknown):
        decide(make_actor("case-worker", municipality=make_municipality("GM0363", "Amsterdam")))
    with pytest.raises(Refused):
        decide(house("koppelkans nightly"))


def test_another_instruction_asks_for_another_proof(step: Step, roof: RiskTask, by: Actor) -> None:
    """A changed task replaces the old one: who understood the old instruction has to understand the new one."""
    proven(step, roof, by)
    adviser = make_actor("employer-adviser")
    new = add_risk_task(
        step.place,
        by=adviser,
        name=roof.name,
        instruction="Met de nieuwe lijn.",
        from_first_day=True,
        valid_days=180,
        now=NOW,
        instead_of=roof,
    )
    assert codes(rules.against_start(step, TODAY)) == ["no-proof"]
    stop_risk_task(new, by=adviser, now=NOW)
    assert rules.against_start(step, TODAY) == []
    assert RiskTask.objects.filter(withdrawn_on=TODAY).count() == 2


def test_who_wants_to_start_does_not_change_the_tasks(step: Step, roof: RiskTask, by: Actor) -> None:
    """Who guides people cannot take a task off a place; an employer only at its own places, and a name stands once."""
    with pytest.raises(Closed):
        stop_risk_task(roof, by=by, now=NOW)
    with pytest.raises(Unknown):
        stop_risk_task(roof, by=make_actor("employer"), now=NOW)
    own = make_actor("employer", organisation=step.place.employer.organisation)
    fields: dict[str, Any] = {"instruction": "Iets.", "from_first_day": True, "valid_days": 30}
    with pytest.raises(Refused):
        add_risk_task(step.place, by=own, name="werken op het dak", now=NOW, **fields)
    add_risk_task(step.place, by=own, name="Slijpen", now=NOW, **fields)


def test_a_task_of_another_place_is_no_way_around(step: Step, by: Actor) -> None:
    """A task that is not done at the place of the step is refused, to start, to prove and to ask for."""
    other = make_risk_task(make_place())
    for act in (
        lambda: safety.start_task(step, other, by=by, now=NOW, today=TODAY),
        lambda: proven(step, other, by),
        lambda: safety.ask_release(step, other, why="Haast.", by=by, now=NOW, today=TODAY),
    ):
        with pytest.raises(Refused):
            act()


def test_the_journey_of_another_municipality_does_not_exist(step: Step, roof: RiskTask) -> None:
    """Who does not see the journey writes nothing in it."""
    stranger = make_actor("case-worker", municipality=make_municipality("GM0363", "Amsterdam"))
    with pytest.raises(Unknown):
        proven(step, roof, stranger)
    with pytest.raises(Unknown):
        safety.start_task(step, roof, by=stranger, now=NOW, today=TODAY)


def test_the_gate_asks_as_much_for_many_tasks_as_for_one(step: Step, django_assert_num_queries: Any) -> None:
    """The number of questions to the database does not grow with the tasks."""
    for number in range(12):
        make_risk_task(step.place, name=f"Taak {number}")
    with django_assert_num_queries(3):
        assert len(rules.against_start(step, TODAY)) == 12


def test_a_learning_step_has_no_gate() -> None:
    """A training is no place: there the provider's own rules count."""
    assert rules.against_start(make_step(make_journey(candidate=make_candidate())), date(2026, 12, 1)) == []


# ---- every door


def test_a_step_does_not_start_without_proof(step: Step, roof: RiskTask, by: Actor) -> None:
    """The verb that starts a step is refused, nothing has changed, and with the proof it goes."""
    Step.objects.filter(pk=step.pk).update(planned_start=TODAY)
    with pytest.raises(Refused) as refused:
        stepping.start(step, by=by, started_on=TODAY, now=NOW)
    assert codes(refused.value.reasons) == ["no-proof"]
    step.refresh_from_db()
    assert (step.status, step.started_on) == ("planned", None)
    proven(step, roof, by)
    stepping.start(step, by=by, started_on=TODAY, now=NOW)
    step.refresh_from_db()
    assert (step.status, TaskStart.objects.get().task) == ("going", roof)
    stepping.correct_start(step, by=by, why="Begon later.", now=NOW)
    assert not TaskStart.objects.exists()


def test_a_start_in_the_past_asks_for_the_proof_of_that_day(step: Step, roof: RiskTask, by: Actor) -> None:
    """Who began yesterday had to understand it yesterday: a proof of today does not make that right."""
    yesterday = TODAY - timedelta(days=1)
    Step.objects.filter(pk=step.pk).update(planned_start=yesterday)
    proven(step, roof, by)
    with pytest.raises(Refused):
        stepping.start(step, by=by, started_on=yesterday, now=NOW)
    proven(step, roof, by, checked_on=yesterday)
    stepping.start(step, by=by, started_on=yesterday, now=NOW)


def test_after_a_break_an_ended_proof_is_given_again_first(step: Step, roof: RiskTask, by: Actor) -> None:
    """Nobody goes back to the roof on a proof that ended while they were away."""
    Step.objects.filter(pk=step.pk).update(planned_start=TODAY)
    proven(step, roof, by, until=TODAY + timedelta(days=10))
    stepping.start(step, by=by, started_on=TODAY, now=NOW)
    breaking.pause(step.journey, by=by, kind="waiting", since=TODAY, now=NOW)
    last, later = TODAY + timedelta(days=20), NOW + timedelta(days=21)
    with pytest.raises(Refused) as refused:
        breaking.resume(step.journey, by=by, until=last, now=later)
    assert codes(refused.value.reasons) == ["proof-expired"]
    again = last + timedelta(days=1)
    proven(step, roof, by, checked_on=again, today=again, now=later)
    breaking.resume(step.journey, by=by, until=last, now=later)
    step.refresh_from_db()
    assert step.status == "going"


def test_whatever_lets_a_step_go_asks_the_gate() -> None:
    """Each action that writes that a step is going asks the gate in the same file: there is no door beside it."""
    folder = Path(actions.__file__).parent
    sources = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.py")}
    writes = re.compile(r"save_step\([^)]*status=[^)]*(?:GOING|going)|\.update\([^)]*status=[^)]*GOING")
    doors = {name for name, text in sources.items() if writes.search(text)}
    assert doors == {"breaking.py", "stepping.py"}
    assert all("begin_work(" in sources[name] for name in doors)
    makers = {name for name, text in sources.items() if re.search(r"TaskStart\.objects", text)}
    assert makers == {"safety.py"}
