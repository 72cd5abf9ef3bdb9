"""The ledger of the histories: what the actions would have booked, on the day on which they would have known it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from koppelkans.cli.demo.histories.clock import Clock
from koppelkans.cli.demo.histories.people import Person
from koppelkans.cli.demo.histories.work import Worked
from koppelkans.journeys.actions.taking import MEASURE as ACCEPTED
from koppelkans.journeys.models import Journey, Reached
from koppelkans.journeys.queries_work import changes
from koppelkans.programmes.models import Programme
from koppelkans.results.models import LedgerEntry, Measure

ADMITTED = "participation.admitted"
MISTAKE = "Was niet begonnen."


@dataclass
class Book:
    """Rows of the ledger, and of what they were booked for."""

    programme: Programme
    clock: Clock
    entries: list[LedgerEntry] = field(default_factory=list)
    reached: list[Reached] = field(default_factory=list)

    def admit(self, people: Iterable[Person]) -> None:
        """Everybody who was let in, also who is erased since."""
        for person in people:
            day = self.clock.past(person.life.admitted)
            if day:
                self._enter(ADMITTED, 1, day, self.clock.at(day, 9), person.code, programme=self.programme.code)

    def count(self, worked: Worked) -> None:
        """All that one journey reached."""
        found = worked.travelled
        journey, life, code = found.journey, found.person.life, found.person.code
        if journey.first_day:
            made, sector = journey.made_at, journey.sector
            self._enter(ACCEPTED, 1, journey.first_day, made, code, sector=sector)
            if journey.ended_on and not journey.started_on:
                ended = self.clock.at(journey.ended_on, 16)
                self._enter(ACCEPTED, -1, journey.first_day, ended, code, sector=sector)
        if journey.started_on:
            self._reach(journey, code, Measure.STARTED, journey.started_on)
        if journey.finished_on:
            self._reach(journey, code, Measure.FINISHED, journey.finished_on)
        mistaken = self.clock.past(life.mistaken_start)
        if mistaken:
            wrong = self._reach(journey, code, Measure.STARTED, mistaken)
            if life.ended and life.ended <= self.clock.today:
                self._take_back(wrong, MISTAKE, self.clock.at(life.ended, 15))
        self._count_work(worked, journey, code)

    def _count_work(self, worked: Worked, journey: Journey, code: str) -> None:
        """What was known changed on some days; between them days went by."""
        standing: dict[str, Reached] = {}
        moments = worked.moments()
        for at, day in enumerate(moments):
            until = moments[at + 1] - timedelta(days=1) if at + 1 < len(moments) else self.clock.today
            rows = worked.known_on(day)
            for on in (day, until):
                for change in changes(rows, standing, on):
                    booked = self.clock.at(day, 13) if on == day else None
                    if change.standing is not None:
                        self._take_back(change.standing, change.why, booked or self.clock.night_after(on))
                        del standing[change.measure]
                    if change.due is not None:
                        made = self._reach(
                            journey,
                            code,
                            change.measure,
                            change.due.day,
                            booked=booked,
                            definition=change.definition,
                            kind=change.due.form,
                        )
                        standing[change.measure] = made

    def _reach(
        self,
        journey: Journey,
        code: str,
        measure: str,
        day: date,
        *,
        booked: datetime | None = None,
        definition: int | None = None,
        kind: str = "",
    ) -> Reached:
        entry = self._enter(
            measure,
            1,
            day,
            booked or self.clock.night_after(day),
            code,
            programme=self.programme.code,
            sector=journey.sector,
            training=journey.training,
            fund=journey.fund,
            kind=kind or journey.kind,
            definition=definition,
        )
        reached = Reached(
            journey=journey,
            candidate=journey.candidate,
            programme=self.programme.code,
            measure=measure,
            concerns=day,
            definition=definition,
            counted=entry,
        )
        self.reached.append(reached)
        return reached

    def _take_back(self, reached: Reached, why: str, booked: datetime) -> None:
        row = reached.counted
        reached.taken_back = LedgerEntry(
            measure=row.measure,
            amount=-1,
            booked_at=booked,
            concerns=row.concerns,
            municipality=row.municipality,
            programme=row.programme,
            sector=row.sector,
            training=row.training,
            fund=row.fund,
            kind=row.kind,
            definition=row.definition,
        )
        self.entries.append(reached.taken_back)
        reached.why = why

    def _enter(
        self, measure: str, amount: int, day: date, booked: datetime, municipality: str, **facts: object
    ) -> LedgerEntry:
        entry = LedgerEntry(
            measure=measure, amount=amount, concerns=day, booked_at=booked, municipality=municipality, **facts
        )
        self.entries.append(entry)
        return entry

    def write(self) -> None:
        """In the order of booking, as it would have been."""
        self.entries.sort(key=lambda entry: entry.booked_at)
        LedgerEntry.objects.bulk_create(self.entries, batch_size=500)
        Reached.objects.bulk_create(self.reached, batch_size=500)


def told(book: Book) -> Iterator[tuple[Reached, str, date, datetime]]:
    """What was booked and taken back for whom, as the history of a journey tells it."""
    for row in book.reached:
        yield row, "count.reach", row.concerns, row.counted.booked_at
        if row.taken_back:
            yield row, "count.take-back", row.concerns, row.taken_back.booked_at
