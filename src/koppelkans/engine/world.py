"""A region with its rules and values worked out, as questions about a plan need them again and again."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from koppelkans.engine.money import Money
from koppelkans.engine.pathways import Enumeration, Pool, enumerate_pathways
from koppelkans.engine.problem import Problem
from koppelkans.engine.region import Region
from koppelkans.engine.rules import Rulebook
from koppelkans.engine.value import Valuation


class World:
    """A region with its rules, values and money, as it is or with something changed."""

    def __init__(self, region: Region) -> None:
        self.region = region
        self.book = Rulebook(region)
        self.valuation = Valuation(self.book)

    @cached_property
    def enumeration(self) -> Enumeration:
        """What finds the pathways."""
        return Enumeration(self.region, self.book, self.valuation)

    @cached_property
    def money(self) -> Money:
        """What the funds may pay for, of no pathway in particular."""
        return Money(self.region, self.own(-1))

    def own(self, candidate: int) -> Pool:
        """All pathways of one person (-1: of nobody)."""
        return enumerate_pathways(self.enumeration, [np.array([candidate], dtype=np.int32)] if candidate >= 0 else [])

    def problem(self, pool: Pool) -> Problem:
        """The planning problem over some pathways."""
        return Problem(self.region, self.book, self.valuation, pool, self.money.over(pool))

    def like(self, region: Region, *, person: bool = False) -> World:
        """This world with other capacities or, with `person`, with other limits of a person (groups, municipality and
        used money being the same)."""
        world = World.__new__(World)
        world.region, world.book, world.valuation = region, self.book, self.valuation
        world.money, world.enumeration = self.money, self.enumeration
        if person:
            world.book = Rulebook(region)
            world.valuation = Valuation(world.book)
            world.enumeration = self.enumeration.under(world.book, world.valuation)
        return world
