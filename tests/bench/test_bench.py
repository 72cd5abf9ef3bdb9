"""The benchmarks measure what they say: the listed model is the region's, and the simpler ways make valid plans."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from bench.answer import Answer
from bench.baselines import BASELINES
from bench.listing import Listing, result
from bench.model import Model, demands
from bench.process import measure

from bench import page, peers
from koppelkans import generate
from koppelkans.engine.files import read_region
from koppelkans.engine.plan import Plan
from koppelkans.engine.simple import same_money
from koppelkans.engine.solve import Stop, plan
from koppelkans.engine.verify import verify

EXAMPLE = Path(__file__).parents[2] / "examples" / "pilot"


@pytest.fixture(scope="module")
def listing(tmp_path_factory: pytest.TempPathFactory) -> Listing:
    """A generated region of ten people with its pathways."""
    folder = tmp_path_factory.mktemp("bench") / "region"
    generate.write(folder, 10, 1)
    return Listing(read_region(folder)[0])


@pytest.fixture(scope="module")
def best(listing: Listing) -> Plan:
    """The best plan of that region."""
    return plan(listing.region, stop=Stop(gap=1e-7))


def test_model_has_every_pathway_and_every_limit(listing: Listing) -> None:
    """The listed model has a row per payable pathway and a limit per run, place, fund and floor of the region."""
    model, region = listing.model(), listing.region
    assert len(model.candidate) == int(listing.money.payable.sum()) > 0
    assert len(model.seats) == len(region.runs.ids)
    assert model.places.tolist() == region.places.capacity.tolist()
    assert model.budget.tolist() == region.funds.budget.tolist()
    assert len(model.floors) == len(region.settings.fairness) == len(model.in_group)


def test_model_comes_back_from_its_file(listing: Listing, tmp_path: Path) -> None:
    """A model that is saved and loaded is the same model."""
    model = listing.model()
    model.save(tmp_path / "model.npz")
    again = Model.load(tmp_path / "model.npz")
    assert all(np.array_equal(value, getattr(again, name)) for name, value in vars(model).items())


def test_every_cent_of_the_bills_is_demanded_once(listing: Listing) -> None:
    """The demands of the model add up to the bills of the pathways and the group costs."""
    model = listing.model()
    found = demands(model)
    assert sum(int(demand.cents.sum()) for demand in found) == int(model.amount.sum())
    assert [demand.opens for demand in found if demand.opens >= 0] == np.flatnonzero(model.group_cost).tolist()


def test_pathways_of_a_demand_stand_there_once(listing: Listing) -> None:
    """Two steps of one pathway that the same funds may pay are one entry of the demand."""
    assert all(len(np.unique(demand.pathways)) == len(demand.pathways) for demand in demands(listing.model()))


def test_other_solver_finds_the_same_optimum(listing: Listing, best: Plan, tmp_path: Path) -> None:
    """HiGHS, in a process of its own on the listed model, finds a valid plan of the value that the engine proves."""
    (outcome,) = peers.compare(listing, tmp_path, 60.0, ("HiGHS",))
    assert outcome.status == "optimal"
    assert outcome.value == pytest.approx(best.value, abs=1e-6)


def test_other_solver_keeps_the_locks(tmp_path: Path) -> None:
    """On a region with every feature of the format, locks among them, HiGHS finds the engine's optimum too."""
    region, _ = read_region(EXAMPLE)
    (outcome,) = peers.compare(Listing(region), tmp_path, 60.0, ("HiGHS",))
    assert outcome.value == pytest.approx(plan(region, stop=Stop(gap=1e-7)).value, abs=1e-6)


def test_plan_that_breaks_a_rule_has_no_value(listing: Listing) -> None:
    """What a solver chooses counts for nothing if the plan breaks a rule."""
    twice = np.flatnonzero(listing.problem.candidate == listing.problem.candidate[0])[:2]
    value, status = peers.value_of(listing, Answer(tuple(twice.tolist()), None, 0.0, "optimal"))
    assert value is None
    assert status.startswith("optimal; ")


@pytest.mark.parametrize("way", BASELINES.values(), ids=BASELINES.keys())
@pytest.mark.parametrize("people", [10, 60])
def test_simpler_ways_make_valid_plans(way: Callable[[Listing], Plan], people: int, tmp_path: Path) -> None:
    """First come first served and greedy by value place people and break no rule."""
    generate.write(tmp_path / "region", people, 2)
    listing = Listing(read_region(tmp_path / "region")[0])
    made = way(listing)
    assert verify(listing.region, made) == ()
    assert len(made.proposals.candidate) > 0


@pytest.mark.parametrize("way", BASELINES.values(), ids=BASELINES.keys())
def test_simpler_ways_are_never_better(way: Callable[[Listing], Plan], listing: Listing, best: Plan) -> None:
    """No simpler way makes a plan above the proven bound."""
    assert result(listing.region, way(listing)).value <= best.bound + 1e-9


def test_same_money_is_enough_and_no_more(listing: Listing) -> None:
    """The budgets for "the same money" are what the plan used of each fund and what its guarantor reserved."""
    made = BASELINES["greedy by value"](listing)
    funds = listing.region.funds
    used = np.bincount(made.funding.fund, weights=made.funding.amount, minlength=len(funds.ids))
    budget = same_money(listing.region, made)
    assert (budget >= used).all()
    assert (budget[funds.expected] == used[funds.expected]).all()
    assert (budget <= funds.budget).all()


def test_late_process_is_asked_to_stop() -> None:
    """A process that takes too long gets an interrupt, as with Ctrl-C, and its time and memory are told."""
    took = measure(["sleep", "60"], 0.2)
    assert took.stopped
    assert took.status != 0
    assert took.seconds < 30
    assert took.megabytes > 0


def test_page_shows_the_figures_that_are_kept() -> None:
    """The tables on the page are those of the figures in bench/results.json."""
    text = page.PAGE.read_text(encoding="utf-8")
    assert page.figures(page.load()) in text
