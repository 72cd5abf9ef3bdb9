"""Groups count for money, floors and reserved offers only, and what is told of a group shows nobody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.engine.case import Cell, case, planned
from tests.engine.small_regions import random_region

from koppelkans.engine.fairness import FEW, POOL, floor_prices, group_shifts, shift, treatment
from koppelkans.engine.files import write_plan
from koppelkans.engine.region import Floor, Region
from koppelkans.engine.solve import LocksConflict, Stop, plan
from koppelkans.engine.variants import (
    group_rules,
    without_all_group_rules,
    without_floor,
    without_group_rules,
    written,
)
from koppelkans.engine.verify import verify

SEEDS = range(40)
EXACT = Stop(gap=1e-9)
FILES = ("proposals.csv", "unplaced.csv", "runs.csv", "funding.csv", "bottlenecks.csv", "certificate.json")


def files_of(region: Region, folder: Path) -> dict[str, bytes] | str:
    """The bytes of every file of the plan that are the same for the same input, or why there is no plan."""
    try:
        write_plan(region, plan(region, stop=EXACT, workers=1), folder, report_html="", force=False)
    except LocksConflict as conflict:
        return str(conflict)
    return {name: (folder / name).read_bytes() for name in FILES}


def with_free_groups(region: Region, rng: np.random.Generator) -> Region:
    """The region with two groups that nothing names, before and after the others, and random people in them."""
    size = len(region.candidates.ids)

    def wider(sets: np.ndarray, marks: np.ndarray | None = None) -> np.ndarray:
        extra = np.zeros((len(sets), 2), dtype=bool) if marks is None else marks
        return np.column_stack([extra[:, 0], sets, extra[:, 1]])

    settings = replace(
        region.settings, fairness=tuple(Floor(floor.group + 1, floor.min_share) for floor in region.settings.fairness)
    )
    return replace(
        region,
        settings=settings,
        groups=("a-vrij", *region.groups, "z-vrij"),
        candidates=replace(
            region.candidates, groups=wider(region.candidates.groups, rng.random((size, 2)) < rng.random(2))
        ),
        runs=replace(region.runs, only_for=wider(region.runs.only_for)),
        places=replace(region.places, only_for=wider(region.places.only_for)),
        funds=replace(region.funds, groups=wider(region.funds.groups)),
    )


def with_unused_permuted(region: Region, rng: np.random.Generator) -> Region:
    """The region in which each group that no rule names has other people, as many as before."""
    groups = region.candidates.groups.copy()
    for group in np.flatnonzero(~group_rules(region)).tolist():
        groups[:, group] = rng.permutation(groups[:, group])
    return replace(region, candidates=replace(region.candidates, groups=groups))


def with_other_municipalities(region: Region, rng: np.random.Generator) -> Region:
    """The region in which everybody lives in some other municipality, by name only."""
    names = ("GM0392", "GM0394", "GM0479")
    lives = rng.integers(0, len(names), len(region.candidates.ids)).astype(np.int32)
    wide = np.zeros((len(region.funds.ids), len(names)), dtype=bool)
    return replace(
        region,
        municipalities=names,
        candidates=replace(region.candidates, municipality=lives),
        funds=replace(region.funds, municipalities=wide),
    )


# what may not count


@pytest.mark.parametrize("change", [with_free_groups, with_unused_permuted])
@pytest.mark.parametrize("seed", SEEDS)
def test_groups_that_no_rule_names_change_nothing(
    seed: int, change: Callable[[Region, np.random.Generator], Region], tmp_path: Path
) -> None:
    """Who is in a group that no fund, floor or offer uses makes no difference to any byte of the plan."""
    region = random_region(seed)
    other = change(region, np.random.default_rng(seed))
    assert files_of(other, tmp_path / "other") == files_of(region, tmp_path / "plan")


@pytest.mark.parametrize("seed", SEEDS)
def test_municipality_changes_nothing_where_no_fund_names_one(seed: int, tmp_path: Path) -> None:
    """Where money does not depend on it, the municipality that people are of makes no difference to the plan."""
    region = random_region(seed)
    nowhere = np.zeros_like(region.funds.municipalities)
    region = replace(region, funds=replace(region.funds, municipalities=nowhere))
    other = with_other_municipalities(region, np.random.default_rng(seed))
    assert files_of(other, tmp_path / "other") == files_of(region, tmp_path / "plan")


@pytest.mark.parametrize("seed", SEEDS)
def test_without_group_rules_groups_change_nothing(seed: int, tmp_path: Path) -> None:
    """Once all rules about groups are left out, anybody may be in any group and the plan is the same."""
    region = without_all_group_rules(random_region(seed))
    assert not group_rules(region).any()
    other = with_unused_permuted(region, np.random.default_rng(seed))
    assert files_of(other, tmp_path / "other") == files_of(region, tmp_path / "plan")


# leaving rules out


def reserved(tmp_path: Path, **floors: float) -> Region:
    """Two people, one of them in a group that the only fund is for; both would like the place."""
    people: dict[str, dict[str, Cell]] = {"c1": {"werk": 0.9}, "c2": {"werk": 0.6, "groups": "statushouder"}}
    region = case(
        tmp_path,
        candidates=people,
        places={"p1": {"cost": 100}},
        funds={"f1": {"budget": 100, "pays": "guidance", "groups": "statushouder"}},
    )
    held = tuple(Floor(region.groups.index(name), share) for name, share in floors.items())
    return replace(region, settings=replace(region.settings, fairness=held), digest="")


def test_a_fund_of_a_group_opens_to_all_without_its_rule(tmp_path: Path) -> None:
    """A fund for one group lets everybody pass once that group's rules are left out: a limit that is gone."""
    region = reserved(tmp_path)
    assert planned(region).proposals.candidate.tolist() == [1]
    without = without_group_rules(region, region.groups.index("statushouder"))
    assert planned(without).proposals.candidate.tolist() == [0]
    assert without.digest == ""
    assert len(written(without).digest) == 64


