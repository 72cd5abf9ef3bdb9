"""Drawing by chance: a stream of its own per part, so that changing one part leaves the others as they were.

The standard generator is used, not numpy's: its streams are promised to stay the same between versions.
"""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import TypeVar

Item = TypeVar("Item")


def stream(seed: int, part: str) -> Random:
    """The random numbers of one part."""
    return Random(f"{seed}/{part}")  # noqa: S311 - drawing examples, not secrets


def pick(rng: Random, chances: Mapping[Item, int]) -> Item:
    """One of the keys, as often as its number says."""
    return rng.choices(tuple(chances), weights=tuple(chances.values()))[0]


def chance(rng: Random, share: float) -> bool:
    """True in this share of the draws."""
    return rng.random() < share
