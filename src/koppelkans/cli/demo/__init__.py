"""`koppelkans demo`: an invented region on the running platform, with a login per role. Never with real data."""

from __future__ import annotations

import argparse
import os
import sys

from koppelkans.cli.arguments import Commands, add_command
from koppelkans.cli.platform import with_platform
from koppelkans.cli.serve import together, web_command

ENVIRONMENT = {
    "KOPPELKANS_DEMO": "1",
    "KOPPELKANS_PLAIN_HTTP": "1",
    "KOPPELKANS_VAR": os.path.join("var", "demo"),  # noqa: PTH118 - for the environment, relative on purpose
    "KOPPELKANS_MAIL_URL": "dummymail://",
}


def add_to(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the subcommand."""
    parser = add_command(
        commands,
        "demo",
        run,
        short="run the platform with an invented region",
        long="Makes an invented region (six municipalities, 1,500 people) in var/demo when it is not there yet,\n"
        "and runs the platform with it on this machine only. The first page has one login per role.",
        example="koppelkans demo",
    )
    parser.add_argument("--bind", metavar="ADDRESS", default="127.0.0.1:8000", help="(default: 127.0.0.1:8000)")
    parser.add_argument("--only-data", action="store_true", help="make the data and stop")


def run(arguments: argparse.Namespace) -> int:
    """Make what is missing and serve it."""
    for name, value in {**ENVIRONMENT, "KOPPELKANS_URL": f"http://{arguments.bind}"}.items():
        os.environ.setdefault(name, value)
    with_platform()
    from django.core.management import call_command

    from koppelkans.cli.demo import region

    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    if region.missing():
        print("making an invented region: this takes some seconds, once")
        region.make()
    if arguments.only_data:
        return 0
    print(f"the demo runs at http://{arguments.bind}/demo/ (Ctrl-C stops it)", flush=True)
    return together([web_command(arguments.bind, 2), [sys.executable, "-m", "koppelkans.cli", "worker"]])
