"""`koppelkans import` and `koppelkans export`: the platform's data as a region folder, and back."""

from __future__ import annotations

import argparse
from pathlib import Path

from koppelkans.cli import folders
from koppelkans.cli.arguments import Commands, add_command, add_region, day
from koppelkans.cli.platform import need_tables
from koppelkans.cli.status import FAILED, INVALID, OK, Refused
from koppelkans.cli.tables import counted


def add_to(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the subcommands."""
    parser = add_command(
        commands,
        "import",
        bring_in,
        short="put a region folder into the platform",
        long="Puts a region folder into the empty platform, as a whole or not at all.",
        example="koppelkans import examples/region",
    )
    add_region(parser)
    parser.add_argument(
        "--first-day",
        metavar="DATE",
        type=day,
        help="move every date by whole weeks, so that planning begins in that week (for an example from the past)",
    )
    parser = add_command(
        commands,
        "export",
        take_out,
        short="write the platform's data as a region folder",
        long="Writes what the platform holds today as a region folder, whole or not at all. People who have a place,\n"
        "are parked or have left are not in it: the format knows only who can be planned.",
        example='koppelkans export "Regio Groningen" build/groningen',
    )
    parser.add_argument("name", metavar="NAME", help="the name of the region, to be sure that it is the one you mean")
    parser.add_argument("folder", metavar="DIR", type=Path, help="the region folder to write")


def bring_in(arguments: argparse.Namespace) -> int:
    """Import a region folder and say how much came in."""
    need_tables()
    from django.utils import timezone

    from koppelkans.core import refusal
    from koppelkans.core.access import house
    from koppelkans.planning.actions.exchange import import_region

    try:
        counts = import_region(
            arguments.region, by=house("koppelkans import"), now=timezone.now(), first=arguments.first_day
        )
    except refusal.Refused as error:
        raise Refused(str(error), INVALID) from error
    parts = [counted(count, name.removesuffix("s")) for name, count in counts.items()]
    print(f"{arguments.region}: {', '.join(parts)} imported")
    return OK


def take_out(arguments: argparse.Namespace) -> int:
    """Export the region and say where it is."""
    folders.refuse_existing(arguments.folder, "name another folder")
    folders.refuse_unwritable(arguments.folder)
    need_tables()
    from django.utils import timezone

    from koppelkans.core import refusal
    from koppelkans.core.access import house
    from koppelkans.planning.actions.exchange import export_region

    arguments.folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        region = export_region(arguments.folder, name=arguments.name, by=house("koppelkans export"), now=timezone.now())
    except refusal.Refused as error:
        raise Refused(str(error), FAILED) from error
    print(f"{region.name}: written to {arguments.folder}")
    return OK
