"""Asking organisations whether their offers still stand; a nightly job calls it."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from koppelkans.core import trail
from koppelkans.core.access import Actor
from koppelkans.core.models import Message, Organisation
from koppelkans.core.queries.users import addresses_of
from koppelkans.core.roles import May
from koppelkans.core.terms import days
from koppelkans.supply import queries
from koppelkans.supply.models import Place, Run
from koppelkans.supply.queries import Offer


class Asked(NamedTuple):
    """What asking came to."""

    messages: int
    offers: int
    unreachable: list[Organisation]  # nobody to ask: an adviser has to call


@transaction.atomic
def ask_after_stale(*, by: Actor, now: datetime) -> Asked:
    """Write one message per address about all its stale offers; who was asked lately is left in peace."""
    by.require(May.EDIT_SETTINGS)
    today = timezone.localdate(now)
    again = today - timedelta(days=days("OFFER_REMIND_DAYS"))
    due = Q(asked_on=None) | Q(asked_on__lt=again)
    runs = queries.stale(Run.objects.select_for_update(of=("self",)).select_related("provider"), today)
    places = queries.stale(
        Place.objects.select_for_update(of=("self",)).select_related("employer__organisation", "occupation"), today
    )
    of: dict[Organisation, list[Offer]] = defaultdict(list)
    for run in runs.filter(due):
        of[run.provider].append(run)
    for place in places.filter(due):
        of[place.employer.organisation].append(place)
    addresses = addresses_of(of, today)
    messages, asked, unreachable = [], 0, []
    for organisation, offers in of.items():
        to = addresses[organisation.pk]
        if not to:
            unreachable.append(organisation)
            continue
        messages += [_message(address, language, organisation, offers, now) for address, language in to]
        for offer in offers:
            offer.asked_on = today
        asked += len(offers)
    Message.objects.bulk_create(messages)
    every = [offer for offers in of.values() for offer in offers]
    Run.objects.bulk_update([offer for offer in every if isinstance(offer, Run)], ["asked_on"], batch_size=500)
    Place.objects.bulk_update([offer for offer in every if isinstance(offer, Place)], ["asked_on"], batch_size=500)
    trail.record("offers.ask", by=by, purpose="offers", now=now, thing=f"{asked} offers, {len(messages)} messages")
    return Asked(len(messages), asked, unreachable)


def _message(to: str, language: str, organisation: Organisation, offers: list[Offer], now: datetime) -> Message:
    """The question, with every offer it is about."""
    with override(language):
        lines = "\n".join(f"- {_line(offer)}" for offer in offers)
        body = _(
            "Hallo %(name)s,\n\n"
            "Klopt dit aanbod nog? Wij hebben er een tijd niets over gehoord.\n\n"
            "%(lines)s\n\n"
            "Open deze pagina en klik op ‘Klopt nog’, of pas het aanbod aan:\n%(url)s\n\n"
            "Horen wij niets? Dan rekenen wij na een tijd niet meer op dit aanbod."
        ) % {"name": organisation.name, "lines": lines, "url": f"{settings.SITE_URL}/aanbod/"}
        return Message(to=to, subject=_("Klopt jouw aanbod nog?"), body=body, written_at=now)


def _line(offer: Offer) -> str:
    """An offer in a few words."""
    if isinstance(offer, Run):
        return _("%(name)s, begint op %(day)s") % {"name": offer.name, "day": date_format(offer.start, "j F Y")}
    return _("%(name)s, %(kind)s, beginnen kan tot en met %(day)s") % {
        "name": offer.occupation.name,
        "kind": offer.get_kind_display(),
        "day": date_format(offer.start_until, "j F Y"),
    }
