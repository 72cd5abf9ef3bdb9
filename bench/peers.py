"""The same planning problem given to other solvers, each in a process of its own, with five times our time."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.answer import Answer
from bench.listing import BrokenPlan, Listing, result
from koppelkans.engine.funding import Unfunded

ROOT = Path(__file__).parents[1]
TIMES_OURS = 5.0
LEAST_SECONDS = 5.0  # a peer needs some time to get going at all
WORKERS = 2
PEERS = {
    "OR-Tools CP-SAT": ("bench.peer_cpsat", ROOT / ".venv" / "peers" / "bin" / "python"),
    "HiGHS": ("bench.peer_highs", Path(sys.executable)),
}


@dataclass(frozen=True)
class Outcome:
    """What a peer made of it; `value` is worked out by us from its choice, None where it found no valid plan."""

    peer: str
    value: float | None
    bound: float | None
    seconds: float
    status: str


def ask(peer: str, model: Path, seconds: float) -> Answer:
    """Let a peer solve a model that was written to a file."""
    module, python = PEERS[peer]
    answer = model.with_name(f"{module}.json")
    command = [python, "-m", module, model, answer, "--seconds", str(seconds), "--workers", str(WORKERS)]
    subprocess.run([str(part) for part in command], cwd=ROOT, check=True, timeout=3 * seconds + 600)
    return Answer.load(answer)


def compare(listing: Listing, folder: Path, seconds: float, peers: tuple[str, ...] = tuple(PEERS)) -> Iterator[Outcome]:
    """Every peer on one listing, each with so many seconds of solving (building its model is not counted)."""
    model = folder / "model.npz"
    listing.model().save(model)
    for peer in peers:
        answer = ask(peer, model, seconds)
        value, status = value_of(listing, answer)
        yield Outcome(peer, value, answer.bound, answer.seconds, status)


def value_of(listing: Listing, answer: Answer) -> tuple[float | None, str]:
    """The value of a peer's choice if it is a valid plan, and how the peer ended."""
    if answer.chosen is None:
        return None, answer.status
    try:
        plan = listing.plan(np.array(answer.chosen, dtype=np.int64))
        return result(listing.region, plan).value, answer.status
    except Unfunded:
        return None, f"{answer.status}; its plan cannot be paid to the cent"
    except BrokenPlan as error:
        return None, f"{answer.status}; {error}"


def seconds_for(ours: float) -> float:
    """The seconds that a peer gets."""
    return max(LEAST_SECONDS, TIMES_OURS * ours)
