"""What the other tests lean on: trying everything finds what a person finds, and the small regions are worth it."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest
from tests.engine import brute
from tests.engine.hand_region import FILES, hand_region, with_cell
from tests.engine.payable import funding_of
from tests.engine.small_regions import random_region

from koppelkans.engine.region import Region
from koppelkans.engine.verify import pathway_value, verify

WHOLE = {0: ((0, 1), 0), 1: ((), 1), 2: ((), 1)}  # the plan by hand
SEEDS = range(40)


@pytest.fixture
def region(tmp_path: Path) -> Region:
    """The region on one page."""
    return hand_region(tmp_path / "region")


def test_all_pathways_of_the_region_on_one_page(region: Region) -> None:
    """c1 has one pathway, with two runs; c2 and c3 have one without; c4 has none."""
    found = {candidate: list(brute.pathways(region, candidate)) for candidate in range(4)}
    assert found == {0: [((0, 1), 0)], 1: [((), 1)], 2: [((), 1)], 3: []}


def test_the_best_plan_of_the_region_on_one_page(region: Region) -> None:
    """All three are placed, and the group cost of 500 euros is taken off the sum of their values."""
    best = brute.optimum(region)
    assert best is not None
    value, chosen = best
    assert chosen == WHOLE
    parts = [pathway_value(region, candidate, *pathway) for candidate, pathway in WHOLE.items()]
    assert value == pytest.approx(sum(parts) - 0.000010 * 500)


def test_a_cent_too_little_at_the_guarantor_leaves_one_out(region: Region) -> None:
    """When the guarantor lacks a cent, c1 cannot be paid; without a statushouder the others cannot be planned."""
    assert funding_of(region, WHOLE) is not None
    poor = with_cell(region, "funds", "budget", 0, 1_399_99)
    assert funding_of(poor, WHOLE) is None
    assert brute.optimum(poor) == (0.0, {})


def test_locks_that_cannot_hold_together_have_no_best_plan(tmp_path: Path) -> None:
    """Two people locked on a place for one have no plan."""
    places = FILES["places"].replace("2024-06-30,2,", "2024-06-30,1,")
    locks = "candidate,runs,place\nc2,,p2\nc3,,p2\n"
    assert brute.optimum(hand_region(tmp_path, places=places, locks=locks)) is None


def test_the_same_seed_gives_the_same_region() -> None:
    """A small region that fails a test can be made again from its seed."""
    one, other = random_region(7), random_region(7)
    assert one.candidates.ids == other.candidates.ids
    assert [repr(getattr(one, part.name)) for part in fields(one)] == [
        repr(getattr(other, part.name)) for part in fields(other)
    ]


def test_small_regions_use_the_whole_format() -> None:
    """Over the seeds every optional table has rows, and every length of pathway and kind of fund turns up."""
    regions = [random_region(seed) for seed in SEEDS]
    keys = {
        "held": "candidate",
        "forbidden": "candidate",
        "mentors_taken": "employer",
        "used": "fund",
        "travel_times": "mode",
        "previous": "candidate",
        "locks": "candidate",
    }
    for table, key in keys.items():
        assert any(len(getattr(getattr(region, table), key)) for region in regions), table
    lengths = {
        len(runs)
        for region in regions
        for candidate in range(len(region.candidates.ids))
        for runs, _ in brute.pathways(region, candidate)
    }
    assert lengths >= {0, 1, 2, 3}
    assert any(region.funds.expected.any() for region in regions)
    assert any(region.settings.fairness for region in regions)


def test_people_are_in_each_others_way_in_most_small_regions() -> None:
    """In at least half of the regions not everybody can have the best pathway of their own."""
    fought = 0
    for seed in SEEDS:
        region = random_region(seed)
        best = brute.optimum(region)
        alone = sum(
            max(
                (pathway_value(region, candidate, *pathway) for pathway in brute.pathways(region, candidate)), default=0
            )
            for candidate in range(len(region.candidates.ids))
        )
        fought += best is None or best[0] < alone - 1e-9
    assert fought >= len(SEEDS) / 2


@pytest.mark.parametrize("seed", SEEDS)
def test_the_check_agrees_with_trying_everything(seed: int) -> None:
    """The best plan by trying everything, written out and paid to the cent, has nothing broken in it."""
    region = random_region(seed)
    best = brute.optimum(region)
    if best is not None:
        found = brute.as_plan(region, best[1])
        assert verify(region, found) == ()
        assert found.value == pytest.approx(best[0])
