"""`python -m koppelkans.cli` is `koppelkans`."""

from __future__ import annotations

import sys

from koppelkans.cli.entry import main

sys.exit(main())
