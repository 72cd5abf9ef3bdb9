"""Plans on cases that a person can work out, what must be kept in them, and when the work stops."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.engine.case import Cell, case, placed, planned, why_not
from tests.engine.folders import differences
from tests.engine.small_regions import random_region

from koppelkans.engine.plan import Plan
from koppelkans.engine.region import Region
from koppelkans.engine.solve import LocksConflict, Progress, Stop, plan
from koppelkans.engine.verify import verify

Cells = dict[str, Cell]
TWO: dict[str, Cells] = {"c1": {"werk": 0.9}, "c2": {"werk": 0.6}}
LEARN: dict[str, Cells] = {"r1": {"grants": "vca", "seats_max": 1}}
SAFE: dict[str, Cells] = {"p1": {"requires": "vca", "capacity": 2}}


# what is scarce


def test_the_best_for_one_gives_way_to_the_best_for_all(tmp_path: Path) -> None:
    """Who likes both places takes the one that nobody else can have, so that two people are placed."""
    people = {"c1": {"werk": 0.9, "zorg": 0.8}, "c2": {"werk": 0.6}}
    region = case(tmp_path, candidates=people, places={"p1": {}, "p2": {"occupation": "zorg"}})
    made = planned(region)
    assert placed(region, made) == {"c1": ("p2",), "c2": ("p1",)}
    assert made.value == pytest.approx(1.4, abs=1e-9)


def test_seats_go_to_who_is_worth_most(tmp_path: Path) -> None:
    """One seat for two people goes to the better one."""
    region = case(tmp_path, candidates=TWO, places=SAFE, runs=LEARN)
    assert placed(region, planned(region)) == {"c1": ("r1", "p1")}


def test_seats_that_are_taken_are_gone(tmp_path: Path) -> None:
    """A run of two seats with one taken has one left; with more taken than there are it has none."""
    for taken, expected in ((1, {"c1": ("r1", "p1")}), (5, {})):
        runs = {"r1": {"grants": "vca", "seats_max": 2, "seats_taken": taken}}
        region = case(tmp_path / str(taken), candidates=TWO, places=SAFE, runs=runs)
        assert placed(region, planned(region)) == expected


@pytest.mark.parametrize(("least", "taken", "opens"), [(2, 0, True), (3, 0, False), (3, 1, True)])
def test_a_run_opens_with_enough_people_or_not_at_all(tmp_path: Path, least: int, taken: int, opens: bool) -> None:
    """Two people open a group of two, and one of three when somebody is in it already."""
    runs = {"r1": {"grants": "vca", "seats_min": least, "seats_taken": taken}}
    region = case(tmp_path, candidates=TWO, places=SAFE, runs=runs)
    made = planned(region)
    assert len(placed(region, made)) == (2 if opens else 0)
    assert made.opened == (opens,)


def test_somebody_may_join_for_the_sake_of_the_group(tmp_path: Path) -> None:
    """Who loses 0.2 by it is still placed when that opens the group for who gains 0.9."""
    people = {"c1": {"werk": 0.9}, "c2": {"werk": 0, "baseline": 0.7}}
    runs = {"r1": {"grants": "vca", "seats_min": 2}}
    region = case(tmp_path, candidates=people, places=SAFE, runs=runs)
    made = planned(region)
    assert set(placed(region, made)) == {"c1", "c2"}
    assert made.value == pytest.approx(0.7, abs=1e-9)


def test_a_group_opens_when_it_brings_more_than_it_costs(tmp_path: Path) -> None:
    """For 0.9 and 0.6 together a group may cost 1.4, and not 1.6 (1,600 euro at a thousandth each)."""
    for cost, people in ((1400, 2), (1600, 0)):
        region = case(
            tmp_path / str(cost),
            weights={"euro": 0.001},
            candidates=TWO,
            places=SAFE,
            runs={"r1": {"grants": "vca", "group_cost": cost}},
            funds={"f1": {"budget": 5000}},
        )
        made = planned(region)
        assert len(placed(region, made)) == people
        assert made.value == pytest.approx(0.1 if people else 0, abs=1e-9)


def test_mentors_are_counted_per_calendar_month(tmp_path: Path) -> None:
    """With one mentor, mentoring from 1 February and from 1 March fit when the first ends in February."""
    for weeks, expected in ((4, {"c1", "c2"}), (5, {"c1"})):
        region = case(
            tmp_path / str(weeks),
            candidates={"c1": {"werk": 0.9}, "c2": {"zorg": 0.6}},
            employers={"e1": {"mentors": 1}},
            places={
                "p1": {"mentor_weeks": weeks},
                "p2": {"mentor_weeks": 1, "start_from": "2024-03-01", "occupation": "zorg"},
            },
        )
        assert set(placed(region, planned(region))) == expected


def test_mentors_that_are_busy_already_are_gone(tmp_path: Path) -> None:
    """What mentors_taken.csv says of one month goes off that month."""
    for month, expected in (("2024-02", set()), ("2024-04", {"c1"})):
        region = case(
            tmp_path / month,
            candidates={"c1": {"werk": 0.9}},
            employers={"e1": {"mentors": 1}},
            places={"p1": {"mentor_weeks": 4}},
            mentors_taken=[("e1", month, 1)],
        )
        assert set(placed(region, planned(region))) == expected


def test_work_without_mentoring_takes_no_mentor(tmp_path: Path) -> None:
    """An employer with no mentors at all can take who needs none."""
    region = case(tmp_path, candidates={"c1": {"werk": 1}}, employers={"e1": {"mentors": 0}}, places={"p1": {}})
    assert set(placed(region, planned(region))) == {"c1"}


# fairness


def test_a_floor_brings_somebody_in(tmp_path: Path) -> None:
    """Of two people one must be in the group: 0.3 for the group's member goes before 0.6 for another."""
    people = TWO | {"c3": {"werk": 0.3, "groups": "statushouder"}}
    region = case(tmp_path, floors={"statushouder": 0.5}, candidates=people, places={"p1": {"capacity": 2}})
    assert set(placed(region, planned(region))) == {"c1", "c3"}


