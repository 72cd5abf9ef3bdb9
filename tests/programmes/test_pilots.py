"""A pilot: ways in per group, exceptions by name, criteria that lock, scores that stay, a decision, a successor."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from koppelkans.core.access import Actor, Closed, house
from koppelkans.core.models import AuditEntry, Subject
from koppelkans.core.refusal import Refused
from koppelkans.documents.paper import Paper
from koppelkans.programmes import actions, queries, rules
from koppelkans.programmes.models import Criterion, Programme, ScalingDecision, Score
from koppelkans.programmes.rules import Person
from koppelkans.programmes.rules_pilots import Choice, against_deciding
from koppelkans.results.actions import book
from koppelkans.results.queries import count
from making import NOW, TODAY, make_actor, make_credential, make_organisation, make_programme

pytestmark = pytest.mark.django_db

WAYS = [
    {"name": "inburgering afgerond", "groups_any": ["statushouder"], "holds_all": ["inburgering"]},
    {"name": "nog bezig", "groups_any": ["statushouder"], "holds_none": ["inburgering"]},
    {"name": "anderstalig", "groups_any": ["anderstalig"]},
]
WHY = "De klas past bij deze persoon, besproken met de docent."


@pytest.fixture(name="coordinator")
def make_coordinator() -> Actor:
    """A coordinator of the region."""
    return make_actor("region-coordinator")


@pytest.fixture(name="worker")
def make_worker() -> Actor:
    """A case worker of Haarlemmermeer."""
    return make_actor("case-worker")


@pytest.fixture(name="pilot")
def make_pilot() -> Programme:
    """A pilot of two with one to spare, and three ways in."""
    make_credential("inburgering", "Inburgering afgerond", kind="qualification")
    return make_programme(kind="pilot", cap=2, tolerance=1, admission={"ways": WAYS, "exceptions": True})


def person(**fields: Any) -> Person:
    """Somebody of Haarlemmermeer who comes in by the third way."""
    return Person(Subject.objects.create(), **({"municipality": "GM0394", "groups": ["anderstalig"]} | fields))


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    """The codes against."""
    return [reason.code for reason in refused.value.reasons]


# ---- ways in


@pytest.mark.parametrize(
    ("groups", "holds", "way"),
    [
        (["statushouder"], ["inburgering"], "inburgering afgerond"),
        (["statushouder"], [], "nog bezig"),
        (["statushouder", "anderstalig"], [], "nog bezig"),
        (["anderstalig"], ["inburgering"], "anderstalig"),
    ],
)
def test_who_passes_one_way_is_let_in_by_it(
    pilot: Programme, worker: Actor, groups: list[str], holds: list[str], way: str
) -> None:
    """The first way that fits is kept with who comes in."""
    made = actions.admit(pilot, by=worker, person=person(groups=groups, holds=holds), now=NOW)
    assert made.way == way


def test_who_fits_no_way_is_told_of_each(pilot: Programme) -> None:
    """Each way says by its name what stands in the way."""
    found = rules.against_admission(pilot, person(groups=["ww"]), TODAY)
    assert [reason.code for reason in found] == ["group", "holds", "group", "group"]
    assert str(found[0]).startswith("inburgering afgerond: ")


def test_the_ways_in_plain_words(pilot: Programme) -> None:
    """Each way is one line, with the names of the region; a way that asks nothing says so."""
    pilot.admission = {"ways": [*WAYS[:2], {"name": "iedereen"}]}
    assert rules.admission_in_words(pilot) == [
        "inburgering afgerond: Je hoort bij: statushouder. Je hebt al: Inburgering afgerond.",
        "nog bezig: Je hoort bij: statushouder. Je hebt nog niet: Inburgering afgerond.",
        "iedereen: er wordt niets gevraagd.",
    ]


@pytest.mark.parametrize(
    "rule",
    [
        {"ways": [{"groups_any": []}]},
        {"ways": [{"name": "a"}, {"name": "a"}]},
        {"ways": [{"name": "a", "age_min": ["18"]}]},
        {"ways": [{"name": "a"}], "groups_any": ["ww"]},
        {"groups_any": "ww"},
        {"exceptions": "yes"},
        {"ways": "all"},
    ],
)
def test_a_rule_that_cannot_be_is_refused(coordinator: Actor, rule: dict[str, Any]) -> None:
    """A way without a name, two alike, an unknown key or another shape."""
    values = {"name": "P", "starts_on": TODAY, "ends_on": TODAY, "admission": rule}
    with pytest.raises(Refused) as refused:
        actions.add_programme(by=coordinator, fields=values, now=NOW)
    assert codes(refused) == ["admission"]


def test_an_exception_needs_a_reason_and_a_name(pilot: Programme, worker: Actor) -> None:
    """Who fits no way is let in by somebody, and the trail says why; only where the programme allows it."""
    misfit = person(groups=["ww"])
    with pytest.raises(Refused) as refused:
        actions.admit(pilot, by=worker, person=misfit, now=NOW, exception="ok")
    assert codes(refused) == ["why"]
    with pytest.raises(Refused) as refused:
        actions.admit(pilot, by=worker, person=person(), now=NOW, exception=WHY)
    assert codes(refused) == ["no-need"]
    with pytest.raises(Closed):
        actions.admit(pilot, by=house("a job"), person=misfit, now=NOW, exception=WHY)
    made = actions.admit(pilot, by=worker, person=misfit, now=NOW, exception=WHY)
    assert (made.exception, made.exception_by, made.way) == (WHY, worker.user, "")
    assert AuditEntry.objects.get(action="participation.exception").why == WHY
    pilot.admission = {"ways": WAYS}
    pilot.save()
    with pytest.raises(Refused) as refused:
        actions.admit(pilot, by=worker, person=person(groups=["ww"]), now=NOW, exception=WHY)
    assert "no-exceptions" in codes(refused)


# ---- the cap


def test_above_the_cap_only_by_name_and_within_the_tolerance(pilot: Programme, worker: Actor) -> None:
    """The third waits, is let in by somebody with a reason, and after that nobody is; a seat that frees then stays."""
    first, _second, third, fourth = (actions.admit(pilot, by=worker, person=person(), now=NOW) for _n in range(4))
    assert third.admitted_on is None
    with pytest.raises(Refused) as refused:
        actions.let_in_above(first, by=worker, municipality="GM0394", why=WHY, now=NOW)
    assert codes(refused) == ["not-waiting"]
    with pytest.raises(Refused) as refused:
        actions.let_in_above(third, by=worker, municipality="GM0394", why="", now=NOW)
    assert codes(refused) == ["why"]
    made = actions.let_in_above(third, by=worker, municipality="GM0394", why=WHY, now=NOW)
    assert (made.admitted_on, made.exception, made.exception_by) == (TODAY, WHY, worker.user)
    assert count("participation.admitted", TODAY, TODAY, programme=pilot.code) == 3
    with pytest.raises(Refused) as refused:
        actions.let_in_above(fourth, by=worker, municipality="GM0394", why=WHY, now=NOW)
    assert codes(refused) == ["tolerance"]
    assert actions.end(first, by=worker, municipality="GM0394", now=NOW) == []
    assert queries.place_in_line(fourth) == 1


def test_at_night_a_seat_that_is_free_is_offered(pilot: Programme, worker: Actor) -> None:
    """However it came free; a second night changes nothing, and nothing is offered in a programme that is over."""
    rows = [actions.admit(pilot, by=worker, person=person(), now=NOW) for _n in range(3)]
    pilot.participations.filter(pk=rows[0].pk).update(ended_on=TODAY)
    assert [actions.offer_free_seats(by=house("night"), now=NOW) for _night in range(2)] == [1, 0]
    rows[2].refresh_from_db()
    assert rows[2].offered_on == TODAY
    Programme.objects.update(ends_on=TODAY - timedelta(days=1))
    pilot.participations.filter(pk=rows[2].pk).update(offered_on=None)
    assert actions.offer_free_seats(by=house("night"), now=NOW) == 0


def test_what_cannot_be_filled_in_is_said(coordinator: Actor) -> None:
    """A pilot without a cap, room without a cap, an idea after the start, days of contact that go back."""
    values = {"name": "P", "kind": "pilot", "starts_on": TODAY, "ends_on": TODAY, "tolerance": 2}
    values |= {"idea_on": TODAY + timedelta(days=1), "contact_plan": [7, 0]}
    with pytest.raises(Refused) as refused:
        actions.add_programme(by=coordinator, fields=values, now=NOW)
    assert codes(refused) == ["idea", "cap", "tolerance", "contact-plan"]


# ---- criteria


def criterion(pilot: Programme, by: Actor, **fields: Any) -> Criterion:
    """A criterion that people judge, unless said otherwise."""
    return actions.add_criterion(pilot, by=by, fields={"text": "De werkgevers gaan door"} | fields, now=NOW)


def test_criteria_are_put_in_order_and_then_locked_for_good(pilot: Programme, coordinator: Actor) -> None:
    """Until they are locked nobody starts and all may change; after it nothing changes, and nobody unlocks."""
    assert [reason.code for reason in rules.against_start(pilot)] == ["criteria"]
    with pytest.raises(Refused, match="Schrijf er eerst één"):
        actions.lock_criteria(pilot, by=coordinator, now=NOW)
    first = criterion(pilot, coordinator)
    second = criterion(pilot, coordinator, text="Zes werken er nog", measure="26w", number=Decimal(6), unit="people")
    actions.move_criterion(second, by=coordinator, up=True, now=NOW)
    assert list(pilot.criteria.all()) == [second, first]
    locked = actions.lock_criteria(pilot, by=coordinator, now=NOW)
    assert (locked.criteria_locked_at, locked.criteria_locked_by) == (NOW, coordinator.user)
    assert rules.against_start(locked) == []
    for attempt in (
        lambda: criterion(pilot, coordinator),
        lambda: actions.edit_criterion(first, by=coordinator, fields={"text": "Anders"}, now=NOW),
        lambda: actions.remove_criterion(first, by=coordinator, now=NOW),
        lambda: actions.move_criterion(first, by=coordinator, up=True, now=NOW),
        lambda: actions.lock_criteria(pilot, by=coordinator, now=NOW),
    ):
        with pytest.raises(Refused, match="liggen vast"):
            attempt()
    with pytest.raises(Refused) as refused:
        actions.edit_programme(locked, by=coordinator, fields={"kind": "programme"}, now=NOW)
    assert codes(refused) == ["kind"]


def test_nothing_is_locked_after_the_first_start(pilot: Programme, coordinator: Actor) -> None:
    """Criteria written afterwards are none, and a programme in which people began becomes no pilot."""
    criterion(pilot, coordinator)
    book("started", 1, concerns=TODAY, now=NOW, programme=pilot.code)
    with pytest.raises(Refused) as refused:
        actions.lock_criteria(pilot, by=coordinator, now=NOW)
    assert codes(refused) == ["started"]
    running = make_programme(cap=3)
    book("started", 1, concerns=TODAY, now=NOW, programme=running.code)
    with pytest.raises(Refused) as refused:
        actions.edit_programme(running, by=coordinator, fields={"kind": "pilot"}, now=NOW)
    assert codes(refused) == ["kind"]


def test_a_criterion_that_cannot_be_measured_is_refused(pilot: Programme, coordinator: Actor) -> None:
    """What counts without a number or unit, a number without what counts, more than everybody."""
    wrong: list[tuple[dict[str, Any], list[str]]] = [
        ({"measure": "26w"}, ["number", "unit"]),
        ({"number": Decimal(6)}, ["measure"]),
        ({"measure": "26w", "number": Decimal(101), "unit": "share"}, ["number"]),
    ]
    for fields, expected in wrong:
        with pytest.raises(Refused) as refused:
            criterion(pilot, coordinator, **fields)
        assert codes(refused) == expected


def test_a_measured_criterion_reads_the_ledger_and_a_person_decides(pilot: Programme, coordinator: Actor) -> None:
    """The value speaks for an outcome, unknown as long as nobody began; a score keeps the value of its day."""
    share = criterion(pilot, coordinator, measure="26w", number=Decimal(60), unit="share")
    most = criterion(pilot, coordinator, measure="started", number=Decimal(3), unit="people", least="at-most")
    assert queries.measured(share, TODAY) is None
    assert queries.proposed(share, None) == ""
    actions.lock_criteria(pilot, by=coordinator, now=NOW)
    for _person in range(3):
        book("started", 1, concerns=TODAY, now=NOW, programme=pilot.code)
    for _person in range(2):
        book("26w", 1, concerns=TODAY, now=NOW, programme=pilot.code)
    value = queries.measured(share, TODAY)
    assert value == Decimal("66.67")
    assert queries.proposed(share, value) == "met"
    assert queries.proposed(most, queries.measured(most, TODAY)) == "met"
    first = actions.score(
        share, by=coordinator, outcome="partly", evidence="Twee van de drie, rapport van mei.", now=NOW
    )
    book("26w", -1, concerns=TODAY, now=NOW, programme=pilot.code)
    second = actions.score(share, by=coordinator, outcome="not-met", evidence="Een bewijs is ingetrokken.", now=NOW)
    assert (first.value, second.value) == (Decimal("66.67"), Decimal("33.33"))
    assert queries.latest_scores(pilot) == {share.pk: second}
    assert Score.objects.count() == 2
    with pytest.raises(TypeError):
        first.save()


def test_a_score_needs_locked_criteria_and_evidence(pilot: Programme, coordinator: Actor, worker: Actor) -> None:
    """Not before the lock, not without what shows it, not by a case worker; unknown is an answer."""
    row = criterion(pilot, coordinator)
    with pytest.raises(Refused) as refused:
        actions.score(row, by=coordinator, outcome="top", evidence="", now=NOW)
    assert codes(refused) == ["open", "outcome", "evidence"]
    actions.lock_criteria(pilot, by=coordinator, now=NOW)
    with pytest.raises(Closed):
        actions.score(row, by=worker, outcome="met", evidence="Een heel goed bewijs.", now=NOW)
    made = actions.score(row, by=coordinator, outcome="unknown", evidence="Dat weten we pas in mei.", now=NOW)
    assert queries.unscored(pilot) == []
    assert made.by == coordinator.user


# ---- the decision, and after it

GO = Choice("go", "Het werkt, en de werkgevers gaan door.", "Jo Voorbeeld, wethouder", TODAY, 50)
PAPER = Paper("Besluit", "nl", TODAY)


def decided(pilot: Programme, by: Actor, choice: Choice = GO) -> ScalingDecision:
    """A decision with its document."""
    return actions.decide(pilot, by=by, choice=choice, figures={"started": 3}, paper=PAPER, now=NOW)


def test_a_decision_waits_for_every_criterion(pilot: Programme, coordinator: Actor) -> None:
    """What is still to be judged is named; then it is kept with figures and document, and a later one follows it."""
    row = criterion(pilot, coordinator)
    assert [reason.code for reason in against_deciding(pilot, None, TODAY)] == ["open"]
    locked = actions.lock_criteria(pilot, by=coordinator, now=NOW)
    assert "De werkgevers gaan door" in str(against_deciding(locked, None, TODAY)[0])
    with pytest.raises(Refused) as refused:
        decided(pilot, coordinator)
    assert codes(refused) == ["unscored"]
    actions.score(row, by=coordinator, outcome="met", evidence="Drie werkgevers tekenden.", now=NOW)
    first = decided(pilot, coordinator)
    assert (first.figures, first.size, len(first.sha256)) == ({"started": 3}, 50, 64)
    with pytest.raises(Refused) as refused:
        decided(pilot, coordinator, replace(GO, reason=f"{GO.reason} "))  # sent twice
    assert codes(refused) == ["twice"]
    second = decided(pilot, coordinator, replace(GO, outcome="stop", size=None))
    assert ScalingDecision.objects.latest() == second
    with pytest.raises(TypeError):
        first.save()


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        (replace(GO, size=None), "size"),
        (replace(GO, outcome="stop"), "size"),
        (replace(GO, reason="Ja"), "reason"),
        (replace(GO, decided_by=" "), "decided-by"),
        (replace(GO, decided_on=TODAY + timedelta(days=1)), "decided-on"),
        (replace(GO, outcome="maybe"), "outcome"),
    ],
)
def test_a_decision_that_says_too_little_is_refused(
    pilot: Programme, coordinator: Actor, choice: Choice, expected: str
) -> None:
    """For how many, why, who, and not on a day to come."""
    row = criterion(pilot, coordinator)
    actions.lock_criteria(pilot, by=coordinator, now=NOW)
    actions.score(row, by=coordinator, outcome="met", evidence="Drie werkgevers tekenden.", now=NOW)
    with pytest.raises(Refused) as refused:
        decided(pilot, coordinator, choice)
    assert codes(refused) == [expected]


def test_a_successor_takes_the_way_of_working_and_nobody(pilot: Programme, coordinator: Actor, worker: Actor) -> None:
    """Catalogue, partners, rule, contact plan and lessons go on; people, targets, money and criteria do not."""
    pilot.catalogue, pilot.contact_plan = ["vaktaal"], [0, 14]
    pilot.save()
    partner = pilot.partner_rows.create(organisation=make_organisation(), task="Vaktaal", capacity=40, signed_on=TODAY)
    actions.admit(pilot, by=worker, person=person(), now=NOW)
    actions.set_targets(pilot, by=coordinator, targets={(2026, "26w"): 6}, budgets={2026: 100}, now=NOW)
    lesson = actions.add_lesson(pilot, by=coordinator, text="Begin met taal op de werkvloer.", now=NOW)
    ends = TODAY + timedelta(days=1400)
    made = actions.succeed(pilot, by=coordinator, name="Vier jaar", starts_on=TODAY, ends_on=ends, now=NOW)
    assert (made.succeeds, made.catalogue, made.contact_plan, made.admission) == (
        pilot,
        ["vaktaal"],
        [0, 14],
        pilot.admission,
    )
    copied = made.partner_rows.get()
    assert (copied.organisation, copied.task, copied.capacity) == (partner.organisation, "Vaktaal", 40)
    assert copied.signed_on is None
    assert not made.participations.exists()
    assert not made.targets.exists()
    assert not made.budgets.exists()
    assert queries.lessons_of(queries.line_of_descent(made)) == [lesson]


def test_targets_are_set_changed_and_taken_away(pilot: Programme, coordinator: Actor) -> None:
    """A number per year and measure and cents per year; none takes it away."""
    for number in (5, 6):
        actions.set_targets(pilot, by=coordinator, targets={(2026, "26w"): number}, budgets={2026: 900}, now=NOW)
    assert (pilot.targets.get().number, pilot.budgets.get().cents) == (6, 900)
    actions.set_targets(pilot, by=coordinator, targets={(2026, "26w"): None}, budgets={2026: None}, now=NOW)
    assert not pilot.targets.exists()
    with pytest.raises(Refused):
        actions.set_targets(pilot, by=coordinator, targets={(2026, "26w"): -1}, budgets={}, now=NOW)
