"""The level of somebody's language skills: a form of its own, also with several skills at once."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from koppelkans.core.roles import May
from koppelkans.people.actions import language
from koppelkans.web.door import Asked, opened
from koppelkans.web.people.flow import ask, editable, page_of, posted
from koppelkans.web.people.forms_language import MeasureForm


@opened(May.EDIT_PEOPLE)
def measure(request: Asked, pseudonym: str) -> HttpResponse:
    """Form for what was measured on one day."""
    candidate, today = editable(request, pseudonym), timezone.localdate()
    form = MeasureForm(posted(request), today=today)
    return ask(
        request,
        form,
        lambda _data: language.measure(candidate, by=request.actor, today=today, now=timezone.now(), **form.measures()),
        heading=_("Taal gemeten"),
        lead=_("Vul alleen in wat is gemeten. Wat je leeg laat, blijft zoals het was."),
        done=_("De meting staat erbij."),
        back=page_of(candidate),
        candidate=candidate,
    )
