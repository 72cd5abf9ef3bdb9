"""How every form about a person goes: find who it is about, ask, do, tell what stood in the way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise

from koppelkans.core.refusal import Reason, Refused
from koppelkans.core.roles import May
from koppelkans.people import queries
from koppelkans.people.models import Candidate
from koppelkans.web.door import Asked

Words = str | Promise


def page_of(candidate: Candidate) -> str:
    """The address of a person's page."""
    return reverse("people:detail", args=[str(candidate)])


def editable(request: Asked, pseudonym: str) -> Candidate:
    """The person of this pseudonym, for who may change it."""
    candidate = queries.find(pseudonym, request.actor)
    request.actor.require_in(May.EDIT_PEOPLE, candidate.municipality_id)
    return candidate


def posted(request: Asked) -> QueryDict | None:
    """What was sent, for a form; also when nothing was filled in."""
    return request.POST if request.method == "POST" else None


def blame(form: forms.BaseForm, reasons: list[Reason]) -> None:
    """Put each reason at the field of its code, or above the form."""
    for reason in reasons:
        form.add_error(reason.code if reason.code in form.fields else None, str(reason))


def ask(
    request: Asked,
    form: forms.BaseForm,
    act: Callable[[dict[str, Any]], object],
    *,
    heading: Words,
    done: Words,
    back: str,
    candidate: Candidate | None = None,
    template: str = "people/form.html",
    **context: Any,
) -> HttpResponse:
    """Show a form, or do what it asks and go back; a refusal is told in the form."""
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except Refused as refused:
            blame(form, refused.reasons)
        else:
            messages.success(request, str(done))
            return redirect(back)
    context |= {"form": form, "heading": heading, "cancel": back, "candidate": candidate}
    return render(request, template, context)


def do(request: Asked, act: Callable[[], object], *, done: Words, back: str) -> HttpResponse:
    """Do a verb without questions and go back; a refusal is told there."""
    try:
        act()
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, str(reason))
    else:
        messages.success(request, str(done))
    return redirect(back)
