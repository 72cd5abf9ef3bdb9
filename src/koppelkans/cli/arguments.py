"""Arguments that several subcommands share: what a value may be, and how each help page looks."""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable
from datetime import date
from pathlib import Path

Commands = argparse._SubParsersAction  # argparse has no public name for what add_subparsers gives
Run = Callable[[argparse.Namespace], int]


def add_command(
    commands: Commands[argparse.ArgumentParser], name: str, run: Run, *, short: str, long: str, example: str
) -> argparse.ArgumentParser:
    """Add a subcommand whose help ends with an example."""
    parser = commands.add_parser(
        name,
        help=short,
        description=long,
        epilog=f"example:\n  {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.set_defaults(run=run, example=example)
    return parser


def add_region(parser: argparse.ArgumentParser) -> None:
    """Add REGION, the folder that is read."""
    parser.add_argument("region", metavar="REGION", type=Path, help="the region folder")


def add_language(parser: argparse.ArgumentParser, of: str) -> None:
    """Add --language; `of` names what is written in it."""
    parser.add_argument("--language", choices=("nl", "en"), default="nl", help=f"language of {of} (default: nl)")


def natural(text: str) -> int:
    """A whole number of at least 0."""
    return _whole(text, least=0)


def positive(text: str) -> int:
    """A whole number of at least 1."""
    return _whole(text, least=1)


def day(text: str) -> date:
    """A day as YYYY-MM-DD."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date; write it as 2027-01-04") from error


def seconds(text: str) -> float:
    """A number of seconds above 0."""
    value = _number(text)
    if value <= 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not above 0; write a number of seconds such as 60")
    return value


def gap(text: str) -> float:
    """A relative gap, from 0 up to 1."""
    value = _number(text)
    if not 0 <= value < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not from 0 up to 1; 0.005 means half a per cent")
    return value


def _whole(text: str, *, least: int) -> int:
    # int() alone would also take "1_000", " 7 " and digits of other scripts
    if not (text.isascii() and text.isdigit()) or int(text) < least or int(text) >= 2**31:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from {least} to {2**31 - 1}")
    return int(text)


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number; write it with a point, such as 0.5")
    return value
