"""From checked sheets to a Region: ids become row numbers, lists become masks and matrices, rows are sorted by id."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from koppelkans.engine.region import (
    COST_KINDS,
    DAYPARTS,
    MODES,
    OPEN_END,
    OPEN_START,
    Bools,
    Candidates,
    Credentials,
    Employers,
    Forbidden,
    Funds,
    Held,
    Ints,
    MentorsTaken,
    Occupations,
    Pathways,
    Places,
    Postcodes,
    Region,
    Runs,
    TravelTimes,
    Used,
    Wishes,
)
from koppelkans.engine.settings import build_settings, floors_of
from koppelkans.engine.sheets import Sheet

Ranks = dict[str, dict[str, int]]


class Rows:
    """One sheet with its rows in the order of their key, as columns for a Region."""

    def __init__(self, sheet: Sheet, ranks: Ranks) -> None:
        self.sheet = sheet
        self.ranks = ranks
        self.order = _order(sheet)

    def ids(self) -> tuple[str, ...]:
        """The ids, sorted."""
        return self.texts(self.sheet.table.key[0])

    def texts(self, name: str) -> tuple[str, ...]:
        """A column as it stands."""
        cells = self.sheet.columns[name]
        return tuple(cells.texts[code] for code in cells.codes[self.order].tolist())

    def ints(self, name: str, empty: float = -1) -> Ints:
        """Whole numbers, days or months."""
        return self._sorted(self.sheet.columns[name].array(np.int32, empty))

    def cents(self, name: str) -> NDArray[np.int64]:
        """Money; -1 where empty."""
        return self._sorted(self.sheet.columns[name].array(np.int64))

    def floats(self, name: str, empty: float = 0.0) -> NDArray[np.float64]:
        """Numbers."""
        return self._sorted(self.sheet.columns[name].array(np.float64, empty))

    def choice(self, name: str) -> NDArray[np.int8]:
        """The place of the value in the choices of the column."""
        return self._sorted(self.sheet.columns[name].array(np.int8))

    def flags(self, name: str) -> Bools:
        """The second of two choices (yes, expected) is True."""
        return np.asarray(self.choice(name) == 1, dtype=np.bool_)

    def mask(self, name: str, choices: tuple[str, ...]) -> Ints:
        """A list of choices as a bit mask."""
        return self._sorted(self.sheet.columns[name].mask(choices))

    def refs(self, name: str) -> Ints:
        """Row numbers in the file or vocabulary that the column refers to; -1 where empty."""
        return self._sorted(self.sheet.columns[name].look_up(self._rank(name)))

    def sets(self, name: str) -> Bools:
        """A list of references as a row of a matrix."""
        return self._sorted(self.sheet.columns[name].matrix(self._rank(name)))

    def _rank(self, name: str) -> dict[str, int]:
        column = self.sheet.table.column(name)
        if column.choices:
            return {choice: at for at, choice in enumerate(column.choices)}
        return self.ranks[column.refers or column.vocabulary]

    def _sorted(self, values: NDArray[Any]) -> NDArray[Any]:
        return np.ascontiguousarray(values[self.order])


def build_region(sheets: dict[str, Sheet], settings: dict[str, Any], digest: str) -> Region:
    """Build the Region of sheets and settings without errors."""
    ranks = {file: sheet.rank() for file, sheet in sheets.items()}
    ranks |= vocabularies(sheets.values(), [group for group, _ in floors_of(settings)])
    rows = {file.removesuffix(".csv"): Rows(sheet, ranks) for file, sheet in sheets.items()}
    credentials = _credentials(rows["credentials"])
    runs = _runs(rows["runs"], credentials.implies)
    return Region(
        settings=build_settings(settings, ranks["groups"]),
        municipalities=tuple(ranks["municipalities"]),
        groups=tuple(ranks["groups"]),
        districts=tuple(ranks["districts"]),
        sectors=tuple(ranks["sectors"]),
        trainings=tuple(ranks["trainings"]),
        providers=tuple(ranks["providers"]),
        credentials=credentials,
        occupations=_occupations(rows["occupations"]),
        candidates=_candidates(rows["candidates"], credentials.implies),
        wishes=_wishes(rows["wishes"]),
        runs=runs,
        employers=_employers(rows["employers"]),
        places=_places(rows["places"]),
        funds=_funds(rows["funds"]),
        postcodes=_postcodes(rows["postcodes"]),
        held=_held(rows["held"]),
        forbidden=_forbidden(rows["forbidden"]),
        mentors_taken=_mentors_taken(rows["mentors_taken"]),
        used=_used(rows["used"]),
        travel_times=_travel_times(rows["travel"]),
        previous=_pathways(rows["previous"], ranks, runs.start),
        locks=_pathways(rows["locks"], ranks, runs.start),
        digest=digest,
    )


def vocabularies(sheets: Iterable[Sheet], floors: list[str]) -> Ranks:
    """The free lists of ids (groups, districts, sectors, …): every id named anywhere, sorted, with its place."""
    named: dict[str, set[str]] = {"groups": set(floors)}
    for sheet in sheets:
        for column in sheet.table.columns:
            if column.vocabulary:
                items = named.setdefault(column.vocabulary, set())
                for value in sheet.columns[column.name].values:
                    if value is not None:
                        items.update(value if column.many else (value,))
    return {name: {item: at for at, item in enumerate(sorted(items))} for name, items in named.items()}


def _order(sheet: Sheet) -> NDArray[np.int64]:
    """The order of the rows by their key."""
    keys = []
    for name in reversed(sheet.table.key):
        cells = sheet.columns[name]
        places = {at: place for place, at in enumerate(sorted(range(len(cells.texts)), key=cells.texts.__getitem__))}
        keys.append(np.array([places[at] for at in range(len(cells.texts))], dtype=np.int64)[cells.codes])
    return np.lexsort(keys)


def closure(implies: Bools) -> Bools:
    """What follows from each credential, directly or not, itself included."""
    reach = implies | np.eye(len(implies), dtype=np.bool_)
    while True:
        further = (reach.astype(np.float32) @ reach.astype(np.float32)) > 0
        if np.array_equal(further, reach):
            return reach
        reach = further


def _closed(held: Bools, implies: Bools) -> Bools:
    return np.asarray((held.astype(np.float32) @ implies.astype(np.float32)) > 0, dtype=np.bool_)


def _credentials(rows: Rows) -> Credentials:
    return Credentials(
        ids=rows.ids(),
        name=rows.texts("name"),
        kind=rows.choice("kind"),
        implies=closure(rows.sets("implies")),
    )


def _occupations(rows: Rows) -> Occupations:
    return Occupations(
        ids=rows.ids(),
        name=rows.texts("name"),
        sector=rows.refs("sector"),
        esco=rows.texts("esco"),
        qualification=rows.refs("qualification"),
    )


def _candidates(rows: Rows, implies: Bools) -> Candidates:
    return Candidates(
        ids=rows.ids(),
        municipality=rows.refs("municipality"),
        postcode=rows.refs("postcode"),
        available_from=rows.ints("available_from"),
        dayparts=rows.mask("dayparts", DAYPARTS),
        modes=rows.mask("modes", MODES),
        max_travel=rows.floats("max_travel"),
        holds=_closed(rows.sets("holds"), implies),
        baseline=rows.floats("baseline"),
        groups=rows.sets("groups"),
        districts=rows.sets("districts"),
        not_districts=rows.sets("not_districts"),
    )


def _wishes(rows: Rows) -> Wishes:
    return Wishes(
        candidate=rows.refs("candidate"),
        occupation=rows.refs("occupation"),
        preference=rows.floats("preference"),
        aptitude=rows.floats("aptitude"),
    )


def _runs(rows: Rows, implies: Bools) -> Runs:
    return Runs(
        ids=rows.ids(),
        training=rows.refs("training"),
        name=rows.texts("name"),
        provider=rows.refs("provider"),
        postcode=rows.refs("postcode"),
        start=rows.ints("start"),
        end=rows.ints("end"),
        dayparts=rows.mask("dayparts", DAYPARTS),
        seats_min=rows.ints("seats_min"),
        seats_max=rows.ints("seats_max"),
        seats_taken=rows.ints("seats_taken"),
        seat_cost=rows.cents("seat_cost"),
        group_cost=rows.cents("group_cost"),
        cost_kind=_cost_kind(rows),
        requires=rows.sets("requires"),
        grants=_closed(rows.sets("grants"), implies),
        only_for=rows.sets("only_for"),
    )


def _cost_kind(rows: Rows) -> NDArray[np.int8]:
    """The cost kind as its place in COST_KINDS, whatever the choices of the column are."""
    choices = rows.sheet.table.column("cost_kind").choices
    return np.array([COST_KINDS.index(kind) for kind in choices], dtype=np.int8)[rows.choice("cost_kind")]


def _employers(rows: Rows) -> Employers:
    return Employers(ids=rows.ids(), name=rows.texts("name"), mentors=rows.ints("mentors"))


def _places(rows: Rows) -> Places:
    dayparts = rows.mask("dayparts", DAYPARTS)
    needed = rows.ints("dayparts_needed")
    return Places(
        ids=rows.ids(),
        employer=rows.refs("employer"),
        occupation=rows.refs("occupation"),
        kind=rows.choice("kind"),
        postcode=rows.refs("postcode"),
        district=rows.refs("district"),
        start_from=rows.ints("start_from"),
        start_until=rows.ints("start_until"),
        capacity=rows.ints("capacity"),
        dayparts=dayparts,
        dayparts_needed=np.where(needed < 0, np.bitwise_count(dayparts), needed).astype(np.int32),
        requires=rows.sets("requires"),
        mentor_weeks=rows.ints("mentor_weeks"),
        guarantee=rows.flags("guarantee"),
        cost=rows.cents("cost"),
        cost_kind=_cost_kind(rows),
        only_for=rows.sets("only_for"),
    )


def _funds(rows: Rows) -> Funds:
    expected = rows.flags("state")
    return Funds(
        ids=rows.ids(),
        name=rows.texts("name"),
        budget=rows.cents("budget"),
        pays=rows.sets("pays"),
        pays_groups=rows.flags("pays_groups"),
        opens=rows.ints("from"),
        closes=rows.ints("until"),
        municipalities=rows.sets("municipalities"),
        groups=rows.sets("groups"),
        sectors=rows.sets("sectors"),
        max_per_candidate=rows.cents("max_per_candidate"),
        expected=expected,
        guarantor=rows.refs("guarantor"),
        reserve=np.where(expected, rows.floats("reserve"), 0.0),
    )


def _postcodes(rows: Rows) -> Postcodes:
    return Postcodes(ids=rows.ids(), lat=rows.floats("lat"), lon=rows.floats("lon"))


def _held(rows: Rows) -> Held:
    return Held(
        candidate=rows.refs("candidate"),
        credential=rows.refs("credential"),
        first=rows.ints("from", int(OPEN_START)),
        last=rows.ints("until", int(OPEN_END)),
    )


def _forbidden(rows: Rows) -> Forbidden:
    return Forbidden(candidate=rows.refs("candidate"), run=rows.refs("run"), place=rows.refs("place"))


def _mentors_taken(rows: Rows) -> MentorsTaken:
    return MentorsTaken(employer=rows.refs("employer"), month=rows.ints("month"), taken=rows.ints("taken"))


def _used(rows: Rows) -> Used:
    return Used(candidate=rows.refs("candidate"), fund=rows.refs("fund"), amount=rows.cents("amount"))


def _travel_times(rows: Rows) -> TravelTimes:
    return TravelTimes(
        origin=rows.refs("from"),
        destination=rows.refs("to"),
        mode=rows.choice("mode").astype(np.int32),
        minutes=rows.floats("minutes"),
    )


def _pathways(rows: Rows, ranks: Ranks, starts: Ints) -> Pathways:
    """The pathways of candidates that are still there; runs by start, then id, those that are gone (-1) first."""
    candidates = [ranks["candidates.csv"].get(text, -1) for text in rows.texts("candidate")]
    cells = rows.sheet.columns["runs"]
    days = starts.tolist()
    chains: list[tuple[int, ...]] = []
    for code in cells.codes[rows.order].tolist():
        found = [ranks["runs.csv"].get(run, -1) for run in dict.fromkeys(cells.values[code])]
        chains.append(tuple(sorted(found, key=lambda run: (days[run] if run >= 0 else int(OPEN_START), run))))
    places = [ranks["places.csv"].get(text, -1) for text in rows.texts("place")]
    there = [at for at, candidate in enumerate(candidates) if candidate >= 0]
    return Pathways(
        candidate=np.array([candidates[at] for at in there], dtype=np.int32),
        runs=tuple(chains[at] for at in there),
        place=np.array([places[at] for at in there], dtype=np.int32),
    )
