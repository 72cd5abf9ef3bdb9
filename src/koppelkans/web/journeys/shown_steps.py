"""Steps and what there is to do in them, in words, with where to do it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from koppelkans.journeys.models import Break, Handover, Journey, Step
from koppelkans.journeys.next_steps import Due, What, is_now
from koppelkans.journeys.states_step import Status
from koppelkans.web.journeys.forms_steps import week_words
from koppelkans.web.tables import Fact, in_words

STEP_TONES: dict[str, str] = {
    Status.PLANNED: "info",
    Status.GOING: "good",
    Status.PAUSED: "warning",
    Status.ENDED: "neutral",
    Status.CANCELLED: "neutral",
}


@dataclass(frozen=True)
class Todo:
    """One thing to do, as a page shows it."""

    text: str
    on: date
    tone: str
    label: str
    url: str


@dataclass(frozen=True)
class Verb:
    """A verb of a step: its words and its address."""

    label: str | Promise
    url: str


@dataclass(frozen=True)
class Shown:
    """A step as the page of its journey shows it."""

    step: Step
    tone: str
    title: str
    facts: list[Fact]
    first: list[Verb]  # what comes next
    more: list[Verb]


def name_of(step: Step) -> str:
    """A step by its kind and its group or place."""
    offer = step.run or step.place
    return f"{str(step.get_kind_display()).capitalize()}: {offer}" if offer else str(step.get_kind_display())


def todo_of(due: Due, journey: Journey, today: date, *, decides: bool = True) -> Todo:
    """What there is to do, in one sentence, and the address where it is done; a step is added by who decides."""
    step = due.step
    words = {"step": name_of(step) if step else "", "day": date_format(due.on, "j F Y")}
    if due.handover is not None:
        words["who"] = str(due.handover.to_user)
    if due.week is not None:
        words["week"] = week_words(due.week)
    texts = {
        What.RESUME: _("Het traject staat stil sinds %(day)s."),
        What.START: _("%(step)s begint op %(day)s."),
        What.ATTEND: _("%(step)s: vul de aanwezigheid in van %(week)s."),
        What.END: _("%(step)s is klaar op %(day)s. Sluit de stap dan af."),
        What.NEXT: _("Er is geen volgende stap. Voeg met de klantmanager een stap toe, of stop het traject."),
        What.ASKED: _("%(who)s is gevraagd om dit traject over te nemen."),
        What.COACH: _("Niemand begeleidt dit traject. Vraag een coach."),
    }
    labels = {
        What.RESUME: (_("Gaat weer door"), "resume"),
        What.START: (_("Het is begonnen"), "step-start"),
        What.ATTEND: (_("Aanwezigheid invullen"), "step-attend"),
        What.END: (_("Afsluiten"), "step-end"),
        What.NEXT: (_("Stap toevoegen"), "step-add") if decides else ("", "journey"),
        What.ASKED: ("", "journey"),
        What.COACH: (_("Coach vragen"), "hand-over"),
    }
    label, name = labels[due.what]
    parts = [journey.pk, step.pk] if step is not None else [journey.pk]
    tone = "bad" if due.on < today else "warning" if is_now(due, today) else "neutral"
    return Todo(texts[due.what] % words, due.on, tone, label, reverse(f"journeys:{name}", args=parts))


def shown(step: Step, journey: Journey, *, decides: bool) -> Shown:
    """A step with its facts and the verbs that can follow; another employer is for who decides."""
    first, more = _verbs(step, journey, decides=decides)
    return Shown(step, STEP_TONES[step.status], name_of(step), _facts(step), first, more)


def _facts(step: Step) -> list[Fact]:
    """What there is to say of a step: only what is known."""
    facts = [Fact(_("Volgens plan"), period(step.planned_start, step.planned_end))]
    if step.started_on:
        facts.append(Fact(_("Werkelijk"), period(step.started_on, step.ended_on)))
    if step.hours_week and step.status != Status.CANCELLED:
        facts.append(Fact(_("Uren per week"), plain(step.hours_week)))
    written = list(step.attendance.all())
    if written:
        planned = sum((row.planned for row in written), Decimal(0))
        present = sum((row.present for row in written), Decimal(0))
        share = f" ({round(100 * present / planned)}%)" if planned else ""
        words = _("%(present)s van %(planned)s uur") % {"present": plain(present), "planned": plain(planned)}
        facts.append(Fact(_("Aanwezig"), words + share))
    if step.progress is not None and step.status != Status.ENDED:
        facts.append(Fact(_("Hoe ver"), f"{step.progress}%"))
    if step.result:
        facts.append(Fact(_("Resultaat"), step.get_result_display(), note=step.get_why_display()))
    elif step.why:
        facts.append(Fact(_("Reden"), step.get_why_display()))
    if step.status == Status.ENDED and step.hours_missed:
        facts.append(Fact(_("Uren gemist"), plain(step.hours_missed)))
    if step.advice:
        facts.append(Fact(_("Advies"), step.get_advice_display(), note=step.advice_words))
    return facts


def plain(hours: Decimal) -> str:
    """Hours without a zero behind the comma."""
    return f"{hours.normalize():f}".replace(".", ",")


def period(first: date, last: date | None) -> str:
    """From a day to a day, or onwards."""
    if last is None:
        return _("vanaf %(first)s") % {"first": in_words(first)}
    return f"{in_words(first)} – {in_words(last)}"


# the verbs of each state: those that come next, and those behind "Meer"
VERBS: dict[str, tuple[list[str], list[str]]] = {
    Status.PLANNED: (["step-start"], ["step-move", "step-employer", "step-cancel"]),
    Status.GOING: (
        ["step-attend", "step-end"],
        ["step-progress", "step-move", "step-employer", "step-correct-start"],
    ),
    Status.PAUSED: (["step-end"], ["step-attend", "step-progress"]),
    Status.ENDED: ([], ["step-correct-end", "step-attend"]),
    Status.CANCELLED: ([], []),
}


def _verbs(step: Step, journey: Journey, *, decides: bool) -> tuple[list[Verb], list[Verb]]:
    labels = {
        "step-start": _("Het is begonnen"),
        "step-attend": _("Aanwezigheid"),
        "step-progress": _("Hoe ver is het?"),
        "step-end": _("Afsluiten"),
        "step-move": _("Datums verplaatsen"),
        "step-employer": _("Naar een andere werkgever"),
        "step-cancel": _("Gaat niet door"),
        "step-correct-start": _("Begin was een vergissing"),
        "step-correct-end": _("Resultaat verbeteren"),
    }

    def of(names: Sequence[str]) -> list[Verb]:
        kept = [name for name in names if name != "step-employer" or (step.place_id and decides)]
        kept = [name for name in kept if name != "step-move" or step.run_id is None]
        return [Verb(labels[name], reverse(f"journeys:{name}", args=[journey.pk, step.pk])) for name in kept]

    first, more = VERBS[step.status]
    return of(first), of(more)


def moved_rows(moved: Sequence[dict[str, Any]], steps: dict[int, Step]) -> list[str]:
    """What moved, a sentence for each step."""
    lines = []
    for row in moved:
        step = steps.get(row["step"])
        before, after = (_days(row, number) for number in (0, 1))
        lines.append(
            _("%(step)s: van %(before)s naar %(after)s")
            % {"step": name_of(step) if step else _("stap"), "before": before, "after": after}
        )
    return lines


def _days(row: dict[str, Any], number: int) -> str:
    first, last = row["start"][number], row["end"][number]
    if last is None:
        return str(in_words(date.fromisoformat(first)))
    return period(date.fromisoformat(first), date.fromisoformat(last))


def break_words(pause: Break, steps: dict[int, Step]) -> tuple[str, list[str]]:
    """A break in words, and what it moved."""
    return f"{pause.get_kind_display().capitalize()}, {period(pause.since, pause.until)}", moved_rows(
        pause.moved, steps
    )


def handover_words(row: Handover) -> str:
    """A hand-over in words."""
    day = date_format(row.at, "j F Y")
    if row.kind == Handover.Kind.EMPLOYER:
        return _("%(day)s: van %(old)s naar %(new)s.") % {"day": day, "old": row.from_step, "new": row.to_step}
    words = {"day": day, "old": row.from_user or _("niemand"), "new": row.to_user}
    if row.taken_at is None:
        return _("%(day)s: %(new)s is gevraagd om over te nemen van %(old)s.") % words
    return _("%(day)s: van %(old)s naar %(new)s.") % words
