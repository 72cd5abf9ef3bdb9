"""The groups and places of the past: made as people come to them, at the region's own providers and employers."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from datetime import date, timedelta

from koppelkans.cli.demo.histories.ground import Ground
from koppelkans.cli.demo.histories.lives import WEEK, Course
from koppelkans.supply.models import Place, Run

GROUP = 12  # people
WINDOW = timedelta(days=91)  # in which one place takes people who start


@dataclass
class Offers:
    """What was offered, by when it began; a group that is full gets another beside it."""

    ground: Ground
    prefix: str
    today: date
    runs: dict[tuple[str, date, int], Run] = field(default_factory=dict)
    seats: dict[tuple[str, date], int] = field(default_factory=dict)
    places: dict[tuple[str, int], Place] = field(default_factory=dict)

    def seat(self, course: Course, start: date) -> Run:
        """One more seat in the group that begins on this day."""
        taken = self.seats.get((course.code, start), 0)
        self.seats[course.code, start] = taken + 1
        key = (course.code, start, taken // GROUP)
        if key not in self.runs:
            self.runs[key] = self._group(course, start, taken // GROUP)
        run = self.runs[key]
        here = taken % GROUP + 1
        # who could still join a group that is to begin would be planned into it: it has the seats that are taken
        run.seats_max = here if start >= self.today else GROUP
        run.seats_min = min(4, here)
        return run

    def _group(self, course: Course, start: date, at: int) -> Run:
        examples = self.ground.groups[course.code]
        made = copy.copy(examples[(start.toordinal() // 7 + at) % len(examples)])
        made.pk, made._state.adding = None, True  # a copy has a state of its own
        made.code = f"{self.prefix}-{course.code}-{start:%y%m%d}-{at + 1}"
        made.start, made.end = start, start + course.weeks * WEEK - timedelta(days=3)
        made.seats_taken = None
        made.confirmed_on = min(self.today, start)
        made.withdrawn_on = made.asked_on = None
        return made

    def place(self, example: Place, start: date) -> Place:
        """One more person at a place like this, from this day."""
        window = start.toordinal() // WINDOW.days
        key = (example.code, window)
        if key not in self.places:
            made = copy.copy(example)
            made.pk, made._state.adding = None, True
            made.code = f"{self.prefix}-{example.code}-{window}"
            made.start_from = made.start_until = start
            made.capacity, made.mentor_weeks, made.only_for = 0, None, []
            made.confirmed_on = min(self.today, start)
            made.withdrawn_on = made.asked_on = None
            self.places[key] = made
        place = self.places[key]
        place.capacity += 1
        place.start_from, place.start_until = min(place.start_from, start), max(place.start_until, start)
        return place

    def write(self) -> None:
        """Put them in the database; from then on they have a key."""
        Run.objects.bulk_create(self.runs.values(), batch_size=500)
        Place.objects.bulk_create(self.places.values(), batch_size=500)
