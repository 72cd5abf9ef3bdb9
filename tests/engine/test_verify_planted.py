"""A plan by hand in which nothing is broken, then one thing broken at a time: the independent check names it."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.engine import brute
from tests.engine.hand_region import PAID, changed, funding, hand_plan, hand_region, with_cell

from koppelkans.engine.plan import Bottleneck, Plan, Unplaced
from koppelkans.engine.region import DAYPARTS, Floor, Forbidden, MentorsTaken, Pathways, Region, Used
from koppelkans.engine.verify import verify

C1, C2, C3, C4 = range(4)
TAAL, VCA = range(2)
P1, P2 = range(2)
GEMEENTE, SUBSIDIE = range(2)
# credentials and groups stand in the order of their ids
NL_A2, NL_B1 = 2, 3
DAY = 1


@pytest.fixture
def region(tmp_path: Path) -> Region:
    """The region on one page."""
    return hand_region(tmp_path / "region")


@pytest.fixture
def plan(region: Region) -> Plan:
    """Its plan."""
    return hand_plan(region)


def rules(region: Region, plan: Plan) -> set[str]:
    """The codes of what is broken."""
    return {breach.rule for breach in verify(region, plan)}


def part(name: str) -> int:
    """A daypart as a mask."""
    return 1 << DAYPARTS.index(name)


def test_nothing_is_broken_in_the_plan_by_hand(region: Region, plan: Plan) -> None:
    """The plan all others here start from is right."""
    assert verify(region, plan) == ()


# One pathway


def test_p0_more_runs_than_allowed(region: Region, plan: Plan) -> None:
    """Two runs where one is allowed break P0."""
    assert rules(replace(region, settings=replace(region.settings, max_runs=1)), plan) == {"P0"}


def test_p1_occupation_not_wished(region: Region, plan: Plan) -> None:
    """A place of an occupation that is not among the wishes breaks P1."""
    assert rules(with_cell(region, "wishes", "occupation", C2, 0), plan) == {"P1"}


def test_p2_run_before_available(region: Region, plan: Plan) -> None:
    """A run that starts a day before the candidate is available breaks P2."""
    late = with_cell(region, "candidates", "available_from", C1, region.runs.start[TAAL] + DAY)
    assert rules(late, plan) == {"P2"}


def test_p2_run_before_the_plan(region: Region, plan: Plan) -> None:
    """A run that starts a day before the plan breaks P2."""
    early = with_cell(region, "runs", "start", VCA, region.settings.plan_from - DAY)
    swapped = replace(plan, proposals=replace(plan.proposals, runs=((VCA, TAAL), (), ())))
    assert rules(early, swapped) == {"P2"}


def beside(region: Region, days: int) -> tuple[Region, Plan]:
    """The region in which c2 learns for a diploma beside the job, from some days after the first day at p2."""
    first = int(region.places.start_from[P2])
    region = with_cell(region, "runs", "start", VCA, first + days)
    region = with_cell(region, "runs", "end", VCA, first + days + 30)
    region = with_cell(region, "runs", "dayparts", VCA, part("we-am"))
    region = with_cell(region, "runs", "grants", VCA, [credential == 0 for credential in range(5)])
    region = with_cell(region, "occupations", "qualification", 1, 0)
    return region, brute.as_plan(region, {C2: ((VCA,), P2)})


def test_p2_run_beside_the_job_within_91_days(region: Region) -> None:
    """A run may start 91 days after the first day at the place."""
    region = replace(region, settings=replace(region.settings, fairness=()))
    assert rules(*beside(region, 91)) == set()


def test_p2_run_beside_the_job_after_91_days(region: Region) -> None:
    """A run that starts 92 days after the first day at the place breaks P2."""
    region = replace(region, settings=replace(region.settings, fairness=()))
    assert rules(*beside(region, 92)) == {"P2"}


def test_p3_first_day_after_start_until(region: Region, plan: Plan) -> None:
    """A first day after the last possible one of the place breaks P3."""
    first = int(plan.proposals.first_day[C1])
    assert rules(with_cell(region, "places", "start_until", P1, first - DAY), plan) == {"P3"}


def test_p3_first_day_a_day_late(region: Region, plan: Plan) -> None:
    """A first day in the plan that is not the first possible day breaks P3."""
    days = changed(plan.proposals, "first_day", C1, plan.proposals.first_day[C1] + DAY)
    assert rules(region, replace(plan, proposals=days)) == {"P3"}


def test_p4_run_without_need(region: Region, plan: Plan) -> None:
    """A run that gives what the candidate holds already breaks P4."""
    assert rules(with_cell(region, "candidates", "holds", (C1, NL_A2), True), plan) == {"P4"}


def test_p4_two_runs_of_one_training(region: Region, plan: Plan) -> None:
    """Two runs of one training break P4."""
    assert rules(with_cell(region, "runs", "training", VCA, region.runs.training[TAAL]), plan) == {"P4"}


def test_p5_requirement_of_a_run_not_held(region: Region, plan: Plan) -> None:
    """A run whose requirement is not held when it starts breaks P5."""
    assert rules(with_cell(region, "runs", "requires", (TAAL, NL_B1), True), plan) == {"P5"}


def test_p6_daypart_the_candidate_does_not_have(region: Region, plan: Plan) -> None:
    """A run in a daypart that the candidate does not have breaks P6."""
    assert rules(with_cell(region, "runs", "dayparts", VCA, part("su-ev")), plan) == {"P6"}


def test_p6_runs_at_the_same_time(region: Region, plan: Plan) -> None:
    """Two runs in one daypart whose periods overlap break P6."""
    assert rules(with_cell(region, "runs", "dayparts", VCA, part("mo-am")), plan) == {"P6"}


def test_p6_too_few_dayparts_for_the_place(region: Region, plan: Plan) -> None:
    """A place that takes more dayparts than the candidate has free breaks P6."""
    assert rules(with_cell(region, "candidates", "dayparts", C2, part("mo-am")), plan) == {"P6"}


def test_p7_too_far(region: Region, plan: Plan) -> None:
    """A trip longer than the candidate travels breaks P7."""
    assert rules(with_cell(region, "candidates", "max_travel", C3, 15.0), plan) == {"P7"}


def test_p8_forbidden_pair(region: Region, plan: Plan) -> None:
    """A pair of run and place that is forbidden for the candidate breaks P8."""
    pair = Forbidden(brute.ints([C1]), brute.ints([TAAL]), brute.ints([P1]))
    assert rules(replace(region, forbidden=pair), plan) == {"P8"}


def test_p8_place_for_another_group(region: Region, plan: Plan) -> None:
    """A place only for a group that the candidate is not in breaks P8."""
    ww = region.groups.index("ww")
    assert rules(with_cell(region, "places", "only_for", (P1, ww), True), plan) == {"P8"}


def test_p8_run_for_another_group(region: Region, plan: Plan) -> None:
    """A run only for a group that the candidate is not in breaks P8."""
    ww = region.groups.index("ww")
    assert rules(with_cell(region, "runs", "only_for", (TAAL, ww), True), plan) == {"P8"}


def test_p8_outside_the_districts(region: Region, plan: Plan) -> None:
    """A place outside the districts where the candidate works breaks P8."""
    noord = region.districts.index("Noord")
    assert rules(with_cell(region, "candidates", "districts", (C2, noord), True), plan) == {"P8"}


def test_p8_in_a_district_that_is_ruled_out(region: Region, plan: Plan) -> None:
    """A place in a district where the candidate never works breaks P8."""
    zuid = region.districts.index("Zuid")
    assert rules(with_cell(region, "candidates", "not_districts", (C2, zuid), True), plan) == {"P8"}


# The plan as a whole


def test_g1_more_people_than_seats(region: Region, plan: Plan) -> None:
    """A person too many in a run, counting who is in it already, breaks G1."""
    assert rules(with_cell(region, "runs", "seats_max", VCA, 3), plan) == {"G1"}


def test_g1_fewer_people_than_the_minimum(region: Region, plan: Plan) -> None:
    """A run that opens below its minimum breaks G1."""
    found = rules(with_cell(region, "runs", "seats_min", TAAL, 2), plan)
    assert found == {"G1", "file"}, "and runs.csv cannot call it opened"


def test_g1_a_run_that_is_overfull_without_the_plan(region: Region) -> None:
    """More seats taken than there are stops newcomers and nothing else."""
    alone = brute.as_plan(replace(region, settings=replace(region.settings, fairness=())), {C2: ((), P2)})
    unfair = replace(region, settings=replace(region.settings, fairness=()))
    assert rules(with_cell(unfair, "runs", "seats_max", VCA, 2), alone) == set()


def test_g2_more_people_than_places(region: Region, plan: Plan) -> None:
    """Two people on one place with room for one break G2."""
    assert rules(with_cell(region, "places", "capacity", P2, 1), plan) == {"G2"}


def test_g3_more_people_than_mentors(region: Region, plan: Plan) -> None:
    """Two people mentored at once by an employer with one mentor break G3."""
    assert rules(with_cell(region, "employers", "mentors", 1, 1), plan) == {"G3"}


@pytest.mark.parametrize(("month", "broken"), [("2024-01", set()), ("2024-05", {"G3"}), ("2024-06", set())])
def test_g3_mentor_busy_elsewhere(region: Region, plan: Plan, month: str, broken: set[str]) -> None:
    """Thirteen weeks from 1 February are up to 1 May: a mentor busy in May is in the way, one busy in June is not."""
    year, number = map(int, month.split("-"))
    busy = MentorsTaken(brute.ints([1]), brute.ints([year * 12 + number - 1]), brute.ints([1]))
    assert rules(replace(region, mentors_taken=busy), plan) == broken


@pytest.mark.parametrize("row", range(len(PAID)))
def test_g4_a_cent_too_little(region: Region, plan: Plan, row: int) -> None:
    """A cent of any cost that nobody pays breaks G4."""
    short = changed(plan.funding, "amount", row, plan.funding.amount[row] - 1)
    assert rules(region, replace(plan, funding=short)) == {"G4"}


def test_g4_a_cent_too_much(region: Region, plan: Plan) -> None:
    """A cent more than the cost breaks G4, even when the budgets can bear it."""
    more = changed(plan.funding, "amount", 0, plan.funding.amount[0] + 1)
    rich = with_cell(region, "funds", "budget", GEMEENTE, 9_999_00)
    assert rules(rich, replace(plan, funding=more)) == {"G4"}


def test_g4_kind_the_fund_does_not_pay(region: Region, plan: Plan) -> None:
    """A fund that pays a kind of cost it is not for breaks G4."""
    assert rules(with_cell(region, "funds", "pays", (GEMEENTE, 0), False), plan) == {"G4"}


def test_g4_step_outside_the_window(region: Region, plan: Plan) -> None:
    """A fund that closed the day before the step starts breaks G4."""
    first = plan.proposals.first_day[C1]
    assert rules(with_cell(region, "funds", "closes", SUBSIDIE, first - DAY), plan) == {"G4"}


def test_g4_group_cost_from_a_fund_that_does_not_pay_groups(region: Region, plan: Plan) -> None:
    """A group cost paid by a fund that does not pay group costs breaks G4."""
    assert rules(with_cell(region, "funds", "pays_groups", GEMEENTE, False), plan) == {"G4"}


@pytest.mark.parametrize(("column", "index"), [("groups", 1), ("sectors", 1)])
def test_g4_person_the_fund_is_not_for(region: Region, plan: Plan, column: str, index: int) -> None:
    """A fund that pays for somebody outside its lists breaks G4."""
    nobody = replace(region, funds=changed(region.funds, column, SUBSIDIE, False))
    assert rules(with_cell(nobody, "funds", column, (SUBSIDIE, index), True), plan) == {"G4"}


def test_g4_group_costs_know_no_lists(region: Region) -> None:
    """The lists of a fund do not matter for a group cost."""
    only_group = funding(region, (PAID[0],))
    poor = replace(region, runs=changed(changed(region.runs, "seat_cost", TAAL, 0), "seat_cost", VCA, 0))
    free = with_cell(poor, "places", "cost", P1, 0)
    listed = with_cell(free, "funds", "groups", (GEMEENTE, free.groups.index("ww")), True)
    assert rules(listed, replace(hand_plan(listed), funding=only_group)) == set()


def test_g4_ceiling_per_person(region: Region, plan: Plan) -> None:
    """A cent above the ceiling per person breaks G4."""
    assert rules(with_cell(region, "funds", "max_per_candidate", SUBSIDIE, 999_99), plan) == {"G4"}


def test_g4_ceiling_used_before(region: Region, plan: Plan) -> None:
    """What used.csv says is taken off the ceiling."""
    used = Used(brute.ints([C1]), brute.ints([SUBSIDIE]), np.array([1], dtype=np.int64))
    assert rules(replace(region, used=used), plan) == {"G4"}


def test_g4_group_cost_of_a_run_that_goes_on_already(region: Region, plan: Plan) -> None:
    """A group cost for a run with people in it already is paid for nothing and breaks G4."""
    rows = funding(region, (*PAID, ("run:vca", "vca", "training", "gemeente", 1)))
    rich = with_cell(region, "funds", "budget", GEMEENTE, 9_999_00)
    assert rules(rich, replace(plan, funding=rows)) == {"G4"}


def test_g4_seat_of_somebody_who_is_not_in_the_run(region: Region, plan: Plan) -> None:
    """A seat paid for somebody who is not in that run breaks G4."""
    rows = funding(region, (*PAID, ("c2", "vca", "training", "gemeente", 1)))
    rich = with_cell(region, "funds", "budget", GEMEENTE, 9_999_00)
    assert rules(rich, replace(plan, funding=rows)) == {"G4"}


def test_g4_negative_amount(region: Region, plan: Plan) -> None:
    """A fund that takes money from another breaks G4, though the sum is right."""
    rows = (*PAID[:3], ("c1", "vca", "training", "gemeente", 251_00), ("c1", "vca", "training", "subsidie", -1_00))
    rich = replace(region, funds=changed(region.funds, "budget", GEMEENTE, 9_999_00))
    paying = with_cell(rich, "funds", "pays", (SUBSIDIE, 0), True)
    assert rules(paying, replace(plan, funding=funding(paying, (*rows, PAID[4])))) == {"G4"}


def test_g5_budget_of_a_fund(region: Region, plan: Plan) -> None:
    """A cent above the budget breaks G5."""
    assert rules(with_cell(region, "funds", "budget", SUBSIDIE, 999_99), plan) == {"G5"}


def test_g5_budget_of_a_guarantor(region: Region, plan: Plan) -> None:
    """A guarantor's own payments and its reserve together stay within its budget, to the cent."""
    assert rules(with_cell(region, "funds", "budget", GEMEENTE, 1_399_99), plan) == {"G5"}


