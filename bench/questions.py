"""`./run bench --questions`: how long a question about a plan takes, and how often it changes something for others.

The region and the plan are made first and not counted; then random people are asked about at random places, half of
them places that some pathway of theirs leads to, and people without a proposal about what would help.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bench import page
from bench.cases import Case
from bench.machine import machine, moment
from koppelkans.engine.files import read_region
from koppelkans.engine.questions import Questions
from koppelkans.engine.solve import Stop, plan
from koppelkans.engine.world import World

RESULTS = Path(__file__).with_name("questions.json")
BEGIN, END = "<!-- questions: ./run bench --questions --write -->", "<!-- end of questions -->"
PLACES, PEOPLE = 200, 40  # questions of each kind
FIGURES = ("median", "p95", "busy median", "busy p95")
MOST_SECONDS = 600.0  # for the plan


def parser() -> argparse.ArgumentParser:
    """The arguments of `./run bench --questions`."""
    top = argparse.ArgumentParser(prog="./run bench --questions", description=__doc__)
    top.add_argument("--people", type=int, default=3_000, metavar="N", help="size of the region (default: 3000)")
    top.add_argument("--write", action="store_true", help=f"write the table into {page.PAGE.name}")
    return top


def main(argv: Sequence[str]) -> None:
    """Measure, print, and write if asked."""
    told = parser().parse_args(argv)
    found = measured(told.people)
    print(figures(found))
    if told.write:
        known: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
        known[str(told.people)] = found
        RESULTS.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")
        before, _, rest = page.PAGE.read_text(encoding="utf-8").partition(BEGIN)
        _, _, after = rest.partition(END)
        tables = "\n\n".join(figures(known[size]) for size in sorted(known, key=int))
        page.PAGE.write_text(f"{before}{BEGIN}\n\n{tables}\n\n{END}{after}", encoding="utf-8")


def measured(people: int) -> dict[str, Any]:
    """Seconds of each question of a generated region."""
    with tempfile.TemporaryDirectory(prefix="koppelkans-") as name:
        folder = Case(f"{people:,}", people, 0.0, 0.0).region(Path(name))
        region, _ = read_region(folder)
    outcome = plan(region, stop=Stop(seconds=MOST_SECONDS))
    assert outcome.core is not None
    core, rng = outcome.core, np.random.default_rng(1)
    prepared, questions = timed(Questions, region, outcome, core)
    who = rng.integers(len(region.candidates.ids), size=PLACES).tolist()
    where = rng.integers(len(region.places.ids), size=PLACES).tolist()
    world = World(region)
    for k in range(0, PLACES, 2):  # half the questions are about a place that could be
        own = world.own(who[k]).place
        where[k] = int(rng.choice(own)) if len(own) else where[k]
    asked = [timed(questions.why_not, *pair) for pair in zip(who, where, strict=True)]
    again = [(seconds, answer) for seconds, answer in asked if answer.difference is not None]
    out = rng.permutation(outcome.unplaced.candidate)[:PEOPLE].tolist()
    helped = [timed(questions.what_helps, person) for person in out]
    offers = rng.integers(len(region.runs.ids), size=PEOPLE).tolist()
    reserved = [timed(questions.cost_of_reserving, run) for run in offers]
    return {
        "people": people,
        "moment": moment(),
        "machine": machine(),
        "gap": outcome.gap,
        "pathways": len(core.candidate),
        "prepared": prepared[0],
        "why not": spread([seconds for seconds, _ in asked]),
        "why not, planned again": spread([seconds for seconds, _ in again]),
        "what helps": spread([seconds for seconds, _ in helped]),
        "a seat reserved": spread([seconds for seconds, _ in reserved]),
        "no plan found": sum(answer.pathway is not None and answer.difference is None for _, answer in asked),
    }


def timed(work: Callable[..., Any], *given: Any) -> tuple[tuple[float, float], Any]:
    """Seconds that something takes (passed, and of the processor: other work on the machine adds to the first), and
    what it gives."""
    begun, busy = time.perf_counter(), time.process_time()
    answer = work(*given)
    return (time.perf_counter() - begun, time.process_time() - busy), answer


def spread(seconds: list[tuple[float, float]]) -> dict[str, float]:
    """How many, and of the seconds passed and those of the processor the median and the 95th percentile."""
    (passed50, busy50), (passed95, busy95) = np.quantile(np.array(seconds or [(0.0, 0.0)]), (0.5, 0.95), axis=0)
    found = {"median": passed50, "p95": passed95, "busy median": busy50, "busy p95": busy95}
    return {"n": len(seconds)} | {name: float(value) for name, value in found.items()}


def figures(found: dict[str, Any]) -> str:
    """One region as a table."""
    kinds = ("why not", "why not, planned again", "what helps", "a seat reserved")
    rows = [(kind, f"{found[kind]['n']}", *(f"{found[kind][part]:.2f}" for part in FIGURES)) for kind in kinds]
    head = (
        f"{found['people']:,} people, plan proven to {100 * found['gap']:.2f} %, {found['pathways']:,} pathways kept; "
        f"prepared in {found['prepared']:.2f} s; {found['no plan found']} times no plan with the person there was "
        f"found; load {found['moment']['load']}."
    )
    return f"{head}\n\n{page.table(('question', 'asked', 'median s', 'p95 s', 'processor: median s', 'p95 s'), rows)}"
