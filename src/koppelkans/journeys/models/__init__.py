"""The nouns of journeys."""

from koppelkans.journeys.models.agreements import Agreement, Consent, Telling
from koppelkans.journeys.models.checks import LedgerCheck, LedgerDifference
from koppelkans.journeys.models.decisions import Decision
from koppelkans.journeys.models.guidance import Contact, Heeded, Task
from koppelkans.journeys.models.journeys import (
    Attendance,
    Break,
    Deed,
    Event,
    Handover,
    Journey,
    Party,
    Signature,
    Step,
    Why,
)
from koppelkans.journeys.models.work import Form, Instruction, Proof, Reached, Release, Spell, TaskStart

__all__ = [
    "Agreement",
    "Attendance",
    "Break",
    "Consent",
    "Contact",
    "Decision",
    "Deed",
    "Event",
    "Form",
    "Handover",
    "Heeded",
    "Instruction",
    "Journey",
    "LedgerCheck",
    "LedgerDifference",
    "Party",
    "Proof",
    "Reached",
    "Release",
    "Signature",
    "Spell",
    "Step",
    "Task",
    "TaskStart",
    "Telling",
    "Why",
]
