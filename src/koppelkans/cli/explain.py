"""`koppelkans explain`: why one candidate has this pathway, or none, in words."""

from __future__ import annotations

import argparse
import difflib
from pathlib import Path

from koppelkans.cli import folders
from koppelkans.cli.arguments import Commands, add_command, add_language, add_region
from koppelkans.cli.status import OK, Refused
from koppelkans.engine import explain, telling
from koppelkans.engine.region import Region


def add_to(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the subcommand."""
    parser = add_command(
        commands,
        "explain",
        run,
        short="say why a candidate has this pathway, or none",
        long="Says why this pathway, what the next best three are and how they differ;\n"
        "for someone without a proposal what stopped them, nearest first.",
        example="koppelkans explain examples/pilot build/pilot spar --language en",
    )
    add_region(parser)
    parser.add_argument("plan", metavar="PLAN", type=Path, help="the plan folder")
    parser.add_argument("candidate", metavar="CANDIDATE", help="the id of a candidate")
    add_language(parser, "the explanation")


def run(arguments: argparse.Namespace) -> int:
    """Explain one candidate's place in the plan."""
    region = folders.region(arguments.region)
    candidate = find(region, arguments.candidate)
    plan = folders.plan(region, arguments.plan)
    explanation = explain.explain(region, plan, candidate)
    print(telling.text(arguments.language, region, plan, explanation))
    return OK


def find(region: Region, candidate: str) -> int:
    """The row of a candidate; refuses an unknown id and names one that looks like it."""
    ids = region.candidates.ids
    if candidate in ids:
        return ids.index(candidate)
    near = difflib.get_close_matches(candidate, ids, n=1)
    hint = f"; did you mean {near[0]}?" if near else f"; candidates.csv has {len(ids):,} candidates"
    raise Refused(f"no candidate {candidate!r} in {region.settings.name}{hint}")
