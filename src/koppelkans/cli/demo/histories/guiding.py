"""Guidance in the histories: the contacts of the plan, tasks, and instructions for work with risk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from django.utils import timezone

from koppelkans.cli.demo.histories.clock import Clock
from koppelkans.cli.demo.histories.journeys import Travelled
from koppelkans.journeys import states_step
from koppelkans.journeys.models import Break, Contact, Instruction, Party, Task, TaskStart
from koppelkans.journeys.rules_guiding import planned_on
from koppelkans.supply.models import Place, RiskTask

LATE = timedelta(days=21)  # only what was due since then can still be open
DONE_LATELY, DONE_BEFORE = 0.86, 0.97
RISKS: Mapping[str, Sequence[tuple[str, str]]] = {
    "techniek": (
        ("Werken aan een installatie onder spanning", "Eerst uitschakelen, meten en vergrendelen. Nooit alleen."),
        ("Werken op een ladder of dak", "Lijn vast, helm op, en niet bij harde wind."),
    ),
    "bouw": (
        ("Werken op hoogte", "Lijn vast, helm op, en niet bij harde wind."),
        ("Zagen en slijpen", "Bril en gehoorbescherming op. Handen achter de beschermkap."),
    ),
    "logistiek": (("Rijden met de heftruck", "Alleen met certificaat. Kijk achterom. Ga langzaam de hoek om."),),
}
TASKS: tuple[tuple[str, str], ...] = (
    (Party.EMPLOYER, "Contract sturen"),
    (Party.EMPLOYER, "Werkkleding en schoenen regelen"),
    (Party.CANDIDATE, "Kopie van het certificaat laten zien"),
    (Party.CANDIDATE, "Reis naar het werk een keer oefenen"),
    (Party.PROVIDER, "Lesrooster sturen"),
    (Party.MUNICIPALITY, "Reiskosten regelen"),
    (Party.COACH, "Gesprek met werkgever en kandidaat samen"),
)
RISKY = 0.5  # of the places where work has a risk
LANGUAGES = ("nl", "nl", "en", "ar", "uk", "tr", "ti")


def contacts(found: Travelled, pauses: Sequence[Break], clock: Clock) -> Iterator[Contact]:
    """The plan of the programme, for the candidate from the first day on and the employer from that at the place."""
    journey, draw = found.journey, found.person.draw("contacts")
    first_days = {Party.CANDIDATE: journey.started_on or journey.first_day or timezone.localdate(journey.made_at)}
    if found.place is not None and found.place.status != states_step.Status.CANCELLED:
        first_days[Party.EMPLOYER] = found.place.planned_start
    for party, first in first_days.items():
        for day in journey.contact_plan:
            due = planned_on(first, day, pauses)
            if journey.ended_on and due > journey.ended_on:
                continue
            yield _contact(found, party, day, due, draw.random(), draw.randint(-2, 5), clock)


def _contact(found: Travelled, party: str, day: int, due: date, luck: float, later: int, clock: Clock) -> Contact:
    journey = found.journey
    made = Contact(journey=journey, party=party, day=day, due_on=due)
    done = max(due + timedelta(days=later), found.journey.started_on or due)
    chance = DONE_LATELY if due > clock.today - LATE else 1.0 if journey.ended_on is None else DONE_BEFORE
    if journey.ended_on and done > journey.ended_on:
        made.cancelled_at = clock.at(journey.ended_on, 17)
    elif done <= clock.today and luck < chance:
        made.done_on, made.by = done, journey.coach
        made.how = (Contact.How.PHONE, Contact.How.VISIT, Contact.How.MESSAGE)[int(luck * 97) % 3]
        worry = int(luck * 89) % 7 == 0
        made.outcome = Contact.Outcome.WORRY if worry else Contact.Outcome.FINE
        found.tell("contact.done", done, clock, party=str(party), how=str(made.how), outcome=str(made.outcome))
    return made


def tasks(found: Travelled, clock: Clock) -> Iterator[Task]:
    """Some things to do around the first day; of journeys that go on a few are still open."""
    journey, draw = found.journey, found.person.draw("tasks")
    made_at = journey.made_at
    made_on = timezone.localdate(made_at)
    start = found.person.life.first_day or made_on
    for party, what in draw.sample(TASKS, draw.randint(1, 3)):
        due = start + timedelta(days=draw.randint(-5, 40))
        due = max(due, made_on + timedelta(days=1))
        done = due - timedelta(days=draw.randint(0, 4))
        late = draw.random() < 0.1 and due > clock.today - LATE
        task = Task(journey=journey, party=party, what=what, due_on=due, made_by=journey.coach, made_at=made_at)
        if done <= clock.today and not late and not (journey.ended_on and done > journey.ended_on):
            task.done_on, task.done_by = max(done, made_on), journey.coach
        elif journey.ended_on:
            task.cancelled_at = clock.at(journey.ended_on, 17)
        yield task


def risk_tasks(places: Sequence[tuple[Place, str]]) -> list[RiskTask]:
    """The work with risk at these places, given with their sector."""
    found = []
    for at, (place, sector) in enumerate(places):
        if at % 10 < 10 * RISKY:
            found += [RiskTask(place=place, name=name, instruction=text) for name, text in RISKS.get(sector, ())]
    return found


def instructions(
    found: Travelled, risks: Mapping[int, Sequence[RiskTask]], clock: Clock
) -> Iterator[tuple[Instruction, TaskStart]]:
    """That each task with risk was understood on the first day at the place, and begun with; again every year."""
    step, draw = found.place, found.person.draw("safety")
    if step is None or step.started_on is None or step.place is None:
        return
    for task in risks.get(step.place.pk, ()):
        day = step.started_on
        proof = Instruction(
            candidate=found.journey.candidate,
            task=task,
            language=draw.choice(LANGUAGES),
            how=draw.choice((Instruction.How.TOLD_BACK, Instruction.How.SHOWN)),
            checked_by=f"{found.journey.buddy or 'Voorman'}, werkbegeleider",
            checked_on=day,
            until=day + timedelta(days=task.valid_days),
            by=found.person.coach,
            at=clock.at(day, 9),
        )
        start = TaskStart(
            step=step, task=task, started_on=day, instruction=proof, by=found.person.coach, at=clock.at(day, 10)
        )
        yield proof, start
