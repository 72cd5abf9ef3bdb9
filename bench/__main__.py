"""`./run bench`: measures the engine beside other solvers and beside simpler ways to plan, and prints the tables."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from bench import page
from bench.baselines import BASELINES
from bench.cases import CASES, Case
from bench.listing import Listing, result
from bench.machine import machine, moment
from bench.peers import compare, seconds_for
from bench.questions import main as questions
from bench.speed import plan_by_command, speed
from koppelkans.engine.files import read_plan, read_region, write_region
from koppelkans.engine.region import Region
from koppelkans.engine.simple import same_money

QUICK, USUAL, ALL = 100, 1_500, 10_000
PARTS = ("peers", "baselines")


def parser() -> argparse.ArgumentParser:
    """The arguments of `./run bench`."""
    top = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    size = top.add_mutually_exclusive_group()
    size.add_argument("--quick", dest="most", action="store_const", const=QUICK, help=f"up to {QUICK} people")
    size.add_argument("--all", dest="most", action="store_const", const=ALL, help=f"up to {ALL:,} people")
    size.add_argument("--huge", dest="most", action="store_const", const=50_000, help="50,000 people too")
    size.add_argument("--people", type=int, nargs="+", metavar="N", help="these sizes only")
    top.add_argument("--without", choices=PARTS, nargs="+", default=(), help="leave a part out")
    top.add_argument("--platform", action="store_true", help="the platform instead of the engine; see its own --help")
    top.add_argument("--questions", action="store_true", help="questions about a plan instead; see its own --help")
    top.add_argument("--write", action="store_true", help=f"write the tables into {page.PAGE.name}")
    top.set_defaults(most=USUAL)
    return top


def main(argv: Sequence[str] | None = None) -> None:
    """Measure what is asked, print it, and write it if asked."""
    given = list(sys.argv[1:] if argv is None else argv)
    if given[:1] == ["--platform"]:
        from bench.platform.run import main as platform  # the engine's part needs no Django

        platform(given[1:])
        return
    if given[:1] == ["--questions"]:
        questions(given[1:])
        return
    told = parser().parse_args(given)
    here = machine()
    print(page.machine_table(here), flush=True)
    results = page.load()
    for case in CASES:
        if case.people in told.people if told.people else case.people <= told.most:
            print(f"\n{case.name}", flush=True)
            results[case.name] = measured(case, told.without) | {"machine": here}
            print(page.tables({case.name: results[case.name]}), flush=True)
            if told.write:
                page.write(results)


def measured(case: Case, without: Sequence[str]) -> dict[str, object]:
    """Everything about one case."""
    with tempfile.TemporaryDirectory(prefix="koppelkans-") as name:
        folder = Path(name)
        where = case.region(folder)
        region, _ = read_region(where)
        figures: dict[str, object] = {"moment": moment()}
        ours, _ = speed(case, folder, where, region)
        figures["speed"] = asdict(ours)
        if case.baselines and "baselines" not in without:
            figures["baselines"] = simpler_ways(case, folder, region)
        if case.peers and "peers" not in without:
            seconds = seconds_for(ours.seconds)
            outcomes = [asdict(outcome) for outcome in compare(Listing(region), folder, seconds)]
            figures["peers"] = {"given": seconds, "outcomes": outcomes}
        return figures


def simpler_ways(case: Case, folder: Path, region: Region) -> dict[str, object]:
    """What the baselines reach, and what the engine does with the very money that first come first served used."""
    listing = Listing(region)
    plans = {name: plan_of(listing) for name, plan_of in BASELINES.items()}
    figures: dict[str, object] = {name: asdict(result(region, plan)) for name, plan in plans.items()}
    first = next(iter(plans.values()))
    poorer = replace(region, funds=replace(region.funds, budget=same_money(region, first)))
    write_region(poorer, folder / "poorer")
    poorer, _ = read_region(folder / "poorer")
    written, *_ = plan_by_command(case, folder, folder / "poorer", "poorer-plan")
    figures[page.SAME_MONEY] = asdict(result(poorer, read_plan(poorer, written)))
    return figures


if __name__ == "__main__":
    main()
