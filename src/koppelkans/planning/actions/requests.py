"""Ask somebody for what would help everybody, and answer it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from koppelkans.core import trail
from koppelkans.core.access import Actor, Closed
from koppelkans.core.actions import outbox
from koppelkans.core.models import User
from koppelkans.core.refusal import Reason, refuse_if
from koppelkans.core.roles import May
from koppelkans.people.sensitive import BSN, sensitive
from koppelkans.planning.models import Request, Round
from koppelkans.planning.queries_requests import OPENED_BY, is_there, owners_for

PURPOSE = "planning"
LONGEST = timedelta(days=2 * 365)


@dataclass(frozen=True)
class Scarce:
    """What a request is about: a row of bottlenecks.csv."""

    kind: str
    thing: str
    month: str = ""


def _against_words(text: str) -> list[Reason]:
    """Why this cannot be written: others read it, and mail carries it."""
    if not text.strip():
        return [Reason("no-text", gettext_lazy("Schrijf op wat je vraagt."))]
    return [reason for reason in sensitive(text) if reason.code == BSN]


@transaction.atomic
def ask(round_: Round, scarce: Scarce, *, text: str, owner: User, due_on: date, by: Actor, now: datetime) -> Request:
    """Ask somebody who can do something about a bottleneck; they hear it by mail."""
    by.require_in(May.START_ROUNDS, round_.municipality_id)
    today = timezone.localdate(now)
    reasons = _against_words(text)
    if scarce.kind not in OPENED_BY:
        reasons.append(Reason("unknown-kind", gettext_lazy("Hiervoor kun je niemand iets vragen.")))
    elif not is_there(scarce.kind, scarce.thing):
        reasons.append(Reason("unknown-thing", gettext_lazy("Dit is er niet meer.")))
    elif not owners_for(scarce.kind, scarce.thing, today).filter(pk=owner.pk).exists():
        reasons.append(
            Reason("not-theirs", gettext_lazy("Deze persoon kan hier niets aan veranderen. Kies iemand anders."))
        )
    same = Request.objects.filter(round=round_, kind=scarce.kind, thing=scarce.thing, month=scarce.month, owner=owner)
    if same.filter(state=Request.State.OPEN).exists():
        reasons.append(
            Reason("asked", gettext_lazy("Dit is al gevraagd aan deze persoon, en er is nog geen antwoord."))
        )
    if due_on > today + LONGEST:
        reasons.append(Reason("far", gettext_lazy("Deze dag is te ver weg. Kies een dag binnen twee jaar.")))
    if due_on < today:
        reasons.append(Reason("past", gettext_lazy("Deze dag is al voorbij. Kies een latere dag.")))
    if by.user is None:
        raise Closed(May.START_ROUNDS)  # a question comes from a person, and so does the answer to it
    refuse_if(reasons)
    made = Request.objects.create(
        round=round_,
        kind=scarce.kind,
        thing=scarce.thing,
        month=scarce.month,
        text=text.strip(),
        owner=owner,
        due_on=due_on,
        asked_by=by.user,
        asked_at=now,
    )
    trail.record("request.ask", by=by, purpose=PURPOSE, now=now, thing=f"request {made.pk}")
    if owner != by.user:
        _tell(made, owner)
    return made


def _address(request: Request) -> str:
    return f"{settings.SITE_URL}/rondes/gevraagd/{request.pk}/"


def _tell(made: Request, owner: User) -> None:
    """Write the owner what is asked, in their own language."""
    with translation.override(owner.language):
        lines = [
            _("%(who)s vraagt je:") % {"who": made.asked_by},
            made.text,
            _("Graag voor %(day)s.") % {"day": date_format(made.due_on, "j F Y")},
            _("Geef hier antwoord:"),
            _address(made),
        ]
        outbox.write(owner.email, subject=_("Een vraag aan jou"), body="\n\n".join(lines), now=made.asked_at)


@transaction.atomic
def answer(request: Request, *, state: str, words: str, by: Actor, now: datetime) -> Request:
    """Say that it worked out or that it cannot be; the owner does, or who asked and knows by now."""
    request = Request.objects.select_for_update(of=("self",)).select_related("asked_by", "owner").get(pk=request.pk)
    if by.user is None or by.user.pk not in (request.owner_id, request.asked_by_id):
        raise Closed(May.START_ROUNDS)
    reasons = [] if not words.strip() else _against_words(words)
    if request.state != Request.State.OPEN:
        reasons.append(Reason("answered", gettext_lazy("Hier is al antwoord op gegeven.")))
    if state not in (Request.State.DONE, Request.State.REFUSED):
        reasons.append(Reason("no-answer", gettext_lazy("Kies of het is gelukt.")))
    elif state == Request.State.REFUSED and not words.strip():
        reasons.append(Reason("no-why", gettext_lazy("Schrijf kort op waarom het niet kan.")))
    refuse_if(reasons)
    request.state, request.answer, request.answered_at = state, words.strip(), now
    request.save(update_fields=["state", "answer", "answered_at"])
    trail.record("request.answer", by=by, purpose=PURPOSE, now=now, thing=f"request {request.pk}")
    if request.asked_by != by.user:
        with translation.override(request.asked_by.language):
            lines = [request.text, f"{request.get_state_display()}. {request.answer}".strip(), _address(request)]
            outbox.write(request.asked_by.email, subject=_("Antwoord op je vraag"), body="\n\n".join(lines), now=now)
    return request
