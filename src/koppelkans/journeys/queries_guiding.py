"""Questions about guidance: whose journeys these are, what is to do today, who can coach, and who may see a card."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from koppelkans.core.access import Actor, Unknown
from koppelkans.core.models import User
from koppelkans.core.queries.users import held_on
from koppelkans.core.roles import ROLES, May
from koppelkans.journeys.models import Break, Contact, Journey, Party, Task
from koppelkans.journeys.queries_journeys import journey_for, visible_to
from koppelkans.journeys.states import OPEN
from koppelkans.people.models import ContactCard
from koppelkans.people.queries import sees_contact

COACHES = [code for code, role in ROLES.items() if May.GUIDE in role.may]


def guided_by(actor: Actor, prefix: str = "") -> Q:
    """Journeys of which this actor, or whom they stand in for, is the coach; without a coach the case worker is it."""
    users = actor.stands_for()
    alone = Q(**{f"{prefix}coach": None, f"{prefix}candidate__owner__in": users})
    return Q(**{f"{prefix}coach__in": users}) | alone


def own_open(actor: Actor, *, as_owner: bool = False) -> QuerySet[Journey]:
    """The journeys that are not over and that this actor guides; or of whose people the actor is the case worker."""
    mine = Q(candidate__owner__in=actor.stands_for()) if as_owner else guided_by(actor)
    return visible_to(actor).filter(mine, status__in=OPEN)


@dataclass(frozen=True)
class ToDo:
    """A contact or a task of one of the own journeys, with its day."""

    journey: Journey
    due_on: date
    contact: Contact | None = None
    task: Task | None = None

    @property
    def first(self) -> tuple[date, str, int]:
        """What is due first comes first."""
        return self.due_on, str(self.journey.candidate), self.contact.pk if self.contact else 0


def open_contacts() -> QuerySet[Contact]:
    """Moments that are still to come or to do; what falls in a break that goes on waits for its end."""
    pause = Break.objects.filter(journey=OuterRef("journey"), until=None, since__lte=OuterRef("due_on"))
    return Contact.objects.filter(~Exists(pause), done_on=None, cancelled_at=None, journey__status__in=OPEN)


def open_tasks() -> QuerySet[Task]:
    """Tasks that are not done."""
    return Task.objects.filter(done_on=None, cancelled_at=None, journey__status__in=OPEN)


def to_do(actor: Actor, today: date, *, ahead: timedelta = timedelta(0)) -> list[ToDo]:
    """What this actor has to do or to look after up to a day, what is late first.

    Tasks of the municipality are of the case worker, also beside a jobcoach. The journeys are found first, which is
    quick, and then what is open in them: asked together a database reads everybody's tasks.
    """
    until, users = today + ahead, actor.stands_for()
    mine = guided_by(actor) | Q(candidate__owner__in=users)
    rows = visible_to(actor).filter(mine, status__in=OPEN).order_by()
    guided, owned = [], []
    for number, coach, owner in rows.values_list("pk", "coach", "candidate__owner"):
        if (coach or owner) in users:
            guided.append(number)
        if owner in users:
            owned.append(number)
    related = ("journey__candidate__subject", "journey__coach")
    contacts = open_contacts().filter(journey__in=guided, due_on__lte=until)
    of_party = Q(journey__in=guided) & ~Q(party=Party.MUNICIPALITY)
    tasks = open_tasks().filter(
        of_party | Q(journey__in=owned, party=Party.MUNICIPALITY), journey__in={*guided, *owned}, due_on__lte=until
    )
    found = [ToDo(row.journey, row.due_on, contact=row) for row in contacts.select_related(*related)]
    found += [ToDo(row.journey, row.due_on, task=row) for row in tasks.select_related(*related)]
    return sorted(found, key=lambda row: row.first)


def coaches_in(municipalities: Iterable[str], today: date) -> QuerySet[User]:
    """Who may guide journeys in one of these municipalities today."""
    grants = held_on(today).filter(role__in=COACHES, municipality__in=list(municipalities))
    return User.objects.filter(pk__in=grants.values("user"), is_active=True).order_by("name", "pk")


def can_coach(user: User, municipality: str, today: date) -> bool:
    """Whether somebody may be the coach of a journey there."""
    return coaches_in([municipality], today).filter(pk=user.pk).exists()


def sees_card(actor: Actor, journey: Journey) -> bool:
    """Whether the contact card is open: to the coach of a journey that is not over, beside the own case worker."""
    coaches = journey.status in OPEN and journey.coach_id is not None and journey.coach_id in actor.stands_for()
    return coaches or sees_contact(journey.candidate, actor)


def card_for(actor: Actor, journey: Journey) -> ContactCard | None:
    """The contact card of who is guided; to others it does not exist."""
    here = journey_for(actor, journey.pk)
    if not sees_card(actor, here):
        raise Unknown("contact card")
    return ContactCard.objects.filter(candidate=here.candidate_id).first()


def contact_of(journey: Journey, number: int) -> Contact:
    """A moment of contact of a journey, else Unknown."""
    found = journey.contacts.filter(pk=number).first()
    if found is None:
        raise Unknown(May.GUIDE)
    found.journey = journey
    return found


def task_of(journey: Journey, number: int) -> Task:
    """A task of a journey, else Unknown."""
    found = journey.tasks.filter(pk=number).first()
    if found is None:
        raise Unknown(May.GUIDE)
    found.journey = journey
    return found
