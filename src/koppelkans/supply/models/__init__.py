"""The nouns of supply."""

from koppelkans.supply.models.bookings import Booking, WaitingEntry
from koppelkans.supply.models.places import Employer, MentorsTaken, Place
from koppelkans.supply.models.runs import Run, Training

__all__ = ["Booking", "Employer", "MentorsTaken", "Place", "Run", "Training", "WaitingEntry"]
