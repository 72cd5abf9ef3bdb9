"""The candidate's own page: the link to it, opening it, and what the candidate says about the own data."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from koppelkans.core import trail
from koppelkans.core.access import Actor, Unknown
from koppelkans.core.actions import links, outbox
from koppelkans.core.models import OneTimeLink
from koppelkans.core.refusal import Reason, Refused
from koppelkans.people import queries
from koppelkans.people.actions.candidates import locked
from koppelkans.people.models import Candidate

LINK = "own-page"  # the purpose of the link
PURPOSE = "own-data"  # in the register
VALID = timedelta(days=14)
LONGEST_WORDS = 2000


class _Candidate(Actor):
    """Who acts in the trail: the person it is about, who has no account and no role, and may nothing else."""

    @property
    def name(self) -> str:
        return "kandidaat"


THE_CANDIDATE = _Candidate(None)


@transaction.atomic
def make_link(candidate: Candidate, *, by: Actor, now: datetime) -> str:
    """The token of a new link to the own page, by the own case worker or their cover; an earlier link stops working."""
    here = locked(candidate, by)
    if not queries.sees_contact(here, by):
        raise Unknown("own page")
    token = links.make(LINK, subject=here.subject, by=by, now=now, valid=VALID)
    trail.record("own-page.link", by=by, purpose=PURPOSE, now=now, subjects=[here.subject_id])
    return token


@transaction.atomic
def open_page(link: OneTimeLink, *, now: datetime) -> Candidate:
    """Use the link up and give whose page it is."""
    candidate = _of(link)
    if not links.use(link, now=now):
        raise Unknown("link")
    trail.record("own-page.open", by=THE_CANDIDATE, purpose=PURPOSE, now=now, subjects=[candidate.subject_id])
    return candidate


@transaction.atomic
def say(candidate: Candidate, *, right: bool, words: str = "", address: str, now: datetime) -> None:
    """The candidate says that the data are right, or what is not: the case worker gets a message with a link.

    The words are in that message and nowhere else; nothing of the profile changes by itself.
    """
    words = words.strip()[:LONGEST_WORDS]
    if not right and not words:
        raise Refused([Reason("words", _("Schrijf wat er niet klopt."))])
    owner = candidate.owner
    if owner is not None and owner.is_active:
        told = _("%(who)s zegt: mijn gegevens kloppen.") if right else _("%(who)s zegt dat iets niet klopt:")
        body = [told % {"who": candidate}, words, _("Bekijk de gegevens:"), address]
        subject = _("%(who)s heeft de eigen gegevens bekeken") % {"who": candidate}
        outbox.write(owner.email, subject=subject, body="\n\n".join(part for part in body if part), now=now)
    action = "own-page.right" if right else "own-page.wrong"
    trail.record(action, by=THE_CANDIDATE, purpose=PURPOSE, now=now, subjects=[candidate.subject_id])


def _of(link: OneTimeLink) -> Candidate:
    found = Candidate.objects.select_related("subject", "owner", "municipality").filter(subject=link.subject_id)
    candidate = found.first()
    if candidate is None:
        raise Unknown("link")
    return candidate
