"""Which pathways exist and what each is worth: every match that keeps P0-P8, as flat arrays.

A *chain* is a set of runs that one candidate can follow; a pathway is a chain and a place. Chains are found from the
demand side: what the place asks and the candidate lacks must be granted by a run, what that run asks by an earlier
run, and so on. Because every run of a pathway must be needed (P4), this finds all of them; what it finds too much
falls to the exact rules of `rules.py`. Candidates are handled in blocks, so memory stays flat.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, fields

import numpy as np

from koppelkans.engine.region import BESIDE_DAYS, Bools, Floats, Ints, Pathways, Region
from koppelkans.engine.rules import MINUTE_SLACK, Rulebook, listed, padded
from koppelkans.engine.travel import minutes, trip_minutes
from koppelkans.engine.value import Valuation, Worth
from koppelkans.engine.workers import spread

BLOCK_MATCHES = 2_000_000  # matches of a candidate and a wished place looked at together
MANY_BLOCKS = 4  # from here on it pays to spread blocks over workers

Columns = tuple[Ints, Ints, Ints, Ints, Floats, Floats]  # candidate, place, chain, first day, value, minutes


@dataclass(frozen=True, eq=False)
class Pool:
    """All pathways of a region, sorted by candidate, place and chain.

    `chain` is a row of `chain_runs` (chains, max_runs), runs sorted by start and id, padded with -1; those of
    candidate i are `offset[i]:offset[i + 1]`. `value` includes the change term, `minutes` is travel to the place.
    """

    offset: Ints
    candidate: Ints
    place: Ints
    chain: Ints
    first_day: Ints
    value: Floats
    minutes: Floats
    chain_runs: Ints

    def __len__(self) -> int:
        return len(self.candidate)

    def runs(self, pathways: Ints) -> Ints:
        """The runs of some pathways, (n, max_runs)."""
        return self.chain_runs[self.chain[pathways]]


@dataclass(frozen=True, eq=False)
class Matches:
    """Candidate x wished place, with the row of wishes.csv, the minutes, the first and last possible first day and
    the kind of place (what it requires and its occupation's qualification)."""

    candidate: Ints
    place: Ints
    wish: Ints
    minutes: Floats
    opens: Ints
    closes: Ints
    kind: Ints

    def take(self, rows: Ints) -> Matches:
        """Some of the rows."""
        return Matches(*(getattr(self, field.name)[rows] for field in fields(self)))


def repeated(counts: Ints) -> tuple[Ints, Ints]:
    """For rows k, each counts[k] times: (the row of each repetition, its number within the row)."""
    row = np.repeat(np.arange(len(counts)), counts)
    return row, np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)


