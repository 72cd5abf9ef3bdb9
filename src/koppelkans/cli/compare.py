"""`koppelkans compare`: what differs between two plans for one region."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

from koppelkans.cli import reading
from koppelkans.cli.arguments import Commands, add_command, add_region
from koppelkans.cli.status import OK
from koppelkans.cli.tables import aligned, change, euros
from koppelkans.engine.compare import Comparison, compare
from koppelkans.engine.region import Region

SHOWN = 10  # ids named on one line


def add_to(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the subcommand."""
    parser = add_command(
        commands,
        "compare",
        run,
        short="say what differs between two plans",
        long="Sets two plans for one region side by side: people, money per fund, groups and the runs that open.",
        example="koppelkans compare examples/pilot build/january build/february",
    )
    add_region(parser)
    parser.add_argument("first", metavar="PLAN_A", type=Path, help="a plan folder")
    parser.add_argument("second", metavar="PLAN_B", type=Path, help="another plan folder for the same region")


def run(arguments: argparse.Namespace) -> int:
    """Compare two plans and print the differences."""
    region = reading.region(arguments.region, warn=False)
    first, second = (reading.plan(region, folder) for folder in (arguments.first, arguments.second))
    comparison = compare(region, first, second)
    print(*page(region, comparison, (str(arguments.first), str(arguments.second))), sep="\n")
    return OK


def page(region: Region, comparison: Comparison, names: tuple[str, str]) -> Iterator[str]:
    """The comparison as lines."""
    yield f"A = {names[0]}, B = {names[1]}"
    yield ""
    yield from totals(region, comparison)
    yield ""
    yield from people(region, comparison)
    yield from runs(region, comparison)


def totals(region: Region, comparison: Comparison) -> list[str]:
    """One table: the totals, the money per fund and the people per group."""
    first, second = comparison.first, comparison.second

    def total(name: str, of: str, form: str) -> tuple[str, str, str, str]:
        a, b = getattr(first, of), getattr(second, of)
        return name, format(a, form), format(b, form), change(a, b, form)

    table = [
        ("", "A", "B", "B - A"),
        total("people with a proposal", "people", ",d"),
        total("durable placements expected", "durable", ",.1f"),
        total("runs with someone planned in", "opened", ",d"),
        total("value of the plan", "value", ",.4f"),
        ("money used", *money(first.cost, second.cost)),
    ]
    table += [
        (f"  {fund}", *money(*pair)) for fund, pair in zip(region.funds.ids, comparison.funds, strict=True) if any(pair)
    ]
    table += [
        (f"group {group}", f"{a:,}", f"{b:,}", change(a, b))
        for group, (a, b) in zip(region.groups, comparison.groups, strict=True)
    ]
    return aligned(table)


def money(first: int, second: int) -> tuple[str, str, str]:
    """Two amounts and their difference."""
    return euros(first), euros(second), change(first / 100, second / 100)


def people(region: Region, comparison: Comparison) -> Iterator[str]:
    """Who has another pathway, and who has one in one plan only."""
    ids = region.candidates.ids
    yield f"the same pathway: {comparison.same:,}"
    yield f"another pathway: {named(ids, comparison.moved)}"
    yield f"a proposal in A only: {named(ids, comparison.placed_first)}"
    yield f"a proposal in B only: {named(ids, comparison.placed_second)}"


def runs(region: Region, comparison: Comparison) -> Iterator[str]:
    """Which runs take people in one plan only."""
    yield f"runs in A only: {named(region.runs.ids, comparison.opened_first)}"
    yield f"runs in B only: {named(region.runs.ids, comparison.opened_second)}"


def named(ids: Sequence[str], rows: Sequence[int]) -> str:
    """How many, and the first of them by id."""
    if not rows:
        return "0"
    more = f", and {len(rows) - SHOWN:,} more" if len(rows) > SHOWN else ""
    return f"{len(rows):,} ({', '.join(ids[row] for row in rows[:SHOWN])}{more})"
