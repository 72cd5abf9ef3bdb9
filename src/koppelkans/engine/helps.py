"""What would help somebody: small changes of the person's limits or of an offer, each tested by planning again.

Which changes are tried follows from what is in the way; of each kind only the smallest that passes its test is told.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from koppelkans.engine.alterations import altered
from koppelkans.engine.answers import Change, Help
from koppelkans.engine.explain import Case
from koppelkans.engine.pathways import Pool
from koppelkans.engine.reasons import best_by_value
from koppelkans.engine.region import CREDENTIAL_KINDS, DAYPARTS, LANGUAGE, Bools, Ints
from koppelkans.engine.replanning import Ask, Found, Replanner
from koppelkans.engine.search import FIRST_SLACK, WIDE_SLACK
from koppelkans.engine.world import World

EARLIER = (7, 14, 28, 56)  # days
FARTHER = (10, 20, 30)  # minutes
THOUSAND = 100_000  # cents
MOST_DAYPARTS, MOST_OFFERS = 6, 3  # of each so many are tried
MOST_TRIALS = 4  # changes of the person that are planned again with, in a region that is not planned whole
LOOKED_AT = 8  # pathways looked at for what is in the way
CERTIFICATES = tuple(CREDENTIAL_KINDS.index(kind) for kind in ("safety", "licence", "skill"))  # not a whole diploma
GAIN = 0.005  # plan value from which a change brings something worth telling
OFFERS = {
    "run_full": "seat",
    "run_below_min": "minimum",
    "place_full": "place",
    "mentor": "mentor",
    "fund": "fund",
}


@dataclass(frozen=True, eq=False)
class _Trial:
    """A change with the region it makes, the pathways the person has there and what the best new one promises."""

    change: Change
    world: World
    own: Pool
    promise: float


class Helper:
    """Looks for what helps one person."""

    def __init__(self, planner: Replanner, case: Case) -> None:
        self.planner, self.case = planner, case
        self.region, self.candidate = planner.region, case.candidate

    def helps(self) -> tuple[Help, ...]:
        """The changes that help: of the person's limits first, of each kind the smallest; then of the offers."""
        if self.candidate in self.region.locks.candidate:
            return ()
        trials = self._most_promising([self._trial(change) for change in self._personal()])
        trials += [_Trial(change, *self._offered(change), promise=0.0) for change in self._offers()]
        if not trials:
            return ()
        free = self._near(trials)
        without = self.planner.again(Ask(self.planner.world, self.candidate, self.case.own), free)
        found: list[Help] = []
        for trial in trials:
            told = None if self._told_already(trial.change, found) else self._tested(trial, free, without)
            found += [] if told is None else [told]
        return tuple(found)

    # what could be changed -----------------------------------------------------------------------------------------

    def _personal(self) -> list[Change]:
        """Changes of the person, per kind the smallest first."""
        people, settings = self.region.candidates, self.region.settings
        waits = int(people.available_from[self.candidate]) > settings.plan_from
        return [
            *(Change("earlier", amount=days) for days in EARLIER if waits),
            *(Change("travel", amount=minutes) for minutes in FARTHER),
            *(Change("daypart", day) for day in self._dayparts()),
            *(Change("language", level) for level in self._lacking((LANGUAGE,))),
            *(Change("credential", what) for what in self._lacking(CERTIFICATES)),
        ]

    def _wished(self) -> Ints:
        """Places of a wished occupation."""
        wishes, places = self.region.wishes, self.region.places
        mine = wishes.occupation[wishes.candidate == self.candidate]
        return np.flatnonzero(np.isin(places.occupation, mine))

    def _dayparts(self) -> list[str]:
        """Dayparts that wished places ask for and the person does not have, those most asked first."""
        mine = int(self.region.candidates.dayparts[self.candidate])
        asked = self.region.places.dayparts[self._wished()]
        counts = {day: int((asked >> day & 1).sum()) for day in range(len(DAYPARTS)) if not mine >> day & 1}
        order = sorted((day for day, count in counts.items() if count), key=lambda day: (-counts[day], day))
        return [DAYPARTS[day] for day in order][:MOST_DAYPARTS]

    def _lacking(self, kinds: tuple[int, ...]) -> list[str]:
        """What wished places or runs ask for and the person does not hold, the fewest steps away first."""
        credentials, held = self.region.credentials, self.region.candidates.holds[self.candidate]
        kind = np.isin(credentials.kind, kinds)
        asked = self.region.places.requires[self._wished()].any(axis=0) | self.region.runs.requires.any(axis=0)
        lacking = np.flatnonzero(asked & kind & ~held)
        steps = (credentials.implies[lacking] & kind & ~held).sum(axis=1)
        return [credentials.ids[row] for row in lacking[np.lexsort((lacking, steps))].tolist()]

    def _offers(self) -> list[Change]:
        """One more of what is in the way of the best pathways, the fewest obstacles first."""
        case = self.case
        rows = best_by_value(case.pool, case.others(), LOOKED_AT)
        rows = rows[case.pool.value[rows] > case.reference]
        found: dict[Change, None] = {}
        for items in sorted((case.obstacles(row) for row in rows.tolist()), key=len):
            codes = [item.partition(":")[::2] for item in items]
            one_thing = len({code for code, _ in codes}) == 1
            found |= {_offer(code, of): None for code, of in codes if one_thing and code in OFFERS}
        # a fund may be told by its kind of cost where none can pay: more of that is nothing
        known = [change for change in found if change.kind != "fund" or change.id in self.region.funds.ids]
        return known[:MOST_OFFERS]

    def _offered(self, change: Change) -> tuple[World, Pool]:
        return self.planner.world.like(altered(self.region, self.candidate, change)), self.case.own

    # testing -------------------------------------------------------------------------------------------------------

    def _trial(self, change: Change) -> _Trial:
        world = self.planner.world.like(altered(self.region, self.candidate, change), person=True)
        own = world.own(self.candidate)
        return _Trial(change, world, own, self._promise(world, own))

    def _most_promising(self, trials: list[_Trial]) -> list[_Trial]:
        """Those with a pathway that could be worth its prices: in a small region all, else a few."""
        whole = self.planner.whole
        least = -WIDE_SLACK if whole else -FIRST_SLACK
        likely = [at for at, trial in enumerate(trials) if trial.promise > least]
        if whole:
            return [trials[at] for at in likely]
        best = sorted(likely, key=lambda at: (-trials[at].promise, at))[:MOST_TRIALS]
        return [trials[at] for at in sorted(best)]

    def _near(self, trials: list[_Trial]) -> Bools:
        """The people that all these changes are about, so that one answer can be held beside another."""
        runs, places = self._best_of(self.case.own)
        for trial in trials:
            more = self._best_of(trial.own)
            runs, places = runs | more[0], places | more[1]
        return self.planner.free(Ask(self.planner.world, self.candidate, runs=tuple(runs), places=tuple(places)))

    def _best_of(self, own: Pool) -> tuple[set[int], set[int]]:
        """The runs and places of the best pathways."""
        best = best_by_value(own, np.arange(len(own)), LOOKED_AT)
        return set(own.runs(best).ravel().tolist()) - {-1}, set(own.place[best].tolist())

    def _promise(self, world: World, own: Pool) -> float:
        """What the best new pathway gains at the prices of the plan, over the best there is without the change."""
        known = {(row.tobytes(), place): value for row, place, value in _keys(self.case.own)}
        new = [value > known.get((row.tobytes(), place), -np.inf) + GAIN for row, place, value in _keys(own)]
        if not any(new):
            return -np.inf
        return float(self.planner.reduced(world, own)[new].max()) - float(self.planner.core.best[self.candidate])

    def _told_already(self, change: Change, found: list[Help]) -> bool:
        """Whether something smaller of the kind helps already: fewer minutes, a level on the way to this one."""
        if change.kind in ("earlier", "travel", "daypart"):
            return any(help_.change.kind == change.kind for help_ in found)
        if change.kind not in ("language", "credential"):
            return False
        credentials = self.region.credentials
        implied = credentials.implies[credentials.ids.index(change.id)]
        ways = [help_.change.id for help_ in found if help_.change.kind in ("language", "credential")]
        return any(implied[credentials.ids.index(way)] for way in ways)

    def _tested(self, trial: _Trial, free: Bools, without: Found | None) -> Help | None:
        """The change, if planning again with it brings the person a pathway (a better one) and the plan a gain.

        `without` is the plan found in the same way without the change: what that gains is not due to the change.
        """
        ask = Ask(trial.world, self.candidate, trial.own)
        found = self.planner.again(ask, free)
        known = max(self.planner.plan.value, without.value if without else -np.inf)
        if found is None or found.value <= known + GAIN:
            return None
        mine = found.of(self.candidate)
        if mine is None or float(found.pool.value[mine]) <= self.case.reference + GAIN:
            return None
        pathway = self.case.told(trial.world, found.pool, mine)
        difference = self.planner.beside(ask, found, without)
        planned = self.case.planned()
        if not difference.demonstrable and planned is not None and planned.place == pathway.place:
            return None  # the same place, and nobody can show that it is worth the trouble
        return Help(self.candidate, trial.change, pathway, difference)


def _offer(code: str, identifier: str) -> Change:
    """One more of what is in the way."""
    if code == "mentor":
        return Change("mentor", identifier.rpartition("/")[0])
    return Change(OFFERS[code], identifier, THOUSAND if code == "fund" else 1)


def _keys(pool: Pool) -> list[tuple[Ints, int, float]]:
    runs = pool.runs(np.arange(len(pool))).astype(np.int32)
    return list(zip(runs, pool.place.tolist(), pool.value.tolist(), strict=True))
