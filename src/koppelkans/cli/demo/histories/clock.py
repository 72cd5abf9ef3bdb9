"""Days as moments: what was written down on a day, and never after now."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils import timezone


@dataclass(frozen=True)
class Clock:
    """The moment until which histories are told."""

    now: datetime
    today: date = field(init=False)
    latest: datetime = field(init=False)  # now, as the clock on the wall here has it

    def __post_init__(self) -> None:
        object.__setattr__(self, "today", timezone.localdate(self.now))
        object.__setattr__(self, "latest", timezone.localtime(self.now))

    def at(self, day: date, hour: int = 10, minute: int = 0) -> datetime:
        """A moment on a day, or now where that is earlier."""
        return min(self.latest, datetime.combine(day, time(hour, minute), self.latest.tzinfo))

    def past(self, day: date | None) -> date | None:
        """The day, where it has come."""
        return day if day is not None and day <= self.today else None

    def night_after(self, day: date) -> datetime:
        """When the nightly count books what happened on a day."""
        return self.at(day + timedelta(days=1), 3, 30)
