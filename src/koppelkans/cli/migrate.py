"""`koppelkans migrate`: makes the tables of the platform, or brings them up to date."""

from __future__ import annotations

import argparse

from koppelkans.cli.arguments import Commands, add_command
from koppelkans.cli.platform import with_platform
from koppelkans.cli.status import FAILED, OK, Refused


def add_to(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the subcommand."""
    add_command(
        commands,
        "migrate",
        run,
        short="make or update the platform's database",
        long="Makes the tables of the platform, or brings them up to date. The database is the one that\n"
        "DATABASE_URL names; without it an SQLite file in var/.",
        example="koppelkans migrate",
    )


def run(_arguments: argparse.Namespace) -> int:
    """Bring the database up to date and say which it is."""
    with_platform()
    from django.core.management import call_command
    from django.db import connection
    from django.db.utils import DatabaseError

    try:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
    except DatabaseError as error:
        raise Refused(f"the database cannot be brought up to date: {error}", FAILED) from error
    print(f"the database is up to date: {connection.vendor}, {connection.settings_dict['NAME']}")
    return OK
