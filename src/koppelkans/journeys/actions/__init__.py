"""The verbs of journeys."""

from koppelkans.journeys.actions.agreeing import ask_again, make_link, record_answer
from koppelkans.journeys.actions.answering import answer, open_question
from koppelkans.journeys.actions.chasing import chase, lapse_silent
from koppelkans.journeys.actions.deciding import decide, let_leave, undo
from koppelkans.journeys.actions.groups import close_group
from koppelkans.journeys.actions.telling import mark_told

__all__ = [
    "answer",
    "ask_again",
    "chase",
    "close_group",
    "decide",
    "lapse_silent",
    "let_leave",
    "make_link",
    "mark_told",
    "open_question",
    "record_answer",
    "undo",
]
