"""The nouns of supply."""

from koppelkans.supply.models.bookings import Booking, WaitingEntry
from koppelkans.supply.models.guarantees import Breach, Guarantee
from koppelkans.supply.models.places import Employer, MentorsTaken, Place, RiskTask
from koppelkans.supply.models.runs import Run, Training

__all__ = [
    "Booking",
    "Breach",
    "Employer",
    "Guarantee",
    "MentorsTaken",
    "Place",
    "RiskTask",
    "Run",
    "Training",
    "WaitingEntry",
]
