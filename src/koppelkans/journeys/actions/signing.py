"""Signing the agreement of a journey: behind a one-time link without an account, or for the municipality by name."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from koppelkans.core.access import Actor, Unknown
from koppelkans.core.actions import links
from koppelkans.core.models import OneTimeLink
from koppelkans.core.refusal import Reason, Refused, refuse_if
from koppelkans.core.roles import May
from koppelkans.journeys.actions.answering import _Organisation
from koppelkans.journeys.actions.deeds import LINK, against_asking, close_links
from koppelkans.journeys.actions.happening import happened, held
from koppelkans.journeys.models import Deed, Journey, Party, Signature
from koppelkans.people.actions.own import THE_CANDIDATE

LONGEST_NAME = 200


def party_of(signature: Signature) -> Actor:
    """Who signs, for the trail."""
    if signature.organisation is None:
        return THE_CANDIDATE
    return _Organisation(None, what=str(signature.organisation))


def of_link(link: OneTimeLink) -> Signature:
    """What a link asks to sign."""
    rows = Signature.objects.select_related(
        "organisation", "deed__journey__candidate__subject", "deed__journey__candidate__contact_card"
    )
    found = rows.filter(pk=int(link.thing.partition(":")[0])).first()
    if found is None:
        raise Unknown("signature")
    return found


@transaction.atomic
def open_text(link: OneTimeLink, *, now: datetime) -> Signature:
    """Somebody opened the text behind a link."""
    signature = of_link(link)
    _told(signature, "deed.open", by=party_of(signature), now=now)
    return signature


def against_signing(signature: Signature, *, name: str, sha256: str) -> list[Reason]:
    """Why this is no signature: somebody signed before, another text was read, or there is no name."""
    reasons = against_asking(signature)
    if sha256 != signature.deed.sha256:
        reasons.append(Reason("text", _("Dit is niet de tekst die je hebt gelezen. Lees hem opnieuw.")))
    if not name.strip():
        reasons.append(Reason("name", _("Vul je naam in.")))
    if len(name.strip()) > LONGEST_NAME:
        reasons.append(Reason("name", _("Deze naam is te lang.")))
    return reasons


@transaction.atomic
def sign(link: OneTimeLink, *, name: str, sha256: str, now: datetime) -> Signature:
    """Sign the text of this hash; the link is used up. Raises Refused where it does not work any more."""
    here = _held(of_link(link))
    works = OneTimeLink.objects.filter(pk=link.pk, purpose=LINK, used_at=None, withdrawn_at=None, expires_at__gt=now)
    if not works.exists():
        raise Refused([Reason("over", _("Deze link werkt niet meer."))])
    _signed(here, name=name, sha256=sha256, by=party_of(here), now=now)
    links.use(link, now=now)
    return here


@transaction.atomic
def sign_for_municipality(deed: Deed, *, name: str, sha256: str, by: Actor, now: datetime) -> Signature:
    """The municipality signs, by somebody of it who decides about its people."""
    by.require_in(May.DECIDE, deed.journey.candidate.municipality_id)
    held(deed.journey, by=by)
    here = _held(deed.signatures.get(party=Party.MUNICIPALITY))
    _signed(here, name=name, sha256=sha256, by=by, now=now)
    return here


@transaction.atomic
def decline(link: OneTimeLink, *, now: datetime) -> Signature:
    """Not signing, for now: the coach hears it, and the link works on until its last day."""
    here = _held(of_link(link))
    refuse_if(against_asking(here))
    works = OneTimeLink.objects.filter(pk=link.pk, purpose=LINK, used_at=None, withdrawn_at=None, expires_at__gt=now)
    if not works.exists():
        raise Refused([Reason("over", _("Deze link werkt niet meer."))])
    here.refused_at = now
    here.save(update_fields=["refused_at"])
    _told(here, "deed.decline", by=party_of(here), now=now)
    return here


def _held(signature: Signature) -> Signature:
    """The signature as it is now, its journey locked: of two who sign at once the second is told."""
    list(Journey.objects.select_for_update().filter(pk=signature.deed.journey_id).values_list("pk"))
    rows = Signature.objects.select_related("organisation", "deed__journey__candidate__subject")
    return rows.get(pk=signature.pk)


def _signed(signature: Signature, *, name: str, sha256: str, by: Actor, now: datetime) -> None:
    refuse_if(against_signing(signature, name=name, sha256=sha256))
    signature.name, signature.sha256 = name.strip(), sha256
    signature.signed_at, signature.refused_at = now, None
    signature.save(update_fields=["name", "sha256", "signed_at", "refused_at"])
    close_links(signature, now=now)
    _told(signature, "deed.sign", by=by, now=now)
    if not signature.deed.signatures.filter(signed_at=None).exists():
        _told(signature, "deed.complete", by=by, now=now)


def _told(signature: Signature, what: str, *, by: Actor, now: datetime) -> None:
    happened(
        signature.deed.journey,
        what,
        concerns=timezone.localdate(now),
        by=by,
        now=now,
        facts={"number": signature.deed.number, "party": signature.party},
    )
