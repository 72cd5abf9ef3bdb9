"""The tables of docs/reference/platform-benchmarks.md, made from the figures in bench/platform/results.json."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bench.page import END, ROOT, machine_table, table
from bench.platform.importing import AT_MOST as MEMORY
from bench.platform.lists import AT_MOST as SLOWER
from bench.platform.outcomes import AT_MOST as DASHBOARDS
from bench.platform.outcomes import QUESTIONS

PAGE = ROOT / "docs" / "reference" / "platform-benchmarks.md"
RESULTS = Path(__file__).with_name("results.json")
BEGIN = "<!-- figures: ./run bench --platform --write -->"

Results = dict[str, Any]
Line = Sequence[str]


def load() -> Results:
    """The figures so far."""
    return json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}


def write(results: Results) -> None:
    """Keep the figures, and write the tables into the page."""
    RESULTS.write_text(json.dumps(results, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{figures(load())}{after}", encoding="utf-8")  # as they will be read: in the file's order


def figures(results: Results) -> str:
    """All that stands between the markers, the markers included."""
    by_machine: dict[str, list[str]] = {}
    for name, row in results.items():
        by_machine.setdefault(machine_table(row["machine"]), []).append(name)
    machines = [
        part for shown, names in by_machine.items() for part in (f"Measured with, for {'; '.join(names)}:", shown)
    ]
    return "\n\n".join([BEGIN, *machines, tables(results), END])


def tables(results: Results) -> str:
    """A table per part, as far as there are figures."""
    parts = []
    for part, title, head, lines in (
        ("import", "### Bringing a file in", IMPORT, _import),
        ("lists", "### First pages of lists", LISTS, _lists),
        ("rounds", "### A round with many proposals", LISTS, _lists),
        ("results", "### Dashboards of results", LISTS, _lists),
        ("results", "### The check of the ledger", CHECKED, _checked),
        ("why", "### Asking about one person", WHY, _why),
    ):
        rows = [line for row in _of(results, part) for line in lines(row)]
        if rows:
            parts += [title, table(head, rows)]
    for row in _of(results, "load"):
        parts += ["### Many at once", *_load(row["figures"], _when(row))]
    return "\n\n".join(parts)


def _of(results: Results, part: str) -> list[dict[str, Any]]:
    return [row for row in results.values() if row["part"] == part]


def _when(row: dict[str, Any]) -> str:
    return f"{row['moment']['day']}, {row['moment']['load']}"


IMPORT = (
    "database",
    "rows",
    "upload",
    "check",
    "import",
    "again",
    "rows per second",
    "told",
    "MB",
    "asked",
    "day, load",
)


def _import(row: dict[str, Any]) -> Iterator[Line]:
    smallest = row["figures"][0]
    for told in row["figures"]:
        parts = told["parts"]
        ratio = told["peak"] / smallest["peak"]
        seconds = sum(parts[name]["seconds"] for name in ("upload", "check", "import"))
        yield (
            row["database"],
            f"{told['rows']:,}",
            *(_rate(told, name) for name in ("upload", "check", "import")),
            _rate(told, "again: upload", "again: check"),
            f"{told['rows'] / seconds:,.0f}",
            f"{told['told']}, at most {told['silence']:.1f} s",
            f"{told['peak']:,.0f}" + ("" if told is smallest else f" (x{ratio:.2f})"),
            "" if told is smallest else f"x{MEMORY:g}",
            _when(row),
        )


def _rate(told: dict[str, Any], *parts: str) -> str:
    seconds = sum(told["parts"][part]["seconds"] for part in parts)
    processor = sum(told["parts"][part]["processor"] for part in parts)
    return f"{seconds:,.1f} s (own {processor:,.1f}): {told['rows'] / seconds:,.0f}/s"


WHY = ("database", "asked", "median", "p95", "longest", "questions", "day, load")


def _why(row: dict[str, Any]) -> Iterator[Line]:
    told = row["figures"]
    yield (
        row["database"],
        f"{told['people']:,} people, {told['placed']:,} with a pathway; {told['times']} times each",
        *("", "", ""),
        "",
        _when(row),
    )
    yield row["database"], "the first question of all", f"{told['first']:.2f} s", "", "", "", ""
    for asked in told["questions"]:
        opened = " / ".join(map(str, told["queries"])) if asked["what"] == "opened with all that" else ""
        times = (f"{asked[name]:.2f} s" for name in ("median", "p95", "longest"))
        yield row["database"], asked["what"], *times, opened, ""


LISTS = ("database", "page", "ms", "ms", "ratio", "asked", "questions", "rows", "day, load")


def _lists(row: dict[str, Any]) -> Iterator[Line]:
    few, many = (f"{size:,}" for size in row["figures"]["sizes"])
    at_most = DASHBOARDS if row["part"] == "results" else SLOWER
    yield row["database"], "people", few, many, "", "", f"{few} / {many}", f"{few} / {many}", _when(row)
    for told in row["figures"]["pages"]:
        yield (
            row["database"],
            told["page"],
            *(f"{took:,.1f}" for took in told["milliseconds"]),
            f"{told['ratio']:.2f}",
            f"<= {at_most:g}" + (f", < {QUESTIONS} questions" if row["part"] == "results" else ""),
            " / ".join(map(str, told["queries"])),
            " / ".join(map(str, told["rows"])),
            "",
        )


CHECKED = ("database", "people", "rows of the ledger", "seconds", "MB", "asked", "differences", "day, load")


def _checked(row: dict[str, Any]) -> Iterator[Line]:
    told = row["figures"]
    least = told["also"][0]["peak"]
    for counts, one in zip(told["counts"], told["also"], strict=True):
        yield (
            row["database"],
            f"{one['people']:,}",
            f"{counts['ledger rows']:,}",
            f"{one['seconds']:,.1f}",
            f"{one['peak']:,.0f}" + ("" if one["peak"] == least else f" (x{one['peak'] / least:.2f})"),
            "" if one["peak"] == least else f"x{MEMORY:g}",
            f"{one['differences']:,}",
            _when(row),
        )


LOAD = (
    "what",
    "alone: asked",
    "p50 ms",
    "p95 ms",
    "together: asked",
    "p50 ms",
    "p95 ms",
    "p95 ratio",
    "refused",
    "errors",
)


def _load(told: dict[str, Any], when: str) -> Iterator[str]:
    counts, every = told["counts"], told["pages"]["all"]
    yield (
        f"{told['users']} people at once for {told['seconds']} s, {told['processes']} web processes, "
        f"{counts['people']:,} candidates with {counts['proposals']:,} proposals; {when}. "
        f"Together {every['many']['asked'] / told['seconds']:.1f} requests per second, "
        f"{every['many']['failed'] + told['logins']['all']['many']['failed']} errors, "
        f"{len(told['trouble'])} lines of trouble in the server's log. {_processor(told)}"
    )
    yield table(LOAD, [_pair("all pages", every), *(_pair(name, pair) for name, pair in told["pages"]["each"].items())])
    wrong = [*told["pages"]["errors"], *told["logins"]["errors"], *told["trouble"]]
    if wrong:
        yield "What went wrong:\n\n" + "\n".join(f"- `{line}`" for line in wrong)
    yield "Everybody logs in, with a password and a code:"
    logins = told["logins"]
    yield table(
        LOAD, [_pair("all steps", logins["all"]), *(_pair(name, pair) for name, pair in logins["each"].items())]
    )


def _processor(told: dict[str, Any]) -> str:
    """What a request costs, which other work on the machine does not change much."""
    phases = (("alone", "one"), ("together", "many"), ("a step of a login", "logins"))
    parts = [
        f"{phase} "
        + " and ".join(f"{1_000 * told['processor'][key][who]:,.0f} ms ({who})" for who in told["processor"][key])
        for phase, key in phases
    ]
    return f"Processor time per request: {', '.join(parts)}."


def _pair(name: str, pair: dict[str, Any]) -> Line:
    one, many = pair["one"], pair["many"]
    return (
        name,
        *(f"{one['asked']:,}", _ms(one["p50"]), _ms(one["p95"])),
        *(f"{many['asked']:,}", _ms(many["p50"]), _ms(many["p95"])),
        f"{pair['ratio']:.1f}" if pair["ratio"] else "",
        f"{one['refused'] + many['refused']}",
        f"{one['failed'] + many['failed']}",
    )


def _ms(milliseconds: float | None) -> str:
    return "" if milliseconds is None else f"{milliseconds:,.0f}"
