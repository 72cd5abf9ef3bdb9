"""A round from the platform's own data."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from threading import Event
from time import monotonic
from typing import Any

import pytest
from django.db import IntegrityError

from koppelkans.core.access import Closed, Unknown
from koppelkans.core.models import AuditEntry
from koppelkans.core.refusal import Refused
from koppelkans.people.models import Candidate, Wish
from koppelkans.planning import queries
from koppelkans.planning.actions import computing, rounds
from koppelkans.planning.asked import Asked
from koppelkans.planning.models import Proposal, Round
from koppelkans.planning.rules import against_pathway
from koppelkans.supply.models import Booking, Place
from making import NOW, make_actor, make_candidate, make_fund, make_municipality, make_place, make_region, make_run

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = NOW.date()


def wishing(**fields: object) -> Candidate:
    """A candidate who can be planned for: wants what the places of `making` offer."""
    candidate = make_candidate(**fields)
    Wish.objects.create(
        candidate=candidate, occupation_id="zonnepanelen", preference=Decimal("0.8"), aptitude=Decimal("0.7")
    )
    return candidate


@pytest.fixture(name="place")
def make_plannable() -> Place:
    """A region with one place for two people, and money."""
    make_region()
    make_fund()
    return make_place()


def test_a_round_proposes_and_changes_nothing_else(place: Place) -> None:
    """Everybody who fits gets a proposal with who pays; no seat, place or euro is taken."""
    candidate = wishing()
    made = rounds.start_round(name="Eerste", municipality=None, by=make_actor("region-coordinator"), now=NOW)
    made.refresh_from_db()
    assert (made.status, made.people, made.placed) == (Round.Status.DONE, 1, 1)
    proposal = Proposal.objects.get(round=made)
    assert (proposal.candidate, proposal.place, proposal.cost) == (candidate, place, Decimal("2500.00"))
    assert sum(payment["cents"] for payment in proposal.payments) == 250_000
    assert not Booking.objects.exists()


def test_who_is_left_out_hears_why(place: Place) -> None:
    """Three people for two places: the third is told that the place is full."""
    for _ in range(3):
        wishing()
    made = rounds.start_round(name="Drie", municipality=None, by=make_actor("region-coordinator"), now=NOW)
    out = Proposal.objects.get(round=made, place=None)
    assert out.reason == [f"place_full:{place.code}"]
    told = rounds.told_of(out, "nl")
    assert "is in dit plan voor anderen" in told["reasons"][0]
    assert told["others"][0]["pathway"]
    assert Proposal.objects.get(pk=out.pk).told["nl"] == told


@pytest.mark.usefixtures("place")
def test_a_case_worker_plans_for_the_own_municipality() -> None:
    """People of another municipality are not in the round, and a round for all is closed."""
    here, there = make_municipality(), make_municipality("GM0363", "Amsterdam")
    mine = wishing(municipality=here)
    wishing(municipality=there)
    worker = make_actor("case-worker", municipality=here)
    made = rounds.start_round(name="Hier", municipality=here, by=worker, now=NOW)
    assert [row.candidate for row in Proposal.objects.filter(round=made)] == [mine]
    with pytest.raises(Unknown):
        rounds.start_round(name="Daar", municipality=there, by=worker, now=NOW)
    with pytest.raises(Unknown):
        rounds.start_round(name="Alles", municipality=None, by=worker, now=NOW)
    with pytest.raises(Closed):
        rounds.start_round(name="Niet", municipality=None, by=make_actor("controller"), now=NOW)


@pytest.mark.usefixtures("place")
def test_a_case_worker_sees_only_own_people_in_a_round_for_all() -> None:
    """The round of the region shows each case worker the own municipality."""
    here, there = make_municipality(), make_municipality("GM0363", "Amsterdam")
    mine, other = wishing(municipality=here), wishing(municipality=there)
    made = rounds.start_round(name="Alles", municipality=None, by=make_actor("region-coordinator"), now=NOW)
    worker = make_actor("case-worker", municipality=here)
    assert [row.candidate for row in queries.proposals_of(made, worker)] == [mine]
    with pytest.raises(Unknown):
        queries.find_proposal(Proposal.objects.get(candidate=other).pk, worker)


@pytest.mark.usefixtures("place")
def test_everybody_planned_for_is_in_the_trail() -> None:
    """A round looks at each person it plans for: one entry per person."""
    people = [wishing() for _ in range(3)]
    rounds.start_round(name="Spoor", municipality=None, by=make_actor("region-coordinator"), now=NOW)
    seen = AuditEntry.objects.filter(action="round.start").values_list("subject_id", flat=True)
    assert sorted(seen) == sorted(row.pk for row in people)


def test_without_people_or_places_there_is_no_round() -> None:
    """What is missing is said, all of it."""
    make_region()
    with pytest.raises(Refused) as refused:
        rounds.start_round(name="Leeg", municipality=None, by=make_actor("region-coordinator"), now=NOW)
    assert [reason.code for reason in refused.value.reasons] == ["no-people", "no-places"]


@pytest.mark.usefixtures("place")
def test_a_round_is_computed_once() -> None:
    """A task that is delivered twice changes nothing the second time."""
    wishing()
    made = rounds.start_round(name="Eén keer", municipality=None, by=make_actor("region-coordinator"), now=NOW)
    computing.carry_out(made.pk, clock=lambda: NOW)
    assert Proposal.objects.filter(round=made).count() == 1


@pytest.mark.usefixtures("place")
def test_a_lost_round_is_picked_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A round whose worker is gone is computed by another; when that one goes too, the round says so."""
    wishing()
    made = waiting_round(monkeypatch)
    Round.objects.update(status=Round.Status.RUNNING, alive_at=NOW, tries=1)
    assert computing.pick_up_lost(NOW + timedelta(minutes=1)) == 0
    assert computing.pick_up_lost(NOW + timedelta(minutes=3)) == 1
    made.refresh_from_db()
    assert (made.status, made.placed, made.tries) == (Round.Status.DONE, 1, 2)
    Round.objects.update(status=Round.Status.RUNNING, alive_at=NOW)
    assert computing.pick_up_lost(NOW + timedelta(minutes=3)) == 1
    made.refresh_from_db()
    assert (made.status, made.problem) == (Round.Status.FAILED, "worker-gone")