def test_g5_reserve_is_the_share_as_written(region: Region, plan: Plan) -> None:
    """A reserve a millionth higher is more than the guarantor has."""
    assert rules(with_cell(region, "funds", "reserve", SUBSIDIE, 0.350001), plan) == {"G5"}


@pytest.mark.parametrize(("share", "broken"), [(1 / 3, set()), (0.34, {"G6"})])
def test_g6_share_of_a_group(region: Region, plan: Plan, share: float, broken: set[str]) -> None:
    """One of three people is a third and no more."""
    floor = Floor(region.groups.index("statushouder"), share)
    assert rules(replace(region, settings=replace(region.settings, fairness=(floor,))), plan) == broken


def test_g7_lock_on_another_pathway(region: Region, plan: Plan) -> None:
    """A locked pathway that is in the plan with another set of runs breaks G7."""
    lock = Pathways(brute.ints([C1]), ((TAAL,),), brute.ints([P1]))
    assert rules(replace(region, locks=lock), plan) == {"G7"}


def test_g7_lock_of_somebody_without_a_place(region: Region, plan: Plan) -> None:
    """A locked candidate who is left out breaks G7."""
    lock = Pathways(brute.ints([C4]), ((),), brute.ints([P1]))
    assert rules(replace(region, locks=lock), plan) == {"G7"}


