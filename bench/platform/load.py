"""A hundred people at once on PostgreSQL, beside one person at a time in the same run: errors, seconds, requests."""

from __future__ import annotations

import json
import math
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.cases import KOPPELKANS
from bench.machine import PEERS
from bench.platform.ground import POSTGRESQL, Installation, installation, region, server
from bench.process import measure, processor

SEED = 4  # draws a region of six municipalities, as the demo's
OTHERS = 3  # users of each role that is not case worker
ROLES = 6  # other roles
THINK = (3.0, 10.0)  # seconds that people think
ALONE = (0.2, 0.4)  # one person at a time waits for nobody, so thinks shorter: more answers in the same time
WARM = 10  # seconds
LAST = 30  # seconds that what was asked at the end may still take
TROUBLE = ("Traceback", "ERROR", "CRITICAL", "WORKER TIMEOUT")
VISITS = Path(__file__).with_name("visits.py")


@dataclass(frozen=True)
class Size:
    """How much is measured."""

    people: int = 1_500
    users: int = 100
    seconds: int = 90
    alone: int = 60  # seconds
    processes: int = 2


def load(kind: str, folder: Path, size: Size) -> dict[str, Any]:
    """The figures of one person, of the crowd, and of everybody logging in."""
    with installation(kind, folder / "load") as made:
        ground = region(size.people, made.folder / "region", SEED)
        others = max(1, min(OTHERS, size.users // (2 * ROLES)))
        workers = max(1, size.users - others * ROLES)
        filled = made.module(
            "bench.platform.world", ground, "--workers", str(workers), "--planned", "computed", "--others", str(others)
        )
        facts = json.loads(filled.said.splitlines()[-1])
        visitors = made.folder / "visitors.json"
        visitors.write_text(json.dumps(facts), encoding="utf-8")
        with serving(made, size.processes) as (url, web, log):
            crowd = _Crowd(
                visitors, url, made.folder, {"web": web, "database": server() if kind == POSTGRESQL else None}
            )
            crowd.come("warm", 1, WARM if size.alone > WARM else 2, ALONE)
            one = crowd.come("one", 1, size.alone, ALONE)
            many = crowd.come("many", size.users, size.seconds, THINK)
            one_login = crowd.come("one-login", 1, size.alone // 2 or 1, ALONE, login=True)
            logins = crowd.come("logins", size.users, size.seconds, (1.0, 3.0), login=True)
            said = log.read_text(encoding="utf-8", errors="replace")
        kept = {name: count for name, count in facts.items() if isinstance(count, int) and name != "round"}
        return {
            "counts": kept,
            "users": size.users,
            "processes": size.processes,
            "seconds": size.seconds,
            "pages": beside(one["asked"], many["asked"]),
            "logins": beside(one_login["asked"], logins["asked"]),
            "processor": {"one": one["processor"], "many": many["processor"], "logins": logins["processor"]},
            "trouble": [line for line in said.splitlines() if any(word in line for word in TROUBLE)],
        }


class _Crowd:
    """Visitors of one installation, let in a few at a time."""

    def __init__(self, visitors: Path, url: str, folder: Path, served_by: dict[str, int | None]) -> None:
        self.visitors, self.url, self.folder = visitors, url, folder
        self.served_by = {name: pid for name, pid in served_by.items() if pid is not None}
        self.opened: list[int] = []

    def come(
        self, name: str, users: int, seconds: int, think: tuple[float, float], *, login: bool = False
    ) -> dict[str, Any]:
        """So many people for so many seconds; tells every answer."""
        out = self.folder / f"{name}.json"
        environment = {
            "BENCH_VISITORS": str(self.visitors),
            "BENCH_OUT": str(out),
            "BENCH_THINK": f"{think[0]},{think[1]}",
            "BENCH_OPENED": json.dumps(self.opened),
            "BENCH_ALONE": str(int(users == 1)),
            "BENCH_LOGIN": str(int(login)),
        }
        within = max(1.0, seconds / 2) if login else min(10.0, max(1.0, seconds / 6))
        command = [
            *(PEERS.with_name("locust"), "-f", VISITS, "--host", self.url, "--headless", "--only-summary"),
            *("--users", str(users), "--spawn-rate", f"{users / within:g}"),
            *("--run-time", f"{seconds}s", "--stop-timeout", str(LAST)),
        ]
        before = {name: processor(pid) for name, pid in self.served_by.items()}
        took = measure(command, seconds + LAST + 60.0, environment | {"PATH": str(PEERS.parent)})
        if not out.exists():
            raise RuntimeError(f"locust ended with status {took.status}: {took.said}")
        told: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
        self.opened = told["opened"] or self.opened
        asked = max(1, len(told["asked"]))
        each = {name: (processor(pid) - before[name]) / asked for name, pid in self.served_by.items()}
        return told | {"processor": each}


@contextmanager
def serving(made: Installation, processes: int) -> Iterator[tuple[str, int, Path]]:
    """`koppelkans serve` on a free port of the loopback: its address, its process, and what it says."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        bind = f"127.0.0.1:{free.getsockname()[1]}"
    log = made.folder / "serve.log"
    with log.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(
            [str(KOPPELKANS), "serve", "--bind", bind, "--processes", str(processes)],
            stdout=out,
            stderr=subprocess.STDOUT,
            env=made.environment,
        )
    try:
        _wait_for(f"http://{bind}/gezond/", process, log)
        yield f"http://{bind}", process.pid, log
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path, limit: float = 60.0) -> None:
    due = time.monotonic() + limit
    while time.monotonic() < due and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"the platform did not start: {log.read_text(encoding='utf-8')}")


def beside(one: Sequence[Any], many: Sequence[Any]) -> dict[str, Any]:
    """Every page asked by one person and by the crowd, and all of them together."""
    names = sorted({row[0] for row in [*one, *many]})
    every = {
        name: _pair([row for row in one if row[0] == name], [row for row in many if row[0] == name]) for name in names
    }
    return {"all": _pair(one, many), "each": every, "errors": errors(many) + errors(one)}


def errors(rows: Sequence[Any]) -> list[str]:
    """What went wrong, each once."""
    return sorted({f"{name}: {exception}" for name, _time, _status, exception in rows if exception})


def _pair(one: Sequence[Any], many: Sequence[Any]) -> dict[str, Any]:
    alone, crowd = summary(one), summary(many)
    ratio = crowd["p95"] / alone["p95"] if alone["p95"] and crowd["p95"] else None
    return {"one": alone, "many": crowd, "ratio": ratio}


def summary(rows: Sequence[Any]) -> dict[str, Any]:
    """How many, how long in milliseconds, how many errors and refusals."""
    times = sorted(row[1] for row in rows)
    return {
        "asked": len(rows),
        "p50": percentile(times, 0.5),
        "p95": percentile(times, 0.95),
        "longest": times[-1] if times else None,
        "failed": sum(bool(row[3]) for row in rows),
        "refused": sum(row[2] == 422 for row in rows),
    }


def percentile(times: Sequence[float], share: float) -> float | None:
    """The time within which this share was answered (nearest rank)."""
    return times[max(0, math.ceil(share * len(times)) - 1)] if times else None


def has_locust() -> bool:
    """Whether the crowd can come."""
    return PEERS.with_name("locust").exists() and sys.platform == "linux"
