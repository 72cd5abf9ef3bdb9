"""Which pathways exist: on cases worked out by hand, and everywhere by trying every set of runs with every place."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from tests.engine import brute
from tests.engine.case import Cell, Worked, case, pathways
from tests.engine.small_regions import random_region, small_regions

from koppelkans.engine import verify
from koppelkans.engine.pathways import Enumeration, enumerate_pathways
from koppelkans.engine.region import Region

Cells = dict[str, Cell]

# Dutch in three steps, each after the other
STEPS: dict[str, Cells] = {
    "a1": {"grants": "nl-A1", "start": "2024-02-05", "end": "2024-03-31"},
    "a2": {"grants": "nl-A2", "requires": "nl-A1", "start": "2024-04-01", "end": "2024-05-31"},
    "b1": {"grants": "nl-B1", "requires": "nl-A2", "start": "2024-06-03", "end": "2024-07-31"},
}


def agree(region: Region) -> None:
    """The engine finds the pathways that trying everything finds, each once, with the same day, minutes and value."""
    pool = Worked(region).pool
    rows = zip(pool.candidate.tolist(), pool.runs(np.arange(len(pool))).tolist(), pool.place.tolist(), strict=True)
    found = [(candidate, tuple(run for run in runs if run >= 0), place) for candidate, runs, place in rows]
    tried = [(c, *pathway) for c in range(len(region.candidates.ids)) for pathway in brute.pathways(region, c)]
    assert sorted(found) == sorted(tried)
    for row, pathway in enumerate(found):
        assert pool.first_day[row] == verify.first_day(region, *pathway)
        assert pool.value[row] == pytest.approx(verify.pathway_value(region, *pathway), abs=1e-9)


@pytest.mark.parametrize("seed", range(1000, 1040))
def test_the_engine_finds_every_pathway_and_no_other(seed: int) -> None:
    """On a small region the pathways are those that keep every rule, by an independent check of every combination."""
    agree(random_region(seed))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(small_regions())
def test_the_engine_finds_every_pathway_wherever_one_looks(region: Region) -> None:
    """So it is on regions that are drawn anew each time."""
    agree(region)


@pytest.mark.parametrize("seed", range(1040, 1046))
def test_blocks_of_candidates_change_nothing(seed: int) -> None:
    """Person by person gives the same pathways in the same order as all at once."""
    region = random_region(seed)
    worked = Worked(region)
    enumeration = Enumeration(region, worked.book, worked.valuation)
    people = range(len(region.candidates.ids))
    apart = enumerate_pathways(enumeration, [np.array([candidate], dtype=np.int32) for candidate in people])
    assert apart.runs(worked.all).tolist() == worked.pool.runs(worked.all).tolist()
    for column in ("offset", "candidate", "place", "first_day", "value", "minutes"):
        assert getattr(apart, column).tolist() == getattr(worked.pool, column).tolist()


def test_a_chain_of_three_runs_that_feed_each_other(tmp_path: Path) -> None:
    """Who speaks no Dutch reaches a place for B1 through all three steps."""
    region = case(tmp_path, candidates={"c1": {"werk": 1}}, places={"p1": {"requires": "nl-B1"}}, runs=STEPS)
    assert pathways(region) == {"c1": [("a1", "a2", "b1", "p1")]}


def test_a_chain_starts_where_the_candidate_is(tmp_path: Path) -> None:
    """Who holds A2, and so A1, needs the last step only."""
    people = {"c1": {"werk": 1, "holds": "nl-A2"}}
    region = case(tmp_path, candidates=people, places={"p1": {"requires": "nl-B1"}}, runs=STEPS)
    assert pathways(region) == {"c1": [("b1", "p1")]}


def test_a_chain_longer_than_max_runs_is_none(tmp_path: Path) -> None:
    """Where two runs are allowed, three steps are one too many."""
    people = {"c1": {"werk": 1}}
    region = case(tmp_path, max_runs=2, candidates=people, places={"p1": {"requires": "nl-B1"}}, runs=STEPS)
    assert pathways(region) == {"c1": []}


def test_without_runs_there_are_direct_placements_only(tmp_path: Path) -> None:
    """Where max_runs is 0 a candidate goes to what can be started without learning."""
    places: dict[str, Cells] = {"p1": {"requires": "nl-A1"}, "p2": {}}
    region = case(tmp_path, max_runs=0, candidates={"c1": {"werk": 1}}, places=places, runs=STEPS)
    assert pathways(region) == {"c1": [("p2",)]}


def test_two_routes_to_one_credential(tmp_path: Path) -> None:
    """Each of two runs that grant it makes a pathway; both together make none."""
    runs = {"r1": {"grants": "vca"}, "r2": {"grants": "vca-vol", "dayparts": "tu-am"}}
    region = case(tmp_path, candidates={"c1": {"werk": 1}}, places={"p1": {"requires": "vca"}}, runs=runs)
    assert pathways(region) == {"c1": [("r1", "p1"), ("r2", "p1")]}


def test_a_run_that_grants_two_things_replaces_two_runs(tmp_path: Path) -> None:
    """One run for both credentials is a pathway, two runs for one each are another, and no run is superfluous."""
    runs = {
        "both": {"grants": "vca|nl-A1"},
        "safety": {"grants": "vca", "dayparts": "tu-am"},
        "language": {"grants": "nl-A1", "dayparts": "we-am"},
    }
    region = case(tmp_path, candidates={"c1": {"werk": 1}}, places={"p1": {"requires": "vca|nl-A1"}}, runs=runs)
    assert pathways(region) == {"c1": [("both", "p1"), ("language", "safety", "p1")]}


def test_a_run_that_serves_another_run_and_the_place(tmp_path: Path) -> None:
    """Dutch that both the safety run and the place ask for is learnt once."""
    runs = {"a1": STEPS["a1"], "safety": {"grants": "vca", "requires": "nl-A1", "start": "2024-04-01"}}
    runs["safety"] |= {"end": "2024-04-30"}
    region = case(tmp_path, candidates={"c1": {"werk": 1}}, places={"p1": {"requires": "vca|nl-A1"}}, runs=runs)
    assert pathways(region) == {"c1": [("a1", "safety", "p1")]}


def test_a_credential_that_begins_is_waited_for_or_learnt(tmp_path: Path) -> None:
    """Who gets a certificate in August may wait for it, or learn it to start earlier."""
    region = case(
        tmp_path,
        candidates={"c1": {"werk": 1}},
        places={"p1": {"requires": "vca"}},
        runs={"r1": {"grants": "vca"}},
        held=[("c1", "vca", "2024-08-01", "")],
    )
    assert pathways(region) == {"c1": [("p1",), ("r1", "p1")]}


def test_a_run_that_ends_after_a_credential_begins_is_not_needed(tmp_path: Path) -> None:
    """Learning it is no pathway when it is held as early without."""
    region = case(
        tmp_path,
        candidates={"c1": {"werk": 1}},
        places={"p1": {"requires": "vca"}},
        runs={"r1": {"grants": "vca"}},
        held=[("c1", "vca", "2024-04-01", "")],
    )
    assert pathways(region) == {"c1": [("p1",)]}


def test_a_credential_that_expires_before_the_first_day_is_learnt(tmp_path: Path) -> None:
    """A certificate that ends in January does not open a place in February; a run does."""
    region = case(
        tmp_path,
        candidates={"c1": {"werk": 1}},
        places={"p1": {"requires": "vca"}},
        runs={"r1": {"grants": "vca"}},
        held=[("c1", "vca", "", "2024-01-31")],
    )
    assert pathways(region) == {"c1": [("r1", "p1")]}


def test_a_credential_that_expires_while_another_is_learnt_is_learnt_too(tmp_path: Path) -> None:
    """Learning Dutch until the certificate has expired makes the safety run needed."""
    region = case(
        tmp_path,
        candidates={"c1": {"werk": 1}},
        places={"p1": {"requires": "vca|nl-A1"}},
        runs={"a1": STEPS["a1"], "safety": {"grants": "vca", "dayparts": "tu-am"}},
        held=[("c1", "vca", "", "2024-03-31")],
    )
    assert pathways(region) == {"c1": [("a1", "safety", "p1")]}


def test_a_credential_that_expires_still_opens_a_run(tmp_path: Path) -> None:
    """A level that is held until the run starts is enough to start it."""
    region = case(
        tmp_path,
        candidates={"c1": {"werk": 1}},
        places={"p1": {"requires": "nl-A2"}},
        runs={"a2": STEPS["a2"]},
        held=[("c1", "nl-A1", "", "2024-04-01")],
    )
    assert pathways(region) == {"c1": [("a2", "p1")]}


def test_a_run_for_the_qualification_goes_on_beside_the_job(tmp_path: Path) -> None:
    """A place that does not ask for the diploma is reached with and without the run for it."""
    region = case(
        tmp_path,
        candidates={"c1": {"vak": 1}},
        places={"p1": {"occupation": "vak"}},
        runs={"vakrun": {"grants": "diploma", "end": "2025-06-30"}},
    )
    assert pathways(region) == {"c1": [("p1",), ("vakrun", "p1")]}
    assert Worked(region).pool.first_day.tolist() == [region.places.start_from[0]] * 2


def test_a_run_beside_the_job_may_need_a_feeder(tmp_path: Path) -> None:
    """Dutch for the run for the diploma is needed, though the place asks for neither."""
    runs: dict[str, Cells] = {"a1": STEPS["a1"], "vakrun": {"grants": "diploma", "requires": "nl-A1"}}
    runs["vakrun"] |= {"start": "2024-04-08", "end": "2025-03-31"}
    region = case(tmp_path, candidates={"c1": {"vak": 1}}, places={"p1": {"occupation": "vak"}}, runs=runs)
    assert pathways(region) == {"c1": [("a1", "vakrun", "p1"), ("p1",)]}


def test_runs_of_one_training_are_choices(tmp_path: Path) -> None:
    """Two groups of one training give two pathways."""
    runs = {"r1": {"training": "t", "grants": "vca"}, "r2": {"training": "t", "grants": "vca", "dayparts": "tu-am"}}
    region = case(tmp_path, candidates={"c1": {"werk": 1}}, places={"p1": {"requires": "vca"}}, runs=runs)
    assert pathways(region) == {"c1": [("r1", "p1"), ("r2", "p1")]}


def test_runs_are_listed_by_start(tmp_path: Path) -> None:
    """In a pathway the run that starts first comes first, and of two on one day the first by id."""
    runs: dict[str, Cells] = {
        "z": {"grants": "vca", "start": "2024-02-05"},
        "b": {"grants": "diploma", "start": "2024-02-06", "dayparts": "tu-am"},
        "a": {"grants": "nl-A1", "start": "2024-02-06", "dayparts": "we-am"},
    }
    region = case(tmp_path, candidates={"c1": {"werk": 1}}, places={"p1": {"requires": "vca|diploma|nl-A1"}}, runs=runs)
    assert pathways(region) == {"c1": [("z", "a", "b", "p1")]}


def test_what_is_forbidden_is_no_pathway(tmp_path: Path) -> None:
    """A forbidden pair leaves the same run to another place, and the same place through another run."""
    region = case(
        tmp_path,
        candidates={"c1": {"werk": 1}},
        places={"p1": {"requires": "vca"}, "p2": {"requires": "vca"}},
        runs={"r1": {"grants": "vca"}, "r2": {"grants": "vca", "dayparts": "tu-am"}},
        forbidden=[("c1", "r1", "p1")],
    )
    assert pathways(region) == {"c1": [("r1", "p2"), ("r2", "p1"), ("r2", "p2")]}


@pytest.mark.parametrize("empty", ["candidates", "runs", "places", "wishes"])
def test_where_there_is_nothing_there_is_no_pathway_through_it(tmp_path: Path, empty: str) -> None:
    """Without candidates, places or wishes there are no pathways; without runs there are direct ones only."""
    tables = {
        "candidates": {"c1": {"werk": 1, "holds": "nl-A2"}},
        "runs": STEPS,
        "places": {"p1": {}, "p2": {"requires": "nl-B1"}},
    }
    if empty == "wishes":
        tables["candidates"] = {"c1": {}}
    else:
        tables[empty] = {}
    region = case(tmp_path, **tables)
    assert [way for ways in pathways(region).values() for way in ways] == ([("p1",)] if empty == "runs" else [])