def test_g7_lock_that_is_kept(region: Region, plan: Plan) -> None:
    """A locked pathway that is in the plan breaks nothing."""
    lock = Pathways(brute.ints([C1]), ((TAAL, VCA),), brute.ints([P1]))
    assert rules(replace(region, locks=lock), plan) == set()


# Figures


@pytest.mark.parametrize("column", ["probability", "preference", "travel_minutes", "value"])
def test_value_of_a_figure(region: Region, plan: Plan, column: str) -> None:
    """A figure of a proposal that is a hundred-thousandth off is named, with the candidate."""
    wrong = changed(plan.proposals, column, C2, getattr(plan.proposals, column)[C2] + 1e-5)
    (breach,) = verify(region, replace(plan, proposals=wrong))
    assert (breach.rule, breach.where) == ("value", f"c2 {column}")


def test_value_of_a_term(region: Region, plan: Plan) -> None:
    """A term of the reason that is not what the scorecard gives is named."""
    wrong = changed(plan.proposals, "terms", (C1, 1), 1.3)
    (breach,) = verify(region, replace(plan, proposals=wrong))
    assert (breach.rule, breach.where) == ("value", "c1 reason aptitude")


def test_value_not_a_number(region: Region, plan: Plan) -> None:
    """A value that is not a number is not taken for right."""
    wrong = changed(plan.proposals, "value", C1, math.nan)
    assert rules(region, replace(plan, proposals=wrong)) == {"value"}


