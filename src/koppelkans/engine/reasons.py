"""Why somebody is not placed: the rules that stand in the way of any pathway, or what the plan left no room for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from koppelkans.engine.pathways import Enumeration, Matches, Pool
from koppelkans.engine.plan import NO_GAIN
from koppelkans.engine.region import BESIDE_DAYS, LANGUAGE, OPEN_END, Bools, Floats, Ints, Region
from koppelkans.engine.rules import MINUTE_SLACK, NEVER
from koppelkans.engine.standing import Standing

BEST = 3  # pathways looked at for what is in the way
BLOCK_MATCHES = 40_000  # matches of a person and a wished place looked at together, each with many chains
ADDS = 1e-9  # plan value from which a pathway adds something


def unplaced_reasons(
    enumeration: Enumeration, pool: Pool, standing: Standing, drop: Floats, who: Ints
) -> tuple[tuple[str, ...], ...]:
    """The reasons of each of these candidates (sorted), nearest first; `drop` (candidates) is the cost of leaving out.

    `pool` holds all pathways of everybody asked about; those people are not in the standing's plan.
    """
    without = who[pool.offset[who + 1] == pool.offset[who]]
    rules: dict[int, tuple[str, ...]] = {}
    for block in enumeration.blocks(without, BLOCK_MATCHES):
        rules |= _broken_rules(enumeration, block)
    found = []
    for candidate in who.tolist():
        first, last = pool.offset[candidate : candidate + 2]
        if first == last:
            found.append(rules.get(candidate, ("wish",)))
        else:
            found.append(in_the_way(pool, standing, np.arange(first, last), float(drop[candidate])))
    return tuple(found)


def best_by_value(pool: Pool, rows: Ints, most: int) -> Ints:
    """The few rows of the pool with the highest value (ties: the first)."""
    return np.asarray(rows[np.argsort(-pool.value[rows], kind="stable")[:most]])


def in_the_way(pool: Pool, standing: Standing, rows: Ints, drop: float) -> tuple[str, ...]:
    """For someone with pathways: what is in the way of the best three, fewest obstacles first."""
    best = best_by_value(pool, rows, BEST)
    best = best[pool.value[best] > -drop]
    if not len(best):
        return (NO_GAIN,)
    region = standing.region
    obstacles = [
        standing.obstacles(pathway) or (f"outbid:{region.places.ids[pool.place[pathway]]}",)
        for pathway in best.tolist()
    ]
    return tuple(dict.fromkeys(item for items in sorted(obstacles, key=len) for item in items))


def fill(pool: Pool, standing: Standing, drop: Floats, who: Ints, *, thorough: bool) -> Ints:
    """Pathways of people left out that fit into the plan as it stands and add to it: they are taken in, and told.

    First those that the money left can pay as it is divided, which is quickly seen; then, if `thorough`, those for whom
    it can be divided anew.
    """
    added: list[int] = []
    for take in (standing.take, standing.take_anyhow) if thorough else (standing.take,):
        left_out = np.setdiff1d(who, pool.candidate[added])
        for candidate in left_out.tolist():
            best = best_by_value(pool, np.arange(*pool.offset[candidate : candidate + 2]), BEST)
            gains = [pathway for pathway in best.tolist() if standing.marginal(pathway) + drop[candidate] > ADDS]
            taken = next((pathway for pathway in gains if take(pathway)), None)
            added += [] if taken is None else [taken]
        standing.divide_anew()
    return np.array(added, dtype=np.int64)


def rules_against(enumeration: Enumeration, candidate: int, place: int) -> tuple[str, ...]:
    """The rules that stand between a person and a place where no pathway of this person leads, fewest first."""
    who = np.array([candidate], dtype=np.int32)
    wish = (f"wish:{enumeration.region.places.ids[place]}",)
    return _broken_rules(enumeration, who, place).get(candidate, wish)


def _broken_rules(enumeration: Enumeration, who: Ints, place: int | None = None) -> dict[int, tuple[str, ...]]:
    """For people without any pathway (to this place): the rules that the nearest wished place breaks.

    Every wished place is tried with every chain of runs the person could follow, and without runs; the fewest broken
    rules win, then the higher value.
    """
    region, book = enumeration.region, enumeration.book
    matches = enumeration.wished(who)
    if place is not None:
        matches = matches.take(np.flatnonzero(matches.place == place))
    if not len(matches.candidate):
        return {}
    anytime = replace(matches, closes=_no_end(matches))
    row, chain, chain_runs = enumeration.with_chains(who, anytime, partly=True)
    runs = np.concatenate([chain_runs[chain], np.full((len(matches.place), chain_runs.shape[1]), -1, dtype=np.int32)])
    row = np.concatenate([row, np.arange(len(matches.place))])
    candidate, where = matches.candidate[row], matches.place[row]
    day = book.first_day(candidate, runs, where)
    known = day < NEVER
    reckoned = np.where(known, day, matches.opens[row])
    worth = enumeration.valuation.worth(candidate, runs, where, reckoned, matches.wish[row], matches.minutes[row])
    broken, missing = _broken(region, enumeration, matches, row, runs, day)
    count = broken.sum(axis=1) + _kinds_missing(region, missing)
    best: dict[int, tuple[str, ...]] = {}
    for at in np.lexsort((-worth.value, ~known, count, candidate)).tolist():
        if int(candidate[at]) not in best:
            best[int(candidate[at])] = _items(region, int(where[at]), broken[at], missing[at])
    return best


def _no_end(matches: Matches) -> Ints:
    return np.full(len(matches.place), OPEN_END - BESIDE_DAYS - 1, dtype=np.int32)


PLACE_RULES = ("dates", "dayparts", "travel", "district", "group", "forbidden")


def _broken(
    region: Region, enumeration: Enumeration, matches: Matches, row: Ints, runs: Ints, day: Ints
) -> tuple[Bools, Bools]:
    """(rows, PLACE_RULES): what is broken; (rows, credentials): what the place requires and is never held with it."""
    book, places, people = enumeration.book, region.places, region.candidates
    candidate, place = matches.candidate[row], matches.place[row]
    known = day < NEVER
    missing = np.zeros((len(row), len(region.credentials.ids) + 1), dtype=bool)
    never = np.flatnonzero(~known)
    for slot in range(book.place_needs.shape[1]):
        asked = book.place_needs[place[never], slot]
        granted = book.granted_by(runs[never], asked).any(axis=1)
        window = book.held_ever(candidate[never], asked)
        missing[never, asked] |= ~book.holds[candidate[never], asked] & ~granted & ~window
    latest = book.run_start[runs].max(axis=1, initial=-(2**30))
    late = known & ((day > matches.closes[row]) | (latest > day + BESIDE_DAYS))
    late |= matches.opens[row] > matches.closes[row]
    late |= ~known & ~missing.any(axis=1)  # all is held some day, never together
    reckoned = np.where(known, day, matches.opens[row]).astype(np.int32)
    columns = (
        late,
        book.free_dayparts(candidate, runs, place, reckoned) < places.dayparts_needed[place],
        matches.minutes[row] > people.max_travel[candidate] + MINUTE_SLACK,
        ~book.district_fits(candidate, place),
        ~book.group_fits(candidate, place),
        book.is_forbidden(candidate, runs, place),
    )
    return np.column_stack(columns), missing[:, :-1]


def _kinds_missing(region: Region, missing: Bools) -> Ints:
    """How many of the two rules `language` and `credential` are broken."""
    language = region.credentials.kind == LANGUAGE
    return missing[:, language].any(axis=1).astype(int) + missing[:, ~language].any(axis=1)


def _items(region: Region, place: int, broken: Bools, missing: Bools) -> tuple[str, ...]:
    credentials = region.credentials
    lacking = [
        f"{'language' if credentials.kind[c] == LANGUAGE else 'credential'}:{credentials.ids[c]}"
        for c in np.flatnonzero(missing).tolist()
    ]
    rules = [f"{rule}:{region.places.ids[place]}" for rule, hit in zip(PLACE_RULES, broken, strict=True) if hit]
    # never empty: where nothing is broken a pathway exists, for runs that are not needed can be left out
    return (*lacking, *rules)