class Enumeration:
    """Finds the pathways of a region, block by block."""

    def __init__(self, region: Region, book: Rulebook, valuation: Valuation) -> None:
        self.region, self.book, self.valuation = region, book, valuation
        places = region.places
        qualification = region.occupations.qualification[places.occupation]
        asked = np.column_stack([places.requires, qualification]) if len(places.ids) else np.zeros((0, 1), dtype=int)
        kinds, kind_of = np.unique(asked, axis=0, return_inverse=True)
        self.kind_of_place = kind_of.ravel().astype(np.int32)
        self.kind_needs = listed(kinds[:, :-1].astype(bool))
        self.kind_qualification = kinds[:, -1].astype(np.int32)
        self.by_occupation = np.argsort(places.occupation, kind="stable").astype(np.int32)
        counts = np.bincount(places.occupation, minlength=len(region.occupations.ids))
        self.occupation_count = counts
        self.occupation_first = np.cumsum(counts) - counts
        self.wish_first = np.searchsorted(region.wishes.candidate, np.arange(len(region.candidates.ids) + 1))
        wanted = np.asarray(places.requires.any(axis=0) | region.runs.requires.any(axis=0))
        wanted[qualification[qualification >= 0]] = True
        self.run_credential = [np.flatnonzero(row) for row in region.runs.grants & wanted]

    def under(self, book: Rulebook, valuation: Valuation) -> Enumeration:
        """The same with other candidates' columns (what they hold, when and where they can), all else being equal."""
        again = copy(self)
        again.region, again.book, again.valuation = book.region, book, valuation
        return again

    def blocks(self, who: Ints | None = None, most: int = BLOCK_MATCHES) -> Iterator[Ints]:
        """All candidates (or these), in blocks with a bounded number of matches."""
        who = np.arange(len(self.region.candidates.ids), dtype=np.int32) if who is None else who
        per_wish = self.occupation_count[self.region.wishes.occupation]
        until = np.concatenate([[0], np.cumsum(per_wish)])[self.wish_first]
        total = np.concatenate([[0], np.cumsum(until[who + 1] - until[who])])
        first = 0
        while first < len(who):
            last = int(np.searchsorted(total, total[first] + most, side="right")) - 1
            last = min(max(last, first + 1), len(who))
            yield who[first:last]
            first = last

    def pathways(self, who: Ints) -> tuple[Matches, Ints, Ints, Ints, Ints]:
        """The pathways of some candidates (sorted): (matches, row of matches, chain, first day, chain runs)."""
        matches = self.suiting(self.wished(who, reachable=True))
        row, chain, chain_runs = self.with_chains(who, matches)
        keep, day = self._allowed(matches, row, chain_runs[chain])
        return matches, row[keep], chain[keep], day, chain_runs

    def valued(self, who: Ints) -> tuple[Columns, Ints]:
        """The pathways of some candidates as columns of a pool, and their chains."""
        matches, row, chain, day, runs = self.pathways(who)
        used, chain = np.unique(chain, return_inverse=True)
        runs, found = runs[used], matches.take(row)
        worth = self.valuation.worth(found.candidate, runs[chain], found.place, day, found.wish, found.minutes)
        order = np.lexsort((chain, found.place, found.candidate))
        found = found.take(order)
        return (found.candidate, found.place, chain[order], day[order], worth.value[order], found.minutes), runs

    def with_chains(self, who: Ints, matches: Matches, *, partly: bool = False) -> tuple[Ints, Ints, Ints]:
        """Every match with every chain that could serve it (with `partly` also those that meet only part of what the
        place asks): (row of matches, chain, chain runs)."""
        groups, group_first, group_count = _grouped(matches.candidate, matches.kind)
        chain_group, chain_runs = self._chains(who, matches, groups, group_first, partly=partly)
        chain, nth = repeated(group_count[chain_group])
        return group_first[chain_group[chain]] + nth, chain, chain_runs

    def wished(self, who: Ints, *, reachable: bool = False) -> Matches:
        """P1: each candidate with each place of a wished occupation (with `reachable` only those that keep P7), sorted
        by candidate and kind of place."""
        region = self.region
        at, nth = repeated(self.wish_first[who + 1] - self.wish_first[who])
        wishes = (self.wish_first[who][at] + nth).astype(np.int32)
        at, nth = repeated(self.occupation_count[region.wishes.occupation[wishes]])
        wish = wishes[at]
        candidate = region.wishes.candidate[wish]
        place = self.by_occupation[self.occupation_first[region.wishes.occupation[wish]] + nth]
        trip = _TravelTable(region, who, region.places.postcode).minutes(candidate, place)
        if reachable:
            near = np.flatnonzero(trip <= region.candidates.max_travel[candidate] + MINUTE_SLACK)
            candidate, place, wish, trip = candidate[near], place[near], wish[near], trip[near]
        kind = self.kind_of_place[place]
        order = np.lexsort((place, kind, candidate))
        candidate, place = candidate[order], place[order]
        opens = np.maximum(self.book.earliest[candidate], region.places.start_from[place])
        closes = np.minimum(region.places.start_until[place], region.settings.plan_until)
        return Matches(candidate, place, wish[order], trip[order], opens, closes, kind[order])

    def suiting(self, matches: Matches) -> Matches:
        """Of reachable matches those that suit as far as runs have no say in it: dates, dayparts, P8 at the place."""
        book, people, places = self.book, self.region.candidates, self.region.places
        keep = np.flatnonzero(matches.opens <= matches.closes)
        candidate, place = matches.candidate[keep], matches.place[keep]
        free = np.bitwise_count(people.dayparts[candidate] & places.dayparts[place])
        fits = free >= places.dayparts_needed[place]
        fits &= book.district_fits(candidate, place) & book.group_fits(candidate, place)
        return matches.take(keep[fits])

    def _run_offers(self, who: Ints) -> _Offers:
        """Which runs each candidate could follow, by credential granted."""
        count = len(self.region.runs.ids)
        table = minutes(self.region, who, self.region.runs.postcode) if count else np.zeros((len(who), 0))
        near = table <= self.region.candidates.max_travel[who][:, None] + MINUTE_SLACK
        at, run = np.nonzero(near)
        run = run.astype(np.int32)
        fits = self.book.run_fits_week(who[at], run)
        return _Offers(at[fits].astype(np.int32), run[fits], self.run_credential, len(self.region.credentials.ids))

    def _chains(
        self, who: Ints, matches: Matches, groups: Ints, group_first: Ints, *, partly: bool
    ) -> tuple[Ints, Ints]:
        """All chains per group of (candidate, kind of place): (group, runs sorted by start), unique."""
        width = self.region.settings.max_runs
        candidate, kind = matches.candidate[groups], matches.kind[groups]
        if not len(groups):
            return np.zeros(0, dtype=np.int64), np.zeros((0, width), dtype=np.int32)
        closes = np.maximum.reduceat(matches.closes, group_first)
        search = _ChainSearch(self.book, self._run_offers(who), candidate, who, closes, width)
        for slot in range(self.kind_needs.shape[1]):
            search.meet_place(self.kind_needs[kind, slot], partly=partly)
        search.add_qualification(self.kind_qualification[kind])
        search.feed()
        return search.unique()

    def _allowed(self, matches: Matches, row: Ints, runs: Ints) -> tuple[Ints, Ints]:
        """Which (match, chain) rows are pathways, and their first days."""
        book = self.book
        candidate, place = matches.candidate[row], matches.place[row]
        day = book.first_day(candidate, runs, place)
        latest = book.run_start[runs].max(axis=1, initial=-(2**30))
        (keep,) = np.nonzero((day <= matches.closes[row]) & (latest <= day + BESIDE_DAYS))
        candidate, place, runs, day = candidate[keep], place[keep], runs[keep], day[keep]
        fits = book.free_dayparts(candidate, runs, place, day) >= self.region.places.dayparts_needed[place]
        keep, candidate, place, runs, day = (a[fits] for a in (keep, candidate, place, runs, day))
        met, needed = book.needed_among_runs(candidate, runs)
        met_too, needed_too = book.needed_by_place(candidate, runs, place, day)
        whole = met & met_too & (needed | needed_too | (runs < 0)).all(axis=1)
        whole &= ~book.is_forbidden(candidate, runs, place)
        return keep[whole], day[whole]


