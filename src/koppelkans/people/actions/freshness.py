"""Profiles that were not confirmed for long are asked after, once."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from koppelkans.core.access import Actor
from koppelkans.core.models import Cover, Message, User
from koppelkans.core.roles import May
from koppelkans.core.trail import record
from koppelkans.people import queries
from koppelkans.people.models import Candidate


@transaction.atomic
def ask_after_stale(*, by: Actor, today: date, now: datetime) -> int:
    """One message to each case worker about their stale profiles, and to who stands in; returns how many profiles."""
    by.require(May.EDIT_PEOPLE)
    list(queries.to_ask_after(today).select_for_update(of=("self",)).values_list("pk"))
    stale = list(queries.to_ask_after(today))
    people: dict[User, list[Candidate]] = defaultdict(list)
    for candidate in stale:
        if candidate.owner and candidate.owner.is_active:
            people[candidate.owner].append(candidate)
    messages = []
    stand_ins = defaultdict(list)
    for cover in Cover.objects.filter(since__lte=today, until__gte=today).select_related("stand_in"):
        stand_ins[cover.absent_id].append(cover.stand_in)
    for owner, theirs in people.items():
        messages += [_message(to, theirs, now) for to in (owner, *stand_ins[owner.pk])]
    Message.objects.bulk_create(messages)
    asked = [candidate for theirs in people.values() for candidate in theirs]
    for start in range(0, len(asked), 1000):  # a database takes so many values at once
        part = asked[start : start + 1000]
        Candidate.objects.filter(pk__in=[candidate.pk for candidate in part]).update(asked_on=today)
    if asked:
        record("person.ask", by=by, purpose="guidance", now=now, subjects=[candidate.subject_id for candidate in asked])
    return len(asked)


def _message(to: User, people: list[Candidate], now: datetime) -> Message:
    """What the case worker reads; pseudonyms only, for mail is no safe place."""
    with translation.override(to.language):
        return Message(
            to=to.email,
            subject=ngettext(
                "Kloppen de gegevens van 1 kandidaat nog?",
                "Kloppen de gegevens van %(count)d kandidaten nog?",
                len(people),
            )
            % {"count": len(people)},
            body=_(
                "De gegevens van deze mensen zijn lang niet bevestigd:\n\n%(people)s\n\n"
                "Vraag of alles nog klopt en bevestig het in Koppelkans. Anders plannen we straks niet meer "
                "voor hen.\n\n%(url)s\n"
            )
            % {"people": "\n".join(str(candidate) for candidate in people), "url": settings.SITE_URL},
            written_at=now,
        )
