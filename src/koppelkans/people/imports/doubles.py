"""Who may stand in it twice, and making one of two.

Proposals come only from people whom the actor may change, and tell what is the same, never what it is. Names are
compared only of those whose contact card the actor may see: else a pair would tell who a colleague's person is.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from koppelkans.core.access import Actor
from koppelkans.core.actions import outbox
from koppelkans.core.refusal import Reason, refuse_if
from koppelkans.core.roles import May
from koppelkans.core.trail import record
from koppelkans.people import queries as people
from koppelkans.people import rules
from koppelkans.people.actions.language import hold_by_measures
from koppelkans.people.imports.attached import needed_elsewhere
from koppelkans.people.imports.differences import contact_card
from koppelkans.people.models import (
    Candidate,
    ContactCard,
    Distinct,
    Holding,
    Import,
    LanguageMeasure,
    Note,
    WeekItem,
    Wish,
)
from koppelkans.people.sensitive import plain
from koppelkans.people.states import Reason as Why
from koppelkans.people.states import Status

PURPOSE = "doubles"
MOST = 200  # proposals at once
ANYBODY = Q()
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
    for (sign, *_rest), alike in groups.items():
        if not 2 <= len(alike) <= MOST_ALIKE:
            continue
        for at, (one, here) in enumerate(alike):
            for other, there in alike[at + 1 :]:
                if (sign == "own_key" and here == there) or (fresh is not None and not {one, other} & fresh):
                    continue
                ends = (min(one, other), max(one, other))
                pairs.setdefault(ends, Pair(*ends)).signs.append(sign)
    apart = set(Distinct.objects.filter(first__in={one for one, _other in pairs}).values_list("first", "second"))
    found = [pair for ends, pair in pairs.items() if ends not in apart]
    return sorted(found, key=lambda pair: (-len(pair.signs), pair.first, pair.second))[:MOST]


def _keys(actor: Actor, among: Q = ANYBODY) -> Iterator[tuple[tuple[str, ...], int, str]]:
    """What two records of one person would share, for each person."""
    keyed = Candidate.objects.filter(among, actor.within(May.EDIT_PEOPLE), merged_into=None).exclude(own_key="")
    for person, municipality, own_key in (
        keyed.order_by().values_list("pk", "municipality_id", "own_key").iterator(chunk_size=2000)
    ):
        yield ("own_key", own_key), person, municipality
    named = (
        people.own_people(actor)
        .filter(among, merged_into=None)
        .order_by()
        .values_list(
            "pk",
            "municipality_id",
            "postcode_id",
            "contact_card__name",
            "contact_card__phone",
            "contact_card__email",
        )
    )
    for person, municipality, postcode, name, phone, email in named.iterator(chunk_size=2000):
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


def _signs(first: Candidate, second: Candidate, actor: Actor) -> set[str]:
    """What makes these two look like one person, as far as this actor may compare them."""
    seen: dict[int, set[tuple[str, ...]]] = defaultdict(set)
    for key, person, _municipality in _keys(actor, Q(pk__in=[first.pk, second.pk])):
        seen[person].add(key)
    signs = {sign for sign, *_rest in seen[first.pk] & seen[second.pk]}
    return signs if first.municipality_id != second.municipality_id else signs - {"own_key"}


def _not_yours(first: Candidate, second: Candidate, by: Actor) -> list[Reason]:
    """Whose turn it is, when it is not this actor's: who merges sees the contact card and notes of both."""
    mine = [one for one in (first, second) if rules.is_own(one, by)]
    theirs = [one for one in (first, second) if one.owner_id is not None and one not in mine]
    if not mine and not theirs:
        words = _("Niemand is klantmanager van deze twee. Zet eerst een van de twee op je naam.")
        return [Reason("merge-nobodys", words)]
    if not mine and len({one.owner_id for one in theirs}) == 1:
        words = _("Alleen %(owner)s of wie waarneemt kan deze twee samenvoegen.") % {"owner": theirs[0].owner}
        return [Reason("merge-not-yours", words)]
    words = _("%(who)s is van %(owner)s. Wie samenvoegt, is klantmanager van allebei. Vraag eerst om overdracht.")
    return [Reason("merge-not-yours", words % {"who": one, "owner": one.owner}) for one in theirs]


def _not_proposed(first: Candidate, second: Candidate, by: Actor) -> list[Reason]:
    """Only who look like one person can be made one."""
    ends = sorted((first.pk, second.pk))
    if Distinct.objects.filter(first=ends[0], second=ends[1]).exists():
        return [Reason("merge-apart", _("Iemand heeft gezegd dat dit twee mensen zijn."))]
    if not _signs(first, second, by):
        return [Reason("merge-not-proposed", _("Deze twee lijken niet op elkaar. Je kan ze niet samenvoegen."))]
    return []


def merge_faults(first: Candidate, second: Candidate, by: Actor) -> list[Reason]:
    """Why this actor cannot make one of these two."""
    if first.pk == second.pk:
        return [Reason("merge-same", _("Dit is dezelfde persoon."))]
    if first.merged_into_id or second.merged_into_id:
        return [Reason("merge-done", _("Een van de twee is al samengevoegd."))]
    if len(needed_elsewhere([first.pk, second.pk])) == 2:
        words = _("Voor allebei staat er al iets in een plan of op een plek. Rond dat eerst bij een van de twee af.")
        return [Reason("merge-both-planned", words)]
    return _not_yours(first, second, by) or _not_proposed(first, second, by)


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
    refuse_if(merge_faults(locked[0], locked[-1], by))
    kept, gone = kept_of(*locked)
    _tell(kept, gone, by, now)
    _move_parts(kept, gone)
    hold_by_measures(kept, by=by, today=localdate(now))
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


def _tell(kept: Candidate, gone: Candidate, by: Actor, now: datetime) -> None:
    """Who is away and had one of the two, hears what was done meanwhile."""
    for owner in {one.owner for one in (kept, gone) if one.owner is not None and one.owner != by.user}:
        with translation.override(owner.language):
            words = {"who": by.name, "gone": gone, "kept": kept, "url": settings.SITE_URL}
            outbox.write(
                to=owner.email,
                subject=_("Twee dossiers zijn samengevoegd"),
                body=_("%(who)s heeft %(gone)s samengevoegd met %(kept)s.\n\n%(url)s\n") % words,
                now=now,
            )


def _move_parts(kept: Candidate, gone: Candidate) -> None:
    """Holdings, wishes, the week and notes; what the one who stays has already, is not doubled."""
    LanguageMeasure.objects.filter(candidate=gone).update(candidate=kept)
    gone.holdings.filter(measured=True).delete()  # follows from the measures of both
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
    kept.under_way, gone.under_way = kept.under_way or gone.under_way, False
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
    if not any(rules.is_own(one, by) for one in (first, second)):
        refuse_if(_not_yours(first, second, by))
    ends = sorted((first.pk, second.pk))
    Distinct.objects.get_or_create(first_id=ends[0], second_id=ends[1], defaults={"by": by.user, "at": now})
    record("person.keep-apart", by=by, purpose=PURPOSE, now=now, subjects=ends)