class _TravelTable:
    """Minutes from the homes of a block of candidates to many destinations, worked out once per distinct pair."""

    def __init__(self, region: Region, who: Ints, destination: Ints) -> None:
        people = region.candidates
        home = people.postcode[who].astype(np.int64) * 64 + people.modes[who]
        _, example, self.home_of = np.unique(home, return_index=True, return_inverse=True)
        targets, self.target_of = np.unique(destination, return_inverse=True)
        self.who = who
        self.table = minutes(region, who[example], targets.astype(np.int32))

    def minutes(self, candidate: Ints, target: Ints) -> Floats:
        """Minutes of each pair of a candidate and a row of the destinations."""
        return np.asarray(self.table[self.home_of[np.searchsorted(self.who, candidate)], self.target_of[target]])


class _Offers:
    """Runs by (candidate of the block, credential): who could learn what where."""

    def __init__(self, person: Ints, run: Ints, run_credential: list[Ints], credentials: int) -> None:
        self.credentials = credentials
        sizes = np.array([len(c) for c in run_credential], dtype=np.int64)
        flat = np.concatenate([*run_credential, np.zeros(0, dtype=np.int64)])
        first = np.cumsum(sizes) - sizes
        at, nth = repeated(sizes[run]) if len(run) else (np.zeros(0, dtype=np.int64),) * 2
        credential = flat[first[run[at]] + nth].astype(np.int64) if len(run) else at
        key = person[at].astype(np.int64) * (credentials + 1) + credential
        order = np.lexsort((run[at], key))
        self.key, self.run = key[order], run[at][order]

    def of(self, person: Ints, credential: Ints) -> tuple[Ints, Ints]:
        """All offers for rows of (person, credential): (row, run)."""
        key = person.astype(np.int64) * (self.credentials + 1) + credential
        first = np.searchsorted(self.key, key)
        row, nth = repeated(np.searchsorted(self.key, key, side="right") - first)
        return row, self.run[first[row] + nth]


