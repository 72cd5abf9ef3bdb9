"""The command `koppelkans`: reads the arguments, runs one subcommand, and turns what goes wrong into one clear line."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence

from koppelkans import __version__
from koppelkans.cli import (
    admin,
    candidates,
    check,
    compare,
    demo,
    durable,
    exchange,
    explain,
    generate,
    migrate,
    plan,
    serve,
    verify,
)
from koppelkans.cli.status import CONFLICT, FAILED, INVALID, Refused
from koppelkans.cli.tables import counted
from koppelkans.engine.problems import RegionError
from koppelkans.engine.programme import SolverError
from koppelkans.engine.solve import LocksConflict

DESCRIPTION = """\
Plans who takes which training and goes to which leerwerkplek, with which money, and says why.
It reads a region folder and writes a plan folder; it changes nothing else."""

STATUSES = """\
exit status: 0 all is well, 2 invalid input, 3 the locked pathways cannot hold together,
1 anything else. KOPPELKANS_TRACEBACK=1 shows where in the code an error arose."""


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command."""
    top = argparse.ArgumentParser(
        prog="koppelkans",
        description=DESCRIPTION,
        epilog=STATUSES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=f"koppelkans {__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    platform = (migrate, exchange, serve, admin, demo, candidates)
    for module in (check, plan, verify, explain, compare, generate, durable, *platform):
        module.add_to(commands)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a sign must not stop the command
    try:
        return _run(argv)
    except BrokenPipeError:
        # the reader of our output left, for instance `head`; Python must not complain about it again at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED


def _run(argv: Sequence[str] | None) -> int:
    arguments = parser().parse_args(argv)
    try:
        status: int = arguments.run(arguments)
        print(end="", flush=True)
    except RegionError as error:
        return _say_problems(error)
    except LocksConflict as error:
        return _say(str(error), CONFLICT)
    except Refused as error:
        return _say(str(error), error.status)
    except KeyboardInterrupt:
        return _say("interrupted; nothing was written", FAILED)
    except BrokenPipeError:
        raise
    except OSError as error:
        return _say(_about_file(error), FAILED)
    except SolverError as error:
        return _say(f"this region cannot be computed with ({error}): are its weights or amounts extreme?", FAILED)
    except MemoryError:
        return _say("not enough memory for a region of this size", FAILED)
    except Exception as error:
        if os.environ.get("KOPPELKANS_TRACEBACK") == "1":
            raise
        return _say(f"an error in koppelkans itself, please report it: {type(error).__name__}: {error}", FAILED)
    return status


def _say(message: str, status: int) -> int:
    print(f"koppelkans: {' '.join(message.split())}", file=sys.stderr)
    return status


def _say_problems(error: RegionError) -> int:
    for problem in error.problems:
        print(problem, file=sys.stderr)
    return _say(f"{counted(len(error.problems), 'error')} in the input; nothing was done", INVALID)


def _about_file(error: OSError) -> str:
    name = f"{error.filename}: " if error.filename else ""
    return f"{name}{error.strerror or error}"
