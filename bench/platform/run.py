"""The arguments of `./run bench --platform`, and its parts one after the other."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import django

from bench.machine import machine, moment
from bench.page import machine_table
from bench.platform import tables
from bench.platform.ground import POSTGRESQL, kinds, versions
from bench.platform.importing import imports
from bench.platform.lists import lists, round_pages
from bench.platform.load import Size, has_locust, load
from bench.platform.outcomes import outcomes
from bench.platform.why import why

PARTS = ("import", "lists", "rounds", "why", "results", "load")
PROPOSED = 9 / 5  # people for each proposal in the invented rounds


def parser() -> argparse.ArgumentParser:
    """The arguments."""
    top = argparse.ArgumentParser(prog="./run bench --platform", description=__doc__)
    top.add_argument("--only", choices=PARTS, nargs="+", default=PARTS, help="these parts only")
    top.add_argument("--on", choices=kinds(), nargs="+", default=kinds(), help="on these databases only")
    top.add_argument("--rows", type=int, nargs="+", default=[5_000, 50_000], metavar="N", help="rows of the files")
    top.add_argument("--people", type=int, nargs=2, default=[100, 20_000], metavar="N", help="people in the lists")
    top.add_argument("--proposals", type=int, nargs=2, default=[300, 3_000], metavar="N", help="of a round")
    top.add_argument("--journeys", type=int, nargs=2, default=[200, 20_000], metavar="N", help="of the dashboards")
    top.add_argument("--asked", type=int, default=3_000, metavar="N", help="people of the round that is asked why")
    top.add_argument("--times", type=int, default=60, metavar="N", help="how often each question is asked")
    top.add_argument("--requests", type=int, default=25, metavar="N", help="how often each list is asked")
    top.add_argument("--region", type=int, default=1_500, metavar="N", help="people of the region under load")
    top.add_argument("--users", type=int, default=100, metavar="N", help="people at once")
    top.add_argument("--seconds", type=int, default=90, metavar="N", help="how long they work")
    top.add_argument("--alone", type=int, default=60, metavar="N", help="how long one person works")
    top.add_argument("--processes", type=int, default=2, metavar="N", help="web processes")
    top.add_argument("--write", action="store_true", help=f"write the tables into {tables.PAGE.name}")
    return top


def main(argv: Sequence[str]) -> None:
    """Measure what is asked, print it, and write it if asked."""
    told = parser().parse_args(argv)
    here = machine() | {"Django": django.get_version()} | versions()
    print(machine_table(here), flush=True)
    results = tables.load()
    for part in told.only:
        for kind in on(part, told.on):
            name = f"{part}, {kind}"
            print(f"\n{name}", flush=True)
            begun = moment()
            figures = measured(part, kind, told)
            results[name] = {"part": part, "database": kind, "moment": begun, "machine": here, "figures": figures}
            print(tables.tables({name: results[name]}), flush=True)
            if told.write:
                tables.write(results)


def on(part: str, wanted: Sequence[str]) -> list[str]:
    """The databases a part is measured on: a crowd comes to PostgreSQL only, as in production."""
    if part != "load":
        return list(wanted)
    if POSTGRESQL not in wanted or not has_locust():
        print("\nskipped: load; it needs PostgreSQL and locust", flush=True)
        return []
    return [POSTGRESQL]


def measured(part: str, kind: str, told: argparse.Namespace) -> Any:
    """The figures of one part on one database."""
    with tempfile.TemporaryDirectory(prefix="koppelkans-") as name:
        folder = Path(name) / kind.lower()
        if part == "import":
            return imports(kind, folder, told.rows)
        if part == "lists":
            return lists(kind, folder, told.people, told.requests)
        if part == "rounds":
            people = [round(number * PROPOSED) for number in told.proposals]
            return lists(kind, folder, people, told.requests, round_pages)
        if part == "results":
            return outcomes(kind, folder, told.journeys, told.requests)
        if part == "why":
            return why(kind, folder, told.asked, told.times)
        return load(kind, folder, Size(told.region, told.users, told.seconds, told.alone, told.processes))