def test_value_of_a_cost(region: Region, plan: Plan) -> None:
    """A cost that is a cent off is named."""
    wrong = changed(plan.proposals, "cost", C1, plan.proposals.cost[C1] + 1)
    assert rules(region, replace(plan, proposals=wrong)) == {"value"}


def test_value_of_the_plan(region: Region, plan: Plan) -> None:
    """A plan value that is not the sum of its parts is named."""
    assert rules(region, replace(plan, value=plan.value - 1e-5)) == {"value"}


def test_value_of_the_plan_counts_group_costs(region: Region, plan: Plan) -> None:
    """A group cost that the plan value forgets is named."""
    assert rules(region, replace(plan, value=plan.value + 500 * 1e-5)) == {"value"}


def test_value_of_the_plan_counts_who_is_dropped(region: Region) -> None:
    """Leaving out somebody whose pathway before still stands costs `drop`."""
    without = brute.as_plan(region, {C1: ((TAAL, VCA), P1), C2: ((), P2)})
    before = Pathways(brute.ints([C3]), ((),), brute.ints([P2]))
    assert rules(replace(region, previous=before), without) == {"value"}
    assert rules(replace(region, previous=before), replace(without, value=without.value - 0.1)) == set()


# The certificate


def test_bound_below_the_value(region: Region, plan: Plan) -> None:
    """A bound below the plan's own value proves nothing."""
    assert rules(region, replace(plan, bound=plan.value - 1e-5)) == {"bound"}


