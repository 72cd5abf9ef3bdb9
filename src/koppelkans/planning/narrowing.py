"""What was asked of a round, applied to its region folder: who and what takes part, what stays free, days, weights."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable
from datetime import date

from django.db.models import Q

from koppelkans.core.folder import codes, listed
from koppelkans.planning.asked import Asked, Keep
from koppelkans.planning.folder import Sheets, column_at
from koppelkans.planning.models import Proposal, Reserve, Round

Pathway = tuple[str, str, str]  # person, runs and place as a row of previous.csv or locks.csv
OF_PEOPLE = ("wishes.csv", "held.csv", "used.csv", "forbidden.csv", "previous.csv", "locks.csv")


def narrow(sheets: Sheets, asked: Asked) -> None:
    """Keep whom and what was asked; what says something about somebody or something that is left out goes with it."""
    if asked.groups or asked.people:
        _keep_people(sheets, asked)
    if asked.without_runs or asked.without_places:
        _drop(sheets, "runs.csv", asked.without_runs)
        _drop(sheets, "places.csv", asked.without_places)
        drop_loose_ends(sheets)
    if asked.without_funds:
        gone = _with_wards(sheets, set(asked.without_funds))
        _drop(sheets, "funds.csv", gone)
        _keep(sheets, "used.csv", "fund", set(sheets.column("funds.csv", "fund")))
    set_days(sheets, asked)
    sheets.tree["objective"] = {**sheets.tree.get("objective", {}), **asked.objective}
    if asked.fairness is not None:
        sheets.tree["fairness"] = asked.fairness
    if not sheets.tree.get("fairness"):
        sheets.tree.pop("fairness", None)


def _keep_people(sheets: Sheets, asked: Asked) -> None:
    name, groups = (column_at("candidates.csv", column) for column in ("candidate", "groups"))
    wanted, among = set(asked.people), set(asked.groups)
    sheets.rows["candidates.csv"] = [
        row
        for row in sheets.rows["candidates.csv"]
        if (not wanted or row[name] in wanted) and (not among or among & set(codes(row[groups])))
    ]
    people = set(sheets.column("candidates.csv", "candidate"))
    for file in OF_PEOPLE:
        _keep(sheets, file, "candidate", people)


def _keep(sheets: Sheets, file: str, column: str, known: Container[str]) -> None:
    at = column_at(file, column)
    sheets.rows[file] = [row for row in sheets.rows.get(file, []) if row[at] in known]


def _drop(sheets: Sheets, file: str, gone: Iterable[str]) -> None:
    without = set(gone)
    sheets.rows[file] = [row for row in sheets.rows[file] if row[0] not in without]


def drop_loose_ends(sheets: Sheets) -> None:
    """Leave out what is fixed or forbidden about offers that are not there."""
    known = {"", *sheets.column("runs.csv", "run"), *sheets.column("places.csv", "place")}
    for file, column in (("forbidden.csv", "run"), ("locks.csv", "runs")):
        runs, place = column_at(file, column), column_at(file, "place")
        sheets.rows[file] = [
            row for row in sheets.rows.get(file, []) if known.issuperset((*codes(row[runs]), row[place]))
        ]


def _with_wards(sheets: Sheets, gone: set[str]) -> set[str]:
    """These funds and those they vouch for."""
    fund, guarantor = column_at("funds.csv", "fund"), column_at("funds.csv", "guarantor")
    return gone | {row[fund] for row in sheets.rows["funds.csv"] if row[guarantor] in gone}


def set_days(sheets: Sheets, asked: Asked) -> None:
    """The days that were asked."""
    for key in ("plan_from", "plan_until"):
        if day := getattr(asked, key):
            sheets.tree[key] = date.fromisoformat(day)


def keep_free(sheets: Sheets, today: date) -> None:
    """Leave free what is kept for people who come later; those who have a seat keep it, a full place drops out."""
    runs: Counter[str] = Counter()
    places: Counter[str] = Counter()
    active = Reserve.objects.filter(Q(until=None) | Q(until__gte=today), ended_at=None)
    for row in active.select_related("run", "place"):
        if row.run:
            runs[row.run.code] += row.seats
        elif row.place:
            places[row.place.code] += row.seats
    if runs:
        sheets.rows["runs.csv"] = [_fewer_seats(row, runs[row[0]]) for row in sheets.rows["runs.csv"]]
    if places:
        at = column_at("places.csv", "capacity")
        cut = [(*row[:at], str(int(row[at]) - places[row[0]]), *row[at + 1 :]) for row in sheets.rows["places.csv"]]
        sheets.rows["places.csv"] = [row for row in cut if int(row[at]) > 0]
        drop_loose_ends(sheets)


def _fewer_seats(row: tuple[str, ...], kept: int) -> tuple[str, ...]:
    """A run with fewer seats to give; who comes later counts for the least number it starts with."""
    if not kept:
        return row
    cells = list(row)
    least, most, taken = (column_at("runs.csv", name) for name in ("seats_min", "seats_max", "seats_taken"))
    cells[most] = str(max(int(cells[taken] or 0), int(cells[most]) - kept))
    cells[least] = str(min(int(cells[least]), int(cells[most])))
    return tuple(cells)


def remember(sheets: Sheets, before: Round, keep: Keep) -> None:
    """Put the pathways of an earlier round in as the plan before this one, and what a change from it costs."""
    people = set(sheets.column("candidates.csv", "candidate"))
    rows = Proposal.objects.filter(round=before, place__isnull=False).values_list(
        "candidate__subject__pseudonym", "runs", "place__code"
    )
    sheets.rows["previous.csv"] = [
        (person, listed(runs), place or "") for person, runs, place in rows.order_by("pk") if person in people
    ]
    if keep == "free":
        sheets.tree["objective"] = {**sheets.tree["objective"], "change": 0.0, "drop": 0.0}


def fix(sheets: Sheets, locks: Iterable[Pathway]) -> None:
    """Put these pathways in as the only locks."""
    sheets.rows["locks.csv"] = list(locks)
