"""The pages about the parts of a programme: ways in, partners, targets and money per year."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from koppelkans.core.roles import May
from koppelkans.documents.charts import HIDDEN
from koppelkans.programmes import actions, queries, rules
from koppelkans.programmes.models import Programme
from koppelkans.reports.hiding import LEAST
from koppelkans.results.models import Measure
from koppelkans.web.door import Asked, opened
from koppelkans.web.programmes.forms import PartnerForm, WayForm, way_at, way_rows
from koppelkans.web.programmes.forms_pilots import TargetsForm
from koppelkans.web.programmes.shown import form_page, page_of, programme_of, tabs
from koppelkans.web.reports.words import written
from koppelkans.web.supply.flow import attempt, do, posted


@opened(May.EDIT_PROGRAMMES)
def ways(request: Asked, code: str) -> HttpResponse:
    """The ways in, and whether somebody may be let in against them."""
    found = programme_of(request, code)
    context = {
        "rows": list(enumerate(rules.admission_in_words(found), 1)) if found.admission.get("ways") else [],
        "plain": [] if found.admission.get("ways") else rules.admission_in_words(found),
        "exceptions": rules.allows_exceptions(found),
    }
    return render(request, "programmes/ways.html", tabs(request, found, "programme") | context)


def _write_way(request: Asked, found: Programme, number: int | None, heading: object) -> HttpResponse:
    back, rows = reverse("programmes:ways", args=[found.code]), way_rows(found)
    form = WayForm(posted(request), way=way_at(found, number) if number else None)
    if request.method == "POST" and form.is_valid():
        if number:
            rows[number - 1] = form.row()
        else:
            rows.append(form.row())
        saved = attempt(
            form,
            lambda: actions.set_ways(
                found, by=request.actor, ways=rows, exceptions=rules.allows_exceptions(found), now=timezone.now()
            ),
            {"admission": "name"},
        )
        if saved is not None:
            return do(request, lambda: None, _("Opgeslagen."), back)
    return form_page(request, form, heading, back)


@opened(May.EDIT_PROGRAMMES)
def way_new(request: Asked, code: str) -> HttpResponse:
    """One more way in."""
    return _write_way(request, programme_of(request, code), None, _("Groep toevoegen die mag meedoen"))


@opened(May.EDIT_PROGRAMMES)
def way(request: Asked, code: str, way: int) -> HttpResponse:
    """Change a way in."""
    found = programme_of(request, code)
    if way_at(found, way) is None:
        raise Http404
    return _write_way(request, found, way, _("Groep aanpassen die mag meedoen"))


@opened(May.EDIT_PROGRAMMES)
@require_POST
def way_remove(request: Asked, code: str, way: int) -> HttpResponse:
    """Take a way in away."""
    found = programme_of(request, code)
    if way_at(found, way) is None:
        raise Http404
    rows = [row for number, row in enumerate(way_rows(found), 1) if number != way]
    return do(
        request,
        lambda: actions.set_ways(
            found, by=request.actor, ways=rows, exceptions=rules.allows_exceptions(found), now=timezone.now()
        ),
        _("De groep is weggehaald."),
        reverse("programmes:ways", args=[code]),
    )


@opened(May.EDIT_PROGRAMMES)
@require_POST
def exceptions(request: Asked, code: str) -> HttpResponse:
    """Allow exceptions where there are none, or the other way round."""
    found = programme_of(request, code)
    now_allowed = not rules.allows_exceptions(found)
    return do(
        request,
        lambda: actions.set_ways(
            found, by=request.actor, ways=way_rows(found), exceptions=now_allowed, now=timezone.now()
        ),
        _("Uitzonderingen mogen, met naam en reden.") if now_allowed else _("Uitzonderingen mogen niet meer."),
        reverse("programmes:ways", args=[code]),
    )


@opened(May.EDIT_PROGRAMMES)
def partner(request: Asked, code: str, partner: int) -> HttpResponse:
    """What a partner does in a programme."""
    found = programme_of(request, code)
    row = get_object_or_404(found.partner_rows.select_related("organisation"), pk=partner)
    form = PartnerForm(posted(request), instance=row)
    if request.method == "POST" and form.is_valid():
        fields = form.cleaned_data
        saved = attempt(
            form, lambda: actions.edit_partner(row, by=request.actor, fields=fields, now=timezone.now()), {}
        )
        if saved is not None:
            return do(request, lambda: None, _("Opgeslagen."), page_of(found))
    heading = _("Afspraak met %(partner)s") % {"partner": row.organisation}
    return form_page(request, form, heading, page_of(found))


def _targets(request: Asked, found: Programme, form: TargetsForm, *, edits: bool) -> HttpResponse:
    head = tabs(request, found, "targets")
    started = queries.reached(found, Measure.STARTED, timezone.localdate())
    context = {
        "form": form,
        "edits": edits,
        "years": form.years,
        "rows": list(form.rows()),
        "started": written(
            started if head["judges"] or started >= LEAST else HIDDEN
        ),  # a small group is for who judges
    }
    return render(request, "programmes/targets.html", head | context)


@opened(May.SEE_PROGRAMMES)
@require_GET
def targets(request: Asked, code: str) -> HttpResponse:
    """What is meant to be reached per year, with what money."""
    found = programme_of(request, code)
    return _targets(request, found, TargetsForm(programme=found), edits=False)


@opened(May.EDIT_PROGRAMMES)
def targets_edit(request: Asked, code: str) -> HttpResponse:
    """Change the targets and the money per year."""
    found = programme_of(request, code)
    form = TargetsForm(posted(request), programme=found)
    if request.method == "POST" and form.is_valid():
        values = form.values()
        saved = attempt(form, lambda: actions.set_targets(found, by=request.actor, now=timezone.now(), **values), {})
        if saved is not None:
            return do(request, lambda: None, _("Opgeslagen."), reverse("programmes:targets", args=[code]))
    return _targets(request, found, form, edits=True)
