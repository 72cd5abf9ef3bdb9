"""Compute a round: by one worker at a time, telling how far it is, stopped when somebody asks, and never half kept."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Event, Thread
from time import monotonic
from types import TracebackType
from typing import Any, Self
from zipfile import BadZipFile

from django.conf import settings
from django.db import Error, connection, transaction
from django.db.models import F, Q

from koppelkans.core import background
from koppelkans.engine import changes, files, solve
from koppelkans.engine.problems import RegionError
from koppelkans.engine.programme import SolverError
from koppelkans.engine.region import Region as Snapshot
from koppelkans.planning.actions.keeping import outcome_of, store
from koppelkans.planning.asked import Asked
from koppelkans.planning.models import Round
from koppelkans.planning.queries import BIG
from koppelkans.planning.snapshots import read_snapshot, zipped

logger = logging.getLogger(__name__)
SEED = 1
LOOKS_EVERY = 0.5  # seconds: whether somebody asked to stop
TELLS_EVERY = 1.0  # seconds: how far it is
GONE_AFTER = timedelta(minutes=2)  # without a sign of life
PICKED_UP_AFTER = timedelta(minutes=1)  # without anybody who will compute it
MOST_TRIES = 2  # what ends two workers would end a third
WRONG = (RegionError, solve.LocksConflict, SolverError, MemoryError, BadZipFile)


def carry_out(round_id: int, *, clock: Callable[[], datetime]) -> None:
    """Compute a round that is waiting; what comes out is stored whole, or the round says what went wrong."""
    made = _claim(round_id, clock())
    if made is None:
        return
    seconds = _seconds(made)
    try:
        with Pulse(made, clock, seconds) as pulse:
            snapshot = _planned_with(made)
            stop = solve.Stop(seconds=seconds, asked=pulse.asked)
            plan = solve.plan(snapshot, stop=stop, seed=SEED, workers=1, progress=pulse.hear)
            pulse.phase("keeping")
            outcome = outcome_of(snapshot, plan)
        if not store(made, snapshot, plan, now=clock(), outcome=outcome):
            logger.warning("round %s was given to another worker meanwhile: this plan is dropped", round_id)
    except WRONG as error:
        _fail(made, problem_of(error), clock())
    except (Error, OSError):
        logger.exception("round %s could not be kept", round_id)
        _fail(made, "not-kept", clock())


def _claim(round_id: int, now: datetime) -> Round | None:
    """The round, for this worker alone; none where another has it or it waits no more."""
    started = Round.objects.filter(pk=round_id, status=Round.Status.QUEUED).update(
        status=Round.Status.RUNNING, started_at=now, alive_at=now, tries=F("tries") + 1, progress={}
    )
    return Round.objects.get(pk=round_id) if started else None


def _seconds(made: Round) -> float:
    """The longest it may take: what was asked, never more than the setting."""
    asked = float(made.asked.get("seconds", 0))
    return min(asked, settings.LONGEST_ROUND) if asked else float(settings.LONGEST_ROUND)


def _planned_with(made: Round) -> Snapshot:
    """What the round plans with; to change nothing, the pathways of before that still hold become its locks."""
    snapshot = read_snapshot(bytes(made.snapshot))
    if Asked.read(made.asked).keep == "none" and len(snapshot.previous.candidate):
        kept = changes.no_changes(snapshot).region
        made.snapshot = zipped(lambda folder: files.write_region(kept, folder))
        snapshot = read_snapshot(made.snapshot)
    return snapshot


class Pulse:
    """While a round is computed: writes every second how far it is, so that a killed worker is noticed, and looks every
    half second whether to stop. It works in a thread with a connection of its own."""

    def __init__(self, made: Round, clock: Callable[[], datetime], seconds: float) -> None:
        self._rows = Round.objects.filter(pk=made.pk, status=Round.Status.RUNNING, tries=made.tries)
        self._clock, self._seconds = clock, seconds
        self._begun = self._told = monotonic()
        self._progress = solve.Progress("reading", 0.0)
        self._stop, self._done = Event(), Event()
        self._thread = Thread(target=self._beat, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._done.set()
        self._thread.join()

    def asked(self) -> bool:
        """Whether to stop now."""
        return self._stop.is_set()

    def hear(self, progress: solve.Progress) -> None:
        """How far it is, from the engine."""
        self._progress = progress

    def phase(self, name: str) -> None:
        """What is done after the engine."""
        self._progress = replace(self._progress, phase=name)

    def _beat(self) -> None:
        try:
            while not self._done.wait(LOOKS_EVERY):
                try:
                    self._look()
                except Error:  # such as a database that is locked for long: the next time it is told again
                    logger.warning("how far a round is could not be written", exc_info=True)
        finally:
            connection.close()

    def _look(self) -> None:
        found = self._rows.values_list("stop_asked_at").first()
        if found is None or found[0] is not None:  # stopped, or given to another worker
            self._stop.set()
        if monotonic() - self._told >= TELLS_EVERY:
            self._told = monotonic()
            self._rows.update(alive_at=self._clock(), progress=self._figures())

    def _figures(self) -> dict[str, Any]:
        heard, seconds = self._progress, monotonic() - self._begun
        figures: dict[str, Any] = {"phase": heard.phase, "seconds": round(seconds, 1)}
        figures["left"] = round(max(0.0, self._seconds - seconds), 1)
        figures["people"] = heard.people
        for name in ("bound", "value", "gap"):
            figure = getattr(heard, name)
            figures[name] = figure if figure is not None and math.isfinite(figure) else None
        return figures


def problem_of(error: Exception) -> str:
    """What went wrong, a line each; what locks ask too much of as `lock CODE ID HAVE ASKED MONTH`."""
    if isinstance(error, solve.LocksConflict):
        rows = error.conflicts
        return "\n".join(f"lock {row.code} {row.id or '-'} {row.have} {row.asked} {row.month}".strip() for row in rows)
    return str(error) or type(error).__name__


def _fail(made: Round, problem: str, now: datetime) -> None:
    """Say what went wrong, unless the round was given to another worker meanwhile."""
    rows = Round.objects.filter(pk=made.pk, status=Round.Status.RUNNING, tries=made.tries)
    rows.update(status=Round.Status.FAILED, problem=problem, ended_at=now)


def pick_up_lost(now: datetime, waiting: Collection[int] | None = None) -> int:
    """Rounds whose worker is gone wait for another one, once, and then say so; returns how many were found.

    `waiting`: the rounds that a worker will take up; any other that waits for a while is asked for again.
    """
    gone = Q(status=Round.Status.RUNNING, alive_at__lt=now - GONE_AFTER)
    if waiting is not None:
        gone |= Q(status=Round.Status.QUEUED, asked_at__lt=now - PICKED_UP_AFTER) & ~Q(pk__in=waiting)
    found = list(Round.objects.filter(gone).values_list("pk", flat=True))
    return sum(_pick_up(pk, gone, now) for pk in found)


@transaction.atomic
def _pick_up(round_id: int, gone: Q, now: datetime) -> int:
    made = Round.objects.select_for_update().defer(*BIG).filter(gone, pk=round_id).first()
    if made is None:  # it lives after all, or another looked too
        return 0
    if made.stop_asked_at or (made.status == Round.Status.RUNNING and made.tries >= MOST_TRIES):
        made.status, made.ended_at = Round.Status.FAILED, now
        made.problem = "stopped" if made.stop_asked_at else "worker-gone"
    else:
        made.status, made.progress = Round.Status.QUEUED, {}
        background.later("planning.round", made.pk)
    made.save(update_fields=["status", "ended_at", "problem", "progress"])
    return 1
