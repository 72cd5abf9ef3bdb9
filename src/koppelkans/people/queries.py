"""Questions about people: who may be seen, found and planned with; never writes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from koppelkans.core import terms
from koppelkans.core.access import Actor, Unknown
from koppelkans.core.models import AuditEntry, Cover, District, Grant, Postcode, Subject, TargetGroup, User
from koppelkans.core.roles import ROLES, May
from koppelkans.people import rules
from koppelkans.people.models import Candidate, ContactCard, Holding, Note, WeekItem, Wish
from koppelkans.people.phones import core_digits, searched_digits
from koppelkans.people.states import Status

HISTORY_LENGTH = 60
MOST_NAMED = 200  # people that a question names one by one
SORTS = {
    "code": "subject__pseudonym",
    "owner": "owner__name",
    "available": "available_from",
    "confirmed": "confirmed_on",
    "registered": "registered_on",
    "municipality": "municipality__name",
}


@dataclass(frozen=True)
class Search:
    """What a list of people is narrowed down to."""

    text: str = ""
    status: str = ""  # empty: whoever has not left
    owner: str = ""  # "mine", "none" or the id of a user
    group: str = ""
    freshness: str = ""  # "stale", "dropped", "incomplete" or "parking-over"
    sort: str = "code"


def visible_to(actor: Actor) -> QuerySet[Candidate]:
    """The people that exist for this actor, by pseudonym."""
    actor.require(May.SEE_PEOPLE)
    return Candidate.objects.filter(actor.within(May.SEE_PEOPLE)).select_related("subject", "municipality", "owner")


def find(pseudonym: str, actor: Actor) -> Candidate:
    """The person of this pseudonym, or Unknown where there is none for this actor."""
    try:
        return visible_to(actor).select_related("postcode", "merged_into__subject").get(subject__pseudonym=pseudonym)
    except Candidate.DoesNotExist as error:
        raise Unknown(pseudonym) from error


def may_edit(candidate: Candidate, actor: Actor) -> bool:
    """Whether this actor may change the profile; who may, sees the municipality's own key too."""
    return actor.everywhere(May.EDIT_PEOPLE) or candidate.municipality_id in actor.municipalities(May.EDIT_PEOPLE)


def sees_contact(candidate: Candidate, actor: Actor) -> bool:
    """Whether the contact card and notes are open: to the own case worker and their cover only."""
    return actor.user is not None and may_edit(candidate, actor) and rules.is_own(candidate, actor)


def contact_of(candidate: Candidate, actor: Actor) -> ContactCard | None:
    """The contact card, for the own case worker and their cover only."""
    if not sees_contact(candidate, actor):
        return None
    return ContactCard.objects.filter(candidate=candidate).first()


def notes_of(candidate: Candidate, actor: Actor) -> QuerySet[Note]:
    """The case notes, for the own case worker and their cover only."""
    if not sees_contact(candidate, actor):
        return Note.objects.none()
    return candidate.notes.select_related("author")


def own_people(actor: Actor) -> QuerySet[Candidate]:
    """The people whose contact card this actor may see."""
    return visible_to(actor).filter(actor.within(May.EDIT_PEOPLE), owner__in=actor.stands_for())


def contacts_shown(candidates: Iterable[Candidate], actor: Actor) -> dict[int, ContactCard]:
    """The contact cards of those people of a page whose card this actor may see, by candidate."""
    seen = [candidate.pk for candidate in candidates if sees_contact(candidate, actor)]
    return {card.candidate_id: card for card in ContactCard.objects.filter(candidate__in=seen)} if seen else {}


def _asked_wish() -> Exists:
    """Whether there is a wish of which preference and aptitude were asked."""
    return Exists(
        Wish.objects.filter(candidate=OuterRef("pk"), preference__isnull=False, aptitude__isnull=False)
        .exclude(preference="")
        .exclude(aptitude="")
    )


def complete() -> Q:
    """Nothing is missing for planning: rules.missing_for_planning in SQL."""
    return ~Q(dayparts=[]) & ~Q(modes=[]) & Q(doubted_on=None) & Q(_asked_wish())


def confirmed_before(term: str, today: date) -> Q:
    """The profile was confirmed longer ago than this term."""
    return Q(confirmed_on__lt=today - timedelta(days=terms.days(term)))


def for_planning(today: date) -> QuerySet[Candidate]:
    """Whom planning plans for: they take part, their profile is not too old, and nothing is missing."""
    return (
        Candidate.objects.filter(complete(), status=Status.ACTIVE)
        .exclude(confirmed_before("PROFILE_DROPS_OUT_DAYS", today))
        .select_related("subject")
        .order_by("subject__pseudonym")
    )


