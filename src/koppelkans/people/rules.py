"""The rules about people: each gives the list of reasons against; an empty list means it is allowed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256

from django.utils.translation import gettext_lazy as _

from koppelkans.core import terms
from koppelkans.core.access import Actor
from koppelkans.core.models import User
from koppelkans.core.refusal import Reason
from koppelkans.core.vocabulary import DAY_NAMES, DAYPARTS, PART_NAMES, Mode
from koppelkans.people import states
from koppelkans.people.models import Candidate, Holding, WeekItem, Wish
from koppelkans.people.sensitive import ABOUT, BSN, holds_bsn, is_bsn, sensitive

__all__ = ["ABOUT", "BSN", "Contact", "Known", "Profile", "is_bsn", "sensitive"]

# the fields of a candidate that a profile fills
PROFILE_FIELDS = (
    "postcode_id",
    "available_from",
    "max_travel",
    "baseline",
    "own_key",
    "dayparts",
    "modes",
    "groups",
    "districts",
    "not_districts",
)
LONGEST_TRAVEL = Decimal(600)  # minutes


@dataclass(frozen=True)
class Profile:
    """What is planned with, as a form or a file gives it; postcode and lists hold codes."""

    postcode: str
    available_from: date
    max_travel: Decimal
    dayparts: Sequence[str] = ()
    modes: Sequence[str] = ()
    baseline: Decimal | None = None
    groups: Sequence[str] = ()
    districts: Sequence[str] = ()
    not_districts: Sequence[str] = ()
    own_key: str = ""


@dataclass(frozen=True)
class Known:
    """The codes that exist, of those a profile names."""

    postcodes: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    districts: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Contact:
    """What a contact card holds."""

    name: str = ""
    phone: str = ""
    email: str = ""
    language: str = field(default="nl")

    @property
    def empty(self) -> bool:
        """Whether there is nothing to keep."""
        return not (self.name or self.phone or self.email)


def profile_faults(profile: Profile, known: Known) -> list[Reason]:
    """Why a profile cannot be kept."""
    faults = []
    if profile.postcode not in known.postcodes:
        faults.append(
            Reason("postcode", _("De postcode “%(code)s” kennen we niet in deze regio.") % {"code": profile.postcode})
        )
    if not 0 < profile.max_travel <= LONGEST_TRAVEL:
        faults.append(Reason("max_travel", _("De reistijd moet tussen 1 en 600 minuten liggen.")))
    if profile.baseline is not None and not 0 <= profile.baseline <= 1:
        faults.append(Reason("baseline", _("De kans op werk ligt tussen 0 en 100 procent.")))
    faults += _unknown("dayparts", profile.dayparts, DAYPARTS)
    faults += _unknown("modes", profile.modes, Mode.values)
    faults += _unknown("groups", profile.groups, known.groups)
    faults += _unknown("districts", [*profile.districts, *profile.not_districts], known.districts)
    both = set(profile.districts) & set(profile.not_districts)
    if both:
        faults.append(
            Reason(
                "district-both",
                _("Deze wijk staat bij wel én bij niet: %(codes)s. Kies één van de twee.")
                % {"codes": ", ".join(sorted(both))},
            )
        )
    return faults + own_key_faults(profile.own_key)


def fingerprint(candidate: Candidate) -> str:
    """What tells one profile from another."""
    values = [str(getattr(candidate, name)) for name in PROFILE_FIELDS]
    return sha256("\0".join(values).encode()).hexdigest()[:24]


def changed_since(candidate: Candidate, seen: str) -> list[Reason]:
    """Why a profile cannot be written over: somebody changed it after it was looked at."""
    if not seen or seen == fingerprint(candidate):
        return []
    return [
        Reason(
            "changed",
            _("Iemand anders heeft deze gegevens net aangepast. Kijk of jouw gegevens kloppen en sla nog een keer op."),
        )
    ]


def own_key_faults(own_key: str) -> list[Reason]:
    """Why a municipality's own key cannot be kept: it may be a citizen service number."""
    if holds_bsn(own_key):
        return [Reason(BSN, _("Dit kenmerk lijkt op een BSN. Gebruik een eigen nummer, nooit het BSN."))]
    return []


def _unknown(what: str, given: Iterable[str], known: Iterable[str]) -> list[Reason]:
    """One reason for all codes that do not exist."""
    strange = sorted(set(given) - set(known))
    if not strange:
        return []
    return [Reason(what, _("Dit kennen we niet: %(codes)s.") % {"codes": ", ".join(strange)})]


