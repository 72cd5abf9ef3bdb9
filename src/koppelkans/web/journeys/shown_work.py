"""What the page of work shows: the clock in plain words, a picture of the time, each spell, what was counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from koppelkans.documents.charts import Chart, Head, Lane, Look, Span, SpanWords, spans
from koppelkans.journeys import durable
from koppelkans.journeys.models import Form, Journey, Proof, Reached, Spell
from koppelkans.journeys.queries_clock import Clock, Counts, counts_as
from koppelkans.journeys.queries_work import WORK
from koppelkans.journeys.rules_work import days_of, hours_in_words, in_words, work_of
from koppelkans.results.models import Measure
from koppelkans.web.charting import chart_words
from koppelkans.web.tables import Cell, Column, Table

AHEAD = timedelta(days=91)  # how far after today the picture goes for work that goes on

MILESTONES: dict[str, str | Promise] = {
    "13w": _("13 weken"),
    "26w": _("26 weken: duurzaam"),
    "52w": _("52 weken"),
}
WHY_BACK: dict[str, str | Promise] = {
    "gone": _("Het werk telt niet meer op tot hier."),
    "date": _("De dag is veranderd."),
    "form": _("Het soort werk is veranderd."),
}
TONES = {Counts.WHOLE: "good", Counts.PARTLY: "info", Counts.LATER: "info"}


@dataclass(frozen=True)
class ShownSpell:
    """One spell with what it does for the clock and what it rests on."""

    row: Spell
    title: str
    facts: str
    says: str
    tone: str
    why_not: str
    proofs: Sequence[Proof]
    here: bool  # of the journey that is looked at


def shown_spell(row: Spell, clock: Clock, journey: Journey) -> ShownSpell:
    """A spell as the page shows it."""
    counts = counts_as(row, clock)
    hours = gettext("%(hours)s uur per week") % {"hours": hours_in_words(row.hours)}
    return ShownSpell(
        row=row,
        title=work_of(row).at,
        facts=f"{row.get_form_display()} · {hours} · {days_of(row)}",
        says=str(SAYS[counts]),
        tone=TONES.get(counts, "warning"),
        why_not=_why_not(counts, row, clock.definition),
        proofs=list(row.standing_proofs),  # type: ignore[attr-defined]
        here=row.journey_id == journey.pk,
    )


SAYS: dict[Counts, str | Promise] = {
    Counts.WHOLE: _("telt mee"),
    Counts.PARTLY: _("telt voor een deel mee"),
    Counts.HOURS: _("telt niet mee"),
    Counts.FORM: _("telt niet mee"),
    Counts.PROOF: _("telt niet mee"),
    Counts.LATER: _("begint nog"),
}


def _why_not(counts: Counts, row: Spell, definition: durable.Definition) -> str:
    if counts is Counts.FORM:
        return gettext("Een %(form)s telt niet mee voor duurzaam werk.") % {"form": row.get_form_display()}
    if counts is Counts.PROOF:
        least = Proof.Level(definition.proof).label
        return gettext("Het bewijs is te zwak. Nodig is ten minste: %(proof)s.") % {"proof": least}
    hours = {"hours": hours_in_words(definition.hours)}
    if counts is Counts.HOURS:
        return (
            gettext("Op geen van deze dagen is er %(hours)s uur per week of meer, ook niet met ander werk samen.")
            % hours
        )
    if counts is Counts.PARTLY:
        return gettext("Op een deel van de dagen is er samen minder dan %(hours)s uur per week.") % hours
    return ""


def clock_lines(clock: Clock) -> list[str]:
    """The clock in a few short sentences."""
    if not clock.measure:
        return [gettext("Alles is gehaald: 52 weken aan het werk.")]
    if clock.since is None:
        lines = [gettext("De teller staat stil.")]
        if clock.runs:
            words = gettext("De laatste dag die meetelde was %(day)s. De pauze is langer dan %(most)d dagen.")
            lines.append(words % {"day": in_words(clock.runs[-1][1]), "most": clock.definition.break_days})
            lines.append(gettext("De teller begint opnieuw op de eerste dag met werk dat meetelt."))
        else:
            lines.append(gettext("Er is nog geen dag met werk dat meetelt."))
        return lines
    words = gettext("Teller: %(counted)d van %(target)d dagen.")
    lines = [words % {"counted": clock.counted, "target": clock.target}]
    lines.append(ngettext("Nog %(left)d dag.", "Nog %(left)d dagen.", clock.left) % {"left": clock.left})
    if clock.expected is None:
        lines.append(gettext("Met dit werk wordt dat niet gehaald: het stopt eerder."))
    else:
        words = gettext("Verwacht: %(day)s als het werk doorgaat.")
        lines.append(words % {"day": in_words(clock.expected)})
    words = gettext("Pauze: %(breaks)d van ten hoogste %(most)d dagen.")
    lines.append(words % {"breaks": clock.breaks, "most": clock.definition.break_days})
    return lines


def clock_parts(clock: Clock) -> list[tuple[str | Promise, int, str]]:
    """The clock as a bar, of which the rest is how far it still is."""
    return [(_("geteld"), clock.counted, "good")]


def milestone_words(measure: str) -> str:
    """What the next milestone is called."""
    return str(MILESTONES.get(measure, ""))


def picture(rows: Sequence[Spell], clock: Clock) -> Chart:
    """A lane per spell and one for the clock: its break days striped."""
    ends = clock.on + AHEAD
    lanes = []
    for row in rows:
        counts = counts_as(row, clock)
        look = Look.FULL if counts in (Counts.WHOLE, Counts.PARTLY) else Look.EMPTY
        until = max(row.since, min(row.until or ends, ends))
        parts = [Span(row.since, min(until, clock.on), look)] if row.since <= clock.on else []
        if until > clock.on:  # what is still to come is not counted yet
            parts.append(Span(max(row.since, clock.on + timedelta(days=1)), until, Look.EMPTY))
        label = gettext("%(employer)s, %(form)s") % {"employer": work_of(row).at, "form": row.get_form_display()}
        lanes.append(Lane(label, parts, f"{days_of(row)}: {SAYS[counts]}"))
    counted = [Span(first, last) for first, last in clock.runs]
    gaps = [Span(first, last, Look.STRIPED) for first, last in clock.gaps]
    lanes.append(Lane(gettext("De teller"), [*counted, *gaps], _told(clock)))
    words = SpanWords(
        thing=gettext("Wat"),
        times=gettext("Wanneer"),
        looks=[
            (Look.FULL, gettext("telt mee")),
            (Look.STRIPED, gettext("pauze")),
            (Look.EMPTY, gettext("telt (nog) niet mee")),
        ],
        today=gettext("vandaag"),
        month=lambda day: str(date_format(day, "M Y")),
    )
    says = gettext("De onderste balk is de teller: %(days)s.") % {"days": _told(clock)}
    head = Head("werk", gettext("Werk in de tijd"), says, chart_words())
    return spans(head, lanes, clock.on, words)


def _told(clock: Clock) -> str:
    """The days of the clock, as the table tells them."""
    words = gettext("%(since)s tot en met %(until)s")
    runs = [words % {"since": in_words(first), "until": in_words(last)} for first, last in clock.runs]
    gaps = [words % {"since": in_words(first), "until": in_words(last)} for first, last in clock.gaps]
    told = "; ".join(runs) or gettext("nog geen dag")
    return told + (". " + gettext("Pauze: %(gaps)s") % {"gaps": "; ".join(gaps)} if gaps else "")


def counted_table(rows: Sequence[Reached]) -> Table:
    """What was counted and taken back, the last first."""
    columns = [
        Column(_("Wat")),
        Column(_("Op")),
        Column(_("Geteld op")),
        Column(_("Soort werk")),
        Column(_("Definitie"), number=True),
        Column(_("Stand")),
    ]
    lines = []
    for row in rows:
        stand: Cell = Cell(_("staat"), tone="good")
        if row.taken_back is not None:
            back = date_format(row.taken_back.booked_at, "j F Y")
            why = WHY_BACK.get(row.why, row.why)
            note = gettext("op %(day)s. %(why)s") % {"day": back, "why": why}
            stand = Cell(_("teruggenomen"), tone="warning", note=note)
        kind = dict(Form.choices).get(row.counted.kind, row.counted.kind)
        lines.append(
            [
                Measure(row.measure).label,
                in_words(row.concerns),
                date_format(row.counted.booked_at, "j F Y"),
                str(kind),
                row.definition,
                stand,
            ]
        )
    return Table(columns, lines, caption=_("Wat er is geteld"))


def withdrawn(journey: Journey, rows: Sequence[Spell]) -> list[str]:
    """What was taken away of work and proof, and why: it stays to be seen."""
    spells = journey.spells.exclude(withdrawn_at=None).select_related("employer")
    words = gettext("%(employer)s, %(days)s: was een vergissing")
    told = [words % {"employer": work_of(row).at, "days": days_of(row)} for row in spells]
    proofs = Proof.objects.filter(spell__in=rows).exclude(withdrawn_at=None).select_related("spell__employer")
    words = gettext("%(employer)s, bewijs “%(proof)s” ingetrokken: %(why)s")
    for proof in proofs:
        values = {"employer": work_of(proof.spell).at, "proof": proof.get_level_display(), "why": proof.withdrawn_why}
        told.append(words % values)
    return told


def work_reached(candidate: int, programme: str) -> list[Reached]:
    """What was counted of work for one person in one programme, the last first."""
    rows = Reached.objects.filter(candidate=candidate, programme=programme, measure__in=WORK)
    return list(rows.select_related("counted", "taken_back").order_by("-counted__booked_at", "-pk"))


def first_day(journey: Journey) -> date:
    """The day a journey began, or was signed up for."""
    return journey.started_on or journey.signed_up_on
