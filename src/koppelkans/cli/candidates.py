"""`koppelkans candidates`: bring people in from a municipality's own file, through a mapping that is a file too."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from koppelkans.cli.arguments import Commands, add_command
from koppelkans.cli.platform import need_tables
from koppelkans.cli.status import FAILED, INVALID, OK, Refused
from koppelkans.cli.tables import aligned, counted

if TYPE_CHECKING:
    from koppelkans.core.models import Municipality
    from koppelkans.people.imports.problems import Problem
    from koppelkans.people.imports.reading import Reading

PARTS = ("columns", "codes", "defaults")
TOLD_EVERY = 5_000  # rows
WHO = "koppelkans candidates"


def add_to(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the subcommand."""
    parser = add_command(
        commands,
        "candidates",
        run,
        short="bring people in from a municipality's own CSV or XLSX",
        long="Reads a municipality's own file through a mapping, names everything that is wrong with it (exit status\n"
        "2), and brings all people in, or nobody. The same file again changes nobody. The page of the import can\n"
        "undo it. Columns that may not come in, such as a citizen service number, are left out and stored nowhere.",
        example="koppelkans candidates examples/import/export.csv --mapping examples/import/mapping.json "
        "--municipality GM0394 --dry-run",
    )
    parser.add_argument("file", metavar="FILE", type=Path, help="the file, CSV or XLSX")
    parser.add_argument("--mapping", metavar="FILE", type=Path, required=True, help="which column is what, as JSON")
    parser.add_argument("--municipality", metavar="GM…", required=True, help="whose people these are, such as GM0394")
    parser.add_argument("--sheet", metavar="NAME", default="", help="the sheet of a workbook (default: the first)")
    parser.add_argument("--dry-run", action="store_true", help="check the file and change nothing")


def run(arguments: argparse.Namespace) -> int:
    """Check the file and bring the people in."""
    data = read_mapping(arguments.mapping)
    need_tables()
    from django.utils import translation

    from koppelkans.core import refusal
    from koppelkans.core.models import Municipality
    from koppelkans.people.imports.reading import Reading

    municipality = Municipality.objects.filter(code=arguments.municipality).first()
    if municipality is None:
        known = ", ".join(Municipality.objects.values_list("code", flat=True)[:10]) or "none"
        raise Refused(f"there is no municipality {arguments.municipality}; the platform knows: {known}")
    reading = Reading.from_data(data)
    bring: Callable[..., int] = _try if arguments.dry_run else _bring
    with translation.override("en"):
        try:
            return bring(arguments, municipality, reading)
        except refusal.Refused as refused:
            for reason in refused.reasons:
                print(reason, file=sys.stderr)
            raise Refused(f"{counted(len(refused.reasons), 'error')}; nobody was brought in") from refused


def read_mapping(path: Path) -> dict[str, dict[str, Any]]:
    """The mapping of a file; raises Refused with what is wrong with it."""
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise Refused(f"{path}: this is no JSON: {error}") from error
    if not isinstance(data, dict) or not isinstance(data.get("columns"), dict):
        raise Refused(f'{path}: write an object with "columns", such as {{"columns": {{"Klantnummer": "own_key"}}}}')
    if strange := sorted(data.keys() - {*PARTS, "name"}):
        raise Refused(f"{path}: {', '.join(strange)}: only name, {', '.join(PARTS)} are known here")
    for part in PARTS:
        texts = data.setdefault(part, {})
        values = texts.values() if isinstance(texts, dict) else [None]
        if part == "codes":
            values = [text for codes in values for text in (codes.values() if isinstance(codes, dict) else [None])]
        if not all(isinstance(value, str) for value in values):
            raise Refused(f"{path}: {part} holds something else than texts")
    return data


