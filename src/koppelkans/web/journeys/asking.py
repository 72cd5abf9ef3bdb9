"""How a form on a page of a journey goes: ask, do, tell what stood in the way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise

from koppelkans.journeys.models import Journey
from koppelkans.web.door import Asked
from koppelkans.web.supply.flow import attempt

Words = str | Promise


def ask(
    request: Asked,
    form: forms.BaseForm,
    act: Callable[[dict[str, Any]], object],
    *,
    heading: Words,
    told: Words,
    back: str,
    journey: Journey | None = None,
    **shown: Any,
) -> HttpResponse:
    """Show a form, or do what it asks and go back; a refusal is told at the field with the code of its reason."""
    if request.method == "POST" and form.is_valid():
        fields = {name: name for name in form.fields}
        if attempt(form, lambda: (act(form.cleaned_data),), fields) is not None:
            messages.success(request, str(told))
            return redirect(back)
    context = {"form": form, "heading": heading, "cancel": back, "journey": journey} | shown
    return render(request, "journeys/ask.html", context, status=422 if form.errors else 200)
