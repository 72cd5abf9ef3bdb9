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

    def __post_init__(self) -> None:
        object.__setattr__(self, "today", timezone.localdate(self.now))

    def at(self, day: date, hour: int = 10, minute: int = 0) -> datetime:
        """A moment on a day, or now where that is earlier."""
        return min(timezone.localtime(self.now), timezone.make_aware(datetime.combine(day, time(hour, minute))))

    def past(self, day: date | None) -> date | None:
        """The day, where it has come."""
        return day if day is not None and day <= self.today else None

    def night_after(self, day: date) -> datetime:
        """When the nightly count books what happened on a day."""
        return self.at(day + timedelta(days=1), 3, 30)
