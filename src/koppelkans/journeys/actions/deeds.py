"""Drawing up the agreement of a journey and asking its parties to sign: a text that is replaced, never changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from koppelkans.core import terms
from koppelkans.core.access import Actor
from koppelkans.core.actions import links, outbox
from koppelkans.core.models import OneTimeLink
from koppelkans.core.queries.users import addresses_of
from koppelkans.core.refusal import Reason, refuse_if
from koppelkans.documents.paper import Paper, as_data, fingerprint
from koppelkans.journeys import deed_paper, states, states_step
from koppelkans.journeys.actions.happening import happened, held
from koppelkans.journeys.actions.hearing import card_of
from koppelkans.journeys.models import Deed, Journey, Party, Signature, Step
from koppelkans.journeys.words import words_of
from koppelkans.people.sensitive import sensitive

LINK = "deed-sign"  # the purpose of the link
PAPER = "paper"  # the way of a link that is on a sheet; there is one at a time
MOST_LINES, LONGEST_LINE = 20, 300


def steps_of(journey: Journey) -> list[Step]:
    """The steps that an agreement is about: all that are not called off, in order."""
    rows = journey.steps.exclude(status=states_step.Status.CANCELLED)
    return list(rows.select_related("run__provider", "place__employer__organisation", "place__occupation"))


def against_lines(also: Mapping[str, Sequence[str]]) -> list[Reason]:
    """Why these further lines cannot stand in an agreement."""
    lines = [line for group in also.values() for line in group]
    reasons = []
    if len(lines) > MOST_LINES:
        reasons.append(Reason("lines", _("Schrijf ten hoogste %(most)d regels erbij.") % {"most": MOST_LINES}))
    if long := [line for line in lines if len(line) > LONGEST_LINE]:
        text = _("Deze regel is te lang (%(number)d tekens, ten hoogste %(most)d): %(line)s…")
        reasons += [
            Reason("long", text % {"number": len(line), "most": LONGEST_LINE, "line": line[:40]}) for line in long
        ]
    return reasons + sensitive("\n".join(lines))


@transaction.atomic
def draw_up(
    journey: Journey,
    *,
    by: Actor,
    now: datetime,
    also: Mapping[str, Sequence[str]] | None = None,
    version: int | None = None,
) -> Deed:
    """Write the agreement down and ask everybody to sign it; one that was not replaced yet is, with all its links."""
    here, today = held(journey, by=by, version=version), timezone.localdate(now)
    steps = steps_of(here)
    reasons = against_lines(also or {})
    if here.status not in states.OPEN:
        reasons.append(Reason("over", gettext_lazy("Dit traject is afgelopen. Er valt niets meer af te spreken.")))
    if not steps:
        reasons.append(Reason("steps", gettext_lazy("Er zijn nog geen stappen om af te spreken.")))
    refuse_if(reasons)
    for earlier in here.deeds.filter(withdrawn_at=None):
        _withdraw(earlier, now)
    number = here.deeds.count() + 1
    paper = deed_paper.paper_of(here, steps, number=number, also=also or {}, today=today)
    deed = Deed.objects.create(
        journey=here,
        number=number,
        paper=as_data(paper),
        sha256=fingerprint(paper),
        made_by=by.user,
        made_at=now,
    )
    due_on = today + timedelta(days=terms.days("SIGNATURE_DAYS"))
    for party, organisation in deed_paper.parties_of(steps):
        one = Signature.objects.create(deed=deed, party=party, organisation=organisation, asked_at=now, due_on=due_on)
        mail(one, by=by, now=now)
    happened(here, "deed.draw-up", concerns=today, by=by, now=now, facts={"number": number, "sha256": deed.sha256})
    return deed


def _withdraw(deed: Deed, now: datetime) -> None:
    deed.withdrawn_at = now
    deed.save(update_fields=["withdrawn_at"])
    for signature in deed.signatures.all():
        close_links(signature, now=now)


def close_links(signature: Signature, *, now: datetime) -> None:
    """The links of a signature stop working."""
    OneTimeLink.objects.filter(
        purpose=LINK, thing__startswith=f"{signature.pk}:", used_at=None, withdrawn_at=None
    ).update(withdrawn_at=now)


def ends(signature: Signature) -> datetime:
    """When its links stop working: at the end of the last day."""
    return timezone.make_aware(datetime.combine(signature.due_on + timedelta(days=1), time.min))


def address(token: str) -> str:
    """Where somebody signs."""
    return f"{settings.SITE_URL}/tekenen/{token}/"


def link(signature: Signature, way: str, *, by: Actor, now: datetime) -> str:
    """A link to sign with; one on a sheet that was made before stops working."""
    subject = signature.deed.journey.candidate.subject
    thing = f"{signature.pk}:{way}"
    return links.make(LINK, subject=subject, thing=thing, by=by, now=now, valid=ends(signature) - now)


def reachable(signature: Signature, today: date) -> list[tuple[str, str]]:
    """The mail addresses of a party with their language; the municipality signs in the platform."""
    if signature.organisation is not None:
        return addresses_of([signature.organisation], today)[signature.organisation.pk]
    if signature.party != Party.CANDIDATE:
        return []
    card = card_of(signature.deed.journey.candidate)
    return [(card.email, card.language or "nl")] if card and card.email else []


def mail(signature: Signature, *, by: Actor, now: datetime) -> bool:
    """Mail a party the link to the text; returns whether there was anybody to mail."""
    to = reachable(signature, timezone.localdate(now))
    for at, (where, language) in enumerate(to):
        url = address(link(signature, f"mail {now:%Y%m%d%H%M%S} {at}", by=by, now=now))
        if signature.party == Party.CANDIDATE:
            words = words_of(language)
            subject = words.say("sign_subject")
            body = words.say("sign_mail", day=words.day(signature.due_on), url=url)
        else:
            with override(language):
                subject, body = _to_organisation(signature, url)
        outbox.write(where, subject=subject, body=body, now=now)
    return bool(to)


def _to_organisation(signature: Signature, url: str) -> tuple[str, str]:
    values = {
        "name": signature.organisation,
        "who": signature.deed.journey.candidate,
        "day": date_format(signature.due_on, "j F Y"),
        "url": url,
    }
    body = _(
        "Hallo %(name)s,\n\n"
        "De overeenkomst voor het traject van %(who)s is klaar. Lees hem, en teken als je het ermee eens bent:\n\n"
        "%(url)s\n\nDat kan tot en met %(day)s. Je hebt geen account nodig.\n"
    )
    return _("Teken de overeenkomst voor %(who)s") % values, body % values


@transaction.atomic
def ask_again(signature: Signature, *, by: Actor, now: datetime) -> bool:
    """Mail the link once more, with a new last day; returns whether there is an address."""
    here = _asked(signature, by=by, now=now)
    sent = mail(here, by=by, now=now)
    if sent:
        _told(here, "deed.ask", by=by, now=now)
    return sent


@transaction.atomic
def make_sheet(signature: Signature, *, by: Actor, now: datetime) -> str:
    """A link for a sheet with a QR code; an earlier sheet stops working."""
    here = _asked(signature, by=by, now=now)
    token = link(here, PAPER, by=by, now=now)
    _told(here, "deed.print", by=by, now=now)
    return token


def _asked(signature: Signature, *, by: Actor, now: datetime) -> Signature:
    """The signature as it is now, still to be given; its term begins again."""
    held(signature.deed.journey, by=by)
    here = Signature.objects.select_related("organisation", "deed__journey__candidate__subject").get(pk=signature.pk)
    refuse_if(against_asking(here))
    here.due_on = timezone.localdate(now) + timedelta(days=terms.days("SIGNATURE_DAYS"))
    here.refused_at = None
    here.save(update_fields=["due_on", "refused_at"])
    return here


def against_asking(signature: Signature) -> list[Reason]:
    """Why nobody is asked to sign any more."""
    if signature.signed_at is not None:
        return [Reason("signed", gettext_lazy("Deze partij heeft al getekend."))]
    if signature.deed.withdrawn_at is not None:
        return [Reason("replaced", gettext_lazy("Er is een nieuwe overeenkomst. Deze geldt niet meer."))]
    return []


def _told(signature: Signature, what: str, *, by: Actor, now: datetime) -> None:
    happened(
        signature.deed.journey,
        what,
        concerns=timezone.localdate(now),
        by=by,
        now=now,
        facts={"number": signature.deed.number, "party": signature.party},
    )


def text_of(deed: Deed) -> Paper:
    """The text as it was drawn up; raises ValueError where it is not the text of its hash any more."""
    return paper_of_data(deed.paper, deed.sha256)


def paper_of_data(data: dict[str, object], sha256: str) -> Paper:
    """A kept paper, checked against its hash."""
    paper = deed_paper.read(data)
    if fingerprint(paper) != sha256:
        raise ValueError(f"the text is not that of {sha256}")
    return paper
