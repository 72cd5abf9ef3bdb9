"""Safe work: nobody begins with a task with risk before it is proven that the instruction was understood.

The gate is here and nowhere else; what begins a step or a task asks it, and there is no argument that skips it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from koppelkans.core import terms
from koppelkans.core.access import Actor
from koppelkans.core.refusal import Reason
from koppelkans.journeys.models import Instruction, Release, Step
from koppelkans.people.languages import CONTACT_LANGUAGES
from koppelkans.supply.models import RiskTask

OTHER_PLACE = _("Deze taak hoort niet bij een plek van dit traject.")
WHY_WRONG = _("Vul in waarom het bewijs niet klopt.")


@dataclass(frozen=True)
class Standing:
    """How it stands with one task for one person: on what a start would rest, and what there was before."""

    task: RiskTask
    instruction: Instruction | None = None  # valid on the day
    release: Release | None = None  # valid on the day
    expired: Instruction | None = None  # the last one that was
    asked: Release | None = None  # nobody decided yet

    @property
    def free(self) -> bool:
        """Whether somebody may begin."""
        return self.instruction is not None or self.release is not None

    @property
    def why_not(self) -> list[Reason]:
        """Why nobody begins: what is missing, and what would be right."""
        if self.free:
            return []
        words = {"task": self.task.name}
        if self.expired is not None:
            words["day"] = date_format(self.expired.until, "j F Y")
            over = _("%(task)s: het bewijs gold tot en met %(day)s. Controleer de instructie opnieuw.")
            return [Reason("proof-expired", over % words)]
        text = _(
            "%(task)s: er is geen bewijs dat de instructie is begrepen. Leg eerst vast wie dat controleerde, en hoe."
        )
        return [Reason("no-proof", text % words)]


def tasks_of(step: Step) -> list[RiskTask]:
    """The tasks with risk at the place of a step that are done there now."""
    if step.place_id is None:
        return []
    return list(RiskTask.objects.filter(place=step.place_id, withdrawn_on=None).order_by("-from_first_day", "name"))


def standing(step: Step, tasks: Iterable[RiskTask], on: date) -> list[Standing]:
    """How it stands with each task on a day, in two questions to the database."""
    wanted = list(tasks)
    proofs = Instruction.objects.filter(
        candidate=step.journey.candidate_id, task__in=wanted, withdrawn_on=None, checked_on__lte=on
    ).order_by("-until", "-pk")
    releases = Release.objects.filter(step=step, task__in=wanted).order_by("-until", "-pk")
    by_task: dict[int, list[Instruction]] = {}
    for proof in proofs:
        by_task.setdefault(proof.task_id, []).append(proof)
    allowed: dict[int, Release] = {}
    asked: dict[int, Release] = {}
    for release in releases:
        if release.allowed is None:
            asked.setdefault(release.task_id, release)
        elif _stands(release, on):
            allowed.setdefault(release.task_id, release)
    found = []
    for task in wanted:
        last = next(iter(by_task.get(task.pk, [])), None)
        valid = last if last is not None and last.until >= on else None
        found.append(
            Standing(
                task,
                instruction=valid,
                release=allowed.get(task.pk),
                expired=last if valid is None else None,
                asked=asked.get(task.pk),
            )
        )
    return found


def _stands(release: Release, on: date) -> bool:
    """Whether a release lets somebody begin on this day: allowed by another, from the day it was, to its end."""
    if not release.allowed or release.until is None or release.decided_at is None:
        return False
    return timezone.localdate(release.decided_at) <= on <= release.until


def against_start(step: Step, today: date) -> list[Reason]:
    """Why a step cannot begin today: the tasks with risk of the first day for which the proof is missing."""
    first = [task for task in tasks_of(step) if task.from_first_day]
    return [reason for found in standing(step, first, today) for reason in found.why_not]


def against_task(step: Step, task: RiskTask, today: date) -> list[Reason]:
    """Why somebody cannot begin with a task today."""
    if task.place_id != step.place_id or task.withdrawn_on is not None:
        return [Reason("other-place", _("Deze taak hoort niet bij de plek van deze stap."))]
    return standing(step, [task], today)[0].why_not


# ---- the proof itself


def last_day_of_proof(task: RiskTask, checked_on: date) -> date:
    """Until when the proof of an instruction is valid, at most."""
    return checked_on + timedelta(days=task.valid_days)


def against_instruction(
    task: RiskTask, *, language: str, how: str, checked_by: str, checked_on: date, until: date, today: date
) -> list[Reason]:
    """Why the proof of an instruction cannot be written down."""
    reasons = []
    if language not in CONTACT_LANGUAGES:
        reasons.append(Reason("language", _("Kies in welke taal de instructie was.")))
    if how not in Instruction.How.values:
        reasons.append(Reason("how", _("Kies hoe het is gecontroleerd. Een vertaald papier alleen is geen bewijs.")))
    if not checked_by.strip():
        reasons.append(Reason("checked_by", _("Vul in wie heeft gecontroleerd of de instructie is begrepen.")))
    if checked_on > today:
        reasons.append(Reason("checked_on", _("Deze dag ligt nog voor ons. Kies vandaag of eerder.")))
    longest = last_day_of_proof(task, checked_on)
    if until > longest:
        day = date_format(longest, "j F Y")
        reasons.append(Reason("until", _("Dit bewijs geldt ten hoogste tot en met %(day)s.") % {"day": day}))
    if until < checked_on:
        reasons.append(Reason("until", _("De einddatum ligt voor de dag van de controle.")))
    if task.withdrawn_on is not None:
        reasons.append(Reason("task", _("Deze taak wordt hier niet meer gedaan.")))
    return reasons


# ---- the second person


def last_day_of_release(today: date) -> date:
    """The last day on which a release that is given today may end."""
    return today + timedelta(days=terms.days("RISK_RELEASE_DAYS"))


def against_asking(step: Step, task: RiskTask, why: str, today: date) -> list[Reason]:
    """Why a release cannot be asked."""
    if not why.strip():
        return [Reason("why", _("Vul in waarom het nodig is."))]
    if task.place_id != step.place_id or task.withdrawn_on is not None:
        return against_task(step, task, today)
    found = standing(step, [task], today)[0]
    if found.free:
        return [Reason("not-needed", _("Er is al een bewijs of een vrijgave. Deze taak mag."))]
    if found.asked is not None:
        return [Reason("asked", _("Dit is al gevraagd. Iemand anders kijkt ernaar."))]
    return []


def against_deciding(
    release: Release, by: Actor, *, allowed: bool, why: str, until: date | None, today: date
) -> list[Reason]:
    """Why this actor cannot decide about a release."""
    reasons = []
    if release.allowed is not None:
        reasons.append(Reason("decided", _("Hierover is al besloten.")))
    if by.user is None:
        reasons.append(Reason("nobody", _("Alleen een mens kan dit goedkeuren.")))
    elif release.asked_by_id == by.user.pk:
        reasons.append(Reason("own", _("Je vroeg dit zelf. Een tweede persoon besluit.")))
    if not why.strip():
        reasons.append(Reason("why", _("Vul in waarom je dit besluit.")))
    if allowed:
        reasons += _against_end(until, today)
    return reasons


def _against_end(until: date | None, today: date) -> list[Reason]:
    """Why a release cannot end on this day."""
    longest = last_day_of_release(today)
    if until is None or not today <= until <= longest:
        day = date_format(longest, "j F Y")
        return [Reason("until", _("Kies een laatste dag: vandaag of later, en niet na %(day)s.") % {"day": day})]
    return []
