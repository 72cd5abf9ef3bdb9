"""The agreement of a journey: drawing it up, who signed, a link on paper, signing for the municipality, the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from koppelkans.core.access import Unknown
from koppelkans.core.refusal import Refused
from koppelkans.core.roles import May
from koppelkans.journeys.actions import deeds
from koppelkans.journeys.actions.looking import look
from koppelkans.journeys.actions.signing import sign_for_municipality
from koppelkans.journeys.deed_paper import name_of, paper_of
from koppelkans.journeys.models import Deed, Journey, Party, Signature
from koppelkans.journeys.queries_journeys import journey_for
from koppelkans.journeys.words import words_of
from koppelkans.web.candidate.views import qr
from koppelkans.web.door import Asked, opened
from koppelkans.web.forms import Form
from koppelkans.web.journeys.shown import opened_journey, page
from koppelkans.web.papers import odt_of, pdf_of, signed_paper

FILES = {"pdf": pdf_of, "odt": odt_of}


class NewDeed(Form):
    """Further lines in the agreement."""

    everybody = forms.CharField(
        label=gettext_lazy("Wat spreken jullie nog meer af?"),
        help_text=gettext_lazy(
            "Eén afspraak per regel. Iedereen die tekent, leest dit. Schrijf niets over gezondheid."
        ),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def also(self) -> dict[str, list[str]]:
        """The lines, as the action takes them."""
        return {"": [line.strip() for line in self.cleaned_data["everybody"].splitlines() if line.strip()]}


@dataclass(frozen=True)
class Row:
    """One party, and where its signature stands."""

    one: Signature
    name: str
    says: str | Promise
    tone: str
    no_mail: bool


def _row(one: Signature) -> Row:
    today = timezone.localdate()
    if one.signed_at is not None:
        says, tone = _("getekend"), "good"
    elif one.refused_at is not None:
        says, tone = _("tekent nu niet: bel"), "warning"
    elif one.party != Party.MUNICIPALITY and one.due_on < today:
        says, tone = _("niet op tijd getekend"), "warning"
    else:
        says, tone = _("nog niet getekend"), "info"
    no_mail = one.party != Party.MUNICIPALITY and one.signed_at is None and not deeds.reachable(one, today)
    return Row(one, name_of(one.party, one.organisation), says, tone, no_mail)


def _shown(request: Asked, journey: Journey, form: NewDeed, status: int = 200) -> HttpResponse:
    everyone = list(journey.deeds.all())
    deed = next((one for one in everyone if one.withdrawn_at is None), None)
    context: dict[str, Any] = page(request, journey, "deed") | {"deed": deed, "form": form}
    context["earlier"] = [one for one in everyone if one.withdrawn_at is not None]
    context["new_title"] = _("Maak een nieuwe overeenkomst") if deed else _("Maak de overeenkomst")
    if deed is not None:
        asked = deed.signatures.select_related("organisation", "deed__journey__candidate__contact_card")
        context["rows"] = rows = [_row(one) for one in asked]
        context["left"] = sum(row.one.signed_at is None for row in rows)
        context["paper"] = deeds.text_of(deed)
        context["outdated"] = _outdated(journey, deed)
        context["may_sign"] = request.actor.may(May.DECIDE)
    return render(request, "journeys/deed.html", context, status=status)


def _outdated(journey: Journey, deed: Deed) -> bool:
    """Whether the steps have other dates, places or hours than the text says."""
    kept = deeds.text_of(deed)
    now = paper_of(journey, deeds.steps_of(journey), number=deed.number, also={}, today=kept.date)
    return now.sections[1] != kept.sections[1]


@opened(May.GUIDE)
@require_GET
def deed(request: Asked, number: int) -> HttpResponse:
    """The agreement as it stands."""
    return _shown(request, opened_journey(request, number), NewDeed())


@opened(May.GUIDE)
@require_POST
def new(request: Asked, number: int) -> HttpResponse:
    """Draw it up, in place of the one there is."""
    journey, form = journey_for(request.actor, number), NewDeed(request.POST)
    version = request.POST.get("version", "")
    if form.is_valid():
        try:
            deeds.draw_up(
                journey,
                by=request.actor,
                now=timezone.now(),
                also=form.also(),
                version=int(version) if version.isdigit() else None,
            )
        except Refused as error:
            for reason in error.reasons:
                form.add_error(None, str(reason))
        else:
            messages.success(request, _("De overeenkomst is klaar. Wie een e-mailadres heeft, kreeg een link."))
            return redirect("journeys:deed", number)
    return _shown(request, look(journey, by=request.actor, now=timezone.now()), form, status=422)


def _signature(request: Asked, pk: int) -> Signature:
    """The signature of a number, of a journey this actor guides."""
    rows = Signature.objects.select_related("organisation", "deed__journey__candidate__contact_card")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Unknown(pk)
    journey_for(request.actor, found.deed.journey_id)
    return found


def _back(request: Asked, number: int, error: Refused | None = None) -> HttpResponse:
    for reason in error.reasons if error else ():
        messages.error(request, str(reason))
    return redirect("journeys:deed", number)


@opened(May.GUIDE)
@require_POST
def again(request: Asked, pk: int) -> HttpResponse:
    """Mail the link once more."""
    one = _signature(request, pk)
    try:
        sent = deeds.ask_again(one, by=request.actor, now=timezone.now())
    except Refused as error:
        return _back(request, one.deed.journey_id, error)
    if sent:
        messages.success(request, _("De link is nog eens gemaild."))
    else:
        messages.warning(request, _("Er is geen e-mailadres. Geef de link op papier."))
    return _back(request, one.deed.journey_id)


@opened(May.GUIDE)
@never_cache
@require_POST
def sheet(request: Asked, pk: int) -> HttpResponse:
    """The link on a sheet with a QR code, shown once."""
    one = _signature(request, pk)
    try:
        url = deeds.address(deeds.make_sheet(one, by=request.actor, now=timezone.now()))
    except Refused as error:
        return _back(request, one.deed.journey_id, error)
    one.refresh_from_db()
    card = getattr(one.deed.journey.candidate, "contact_card", None)
    words = words_of(card.language if card else "nl")
    context = {
        "signature": one,
        "journey": one.deed.journey,
        "url": url,
        "picture": qr(url),
        "words": words,
        "say": words.texts,
        "until": words.say("sign_until", day=words.day(one.due_on)),
    }
    return render(request, "signing/sheet.html", context)


def _deed(request: Asked, number: int, pk: int) -> Deed:
    """The agreement of a number, of a journey this actor guides."""
    found = Deed.objects.filter(pk=pk, journey=journey_for(request.actor, number)).first()
    if found is None:
        raise Unknown(pk)
    return found


@opened(May.DECIDE)
@require_POST
def sign(request: Asked, number: int, pk: int) -> HttpResponse:
    """Sign for the municipality."""
    found = _deed(request, number, pk)
    name, text = request.POST.get("name", ""), request.POST.get("text", "")
    try:
        sign_for_municipality(found, name=name, sha256=text, by=request.actor, now=timezone.now())
    except Refused as error:
        return _back(request, number, error)
    messages.success(request, _("De gemeente heeft getekend."))
    return _back(request, number)


@opened(May.GUIDE)
@require_GET
def file(request: Asked, number: int, pk: int, kind: str) -> HttpResponse:
    """The agreement with its signatures, to keep."""
    found = _deed(request, number, pk)
    if kind not in FILES:
        raise Unknown(kind)
    look(found.journey, by=request.actor, now=timezone.now())
    return FILES[kind](signed_paper(found), f"overeenkomst-{found.journey}-{found.number}")