def _try(arguments: argparse.Namespace, municipality: Municipality, reading: Reading) -> int:
    """Check without writing anything."""
    from django.utils import timezone

    from koppelkans.core.access import house
    from koppelkans.core.refusal import refuse_if
    from koppelkans.people.imports import checking, mapping
    from koppelkans.people.imports.owners import Standing
    from koppelkans.people.imports.reading import Reader
    from koppelkans.people.imports.staging import stage, staged_rows

    with arguments.file.open("rb") as file:
        staged = stage(file, arguments.file.name, sheet=arguments.sheet)
    with staged.file:
        _say_refused(staged.refused, staged.notes)
        refuse_if(mapping.faults(staged.header, _without(reading, staged.refused)))
        today = timezone.localdate()
        known = checking.known_in(municipality.code, today)
        reader = Reader(staged.header, _without(reading, staged.refused), known)
        outcome = checking.check(
            staged_rows(staged.file), reader, municipality.code, today, Standing.of(house(WHO)), _tell
        )
    outcome.wrong(staged.problems)
    if outcome.problem_count:
        return _say_problems(outcome.problems, outcome.problem_count)
    print(f"{arguments.file.name}: no errors; nothing was changed")
    _say_counts(outcome.rows, *outcome.counts.values(), done=False)
    return OK


def _bring(arguments: argparse.Namespace, municipality: Municipality, reading: Reading) -> int:
    """Check and import."""
    from django.utils import timezone

    from koppelkans.core.access import house
    from koppelkans.people.imports import actions
    from koppelkans.people.imports.problems import Problem
    from koppelkans.people.models import Import

    by = house(WHO)
    with arguments.file.open("rb") as file:
        batch = actions.upload(
            municipality, by=by, file=file, file_name=arguments.file.name, sheet=arguments.sheet, now=timezone.now()
        )
    ready = False
    try:
        _say_refused(batch.refused_columns, batch.notes)
        wanted = _without(reading, batch.refused_columns)
        actions.use_mapping(batch, by=by, reading=wanted, name=arguments.mapping.stem, now=timezone.now())
        batch = actions.start_check(batch, by=by, now=timezone.now(), at_once=True, tell=_tell)
        ready = batch.status == Import.Status.READY
        problems = [Problem(**problem) for problem in batch.problems]
    finally:
        if not ready:
            batch.refresh_from_db()
            actions.abandon(batch, by=by, now=timezone.now())
    if problems:
        return _say_problems(problems, batch.problem_count or len(problems))
    batch = actions.start_import(batch, by=by, now=timezone.now(), at_once=True)
    if batch.status != Import.Status.IMPORTED:
        raise Refused("somebody changed the region meanwhile; nobody was brought in, try again", FAILED)
    print(f"{arguments.file.name}: imported")
    _say_counts(batch.rows, batch.added, batch.changed, batch.unchanged, batch.skipped, done=True)
    return OK


def _without(reading: Reading, refused: dict[str, str]) -> Reading:
    """The mapping without the columns that may not come in: they were refused aloud."""
    from dataclasses import replace

    return replace(reading, columns={column: to for column, to in reading.columns.items() if column not in refused})


def _tell(done: int) -> None:
    if done % TOLD_EVERY == 0:
        print(f"checked {done:,} rows", file=sys.stderr)


def _say_refused(refused: dict[str, str], notes: list[str]) -> None:
    for note in notes:
        print(f"note: {note}", file=sys.stderr)
    for column, kind in refused.items():
        print(f"note: column {column!r} was left out and stored nowhere: it seems to hold {kind}", file=sys.stderr)


def _say_problems(problems: list[Problem], count: int) -> int:
    for problem in problems:
        where = f"row {problem.row}, " if problem.row is not None else ""
        print(f"{where}{problem.column}: {problem.value!r}: {problem.sentence}", file=sys.stderr)
    if count > len(problems):
        print(f"and {count - len(problems):,} more", file=sys.stderr)
    print(f"koppelkans: {counted(count, 'error')} in the file; nobody was brought in", file=sys.stderr)
    return INVALID


def _say_counts(rows: int, added: int, changed: int, unchanged: int, skipped: int, *, done: bool) -> None:
    lines = [
        ("  rows", f"{rows:,}"),
        ("  new", f"{added:,}"),
        ("  changed", f"{changed:,}"),
        ("  the same", f"{unchanged:,}"),
        ("  merged into another", f"{skipped:,}"),
    ]
    print(*aligned(lines if done or skipped else lines[:4], "<>"), sep="\n")
