"""Who may stand in it twice, and making one of two.

Proposals come only from people whom the actor may change, and tell what is the same, never what it is.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from koppelkans.core.access import Actor
from koppelkans.core.refusal import Reason, refuse_if
from koppelkans.core.roles import May
from koppelkans.core.trail import record
from koppelkans.people.imports.attached import needed_elsewhere
from koppelkans.people.imports.differences import contact_card
from koppelkans.people.models import Candidate, ContactCard, Distinct, Holding, Import, Note, WeekItem, Wish
from koppelkans.people.sensitive import plain
from koppelkans.people.states import Reason as Why
from koppelkans.people.states import Status

PURPOSE = "doubles"
MOST = 200  # proposals at once
MOST_ALIKE = 5  # more people with one phone number are a shared number, not doubles

SIGNS: Final[dict[str, str | Promise]] = {
    "phone": gettext_lazy("zelfde naam en telefoonnummer"),
    "email": gettext_lazy("zelfde naam en e-mailadres"),
    "postcode": gettext_lazy("zelfde naam en postcode"),
    "own_key": gettext_lazy("zelfde kenmerk in een andere gemeente"),
}


@dataclass
class Pair:
    """Two who may be one: the older first."""

    first: int
    second: int
    signs: list[str] = field(default_factory=list)


def proposals(actor: Actor, batch: Import | None = None) -> list[Pair]:
    """Pairs that may be one person, of all people this actor may change, or of those an import brought in."""
    actor.require(May.EDIT_PEOPLE)
    groups: dict[tuple[str, ...], list[tuple[int, str]]] = defaultdict(list)
    for key, person, municipality in _keys(actor):
        groups[key].append((person, municipality))
    pairs: dict[tuple[int, int], Pair] = {}
    fresh = set(batch.imported_rows.values_list("candidate", flat=True)) if batch else None
    for (sign, *_rest), people in groups.items():
        if not 2 <= len(people) <= MOST_ALIKE:
            continue
        for at, (one, here) in enumerate(people):
            for other, there in people[at + 1 :]:
                if (sign == "own_key" and here == there) or (fresh is not None and not {one, other} & fresh):
                    continue
                ends = (min(one, other), max(one, other))
                pairs.setdefault(ends, Pair(*ends)).signs.append(sign)
    apart = set(Distinct.objects.filter(first__in={one for one, _other in pairs}).values_list("first", "second"))
    found = [pair for ends, pair in pairs.items() if ends not in apart]
    return sorted(found, key=lambda pair: (-len(pair.signs), pair.first, pair.second))[:MOST]


def _keys(actor: Actor) -> Iterator[tuple[tuple[str, ...], int, str]]:
    """What two records of one person would share, for each person."""
    people = (
        Candidate.objects.filter(actor.within(May.EDIT_PEOPLE), merged_into=None)
        .order_by()
        .values_list(
            "pk",
            "municipality_id",
            "own_key",
            "postcode_id",
            "contact_card__name",
            "contact_card__phone",
            "contact_card__email",
        )
    )
    for person, municipality, own_key, postcode, name, phone, email in people.iterator(chunk_size=2000):
        if own_key:
            yield ("own_key", own_key), person, municipality
        if not (who := _name(name or "")):
            continue
        yield ("postcode", who, postcode), person, municipality
        if digits := re.sub(r"\D", "", phone or "")[-9:]:
            yield ("phone", who, digits), person, municipality
        if email:
            yield ("email", who, email.casefold()), person, municipality


def _name(name: str) -> str:
    """A name as it is compared: without case, accents, signs and order (`Bakker, Sanne` is `Sanne Bakker`)."""
    words = re.findall(r"[^\W\d_]+", plain(name))
    return " ".join(sorted(words)) if len(words) > 1 else ""


def merge_faults(first: Candidate, second: Candidate) -> list[Reason]:
    """Why these two cannot become one."""
    if first.pk == second.pk:
        return [Reason("merge-same", _("Dit is dezelfde persoon."))]
    if first.merged_into_id or second.merged_into_id:
        return [Reason("merge-done", _("Een van de twee is al samengevoegd."))]
    if len(needed_elsewhere([first.pk, second.pk])) == 2:
        words = _("Voor allebei staat er al iets in een plan of op een plek. Rond dat eerst bij een van de twee af.")
        return [Reason("merge-both-planned", words)]
    return []


def kept_of(first: Candidate, second: Candidate) -> tuple[Candidate, Candidate]:
    """Who stays and who goes: the older one stays, unless only the younger one stands in a plan or on a place."""
    older, younger = sorted((first, second), key=lambda one: (one.registered_on, one.pk))
    return (younger, older) if needed_elsewhere([younger.pk]) else (older, younger)


@transaction.atomic
def merge(first: Candidate, second: Candidate, *, by: Actor, now: datetime) -> Candidate:
    """Make one of two: what the younger has comes to the older, whose own data stays where both have some."""
    for one in (first, second):
        by.require_in(May.EDIT_PEOPLE, one.municipality_id)
    locked = list(Candidate.objects.select_for_update().filter(pk__in=[first.pk, second.pk]).order_by("pk"))
    refuse_if(merge_faults(locked[0], locked[-1]))
    kept, gone = kept_of(*locked)
    _move_parts(kept, gone)
    _fill(kept, gone)
    gone.status, gone.reason, gone.merged_into = Status.LEFT, Why.MERGED, kept
    gone.ended_on, gone.parked_until, gone.owner = localdate(now), None, None
    gone.save()
    kept.save()
    record(
        "person.merge",
        by=by,
        purpose=PURPOSE,
        now=now,
        subjects=[kept.pk, gone.pk],
        thing=f"{gone} → {kept}",
    )
    return kept


def _move_parts(kept: Candidate, gone: Candidate) -> None:
    """Holdings, wishes, the week and notes; what the one who stays has already, is not doubled."""
    held = set(kept.holdings.values_list("credential", "since", "until"))
    for holding in gone.holdings.all():
        if (holding.credential_id, holding.since, holding.until) not in held:
            Holding.objects.filter(pk=holding.pk).update(candidate=kept)
    wished = set(kept.wishes.values_list("occupation", flat=True))
    Wish.objects.filter(candidate=gone).exclude(occupation__in=wished).update(candidate=kept)
    if not kept.week_items.exists():
        WeekItem.objects.filter(candidate=gone).update(candidate=kept)
    Note.objects.filter(candidate=gone).update(candidate=kept)


def _fill(kept: Candidate, gone: Candidate) -> None:
    """Fill what the one who stays lacks; the contact card of the other goes."""
    kept.groups = [*kept.groups, *(group for group in gone.groups if group not in kept.groups)]
    if kept.baseline is None:
        kept.baseline = gone.baseline
    if kept.owner_id is None:
        kept.owner_id = gone.owner_id
    if not kept.own_key and kept.municipality_id == gone.municipality_id:
        own_key, gone.own_key = gone.own_key, ""
        gone.save(update_fields=["own_key"])  # the key is free before the other takes it
        kept.own_key = own_key
    card = contact_card(gone)
    if card is None:
        return
    mine = contact_card(kept) or ContactCard(candidate=kept, language=card.language)
    for name in ("name", "phone", "email"):
        if not getattr(mine, name):
            setattr(mine, name, getattr(card, name))
    card.delete()
    mine.save()


@transaction.atomic
def keep_apart(first: Candidate, second: Candidate, *, by: Actor, now: datetime) -> None:
    """Say that these are two people, so that nobody is asked again."""
    for one in (first, second):
        by.require_in(May.EDIT_PEOPLE, one.municipality_id)
    ends = sorted((first.pk, second.pk))
    Distinct.objects.get_or_create(first_id=ends[0], second_id=ends[1], defaults={"by": by.user, "at": now})
    record("person.keep-apart", by=by, purpose=PURPOSE, now=now, subjects=ends)