def test_a_floor_may_be_worth_a_loss(tmp_path: Path) -> None:
    """Somebody who loses 0.2 is placed so that another may be who gains 0.9."""
    people: dict[str, Cells] = {
        "c1": {"werk": 0.9},
        "c2": {"werk": 0, "baseline": 0.7, "groups": "statushouder"},
    }
    region = case(tmp_path, floors={"statushouder": 0.5}, candidates=people, places={"p1": {"capacity": 2}})
    made = planned(region)
    assert set(placed(region, made)) == {"c1", "c2"}
    assert made.value == pytest.approx(0.7, abs=1e-9)


def test_a_floor_that_costs_more_than_it_allows_leaves_the_plan_empty(tmp_path: Path) -> None:
    """Where the one member of the group would lose more than the other gains, nobody is placed."""
    people: dict[str, Cells] = {"c1": {"werk": 0.1}, "c2": {"werk": 0, "baseline": 0.7, "groups": "statushouder"}}
    region = case(tmp_path, floors={"statushouder": 0.5}, candidates=people, places={"p1": {"capacity": 2}})
    assert placed(region, planned(region)) == {}


@pytest.mark.parametrize(("share", "people"), [(0.3333333333333333, 3), (0.34, 2)])
def test_a_floor_is_met_exactly(tmp_path: Path, share: float, people: int) -> None:
    """One of three is a third; it is not 34 per cent."""
    everyone: dict[str, Cells] = TWO | {"c3": {"werk": 0.3, "groups": "ww"}}
    region = case(tmp_path, floors={"ww": share}, candidates=everyone, places={"p1": {"capacity": 3}})
    assert len(placed(region, planned(region))) == people


def test_a_floor_for_a_group_that_nobody_is_in_leaves_the_plan_empty(tmp_path: Path) -> None:
    """A share above nothing of nobody is nobody."""
    region = case(tmp_path, floors={"ww": 0.1}, candidates=TWO, places={"p1": {"capacity": 2}})
    assert placed(region, planned(region)) == {}


# locks, previous plans and what is forbidden


def test_a_locked_pathway_is_in_the_plan(tmp_path: Path) -> None:
    """A lock goes before whoever is worth more."""
    region = case(tmp_path, candidates=TWO, places={"p1": {}}, locks=[("c2", "", "p1")])
    assert placed(region, planned(region)) == {"c2": ("p1",)}


def test_a_locked_pathway_stays_exactly_so(tmp_path: Path) -> None:
    """A lock on the worse of two pathways of one person keeps that one."""
    region = case(
        tmp_path,
        candidates={"c1": {"werk": 0.9, "zorg": 0.1}},
        places={"p1": {}, "p2": {"occupation": "zorg"}},
        locks=[("c1", "", "p2")],
    )
    assert placed(region, planned(region)) == {"c1": ("p2",)}


def test_a_locked_pathway_that_loses_is_in_the_plan(tmp_path: Path) -> None:
    """A lock holds though the plan is worth less than nothing with it."""
    people = {"c1": {"werk": 0, "baseline": 1}}
    region = case(tmp_path, candidates=people, places={"p1": {}}, locks=[("c1", "", "p1")])
    made = planned(region)
    assert placed(region, made) == {"c1": ("p1",)}
    assert made.value == pytest.approx(-0.5, abs=1e-9)


