"""Django's own commands on the platform; `koppelkans` has the ones that users need."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "koppelkans.settings")
    execute_from_command_line(sys.argv)
