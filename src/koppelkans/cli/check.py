"""`koppelkans check`: every error and every oddity of a region folder, and what is in it."""

from __future__ import annotations

import argparse
import sys

import numpy as np

from koppelkans.cli import warnings
from koppelkans.cli.arguments import Commands, add_command, add_region
from koppelkans.cli.status import OK
from koppelkans.cli.tables import aligned, counted, euros
from koppelkans.engine import files
from koppelkans.engine.region import Region


def add_to(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the subcommand."""
    parser = add_command(
        commands,
        "check",
        run,
        short="say everything that is wrong or odd in a region folder",
        long="Reads a region folder and names every error in it (exit status 2), what is allowed but odd,\n"
        "and what it holds.",
        example="koppelkans check examples/pilot",
    )
    add_region(parser)
    parser.add_argument(
        "--all", action="store_true", help=f"show every warning, also where more than {warnings.MANY} are alike"
    )


def run(arguments: argparse.Namespace) -> int:
    """Check the folder and print what is in it."""
    region, odd = files.read_region(arguments.region)
    for line in warnings.each(odd) if arguments.all else warnings.by_kind(odd):
        print(line, file=sys.stderr)
    first, last = np.array([region.settings.plan_from, region.settings.plan_until]).astype("datetime64[D]")
    print(f"{region.settings.name}: no errors")
    print(f"plans from {first} to {last}, at most {region.settings.max_runs} runs in a pathway")
    print(*aligned(contents(region), "<><"), sep="\n")
    return OK


def contents(region: Region) -> list[tuple[str, str, str]]:
    """Per kind of thing how many there are and what they offer."""
    runs, places, funds = region.runs, region.places, region.funds
    seats = int(np.maximum(runs.seats_max - runs.seats_taken, 0).sum())
    wishes = counted(len(region.wishes.candidate), "wish", "wishes")
    trainings = counted(len(region.trainings), "training")
    people = counted(int(places.capacity.sum()), "person", "people")
    employers = counted(len(region.employers.ids), "employer")
    granted = euros(int(funds.budget[~funds.expected].sum()))
    expected = euros(int(funds.budget[funds.expected].sum()))
    rows = [
        ("candidates", len(region.candidates.ids), wishes),
        ("runs", len(runs.ids), f"{counted(seats, 'free seat')} in {trainings}"),
        ("places", len(places.ids), f"for {people} at {employers}"),
        ("funds", len(funds.ids), f"{granted} granted, {expected} expected"),
        ("previous pathways", len(region.previous.candidate), ""),
        ("locked pathways", len(region.locks.candidate), ""),
    ]
    return [(f"  {name}", f"{count:,}", offer) for name, count, offer in rows]