def search(actor: Actor, asked: Search, today: date) -> QuerySet[Candidate]:
    """The people of a list: visible to this actor, narrowed down and in order."""
    found = visible_to(actor).filter(
        _standing(asked), _text(asked.text.replace("\0", "").strip(), actor), _freshness(asked, today)
    )
    if asked.owner == "mine":
        found = found.filter(owner__in=actor.stands_for())
    elif asked.owner == "none":
        found = found.filter(owner=None)
    elif re.fullmatch("[0-9]{1,18}", asked.owner):  # what no database takes as a number is nobody
        found = found.filter(owner=int(asked.owner))
    if asked.group and "\0" not in asked.group:
        found = found.annotate(
            group_list=Concat(Value("|"), Cast(F("groups"), CharField()), Value("|"), output_field=CharField())
        ).filter(group_list__contains=f"|{asked.group}|")
    order = F(SORTS.get(asked.sort.removeprefix("-"), SORTS["code"]))
    turned = order.desc(nulls_last=True) if asked.sort.startswith("-") else order.asc(nulls_last=True)
    return found.annotate(is_complete=complete()).order_by(turned, "pk")


def in_full(actor: Actor) -> QuerySet[Candidate]:
    """What a list shows of people, to read a page of those that were found."""
    return visible_to(actor).annotate(is_complete=complete())


def _standing(asked: Search) -> Q:
    """The condition of the state; those merged into another are found by their pseudonym only."""
    if asked.status == "all":
        return Q()
    if asked.status in Status.values:
        return Q(status=asked.status, merged_into=None)
    return ~Q(status=Status.LEFT)


def _freshness(asked: Search, today: date) -> Q:
    """The condition of what has to be asked."""
    if asked.freshness == "stale":
        return Q(status=Status.ACTIVE) & confirmed_before("PROFILE_STALE_DAYS", today)
    if asked.freshness == "dropped":
        return Q(status=Status.ACTIVE) & confirmed_before("PROFILE_DROPS_OUT_DAYS", today)
    if asked.freshness == "incomplete":
        return Q(status=Status.ACTIVE) & ~complete()
    if asked.freshness == "parking-over":
        return Q(status=Status.PARKED, parked_until__lte=today)
    return Q()


def _text(text: str, actor: Actor) -> Q:
    """The pseudonym for all; the own key where one may edit; name and phone number among the own people only."""
    if not text:
        return Q()
    # a question for each, so that a narrow index answers it: one condition with OR reads everybody in full
    found: list[QuerySet[Any, Any]] = [Subject.objects.filter(pseudonym__icontains=text).values_list("pk")]
    if actor.may(May.EDIT_PEOPLE):
        keyed = Candidate.objects.filter(actor.within(May.EDIT_PEOPLE), own_key__icontains=text)
        named = ContactCard.objects.filter(
            actor.within(May.EDIT_PEOPLE, "candidate__municipality"),
            candidate__owner__in=actor.stands_for(),
            name__icontains=text,
        )
        found += [keyed.order_by().values_list("pk"), named.values_list("candidate")]
        if digits := searched_digits(text):
            found.append(Candidate.objects.filter(pk__in=_called(digits, actor)).order_by().values_list("pk"))
    together = found[0].union(*found[1:])
    few = list(together[: MOST_NAMED + 1])  # mostly it is one, and then the list and its count need not search again
    return Q(pk__in=few if len(few) <= MOST_NAMED else together)


def _called(digits: str, actor: Actor) -> list[int]:
    """Which of the own people have a number with these digits: a caseload is read at once, as numbers hold signs."""
    numbers = ContactCard.objects.filter(
        actor.within(May.EDIT_PEOPLE, "candidate__municipality"), candidate__owner__in=actor.stands_for()
    ).exclude(phone="")
    return [person for person, phone in numbers.values_list("candidate", "phone") if digits in core_digits(phone)]


def wishes_of(candidate: Candidate) -> QuerySet[Wish]:
    """The wishes, best liked first as far as asked."""
    return candidate.wishes.select_related("occupation").order_by("pk")


def holdings_of(candidate: Candidate) -> QuerySet[Holding]:
    """What is held, by kind."""
    return candidate.holdings.select_related("credential", "author").order_by(
        "credential__kind", "credential__name", "pk"
    )


def week_items_of(candidate: Candidate, today: date) -> QuerySet[WeekItem]:
    """What fills the week now or later."""
    return candidate.week_items.filter(Q(until=None) | Q(until__gte=today))


