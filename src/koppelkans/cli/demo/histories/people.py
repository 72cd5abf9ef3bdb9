"""The people of the histories: made after people of the region, by pseudonym; who left long ago is erased already."""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from koppelkans.cli.demo.histories.clock import Clock
from koppelkans.cli.demo.histories.ground import Mould
from koppelkans.cli.demo.histories.lives import Life
from koppelkans.cli.demo.names import name
from koppelkans.core.language import counted_skills, rung_for, single_level
from koppelkans.core.models import Subject, User
from koppelkans.core.models.words import LETTERS
from koppelkans.core.vocabulary import LEVELS, Skill
from koppelkans.people.actions.language import PROOF
from koppelkans.people.models import Candidate, ContactCard, Holding, LanguageMeasure, Wish
from koppelkans.people.queries_language import region_ladder
from koppelkans.people.states import Reason, Status
from koppelkans.programmes.models import Participation, Programme
from koppelkans.supply.models import Place

ERASED = timedelta(days=183)  # after which nothing is kept of who never began, and of who left no contact card
LEAVES = {"done": Reason.FOUND_WORK, "no-contact": Reason.NO_CONTACT, "own-wish": Reason.OWN_WISH}


@dataclass
class Person:
    """One life with all that was made of it."""

    number: int
    life: Life
    mould: Mould
    example: Place
    coach: User | None
    owner: User | None
    subject: Subject
    candidate: Candidate | None = None

    def draw(self, about: str) -> Random:
        """A source of chance of this person's own, so that one kind of rows does not disturb another."""
        return Random(f"{self.number} {self.subject.pseudonym} {about}")  # noqa: S311 - invented people

    @property
    def code(self) -> str:
        """The municipality."""
        return self.mould.candidate.municipality_id


def pseudonyms(draw: Random, number: int, taken: set[str]) -> list[str]:
    """New ones, the same for the same seed."""
    found: list[str] = []
    while len(found) < number:
        made = "K-" + "".join(draw.choices(LETTERS, k=8))
        if made not in taken:
            taken.add(made)
            found.append(made)
    return found


def write(people: Sequence[Person], programme: Programme, clock: Clock, *, cards: frozenset[str]) -> None:
    """Subjects, files of who is still known, what they hold and wish, and their part in the programme."""
    Subject.objects.bulk_create([person.subject for person in people], batch_size=500)
    for person in people:
        if not _is_erased(person.life, clock):
            person.candidate = _candidate(person, clock)
    known = [person for person in people if person.candidate is not None]
    Candidate.objects.bulk_create([person.candidate for person in known if person.candidate], batch_size=300)
    Holding.objects.bulk_create([row for person in known for row in _holdings(person)], batch_size=500)
    Wish.objects.bulk_create([row for person in known for row in _wishes(person)], batch_size=500)
    ContactCard.objects.bulk_create(
        [_card(person) for person in known if person.code in cards and _is_reached(person.life, clock)], batch_size=500
    )
    Participation.objects.bulk_create([_participation(person, programme, clock) for person in people], batch_size=500)


def _is_erased(life: Life, clock: Clock) -> bool:
    """Who never began and left longer ago than their file is kept."""
    left = life.gave_up or (life.ended if life.started is None and life.mistaken_start is None else None)
    return left is not None and left < clock.today - ERASED


def _is_reached(life: Life, clock: Clock) -> bool:
    left = life.gave_up or life.ended
    return left is None or left > clock.today - ERASED


def left_on(life: Life, clock: Clock) -> date | None:
    """The day on which somebody left, where it has come."""
    return clock.past(life.gave_up) or clock.past(life.ended)


def _candidate(person: Person, clock: Clock) -> Candidate:
    life, like = person.life, person.mould.candidate
    left = left_on(life, clock)
    reason = life.why_left if clock.past(life.gave_up) else LEAVES.get(life.why, Reason.OTHER_HELP)
    confirmed = min(clock.today, max(life.signed_up, clock.today - timedelta(days=person.draw("file").randint(0, 80))))
    return Candidate(
        subject=person.subject,
        municipality_id=like.municipality_id,
        postcode_id=like.postcode_id,
        available_from=life.signed_up,
        dayparts=like.dayparts,
        modes=like.modes,
        max_travel=like.max_travel,
        baseline=like.baseline,
        groups=like.groups,
        districts=like.districts,
        not_districts=like.not_districts,
        status=Status.LEFT if left else Status.ACTIVE,
        reason=str(reason) if left else "",
        owner=person.owner,
        own_key=f"T-{person.subject.pseudonym[2:]}",
        registered_on=life.signed_up,
        confirmed_on=min(confirmed, left) if left else confirmed,
        ended_on=left,
    )


