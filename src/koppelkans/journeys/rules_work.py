"""The rules of work that is written down: each gives the list of reasons against; an empty list means it is allowed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from koppelkans.core.models import Organisation
from koppelkans.core.refusal import Reason
from koppelkans.journeys.models import Form, Proof, Spell
from koppelkans.journeys.models.work import MOST_HOURS
from koppelkans.people.sensitive import BSN, sensitive

EARLY = timedelta(days=365)  # before the journey: more is often a slip of the finger in the year


@dataclass(frozen=True)
class Work:
    """What somebody writes down of work at one employer; an employer who is not in the region goes by name."""

    since: date
    hours: Decimal
    form: str
    employer: Organisation | None = None
    employer_name: str = ""
    until: date | None = None

    @property
    def at(self) -> str:
        """The employer in words."""
        return str(self.employer or self.employer_name.strip())


def work_of(spell: Spell) -> Work:
    """What stands of a spell."""
    return Work(spell.since, spell.hours, spell.form, spell.employer, spell.employer_name, spell.until)


def against_work(work: Work, others: Iterable[Spell], today: date, ahead: int) -> list[Reason]:
    """Why this cannot be written down, every reason at once; `others` is the other work of the same person."""
    found: list[Reason] = []
    if work.employer is None and not work.employer_name.strip():
        found.append(Reason("employer-missing", _("Kies een werkgever, of vul de naam in.")))
    if work.employer is not None and work.employer_name.strip():
        words = _("Kies een werkgever uit de lijst, of vul een naam in. Niet allebei.")
        found.append(Reason("employer-twice", words))
    found += [reason for reason in sensitive(work.employer_name) if reason.code == BSN]  # a hospital may be one
    if work.form not in Form.values:
        found.append(Reason("form-unknown", _("Kies een soort werk uit de lijst.")))
    if not 0 < work.hours <= MOST_HOURS:
        words = _("%(hours)s uur per week kan niet. Vul meer dan 0 uur in, en ten hoogste %(most)d.")
        found.append(Reason("hours", words % {"hours": hours_in_words(work.hours), "most": MOST_HOURS}))
    if work.until is not None and work.until < work.since:
        words = _("De laatste dag (%(until)s) ligt voor de eerste dag (%(since)s).")
        found.append(Reason("end-before-start", words % {"until": in_words(work.until), "since": in_words(work.since)}))
    if work.since > today + timedelta(days=ahead):
        words = _("De eerste dag ligt verder weg dan %(days)d dagen. Schrijf werk op als het bijna begint.")
        found.append(Reason("starts-too-late", words % {"days": ahead}))
    return found + [_overlap(other) for other in others if overlaps(work, other)]


def _overlap(other: Spell) -> Reason:
    words = _("Bij %(employer)s staat al werk %(days)s. Kies andere dagen, of pas dat eerst aan.")
    return Reason("overlap", words % {"employer": work_of(other).at, "days": days_of(other)})


def overlaps(work: Work, other: Spell) -> bool:
    """Whether two spells at one employer have a day in common; days that follow each other have not."""
    if not same_employer(work, other):
        return False
    ends_before = other.until is not None and other.until < work.since
    begins_after = work.until is not None and work.until < other.since
    return not (ends_before or begins_after)


def same_employer(work: Work, other: Spell) -> bool:
    """By the organisation where both have one, else by the name, whatever its case and spaces."""
    if work.employer is not None and other.employer_id is not None:
        return work.employer.pk == other.employer_id
    return bool(work.at) and plain(work.at) == plain(work_of(other).at)


def plain(name: str) -> str:
    """A name without what people write differently."""
    return "".join(name.split()).casefold()


def against_proof(level: str, given_on: date | None, today: date) -> list[Reason]:
    """Why a proof cannot be written down."""
    found: list[Reason] = []
    if level not in Proof.Level.values:
        found.append(Reason("proof-unknown", _("Kies een soort bewijs uit de lijst.")))
    if given_on is None:
        found.append(Reason("proof-day", _("Vul in op welke dag het bewijs is gezien.")))
    elif given_on > today:
        found.append(Reason("proof-day", _("De dag waarop het bewijs is gezien, moet nog komen.")))
    return found


def against_change(spell: Spell) -> list[Reason]:
    """Why a spell cannot be changed."""
    if spell.withdrawn_at is None:
        return []
    return [Reason("withdrawn", _("Dit werk is weggehaald: het was een vergissing. Schrijf het opnieuw op."))]


def against_withdrawal(proof: Proof, why: str) -> list[Reason]:
    """Why a proof cannot be taken back."""
    found = against_change(proof.spell)
    if proof.withdrawn_at is not None:
        found.append(Reason("proof-withdrawn", _("Dit bewijs is al ingetrokken.")))
    if not why.strip():
        found.append(Reason("why-missing", _("Vul in waarom het bewijs niet klopt.")))
    return found


def warnings(spells: Iterable[Spell], begun: date) -> list[str]:
    """What looks odd about somebody's work and yet is written down; `begun` is the first day of the journey."""
    rows = list(spells)
    found = []
    for row in rows:
        beside = [one for one in rows if one.since <= row.since and (one.until is None or one.until >= row.since)]
        hours = sum((one.hours for one in beside), Decimal(0))
        if len(beside) > 1 and hours > MOST_HOURS:
            words = gettext("Vanaf %(day)s staat er %(hours)s uur per week, bij %(number)d werkgevers. Klopt dat?")
            values = {"day": in_words(row.since), "hours": hours_in_words(hours), "number": len(beside)}
            found.append(words % values)
        if row.since < row.journey.signed_up_on:
            words = gettext("Het werk bij %(employer)s telt mee vanaf %(day)s: toen meldde deze persoon zich aan.")
            found.append(words % {"employer": work_of(row).at, "day": in_words(row.journey.signed_up_on)})
        if row.since < begun - EARLY:
            words = gettext("Het werk bij %(employer)s begon op %(day)s, lang voor dit traject. Klopt het jaar?")
            found.append(words % {"employer": work_of(row).at, "day": in_words(row.since)})
    return found


def days_of(spell: Spell) -> str:
    """From when until when, in words."""
    if spell.until is None:
        return gettext("vanaf %(since)s") % {"since": in_words(spell.since)}
    return gettext("van %(since)s tot en met %(until)s") % {
        "since": in_words(spell.since),
        "until": in_words(spell.until),
    }


def hours_in_words(hours: Decimal) -> str:
    """Hours as they are read: a half where there is one, and no nought behind a whole number."""
    return str(number_format(int(hours) if hours == int(hours) else hours.normalize()))


def in_words(day: date) -> str:
    """A day as it is read."""
    return date_format(day, "j F Y")
