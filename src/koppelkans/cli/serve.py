"""`koppelkans serve`, `worker` and `nightly`: the platform in operation."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from types import FrameType

from koppelkans.cli.arguments import Commands, add_command, positive
from koppelkans.cli.platform import need_tables
from koppelkans.cli.status import FAILED, OK, Refused

# a header or a line longer than this is answered with 400 by gunicorn before anything of ours sees it
LONGEST_LINE, LONGEST_FIELD, MOST_FIELDS = 4094, 8190, 60
GRACE = 20.0  # seconds for a clean end


def add_to(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the subcommands."""
    parser = add_command(
        commands,
        "serve",
        serve,
        short="run the platform: the pages and the background work",
        long="Runs web server and worker together, with production settings, until it is stopped. When one of the two\n"
        "ends, so does the other.",
        example="koppelkans serve --bind 0.0.0.0:8000",
    )
    parser.add_argument(
        "--bind", metavar="ADDRESS", default="127.0.0.1:8000", help="where to listen (default: 127.0.0.1:8000)"
    )
    parser.add_argument("--processes", metavar="N", type=positive, default=2, help="web processes (default: 2)")
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
    collect_static()
    commands = [web_command(arguments.bind, arguments.processes)]
    if not arguments.no_worker:
        commands.append([sys.executable, "-m", "koppelkans.cli", "worker"])
    return together(commands)


def collect_static() -> None:
    """Put the static files where the web server serves them from, under names that change with their content."""
    from django.conf import settings
    from django.core.management import call_command

    if not settings.WHITENOISE_USE_FINDERS:
        call_command("collectstatic", verbosity=0, interactive=False)


def together(commands: Sequence[Sequence[str]]) -> int:
    """Run commands side by side; the first that ends, ends all. 0 when somebody asked for the end."""
    running = [subprocess.Popen(command) for command in commands]  # noqa: S603 - our own command lines
    asked = False

    def end(_signal: int, _frame: FrameType | None) -> None:
        nonlocal asked
        asked = True
        _tell(running, signal.SIGTERM)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    os.wait()  # until the first of them is gone
    _tell(running, signal.SIGTERM)
    for process in running:
        try:
            process.wait(GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    return OK if asked else FAILED


def _tell(running: Sequence[subprocess.Popen[bytes]], number: signal.Signals) -> None:
    for process in running:
        if process.poll() is None:
            process.send_signal(number)


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
