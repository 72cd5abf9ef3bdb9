"""The verbs of programmes: make and change one; ask, admit, offer a seat, end; judge a pilot and go on from it."""

from koppelkans.programmes.actions.going_on import add_lesson, decide, succeed
from koppelkans.programmes.actions.joining import accept_seat, admit, end, let_in_above, offer_free_seats
from koppelkans.programmes.actions.judging import (
    add_criterion,
    edit_criterion,
    lock_criteria,
    move_criterion,
    remove_criterion,
    score,
)
from koppelkans.programmes.actions.writing import (
    PURPOSE,
    add_programme,
    edit_partner,
    edit_programme,
    set_targets,
    set_ways,
)

__all__ = [
    "PURPOSE",
    "accept_seat",
    "add_criterion",
    "add_lesson",
    "add_programme",
    "admit",
    "decide",
    "edit_criterion",
    "edit_partner",
    "edit_programme",
    "end",
    "let_in_above",
    "lock_criteria",
    "move_criterion",
    "offer_free_seats",
    "remove_criterion",
    "score",
    "set_targets",
    "set_ways",
    "succeed",
]
