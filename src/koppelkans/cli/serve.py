"""`koppelkans serve`, `worker` and `nightly`: the platform in operation."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Sequence
from threading import Event
from time import monotonic

from koppelkans.cli.arguments import Commands, add_command, positive
from koppelkans.cli.platform import need_tables
from koppelkans.cli.status import FAILED, OK, Refused

# a header or a line longer than this is answered with 400 by gunicorn before anything of ours sees it
LONGEST_LINE, LONGEST_FIELD, MOST_FIELDS = 4094, 8190, 60
GRACE = 20.0  # seconds for a clean end
LOOK_EVERY = 0.5  # seconds between two looks at what runs
MOST_DEATHS, WITHIN = 5, 60.0  # that many within so many seconds: something is wrong with more than one of them


def add_to(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the subcommands."""
    parser = add_command(
        commands,
        "serve",
        serve,
        short="run the platform: the pages and the background work",
        long="Runs web server and worker together, with production settings, until it is stopped. One that dies is\n"
        "started again; when that goes on, all ends.",
        example="koppelkans serve --bind 0.0.0.0:8000",
    )
    parser.add_argument(
        "--bind", metavar="ADDRESS", default="127.0.0.1:8000", help="where to listen (default: 127.0.0.1:8000)"
    )
    parser.add_argument("--processes", metavar="N", type=positive, default=2, help="web processes (default: 2)")
    parser.add_argument(
        "--workers",
        metavar="N",
        type=positive,
        default=2,
        help="background workers (default: 2, so that mail goes out while a long round is computed)",
    )
    parser.add_argument("--no-worker", action="store_true", help="only the pages; run `koppelkans worker` elsewhere")
    add_command(
        commands,
        "worker",
        worker,
        short="do the platform's background work",
        long="Does what the pages ask for in the background, until it is stopped. Several can run at once.",
        example="koppelkans worker",
    )
    add_command(
        commands,
        "nightly",
        nightly,
        short="do the platform's nightly work once",
        long="Asks after profiles and offers that were not confirmed for a while, proposes what to erase, and clears\n"
        "what has expired. Have it run once a night; a second run at the same time does nothing.",
        example="koppelkans nightly",
    )


def web_command(bind: str, processes: int) -> list[str]:
    """The command line of the web server."""
    return [
        *(sys.executable, "-m", "gunicorn", "koppelkans.wsgi:application"),
        *("--bind", bind, "--workers", str(processes), "--threads", "4", "--worker-class", "gthread"),
        *("--limit-request-line", str(LONGEST_LINE), "--limit-request-field_size", str(LONGEST_FIELD)),
        *("--limit-request-fields", str(MOST_FIELDS), "--timeout", "60", "--graceful-timeout", "15"),
        *("--max-requests", "5000", "--max-requests-jitter", "500", "--no-control-socket"),
    ]


def serve(arguments: argparse.Namespace) -> int:
    """Run both, and end both when one ends or somebody says so."""
    need_tables()
    if not os.environ.get("KOPPELKANS_URL"):
        print("koppelkans: KOPPELKANS_URL is not set: links in mails lead to this machine", file=sys.stderr)
    collect_static()
    commands = [web_command(arguments.bind, arguments.processes)]
    if not arguments.no_worker:
        commands += [[sys.executable, "-m", "koppelkans.cli", "worker"]] * arguments.workers
    return together(commands)


def collect_static() -> None:
    """Put the static files where the web server serves them from, under names that change with their content."""
    from django.conf import settings
    from django.core.management import call_command

    if not settings.WHITENOISE_USE_FINDERS:
        call_command("collectstatic", verbosity=0, interactive=False)


def together(commands: Sequence[Sequence[str]]) -> int:
    """Run commands side by side until somebody says stop; one that dies is started again, unless it keeps dying.

    0 when somebody asked for the end, FAILED when a command died too often.
    """
    asked = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _signal, _frame: asked.set())
    running = [_start(command) for command in commands]
    deaths: deque[float] = deque(maxlen=MOST_DEATHS)
    while not asked.wait(LOOK_EVERY):
        for at, (command, process) in enumerate(zip(commands, running, strict=True)):
            if process.poll() is None:
                continue
            deaths.append(monotonic())
            print(f"koppelkans: {command[-1]} ended with status {process.returncode}", file=sys.stderr, flush=True)
            if len(deaths) == MOST_DEATHS and deaths[-1] - deaths[0] < WITHIN:
                _end(running)
                return FAILED
            running[at] = _start(command)
    _end(running)
    return OK


def _start(command: Sequence[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command)  # noqa: S603 - our own command lines


def _end(running: Iterable[subprocess.Popen[bytes]]) -> None:
    """End what still runs: friendly first."""
    left = [process for process in running if process.poll() is None]
    for process in left:
        process.terminate()
    for process in left:
        try:
            process.wait(GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def worker(_arguments: argparse.Namespace) -> int:
    """Work until stopped."""
    return _command("work")


def nightly(_arguments: argparse.Namespace) -> int:
    """Do the work of one night and say what came of it."""
    return _command("night")


def _command(name: str) -> int:
    """Run a command of the jobs: doors do not know each other, so it goes by its name."""
    need_tables()
    from django.core.management import CommandError, call_command

    try:
        call_command(name)
    except CommandError as error:
        raise Refused(str(error), FAILED) from error
    return OK