def test_a_lock_draws_others_into_its_group(tmp_path: Path) -> None:
    """A locked person in a group of two brings somebody in who would not be placed otherwise."""
    people = {"c1": {"werk": 0.9}, "c2": {"werk": 0, "baseline": 0.7}}
    region = case(
        tmp_path,
        candidates=people,
        places=SAFE,
        runs={"r1": {"grants": "vca", "seats_min": 2}},
        locks=[("c1", "r1", "p1")],
    )
    assert set(placed(region, planned(region))) == {"c1", "c2"}


@pytest.mark.parametrize(("change", "place"), [(0.2, "p2"), (0.4, "p1")])
def test_who_had_a_pathway_keeps_it_unless_another_is_worth_the_change(
    tmp_path: Path, change: float, place: str
) -> None:
    """A place that is 0.3 better is taken when changing costs 0.2, and not when it costs 0.4."""
    region = case(
        tmp_path,
        weights={"change": change},
        candidates={"c1": {"werk": 0.5, "zorg": 0.8}},
        places={"p1": {}, "p2": {"occupation": "zorg"}},
        previous=[("c1", "", "p1")],
    )
    made = planned(region)
    assert placed(region, made) == {"c1": (place,)}
    assert made.value == pytest.approx(max(0.8 - change, 0.5), abs=1e-9)


@pytest.mark.parametrize(("drop", "who"), [(0.2, "c1"), (0.4, "c2")])
def test_who_was_in_the_plan_is_left_out_only_for_more(tmp_path: Path, drop: float, who: str) -> None:
    """One place: 0.9 instead of 0.6 is worth leaving somebody out at 0.2, and not at 0.4."""
    region = case(tmp_path, weights={"drop": drop}, candidates=TWO, places={"p1": {}}, previous=[("c2", "", "p1")])
    made = planned(region)
    assert placed(region, made) == {who: ("p1",)}
    assert made.value == pytest.approx(max(0.9 - drop, 0.6), abs=1e-9)


def test_a_drop_is_better_than_a_worse_place(tmp_path: Path) -> None:
    """Who was in the plan is left out when the pathway loses more than leaving out costs, and else stays in."""
    for baseline, expected in ((0.65, {"c1": ("p1",)}), (0.95, {})):
        region = case(
            tmp_path / str(baseline),
            weights={"drop": 0.3},
            candidates={"c1": {"werk": 0, "baseline": baseline}},
            places={"p1": {}},
            previous=[("c1", "", "p1")],
        )
        made = planned(region)
        assert placed(region, made) == expected
        assert made.value == pytest.approx(0.5 - baseline if expected else -0.3, abs=1e-9)


def test_a_previous_pathway_that_cannot_be_any_more_costs_nothing(tmp_path: Path) -> None:
    """Neither change nor drop is counted for somebody whose place is gone."""
    region = case(
        tmp_path,
        weights={"drop": 5, "change": 5},
        candidates={"c1": {"werk": 0.5}, "c2": {}},
        places={"p1": {}},
        previous=[("c1", "", "gone"), ("c2", "", "p1")],
    )
    made = planned(region)
    assert placed(region, made) == {"c1": ("p1",)}
    assert made.value == pytest.approx(0.5, abs=1e-9)


def test_what_is_forbidden_is_not_planned(tmp_path: Path) -> None:
    """Who may not go to the better place goes to the other one."""
    region = case(
        tmp_path,
        candidates={"c1": {"werk": 0.9, "zorg": 0.2}},
        places={"p1": {}, "p2": {"occupation": "zorg"}},
        forbidden=[("c1", "", "p1")],
    )
    assert placed(region, planned(region)) == {"c1": ("p2",)}


def test_nobody_is_placed_at_a_loss(tmp_path: Path) -> None:
    """A pathway that is worth less than nothing is not proposed."""
    people = {"c1": {"werk": 0.1, "baseline": 0.7}}
    region = case(tmp_path, candidates=people, places={"p1": {}})
    made = planned(region)
    assert placed(region, made) == {}
    assert made.value == 0


# where there is nothing


def test_without_places_nobody_is_placed(tmp_path: Path) -> None:
    """A region without places has a valid plan, in which everybody lacks a wished place."""
    region = case(tmp_path, candidates=TWO, runs=LEARN)
    made = planned(region)
    assert made.value == 0
    assert why_not(region, made) == {"c1": ("wish",), "c2": ("wish",)}


def test_without_runs_allowed_placements_are_direct(tmp_path: Path) -> None:
    """Where max_runs is 0 the plan has direct placements only."""
    region = case(tmp_path, max_runs=0, candidates=TWO, places={"p1": {}, "p2": SAFE["p1"]}, runs=LEARN)
    assert placed(region, planned(region)) == {"c1": ("p1",)}


