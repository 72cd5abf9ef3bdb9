"""Ctrl-C and SIGTERM while a plan is made: the first stops the solver and keeps its best plan, the second ends."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Generic, Self, TypeVar

from koppelkans.cli.status import FAILED

Result = TypeVar("Result")
SIGNALS = (signal.SIGINT, signal.SIGTERM)
TICK = 0.2  # seconds between two looks at the work


class Interrupt:
    """A context in which the first signal sets `asked()` and the second raises KeyboardInterrupt."""

    def __init__(self) -> None:
        self._asked = threading.Event()

    def __enter__(self) -> Self:
        self._before = {number: signal.signal(number, self._receive) for number in SIGNALS}
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def asked(self) -> bool:
        """Whether a signal came."""
        return self._asked.is_set()

    def _receive(self, _number: int, _frame: FrameType | None) -> None:
        if self._asked.is_set():
            raise KeyboardInterrupt
        self._asked.set()  # and nothing else: whoever prints here may do so in the middle of another print


class Work(Generic[Result]):
    """One call in a thread of its own.

    Python handles a signal in the main thread only, and only between two of its own steps: a solver that runs there
    for a minute would leave Ctrl-C waiting for a minute.
    """

    def __init__(self, call: Callable[[], Result]) -> None:
        self._call = call
        self._results: list[Result] = []
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)

    def wait(self, tick: Callable[[], None]) -> Result:
        """Do the work, calling `tick` meanwhile; raises what the work raised."""
        self._thread.start()
        try:
            while self._thread.is_alive():
                self._thread.join(TICK)
                tick()
        except KeyboardInterrupt:
            # the solver cannot be torn down halfway from outside; the process goes, and nothing has been written yet
            for worker in multiprocessing.active_children():
                worker.terminate()
            print("\nkoppelkans: interrupted; nothing was written", file=sys.stderr, flush=True)
            os._exit(FAILED)
        if self._error is not None:
            raise self._error
        return self._results[0]

    def _run(self) -> None:
        try:
            self._results.append(self._call())
        except BaseException as error:  # noqa: BLE001 - handed over to the main thread, which raises it
            self._error = error
