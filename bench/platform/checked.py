"""Checks the ledger of the installation it runs in, once; tells as JSON how long it took and what it found."""

from __future__ import annotations

import json
import time

from koppelkans.cli.platform import with_platform

with_platform()

from django.utils import timezone  # noqa: E402 - needs the platform loaded

from koppelkans.core.access import house  # noqa: E402
from koppelkans.journeys.actions.checking import check_ledger  # noqa: E402


def main() -> None:
    """Check it and tell."""
    begun = time.perf_counter()
    found = check_ledger(by=house("koppelkans bench"), now=timezone.now())
    seconds = time.perf_counter() - begun
    print(json.dumps({"seconds": seconds, "people": found.people, "differences": found.differences}))


if __name__ == "__main__":
    main()
