"""A group that is too small: which ones there are, and saying that one does not begin."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from koppelkans.core.access import Unknown
from koppelkans.core.roles import May
from koppelkans.journeys.actions import close_group
from koppelkans.people.sensitive import BSN, sensitive
from koppelkans.supply import queries
from koppelkans.supply.models import Run
from koppelkans.web.door import Asked, opened
from koppelkans.web.forms import Form
from koppelkans.web.supply.flow import attempt, posted
from koppelkans.web.supply.words import url_of
from koppelkans.web.tables import Cell, Column, Fact, Table


class CloseForm(Form):
    """Why a group does not begin."""

    why = forms.CharField(
        label=gettext_lazy("Waarom gaat de groep niet door?"),
        help_text=gettext_lazy("Dit leest alleen wie het aanbod beheert. Noem geen namen van mensen."),
        max_length=200,
    )

    def clean_why(self) -> str:
        """No numbers of people."""
        text: str = self.cleaned_data["why"]
        faults = [reason for reason in sensitive(text) if reason.code == BSN]
        if faults:
            raise forms.ValidationError(str(faults[0]))
        return text


@opened(May.EDIT_RUNS)
@require_GET
def small(request: Asked) -> HttpResponse:
    """Groups with people in them that begin soon and are too small: somebody decides whether they begin."""
    today = timezone.localdate()
    rows = [
        [
            Cell(run.name, url=url_of(run)),
            run.start,
            taken(run),
            run.seats_min,
            Cell(_("Gaat niet door"), url=reverse("supply:run-close", args=[run.code])),
        ]
        for run in queries.too_small(request.actor, today)
    ]
    columns = [
        Column(_("Training")),
        Column(_("Eerste dag")),
        Column(_("Mensen"), number=True),
        Column(_("Nodig"), number=True),
        Column(_("Besluit")),
    ]
    return render(request, "supply/small.html", {"table": Table(columns, rows, caption=_("Groepen die te klein zijn"))})


def taken(run: Any) -> int:
    """How many people are in it, also from outside the platform."""
    number: int = run.booked + (run.seats_taken or 0)
    return number


@opened(May.EDIT_RUNS)
@require_http_methods(["GET", "POST"])
def close(request: Asked, code: str) -> HttpResponse:
    """A group does not begin: everybody in it is free for something else, and hears it."""
    today = timezone.localdate()
    run: Run = get_object_or_404(queries.runs_visible_to(request.actor), code=code)
    if not queries.may_edit_run(request.actor, run):
        raise Unknown(code)
    number = queries.bookings_of(run, today).count()
    form = CloseForm(posted(request))
    if request.method == "POST" and form.is_valid():
        closed = attempt(
            form,
            lambda: close_group(run, by=request.actor, now=timezone.now(), why=form.cleaned_data["why"]),
            {},
        )
        if closed is not None:
            messages.success(request, _("De groep gaat niet door. Iedereen die erin zat, hoort wat er nu gebeurt."))
            return redirect(url_of(run))
    context = {
        "heading": _("Gaat deze groep niet door?"),
        "lead": run.name,
        "warning": ngettext(
            "Er staat %(number)d persoon in. Plek, training en geld komen weer vrij. Die persoon, de opleider en de "
            "werkgever horen het, en de klantmanager zoekt meteen verder.",
            "Er staan %(number)d mensen in. Hun plekken, trainingen en geld komen weer vrij. Zij, de opleider en de "
            "werkgevers horen het, en hun klantmanagers zoeken meteen verder.",
            number,
        )
        % {"number": number},
        "facts": [Fact(_("Eerste dag"), run.start), Fact(_("Deelnemers, ten minste"), run.seats_min)],
        "form": form,
        "submit": _("De groep gaat niet door"),
        "cancel": url_of(run),
        "danger": True,
    }
    return render(request, "components/confirm.html", context, status=422 if form.errors else 200)
