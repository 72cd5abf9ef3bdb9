"""The rules P0-P8 about one match of candidate, runs and place, for many matches at once.

A match is a row: a candidate, a place and a set of runs, given as `runs[n, K]` sorted by start and id and padded
with -1. The planner, the locks, the previous plan, the explanation and the check at the moment of deciding all ask
here. Reading -1 as "the last row" is used throughout: every lookup has a neutral last row.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np

from koppelkans.engine.region import BESIDE_DAYS, OPEN_END, OPEN_START, Bools, Ints, Pathways, Region
from koppelkans.engine.travel import trip_minutes

NEVER = OPEN_END
MINUTE_SLACK = 1e-9  # P7 holds within this
RULES = ("P0", "P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8")


@dataclass(frozen=True, eq=False)
class Examination:
    """What the rules say of n matches: the first day (`NEVER` if the place's demands are never met together) and,
    per rule of `RULES`, where it is broken."""

    first_day: Ints
    broken: dict[str, Bools]

    @property
    def allowed(self) -> Bools:
        """Where no rule is broken."""
        return np.asarray(~np.logical_or.reduce(list(self.broken.values())))


class Rulebook:
    """The rules of one region, with the lookups they need worked out once."""

    def __init__(self, region: Region) -> None:
        self.region = region
        runs, people = region.runs, region.candidates
        self.place_needs = listed(region.places.requires)
        self.run_needs = np.vstack([listed(runs.requires), np.full((1, listed(runs.requires).shape[1]), -1)])
        self.grants = np.pad(runs.grants, ((0, 1), (0, 1)))
        self.run_start = np.append(runs.start, OPEN_START)
        self.run_end = np.append(runs.end, OPEN_END)
        self.run_dayparts = np.append(runs.dayparts, 0).astype(np.int32)
        self.run_training = np.append(runs.training, -1)
        self.holds = np.pad(people.holds, ((0, 0), (0, 1)), constant_values=True)
        self.earliest = np.maximum(people.available_from, region.settings.plan_from).astype(np.int32)
        self._windows()
        wishes = region.wishes
        self._wish_keys = wishes.candidate.astype(np.int64) * len(region.occupations.ids) + wishes.occupation

    def _windows(self) -> None:
        """held.csv as padded rows: `window_of[candidate]` is a row of `window_*[m, W]`, the last row is empty."""
        region, held = self.region, self.region.held
        owners, row, counts = np.unique(held.candidate, return_inverse=True, return_counts=True)
        width = int(counts.max(initial=0))
        at = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
        order = np.argsort(row, kind="stable")
        shape = (len(owners) + 1, width)
        self.window_credential = np.full(shape, -1, dtype=np.int32)
        self.window_first = np.full(shape, OPEN_END, dtype=np.int32)
        self.window_last = np.full(shape, OPEN_START, dtype=np.int32)
        for column, values in (
            (self.window_credential, held.credential),
            (self.window_first, held.first),
            (self.window_last, held.last),
        ):
            column[row[order], at] = values[order]
        self.window_of = np.full(len(region.candidates.ids), len(owners), dtype=np.int32)
        self.window_of[owners] = np.arange(len(owners))
        self.implies = np.pad(region.credentials.implies, ((0, 1), (0, 1)))

    # what is held when ------------------------------------------------------------------------------------------

    def held_outside(self, candidate: Ints, credential: Ints, day: Ints) -> Bools:
        """Where the credential (-1: none asked) is held on that day without any run."""
        held = self.holds[candidate, credential]
        if self.window_credential.shape[1]:
            window = self.window_of[candidate]
            covers = self.implies[self.window_credential[window], credential[:, None]]
            covers &= self.window_first[window] <= day[:, None]
            covers &= self.window_last[window] >= day[:, None]
            held = held | covers.any(axis=1)
        return np.asarray(held)

    def held_ever(self, candidate: Ints, credential: Ints) -> Bools:
        """Where the credential is held on some day by held.csv."""
        window = self.window_of[candidate]
        return np.asarray(self.implies[self.window_credential[window], credential[:, None]].any(axis=1))

    def granted_by(self, runs: Ints, credential: Ints, day: Ints | None = None) -> Bools:
        """Which of the runs (n, K) grant the credential, and (with `day`) ended before that day."""
        grants = self.grants[runs, credential[:, None]]
        if day is not None:
            grants &= self.run_end[runs] < day[:, None]
        return np.asarray(grants)

    def first_day(self, candidate: Ints, runs: Ints, place: Ints) -> Ints:
        """P3: the first day on which all that the place requires is held; `NEVER` if there is none."""
        day = np.maximum(self.earliest[candidate], self.region.places.start_from[place]).astype(np.int32)
        while True:
            later = day.copy()
            for slot in range(self.place_needs.shape[1]):
                asked = self.place_needs[place, slot]
                open_ = np.flatnonzero(~self.holds[candidate, asked])
                if len(open_):
                    gained = self._first_held(candidate[open_], runs[open_], asked[open_], day[open_])
                    later[open_] = np.maximum(later[open_], gained)
            # a day gained by waiting for one credential can lie after the window of another: look again
            if not self.window_credential.shape[1] or np.array_equal(later, day):
                return later
            day = later

    def _first_held(self, candidate: Ints, runs: Ints, credential: Ints, day: Ints) -> Ints:
        """The first day from `day` on that a credential, not held for good, is held."""
        ended = np.where(self.granted_by(runs, credential), self.run_end[runs] + 1, NEVER)
        first = ended.min(axis=1, initial=NEVER)
        if self.window_credential.shape[1]:
            window = self.window_of[candidate]
            covers = self.implies[self.window_credential[window], credential[:, None]]
            covers &= self.window_last[window] >= day[:, None]
            opens = np.where(covers, self.window_first[window], NEVER).min(axis=1, initial=NEVER)
            first = np.minimum(first, opens)
        return np.asarray(np.minimum(np.maximum(first, day), NEVER).astype(np.int32))

    def has_qualification(self, candidate: Ints, runs: Ints, place: Ints, day: Ints) -> Bools:
        """[occupation's qualification]: held on the first day, or granted by a run at any time."""
        asked = self._qualification[place]
        held = self.held_outside(candidate, asked, day) | self.granted_by(runs, asked).any(axis=1)
        return np.asarray(held & (asked >= 0))

    @cached_property
    def _qualification(self) -> Ints:
        return self.region.occupations.qualification[self.region.places.occupation]

    # the rules --------------------------------------------------------------------------------------------------

    def needed_among_runs(self, candidate: Ints, runs: Ints) -> tuple[Bools, Bools]:
        """P5 and P4 among the runs: (all that each run requires is held at its start, which runs another run needs)."""
        met = np.ones(len(candidate), dtype=bool)
        needed = np.zeros(runs.shape, dtype=bool)
        for position in range(runs.shape[1]):
            start = self.run_start[runs[:, position]]
            for slot in range(self.run_needs.shape[1]):
                self._demand(candidate, runs, self.run_needs[runs[:, position], slot], start, met, needed)
        return met, needed

    def needed_by_place(self, candidate: Ints, runs: Ints, place: Ints, day: Ints) -> tuple[Bools, Bools]:
        """P5 and P4 at the place: (all that it requires is held on `day`, which runs the place or its date needs)."""
        met = np.ones(len(candidate), dtype=bool)
        needed = np.zeros(runs.shape, dtype=bool)
        for slot in range(self.place_needs.shape[1]):
            self._demand(candidate, runs, self.place_needs[place, slot], day, met, needed)
        asked = self._qualification[place]
        granting = self.granted_by(runs, asked)
        only = (granting.sum(axis=1) == 1) & (asked >= 0) & ~self.held_outside(candidate, asked, day)
        needed |= granting & only[:, None]
        return met, needed

    def _demand(self, candidate: Ints, runs: Ints, asked: Ints, day: Ints, met: Bools, needed: Bools) -> None:
        """Book one demand: where nothing meets it, and where one run alone does (that run is needed)."""
        rows = np.flatnonzero(~self.holds[candidate, asked])
        if not len(rows):
            return
        asked, day = asked[rows], day[rows]
        outside = self.held_outside(candidate[rows], asked, day)
        granting = self.granted_by(runs[rows], asked, day)
        count = granting.sum(axis=1)
        met[rows] &= outside | (count > 0)
        needed[rows] |= granting & ((count == 1) & ~outside)[:, None]

    def free_dayparts(self, candidate: Ints, runs: Ints, place: Ints, day: Ints) -> Ints:
        """P6: how many of the place's dayparts are the candidate's and in no run that ends on or after `day`."""
        busy = np.zeros(len(candidate), dtype=np.int32)
        for position in range(runs.shape[1]):
            run = runs[:, position]
            goes_on = (run >= 0) & (self.run_end[run] >= day)
            busy |= np.where(goes_on, self.run_dayparts[run], 0)
        own = self.region.candidates.dayparts[candidate] & self.region.places.dayparts[place]
        return np.asarray(np.bitwise_count(own & ~busy).astype(np.int32))

    def overlaps(self, one: Ints, other: Ints) -> Bools:
        """P6: where the periods of two runs (-1: none) overlap and share a daypart."""
        together = (self.run_start[one] <= self.run_end[other]) & (self.run_start[other] <= self.run_end[one])
        shared = self.run_dayparts[one] & self.run_dayparts[other] != 0
        return np.asarray(together & shared & (one >= 0) & (other >= 0))

    def same_training(self, one: Ints, other: Ints) -> Bools:
        """P4: where two runs (-1: none) are of one training."""
        return np.asarray((self.run_training[one] == self.run_training[other]) & (one >= 0) & (other >= 0))

    def run_fits_week(self, candidate: Ints, run: Ints) -> Bools:
        """P2, P6 and P8 of a candidate and one run, whatever the place and the travel."""
        runs, people = self.region.runs, self.region.candidates
        fits = (runs.start[run] >= self.earliest[candidate]) & (runs.start[run] <= self.region.settings.plan_until)
        fits &= runs.dayparts[run] & ~people.dayparts[candidate] == 0
        return np.asarray(fits & _in_groups(runs.only_for[run], people.groups[candidate]))

    def district_fits(self, candidate: Ints, place: Ints) -> Bools:
        """P8: the districts a candidate wants or does not want; a place without a district is in none."""
        people, district = self.region.candidates, self.region.places.district[place]
        wants = people.districts[candidate]
        known = district >= 0
        at = np.arange(len(candidate))
        if not wants.shape[1]:
            return np.ones(len(candidate), dtype=bool)
        wanted = ~wants.any(axis=1) | (wants[at, district] & known)
        return np.asarray(wanted & ~(people.not_districts[candidate][at, district] & known))

    def group_fits(self, candidate: Ints, place: Ints) -> Bools:
        """P8: `only_for` of the place."""
        return _in_groups(self.region.places.only_for[place], self.region.candidates.groups[candidate])

    def is_forbidden(self, candidate: Ints, runs: Ints, place: Ints) -> Bools:
        """P8: forbidden.csv."""
        forbidden = self.region.forbidden
        result = np.zeros(len(candidate), dtype=bool)
        touched = np.flatnonzero(np.isin(candidate, forbidden.candidate))
        touched = touched[np.argsort(candidate[touched], kind="stable")]
        first = np.searchsorted(candidate[touched], forbidden.candidate)
        last = np.searchsorted(candidate[touched], forbidden.candidate, side="right")
        for row, (run, at_place) in enumerate(zip(forbidden.run, forbidden.place, strict=True)):
            mine = touched[first[row] : last[row]]
            hit = np.ones(len(mine), dtype=bool)
            if run >= 0:
                hit &= (runs[mine] == run).any(axis=1)
            if at_place >= 0:
                hit &= place[mine] == at_place
            result[mine[hit]] = True
        return result

    def is_wished(self, candidate: Ints, place: Ints) -> Bools:
        """P1: the occupation of the place stands in the candidate's wishes."""
        return self.wish_rows(candidate, place) >= 0

    def wish_rows(self, candidate: Ints, place: Ints) -> Ints:
        """The row of wishes.csv of each match, -1 where there is none."""
        if not len(self._wish_keys):
            return np.full(len(candidate), -1, dtype=np.int32)
        asked = candidate.astype(np.int64) * len(self.region.occupations.ids)
        asked += self.region.places.occupation[place]
        at = np.minimum(np.searchsorted(self._wish_keys, asked), len(self._wish_keys) - 1)
        return np.where(self._wish_keys[at] == asked, at, -1).astype(np.int32)

    def examine(self, candidate: Ints, runs: Ints, place: Ints) -> Examination:
        """Every rule on every match."""
        region, places, people = self.region, self.region.places, self.region.candidates
        day = self.first_day(candidate, runs, place)
        used = runs >= 0
        safe = np.where(used, runs, 0)
        owner = np.broadcast_to(candidate[:, None], runs.shape)
        start = self.run_start[runs]
        late_runs = used & (
            (start < self.earliest[owner])
            | (start > region.settings.plan_until)
            | (start > day.astype(np.int64)[:, None] + BESIDE_DAYS)
        )
        runs_met, needed = self.needed_among_runs(candidate, runs)
        place_met, needed_too = self.needed_by_place(candidate, runs, place, day)
        same_training = np.zeros(len(candidate), dtype=bool)
        overlapping = np.zeros(len(candidate), dtype=bool)
        for one, other in combinations(range(runs.shape[1]), 2):
            same_training |= self.same_training(runs[:, one], runs[:, other])
            overlapping |= self.overlaps(runs[:, one], runs[:, other])
        outside_week = used & (self.run_dayparts[runs] & ~people.dayparts[owner] != 0)
        minutes = trip_minutes(region, people.postcode[candidate], places.postcode[place], people.modes[candidate])
        too_far = minutes > people.max_travel[candidate] + MINUTE_SLACK
        not_for = ~self.group_fits(candidate, place)
        if len(region.runs.ids):
            flat, who = safe.ravel(), owner.ravel()
            to_run = trip_minutes(region, people.postcode[who], region.runs.postcode[flat], people.modes[who])
            too_far |= ((to_run > people.max_travel[who] + MINUTE_SLACK).reshape(runs.shape) & used).any(axis=1)
            meant = _in_groups(region.runs.only_for[flat], people.groups[who]).reshape(runs.shape)
            not_for |= (~meant & used).any(axis=1)
        broken = {
            "P0": used.sum(axis=1) > region.settings.max_runs,
            "P1": ~self.is_wished(candidate, place),
            "P2": late_runs.any(axis=1),
            "P3": (day > places.start_until[place]) | (day > region.settings.plan_until),
            "P4": same_training | (used & ~(needed | needed_too)).any(axis=1),
            "P5": ~runs_met | ~place_met,
            "P6": outside_week.any(axis=1)
            | overlapping
            | (self.free_dayparts(candidate, runs, place, day) < places.dayparts_needed[place]),
            "P7": too_far,
            "P8": not_for | ~self.district_fits(candidate, place) | self.is_forbidden(candidate, runs, place),
        }
        return Examination(day, broken)


def _in_groups(only_for: Bools, groups: Bools) -> Bools:
    """Where nobody in particular is asked for, or the person is in one of the groups."""
    return np.asarray(~only_for.any(axis=-1) | (only_for & groups).any(axis=-1))


def listed(sets: Bools) -> Ints:
    """Sets as rows of a boolean matrix, written as padded lists (n, widest), -1 where a list has ended."""
    counts = sets.sum(axis=1)
    listed = np.full((len(sets), int(counts.max(initial=0))), -1, dtype=np.int32)
    row, value = np.nonzero(sets)
    listed[row, np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)] = value
    return listed


def padded(pathways: Iterable[tuple[int, ...]], width: int) -> Ints:
    """Sets of runs as rows (n, width), padded with -1."""
    rows = [tuple(runs) + (-1,) * (width - len(runs)) for runs in pathways]
    return np.array(rows, dtype=np.int32).reshape(len(rows), width)


def kept_previous(book: Rulebook, previous: Pathways) -> tuple[Bools, Ints, Ints]:
    """Per candidate: whether the pathway of previous.csv still meets P0-P8, its runs (n, K) and its place."""
    region = book.region
    count = len(region.candidates.ids)
    width = max([region.settings.max_runs, *map(len, previous.runs)])
    runs, place = np.full((count, width), -1, dtype=np.int32), np.full(count, -1, dtype=np.int32)
    kept = np.zeros(count, dtype=bool)
    runs[previous.candidate] = padded(previous.runs, width)
    place[previous.candidate] = previous.place
    whole = [k for k, steps in enumerate(previous.runs) if previous.place[k] >= 0 and -1 not in steps]
    if whole:
        who = previous.candidate[whole]
        kept[who] = book.examine(who, runs[who], place[who]).allowed
    return kept, runs, place


def breaches(region: Region, candidate: int, runs: tuple[int, ...], place: int) -> tuple[str, ...]:
    """The rules that one pathway breaks, by code (empty: allowed)."""
    book = Rulebook(region)
    one = np.array([candidate], dtype=np.int32)
    width = max(region.settings.max_runs, len(runs))
    found = book.examine(one, padded([runs], width), np.array([place], dtype=np.int32))
    return tuple(rule for rule in RULES if found.broken[rule][0])


def breaches_of_p8(region: Region, candidate: int, runs: tuple[int, ...], place: int) -> tuple[str, ...]:
    """What of P8 one pathway breaks: `district`, `group`, `forbidden` (the place, or all) or `forbidden_run`."""
    book = Rulebook(region)
    one, where = np.array([candidate], dtype=np.int32), np.array([place], dtype=np.int32)
    chain = padded([runs], max(region.settings.max_runs, len(runs)))
    nothing = np.full_like(chain, -1)
    groups = region.candidates.groups[one]
    meant = book.group_fits(one, where)[0] and all(_in_groups(region.runs.only_for[[run]], groups)[0] for run in runs)
    place_only = bool(book.is_forbidden(one, nothing, where)[0])
    broken = {
        "district": not book.district_fits(one, where)[0],
        "group": not meant,
        "forbidden": place_only,
        "forbidden_run": not place_only and bool(book.is_forbidden(one, chain, where)[0]),
    }
    return tuple(part for part, hit in broken.items() if hit)
