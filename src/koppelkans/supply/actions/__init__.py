"""The verbs of supply."""

from koppelkans.supply.actions.asking import Asked, ask_after_stale
from koppelkans.supply.actions.booking import book, join_waiting, leave_waiting, next_waiting, release
from koppelkans.supply.actions.importing import Outcome, import_offers
from koppelkans.supply.actions.offers import (
    add_employer,
    add_place,
    add_run,
    confirm,
    confirm_all,
    copy_place,
    copy_run,
    describe_training,
    edit_employer,
    edit_place,
    edit_run,
    may_describe,
    reopen,
    withdraw,
)

__all__ = [
    "Asked",
    "Outcome",
    "add_employer",
    "add_place",
    "add_run",
    "ask_after_stale",
    "book",
    "confirm",
    "confirm_all",
    "copy_place",
    "copy_run",
    "describe_training",
    "edit_employer",
    "edit_place",
    "edit_run",
    "import_offers",
    "join_waiting",
    "leave_waiting",
    "may_describe",
    "next_waiting",
    "release",
    "reopen",
    "withdraw",
]
