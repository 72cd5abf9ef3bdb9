"""The nouns of journeys."""

from koppelkans.journeys.models.agreements import Agreement, Consent, Telling
from koppelkans.journeys.models.decisions import Decision

__all__ = ["Agreement", "Consent", "Decision", "Telling"]
