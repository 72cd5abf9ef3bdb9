"""What was asked of a round: who and what takes part, what stays free, days, weights, floors, what may change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from koppelkans.core.access import Actor
from koppelkans.core.models import TargetGroup
from koppelkans.core.refusal import Refused
from koppelkans.people.models import Candidate, Wish
from koppelkans.planning import queries
from koppelkans.planning.actions import rounds
from koppelkans.planning.asked import Asked, Change
from koppelkans.planning.cells import rows_of, settings_of
from koppelkans.planning.models import Pinned, Proposal, Reserve, Round
from koppelkans.programmes.models import Participation, Programme
from koppelkans.supply.models import Place
from koppelkans.web.planning.words_round import nobody_placed, problems_of
from making import NOW, make_actor, make_candidate, make_fund, make_municipality, make_place, make_region, make_run

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = NOW.date()


@pytest.fixture(name="by")
def make_coordinator() -> Actor:
    """The coordinator of a region with two places of two and money."""
    make_region()
    make_fund(code="geld", name="Geld")
    make_place(code="een")
    make_place(code="twee")
    return make_actor("region-coordinator")


def wishing(**fields: Any) -> Candidate:
    """Somebody who can be planned for."""
    candidate = make_candidate(**fields)
    Wish.objects.create(
        candidate=candidate, occupation_id="zonnepanelen", preference=Decimal("0.8"), aptitude=Decimal("0.7")
    )
    return candidate


def planned(by: Actor, asked: Asked | None = None, minutes: int = 0, **more: Any) -> Round:
    """A round, computed."""
    now = NOW + timedelta(minutes=minutes)
    made = rounds.start_round(name="Ronde", municipality=None, asked=asked, by=by, now=now, **more)
    return Round.objects.get(pk=made.pk)


def rows(made: Round, file: str) -> list[dict[str, str]]:
    """The rows of a file that a round planned with; none where it is not there."""
    return rows_of(bytes(made.snapshot), file)


def codes(refused: pytest.ExceptionInfo[Refused]) -> Sequence[str]:
    """The reasons by code."""
    return [reason.code for reason in refused.value.reasons]


def test_only_the_people_of_a_programme(by: Actor) -> None:
    """Who takes part, or has a seat kept, is planned for; who waits or takes no part is not."""
    programme = Programme.objects.create(code="p", name="Pilot", starts_on=TODAY, ends_on=TODAY + timedelta(days=200))
    people = [wishing() for _ in range(4)]
    for candidate, days in zip(people, ({"admitted_on": TODAY}, {"offered_on": TODAY}, {}), strict=False):
        Participation.objects.create(programme=programme, subject=candidate.subject, asked_at=NOW, **days)
    made = planned(by, programme=programme)
    assert {row["candidate"] for row in rows(made, "candidates.csv")} == {str(row.subject) for row in people[:2]}
    assert made.people == 2


def test_only_some_groups_and_people(by: Actor) -> None:
    """Whoever is in one of the groups, and of those the ones named; their wishes alone go with them."""
    TargetGroup.objects.create(code="jong")
    young, old, named = wishing(groups=["jong"]), wishing(), wishing(groups=["jong", "ouder"])
    made = planned(by, Asked(groups=["jong"]))
    assert set(made.proposals.values_list("candidate", flat=True)) == {young.pk, named.pk}
    assert len(rows(made, "wishes.csv")) == 2
    made = planned(by, Asked(people=[str(old.subject), str(named.subject)], groups=["jong"]), 1)
    assert list(made.proposals.values_list("candidate", flat=True)) == [named.pk]


def test_offers_and_funds_left_out(by: Actor) -> None:
    """What is left out is not planned with, nor what only it vouches for; a fixed pathway through it goes too."""
    wishing()
    guarantor = make_fund(code="borg", budget=Decimal(10))
    make_fund(code="later", state="expected", guarantor=guarantor, reserve=Decimal("0.5"))
    asked = Asked(without_places=["een"], without_funds=["borg"])
    made = planned(by, asked)
    assert [row["place"] for row in rows(made, "places.csv")] == ["twee"]
    assert [row["fund"] for row in rows(made, "funds.csv")] == ["geld"]
    assert Asked.read(made.asked) == asked


def test_nobody_or_nothing_left_is_said_before(by: Actor) -> None:
    """A choice that leaves nobody or no place is refused."""
    wishing()
    with pytest.raises(Refused) as refused:
        planned(by, Asked(groups=["niemand"]))
    assert codes(refused) == ["no-people"]
    with pytest.raises(Refused) as refused:
        planned(by, Asked(without_places=["een", "twee"]))
    assert codes(refused) == ["no-places"]
    assert not Round.objects.exists()


def test_days_and_weights_of_this_round_only(by: Actor) -> None:
    """The round plans with what was asked; the region stays as it was."""
    wishing()
    asked = Asked(plan_from="2026-11-20", plan_until="2027-03-01", objective={"week": 0.004}, fairness=[])
    made = planned(by, asked)
    settings = settings_of(bytes(made.snapshot))
    assert (str(settings["plan_from"]), str(settings["plan_until"])) == ("2026-11-20", "2027-03-01")
    assert settings["objective"]["week"] == 0.004
    assert made.figures["settings"]["objective"]["week"] == 0.004
    with pytest.raises(Refused, match="laatste dag"):
        planned(by, Asked(plan_from="2027-03-01", plan_until="2026-12-01"), 1)
    again = planned(by, minutes=2)
    assert settings_of(bytes(again.snapshot))["objective"]["week"] == 0.002


@pytest.mark.parametrize(
    ("weights", "code"),
    [
        ({"durable": 0, "preference": 0}, "weights-nothing"),
        ({"euro": 0.01}, "weights-euro"),
        ({"week": 1.0}, "weights-week"),
    ],
)
def test_weights_that_place_nobody_are_said_before(by: Actor, weights: dict[str, float], code: str) -> None:
    """When no place could be worth it for anybody there is no round, and the weight is named."""
    wishing()
    with pytest.raises(Refused) as refused:
        planned(by, Asked(objective=weights))
    assert codes(refused) == [code]


def test_when_nobody_was_placed_the_round_says_why(by: Actor) -> None:
    """Weights that only turned out too heavy are said after."""
    wishing()
    made = planned(by, Asked(objective={"euro": 0.0004}))
    assert (made.status, made.placed) == (Round.Status.DONE, 0)
    assert "gewichten" in nobody_placed(made)
    made.placed = 1
    assert nobody_placed(made) == ""


def test_a_floor_for_a_group_that_is_not_there(by: Actor) -> None:
    """A floor of nobody would place nobody: it is refused."""
    TargetGroup.objects.create(code="jong")
    wishing()
    with pytest.raises(Refused) as refused:
        planned(by, Asked(fairness=[{"group": "jong", "min_share": 0.5}]))
    assert codes(refused) == ["floor-empty"]


def test_what_is_kept_free_is_not_planned_with(by: Actor) -> None:
    """Reserved seats lower what there is, never below who has one; a place that is kept whole drops out."""
    wishing()
    run = make_run(code="les", seats_min=4, seats_max=8, seats_taken=3)
    user = by.user
    Reserve.objects.create(run=run, seats=6, at=NOW, by=user)
    Reserve.objects.create(place=Place.objects.get(code="een"), seats=2, at=NOW, by=user)
    Reserve.objects.create(place=Place.objects.get(code="twee"), seats=1, at=NOW, by=user, until=TODAY)
    Reserve.objects.create(place=Place.objects.get(code="twee"), seats=1, at=NOW, by=user, until=TODAY - timedelta(1))
    Reserve.objects.create(place=Place.objects.get(code="twee"), seats=1, at=NOW, by=user, ended_at=NOW)
    made = planned(by)
    (row,) = rows(made, "runs.csv")
    assert (row["seats_min"], row["seats_max"], row["seats_taken"]) == ("3", "3", "3")
    assert [(row["place"], row["capacity"]) for row in rows(made, "places.csv")] == [("twee", "1")]


def test_locks_that_cannot_hold_are_said_before(by: Actor) -> None:
    """Three people fixed on a place for two: no round, and the place is named."""
    for _ in range(3):
        Pinned.objects.create(kind="lock", person=str(wishing().subject), place="een")
    with pytest.raises(Refused, match="een zijn 3 trajecten vastgezet en er is plek voor 2") as refused:
        planned(by)
    assert codes(refused) == ["locks"]


def test_locks_that_turn_out_not_to_hold_are_said_in_words(by: Actor) -> None:
    """Locks that no money can pay fail the round, with what stands in the way and what to do."""
    make_place(code="duur", cost=Decimal(500_000))
    Pinned.objects.create(kind="lock", person=str(wishing().subject), place="duur")
    made = planned(by)
    assert made.status == Round.Status.FAILED
    told = problems_of(made)
    assert "De fondsen kunnen de vastgezette trajecten samen niet betalen." in told
    assert told[-1].startswith("Maak een traject los")


def test_a_lock_that_breaks_a_rule_is_refused_with_where(by: Actor) -> None:
    """The reader of the format says which row is wrong."""
    candidate = wishing(max_travel=Decimal(0), modes=["foot"])
    far = make_place(code="ver", requires=make_run(code="nooit", start=TODAY - timedelta(9), end=TODAY).grants)
    Pinned.objects.create(kind="lock", person=str(candidate.subject), place=far.code)
    with pytest.raises(Refused, match=r"locks\.csv"):
        planned(by)


def test_cells_are_changed_and_checked(by: Actor) -> None:
    """A changed cell is planned with; one that is not possible is refused with file and column."""
    wishing()
    start = rounds.Start(kind=Round.Kind.SCENARIO, parent=planned(by), copy=True)
    changes = [Change("places.csv", "een", "capacity", "5")]
    made = rounds.begin(name="Meer", asked=Asked(changes=changes), start=start, by=by, now=NOW)
    assert {row["place"]: row["capacity"] for row in rows(made, "places.csv")} == {"een": "5", "twee": "2"}
    for change in (Change("places.csv", "een", "capacity", "veel"), Change("places.csv", "weg", "capacity", "1")):
        with pytest.raises(Refused, match=r"places\.csv, .*capacity"):
            rounds.begin(name="Fout", asked=Asked(changes=[change]), start=start, by=by, now=NOW)


@pytest.mark.parametrize(("keep", "moved"), [("none", 0), ("few", 0), ("free", 1)])
def test_how_much_may_change_since_the_round_before(by: Actor, keep: Any, moved: int) -> None:
    """A better place came since: nobody moves, nobody moves for so little, or who gains by it does."""
    candidate = wishing()
    before = planned(by)
    held = before.proposals.get().place
    make_place(code="beter", cost=Decimal(2400))
    made = planned(by, Asked(keep=keep, objective={"euro": 0.0001}), 60, parent=before)
    assert made.parent == before
    assert [row["candidate"] for row in rows(made, "previous.csv")] == [str(candidate.subject)]
    assert (made.proposals.get().place != held) == bool(moved)
    assert len(rows(made, "locks.csv")) == (1 if keep == "none" else 0)


def test_only_rounds_and_choices_can_be_decided_about(by: Actor) -> None:
    """The newest proposal of somebody is never one of a what-if, until that became the round."""
    candidate = wishing()
    first = planned(by)
    what_if = planned(by, minutes=10)
    Round.objects.filter(pk=what_if.pk).update(kind=Round.Kind.SCENARIO)
    newest = queries.latest_of(candidate)
    assert newest is not None
    assert newest.round_id == first.pk
    third = planned(by, minutes=20)
    Round.objects.filter(pk=what_if.pk).update(kind=Round.Kind.ROUND, adopted_at=NOW + timedelta(minutes=30))
    newest = queries.latest_of(candidate)
    assert newest is not None
    assert newest.round_id == what_if.pk
    assert queries.round_before(None, None) == what_if
    assert third.kind == Round.Kind.ROUND


def test_a_chance_has_a_band_and_the_round_says_what_it_rests_on(by: Actor) -> None:
    """Low and high lie around the chance; sources, settings and hashes stay with the figures."""
    wishing()
    made = planned(by)
    proposal = Proposal.objects.get(round=made)
    assert proposal.low is not None
    assert proposal.high is not None
    assert proposal.probability is not None
    assert 0 < proposal.low < proposal.probability < proposal.high < 1
    assert {row["name"] for row in made.figures["coefficients"]} >= {"intercept", "kind.klus"}
    assert made.figures["hashes"]["proposals.csv"]
    assert made.certificate["input"]
    assert timezone.is_aware(made.asked_at)


def test_a_municipality_of_its_own(by: Actor) -> None:
    """A programme of the region within one municipality: both narrow."""
    here, there = make_municipality(), make_municipality("GM0363", "Amsterdam")
    mine, other = wishing(municipality=here), wishing(municipality=there)
    made = rounds.start_round(name="Hier", municipality=here, by=by, now=NOW)
    assert list(made.proposals.values_list("candidate", flat=True)) == [mine.pk]
    assert other.municipality == there
