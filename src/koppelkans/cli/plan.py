"""`koppelkans plan`: makes a plan for a region and writes it as a folder."""

from __future__ import annotations

import argparse
from pathlib import Path

from koppelkans.cli import folders
from koppelkans.cli.arguments import Commands, add_command, add_language, add_region, gap, natural, positive, seconds
from koppelkans.cli.interrupt import Interrupt, Work
from koppelkans.cli.progress import Display
from koppelkans.cli.status import OK
from koppelkans.cli.tables import aligned, euros, percent
from koppelkans.engine import files, report, solve
from koppelkans.engine.plan import Plan
from koppelkans.engine.region import Region


def add_to(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the subcommand."""
    parser = add_command(
        commands,
        "plan",
        run,
        short="plan a region",
        long="Makes a plan and writes it as a folder, whole or not at all. Ctrl-C keeps the best plan found so far;\n"
        "a second Ctrl-C ends at once and writes nothing.",
        example="koppelkans plan examples/pilot -o build/pilot",
    )
    add_region(parser)
    parser.add_argument("-o", "--output", metavar="PLAN", type=Path, required=True, help="the plan folder to write")
    parser.add_argument("--time-limit", metavar="S", type=seconds, help="stop after S seconds (default: no limit)")
    parser.add_argument(
        "--gap",
        metavar="G",
        type=gap,
        help="stop when the plan is proven to be within G of the best possible "
        f"(default: exact up to {solve.EXACT_PEOPLE} people, then {100 * solve.GAPS[0][1]:g} %% to "
        f"{100 * solve.LAST_GAP:g} %% by size)",
    )
    parser.add_argument(
        "--seed",
        metavar="N",
        type=natural,
        default=1,
        help="start of the random numbers; the same input, seed and no time limit hit: the same plan (default: 1)",
    )
    parser.add_argument("--workers", metavar="N", type=positive, default=2, help="processes to work with (default: 2)")
    parser.add_argument("--quiet", action="store_true", help="show no progress")
    parser.add_argument("--force", action="store_true", help="replace the plan folder if it exists")
    add_language(parser, "the report")


def run(arguments: argparse.Namespace) -> int:
    """Plan, write the plan folder and say what came out."""
    output: Path = arguments.output
    if arguments.force:
        folders.refuse_other_than_plan(output)
    else:
        folders.refuse_existing(output, "name another folder, or use --force to replace it")
    folders.refuse_unwritable(output)
    region = folders.region(arguments.region)
    display = Display(quiet=arguments.quiet)
    with Interrupt() as interrupt:
        stop = solve.Stop(gap=arguments.gap, seconds=arguments.time_limit, asked=interrupt.asked)
        work = Work(
            lambda: solve.plan(region, stop=stop, seed=arguments.seed, workers=arguments.workers, progress=display)
        )
        try:
            plan = work.wait(lambda: display.tick(stopping=interrupt.asked()))
        finally:
            display.done()
        page = report.render(region, plan, arguments.language)
        output.parent.mkdir(parents=True, exist_ok=True)
        files.write_plan(region, plan, output, report_html=page, force=arguments.force)
    print(*summary(region, plan, output), sep="\n")
    return OK


def summary(region: Region, plan: Plan, output: Path) -> list[str]:
    """What came out, in a few lines."""
    proposals = plan.proposals
    people, candidates = len(proposals.candidate), len(region.candidates.ids)
    rows = [
        ("durable placements expected", f"{proposals.probability.sum():,.1f}"),
        ("runs with someone planned in", f"{int((plan.planned > 0).sum()):,} of {len(region.runs.ids):,}"),
        ("money used", euros(int(plan.funding.amount.sum()))),
        ("value of the plan", f"{plan.value:,.4f}"),
        ("below the best possible at most", percent(plan.gap)),
    ]
    return [
        f"{region.settings.name}: {people:,} of {candidates:,} candidates have a proposal",
        *aligned([(f"  {name}", figure) for name, figure in rows], "<>"),
        f"report: {output / 'report.html'}",
    ]
