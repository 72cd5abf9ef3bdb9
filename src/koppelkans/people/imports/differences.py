"""What a line of the file would change: somebody new, changed or neither; and the state of a person, for undoing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from koppelkans.people.imports.owners import Standing
from koppelkans.people.imports.problems import Problem
from koppelkans.people.imports.reading import Line
from koppelkans.people.models import Candidate, ContactCard, Holding, Wish

NEW, CHANGED, UNCHANGED, SKIPPED = "new", "changed", "unchanged", "skipped"
LISTS: Final = frozenset({"dayparts", "modes", "groups", "districts", "not_districts"})
KEPT: Final = (
    "municipality_id",
    "postcode_id",
    "available_from",
    "dayparts",
    "modes",
    "max_travel",
    "baseline",
    "groups",
    "districts",
    "not_districts",
    "status",
    "reason",
    "parked_until",
    "owner_id",
    "own_key",
)
CONTACT: Final = ("name", "phone", "email", "language")


@dataclass
class Change:
    """What one line does to one person."""

    line: Line
    candidate: Candidate | None
    kind: str
    profile: dict[str, Any] = field(default_factory=dict)
    contact: dict[str, str] = field(default_factory=dict)
    holds: list[str] = field(default_factory=list)
    wishes: dict[str, tuple[Decimal | None, Decimal | None]] = field(default_factory=dict)
    against: list[Problem] = field(default_factory=list)  # why this may not be done to this person


def changes(lines: list[Line], municipality: str, today: date, standing: Standing) -> list[Change]:
    """What these lines would do, in a constant number of queries."""
    people = (
        Candidate.objects.filter(municipality=municipality, own_key__in=[line.own_key for line in lines])
        .select_related("contact_card", "subject")
        .prefetch_related("holdings", "wishes")
    )
    known = {candidate.own_key: candidate for candidate in people}
    return [_change(line, known.get(line.own_key), today, standing) for line in lines]


def _change(line: Line, candidate: Candidate | None, today: date, standing: Standing) -> Change:
    if candidate is None:
        return Change(line, None, NEW, line.profile, line.contact, line.holds, line.wishes)
    if candidate.merged_into_id is not None:
        return Change(line, candidate, SKIPPED)
    profile = {
        name: value
        for name, value in line.profile.items()
        if name not in line.given and not _same(name, getattr(candidate, name), value)
    }
    card = contact_card(candidate)
    contact = {
        name: value
        for name, value in line.contact.items()
        if not (name == "language" and "contact_language" in line.given and card) and value != getattr(card, name, "")
    }
    held = {
        holding.credential_id for holding in candidate.holdings.all() if holding.until is None or holding.until >= today
    }
    holds = [code for code in line.holds if code not in held]
    wished = {wish.occupation_id: (wish.preference, wish.aptitude) for wish in candidate.wishes.all()}
    wishes = {}
    for occupation, (preference, aptitude) in line.wishes.items():
        before = wished.get(occupation, (None, None))
        after = (
            before[0] if preference is None else preference,
            before[1] if aptitude is None else aptitude,
        )
        if occupation not in wished or after != before:
            wishes[occupation] = after
    kind = CHANGED if profile or contact or holds or wishes else UNCHANGED
    against = standing.faults(line, candidate, profile, contact)
    return Change(line, candidate, kind, profile, contact, holds, wishes, against)


def _same(name: str, before: Any, after: Any) -> bool:
    """Whether two values say the same; the order of a list says nothing here."""
    return bool(set(before) == set(after) if name in LISTS else before == after)


def contact_card(candidate: Candidate) -> ContactCard | None:
    """The contact card, if there is one."""
    return getattr(candidate, "contact_card", None)


def state_of(candidate: Candidate) -> dict[str, Any]:
    """Everything an import can change of a person, as plain data."""
    return _state(candidate, contact_card(candidate), candidate.holdings.all(), candidate.wishes.all())


def _state(
    candidate: Candidate, card: ContactCard | None, holdings: Iterable[Holding], wishes: Iterable[Wish]
) -> dict[str, Any]:
    return {
        "profile": {name: _plain(getattr(candidate, name)) for name in KEPT},
        "contact": {name: getattr(card, name) for name in CONTACT} if card else None,
        "holdings": sorted(holding.pk for holding in holdings),
        "wishes": {wish.occupation_id: [_plain(wish.preference), _plain(wish.aptitude)] for wish in wishes},
    }


def digests(candidates: Iterable[Candidate]) -> dict[int, str]:
    """How each of these people is now, as a digest; notes and the week count too, since losing them would hurt."""
    return {
        candidate.pk: digest(
            state_of(candidate),
            notes=sorted(note.pk for note in candidate.notes.all()),
            week=sorted(item.pk for item in candidate.week_items.all()),
            merged=candidate.merged_into_id,
        )
        for candidate in candidates
    }


def digest(state: dict[str, Any], *, notes: list[int], week: list[int], merged: int | None) -> str:
    """One person's state as a digest."""
    written = json.dumps([state, notes, week, merged], sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()


def digest_of_new(
    candidate: Candidate, card: ContactCard | None, holdings: Iterable[Holding], wishes: Iterable[Wish]
) -> str:
    """The digest of somebody just written, without reading them back."""
    return digest(_state(candidate, card, holdings, wishes), notes=[], week=[], merged=None)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    return value


def loaded(ids: Iterable[int]) -> list[Candidate]:
    """People with all that their state is made of, in a constant number of queries."""
    return list(
        Candidate.objects.filter(pk__in=list(ids))
        .select_related("contact_card", "subject")
        .prefetch_related("holdings", "wishes", "notes", "week_items")
    )
