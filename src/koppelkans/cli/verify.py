"""`koppelkans verify`: checks a plan against every rule of the format, apart from the code that made it."""

from __future__ import annotations

import argparse
from pathlib import Path

from koppelkans.cli import folders
from koppelkans.cli.arguments import Commands, add_command, add_region
from koppelkans.cli.status import FAILED, OK
from koppelkans.cli.tables import counted, percent
from koppelkans.engine import verify


def add_to(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the subcommand."""
    parser = add_command(
        commands,
        "verify",
        run,
        short="check a plan against every rule, apart from the solver",
        long="Works out every rule (P0-P8, G1-G7), the value and the bound of a plan anew\n"
        "and prints what is broken (exit status 1).",
        example="koppelkans verify examples/pilot build/pilot",
    )
    add_region(parser)
    parser.add_argument("plan", metavar="PLAN", type=Path, help="the plan folder")


def run(arguments: argparse.Namespace) -> int:
    """Verify the plan and print every breach."""
    region = folders.region(arguments.region)
    plan = folders.plan(region, arguments.plan)
    breaches = verify.verify(region, plan)
    for breach in breaches:
        print(f"{breach.rule} {breach.where}: {breach.message}")
    if breaches:
        print(f"{counted(len(breaches), 'breach', 'breaches')}")
        return FAILED
    people = counted(len(plan.proposals.candidate), "proposal")
    print(f"all rules hold: {people}, value {plan.value:.4f}, within {percent(plan.gap)} of the best possible")
    return OK
