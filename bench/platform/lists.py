"""How much slower the first page of a list is among 20,000 people than among 100, side by side in one run."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from bench.platform.ground import Installation, installation, region

PER_WORKER = 50
WARM = 3
AT_MOST = 2.0  # times as long as among the fewest
Pages = Callable[[dict[str, Any]], list[tuple[str, str, str]]]  # what, as whom, address
Fill = Callable[[Installation, int], dict[str, Any]]
Also = Callable[[Installation], dict[str, Any]]


def pages(facts: dict[str, Any]) -> list[tuple[str, str, str]]:
    """The pages that are asked: what, as whom, address."""
    made, somebody = facts["round"], facts["visitors"][0]["people"][-1]
    return [
        ("start page", "case-worker", "/"),
        ("candidates", "case-worker", "/kandidaten/"),
        ("candidates, my own", "case-worker", "/kandidaten/?owner=mine"),
        ("candidates, newest confirmation first", "case-worker", "/kandidaten/?sort=-confirmed"),
        ("candidates, to be asked after", "case-worker", "/kandidaten/?freshness=stale"),
        ("candidates, searched for by code", "case-worker", f"/kandidaten/?q={somebody}"),
        ("candidates, searched for by name", "case-worker", "/kandidaten/?q=berk"),
        ("candidates, for the region", "region-coordinator", "/kandidaten/"),
        ("offers", "case-worker", "/aanbod/"),
        ("runs", "case-worker", "/aanbod/?kind=run"),
        ("places", "case-worker", "/aanbod/?kind=place"),
        ("rounds", "case-worker", "/rondes/"),
        ("proposals of a round", "case-worker", f"/rondes/{made}/"),
        ("without a proposal", "case-worker", f"/rondes/{made}/?wie=zonder"),
        ("who saw whom", "privacy-officer", "/privacy/"),
    ]


def round_pages(facts: dict[str, Any]) -> list[tuple[str, str, str]]:
    """The pages of a round with many proposals."""
    made = facts["round"]
    narrowed = "kans=high&besluit=open&sort=-cost"
    return [
        ("board, for the region", "region-coordinator", f"/rondes/{made}/"),
        ("board, for a case worker", "case-worker", f"/rondes/{made}/"),
        ("board, my people", "case-worker", f"/rondes/{made}/?wie=mijn"),
        ("board, narrowed", "region-coordinator", f"/rondes/{made}/?{narrowed}"),
        ("board, fifth page", "region-coordinator", f"/rondes/{made}/?page=5"),
        ("without a proposal", "region-coordinator", f"/rondes/{made}/?wie=zonder"),
        ("groups", "region-coordinator", f"/rondes/{made}/groepen/"),
        ("fairness", "region-coordinator", f"/rondes/{made}/eerlijkheid/"),
        ("about the round", "region-coordinator", f"/rondes/{made}/over/"),
    ]


def in_a_region(made: Installation, people: int) -> dict[str, Any]:
    """Fill an installation with a generated region and what was done in it."""
    folder = region(people, made.folder / "region")
    workers = max(1, people // PER_WORKER)
    filled = made.module(
        "bench.platform.world", folder, "--workers", str(workers), "--one-municipality", "--planned", "invented"
    )
    facts: dict[str, Any] = json.loads(filled.said.splitlines()[-1])
    return facts


def lists(
    kind: str,
    folder: Path,
    sizes: Sequence[int],
    rounds: int,
    of: Pages = pages,
    fill: Fill = in_a_region,
    also: Also = lambda _made: {},
) -> dict[str, Any]:
    """The figures of every page at every size (the first is what the others are compared with).

    What `also` measures in each installation is kept beside them.
    """
    with ExitStack() as stack:
        asked = [
            _Asked(stack.enter_context(installation(kind, folder / f"lists-{size}")), size, of, fill) for size in sizes
        ]
        try:
            return {
                "sizes": list(sizes),
                "counts": [one.counts for one in asked],
                "pages": _measured(asked, rounds),
                "also": [also(one.made) for one in asked],
            }
        finally:
            for one in asked:
                one.end()


def _measured(asked: list[_Asked], rounds: int) -> list[dict[str, Any]]:
    found = []
    for at, (what, _role, _path) in enumerate(asked[0].pages):
        for one in asked:
            for _time in range(WARM):
                one.ask(at)
        seconds: list[list[float]] = [[] for _one in asked]
        for _round in range(rounds):
            for one, took in zip(asked, seconds, strict=True):
                took.append(one.ask(at)["seconds"])
        medians = [statistics.median(took) for took in seconds]
        counted = [one.ask(at, count=True) for one in asked]
        found.append(
            {
                "page": what,
                "milliseconds": [1_000 * median for median in medians],
                "ratio": medians[-1] / medians[0],
                "queries": [told["queries"] for told in counted],
                "rows": [told["rows"] for told in counted],
                "slowest": counted[-1]["slowest"],
            }
        )
    return found


class _Asked:
    """An installation with so many people, and a process that asks its pages."""

    def __init__(self, made: Installation, people: int, of: Pages, fill: Fill) -> None:
        self.made = made
        facts = fill(made, people)
        self.counts = {name: count for name, count in facts.items() if isinstance(count, int) and name != "round"}
        self.pages = of(facts)
        self._users: dict[str, int] = {}
        for visitor in facts["visitors"]:
            self._users.setdefault(visitor["role"], visitor["user"])
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.platform.asking"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=made.environment,
        )

    def ask(self, page: int, *, count: bool = False) -> dict[str, Any]:
        """Ask a page, by its number."""
        what, role, path = self.pages[page]
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"user": self._users[role], "path": path, "count": count}) + "\n")
        self._process.stdin.flush()
        told = json.loads(self._process.stdout.readline() or "{}")
        if told.get("status") != 200:
            raise RuntimeError(f"{what} ({path}) was answered with {told.get('status', 'nothing')}")
        return told

    def end(self) -> None:
        """Let the process end, before its database goes."""
        self._process.communicate()
