"""Writes docs/reference/command.md from the parser of the command, so that page and command say the same."""

import argparse
from collections.abc import Iterator
from pathlib import Path

from koppelkans.cli.main import DESCRIPTION, STATUSES, parser

PAGE = Path(__file__).parent / "reference" / "command.md"


def page() -> str:
    """The whole page."""
    return "\n".join(lines()) + "\n"


def lines() -> Iterator[str]:
    """The command first, then each subcommand in the order of its help."""
    top = parser()
    yield "# The command"
    yield ""
    yield DESCRIPTION
    yield ""
    yield STATUSES
    yield ""
    yield "Written by `./run docs` from the command itself; `koppelkans COMMAND --help` says the same."
    commands = next(action for action in top._actions if isinstance(action, argparse._SubParsersAction))
    for name, command in commands.choices.items():
        yield ""
        yield from section(name, command)


def section(name: str, command: argparse.ArgumentParser) -> Iterator[str]:
    """One subcommand: what it does, an example, its arguments."""
    yield f"## {name}"
    yield ""
    yield str(command.description)
    yield ""
    yield "```sh"
    yield str(command.get_default("example"))
    yield "```"
    yield ""
    yield "| argument | |"
    yield "|---|---|"
    for action in command._actions:
        if not isinstance(action, argparse._HelpAction):
            yield f"| {named(action)} | {str(action.help).replace('%%', '%')} |"


def named(action: argparse.Action) -> str:
    """An argument as one types it."""
    value = action.metavar or ("|".join(map(str, action.choices)) if action.choices else "")
    names = ", ".join(action.option_strings)
    return "`" + f"{names} {value}".strip().replace("|", "\\|") + "`"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
