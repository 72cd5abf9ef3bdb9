"""What is kept of a whole round for the pages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from koppelkans.engine import files, solve
from koppelkans.engine.plan import Plan
from koppelkans.engine.region import Region
from koppelkans.planning.figures import figures_of
from koppelkans.planning.flows import flow_of
from koppelkans.planning.inputs import NEVER_USED, WORDS, person_columns, person_inputs

PILOT = Path(__file__).parents[2] / "examples" / "pilot"


@pytest.fixture(scope="module", name="planned")
def make_planned() -> tuple[Region, Plan]:
    """The pilot of ten and its plan."""
    region = files.read_region(PILOT)[0]
    return region, solve.plan(region, workers=1)


def test_figures_add_up(planned: tuple[Region, Plan]) -> None:
    """People, money and groups are those of the plan, and they survive being kept."""
    region, plan = planned
    figures = figures_of(region, plan)
    assert json.loads(json.dumps(figures)) == figures
    assert (figures["people"], figures["placed"]) == (10, len(plan.proposals.candidate))
    assert sum(fund["cents"] for fund in figures["funds"]) == figures["cents"] == int(plan.funding.amount.sum())
    assert sum(run["planned"] for run in figures["runs"]) == sum(len(runs) for runs in plan.proposals.runs)
    assert sum(people for _code, people in figures["reasons"]) == 10 - figures["placed"]
    assert 0 <= figures["gap"] < 1e-6


def test_a_chance_has_a_band(planned: tuple[Region, Plan]) -> None:
    """What is expected lies between low and high, and is an assumption until somebody measured it."""
    durable = figures_of(*planned)["durable"]
    assert durable["low"] < durable["middle"] < durable["high"]
    assert figures_of(*planned)["assumed"]


def test_the_plan_is_not_below_simpler_ways(planned: tuple[Region, Plan]) -> None:
    """First come first served and greedy stand beside it, each with people, durable work and money."""
    figures = figures_of(*planned)
    assert set(figures["simple"]) == {"first_come", "greedy"}
    for way in figures["simple"].values():
        assert way is None or way["durable"] <= figures["durable"]["middle"] + 1e-9


def test_groups_that_lack_people(planned: tuple[Region, Plan]) -> None:
    """A run that does not begin says how many it lacks; one that begins lacks nobody."""
    for run in figures_of(*planned)["runs"]:
        assert not (run["planned"] and run["lacks"])
        assert run["lacks"] == max(0, run["min"] - run["taken"] - run["planned"])


def test_everybody_flows_from_one_stage_to_the_next(planned: tuple[Region, Plan]) -> None:
    """Between each pair of stages are all people with a proposal, and every code has a name."""
    flow = flow_of(*planned)
    placed = len(planned[1].proposals.candidate)
    assert [sum(people for _from, _to, people in links) for links in flow["links"]] == [placed] * 3
    for stage, links in (("language", flow["links"][0]), ("training", flow["links"][1]), ("place", flow["links"][2])):
        assert {to for _from, to, _people in links if to} == set(flow["names"][stage])


def test_small_groups_are_not_told_of(planned: tuple[Region, Plan]) -> None:
    """In a pilot of ten no group is large enough: only everybody together."""
    told = figures_of(*planned)["treatment"]
    sizes = planned[0].candidates.groups.sum(axis=0)
    large = [name for name, size in zip(planned[0].groups, sizes.tolist(), strict=True) if size >= 10]
    assert [row["group"] for row in told["rows"]] == ["", *large]


def test_every_input_has_words_and_no_other() -> None:
    """The page tells exactly the columns of the format that say something of a person."""
    assert set(person_columns()) == set(WORDS)
    assert all(str(one.what) and str(one.use) for one in person_inputs())


def test_what_is_never_used_is_no_column() -> None:
    """No column that the engine reads of a person is about origin, language of birth, sex, belief or health."""
    columns = {column for _file, column in person_columns()}
    assert not columns & {"nationality", "origin", "ethnicity", "mother_tongue", "sex", "gender", "religion", "health"}
    assert len(NEVER_USED) == 6
