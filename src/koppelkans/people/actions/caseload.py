"""Whose people are whose: hand-over of one or of a whole caseload, and cover during leave."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from koppelkans.core.access import Actor, Closed, Unknown
from koppelkans.core.models import Cover, Message, User
from koppelkans.core.refusal import Reason, refuse_if
from koppelkans.core.roles import May
from koppelkans.core.trail import record
from koppelkans.people import queries, rules
from koppelkans.people.models import Candidate


@transaction.atomic
def hand_over(candidates: Sequence[Candidate], *, by: Actor, to: User, today: date, now: datetime) -> int:
    """These people get another case worker, who is told; all of them or none."""
    for candidate in candidates:
        by.require_in(May.ASSIGN_PEOPLE, candidate.municipality_id)
    chosen = Candidate.objects.filter(pk__in=[candidate.pk for candidate in candidates]).order_by("pk")
    # locked first and read after: what is joined in the statement that waits for the lock is from before it
    list(chosen.select_for_update().values_list("pk"))
    held = list(chosen.select_related("owner", "subject"))
    colleagues = {
        code: set(queries.colleagues_in([code], today)) for code in {person.municipality_id for person in held}
    }
    reasons: dict[str, Reason] = {}
    for person in held:
        for reason in rules.hand_over_faults(person, to, colleagues[person.municipality_id], by):
            reasons.setdefault(str(reason), reason)
    refuse_if(list(reasons.values()))
    # a new case worker has to be asked afresh
    Candidate.objects.filter(pk__in=[person.pk for person in held]).update(owner=to, asked_on=None)
    record(
        "person.hand-over",
        by=by,
        purpose="guidance",
        now=now,
        subjects=[person.subject for person in held],
        thing=to.name,
    )
    if held and to != by.user:
        _tell(to, held, by, now)
    return len(held)


@transaction.atomic
def hand_over_caseload(*, by: Actor, absent: User, to: User, today: date, now: datetime) -> int:
    """The whole caseload of somebody goes to a colleague."""
    by.require(May.ASSIGN_PEOPLE)
    if absent.pk not in by.stands_for():
        raise Unknown("caseload")
    people = list(queries.caseload(absent))
    refuse_if([] if people else [Reason("empty", _("Er zijn geen mensen om over te dragen."))])
    return hand_over(people, by=by, to=to, today=today, now=now)


def _tell(to: User, people: Sequence[Candidate], by: Actor, now: datetime) -> None:
    """A message to the new case worker, by pseudonym."""
    count = len(people)
    Message.objects.create(
        to=to.email,
        subject=ngettext("Je hebt een nieuwe kandidaat", "Je hebt %(count)d nieuwe kandidaten", count)
        % {"count": count},
        body=_("%(who)s heeft aan jou overgedragen:\n\n%(people)s\n\nBekijk ze in Koppelkans: %(url)s\n")
        % {"who": by.name, "people": "\n".join(str(person) for person in people), "url": settings.SITE_URL},
        written_at=now,
    )


def _may_cover(by: Actor, absent: User) -> None:
    """One's own absence, or that of anybody by who lets people in: a colleague may be ill all of a sudden."""
    if not by.is_house and by.user != absent and not by.may(May.EDIT_USERS):
        raise Closed("cover")


@transaction.atomic
def set_cover(
    *, by: Actor, absent: User, stand_in: User, since: date, until: date, today: date, now: datetime
) -> Cover:
    """A colleague stands in on these days, and sees the names and notes of these people then."""
    _may_cover(by, absent)
    colleagues = set(queries.colleagues_in(queries.municipalities_guided(absent, today), today))
    refuse_if(rules.cover_faults(absent, stand_in, since, until, today=today, colleagues=colleagues))
    cover, made = Cover.objects.get_or_create(absent=absent, stand_in=stand_in, since=since, until=until)
    if not made:
        return cover
    record("cover.set", by=by, purpose="guidance", now=now, thing=f"{absent} → {stand_in} {since} – {until}")
    return cover


@transaction.atomic
def end_cover(cover: Cover, *, by: Actor, now: datetime) -> None:
    """The colleague stands in no more."""
    _may_cover(by, cover.absent)
    record("cover.end", by=by, purpose="guidance", now=now, thing=f"{cover.absent} → {cover.stand_in}")
    cover.delete()