def _holdings(person: Person) -> list[Holding]:
    made = []
    for row in person.mould.holdings:
        held = copy.copy(row)
        held.pk, held._state.adding, held.measured = None, True, False
        held.candidate_id, held.recorded_on = person.subject.pk, person.life.signed_up
        held.proof, held.author = Holding.Proof.SEEN, person.owner
        made.append(held)
    return made


def _wishes(person: Person) -> list[Wish]:
    return [
        Wish(
            candidate=person.candidate,
            occupation_id=row.occupation_id,
            preference=row.preference,
            aptitude=row.aptitude,
        )
        for row in person.mould.wishes
    ]


def _card(person: Person) -> ContactCard:
    draw = person.draw("card")
    full_name = name(draw)
    return ContactCard(
        candidate=person.candidate,
        name=full_name,
        phone=f"06 0000 {draw.randrange(10_000):04d}",
        email=f"{full_name.lower().replace(' ', '.')}.t{person.number}@demo.example",
        language=draw.choice(("nl", "nl", "en", "ar", "uk", "tr", "ti")),
    )


def _participation(person: Person, programme: Programme, clock: Clock) -> Participation:
    life = person.life
    return Participation(
        programme=programme,
        subject=person.subject,
        asked_at=clock.at(life.signed_up, 9 + person.number % 8, person.number % 60),
        admitted_on=clock.past(life.admitted),
        ended_on=left_on(life, clock),
        way=_way(person, programme),
    )


def _way(person: Person, programme: Programme) -> str:
    """The name of the first way of the admission rule that lets them in."""
    groups, holds = set(person.mould.candidate.groups), person.mould.holds
    for way in programme.admission.get("ways", ()):
        asked, barred = set(way.get("groups_any", ())), set(way.get("holds_none", ()))
        if (not asked or asked & groups) and set(way.get("holds_all", ())) <= holds and not barred & holds:
            return str(way["name"])
    return ""


def measures(person: Person, clock: Clock) -> list[LanguageMeasure]:
    """The language of somebody at the intake, and once more after a language course."""
    life, draw = person.life, person.draw("language")
    first = _level(person.mould.holds)
    moments = [(life.admitted or life.signed_up, first, LanguageMeasure.Source.INTAKE)]
    moments += [
        (step.end, first + 2, LanguageMeasure.Source.TEST)
        for step in life.steps
        if step.course and step.course.kind == "language" and step.result == "passed" and step.end
    ]
    found = []
    for day, level, source in moments:
        if day > clock.today:
            continue
        for skill, less in ((Skill.LISTENING, 0), (Skill.SPEAKING, 0), (Skill.READING, 1), (Skill.WRITING, 1)):
            at = min(len(LEVELS) - 1, max(0, level - less * draw.randint(0, 1)))
            found.append(
                LanguageMeasure(
                    candidate=person.candidate,
                    skill=skill,
                    level=LEVELS[at],
                    measured_on=day,
                    source=source,
                    assessor="Taalhuis" if source == LanguageMeasure.Source.TEST else "Klantmanager",
                    by=person.owner,
                    at=clock.at(day, 15),
                )
            )
    return found


def held_by_measures(rows: Sequence[LanguageMeasure]) -> list[Holding]:
    """What follows from these measures, as the verb that measures would have written it."""
    rungs, counted = region_ladder(), counted_skills()
    by_person: dict[int, list[LanguageMeasure]] = defaultdict(list)
    for row in rows:
        by_person[row.candidate_id].append(row)
    found = []
    for candidate, measured in by_person.items():
        last = {row.skill: row for row in sorted(measured, key=lambda row: row.measured_on)}
        single = single_level({skill: row.level for skill, row in last.items()}, counted)
        rung = rung_for(single, rungs) if single else None
        if rung is None:
            continue
        latest = max(last.values(), key=lambda row: row.measured_on)
        found.append(
            Holding(
                candidate_id=candidate,
                credential_id=rung.code,
                measured=True,
                proof=min((PROOF[last[skill].source] for skill in counted), key=Holding.Proof.values.index),
                author=latest.by,
                recorded_on=latest.measured_on,
            )
        )
    return found


def _level(holds: frozenset[str]) -> int:
    """Where somebody stands by the language credential they hold (`nl-A2`), as a place in the levels."""
    found = [LEVELS.index(code[3:]) for code in holds if code.startswith("nl-") and code[3:] in LEVELS]
    return max(found, default=1)
