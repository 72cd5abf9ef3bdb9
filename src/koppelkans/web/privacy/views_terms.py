"""The register of processing activities, for everybody; and how long each kind is kept, for the privacy officer."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from koppelkans.core.roles import May
from koppelkans.privacy import actions, queries
from koppelkans.privacy.register import ACTIVITIES
from koppelkans.privacy.terms import KINDS
from koppelkans.web.door import Asked, opened, public
from koppelkans.web.privacy.forms import TermForm
from koppelkans.web.tables import Cell, Column, Table


def _listed(words: Iterable[Promise]) -> str:
    """Words after each other."""
    return ", ".join(str(word) for word in words)


def days_words(days: int) -> str:
    """A number of days in words."""
    return ngettext("%(days)s dag", "%(days)s dagen", days) % {"days": days}


@public
@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """What is done with personal data, why, on which basis and for how long."""
    kept = queries.days_kept()
    activities = [
        {
            "activity": activity,
            "facts": [
                (_("Waarvoor"), activity.purpose),
                (_("Waarom dat mag"), activity.legal_basis),
                (_("Van wie"), _listed(activity.data_subjects)),
                (_("Welke gegevens"), _listed(activity.categories)),
                (_("Wie ziet het"), _listed(activity.recipients)),
                (_("Hoe lang"), "; ".join(f"{KINDS[code].name}: {days_words(kept[code])}" for code in activity.terms)),
            ],
        }
        for activity in ACTIVITIES.values()
    ]
    return render(request, "privacy/register.html", {"activities": activities})


@opened(May.EDIT_RETENTION)
@require_GET
def terms(request: Asked) -> HttpResponse:
    """How long each kind of data is kept."""
    rows = [
        [
            Cell(kind.name, url=reverse("privacy:term", args=[kind.code])),
            Cell(days, note=_("Zelf gekozen") if days != kind.days else ""),
            kind.counts_from,
            basis,
        ]
        for kind, days, basis in queries.terms(request.actor)
    ]
    columns = [Column(_("Wat")), Column(_("Dagen"), number=True), Column(_("Telt vanaf")), Column(_("Waarom zo lang"))]
    return render(request, "privacy/terms.html", {"table": Table(columns, rows, caption=_("Bewaartermijnen"))})


@opened(May.EDIT_RETENTION)
@require_http_methods(["GET", "POST"])
def term(request: Asked, code: str) -> HttpResponse:
    """Change how long one kind is kept."""
    if code not in KINDS:
        raise Http404(code)
    kind = KINDS[code]
    _kind, days, basis = next(row for row in queries.terms(request.actor) if row[0] is kind)
    form = TermForm(request.POST or None, initial={"days": days, "basis": basis})
    if request.method == "POST" and form.is_valid():
        actions.set_term(kind, by=request.actor, **form.cleaned_data, now=timezone.now())
        messages.success(request, _("De bewaartermijn is aangepast."))
        return redirect("privacy:terms")
    return render(request, "privacy/term.html", {"kind": kind, "form": form})
