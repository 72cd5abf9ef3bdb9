"""What is allowed in a region but odd, so that a person wants to know: warnings, never errors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from koppelkans.engine import travel
from koppelkans.engine.problems import Problem
from koppelkans.engine.region import Ints, Region
from koppelkans.engine.rules import MINUTE_SLACK
from koppelkans.engine.settings import floors_of
from koppelkans.engine.sheets import Sheet
from koppelkans.engine.tables import SETTINGS_FILE

Sheets = dict[str, Sheet]
BLOCK = 512  # candidates looked at together

# what is asked for, where it is asked, where somebody can have it, and how to say so
ASKED = (
    (
        "group",
        (("runs.csv", "only_for"), ("places.csv", "only_for"), ("funds.csv", "groups")),
        ("candidates.csv", "groups"),
    ),
    ("municipality", (("funds.csv", "municipalities"),), ("candidates.csv", "municipality")),
    ("sector", (("funds.csv", "sectors"),), ("occupations.csv", "sector")),
    ("district", (("candidates.csv", "districts"), ("candidates.csv", "not_districts")), ("places.csv", "district")),
)
NOBODY = {
    "group": "is a group that no candidate is in",
    "municipality": "is a municipality that no candidate is of",
    "sector": "is a sector that no occupation is in",
    "district": "is a district that no place is in",
}


def oddities(region: Region, sheets: Sheets, settings: Mapping[str, Any]) -> Iterator[Problem]:
    """The warnings about a region, with the sheets it was built from for the row numbers."""
    yield from _asked_in_vain(sheets, settings)
    yield from _too_many_taken(region, sheets)
    if region.candidates.ids:
        yield from _out_of_reach(region, sheets["places.csv"])
        yield from _funds_for_nobody(region, sheets["funds.csv"])


def _asked_in_vain(sheets: Sheets, settings: Mapping[str, Any]) -> Iterator[Problem]:
    for what, askers, (file, name) in ASKED:
        had = _items(sheets[file], name)
        for asker, column in askers:
            sheet = sheets[asker]
            for item in sorted(_items(sheet, column) - had):
                row = _first_row(sheet, column, item)
                yield _odd(
                    sheet,
                    row,
                    column,
                    item,
                    f"{what}-nobody",
                    NOBODY[what],
                    "correct it, unless it is meant",
                )
        if what == "group":
            for at, (group, _) in enumerate(floors_of(settings)):
                if group not in had:
                    wrong, right = NOBODY["group"], "correct it: a plan with anyone in it cannot keep to this"
                    yield Problem("group-nobody", SETTINGS_FILE, None, f"fairness[{at}].group", group, wrong, right)


def _too_many_taken(region: Region, sheets: Sheets) -> Iterator[Problem]:
    sheet = sheets["runs.csv"]
    seats, taken = sheet.columns["seats_max"].floats(), sheet.columns["seats_taken"].floats()
    for row in np.flatnonzero(taken > seats).tolist():
        wrong = f"is more than the {seats[row]:.0f} seats"
        yield _odd(sheet, row, "seats_taken", f"{taken[row]:.0f}", "seats-taken", wrong, "nobody new can join this run")
    sheet = sheets["mentors_taken.csv"]
    employers = sheet.columns["employer"].look_up({name: at for at, name in enumerate(region.employers.ids)})
    mentors, taken = region.employers.mentors[employers], sheet.columns["taken"].floats()
    for row in np.flatnonzero((mentors >= 0) & (taken > mentors)).tolist():
        wrong = f"is more than the {mentors[row]} mentors of the employer"
        yield _odd(
            sheet, row, "taken", f"{taken[row]:.0f}", "mentors-taken", wrong, "nobody new is mentored that month"
        )


def _out_of_reach(region: Region, sheet: Sheet) -> Iterator[Problem]:
    wrong = "can be reached by nobody who wishes for its occupation"
    right = "look at its postcode and dates, and at max_travel and available_from of the candidates"
    ids = [region.places.ids[place] for place in unreached(region).tolist()]
    for row, place in _rows_of(sheet, ids):
        yield _odd(sheet, row, "place", place, "place-unreached", wrong, right)


def unreached(region: Region) -> Ints:
    """The places that no candidate with a wish for the occupation can travel to and be at in time.

    Those who are available first are tried first, a block at a time, for the places still unreached: nearly all are
    reached in the first block.
    """
    people, places, settings = region.candidates, region.places, region.settings
    first = np.maximum(places.start_from, settings.plan_from)
    last = np.minimum(places.start_until, settings.plan_until)
    found = [np.flatnonzero(first > last)]
    order = np.argsort(people.available_from[region.wishes.candidate], kind="stable")
    wishers, occupations = region.wishes.candidate[order], region.wishes.occupation[order]
    for occupation in np.unique(places.occupation).tolist():
        left = np.flatnonzero((places.occupation == occupation) & (first <= last))
        mine = wishers[occupations == occupation]
        for start in range(0, len(mine), BLOCK):
            if not len(left):
                break
            some = mine[start : start + BLOCK]
            minutes = travel.minutes(region, some, places.postcode[left])
            near = minutes <= people.max_travel[some][:, None] + MINUTE_SLACK
            in_time = people.available_from[some][:, None] <= last[left]
            left = left[~(near & in_time).any(axis=0)]
        found.append(left)
    return np.sort(np.concatenate(found)).astype(np.int32)


def _funds_for_nobody(region: Region, sheet: Sheet) -> Iterator[Problem]:
    people, funds = region.candidates, region.funds
    sectors = region.occupations.sector[region.wishes.occupation]
    ids = []
    for fund in range(len(funds.ids)):
        municipalities, groups = funds.municipalities[fund], funds.groups[fund]
        passes = municipalities[people.municipality] | ~municipalities.any()
        passes &= (people.groups & groups).any(axis=1) | ~groups.any()
        if funds.sectors[fund].any():
            passes = passes[region.wishes.candidate] & funds.sectors[fund][sectors]
        if not passes.any():
            ids.append(funds.ids[fund])
    right = "look at its municipalities, groups and sectors"
    for row, fund_id in _rows_of(sheet, ids):
        yield _odd(sheet, row, "fund", fund_id, "fund-nobody", "can be used for no candidate", right)


def _items(sheet: Sheet, name: str) -> set[str]:
    """Every id named in a column."""
    values = sheet.columns[name].values
    if sheet.table.column(name).many:
        return {item for value in values for item in value}
    return {value for value in values if value is not None}


def _first_row(sheet: Sheet, name: str, item: str) -> int:
    """The first row that names the item in a list."""
    cells = sheet.columns[name]
    naming = [at for at, value in enumerate(cells.values) if item in value]
    return int(np.flatnonzero(np.isin(cells.codes, naming))[0])


def _rows_of(sheet: Sheet, ids: list[str]) -> Iterator[tuple[int, str]]:
    """The rows of some ids, in the order of the file."""
    wanted = set(ids)
    for row, text in enumerate(sheet.columns[sheet.table.key[0]].text()):
        if text in wanted:
            yield row, text


def _odd(sheet: Sheet, row: int, column: str, value: str, code: str, wrong: str, right: str) -> Problem:
    return Problem(code, sheet.table.file, sheet.numbers[row], column, value, wrong, right)