class _ChainSearch:
    """Grows chains for groups of (candidate, kind of place), demand by demand, all groups at once.

    A row is a group and the runs chosen so far. A demand that nothing meets yet is met by every run that could:
    the row is replaced by one row per such run. Runs chosen for the place come first, so that they have ended when
    the place begins; feeders of runs come last.
    """

    def __init__(self, book: Rulebook, offers: _Offers, candidate: Ints, who: Ints, closes: Ints, width: int) -> None:
        self.book, self.offers, self.width = book, offers, width
        self.candidate, self.person, self.closes = candidate, np.searchsorted(who, candidate), closes
        self.group = np.arange(len(candidate))
        self.runs = np.full((len(candidate), width), -1, dtype=np.int32)
        has_window = book.window_of[candidate] < len(book.window_credential) - 1
        self.has_window = has_window

    def meet_place(self, asked_by_group: Ints, *, partly: bool) -> None:
        """One credential that the place asks for: held, granted by a run chosen already, or by one run more; with
        `partly` it may also stay unmet."""
        asked = asked_by_group[self.group]
        lacking = ~self.book.holds[self.candidate[self.group], asked]
        lacking &= ~self.book.granted_by(self.runs, asked).any(axis=1)
        may_wait = self.has_window[self.group] & self._in_some_window(asked)
        self._extend(lacking, ~lacking | may_wait | partly, asked, lambda row, run: self._ended_by_close(row, run))

    def add_qualification(self, asked_by_group: Ints) -> None:
        """The occupation's qualification is worth having and never demanded: with it, and without it."""
        asked = asked_by_group[self.group]
        lacking = (asked >= 0) & ~self.book.holds[self.candidate[self.group], asked]
        lacking &= ~self.book.granted_by(self.runs, asked).any(axis=1)
        everyone = np.ones(len(asked), dtype=bool)
        self._extend(lacking, everyone, asked, lambda row, run: self._started_beside(row, run))

    def feed(self) -> None:
        """What the chosen runs ask for themselves; feeders are appended, so one pass over the positions is enough."""
        for position in range(self.width):
            for slot in range(self.book.run_needs.shape[1]):
                run = self.runs[:, position]
                asked, start = self.book.run_needs[run, slot], self.book.run_start[run]
                lacking = ~self.book.held_outside(self.candidate[self.group], asked, start)
                lacking &= ~self.book.granted_by(self.runs, asked, start).any(axis=1)
                self._extend(lacking, ~lacking, asked, self._ended_by(start))

    def unique(self) -> tuple[Ints, Ints]:
        """The chains found: (group, runs sorted by start and id), each once."""
        order = np.argsort(
            np.where(self.runs < 0, np.iinfo(np.int64).max, self._start_key(self.runs)), axis=1, kind="stable"
        )
        runs = np.take_along_axis(self.runs, order, axis=1)
        rows = np.unique(np.column_stack([self.group, runs]), axis=0)
        return rows[:, 0], rows[:, 1:].astype(np.int32)

    def _start_key(self, runs: Ints) -> Ints:
        return self.book.run_start[runs].astype(np.int64) * len(self.book.run_start) + runs

    def _in_some_window(self, asked: Ints) -> Bools:
        return self.book.held_ever(self.candidate[self.group], asked)

    def _ended_by_close(self, row: Ints, run: Ints) -> Bools:
        return np.asarray(self.book.run_end[run] < self.closes[self.group[row]])

    def _started_beside(self, row: Ints, run: Ints) -> Bools:
        return np.asarray(self.book.run_start[run] <= self.closes[self.group[row]] + BESIDE_DAYS)

    def _ended_by(self, start: Ints) -> Callable[[Ints, Ints], Bools]:
        return lambda row, run: np.asarray(self.book.run_end[run] < start[row])

    def _extend(self, lacking: Bools, stay: Bools, asked: Ints, suits: Callable[[Ints, Ints], Bools]) -> None:
        """Keep the rows that may stay; add for each lacking row one row per run that grants what is asked."""
        depth = (self.runs >= 0).sum(axis=1)
        (grow,) = np.nonzero(lacking & (depth < self.width))
        at, new = self.offers.of(self.person[self.group[grow]], asked[grow])
        row = grow[at]
        fits = suits(row, new)
        for position in range(self.width):
            chosen = self.runs[row, position]
            fits &= ~self.book.overlaps(chosen, new) & ~self.book.same_training(chosen, new)
        row, new = row[fits], new[fits]
        grown = self.runs[row]
        grown[np.arange(len(row)), depth[row]] = new
        self.group = np.concatenate([self.group[stay], self.group[row]])
        self.runs = np.concatenate([self.runs[stay], grown])