@pytest.mark.usefixtures("place")
def test_a_round_that_no_worker_knows_of_is_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that was killed before it began, or a process before it asked: the round is not waiting for ever."""
    wishing()
    made = waiting_round(monkeypatch)
    later = NOW + timedelta(minutes=2)
    assert computing.pick_up_lost(later, waiting={made.pk}) == 0
    assert computing.pick_up_lost(later, waiting=set()) == 1
    made.refresh_from_db()
    assert made.status == Round.Status.DONE


@pytest.mark.usefixtures("place")
def test_a_pathway_is_checked_by_the_rules_that_made_it() -> None:
    """A limit that changed since the plan shows as the rule it breaks."""
    candidate = wishing()
    rounds.start_round(name="Toets", municipality=None, by=make_actor("region-coordinator"), now=NOW)
    proposal = Proposal.objects.get(candidate=candidate)
    assert against_pathway(proposal, TODAY) == []
    candidate.dayparts = ["sa-am"]
    candidate.save()
    proposal = Proposal.objects.get(candidate=candidate)
    assert [reason.code for reason in against_pathway(proposal, TODAY)] == ["P6"]


@pytest.mark.usefixtures("place")
def test_runs_and_group_costs_are_in_the_proposal() -> None:
    """A pathway with a language run names it, and the costs of the group stand with the round."""
    run = make_run(
        seats_min=1, group_cost=Decimal(400), start=TODAY + timedelta(days=7), end=TODAY + timedelta(days=60)
    )
    Place.objects.update(requires=run.grants)
    wishing()
    made = rounds.start_round(name="Taal", municipality=None, by=make_actor("region-coordinator"), now=NOW)
    made.refresh_from_db()
    assert Proposal.objects.get(round=made).runs == [run.code]
    assert [(row["step"], row["cents"]) for row in made.group_payments] == [(run.code, 40_000)]


@pytest.mark.usefixtures("place")
def test_a_double_click_makes_one_round(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same scope within ten seconds, or while a round is under way, gives that round; later it is a new one."""
    wishing()
    here, worker = make_municipality(), make_actor("case-worker", municipality=make_municipality())
    colleague = make_actor("case-worker", municipality=here)
    first = rounds.start_round(name="Eerste", municipality=here, by=worker, now=NOW)
    again = rounds.start_round(name="Nog eens", municipality=here, by=worker, now=NOW + timedelta(seconds=9))
    assert again == first
    with monkeypatch.context() as patch:
        patch.setattr(rounds.background, "later", lambda *_arguments: None)
        second = rounds.start_round(name="Tweede", municipality=here, by=worker, now=NOW + timedelta(minutes=1))
    assert second != first
    assert rounds.start_round(name="Derde", municipality=here, by=colleague, now=NOW + timedelta(minutes=9)) == second
    region = make_actor("region-coordinator")
    assert rounds.start_round(name="Regio", municipality=None, by=region, now=NOW + timedelta(minutes=9)) != second
    assert Round.objects.count() == 3
    assert rounds.start_round(name="Later", municipality=here, by=worker, now=NOW + timedelta(hours=3)) != second


