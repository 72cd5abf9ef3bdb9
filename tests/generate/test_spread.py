"""Systematic sampling of where groups are: in proportion to the people."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from koppelkans.generate.trainings import spread

COUNTS = st.dictionaries(st.text("abcdef", min_size=1, max_size=2), st.integers(1, 50), min_size=1, max_size=8)


@given(COUNTS, st.integers(0, 60))
def test_each_item_comes_as_often_as_its_share_says(counts: dict[str, int], number: int) -> None:
    """No item differs by one or more from its exact share."""
    chosen = Counter(spread(Counter(counts), number))
    assert chosen.total() == number
    for item, count in counts.items():
        assert abs(chosen[item] - number * count / sum(counts.values())) < 1 + 1e-9


def test_nobody_needs_nothing() -> None:
    """Where nobody needs a group there is none."""
    assert spread(Counter(), 5) == []
