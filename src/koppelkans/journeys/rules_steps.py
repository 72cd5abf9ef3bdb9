"""What speaks against a verb of a journey or of one of its steps; empty: allowed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from koppelkans.core import terms
from koppelkans.core.refusal import Reason
from koppelkans.journeys import states, states_step
from koppelkans.journeys.dates import Block, Code
from koppelkans.journeys.models import Break, Journey, Step, Why
from koppelkans.people.sensitive import sensitive
from koppelkans.programmes import rules as programmes
from koppelkans.programmes.models import Participation, Programme

MOST_HOURS = Decimal(60)  # in one week of a step: more is a slip of the finger
RESULTS = {
    True: (Step.Result.PASSED, Step.Result.NOT_PASSED, Step.Result.STOPPED),
    False: (Step.Result.WORKED, Step.Result.STOPPED),
}
WELL = (Step.Result.PASSED, Step.Result.WORKED)
GOOD_REASONS = (Why.DONE, Why.WORK)


@dataclass(frozen=True)
class Week:
    """The hours of one week of a step, as they are written down."""

    monday: date
    planned: Decimal
    present: Decimal


@dataclass(frozen=True)
class End:
    """How a step ended, as it is written down."""

    ended_on: date
    result: str
    why: str
    advice: str = ""
    advice_words: str = ""
    hours_missed: Decimal | None = None  # none: as the attendance says


def is_learning(step: Step) -> bool:
    """Whether somebody learns in a group in this step."""
    return step.kind in Step.LEARNING


def day_words(day: date) -> str:
    """A day as a sentence names it."""
    return date_format(day, "j F Y")


# ---- the state


def against_journey(journey: Journey) -> list[Reason]:
    """Why nothing can happen in a journey: it is over, or it stands still."""
    if journey.status not in states.OPEN:
        return [Reason("over", _("Dit traject is %(state)s.") % {"state": journey.get_status_display()})]
    if journey.status == states.Status.PAUSED:
        return [Reason("paused", _("Dit traject staat stil. Laat het eerst weer doorgaan."))]
    return []


def against_over(journey: Journey) -> list[Reason]:
    """Why nothing can happen in a journey that is over; one that stands still is not."""
    return [reason for reason in against_journey(journey) if reason.code == "over"]


def against_state(step: Step, to: states_step.Status) -> list[Reason]:
    """Why a step cannot go to another state."""
    here = states_step.Status(step.status)
    if to in states_step.TRANSITIONS[here]:
        return []
    if here == states_step.Status.ENDED:
        return [Reason("state", _("Deze stap is al afgesloten."))]
    return [Reason("state", _("Dat kan nu niet: deze stap is %(state)s.") % {"state": here.label})]


# ---- starting


def against_start(step: Step, started_on: date, today: date) -> list[Reason]:
    """Why a step cannot start on this day; the programme and safe work are asked by themselves."""
    reasons = against_journey(step.journey) + against_state(step, states_step.Status.GOING)
    if started_on > today:
        reasons.append(Reason("started_on", _("Deze dag is er nog niet. Schrijf het begin op als het zover is.")))
    early = step.planned_start - timedelta(days=terms.days("STEP_STARTS_EARLY_DAYS"))
    if started_on < early:
        reasons.append(
            Reason(
                "started_on",
                _("Deze stap begint volgens plan op %(day)s. Eerder dan %(early)s kan niet: verplaats eerst de datum.")
                % {"day": day_words(step.planned_start), "early": day_words(early)},
            )
        )
    return reasons + against_programme(step.journey)


def against_programme(journey: Journey) -> list[Reason]:
    """Why somebody cannot start in the programme of the journey: waiting, or in a pilot without being admitted."""
    programme = journey.programme
    if programme is None or journey.started_on is not None:
        return []
    rows = Participation.objects.filter(programme=programme, subject=journey.candidate_id, ended_on=None)
    part = rows.first()
    if part is not None and part.admitted_on is None:
        text = _("Deze persoon staat nog op de wachtlijst van %(programme)s.")
        return [Reason("waiting", text % {"programme": programme})]
    reasons = programmes.against_start(programme)
    if part is None and programme.kind == Programme.Kind.PILOT:
        first = _("Laat deze persoon eerst toe tot %(programme)s.")
        reasons.append(Reason("not-admitted", first % {"programme": programme}))
    return reasons


# ---- attendance and progress


def against_weeks(step: Step, weeks: Iterable[Week], today: date) -> list[Reason]:
    """Every reason why these hours cannot be written down, each with its week."""
    reasons = []
    if step.started_on is None:
        return [Reason("not-started", _("Deze stap is nog niet begonnen. Schrijf eerst het begin op."))]
    for week in weeks:
        name = {"week": day_words(week.monday)}
        if week.monday.weekday() or week.monday > today:
            reasons.append(Reason("week", _("De week van %(week)s is er nog niet.") % name))
        elif week.monday + timedelta(days=6) < step.started_on:
            reasons.append(Reason("week", _("In de week van %(week)s was deze stap nog niet begonnen.") % name))
        elif step.ended_on and week.monday > step.ended_on:
            reasons.append(Reason("week", _("In de week van %(week)s was deze stap al klaar.") % name))
        if not (0 <= week.planned <= MOST_HOURS and week.present >= 0):
            most = name | {"most": MOST_HOURS}
            reasons.append(Reason("hours", _("Week van %(week)s: vul uren in van 0 tot %(most)s.") % most))
        elif week.present > week.planned:
            reasons.append(Reason("hours", _("Week van %(week)s: er zijn meer uren aanwezig dan gepland.") % name))
    return reasons


def against_progress(step: Step, percent: int) -> list[Reason]:
    """Why this is not how far a step is."""
    reasons = []
    if step.status not in (states_step.Status.GOING, states_step.Status.PAUSED):
        reasons.append(Reason("state", _("Deze stap is niet bezig.")))
    if not 0 <= percent <= 100:
        reasons.append(Reason("progress", _("Vul een getal in van 0 tot 100.")))
    return reasons


# ---- ending


def against_end(step: Step, end: End, today: date) -> list[Reason]:
    """Why a step cannot be closed."""
    return (
        against_over(step.journey) + against_state(step, states_step.Status.ENDED) + against_what_came(step, end, today)
    )


def against_what_came(step: Step, end: End, today: date) -> list[Reason]:
    """Every reason why this cannot be what came of a step."""
    reasons = []
    if end.ended_on > today:
        reasons.append(Reason("ended_on", _("Deze dag is er nog niet. Sluit de stap af als het zover is.")))
    if step.started_on and end.ended_on < step.started_on:
        text = _("Het einde ligt voor het begin. De stap begon op %(day)s.") % {"day": day_words(step.started_on)}
        reasons.append(Reason("ended_on", text))
    if end.result not in RESULTS[is_learning(step)]:
        reasons.append(Reason("result", _("Kies wat het resultaat is.")))
    if end.why not in Why.values:
        reasons.append(Reason("why", _("Kies een reden.")))
    elif end.result in WELL and end.why not in GOOD_REASONS:
        reasons.append(Reason("why", _("Deze reden past niet bij een stap die goed is afgerond.")))
    elif end.result and end.result not in WELL and end.why == Why.DONE:
        reasons.append(Reason("why", _("Deze reden past niet: de stap is niet gehaald. Kies wat er was.")))
    if is_learning(step) and not end.advice:
        reasons.append(Reason("advice", _("Geef een advies voor de volgende stap. Zonder advies sluit je niet af.")))
    elif end.advice and end.advice not in Step.Next.values:
        reasons.append(Reason("advice", _("Kies een advies uit de lijst.")))
    if end.hours_missed is not None and end.hours_missed < 0:
        reasons.append(Reason("hours_missed", _("Het aantal uren is 0 of meer.")))
    return reasons + against_words(end.advice_words, "advice_words")


def against_words(text: str, field: str) -> list[Reason]:
    """Why a free text is not kept: there is something in it that does not belong here."""
    return [Reason(field, reason.text) for reason in sensitive(text)]


def against_reason(why: str, field: str = "why") -> list[Reason]:
    """Why a verb that asks for a reason in words has none that can be kept."""
    if not why.strip():
        return [Reason(field, _("Vul in waarom."))]
    return against_words(why, field)


def against_correcting_start(step: Step, why: str) -> list[Reason]:
    """Why the start of a step cannot be taken back."""
    reasons = against_over(step.journey) + against_reason(why)
    if step.status != states_step.Status.GOING:
        reasons.append(Reason("state", _("Deze stap is niet bezig. Er is geen begin om terug te draaien.")))
    elif step.attendance.filter(present__gt=0).exists():
        reasons.append(Reason("present", _("Er staan uren aanwezig bij deze stap. Dan is er dus een begin geweest.")))
    return reasons


def against_cancel(step: Step, why: str) -> list[Reason]:
    """Why a step cannot be called off."""
    reasons = against_over(step.journey) + against_state(step, states_step.Status.CANCELLED)
    if why not in Why.values or why == Why.DONE:
        reasons.append(Reason("why", _("Kies een reden.")))
    return reasons


# ---- the journey


def against_stop(journey: Journey, ended_on: date, why: str, advice: str, today: date) -> list[Reason]:
    """Why a journey cannot be stopped: every reason at once."""
    reasons = against_over(journey)
    if why not in Why.values or why == Why.DONE:
        reasons.append(Reason("why", _("Kies een reden.")))
    reasons += against_last_day(journey, ended_on, today)
    learning = [step for step in journey.steps.all() if is_learning(step) and step.status in states_step.OPEN]
    if any(step.started_on for step in learning) and advice not in Step.Next.values:
        reasons.append(Reason("advice", _("Er loopt een training. Geef een advies voor de volgende stap.")))
    return reasons


def against_last_day(journey: Journey, ended_on: date, today: date) -> list[Reason]:
    """Why this is not the last day of a journey."""
    if ended_on > today:
        return [Reason("ended_on", _("Deze dag is er nog niet."))]
    if journey.started_on and ended_on < journey.started_on:
        text = _("Het einde ligt voor het begin. Het traject begon op %(day)s.")
        return [Reason("ended_on", text % {"day": day_words(journey.started_on)})]
    return []


def against_done(journey: Journey, ended_on: date, today: date) -> list[Reason]:
    """Why a journey cannot be closed as done."""
    reasons = against_over(journey) + against_last_day(journey, ended_on, today)
    if not reasons and states.Status.DONE not in states.TRANSITIONS[states.Status(journey.status)]:
        reasons.append(Reason("state", _("Er zijn nog stappen die niet klaar zijn. Sluit die eerst af.")))
    if any(step.status in states_step.OPEN for step in journey.steps.all()):
        reasons.append(Reason("steps", _("Er is nog een stap open. Sluit die eerst af.")))
    return reasons


def against_reopening(journey: Journey, why: str, today: date) -> list[Reason]:
    """Why a journey that is over cannot go on again."""
    reasons = against_reason(why)
    if journey.status in states.OPEN or journey.ended_on is None:
        return [*reasons, Reason("state", _("Dit traject loopt al."))]
    if journey.started_on is None:
        reasons.append(Reason("state", _("Dit traject is nooit begonnen. Maak een nieuw voorstel.")))
    last = journey.ended_on + timedelta(days=terms.days("JOURNEY_REOPENS_DAYS"))
    if today > last:
        text = _("Heropenen kon tot en met %(day)s. Maak een nieuw voorstel.") % {"day": day_words(last)}
        reasons.append(Reason("too-late", text))
    return reasons + against_second(journey.candidate_id, but=journey.pk)


def against_undoing(journey: Journey | None) -> list[Reason]:
    """Why the decision that a journey came from cannot be taken back: somebody has started."""
    if journey is None or journey.started_on is None:
        return []
    text = _("Dit traject is begonnen op %(day)s. Stop het traject, met een reden.")
    return [Reason("started", text % {"day": day_words(journey.started_on)})]


def against_second(candidate: int, but: int = 0) -> list[Reason]:
    """Why somebody cannot have one more journey: one at a time."""
    if not Journey.objects.filter(candidate=candidate, status__in=states.OPEN).exclude(pk=but).exists():
        return []
    return [Reason("second", _("Deze persoon heeft al een traject dat loopt. Rond dat eerst af."))]


# ---- dates and breaks


def against_moving(step: Step, start: date, end: date | None, why: str, today: date) -> list[Reason]:
    """Why a step cannot get these dates, apart from what stands in the way."""
    reasons = against_over(step.journey) + against_reason(why)
    if step.status not in states_step.OPEN:
        reasons.append(Reason("state", _("Deze stap is %(state)s.") % {"state": step.get_status_display()}))
    if start != step.planned_start and start < today:
        reasons.append(Reason("start", _("Deze dag is al voorbij. Kies een dag die nog komt.")))
    if (start, end) == (step.planned_start, step.planned_end):
        reasons.append(Reason("same", _("De datums zijn niet veranderd.")))
    return reasons


def in_the_way(block: Block, steps: Sequence[Step]) -> Reason:
    """What stands in the way of a move, and what would be right."""
    step = next(one for one in steps if one.pk == block.key)
    what = {
        "step": step.get_kind_display(),
        "Step": step.get_kind_display().capitalize(),
        "day": day_words(step.planned_start),
    }
    texts = {
        Code.FIXED: _("De %(step)s begint op %(day)s, dat staat vast. Kies een andere dag of een andere groep."),
        Code.BEGUN: _("De %(step)s is al begonnen. Alleen het einde kan nog anders."),
        Code.IN_THE_WAY: _("De %(step)s begint op %(day)s. Laat die ook verschuiven, of kies een andere dag."),
        Code.TURNED: _("Het einde ligt voor het begin."),
        Code.MISSED: _("De %(step)s van %(day)s ging door in de pauze. Kijk of de groep nog past."),
        Code.BOUNDS: _("Op die dag kan iemand niet beginnen bij deze plek."),
    }
    if block.code == Code.BOUNDS and step.place is not None:
        text = _("Bij %(place)s kan iemand beginnen van %(first)s tot en met %(last)s.")
        days = {"first": day_words(step.place.start_from), "last": day_words(step.place.start_until)}
        return Reason("bounds", text % ({"place": step.place} | days))
    return Reason(block.code.value, texts[block.code] % what)


def against_break(journey: Journey, kind: str, since: date, today: date) -> list[Reason]:
    """Why a journey cannot stand still from this day."""
    reasons = against_journey(journey)
    if kind not in Break.Kind.values:
        reasons.append(Reason("kind", _("Kies waarom het traject stilstaat.")))
    if since > today:
        reasons.append(Reason("since", _("Deze dag is er nog niet. Schrijf de pauze op als die begint.")))
    if since < (begun := journey.started_on or journey.signed_up_on):
        text = _("Toen was dit traject er nog niet. Kies een dag vanaf %(day)s.") % {"day": day_words(begun)}
        reasons.append(Reason("since", text))
    last = journey.breaks.exclude(until=None).order_by("-until").first()
    if last is not None and last.until is not None and since <= last.until:
        text = _("De vorige pauze duurde tot en met %(day)s. Kies een dag daarna.") % {"day": day_words(last.until)}
        reasons.append(Reason("since", text))
    return reasons


def against_end_of_break(pause: Break | None, until: date, today: date) -> list[Reason]:
    """Why a break cannot end on this day."""
    if pause is None:
        return [Reason("state", _("Dit traject staat niet stil."))]
    if until < pause.since:
        text = _("Het einde ligt voor het begin. De pauze begon op %(day)s.") % {"day": day_words(pause.since)}
        return [Reason("until", text)]
    if until > today:
        return [Reason("until", _("Deze dag is er nog niet. Sluit de pauze af als die voorbij is."))]
    return []
