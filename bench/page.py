"""The tables of docs/reference/benchmarks.md, made from the figures in bench/results.json."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from bench.cases import CASES, Case

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "reference" / "benchmarks.md"
RESULTS = Path(__file__).with_name("results.json")
BEGIN, END = "<!-- figures: ./run bench --write -->", "<!-- end of figures -->"
SAME_MONEY = "Koppelkans, with the money that first come first served used"
SAME = 1e-6

Results = dict[str, Any]


def load() -> Results:
    """The figures so far, by the name of a case."""
    return json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}


def write(results: Results) -> None:
    """Keep the figures, and write the tables into the page."""
    ordered = {case.name: results[case.name] for case in CASES if case.name in results}
    RESULTS.write_text(json.dumps(ordered, indent=1) + "\n", encoding="utf-8")
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{figures(ordered)}{after}", encoding="utf-8")


def figures(results: Results) -> str:
    """All that stands between the markers, the markers included."""
    by_machine: dict[str, list[str]] = {}
    for name, row in results.items():
        by_machine.setdefault(machine_table(row["machine"]), []).append(name)
    machines = [
        part for shown, names in by_machine.items() for part in (f"Measured with, for {'; '.join(names)}:", shown)
    ]
    return "\n\n".join([BEGIN, *machines, tables(results), END])


def machine_table(machine: dict[str, str]) -> str:
    """The machine and the versions."""
    return table(("what", "which"), machine.items())


def tables(results: Results) -> str:
    """The three tables, as far as there are figures."""
    asked = {case.name: case for case in CASES}
    speeds = [_speed(asked[name], row) for name, row in results.items()]
    parts = ["### Speed and gap", table(SPEED, speeds)]
    peers = [line for name, row in results.items() if "peers" in row for line in _peers(name, row)]
    if peers:
        parts += ["### Beside other solvers", table(PEERS, peers)]
    simpler = [line for name, row in results.items() if "baselines" in row for line in _baselines(name, row)]
    if simpler:
        parts += ["### Beside simpler ways to plan", table(BASELINES, simpler)]
    return "\n\n".join(parts)


FIGURES = ("gap", "asked", "seconds", "asked", "MB", "asked")
SPEED = ("candidates", "pathways", "in the plan", "value", *FIGURES, "day, load")
PEERS = ("candidates", "who", "value", "bound", "seconds", "how it ended", "Koppelkans is")
BASELINES = ("candidates", "way", "value", "of ours", "in the plan", "durable", "Koppelkans has more", "money used")


def _speed(case: Case, row: Results) -> Sequence[str]:
    told, moment = row["speed"], row["moment"]
    value = f"{told['value']:,.4f}" + (f" ({told['broken']})" if told["broken"] else "")
    seconds = f"{told['seconds']:,.1f}" + (" (stopped)" if told["stopped"] else "")
    return (
        case.name,
        f"{told['pathways']:,}",
        f"{told['people']:,}",
        value,
        _gap(told["gap"]),
        f"<= {_gap(case.gap)}",
        seconds,
        f"< {case.seconds:g}",
        f"{told['megabytes']:,.0f}",
        f"< {case.megabytes:,.0f}" if case.megabytes else "",
        f"{moment['day']}, {moment['load']}",
    )


def _peers(name: str, row: Results) -> Iterable[Sequence[str]]:
    ours, peers = row["speed"], row["peers"]
    bound = ours["value"] + ours["gap"] * max(1.0, ours["value"])
    yield name, "Koppelkans", f"{ours['value']:,.6f}", f"{bound:,.6f}", f"{ours['seconds']:,.1f}", "", ""
    for told in peers["outcomes"]:
        value = f"{told['value']:,.6f}" if told["value"] is not None else "none"
        told_bound = f"{told['bound']:,.6f}" if told["bound"] is not None else "none"
        seconds = f"{told['seconds']:,.1f} of {peers['given']:,.0f}"
        yield name, told["peer"], value, told_bound, seconds, told["status"], _verdict(ours["value"], told["value"])


def _verdict(ours: float, theirs: float | None) -> str:
    if theirs is None or ours > theirs + SAME * max(1.0, abs(theirs)):
        return "better"
    return "equal" if ours >= theirs - SAME * max(1.0, abs(theirs)) else f"worse by {theirs - ours:.6f}"


def _baselines(name: str, row: Results) -> Iterable[Sequence[str]]:
    ours = row["speed"]
    for way, told in {"Koppelkans": ours, **row["baselines"]}.items():
        more = ours["durable"] - told["durable"]
        yield (
            name,
            way,
            f"{told['value']:,.4f}",
            f"{100 * told['value'] / ours['value']:.1f} %" if ours["value"] else "",
            f"{told['people']:,}",
            f"{told['durable']:,.1f}",
            "" if told is ours or way == SAME_MONEY else f"{more:+,.1f}",
            f"€ {told['cents'] / 100:,.0f}",
        )


def _gap(gap: float) -> str:
    return f"{100 * gap:.4g} %" if gap >= 1e-5 else f"{gap:.0e}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
