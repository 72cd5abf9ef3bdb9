"""Small groups stay unseen, and nobody gets them back by subtracting what is shown."""

from __future__ import annotations

import random
from itertools import accumulate, pairwise

import numpy as np
import pytest

from koppelkans.reports.hiding import LEAST, hidden, nested, points, points_of_all, rounded, share_shown
from koppelkans.reports.queries import Key, sums_of, with_all


def test_ten_is_shown_and_nine_is_not() -> None:
    """A group of ten is shown, one of nine is hidden."""
    assert hidden({"a": 10, "b": 40}, []) == set()
    assert hidden({"a": 9, "b": 40}, []) == {"a"}


def test_one_small_part_takes_another_with_it() -> None:
    """Of a total that is shown never one part alone is hidden: the smallest of the others goes with it."""
    assert hidden({"all": 99, "a": 9, "b": 30, "c": 60}, [("all", ["a", "b", "c"])]) == {"a", "b"}


def test_small_parts_that_are_no_group_together_take_another_with_them() -> None:
    """Two hidden parts that add up to eight would be a group under ten by subtraction."""
    found = hidden({"all": 68, "a": 3, "b": 5, "c": 20, "d": 40}, [("all", ["a", "b", "c", "d"])])
    assert found == {"a", "b", "c"}


def test_small_parts_that_a_bound_pins_down_take_another_with_them() -> None:
    """Two parts under ten that add up to eighteen are both nine; so a third is hidden too."""
    assert hidden({"all": 68, "a": 9, "b": 9, "c": 50}, [("all", ["a", "b", "c"])]) == {"a", "b", "c"}


def test_enough_small_parts_hide_each_other() -> None:
    """Three small parts that together are a group need no other."""
    assert hidden({"all": 66, "a": 5, "b": 5, "c": 6, "d": 50}, [("all", list("abcd"))]) == {"a", "b", "c"}


def test_a_total_that_is_hidden_cannot_be_added_up() -> None:
    """Where a total is hidden, not all of its parts are shown."""
    found = hidden({"all": 9, "a": 9}, [("all", ["a"])])
    assert found == {"all", "a"}


def cells_of(draw: random.Random) -> dict[Key, int]:
    """A made-up table of programmes by sector, training and municipality."""
    found: dict[Key, int] = {}
    for programme in ("p1", "p2", "p3"):
        for sector in ("s1", "s2", "s3"):
            for training in ("t1", "t2"):
                number = draw.choice((0, 1, 4, 9, 10, 12, 30, 55))
                code = f"{sector}-{training}"
                place = draw.choice(("g1", "g2", "g3"))
                for key in (
                    (programme, "", "", ""),
                    (programme, "sector", sector, ""),
                    (programme, "training", code, sector),
                    (programme, "municipality", place, ""),
                ):
                    found[key] = found.get(key, 0) + number
    return found


@pytest.mark.parametrize("seed", range(12))
def test_no_hidden_figure_follows_from_what_is_shown(seed: int) -> None:
    """In a table of programmes, sectors, trainings and municipalities no sum gives a hidden figure back exactly."""
    cells = with_all(cells_of(random.Random(seed)))
    sums = sums_of(cells)
    unseen = sorted(hidden(cells, sums))
    assert all(key in unseen for key, number in cells.items() if number < LEAST)
    places = {key: at for at, key in enumerate(unseen)}
    rows = np.zeros((len(sums), len(unseen)))
    for at, (total, parts) in enumerate(sums):
        for key, sign in [(total, -1), *((part, 1) for part in parts)]:
            if key in places:
                rows[at, places[key]] += sign
    free = null_space(rows)
    known = [key for key, at in places.items() if not np.any(np.abs(free[at]) > 1e-9)]
    assert known == []


def null_space(rows: np.ndarray) -> np.ndarray:
    """The directions in which the hidden figures can move without any sum changing, as columns."""
    _left, sizes, right = np.linalg.svd(rows)
    rank = int(np.sum(sizes > 1e-9))
    return right[rank:].T


def test_the_order_of_figures_and_sums_does_not_matter() -> None:
    """The same table in another order hides the same."""
    cells = with_all(cells_of(random.Random(5)))
    sums = sums_of(cells)
    turned = dict(reversed(list(cells.items())))
    assert hidden(cells, sums) == hidden(turned, sums[::-1])


def test_points_of_a_counter_are_a_group_apart() -> None:
    """A running count shows a month only where it differs from the one before, and from the last, by a group."""
    added = [4, 4, 4, 12, 3, 20, 5]
    running = list(accumulate(added))
    shown = points(running)
    assert shown[-1]
    seen = [number for number, fits in zip(running, shown, strict=True) if fits]
    assert all(later - earlier == 0 or later - earlier >= LEAST for earlier, later in pairwise(seen))


def test_a_counter_under_ten_shows_no_month() -> None:
    """A year that came to nine shows nothing."""
    assert points([3, 6, 9]) == [False, False, False]


def test_points_of_a_total_leave_no_small_rest() -> None:
    """A month of the total is not shown where the programmes that do not show it came to a few together."""
    first, second = [20, 40, 60], [3, 6, 30]
    total = [one + other for one, other in zip(first, second, strict=True)]
    assert points(first) == [True, True, True]
    assert points(second) == [False, False, True]
    assert points_of_all(total, [first, second]) == [False, False, True]


def test_a_funnel_does_not_tell_who_was_lost() -> None:
    """A stage is not shown where fewer than ten were lost since the one before; nobody lost may be shown."""
    assert nested([212, 205, 190, 190, 9]) == [True, False, True, True, False]


def test_a_share_is_shown_of_groups_only() -> None:
    """Neither those who did nor those who did not may be a small group."""
    assert share_shown(20, 40)
    assert share_shown(20, 20)
    assert not share_shown(35, 40)
    assert not share_shown(9, 40)


@pytest.mark.parametrize(
    ("number", "shown"), [(0, None), (9, None), (10, 10), (12, 10), (13, 15), (17, 15), (18, 20), (212, 210)]
)
def test_public_figures_are_rounded_to_five(number: int, shown: int | None) -> None:
    """Everybody reads a figure to the nearest five, and nothing of under ten."""
    assert rounded(number) == shown