def contact_faults(contact: Contact) -> list[Reason]:
    """Why a contact card cannot be kept."""
    if holds_bsn(f"{contact.name} {contact.email}"):
        return [Reason(BSN, _("Hier staat iets wat op een BSN lijkt. Haal het weg: een BSN bewaren we nooit."))]
    return []


def note_faults(text: str, *, anyway: bool) -> list[Reason]:
    """Why a note is not kept: a BSN never, words about sensitive things only when a person insists."""
    if not text.strip():
        return [Reason("empty", _("Schrijf eerst een notitie."))]
    return [reason for reason in sensitive(text) if reason.code == BSN or not anyway]


def missing_for_planning(candidate: Candidate, wishes: Iterable[Wish]) -> list[Reason]:
    """What has to be asked before planning can use this person; queries.for_planning asks the same in SQL."""
    missing = []
    if candidate.doubted_on is not None:
        missing.append(Reason("doubted", _("Er klopte iets niet. Kijk de gegevens na en bevestig ze.")))
    if not candidate.dayparts:
        missing.append(Reason("dayparts", _("Vraag op welke dagdelen deze persoon kan.")))
    if not candidate.modes:
        missing.append(Reason("modes", _("Vraag hoe deze persoon kan reizen.")))
    wanted = list(wishes)
    if not wanted:
        missing.append(Reason("wishes", _("Vraag welk werk deze persoon wil doen.")))
    elif not any(wish.preference is not None and wish.aptitude is not None for wish in wanted):
        missing.append(Reason("wish-unasked", _("Vraag bij een wens hoe graag en hoe geschikt.")))
    return missing


def stale(candidate: Candidate, today: date) -> bool:
    """Whether the profile was confirmed too long ago and has to be asked after."""
    return candidate.confirmed_on < today - timedelta(days=terms.days("PROFILE_STALE_DAYS"))


def dropped_out(candidate: Candidate, today: date) -> bool:
    """Whether the profile is so old that planning leaves it out."""
    return candidate.confirmed_on < today - timedelta(days=terms.days("PROFILE_DROPS_OUT_DAYS"))


def not_planned_with(candidate: Candidate, wishes: Iterable[Wish], today: date) -> list[Reason]:
    """Every reason why planning leaves this person out."""
    reasons = missing_for_planning(candidate, wishes)
    if candidate.status != states.Status.ACTIVE:
        reasons.insert(0, Reason("status", _("Deze persoon doet nu niet mee.")))
    elif dropped_out(candidate, today):
        reasons.insert(0, Reason("stale", _("De gegevens zijn te oud. Bevestig eerst dat ze nog kloppen.")))
    return reasons


def expires_soon(holding: Holding, today: date) -> bool:
    """Whether a holding ends within the term of the warning."""
    if holding.until is None or holding.until < today:
        return False
    return holding.until <= today + timedelta(days=terms.days("HOLDING_EXPIRES_SOON_DAYS"))


def holding_faults(since: date | None, until: date | None) -> list[Reason]:
    """Why a period cannot be kept."""
    if since and until and until < since:
        return [Reason("period", _("De einddatum ligt voor de begindatum."))]
    return []


def wish_faults(preference: Decimal | None, aptitude: Decimal | None) -> list[Reason]:
    """Why a wish cannot be kept; not asked yet is allowed."""
    return [
        Reason("share", _("Een voorkeur of geschiktheid ligt tussen 0 en 1."))
        for share in (preference, aptitude)
        if share is not None and not 0 <= share <= 1
    ]


def daypart_words(code: str) -> str:
    """A daypart in words: `mo-am` is maandag ochtend."""
    day, part = code.split("-")
    return f"{DAY_NAMES[day]} {PART_NAMES[part]}"


def week_item_faults(dayparts: Sequence[str], since: date | None, until: date | None) -> list[Reason]:
    """Why something cannot be put in the week."""
    faults = holding_faults(since, until) + _unknown("dayparts", dayparts, DAYPARTS)
    if not dayparts:
        faults.append(Reason("dayparts", _("Kies ten minste één dagdeel.")))
    return faults


def goes_on(item: WeekItem, today: date) -> bool:
    """Whether something in the week is there today."""
    return (item.since is None or item.since <= today) and (item.until is None or today <= item.until)


