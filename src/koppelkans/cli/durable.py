"""`koppelkans durable`: when did the people of a file reach durable work, by one version of the definition."""

from __future__ import annotations

import argparse
import csv
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from koppelkans.cli.arguments import Commands, add_command, day, positive
from koppelkans.cli.status import OK, Refused
from koppelkans.engine.cells import EPOCH
from koppelkans.engine.problems import Fault, RegionError
from koppelkans.engine.sheets import Sheet, read_sheet
from koppelkans.engine.tables import Column, Table
from koppelkans.journeys.durable import PROOFS, Definition, Spell, count, current, definitions

COLUMNS = ("person", "milestone", "reached_on", "counted_days", "break_days")
MOST_HOURS = 80  # a week, at one employer: more is a typing error
EARLIEST = date(1950, 1, 1)  # before it the century is a typing error, and would be years of work
PLAIN_HOURS = re.compile(r"[0-9]*\.?[0-9]{0,6}")  # so that sums of hours are exact
NO_END = date.max


@dataclass(frozen=True)
class Span:
    """When and where a row says that somebody worked, whatever else is wrong with it; `at` counts from 0."""

    at: int
    person: str
    employer: str
    since: date
    until: date


def add_to(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the subcommand."""
    parser = add_command(
        commands,
        "durable",
        run,
        short="count when people reached durable work",
        long="Reads spells of employment (columns person, employer, form, hours, from, until, proof; an empty until\n"
        "goes on) and prints, as CSV, the day on which each person reached each milestone, and the counted days and\n"
        "break days of the clock that runs on DATE. Every error in the file is named (exit status 2), and then\n"
        "nothing is counted.",
        example="koppelkans durable examples/durable/spells.csv --on 2026-06-30",
    )
    parser.add_argument("spells", metavar="SPELLS.csv", type=Path, help="the spells of employment")
    parser.add_argument("--on", metavar="DATE", type=day, required=True, help="count up to and including this day")
    version = current().version
    about = f"version of the definition (default: {version})"
    parser.add_argument("--definition", metavar="N", type=positive, default=version, help=about)


def run(arguments: argparse.Namespace) -> int:
    """Count, and print."""
    definition = definitions().get(arguments.definition)
    if definition is None:
        known = ", ".join(map(str, definitions()))
        raise Refused(f"there is no definition {arguments.definition}; write one of: {known}")
    people = read_spells(arguments.spells, definition)
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(COLUMNS)
    for person in sorted(people):
        counted = count(people[person], arguments.on, definition)
        for code, reached in counted.reached.items():
            out.writerow((person, code, reached or "", counted.counted_days, counted.break_days))
    return OK


def table(file: str, definition: Definition) -> Table:
    """What a file of spells holds."""
    return Table(
        file,
        "spells of employment",
        (
            Column("person", "text", "whose spell it is"),
            Column("employer", "text", "where"),
            Column("form", "choice", "form of contract", choices=definition.all_forms),
            Column("hours", "number", "hours a week"),
            Column("from", "date", "first day"),
            # not optional: without the column every spell would go on; a cell of it may be empty
            Column("until", "date", "last day, empty while it goes on", default=NO_END.isoformat()),
            Column("proof", "choice", "what it rests on", choices=PROOFS),
        ),
        key=("person", "employer", "from"),
    )


def read_spells(path: Path, definition: Definition) -> dict[str, list[Spell]]:
    """The spells of a file by person; raises RegionError with everything that is wrong with it."""
    if not path.exists():
        raise Refused(f"{path}: there is no such file; name a CSV file with spells of employment")
    sheet = read_sheet(path.parent, table(path.name, definition))
    _names(sheet)
    _hours(sheet)
    _overlaps(sheet, list(_spans(sheet)))
    if sheet.problems:
        place = {column.name: at for at, column in enumerate(sheet.table.columns)}
        order = sorted(sheet.problems, key=lambda problem: (problem.row or 0, place.get(problem.column, -1)))
        raise RegionError(tuple(order))
    return _spells(sheet)


def _spells(sheet: Sheet) -> dict[str, list[Spell]]:
    """The spells of a sheet in which nothing is wrong."""
    people: dict[str, list[Spell]] = defaultdict(list)
    columns = [sheet.columns[column.name].text() for column in sheet.table.columns]
    for person, employer, form, hours, since, until, proof in zip(*columns, strict=True):
        end = date.fromisoformat(until) if until else None
        people[person].append(Spell(employer, form, Decimal(hours), date.fromisoformat(since), end, proof))
    return people


def _names(sheet: Sheet) -> None:
    """Note spaces around a name: they would make two of one person or employer."""
    for column in ("person", "employer"):
        texts = sheet.columns[column].texts
        fault = Fault("spaces", "has spaces around it", "take them away")
        sheet.report_texts(column, {at: fault for at, text in enumerate(texts) if text != text.strip()})


def _hours(sheet: Sheet) -> None:
    """Note hours that no week at one employer has."""
    cells = sheet.columns["hours"]
    faults: dict[int, Fault] = {}
    right = f"hours a week at this employer, above 0 and at most {MOST_HOURS}"
    for at, (text, value) in enumerate(zip(cells.texts, cells.values, strict=True)):
        if value is None:
            continue
        if value <= 0:
            faults[at] = Fault("no-hours", "is not above 0", right)
        elif value > MOST_HOURS:
            faults[at] = Fault("too-many-hours", "is more than a week at one employer can hold", right)
        elif not PLAIN_HOURS.fullmatch(text):
            faults[at] = Fault("not-plain", "is not written plainly", "hours such as 32 or 32.5, at most 6 decimals")
    sheet.report_texts("hours", faults)


def _spans(sheet: Sheet) -> Iterator[Span]:
    """The rows of which person, employer and days can be read; notes days that cannot be, as far as they say so."""
    persons, employers, froms, untils = (_values(sheet, name) for name in ("person", "employer", "from", "until"))
    for at, (person, employer, first, end) in enumerate(zip(persons, employers, froms, untils, strict=True)):
        if at in sheet.ragged or first is None:
            continue
        since = date.fromordinal(first + EPOCH)
        if since < EARLIEST:
            sheet.report(at, "from", Fault("too-early", "is too long ago", f"a day from {EARLIEST} on"))
        elif end is not None and end < first:
            wrong, right = f"is before the first day, {since}", f"a day from {since} on, or nothing while it goes on"
            sheet.report(at, "until", Fault("ends-first", wrong, right))
        elif None not in (person, employer, end):
            yield Span(at, person, employer, since, date.fromordinal(end + EPOCH))


def _values(sheet: Sheet, column: str) -> list[Any]:
    """The value of every row; None where it is wrong."""
    cells = sheet.columns[column]
    return [cells.values[code] for code in cells.codes.tolist()]


def _overlaps(sheet: Sheet, spans: list[Span]) -> None:
    """Note the spells that begin before an earlier one of the same person at the same employer has ended."""
    for one, other in _followers(spans):
        if other.since > one.until:
            continue
        wrong = f"overlaps the spell of row {sheet.numbers[one.at]} at the same employer"
        right = "make one spell of the two, with their hours together"
        if one.since < other.since:
            right = f"end that one on {other.since - timedelta(days=1)} at the latest, or {right}"
        sheet.report(other.at, "from", Fault("overlap", wrong, right))


def _followers(spans: list[Span]) -> Iterator[tuple[Span, Span]]:
    """Each spell behind the one, of those that began before it, that goes on longest."""
    together: dict[tuple[str, str], list[Span]] = defaultdict(list)
    for span in spans:
        # whoever writes an employer in two ways must not have the hours counted twice
        together[span.person.strip(), " ".join(span.employer.split()).casefold()].append(span)
    for alike in together.values():
        alike.sort(key=lambda span: (span.since, span.at))
        longest = alike[0]
        for span in alike[1:]:
            yield longest, span
            longest = max(longest, span, key=lambda span: span.until)
