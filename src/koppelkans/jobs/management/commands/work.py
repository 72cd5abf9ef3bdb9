"""`koppelkans worker`: what the pages ask for in the background, and what is done every minute."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from koppelkans.jobs.minutely import wind_up


class Command(BaseCommand):
    """Works until it is stopped."""

    help = __doc__

    def handle(self, *_args: Any, **_options: Any) -> None:
        """See to it that every minute is asked for, and take on what waits."""
        wind_up()
        call_command("db_worker", verbosity=0, interval=0.5)
