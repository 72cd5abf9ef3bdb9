"""The candidate's own page: the link to it, opening it, and what the candidate says about the own data."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from koppelkans.core import trail
from koppelkans.core.access import Actor, Unknown
from koppelkans.core.actions import links, outbox
from koppelkans.core.models import OneTimeLink
from koppelkans.core.refusal import Reason, refuse_if
from koppelkans.people import queries
from koppelkans.people.actions.candidates import locked
from koppelkans.people.actions.contact import DOUBLE_CLICK
from koppelkans.people.models import Candidate, Note
from koppelkans.people.sensitive import BSN, holds_bsn

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

    The words are a note without an author and never in the mail; nothing of the profile changes by itself.
    """
    words = "" if right else words.strip()[:LONGEST_WORDS]
    refuse_if([] if right else words_faults(words))
    if words:
        twice = candidate.notes.filter(author=None, text=words, at__gte=now - DOUBLE_CLICK, at__lte=now)
        if twice.exists():
            return
        Note.objects.create(candidate=candidate, author=None, at=now, text=words)
    owner = candidate.owner
    if owner is not None and owner.is_active:
        if right:
            subject = _("%(who)s heeft de eigen gegevens bekeken") % {"who": candidate}
            body = [_("%(who)s zegt: mijn gegevens kloppen.") % {"who": candidate}]
        else:
            subject = _("%(who)s zegt dat iets niet klopt") % {"who": candidate}
            body = [_("%(who)s zegt dat iets niet klopt. Wat het is, lees je bij de notities.") % {"who": candidate}]
        outbox.write(
            owner.email, subject=subject, body="\n\n".join([*body, _("Bekijk de gegevens:"), address]), now=now
        )
    action = "own-page.right" if right else "own-page.wrong"
    trail.record(action, by=THE_CANDIDATE, purpose=PURPOSE, now=now, subjects=[candidate.subject_id])


def words_faults(words: str) -> list[Reason]:
    """Why what a candidate wrote cannot be kept: nothing there, or a BSN in it."""
    if not words:
        return [Reason("words", _("Schrijf wat er niet klopt."))]
    if holds_bsn(words):
        return [Reason(BSN, _("Hier staat een nummer dat op een BSN lijkt. Haal het weg: wij hebben het niet nodig."))]
    return []


def _of(link: OneTimeLink) -> Candidate:
    found = Candidate.objects.select_related("subject", "owner", "municipality").filter(subject=link.subject_id)
    candidate = found.first()
    if candidate is None:
        raise Unknown("link")
    return candidate
