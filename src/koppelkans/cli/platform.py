"""The door between the command and the platform: Django is loaded only by the subcommands that need it."""

from __future__ import annotations

import os

from koppelkans.cli.status import FAILED, Refused

MISSING = (
    "this command needs the web platform; install it with: pip install 'koppelkans[web]' "
    "(the engine's commands work without)"
)


def with_platform() -> None:
    """Load Django with the platform's settings; raises Refused where it is not installed or its database cannot be."""
    try:
        import django
        from django.core.exceptions import ImproperlyConfigured
        from django.utils import translation
    except ModuleNotFoundError as error:
        raise Refused(MISSING, FAILED) from error
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "koppelkans.settings")
    try:
        django.setup()
        translation.activate("en")  # the shell speaks English, the pages what their reader chose
    except (ImproperlyConfigured, ModuleNotFoundError) as error:
        raise Refused(f"the platform cannot start: {error}", FAILED) from error


def need_tables() -> None:
    """Load the platform and refuse where its database was not made yet, or is older than the code."""
    with_platform()
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor
    from django.db.utils import OperationalError

    try:
        executor = MigrationExecutor(connection)
    except OperationalError as error:
        raise Refused(f"the database cannot be reached: {error}", FAILED) from error
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Refused("the database is not up to date; run first: koppelkans migrate", FAILED)
