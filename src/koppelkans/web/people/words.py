"""What is known about people, in words: shares, dayparts, lists of codes, days ahead and the history."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from koppelkans.core.models import AuditEntry, Credential, Occupation
from koppelkans.core.vocabulary import DAY_NAMES, DAYS, PART_NAMES, Mode
from koppelkans.people.models import Candidate, WeekItem
from koppelkans.people.queries import PersonDate
from koppelkans.people.states import Reason, Status
from koppelkans.web.privacy.words import ACTIONS
from koppelkans.web.tables import Moment

Words = str | Promise

PREFERENCES: tuple[tuple[Decimal, Words], ...] = (
    (Decimal("1"), _("heel graag")),
    (Decimal("0.75"), _("graag")),
    (Decimal("0.5"), _("gaat wel")),
    (Decimal("0.25"), _("liever niet")),
)
APTITUDES: tuple[tuple[Decimal, Words], ...] = (
    (Decimal("1"), _("heel geschikt")),
    (Decimal("0.75"), _("geschikt")),
    (Decimal("0.5"), _("geschikt met hulp")),
    (Decimal("0.25"), _("nog niet geschikt")),
)
STATUS_TONES: dict[str, str] = {Status.ACTIVE: "good", Status.PARKED: "warning", Status.LEFT: "neutral"}
NOT_ASKED = _("nog niet gevraagd")

# what the history of a person shows; who only looked is for the privacy officer
HISTORY: tuple[str, ...] = (
    "booking.add",
    "booking.release",
    "contact.edit",
    "holding.add",
    "holding.end",
    "holding.remove",
    "language.measure",
    "note.add",
    "note.remove",
    "own-page.link",
    "own-page.right",
    "own-page.wrong",
    "participation.accept",
    "participation.admit",
    "participation.end",
    "participation.offer",
    "participation.wait",
    "people.import",
    "people.import.undo",
    "person.ask",
    "person.confirm",
    "person.create",
    "person.edit",
    "person.hand-over",
    "person.keep-apart",
    "person.leave",
    "person.merge",
    "person.park",
    "person.resume",
    "proposal.accepted",
    "proposal.declined",
    "proposal.deferred",
    "proposal.undo",
    "waiting.join",
    "waiting.leave",
    "week.add",
    "week.remove",
    "wish.add",
    "wish.edit",
    "wish.remove",
)
AHEAD: dict[str, Words] = {
    "available": _("Beschikbaar vanaf deze dag"),
    "parked-until": _("Staat stil tot deze dag"),
    "expires": _("Loopt af"),
    "starts": _("Begint"),
    "stale": _("Vraag of de gegevens nog kloppen"),
    "drops-out": _("Valt uit de planning als niets bevestigd is"),
}


def percent(share: Decimal) -> str:
    """A share as a percentage, without zeros that say nothing."""
    return number_format((share * 100).normalize() + 0, use_l10n=True) + "%"


def share_words(share: Decimal | None, levels: Sequence[tuple[Decimal, Words]]) -> Words:
    """A preference or aptitude in words; what lies between is told as a percentage, and what was not asked too."""
    if share is None:
        return NOT_ASKED
    return next((word for level, word in levels if level == share), percent(share))


def dayparts_words(dayparts: Iterable[str]) -> str:
    """Dayparts by day: maandag ochtend en middag, dinsdag avond."""
    chosen = list(dayparts)
    days = []
    for day in DAYS:
        parts = [str(PART_NAMES[code[3:]]) for code in chosen if code.startswith(f"{day}-")]
        if parts:
            days.append(f"{DAY_NAMES[day]} {' + '.join(parts)}")
    return ", ".join(days)


def modes_words(modes: Iterable[str]) -> str:
    """Ways to travel."""
    return ", ".join(str(Mode(mode).label) if mode in Mode.values else mode for mode in modes)


def period_words(since: date | None, until: date | None) -> Words:
    """A period in words, empty when it is always."""
    start, end = (f"{day.day}-{day.month}-{day.year}" if day else "" for day in (since, until))
    if start and end:
        return _("%(start)s tot en met %(end)s") % {"start": start, "end": end}
    if end:
        return _("tot en met %(end)s") % {"end": end}
    return _("vanaf %(start)s") % {"start": start} if start else ""


def date_words(found: PersonDate) -> str:
    """A day ahead in words."""
    return f"{AHEAD[found.code]}: {found.thing}" if found.thing else str(AHEAD[found.code])


def history(entries: Iterable[AuditEntry]) -> list[Moment]:
    """The trail of a person as moments; the names of credentials and occupations are looked up at once."""
    kept = list(entries)
    things = {entry.thing for entry in kept if entry.action.startswith(("holding.", "wish."))}
    names: dict[str, str] = {str(found.pk): str(found) for found in Credential.objects.filter(pk__in=things)}
    names |= {str(found.pk): str(found) for found in Occupation.objects.filter(pk__in=things)}
    return [Moment(entry.at, ACTIONS[entry.action], text=_detail(entry, names), by=entry.who) for entry in kept]


def _detail(entry: AuditEntry, names: dict[str, str]) -> Words:
    """What exactly was done."""
    if entry.action == "person.edit":
        fields = {field.name: field.verbose_name for field in Candidate._meta.fields}
        return ", ".join(str(fields.get(name, name)) for name in entry.thing.split(",") if name)
    if entry.action in {"person.park", "person.leave"} and entry.why in Reason.values:
        return str(Reason(entry.why).label).capitalize()
    if entry.action == "person.hand-over":
        return _("Aan %(name)s") % {"name": entry.thing}
    if entry.action.startswith("week.") and entry.thing in WeekItem.Kind.values:
        return str(WeekItem.Kind(entry.thing).label).capitalize()
    return names.get(entry.thing, "")
