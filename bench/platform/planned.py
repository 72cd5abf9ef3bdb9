"""Figures of an invented round, as large as those of a real one: what its pages read besides the proposals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

GROUPS = ("ww", "participatiewet", "statushouder", "nugger", "jongere", "werkend")
FUNDS, WORKS, TRAININGS = 8, 17, 12


def figures(people: int, placed: int, runs: Sequence[str]) -> dict[str, Any]:
    """The figures of a round of so many people."""
    trainings = [f"t{number}" for number in range(TRAININGS)]
    works = [f"w{number}" for number in range(WORKS)]
    levels = ["", "nl-A1", "nl-A2", "nl-B1"]
    each = {"chance": 0.6, "added": 0.3, "added_each": 0.2, "weeks": 12.0, "minutes": 22.0}
    sizes = [("", people, placed), *((group, people // 6, placed // 6) for group in GROUPS)]
    return {
        "people": people,
        "placed": placed,
        "cents": placed * 250_000,
        "durable": {"low": 0.4 * placed, "middle": 0.6 * placed, "high": 0.75 * placed},
        "assumed": True,
        "gap": 0.001,
        "simple": {
            way: {"people": part * placed // 10, "durable": 0.04 * part * placed, "cents": part * placed * 20_000}
            for way, part in (("first_come", 6), ("greedy", 7))
        },
        "funds": [
            {
                "id": f"fonds-{row}",
                "name": f"Fonds {row}",
                "budget": placed * 60_000,
                "cents": placed * 31_250,
                "held": 0,
            }
            for row in range(FUNDS)
        ],
        "runs": [_run(at, code) for at, code in enumerate(runs)],
        "flow": {
            "names": {
                "people": {},
                "language": {level: level for level in levels[1:]},
                "training": {code: f"Training {code}" for code in trainings},
                "place": {code: f"Werk {code}" for code in works},
            },
            "links": [
                [["GM0001", level, placed // 4] for level in levels],
                [[level, training, 1 + placed // 60] for level in levels for training in trainings],
                [[training, work, 1 + placed // 200] for training in trainings for work in works],
            ],
        },
        "treatment": {
            "rows": [{"group": name, "people": all_, "placed": some} | each for name, all_, some in sizes],
            "small": 1,
        },
        "ruled": list(GROUPS),
        "floors": [{"group": "statushouder", "share": 0.35}],
        "reasons": [["place_full", people - placed]],
    }


def _run(at: int, code: str) -> dict[str, Any]:
    """A run; every third does not begin."""
    planned = 0 if at % 3 == 0 else 6
    return {
        "id": code,
        "name": f"Training {at}",
        "start": "2027-01-11",
        "min": 6,
        "max": 12,
        "taken": 0,
        "planned": planned,
        "lacks": 6 - planned,
    }
