"""`koppelkans explain`: why one candidate has this pathway, or none, in words."""

from __future__ import annotations

import argparse
import difflib
from collections.abc import Sequence
from pathlib import Path

from koppelkans.cli import folders
from koppelkans.cli.arguments import Commands, add_command, add_language, add_region
from koppelkans.cli.status import OK, Refused
from koppelkans.engine import explain, telling
from koppelkans.engine.answering import tell_help, tell_why_not
from koppelkans.engine.coring import core_again
from koppelkans.engine.questions import Questions
from koppelkans.engine.region import Region
from koppelkans.engine.words import Words


def add_to(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the subcommand."""
    parser = add_command(
        commands,
        "explain",
        run,
        short="say why a candidate has this pathway, or none",
        long="Says why this pathway, what the next best three are and how they differ;\n"
        "for someone without a proposal what stopped them, nearest first.\n"
        "With --place or --helps it plans again near the candidate, and says what it found.",
        example="koppelkans explain examples/pilot build/pilot spar --language en",
    )
    add_region(parser)
    parser.add_argument("plan", metavar="PLAN", type=Path, help="the plan folder")
    parser.add_argument("candidate", metavar="CANDIDATE", help="the id of a candidate")
    parser.add_argument("--place", metavar="PLACE", help="say why the candidate is not planned at this place")
    parser.add_argument("--helps", action="store_true", help="say which small changes would help the candidate")
    add_language(parser, "the explanation")


def run(arguments: argparse.Namespace) -> int:
    """Explain one candidate's place in the plan."""
    region = folders.region(arguments.region)
    candidate = find(region.candidates.ids, arguments.candidate, "candidate", region)
    place = None if arguments.place is None else find(region.places.ids, arguments.place, "place", region)
    plan = folders.plan(region, arguments.plan)
    if place is None and not arguments.helps:
        explanation = explain.explain(region, plan, candidate)
        print(telling.text(arguments.language, region, plan, explanation))
        return OK
    words, questions = Words(arguments.language, region), Questions(region, plan, core_again(region, plan))
    lines: list[str] = []
    if place is not None:
        lines += tell_why_not(words, region, questions.why_not(candidate, place))
    if arguments.helps:
        helps = [" ".join(tell_help(words, region, help_)) for help_ in questions.what_helps(candidate)]
        lines += [f"- {told}" for told in helps] or [words.say("help.nothing")]
    print("\n".join(lines))
    return OK


def find(ids: Sequence[str], asked: str, what: str, region: Region) -> int:
    """The row of an id; refuses an unknown one and names one that looks like it."""
    if asked in ids:
        return ids.index(asked)
    near = difflib.get_close_matches(asked, ids, n=1)
    hint = f"; did you mean {near[0]}?" if near else f"; {what}s.csv has {len(ids):,} {what}s"
    raise Refused(f"no {what} {asked!r} in {region.settings.name}{hint}")