@pytest.mark.parametrize("bound", [math.inf, math.nan])
def test_bound_that_is_no_number(region: Region, plan: Plan, bound: float) -> None:
    """A bound that is not a finite number proves nothing."""
    assert rules(region, replace(plan, bound=bound)) == {"bound"}


def test_bound_with_another_gap(region: Region, plan: Plan) -> None:
    """A gap in the certificate that does not follow from value and bound is named."""
    assert rules(region, replace(plan, certificate={"gap": plan.gap / 2})) == {"bound"}


# Rows


def test_file_candidate_twice(region: Region, plan: Plan) -> None:
    """A candidate with two proposals is named."""
    twice = changed(plan.proposals, "candidate", C3, C2)
    assert rules(region, replace(plan, proposals=twice)) == {"file"}


def test_file_reference_to_nothing(region: Region, plan: Plan) -> None:
    """A proposal for a place that does not exist is named."""
    nowhere = changed(plan.proposals, "place", C3, 7)
    assert rules(region, replace(plan, proposals=nowhere)) == {"file"}


def test_file_runs_not_by_start(region: Region, plan: Plan) -> None:
    """Runs that are not listed by start are named."""
    turned = replace(plan.proposals, runs=((VCA, TAAL), (), ()))
    assert rules(region, replace(plan, proposals=turned)) == {"file"}


