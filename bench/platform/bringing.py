"""Brings a file of candidates in as the command does, and tells how long each part took and how much memory it needed.

Run in the installation: `python -m bench.platform.bringing FILE MAPPING MUNICIPALITY`.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from koppelkans.cli.platform import with_platform

with_platform()

from django.utils import timezone  # noqa: E402 - needs the platform loaded

from koppelkans.cli.candidates import read_mapping  # noqa: E402
from koppelkans.core.access import house  # noqa: E402
from koppelkans.core.models import Municipality  # noqa: E402
from koppelkans.people.imports import actions  # noqa: E402
from koppelkans.people.imports.reading import Reading  # noqa: E402
from koppelkans.people.models import Import  # noqa: E402

Told = TypeVar("Told")
BY = house("koppelkans bench")


class Clock:
    """Seconds and the most memory so far of each part, and how long nobody heard anything."""

    def __init__(self) -> None:
        self.parts: dict[str, dict[str, float]] = {}
        self.told: list[float] = []

    def part(self, name: str, act: Callable[[], Told]) -> Told:
        """Do one part."""
        begun, worked = time.perf_counter(), time.process_time()
        done = act()
        self.parts[name] = {
            "seconds": time.perf_counter() - begun,
            "processor": time.process_time() - worked,
            "megabytes": peak(),
        }
        return done

    def tell(self, _done: int) -> None:
        """Progress was told."""
        self.told.append(time.perf_counter())


def peak() -> float:
    """The most memory this process held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


def main() -> None:
    """Bring it in, then once more: then nobody may be changed."""
    file, mapping, municipality = Path(sys.argv[1]), Path(sys.argv[2]), Municipality.objects.get(code=sys.argv[3])
    reading = Reading.from_data(read_mapping(mapping))
    clock, empty = Clock(), peak()
    first = bring(file, reading, municipality, clock, "")
    again = bring(file, reading, municipality, clock, "again: ", only_check=True)
    gaps = [later - earlier for earlier, later in zip(clock.told, clock.told[1:], strict=False)]
    print(
        json.dumps(
            {
                "rows": first.rows,
                "added": first.added,
                "unchanged": again.unchanged,
                "empty": empty,
                "parts": clock.parts,
                "told": len(clock.told),
                "silence": max(gaps, default=0.0),
            }
        )
    )


def bring(
    file: Path, reading: Reading, municipality: Municipality, clock: Clock, prefix: str, *, only_check: bool = False
) -> Import:
    """Upload, map, check and import, in that order."""

    def upload() -> Import:
        with file.open("rb") as content:
            return actions.upload(municipality, by=BY, file=content, file_name=file.name, now=timezone.now())

    def check() -> Import:
        tell = None if only_check else clock.tell
        return actions.start_check(batch, by=BY, now=timezone.now(), at_once=True, tell=tell)

    batch = clock.part(f"{prefix}upload", upload)
    actions.use_mapping(batch, by=BY, reading=reading, name="bench", now=timezone.now())
    batch = clock.part(f"{prefix}check", check)
    if batch.status != Import.Status.READY:
        raise RuntimeError(f"{batch.status}: {batch.problems[:3]}")
    if only_check:
        actions.abandon(batch, by=BY, now=timezone.now())
        return batch
    return clock.part(f"{prefix}import", lambda: actions.start_import(batch, by=BY, now=timezone.now(), at_once=True))


if __name__ == "__main__":
    main()
