"""The rules of guidance: when a moment of contact is due, and why a contact, a task or a name is not kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from koppelkans.core.refusal import Reason
from koppelkans.journeys.models import Break, Contact, Journey, Party, Step, Task
from koppelkans.journeys.states import OPEN, Status
from koppelkans.people.phones import as_phone
from koppelkans.people.rules import note_faults
from koppelkans.people.sensitive import BSN, sensitive
from koppelkans.programmes.models.programmes import CONTACT_PLAN

CONTACTED = (Party.CANDIDATE, Party.EMPLOYER)  # with whom the plan has moments
LONGEST = timedelta(days=730)  # a day further away is a slip of the finger
ONE_DAY = timedelta(days=1)


def plan_of(journey: Journey) -> Sequence[int]:
    """The moments of a journey, in days after the first day."""
    return journey.contact_plan or CONTACT_PLAN


def first_days(journey: Journey, steps: Iterable[Step]) -> dict[str, date]:
    """From which day the moments of each party count: of the employer from the first day at a place."""
    found = {}
    start = journey.started_on or journey.first_day
    if start is not None:
        found[Party.CANDIDATE.value] = start
    at_place = [step.started_on or step.planned_start for step in steps if step.place_id and step.status != "cancelled"]
    if at_place:
        found[Party.EMPLOYER.value] = min(at_place)
    return found


def planned_on(first_day: date, day: int, breaks: Iterable[Break]) -> date:
    """When a moment is due: so many days after the first day, and later by each break that came before it."""
    due = first_day + timedelta(days=day)
    for one in sorted(breaks, key=lambda row: row.since):
        if one.until is not None and first_day <= one.since <= due:
            due += one.until - one.since + ONE_DAY
    return due


def untouched(contact: Contact) -> bool:
    """Whether nobody did anything to a moment: then it follows the dates of the journey."""
    return contact.by_id is None and contact.done_on is None and contact.cancelled_at is None


def against_over(journey: Journey) -> list[Reason]:
    """Why nothing is planned any more: the journey is over."""
    if journey.status in OPEN:
        return []
    return [Reason("over", _("Dit traject is voorbij."))]


def against_day(day: date | None, today: date, field: str) -> list[Reason]:
    """Why something cannot be planned on a day."""
    if day is None or day < today:
        return [Reason(field, _("Kies vandaag of een dag die nog komt."))]
    if day > today + LONGEST:
        return [Reason(field, _("Die dag is te ver weg: kies een dag binnen twee jaar."))]
    return []


def against_moment(journey: Journey, party: str, first_day: date | None, due_on: date, today: date) -> list[Reason]:
    """Why a moment of contact is not added."""
    faults = against_over(journey) + against_day(due_on, today, "due_on")
    if party not in CONTACTED:
        faults.append(Reason("party", _("Kies de kandidaat of de werkgever.")))
    elif first_day is None:
        faults.append(Reason("party", _("Er is nog geen eerste dag bij een werkgever. Plan eerst die stap.")))
    elif due_on < first_day:
        faults.append(Reason("due_on", _("Die dag is voor de eerste dag.")))
    return faults


def against_open(contact: Contact) -> list[Reason]:
    """Why a moment cannot be changed: it is not open any more."""
    if contact.cancelled_at is not None:
        return [Reason("cancelled", _("Dit contactmoment is vervallen."))]
    if contact.done_on is not None:
        return [Reason("done", _("Iemand heeft dit contact al vastgelegd. Kijk eerst wat er staat."))]
    return []


def against_contact(
    contact: Contact,
    *,
    done_on: date,
    how: str,
    outcome: str,
    note: str,
    anyway: bool,
    again_on: date | None,
    today: date,
) -> list[Reason]:
    """Why a contact is not written down; every reason at once."""
    faults = against_open(contact)
    if done_on > today:
        faults.append(Reason("done_on", _("Die dag moet nog komen.")))
    if how not in Contact.How.values:
        faults.append(Reason("how", _("Kies hoe het contact was.")))
    if outcome not in Contact.Outcome.values:
        faults.append(Reason("outcome", _("Kies wat eruit kwam.")))
    if outcome == Contact.Outcome.NOT_REACHED:
        faults += against_day(again_on, today, "again_on")
    if note.strip():
        faults += note_faults(note, anyway=anyway)
    return faults


def against_task(
    journey: Journey, party: str, what: str, due_on: date, today: date, others: Iterable[Task] = ()
) -> list[Reason]:
    """Why a task is not added; what it says goes out in reminders, so it holds nothing that is sensitive."""
    faults = against_over(journey) + against_day(due_on, today, "due_on")
    if party not in Party.values:
        faults.append(Reason("party", _("Kies wie het doet.")))
    if not what.strip():
        faults.append(Reason("what", _("Schrijf op wat er moet gebeuren.")))
    faults += [Reason("what", reason.text) for reason in sensitive(what)]
    same = (task for task in others if (task.party, task.what, task.due_on) == (party, what.strip(), due_on))
    if any(task.done_on is None and task.cancelled_at is None for task in same):
        faults.append(Reason("what", _("Deze taak staat er al.")))
    return faults


def against_task_open(task: Task) -> list[Reason]:
    """Why a task cannot be changed any more."""
    if task.cancelled_at is not None:
        return [Reason("cancelled", _("Deze taak is vervallen."))]
    if task.done_on is not None:
        return [Reason("done", _("Deze taak is al klaar."))]
    return []


def against_buddy(name: str, phone: str) -> list[Reason]:
    """Why a buddy is not kept."""
    faults = []
    if phone and as_phone(phone) is None:
        faults.append(Reason("phone", _("Dit is geen telefoonnummer. Schrijf het zo: 06 12 34 56 78.")))
    if phone and not name.strip():
        faults.append(Reason("name", _("Vul ook de naam in.")))
    return faults + [Reason("name", reason.text) for reason in sensitive(name) if reason.code == BSN]


def against_naming(journey: Journey, *, from_taken: bool, is_coach: bool) -> list[Reason]:
    """Why somebody is not named coach: a journey that goes on is handed over, so that the other says yes first."""
    faults = against_over(journey)
    if not is_coach:
        faults.append(Reason("coach", _("Deze persoon begeleidt niemand in deze gemeente.")))
    if from_taken and journey.status != Status.AHEAD:
        faults.append(Reason("hand-over", _("Er is al een coach. Vraag een overdracht: dan zegt de ander eerst ja.")))
    return faults


def against_heeding(what: str, until: date, today: date) -> list[Reason]:
    """Why a signal is not taken up."""
    faults = []
    if not what.strip():
        faults.append(Reason("what", _("Schrijf op wat je gaat doen.")))
    faults += [Reason("what", reason.text) for reason in sensitive(what)]
    if until <= today:
        faults.append(Reason("until", _("Kies een dag die nog komt.")))
    elif until > today + timedelta(days=60):
        faults.append(Reason("until", _("Kies een dag binnen 60 dagen.")))
    return faults