def waiting_round(monkeypatch: pytest.MonkeyPatch) -> Round:
    """A round of the region that nobody computes yet."""
    with monkeypatch.context() as patch:
        patch.setattr(rounds.background, "later", lambda *_arguments: None)
        return rounds.start_round(name="Wacht", municipality=None, by=make_actor("region-coordinator"), now=NOW)


def test_a_round_outlives_whom_it_is_about(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who was erased while it was computed is skipped and counted; the others have their proposal."""
    gone, stays = wishing(), wishing()
    made = waiting_round(monkeypatch)
    Wish.objects.filter(candidate=gone).delete()
    Candidate.objects.filter(pk=gone.pk).delete()
    computing.carry_out(made.pk, clock=lambda: NOW)
    made.refresh_from_db()
    assert (made.status, made.placed, made.gone) == (Round.Status.DONE, 1, 1)
    assert [row.candidate for row in Proposal.objects.filter(round=made, place=place)] == [stays]


def test_a_round_outlives_a_place(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whose place was taken out while it was computed has no proposal, and the round says for how many."""
    wishing()
    made = waiting_round(monkeypatch)
    place.delete()
    computing.carry_out(made.pk, clock=lambda: NOW)
    made.refresh_from_db()
    assert (made.status, made.placed, made.gone) == (Round.Status.DONE, 0, 1)


@pytest.mark.usefixtures("place")
def test_what_cannot_be_kept_is_a_failed_round(monkeypatch: pytest.MonkeyPatch) -> None:
    """When the database refuses the outcome, the round is not running for ever."""
    wishing()
    made = waiting_round(monkeypatch)

    def refuse(*_arguments: object, **_more: object) -> None:
        raise IntegrityError

    monkeypatch.setattr(computing, "store", refuse)
    computing.carry_out(made.pk, clock=lambda: NOW)
    made.refresh_from_db()
    assert (made.status, made.problem) == (Round.Status.FAILED, "not-kept")


@pytest.mark.usefixtures("place")
def test_a_round_is_not_called_after_a_number_of_somebody() -> None:
    """A BSN in the name is refused."""
    wishing()
    with pytest.raises(Refused, match="BSN"):
        rounds.start_round(name="Ronde 111222333", municipality=None, by=make_actor("region-coordinator"), now=NOW)


@pytest.mark.usefixtures("place")
def test_who_stops_a_round_keeps_the_best_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop is heard while the engine works; the plan so far is kept and says that it was stopped."""
    wishing()
    made, by = waiting_round(monkeypatch), make_actor("region-coordinator")
    plan, never = computing.solve.plan, Event()

    def slow(snapshot: Any, *, stop: Any, **more: Any) -> Any:
        rounds.stop_round(made, by=by, now=NOW)
        given_up = monotonic() + 20
        while not stop.asked():
            assert monotonic() < given_up
            never.wait(0.01)
        return plan(snapshot, stop=stop, **more)

    monkeypatch.setattr(computing.solve, "plan", slow)
    computing.carry_out(made.pk, clock=lambda: NOW)
    made.refresh_from_db()
    assert (made.status, made.figures["stopped"]) == (Round.Status.DONE, True)
    with pytest.raises(Refused, match="al klaar"):
        rounds.stop_round(made, by=by, now=NOW)


@pytest.mark.usefixtures("place")
def test_a_round_that_nobody_computes_yet_is_stopped_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopping before it began leaves no plan, and a worker that comes later does nothing."""
    wishing()
    made = waiting_round(monkeypatch)
    rounds.stop_round(made, by=make_actor("region-coordinator"), now=NOW)
    computing.carry_out(made.pk, clock=lambda: NOW)
    made.refresh_from_db()
    assert (made.status, made.problem) == (Round.Status.FAILED, "stopped")
    assert not Proposal.objects.exists()


@pytest.mark.usefixtures("place")
def test_how_far_a_round_is_can_be_read_while_it_is_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each second the phase, the bound, the best plan and the time left are written, and that somebody is at work."""
    wishing()
    made = waiting_round(monkeypatch)
    plan, never = computing.solve.plan, Event()
    later = NOW + timedelta(seconds=9)

    def slow(snapshot: Any, *, progress: Any, **more: Any) -> Any:
        progress(computing.solve.Progress("improving", 1.0, 2.5, 2.0, 0.2, 4))
        given_up = monotonic() + 20
        while not Round.objects.get(pk=made.pk).progress:
            assert monotonic() < given_up
            never.wait(0.05)
        found = Round.objects.get(pk=made.pk)
        told = found.progress
        assert (told["phase"], told["bound"], told["value"], told["gap"], told["people"]) == (
            "improving",
            2.5,
            2,
            0.2,
            4,
        )
        assert told["left"] > 0
        assert found.alive_at == later
        return plan(snapshot, progress=progress, **more)

    monkeypatch.setattr(computing.solve, "plan", slow)
    computing.carry_out(made.pk, clock=lambda: later)
    made.refresh_from_db()
    assert made.status == Round.Status.DONE


@pytest.mark.usefixtures("place")
def test_a_plan_of_a_worker_that_was_given_up_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that slept while another finished its round keeps nothing: a round is never done twice."""
    wishing()
    made = waiting_round(monkeypatch)
    plan = computing.solve.plan

    def overtaken(snapshot: Any, **more: Any) -> Any:
        found = plan(snapshot, **more)
        if Round.objects.get(pk=made.pk).tries == 1:
            Round.objects.filter(pk=made.pk).update(alive_at=NOW - timedelta(minutes=9))
            computing.pick_up_lost(NOW)
        return found

    monkeypatch.setattr(computing.solve, "plan", overtaken)
    computing.carry_out(made.pk, clock=lambda: NOW)
    made.refresh_from_db()
    assert (made.status, made.tries) == (Round.Status.DONE, 2)
    assert Proposal.objects.filter(round=made).count() == 1


@pytest.mark.usefixtures("place")
def test_what_was_asked_otherwise_is_another_round(monkeypatch: pytest.MonkeyPatch) -> None:
    """While a round is computed one of the same scope with other settings can be started; the same one cannot."""
    wishing()
    monkeypatch.setattr(rounds.background, "later", lambda *_arguments: None)
    by = make_actor("region-coordinator")
    first = rounds.start_round(name="Eerste", municipality=None, by=by, now=NOW)
    other = rounds.start_round(name="Kort", municipality=None, asked=Asked(seconds=60), by=by, now=NOW)
    assert other.pk != first.pk
    assert rounds.start_round(name="Nog eens", municipality=None, by=by, now=NOW) == first