def week_clashes(free: Iterable[str], items: Iterable[WeekItem], today: date) -> list[Reason]:
    """What in a week cannot be true together: two things in one daypart, or a daypart that is free and filled."""
    open_dayparts = set(free)
    ahead = [item for item in items if item.until is None or item.until >= today]
    clashes = []
    for daypart in DAYPARTS:
        here = [item for item in ahead if daypart in item.dayparts]
        for position, item in enumerate(here):
            clashes += [
                Reason(
                    "two-at-once",
                    _("%(daypart)s: %(first)s en %(second)s vallen samen.")
                    % {
                        "daypart": daypart_words(daypart).capitalize(),
                        "first": item.get_kind_display(),
                        "second": other.get_kind_display(),
                    },
                )
                for other in here[position + 1 :]
                if _overlap(item, other)
            ]
        if here and daypart in open_dayparts:
            clashes.append(
                Reason(
                    "free-and-filled",
                    _("%(daypart)s staat als vrij, maar daar is ook %(what)s.")
                    % {"daypart": daypart_words(daypart).capitalize(), "what": here[0].get_kind_display()},
                )
            )
    return clashes


def _overlap(one: WeekItem, other: WeekItem) -> bool:
    """Whether two things in the week share a day."""
    starts_late = one.since is not None and other.until is not None and one.since > other.until
    ends_early = one.until is not None and other.since is not None and one.until < other.since
    return not (starts_late or ends_early)


def move_faults(candidate: Candidate, to: states.Status, reason: str = "") -> list[Reason]:
    """Why a candidate cannot go to another state for this reason."""
    here = states.Status(candidate.status)
    if candidate.merged_into_id:
        return [Reason("merged", _("Dit dossier is samengevoegd met een ander."))]
    if to not in states.TRANSITIONS[here]:
        return [Reason("state", _("Dat kan nu niet: deze persoon %(state)s.") % {"state": here.label})]
    allowed = {states.Status.PARKED: states.PARK_REASONS, states.Status.LEFT: states.LEAVE_REASONS}.get(to)
    if allowed is not None and reason not in allowed:
        return [Reason("reason", _("Kies een reden uit de lijst."))]
    return []


def parked_until_faults(until: date | None, today: date) -> list[Reason]:
    """Why somebody cannot be parked until that day."""
    if until is not None and until <= today:
        return [Reason("past", _("Kies een dag die nog komt."))]
    return []


def is_own(candidate: Candidate, actor: Actor) -> bool:
    """Whether this is a person of the actor's own caseload, or of a colleague they stand in for today."""
    return candidate.owner_id is not None and candidate.owner_id in actor.stands_for()


def against_decider(candidate: Candidate, by: Actor) -> list[Reason]:
    """Why this actor does not decide about this person: a colleague does, and who stands in for that colleague."""
    if candidate.owner is None or is_own(candidate, by):
        return []
    text = _("Alleen %(who)s, of wie daarvoor waarneemt, kan hierover beslissen.") % {"who": candidate.owner}
    return [Reason("not-own", text)]


def hand_over_faults(candidate: Candidate, to: User, colleagues: Iterable[User], by: Actor) -> list[Reason]:
    """Why this actor cannot give this person to that colleague."""
    faults = []
    owner = candidate.owner
    if not (by.is_house or owner is None or not owner.is_active or is_own(candidate, by)):
        faults.append(
            Reason("not-yours", _("Alleen %(owner)s of wie waarneemt kan deze persoon overdragen.") % {"owner": owner})
        )
    if to not in colleagues:
        faults.append(Reason("no-colleague", _("Deze collega werkt niet met mensen in deze gemeente.")))
    if candidate.owner_id == to.pk:
        faults.append(Reason("same", _("Deze persoon is al van %(owner)s.") % {"owner": to}))
    return faults


def cover_faults(
    absent: User, stand_in: User, since: date, until: date, *, today: date, colleagues: Iterable[User]
) -> list[Reason]:
    """Why a colleague cannot stand in."""
    faults = holding_faults(since, until)
    if until < today:
        faults.append(Reason("past", _("Kies een dag die nog komt.")))
    if absent == stand_in:
        faults.append(Reason("same", _("Kies een andere collega dan jezelf.")))
    elif stand_in not in colleagues:
        faults.append(Reason("no-colleague", _("Deze collega werkt niet in dezelfde gemeente.")))
    return faults
