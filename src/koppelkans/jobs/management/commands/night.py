"""`koppelkans nightly`: the work of one night."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from koppelkans.jobs.nightly import run_nightly


class Command(BaseCommand):
    """Does the work of one night and says what came of it."""

    help = __doc__

    def handle(self, *_args: Any, **_options: Any) -> None:
        """A step that failed does not stop the others; the command fails after all of them."""
        outcome = run_nightly(timezone.now())
        if outcome.busy:
            self.stdout.write("another nightly run is going; nothing was done")
        for name, told in outcome.done.items():
            self.stdout.write(f"{name}: {told}")
        if outcome.failed:
            raise CommandError("; ".join(f"{name} failed: {why}" for name, why in outcome.failed.items()))
