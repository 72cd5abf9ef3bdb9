"""The first thing that runs: Ctrl-C while the libraries are still loading is answered with one line too."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command and return its exit status."""
    try:
        from koppelkans.cli.main import main as command  # loading takes a moment, in which Ctrl-C may come
    except KeyboardInterrupt:
        print("koppelkans: interrupted; nothing was written", file=sys.stderr)
        return 1
    return command()
