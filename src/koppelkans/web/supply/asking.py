"""How a small form beside an offer goes: ask, do, tell what stood in the way at the field it belongs to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from koppelkans.web.door import Asked
from koppelkans.web.supply.flow import Words, attempt


def ask(
    request: Asked,
    form: forms.BaseForm,
    act: Callable[[dict[str, Any]], object],
    *,
    heading: Words,
    told: Words,
    back: str,
    template: str = "supply/form.html",
    **shown: Any,
) -> HttpResponse:
    """Show a form, or do what it asks and go back; the code of a reason is the name of its field."""
    if request.method == "POST" and form.is_valid():
        fields = {name: name for name in form.fields}
        if attempt(form, lambda: (act(form.cleaned_data),), fields) is not None:
            messages.success(request, str(told))
            return redirect(back)
    context = {"form": form, "heading": heading, "cancel": back} | shown
    return render(request, template, context, status=422 if form.errors else 200)
