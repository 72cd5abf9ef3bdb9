"""`koppelkans generate`: a realistic region of any size, with invented people at real places."""

from __future__ import annotations

import argparse
from pathlib import Path

from koppelkans import generate
from koppelkans.cli import folders
from koppelkans.cli.arguments import Commands, add_command, natural, positive
from koppelkans.cli.status import OK


def add_to(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the subcommand."""
    parser = add_command(
        commands,
        "generate",
        run,
        short="write a realistic region of any size",
        long="Writes a region folder with invented people at real places, as scarce as life.\n"
        "The same number and seed give the same folder.",
        example="koppelkans generate --candidates 1000 --seed 1 -o build/region-1000",
    )
    parser.add_argument("--candidates", metavar="N", type=positive, required=True, help="how many candidates")
    parser.add_argument("--seed", metavar="N", type=natural, default=1, help="start of the random numbers (default: 1)")
    parser.add_argument("-o", "--output", metavar="REGION", type=Path, required=True, help="the folder to write")


def run(arguments: argparse.Namespace) -> int:
    """Write the region folder."""
    folder: Path = arguments.output
    folders.refuse_existing(folder, "name a folder that does not")
    folders.refuse_unwritable(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    generate.write(folder, arguments.candidates, arguments.seed)
    print(f"wrote {folder} with {arguments.candidates:,} candidates")
    return OK
