"""What would help somebody: small changes of the person's limits or of an offer, each tested by planning again.

Which changes are tried follows from what is in the way; of each kind only the smallest that passes its test is told.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from koppelkans.engine.alterations import altered
from koppelkans.engine.answers import Change, Help
from koppelkans.engine.explain import Case
from koppelkans.engine.pathways import Pool
from koppelkans.engine.reasons import best_by_value
from koppelkans.engine.region import DAYPARTS, LANGUAGE
from koppelkans.engine.replanning import Ask, Replanner
from koppelkans.engine.search import FIRST_SLACK, WIDE_SLACK
from koppelkans.engine.world import World

EARLIER = (7, 14, 28, 56)  # days
FARTHER = (10, 20, 30)  # minutes
THOUSAND = 100_000  # cents
MOST_OFFERS = 4  # changes of offers that are tried
LOOKED_AT = 8  # pathways looked at for what is in the way
GAIN = 1e-6  # plan value from which a change brings something
OFFERS = {
    "run_full": "seat",
    "run_below_min": "minimum",
    "place_full": "place",
    "mentor": "mentor",
    "fund": "fund",
}


class Helper:
    """Looks for what helps one person."""

    def __init__(self, planner: Replanner, case: Case) -> None:
        self.planner, self.case = planner, case
        self.region, self.candidate = planner.region, case.candidate

    def helps(self) -> tuple[Help, ...]:
        """The changes that help, nearest first."""
        if self.candidate in self.region.locks.candidate:
            return ()
        found = [self._smallest(kind) for kind in self._personal()]
        found += [self._tested(change) for change in self._offers()]
        return tuple(help_ for help_ in found if help_ is not None)

    # what could be changed -----------------------------------------------------------------------------------------

    def _personal(self) -> Iterator[list[Change]]:
        """Changes of the person, per kind the smallest first."""
        yield [Change("earlier", amount=days) for days in EARLIER if self._waits()]
        yield [Change("travel", amount=minutes) for minutes in FARTHER]
        yield [Change("daypart", day) for day in self._dayparts()]
        yield from ([Change("language", level)] for level in self._credentials(language=True))
        yield from ([Change("credential", what)] for what in self._credentials(language=False))

    def _waits(self) -> bool:
        people, settings = self.region.candidates, self.region.settings
        return int(people.available_from[self.candidate]) > settings.plan_from

    def _wished(self) -> np.ndarray:
        """Places of a wished occupation."""
        wishes, places = self.region.wishes, self.region.places
        mine = wishes.occupation[wishes.candidate == self.candidate]
        return np.flatnonzero(np.isin(places.occupation, mine))

    def _dayparts(self) -> list[str]:
        """Dayparts that wished places or runs ask for and the person does not have, those most asked first."""
        mine = int(self.region.candidates.dayparts[self.candidate])
        asked = [*self.region.places.dayparts[self._wished()].tolist(), *self.region.runs.dayparts.tolist()]
        counts = {day: sum(mask >> day & 1 for mask in asked) for day in range(len(DAYPARTS)) if not mine >> day & 1}
        order = sorted((day for day, count in counts.items() if count), key=lambda day: (-counts[day], day))
        return [DAYPARTS[day] for day in order]

    def _credentials(self, *, language: bool) -> list[str]:
        """What wished places ask for and the person does not hold: languages by steps to go, then by id."""
        credentials = self.region.credentials
        kind = (credentials.kind == LANGUAGE) == language
        asked = self.region.places.requires[self._wished()].any(axis=0) | self.region.runs.requires.any(axis=0)
        lacking = np.flatnonzero(asked & kind & ~self.region.candidates.holds[self.candidate])
        held = self.region.candidates.holds[self.candidate]
        steps = (credentials.implies[lacking] & kind & ~held).sum(axis=1)
        return [credentials.ids[row] for row in lacking[np.lexsort((lacking, steps))].tolist()]

    def _offers(self) -> list[Change]:
        """One more of what is in the way of the best pathways, the fewest obstacles first."""
        case = self.case
        rows = best_by_value(case.pool, case.others(), LOOKED_AT)
        rows = rows[case.pool.value[rows] > case.reference]
        obstacles = sorted((case.obstacles(row) for row in rows.tolist()), key=len)
        found: dict[Change, None] = {}
        for items in obstacles:
            for item in items:
                code, _, identifier = item.partition(":")
                if code in OFFERS and len(items) <= 2:
                    found[self._offer(OFFERS[code], identifier)] = None
        return [change for change in found if self._is_known(change)][:MOST_OFFERS]

    def _offer(self, kind: str, identifier: str) -> Change:
        if kind == "mentor":
            return Change(kind, identifier.rpartition("/")[0])
        return Change(kind, identifier, THOUSAND if kind == "fund" else 1)

    def _is_known(self, change: Change) -> bool:
        """A fund may be told by its kind of cost where none can pay: one more of that is nothing."""
        return change.kind != "fund" or change.id in self.region.funds.ids

    # testing -------------------------------------------------------------------------------------------------------

    def _smallest(self, changes: list[Change]) -> Help | None:
        for change in changes:
            found = self._tested(change)
            if found is not None:
                return found
        return None

    def _tested(self, change: Change) -> Help | None:
        """The change, if planning again with it brings the person a pathway (a better one) and the plan a gain."""
        region = altered(self.region, self.candidate, change)
        personal = change.kind not in OFFERS.values()
        world = self.planner.world.like(region, person=personal)
        own = world.own(self.candidate) if personal else self.case.own
        if personal and not self._promising(world, own):
            return None
        runs, places = self._touches(change, own)
        ask = Ask(world, self.candidate, own, False, runs, places)
        found = self.planner.again(ask)
        if found is None or found.value <= self.planner.plan.value + GAIN:
            return None
        mine = found.of(self.candidate)
        if mine is None or float(found.pool.value[mine]) <= self.case.reference + GAIN:
            return None
        pathway = self.case.told(world, found.pool, mine)
        return Help(self.candidate, change, pathway, self.planner.beside(ask, found))

    def _promising(self, world: World, own: Pool) -> bool:
        """Whether a pathway is there that was not, and could be worth its prices."""
        if not len(own):
            return False
        known = {(row.tobytes(), place) for row, place in _keys(self.case.own)}
        new = np.array([(row.tobytes(), place) not in known for row, place in _keys(own)])
        new |= own.value > self.case.own.value.max(initial=-np.inf)
        reduced = self.planner.reduced(world, own)
        slack = WIDE_SLACK if self.planner.whole else FIRST_SLACK
        best = self.planner.core.best[self.candidate]
        return bool((new & (reduced > best - slack)).any())

    def _touches(self, change: Change, own: Pool) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The runs and places that a change is about: those of the person's best pathways, or the offer itself."""
        region = self.region
        if change.kind in ("seat", "minimum"):
            return (region.runs.ids.index(change.id),), ()
        if change.kind == "place":
            return (), (region.places.ids.index(change.id),)
        best = best_by_value(own, np.arange(len(own)), LOOKED_AT)
        runs = np.unique(own.runs(best))
        return tuple(runs[runs >= 0].tolist()), tuple(np.unique(own.place[best]).tolist())


def _keys(pool: Pool) -> list[tuple[np.ndarray, int]]:
    runs = pool.runs(np.arange(len(pool))).astype(np.int32)
    return list(zip(runs, pool.place.tolist(), strict=True))
