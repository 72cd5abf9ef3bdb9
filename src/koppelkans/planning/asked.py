"""What was asked of a round besides its people: offers, funds, dates, weights, floors, and how much may change.

Kept as plain data with the round (`Round.asked`), so that anyone can read what was asked and ask it again.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Keep = Literal["", "none", "few", "free"]
# weights by name: how many percentage points of chance one unit of the weight is, where durable work weighs 1
POINTS: dict[str, float] = {"preference": 100, "euro": 100_000, "week": 100, "change": 100, "drop": 100}


@dataclass(frozen=True)
class Change:
    """One cell of the region folder that a scenario changes: file, id of the row, column, and the text it gets.

    A person's limits are changed in the same way (`candidates.csv`, pseudonym, `max_travel`, "60").
    """

    file: str
    id: str
    column: str
    value: str


@dataclass(frozen=True)
class Asked:
    """What was asked; everything empty is what a coordinator gets who leaves it alone."""

    groups: list[str] = field(default_factory=list)  # only people in one of these target groups
    people: list[str] = field(default_factory=list)  # only these pseudonyms
    without_runs: list[str] = field(default_factory=list)
    without_places: list[str] = field(default_factory=list)
    without_funds: list[str] = field(default_factory=list)
    plan_from: str = ""  # days as YYYY-MM-DD
    plan_until: str = ""
    objective: dict[str, float] = field(default_factory=dict)  # weights that differ from the region's
    fairness: list[dict[str, Any]] | None = None  # None: the region's floors; [{"group", "min_share"}]
    # against the round before (`Round.parent`): "none": nobody's pathway changes where it still stands; "few": a change
    # costs what the weights say; "free": as if there were none; empty: the region's own earlier plan, if it has one
    keep: Keep = ""
    seconds: int = 0  # the longest it may take; 0: the setting
    changes: list[Change] = field(default_factory=list)

    def kept(self) -> dict[str, Any]:
        """As it is kept with the round: only what was asked."""
        return {name: value for name, value in asdict(self).items() if value or (name == "fairness" and value == [])}

    @classmethod
    def read(cls, kept: dict[str, Any]) -> Asked:
        """What was kept with a round."""
        changes = [Change(**change) for change in kept.get("changes", [])]
        return cls(**{**kept, "changes": changes})