def test_what_is_left_of_a_list_stands(tmp_path: Path) -> None:
    """A fund for two groups is for the other one alone when one is struck."""
    region = case(
        tmp_path,
        candidates={"c1": {"werk": 0.9, "groups": "ww"}, "c2": {"werk": 0.6, "groups": "statushouder"}},
        places={"p1": {"cost": 100, "only_for": "statushouder|ww"}},
        funds={"f1": {"budget": 100, "pays": "guidance"}},
    )
    assert planned(region).proposals.candidate.tolist() == [0]
    without = without_group_rules(region, region.groups.index("ww"))
    assert planned(without).proposals.candidate.tolist() == [1]


def test_price_of_a_floor(tmp_path: Path) -> None:
    """A floor that gives the only place to somebody for whom it is worth less costs the difference, for certain."""
    people: dict[str, dict[str, Cell]] = {"c1": {"werk": 0.9}, "c2": {"werk": 0.6, "groups": "statushouder"}}
    region = case(tmp_path, candidates=people, places={"p1": {}})
    floor = Floor(region.groups.index("statushouder"), 0.5)
    region = replace(region, settings=replace(region.settings, fairness=(floor,)), digest="")
    (price,) = floor_prices(region, planned(region), planned)
    assert price.proven
    assert price.least == pytest.approx(0.3, abs=1e-6)
    assert price.most == pytest.approx(0.3, abs=1e-6)
    assert price.people == (1, 1)
    assert price.members == (1, 0)
    assert without_floor(region, 0).settings.fairness == ()


def test_what_the_rules_of_a_group_shift(tmp_path: Path) -> None:
    """Without the rule the place goes to somebody outside the group, and the value rises, for certain."""
    region = reserved(tmp_path)
    found = group_shifts(region, planned(region), planned, least=1)
    assert set(found) == {POOL, region.groups.index("statushouder")}
    one = found[region.groups.index("statushouder")]
    assert one.proven
    assert one.changed == 2
    assert one.pool.difference == 0
    assert [(row.placed, row.value) for row in one.groups] == [((1, 0), None)]


def test_two_plans_of_other_people_are_not_compared(tmp_path: Path) -> None:
    """What shifts between plans for different people says nothing: it is refused."""
    one = case(tmp_path / "1", candidates={"c1": {"werk": 0.9}}, places={"p1": {}})
    two = case(tmp_path / "2", candidates={"c2": {"werk": 0.9}}, places={"p1": {}})
    with pytest.raises(ValueError, match="different people"):
        shift(one, planned(one), two, planned(two))


# what is told of a group


def crowd(tmp_path: Path, sizes: dict[str, tuple[int, int]]) -> Region:
    """Per group (people, placed): those who are placed wish for the work there is."""
    people: dict[str, dict[str, Cell]] = {}
    for group, (size, placed) in sizes.items():
        for number in range(size):
            wish: dict[str, Cell] = {"werk": 0.9} if number < placed else {"zorg": 0.9}
            people[f"{group}-{number:02}"] = {**wish, "groups": group, "baseline": 0.25}
    return case(tmp_path, candidates=people, places={"p1": {"capacity": 99}})


def test_treatment_of_groups_beside_the_pool(tmp_path: Path) -> None:
    """Each group of ten or more is told of with its counts and means; a smaller one is only counted."""
    region = crowd(tmp_path, {"ww": (10, 4), "statushouder": (12, 6), "klein": (9, 9)})
    told = treatment(region, planned(region))
    assert told.small == 1
    assert [(region.groups[row.group], row.people, row.placed) for row in told.groups] == [
        ("statushouder", 12, 6),
        ("ww", 10, 4),
    ]
    assert (told.pool.group, told.pool.people, told.pool.placed) == (POOL, 31, 19)
    ww = told.groups[1]
    assert ww.share == pytest.approx(0.4)
    assert ww.chance == pytest.approx(0.5)
    assert ww.added == pytest.approx(0.25)
    assert ww.added_each == pytest.approx(0.1)
    assert ww.minutes is not None
    assert ww.weeks is not None
    assert [row.group for row in told.rows] == [POOL, *(row.group for row in told.groups)]


@pytest.mark.parametrize("placed", [0, 1, 2, 3])
def test_means_of_few_people_are_not_told(tmp_path: Path, placed: int) -> None:
    """With one or two of a group placed only the counts are told: a mean would be somebody's own figure."""
    region = crowd(tmp_path, {"ww": (10, placed), "statushouder": (12, 8)})
    ww = treatment(region, planned(region)).groups[1]
    assert ww.placed == placed
    assert (ww.chance is None) == (placed < FEW)
    assert ww.added_each == {0: 0.0, 3: pytest.approx(0.075)}.get(placed)


def test_means_that_show_somebody_by_subtracting_are_not_told(tmp_path: Path) -> None:
    """Where all who are placed but one are in a group, the mean of the group beside that of all would show the one."""
    region = crowd(tmp_path, {"ww": (10, 1), "statushouder": (12, 8)})
    told = treatment(region, planned(region))
    assert told.pool.chance is not None
    assert [row.chance for row in told.groups] == [None, None]


def test_variants_keep_the_rules_of_the_format() -> None:
    """A plan of a region with rules left out breaks no rule of that region."""
    for seed in range(15):
        region = random_region(seed)
        for group in np.flatnonzero(group_rules(region)).tolist():
            without = without_group_rules(region, group)
            try:
                made = plan(without, stop=EXACT, workers=1)
            except LocksConflict:
                continue
            assert verify(without, made) == ()