def _grouped(candidate: Ints, kind: Ints) -> tuple[Ints, Ints, Ints]:
    """Runs of equal (candidate, kind) in sorted columns: (a row of each group, its first row, its size)."""
    if not len(candidate):
        empty = np.zeros(0, dtype=np.int64)
        return empty, empty, empty
    edge = np.flatnonzero((np.diff(candidate) != 0) | (np.diff(kind) != 0)) + 1
    first = np.concatenate([[0], edge])
    return first, first, np.diff(np.concatenate([first, [len(candidate)]]))


def enumerate_pathways(enumeration: Enumeration, blocks: Iterable[Ints] | None = None, workers: int = 1) -> Pool:
    """Every pathway of every candidate (or of the given blocks of candidates, sorted), with its value."""
    who = list(enumeration.blocks() if blocks is None else blocks)
    found = spread(enumeration.valued, who, workers if len(who) >= MANY_BLOCKS else 1)
    shift = np.cumsum([0, *(len(runs) for _, runs in found)])
    parts = [
        (candidate, place, chain + first, day, value, trip)
        for ((candidate, place, chain, day, value, trip), _), first in zip(found, shift, strict=False)
    ]
    return _pool(enumeration.region, parts, [runs for _, runs in found])


def given_pathways(region: Region, book: Rulebook, valuation: Valuation, pathways: Pathways) -> Pool:
    """A pool of just these pathways, one per candidate (those of a plan), whether or not they keep the rules."""
    candidate, place = pathways.candidate, pathways.place
    runs = padded(pathways.runs, region.settings.max_runs)
    day = book.first_day(candidate, runs, place)
    people = region.candidates
    trip = trip_minutes(region, people.postcode[candidate], region.places.postcode[place], people.modes[candidate])
    worth = valuation.worth(candidate, runs, place, day, book.wish_rows(candidate, place), trip)
    return _pool(region, [(candidate, place, np.arange(len(candidate)), day, worth.value, trip)], [runs])


def joined(region: Region, pools: Sequence[Pool]) -> Pool:
    """Pools one after the other as one (the rows are no longer sorted by candidate, so `offset` is of no use)."""
    shift = np.cumsum([0, *(len(pool.chain_runs) for pool in pools)])
    parts = [
        (pool.candidate, pool.place, pool.chain + first, pool.first_day, pool.value, pool.minutes)
        for pool, first in zip(pools, shift, strict=False)
    ]
    return _pool(region, parts, [pool.chain_runs for pool in pools])


def _pool(region: Region, parts: Sequence[Columns], chains: Sequence[Ints]) -> Pool:
    kinds = (np.int32, np.int32, np.int32, np.int32, np.float64, np.float64)
    columns = [
        np.concatenate([part[k] for part in parts] or [np.zeros(0)]).astype(kind) for k, kind in enumerate(kinds)
    ]
    candidate, place, chain, day, value, trip = columns
    offset = np.searchsorted(candidate, np.arange(len(region.candidates.ids) + 1))
    empty = np.zeros((0, region.settings.max_runs), dtype=np.int32)
    return Pool(offset, candidate, place, chain, day, value, trip, np.concatenate([*chains, empty]))


def worth_of(book: Rulebook, valuation: Valuation, pool: Pool, pathways: Ints) -> Worth:
    """The terms, chance and cost of some pathways of the pool."""
    candidate, place = pool.candidate[pathways], pool.place[pathways]
    wish = book.wish_rows(candidate, place)
    return valuation.worth(
        candidate, pool.runs(pathways), place, pool.first_day[pathways], wish, pool.minutes[pathways]
    )