def test_file_somebody_forgotten(region: Region, plan: Plan) -> None:
    """Somebody who is neither proposed nor unplaced is named."""
    nobody = Unplaced(brute.ints([]), ())
    assert rules(region, replace(plan, unplaced=nobody)) == {"file"}


def test_file_somebody_in_both(region: Region, plan: Plan) -> None:
    """Somebody who is both proposed and unplaced is named."""
    both = Unplaced(brute.ints([C1, C4]), (("no_gain",), ("wish:p1",)))
    assert rules(region, replace(plan, unplaced=both)) == {"file"}


@pytest.mark.parametrize("reasons", [(), ("bad_luck:p1",)])
def test_file_unknown_reason(region: Region, plan: Plan, reasons: tuple[str, ...]) -> None:
    """A reason that the format does not know, or none at all, is named."""
    assert rules(region, replace(plan, unplaced=Unplaced(brute.ints([C4]), (reasons,)))) == {"file"}


def test_file_people_in_a_run(region: Region, plan: Plan) -> None:
    """A number of people in runs.csv that differs from the proposals is named."""
    assert rules(region, replace(plan, planned=brute.ints([2, 1]))) == {"file"}


@pytest.mark.parametrize("opened", [(False, True), (True,)])
def test_file_opened(region: Region, plan: Plan, opened: tuple[bool, ...]) -> None:
    """A run with people planned that runs.csv does not open is named."""
    assert rules(region, replace(plan, opened=opened)) == {"file"}


def test_file_two_rows_for_one_payment(region: Region, plan: Plan) -> None:
    """Two rows for the same person, step and fund are named."""
    rows = (*PAID[:3], ("c1", "vca", "training", "gemeente", 100_00), ("c1", "vca", "training", "gemeente", 150_00))
    assert rules(region, replace(plan, funding=funding(region, (*rows, PAID[4])))) == {"file"}


def test_file_another_kind_of_cost(region: Region, plan: Plan) -> None:
    """A payment under another kind than the cost is of is named."""
    kinds = changed(plan.funding, "kind", 3, 1)
    assert rules(region, replace(plan, funding=kinds)) == {"file"}


@pytest.mark.parametrize(
    "row",
    [
        Bottleneck("weather", "p1", "", "place", 0.1, None, None),
        Bottleneck("mentors", "e1", "", "mentor", 0.1, None, None),
        Bottleneck("place", "p1", "", "place", math.nan, None, None),
    ],
)
def test_file_bottleneck_that_cannot_be(region: Region, plan: Plan, row: Bottleneck) -> None:
    """A bottleneck of an unknown kind, without its month or without a price is named."""
    assert rules(region, replace(plan, bottlenecks=(row,))) == {"file"}


def test_messages_have_figures(region: Region, plan: Plan) -> None:
    """What is broken is said in a sentence with the figures."""
    (breach,) = verify(with_cell(region, "places", "capacity", P2, 1), plan)
    assert (breach.where, breach.message) == ("p2", "2 people planned; capacity 1.")
