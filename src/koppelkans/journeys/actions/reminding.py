"""Every night: who has something to do in a journey is reminded of it, each thing once.

Coaches and case workers read one mail of what is due; an employer or provider what it does for which pseudonym, and
whom to ask; a candidate, in the own language, that a step begins or a task is due. Mail and telephone are no safe
place: no name of a candidate, no name of a course.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from koppelkans.core import sms, terms, trail
from koppelkans.core.access import Actor
from koppelkans.core.actions import outbox
from koppelkans.core.models import Organisation, User
from koppelkans.core.queries.users import addresses_of
from koppelkans.core.roles import May
from koppelkans.journeys.actions.happening import PURPOSE
from koppelkans.journeys.models import Contact, Event, Journey, Party, Step, Task
from koppelkans.journeys.queries_guiding import open_contacts, open_tasks
from koppelkans.journeys.states import Status
from koppelkans.journeys.states_step import OPEN
from koppelkans.journeys.states_step import Status as StepStatus
from koppelkans.journeys.words import words_of
from koppelkans.people.models import ContactCard
from koppelkans.people.phones import with_country

STEP_REMIND = "step.remind"
MOST_LINES = 40  # of a mail; the list of today has all of them
AT_ONCE = 5000  # rows that are ticked off in one question
OWN = (Party.COACH, Party.MUNICIPALITY)  # whose tasks stand in the mail of who guides
RELATED = ("journey__candidate__subject", "journey__candidate__owner", "journey__coach")


@transaction.atomic
def remind(*, by: Actor, now: datetime) -> int:
    """Remind everybody of what is due; returns how many messages that took. A second time there is nothing new."""
    by.require(May.GUIDE)
    today = timezone.localdate(now)
    people: set[int] = set()
    sent = _guides(now, today, people) + _organisations(now, today, people) + _candidates(now, today, people)
    if people:
        trail.record("reminder.send", by=by, purpose=PURPOSE, now=now, subjects=sorted(people))
    return sent


def guide_of(journey: Journey) -> User | None:
    """Who guides a journey: the coach, else the case worker; nobody who cannot log in."""
    guide = journey.coach or journey.candidate.owner
    return guide if guide is not None and guide.is_active else None


# ---- coaches and case workers


def _guides(now: datetime, today: date, people: set[int]) -> int:
    """One mail for each who guides, with what is due today or before; only where something is new."""
    lines: defaultdict[User, list[Contact | Task]] = defaultdict(list)
    due: list[Contact | Task] = list(open_contacts().filter(due_on__lte=today).select_related(*RELATED))
    due += open_tasks().filter(due_on__lte=today, party__in=OWN).select_related(*RELATED)
    for row in due:
        of_owner = isinstance(row, Task) and row.party == Party.MUNICIPALITY
        guide = row.journey.candidate.owner if of_owner else guide_of(row.journey)
        if guide is not None and guide.is_active:
            lines[guide].append(row)
    new = {guide: rows for guide, rows in lines.items() if any(row.reminded_at is None for row in rows)}
    for guide, rows in new.items():
        with override(guide.language):
            subject, body = _digest(rows)
        outbox.write(guide.email, subject=subject, body=body, now=now)
        _reminded(rows, now, people)
    return len(new)


def _digest(rows: Iterable[Contact | Task]) -> tuple[str, str]:
    every = sorted(rows, key=lambda row: (row.due_on, str(row.journey.candidate), row.pk))
    number = len(every)
    subject = ngettext("%(number)d ding voor vandaag", "%(number)d dingen voor vandaag", number) % {"number": number}
    lines = [f"- {_line(row)}" for row in every[:MOST_LINES]]
    if number > MOST_LINES:
        lines.append(_("- en nog %(number)d") % {"number": number - MOST_LINES})
    body = _("Hallo,\n\nDit staat voor je klaar:\n\n%(lines)s\n\nJe ziet het hier: %(url)s\n") % {
        "lines": "\n".join(lines),
        "url": f"{settings.SITE_URL}/trajecten/vandaag/",
    }
    return subject, body


def _line(row: Contact | Task) -> str:
    words = {"who": row.journey.candidate, "day": date_format(row.due_on, "j F Y"), "party": row.get_party_display()}
    if isinstance(row, Contact):
        return _("%(day)s, %(who)s: contact met de %(party)s") % words
    return _("%(day)s, %(who)s: %(what)s") % (words | {"what": row.what})


def _reminded(rows: Iterable[Contact | Task], now: datetime, people: set[int]) -> None:
    """Tick off what is told for the first time."""
    new = [row for row in rows if row.reminded_at is None]
    contacts = [row.pk for row in new if isinstance(row, Contact)]
    tasks = [row.pk for row in new if isinstance(row, Task)]
    for at in range(0, len(contacts), AT_ONCE):
        Contact.objects.filter(pk__in=contacts[at : at + AT_ONCE]).update(reminded_at=now)
    for at in range(0, len(tasks), AT_ONCE):
        Task.objects.filter(pk__in=tasks[at : at + AT_ONCE]).update(reminded_at=now)
    people.update(row.journey.candidate_id for row in new)


# ---- employers and providers


def _due_tasks(today: date, parties: Iterable[str]) -> list[Task]:
    """Tasks of these parties that are due soon or late, of which nobody was reminded."""
    soon = today + timedelta(days=terms.days("REMIND_TASK_DAYS"))
    rows = open_tasks().filter(due_on__lte=soon, party__in=list(parties), reminded_at=None)
    return list(rows.select_related(*RELATED).order_by("due_on", "pk"))


def _organisations(now: datetime, today: date, people: set[int]) -> int:
    """One mail for each employer and provider, with the tasks that are due."""
    tasks = _due_tasks(today, (Party.EMPLOYER, Party.PROVIDER))
    givers = _givers({task.journey_id for task in tasks})
    lines: defaultdict[Organisation, list[Task]] = defaultdict(list)
    for task in tasks:
        giver = givers.get((task.journey_id, task.party))
        if giver is not None:
            lines[giver].append(task)
    addresses = addresses_of(lines, today)
    sent = 0
    for organisation, rows in lines.items():
        for mail, language in addresses[organisation.pk]:
            with override(language):
                subject, body = _asked(organisation, rows)
            outbox.write(mail, subject=subject, body=body, now=now)
            sent += 1
        if addresses[organisation.pk]:
            _reminded(rows, now, people)
    return sent


def _givers(journeys: set[int]) -> dict[tuple[int, str], Organisation]:
    """The employer and the provider of each journey: of what goes on, else of what comes first."""
    steps = Step.objects.filter(journey__in=journeys, status__in=OPEN).select_related(
        "run__provider", "place__employer__organisation"
    )
    found: dict[tuple[int, str], Organisation] = {}
    for step in sorted(steps, key=lambda row: (row.status == StepStatus.PLANNED, row.planned_start, row.pk)):
        if step.place is not None:
            found.setdefault((step.journey_id, Party.EMPLOYER.value), step.place.employer.organisation)
        elif step.run is not None:
            found.setdefault((step.journey_id, Party.PROVIDER.value), step.run.provider)
    return found


def _asked(organisation: Organisation, tasks: Iterable[Task]) -> tuple[str, str]:
    lines = []
    for task in tasks:
        guide = guide_of(task.journey)
        ask = _("Een vraag? Mail %(name)s: %(email)s") % {"name": guide, "email": guide.email} if guide else ""
        lines.append(f"- {_line(task)}. {ask}".rstrip())
    body = _("Hallo %(name)s,\n\nWij hebben afgesproken dat jullie dit doen:\n\n%(lines)s\n\nDank je wel.\n") % {
        "name": organisation,
        "lines": "\n".join(lines),
    }
    return _("Herinnering: wat jullie nog doen"), body


# ---- candidates


@dataclass
class ToCandidate:
    """What one candidate is reminded of."""

    journey: Journey
    steps: list[Step] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)


def _candidates(now: datetime, today: date, people: set[int]) -> int:
    """One message for each candidate, by mail, or as a text message where there is no address."""
    found: dict[int, ToCandidate] = {}
    for step in _starting(today):
        found.setdefault(step.journey_id, ToCandidate(step.journey)).steps.append(step)
    for task in _due_tasks(today, (Party.CANDIDATE,)):
        found.setdefault(task.journey_id, ToCandidate(task.journey)).tasks.append(task)
    cards = ContactCard.objects.in_bulk([row.journey.candidate_id for row in found.values()])
    sent = 0
    for row in found.values():
        card = cards.get(row.journey.candidate_id)
        if card is None or not _send(row, card, now):  # the coach has it on the list of today
            continue
        sent += 1
        _reminded(row.tasks, now, people)
        people.add(row.journey.candidate_id)
        Event.objects.bulk_create(
            Event(journey=row.journey, step=step, what=STEP_REMIND, concerns=step.planned_start, at=now)
            for step in row.steps
        )
    return sent


def _starting(today: date) -> list[Step]:
    """Steps that begin soon, of which nobody was reminded; one that moved is another day to remember."""
    soon = today + timedelta(days=terms.days("REMIND_STEP_DAYS"))
    told = Event.objects.filter(step=OuterRef("pk"), what=STEP_REMIND, concerns=OuterRef("planned_start"))
    rows = Step.objects.filter(
        ~Exists(told),
        Q(journey__status__in=(Status.AHEAD, Status.GOING, Status.FOLLOWED)),
        status=StepStatus.PLANNED,
        planned_start__gt=today,
        planned_start__lte=soon,
    )
    return list(rows.select_related(*RELATED))


def _send(row: ToCandidate, card: ContactCard, now: datetime) -> bool:
    """Put the message in the outbox; returns whether there is a way to reach this candidate."""
    words, guide = words_of(card.language or "nl"), guide_of(row.journey)
    lines = [words.say("remind_step", day=words.day(step.planned_start)) for step in row.steps]
    lines += [words.say("remind_task", day=words.day(task.due_on), what=task.what) for task in row.tasks]
    coach = str(guide or settings.KOPPELKANS_NAME)
    if card.email:
        body = words.say("remind_body", lines="\n".join(lines), coach=coach)
        outbox.write(card.email, subject=words.say("remind_subject"), body=body, now=now)
        return True
    number = with_country(card.phone)
    if number is None or not sms.is_set():
        return False
    outbox.write_sms(number, body=words.say("remind_sms", lines=" ".join(lines), coach=coach), now=now)
    return True