def test_without_money_what_is_free_is_planned(tmp_path: Path) -> None:
    """With budgets of nothing, places that cost nothing are still filled."""
    places: dict[str, Cells] = {"p1": {"cost": 1}, "p2": {"occupation": "zorg"}}
    region = case(tmp_path, candidates={"c1": {"werk": 1}, "c2": {"zorg": 1}}, places=places)
    assert placed(region, planned(region)) == {"c2": ("p2",)}


# again, and when to stop


def same(one: Plan, other: Plan) -> bool:
    """Whether two plans are equal in all that the same input decides."""
    return differences(replace(one, run={}), replace(other, run={})) == []


@pytest.mark.parametrize("seed", range(2200, 2204))
def test_the_same_input_gives_the_same_plan(seed: int) -> None:
    """Planned twice, and with one worker or two, the plan is equal to the last digit."""
    region = random_region(seed)
    try:
        first, again, spread = (plan(region, seed=7, workers=workers) for workers in (1, 1, 2))
    except LocksConflict:
        return
    assert same(first, again)
    assert same(first, spread)


@pytest.mark.parametrize("seed", range(2206, 2209))
def test_another_seed_gives_a_plan_of_the_same_value(seed: int) -> None:
    """Where a plan is proven best, the seed decides nothing that counts."""
    region = random_region(seed)
    try:
        one, other = (plan(region, stop=Stop(gap=1e-8), seed=number, workers=1) for number in (1, 2))
    except LocksConflict:
        return
    assert one.value == pytest.approx(other.value, abs=1e-6)


def stopped_early(region: Region, stop: Stop) -> None:
    """A plan that was stopped is whole, and its bound is true."""
    try:
        made = plan(region, stop=stop, workers=1)
        best = plan(region, stop=Stop(gap=1e-8), workers=1)
    except LocksConflict:
        return
    assert verify(region, made) == ()
    assert made.value <= best.value + 1e-9
    assert made.bound >= best.value - 1e-9


@pytest.mark.parametrize("seed", range(2210, 2216))
def test_no_time_at_all_gives_a_valid_plan(seed: int) -> None:
    """With no time a plan still keeps every rule and its bound is still true."""
    stopped_early(random_region(seed), Stop(seconds=0.0))


@pytest.mark.parametrize("seed", range(2210, 2216))
def test_asked_to_stop_from_the_start_gives_a_valid_plan(seed: int) -> None:
    """Who stops it before it began gets a plan that keeps every rule, with a bound that is true."""
    stopped_early(random_region(seed), Stop(asked=lambda: True))


@pytest.mark.parametrize("looks", [1, 3, 6, 10])
def test_asked_to_stop_halfway_gives_a_valid_plan(looks: int) -> None:
    """Stopped after so many looks, the plan keeps every rule and the bound is true."""

    def asks() -> Iterator[bool]:
        yield from [False] * looks
        while True:
            yield True

    answers = asks()
    stopped_early(random_region(2211), Stop(gap=0.0, asked=lambda: next(answers)))


def test_locks_are_kept_without_time(tmp_path: Path) -> None:
    """A plan that had no time at all still holds the locks, with their group and their money."""
    region = case(
        tmp_path,
        candidates={"c1": {"werk": 0.1}, "c2": {"werk": 0.9}, "c3": {"werk": 0.2}},
        places=SAFE,
        runs={"r1": {"grants": "vca", "seats_min": 2, "seats_max": 2, "seat_cost": 10, "group_cost": 20}},
        funds={"f1": {"budget": 40}},
        locks=[("c1", "r1", "p1")],
    )
    for stop in (Stop(seconds=0.0), Stop(asked=lambda: True)):
        assert placed(region, planned(region, stop))["c1"] == ("r1", "p1")


def test_progress_is_told_by_phase(tmp_path: Path) -> None:
    """Whoever listens hears each phase once it begins, with a bound that only falls and a value that only rises."""
    told: list[Progress] = []
    plan(case(tmp_path, candidates=TWO, places=SAFE, runs=LEARN), workers=1, progress=told.append)
    assert {"pathways", "relaxation", "first plan", "reasons", "bottlenecks"} <= {news.phase for news in told}
    bounds = [news.bound for news in told if news.bound is not None]
    values = [news.value for news in told if news.value is not None]
    assert bounds == sorted(bounds, reverse=True)
    assert values == sorted(values)


def test_the_run_says_whether_it_was_stopped(tmp_path: Path) -> None:
    """run.json tells a plan that was stopped from one that was finished."""
    region = case(tmp_path, candidates=TWO, places={"p1": {}})
    assert planned(region).run["stopped_early"] is False
    assert planned(region, Stop(asked=lambda: True)).run["stopped_early"] is True
