"""What a region folder must keep to beyond single cells: unique keys, references that exist, order, circles, locks."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from koppelkans.engine.problems import Fault, Problem
from koppelkans.engine.region import Region
from koppelkans.engine.rules import RULES, Rulebook, padded
from koppelkans.engine.sheets import Sheet
from koppelkans.engine.tables import Column

Sheets = dict[str, Sheet]
NAMED = 5  # unknown items of one list that a message names
RULE_WORDS = {
    "P0": "more runs than max_runs",
    "P1": "the occupation is not wished for",
    "P2": "a run starts too early or too late",
    "P3": "what the place asks is not held in time to start there",
    "P4": "two runs of one training, or a run that is not needed",
    "P5": "a credential that is asked is not held",
    "P6": "the dayparts do not fit",
    "P7": "too far to travel",
    "P8": "a district, group or prohibition stands in the way",
}


def check_sheets(sheets: Sheets) -> None:
    """Note every problem across cells, rows and files in the sheets themselves."""
    for sheet in sheets.values():
        _check_key(sheet)
        for column in sheet.table.columns:
            if column.refers and sheets[column.refers].whole:
                _check_references(sheet, column, sheets[column.refers])
    for file, low, high in (
        ("runs.csv", "start", "end"),
        ("runs.csv", "seats_min", "seats_max"),
        ("places.csv", "start_from", "start_until"),
        ("funds.csv", "from", "until"),
        ("held.csv", "from", "until"),
    ):
        _check_order(sheets[file], low, high)
    _check_candidates(sheets["candidates.csv"])
    _check_places(sheets["places.csv"])
    _check_funds(sheets["funds.csv"])
    _check_circles(sheets["credentials.csv"])


def _check_key(sheet: Sheet) -> None:
    """Each key occurs once."""
    columns = [sheet.columns[name].codes.tolist() for name in sheet.table.key]
    keys = list(zip(*columns, strict=True))
    if len(set(keys)) == len(keys):
        return
    named = [name for name in sheet.table.key if not sheet.table.column(name).optional]
    first: dict[tuple[int, ...], int] = {}
    for row, key in enumerate(keys):
        earlier = first.setdefault(key, row)
        if earlier == row or any(not sheet.columns[name].texts[sheet.columns[name].codes[row]] for name in named):
            continue
        together = " and ".join(sheet.table.key)
        wrong = f"stands already in row {sheet.numbers[earlier]}"
        if len(sheet.table.key) > 1:
            wrong = f"with the same {together} stands already in row {sheet.numbers[earlier]}"
        sheet.report(row, sheet.table.key[0], Fault("duplicate", wrong, f"each {together} stands once in this file"))


def _check_references(sheet: Sheet, column: Column, target: Sheet) -> None:
    """Each id exists in the file it refers to."""
    known = set(target.columns[target.table.key[0]].texts)
    cells = sheet.columns[column.name]
    faults = {}
    for at, value in enumerate(cells.values):
        unknown = [item for item in (value if column.many else (value,)) if item is not None and item not in known]
        if unknown:
            faults[at] = _unknown(column, unknown)
    sheet.report_texts(column.name, faults)


def _unknown(column: Column, unknown: list[str]) -> Fault:
    if column.refers == "postcodes.csv":
        right = "add it to postcodes.csv with its lat and lon, or correct it"
        return Fault("unknown-reference", "has no point in postcodes.csv", right)
    some = unknown if len(unknown) <= NAMED else [*unknown[:NAMED], f"{len(unknown) - NAMED} more"]
    names = f"names {' and '.join(some)}, not" if column.many else "is not"
    return Fault("unknown-reference", f"{names} in {column.refers}", f"an id of {column.refers}, or add it there")


def _check_order(sheet: Sheet, low: str, high: str) -> None:
    """The first of two columns is at most the second."""
    first, last = sheet.columns[low], sheet.columns[high]
    dates = sheet.table.column(high).type == "date"
    wrong, right = ("is before", f"{low} or a later day") if dates else ("is below", f"{low} or more")
    for row in np.flatnonzero(first.floats() > last.floats()).tolist():
        limit = first.texts[first.codes[row]]
        sheet.report(row, high, Fault("order", f"{wrong} {low} ({limit})", right))


def _check_candidates(sheet: Sheet) -> None:
    cells = sheet.columns["candidate"]
    right = "funding.csv writes group costs as run:<id>: choose another id"
    faults = {
        at: Fault("candidate-run", "begins with run:", right)
        for at, text in enumerate(cells.texts)
        if text.startswith("run:")
    }
    sheet.report_texts("candidate", faults)


def _check_places(sheet: Sheet) -> None:
    listed = np.array([len(set(items)) for items in sheet.columns["dayparts"].values])[sheet.columns["dayparts"].codes]
    needed = sheet.columns["dayparts_needed"].floats()
    # a wrong list of dayparts counts none: it is reported already
    for row in np.flatnonzero((needed > listed) & (listed > 0)).tolist():
        wrong = f"is more than the {listed[row]} dayparts listed"
        sheet.report(
            row, "dayparts_needed", Fault("dayparts-needed", wrong, f"from 0 to {listed[row]}, or empty for all")
        )


def _check_funds(sheet: Sheet) -> None:
    """Expected money has a granted guarantor; granted money has neither guarantor nor reserve."""
    names = sheet.columns["fund"].text()
    states = sheet.columns["state"].array(np.int64).tolist()
    state = dict(zip(names, states, strict=True))
    guarantors = sheet.columns["guarantor"]
    reserves = sheet.columns["reserve"].text()
    for row, (expected, guarantor) in enumerate(zip(states, guarantors.text(), strict=True)):
        if expected == 1 and not guarantor:
            right = "name a granted fund that vouches for this expected one"
            sheet.report(row, "guarantor", Fault("guarantor-missing", "is empty", right))
        if expected == 1 and state.get(guarantor) == 1:
            right = "a guarantor is a granted fund"
            sheet.report(row, "guarantor", Fault("guarantor-expected", "is itself expected", right))
        for name, text in (("guarantor", guarantor), ("reserve", reserves[row])):
            if expected == 0 and text:
                right = f"leave {name} empty, or set state to expected"
                sheet.report(row, name, Fault(f"{name}-granted", "stands on a granted fund", right))


def _check_circles(sheet: Sheet) -> None:
    """No credential implies itself, directly or through others."""
    ids = sheet.columns["credential"].text()
    cells = sheet.columns["implies"]
    implied = {name: cells.values[code] for name, code in zip(ids, cells.codes.tolist(), strict=True)}
    for row, name in enumerate(ids):
        if back := _way_back(name, implied):
            around = " implies ".join((name, *back))
            sheet.report(row, "implies", Fault("circle", f"makes a circle: {around}", "take one of these out"))


def _way_back(start: str, graph: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The shortest way from a node to itself (without the start, with the end); empty if there is none."""
    ways: list[tuple[str, ...]] = [(end,) for end in graph.get(start, ())]
    seen: set[str] = set()
    while ways:
        further = []
        for way in ways:
            if way[-1] == start:
                return way
            if way[-1] not in seen:
                seen.add(way[-1])
                further += [(*way, end) for end in graph.get(way[-1], ())]
        ways = further
    return ()


def lock_problems(region: Region, rows: Mapping[str, int] | None = None) -> list[Problem]:
    """The locks that break one of P0-P8; `rows` gives the row of each candidate in locks.csv, if known."""
    locks = region.locks
    if not len(locks.candidate):
        return []
    width = max([region.settings.max_runs, *map(len, locks.runs)])
    found = Rulebook(region).examine(locks.candidate, padded(locks.runs, width), locks.place)
    problems = []
    for at, candidate in enumerate(region.candidates.ids[row] for row in locks.candidate.tolist()):
        broken = [rule for rule in RULES if found.broken[rule][at]]
        if broken:
            runs = "|".join(region.runs.ids[run] for run in locks.runs[at])
            pathway = f"{candidate},{runs},{region.places.ids[locks.place[at]]}"
            wrong = "breaks " + ", ".join(f"{rule} ({RULE_WORDS[rule]})" for rule in broken)
            right = "a lock meets every rule P0-P8: take it out, or change what it asks for"
            row = (rows or {}).get(candidate)
            problems.append(Problem(f"lock-{broken[0]}", "locks.csv", row, "", pathway, wrong, right))
    return problems