def history_of(candidate: Candidate, actions: Iterable[str]) -> QuerySet[AuditEntry]:
    """What was done about a person, of these kinds, latest first; who only looked is for the privacy officer."""
    return AuditEntry.objects.filter(subject=candidate.subject_id, action__in=list(actions))[:HISTORY_LENGTH]


def known_codes(profile: rules.Profile) -> rules.Known:
    """Which codes of a profile exist."""
    districts = {*profile.districts, *profile.not_districts}
    return rules.Known(
        postcodes=frozenset(Postcode.objects.filter(code=profile.postcode).values_list("code", flat=True)),
        groups=frozenset(TargetGroup.objects.filter(code__in=profile.groups).values_list("code", flat=True)),
        districts=frozenset(District.objects.filter(code__in=districts).values_list("code", flat=True)),
    )


def postcode_of(text: str) -> str:
    """The code for a postcode as somebody types it: the whole one where the region knows it, else its digits."""
    whole = "".join(text.split()).upper()
    known = set(Postcode.objects.filter(code__in=[whole, text.strip(), whole[:4]]).values_list("code", flat=True))
    return next((code for code in (text.strip(), whole, whole[:4]) if code in known), whole)


def guides(today: date) -> QuerySet[User]:
    """Who guides people somewhere today."""
    return User.objects.filter(pk__in=_guiding(today).values("user"), is_active=True).order_by("name", "pk")


def _guiding(today: date) -> QuerySet[Grant]:
    """The grants of today that let somebody guide people."""
    roles = [code for code, role in ROLES.items() if May.EDIT_PEOPLE in role.may]
    return Grant.objects.filter(Q(until=None) | Q(until__gte=today), role__in=roles, since__lte=today)


def colleagues_in(municipalities: Iterable[str], today: date) -> QuerySet[User]:
    """Who guides people in one of these municipalities today."""
    return guides(today).filter(pk__in=_guiding(today).filter(municipality__in=list(municipalities)).values("user"))


def municipalities_guided(user: User, today: date) -> list[str]:
    """The municipalities in which somebody guides people today."""
    held = _guiding(today).filter(user=user, municipality__isnull=False)
    return sorted(held.values_list("municipality_id", flat=True).distinct())


def caseload(user: User) -> QuerySet[Candidate]:
    """Everybody somebody is the case worker of, whatever their state; those merged into another count no more."""
    return Candidate.objects.filter(owner=user, merged_into=None)


def covers_of(actor: Actor, today: date) -> QuerySet[Cover]:
    """Who stands in for whom, today and later: about the own absence and standing in, or all for who lets people in."""
    mine = Q() if actor.may(May.EDIT_USERS) else Q(absent=actor.user) | Q(stand_in=actor.user)
    return Cover.objects.filter(mine, until__gte=today).select_related("absent", "stand_in").order_by("since", "pk")


def to_ask_after(today: date) -> QuerySet[Candidate]:
    """Active people of somebody's caseload whose profile is stale and whose case worker was not asked yet."""
    return (
        Candidate.objects.filter(
            confirmed_before("PROFILE_STALE_DAYS", today), status=Status.ACTIVE, asked_on=None, owner__isnull=False
        )
        .select_related("subject", "owner")
        .order_by("owner", "subject__pseudonym")
    )


@dataclass(frozen=True)
class PersonDate:
    """A day that matters for a person: a code, and what it is about."""

    day: date
    code: str  # available, expires, parked-until, stale
    thing: str = ""


def dates_of(candidate: Candidate, holdings: Sequence[Holding], today: date) -> list[PersonDate]:
    """The days ahead of a person, in order: for the page, the calendar file and the plan."""
    dates = []
    if candidate.available_from >= today:
        dates.append(PersonDate(candidate.available_from, "available"))
    if candidate.parked_until and candidate.parked_until >= today:
        dates.append(PersonDate(candidate.parked_until, "parked-until"))
    dates += [
        PersonDate(holding.until, "expires", holding.credential.name)
        for holding in holdings
        if holding.until and holding.until >= today
    ]
    if candidate.status == Status.ACTIVE:
        ask = candidate.confirmed_on + timedelta(days=terms.days("PROFILE_STALE_DAYS"))
        drop = candidate.confirmed_on + timedelta(days=terms.days("PROFILE_DROPS_OUT_DAYS"))
        dates += [PersonDate(day, code) for day, code in ((ask, "stale"), (drop, "drops-out")) if day >= today]
    return sorted(dates, key=lambda found: (found.day, found.code))
