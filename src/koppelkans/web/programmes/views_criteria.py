"""The pages about the criteria of a pilot: written, put in order, locked, and scored with evidence."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from koppelkans.core.roles import May
from koppelkans.programmes import actions, queries, rules_pilots
from koppelkans.programmes.models import Criterion, Programme, Score
from koppelkans.web.door import Asked, opened
from koppelkans.web.forms import Form
from koppelkans.web.programmes.forms_pilots import CriterionForm, ScoreForm
from koppelkans.web.programmes.shown import form_page, programme_of, tabs
from koppelkans.web.supply.flow import attempt, do, posted

TONES = {
    Score.Outcome.MET: "good",
    Score.Outcome.PARTLY: "warning",
    Score.Outcome.NOT_MET: "bad",
    Score.Outcome.UNKNOWN: "neutral",
}


def norm_of(criterion: Criterion) -> str:
    """What a measured criterion asks, in words; empty where people judge."""
    if not criterion.measure or criterion.number is None:
        return ""
    return gettext("%(least)s %(number)s %(unit)s: %(measure)s") % {
        "least": criterion.get_least_display(),
        "number": number_format(criterion.number.normalize()),
        "unit": criterion.get_unit_display(),
        "measure": criterion.get_measure_display(),
    }


def value_of(criterion: Criterion, value: Any) -> str:
    """A measured value in words."""
    if not criterion.measure:
        return ""
    if value is None:
        return gettext("nog niet te zeggen")
    return gettext("%(number)s %(unit)s") % {
        "number": number_format(value.normalize() if value else 0),
        "unit": criterion.get_unit_display(),
    }


def lines_of(programme: Programme, today: date) -> list[dict[str, Any]]:
    """The criteria with their score, what is measured today, and what that speaks for."""
    scores = queries.latest_scores(programme)
    lines = []
    for criterion in programme.criteria.all():
        score, value = scores.get(criterion.pk), queries.measured(criterion, today)
        proposed = queries.proposed(criterion, value)
        lines.append(
            {
                "criterion": criterion,
                "norm": norm_of(criterion),
                "value": value_of(criterion, value),
                "proposed": Score.Outcome(proposed).label if proposed else "",
                "score": score,
                "scored_value": value_of(criterion, score.value) if score and criterion.measure else "",
                "tone": TONES.get(Score.Outcome(score.outcome), "neutral") if score else "",
            }
        )
    return lines


@opened(May.EDIT_PROGRAMMES, May.DECIDE)
def criteria(request: Asked, code: str) -> HttpResponse:
    """The criteria of a pilot, open or locked, with their scores."""
    found = programme_of(request, code)
    context = {
        "lines": lines_of(found, timezone.localdate()),
        "locked": found.criteria_locked_at is not None,
        "against_locking": rules_pilots.against_locking(found, started=queries.anybody_started(found)),
    }
    return render(request, "programmes/criteria.html", tabs(request, found, "criteria") | context)


def _criterion(request: Asked, code: str, criterion: int) -> Criterion:
    rows = Criterion.objects.select_related("programme")
    return get_object_or_404(rows, programme=programme_of(request, code), pk=criterion)


def _page(code: str) -> str:
    return reverse("programmes:criteria", args=[code])


@opened(May.EDIT_PROGRAMMES)
def criterion_new(request: Asked, code: str) -> HttpResponse:
    """Write a criterion."""
    found, form = programme_of(request, code), CriterionForm(posted(request))
    if request.method == "POST" and form.is_valid():
        fields = form.cleaned_data
        made = attempt(
            form,
            lambda: actions.add_criterion(found, by=request.actor, fields=fields, now=timezone.now()),
            rules_pilots.FIELD_OF,
        )
        if made is not None:
            return do(request, lambda: None, _("Het criterium staat erin."), _page(code))
    return form_page(request, form, _("Criterium toevoegen"), _page(code))


@opened(May.EDIT_PROGRAMMES)
def criterion_edit(request: Asked, code: str, criterion: int) -> HttpResponse:
    """Write a criterion anew, as long as nothing is locked."""
    row = _criterion(request, code, criterion)
    form = CriterionForm(posted(request), instance=row)
    if request.method == "POST" and form.is_valid():
        fields = form.cleaned_data
        saved = attempt(
            form,
            lambda: actions.edit_criterion(row, by=request.actor, fields=fields, now=timezone.now()),
            rules_pilots.FIELD_OF,
        )
        if saved is not None:
            return do(request, lambda: None, _("Opgeslagen."), _page(code))
    return form_page(request, form, _("Criterium aanpassen"), _page(code))


@opened(May.EDIT_PROGRAMMES)
@require_POST
def criterion_remove(request: Asked, code: str, criterion: int) -> HttpResponse:
    """Take a criterion away."""
    row = _criterion(request, code, criterion)
    return do(
        request,
        lambda: actions.remove_criterion(row, by=request.actor, now=timezone.now()),
        _("Het criterium is weg."),
        _page(code),
    )


@opened(May.EDIT_PROGRAMMES)
@require_POST
def criterion_up(request: Asked, code: str, criterion: int) -> HttpResponse:
    """Put a criterion one up."""
    row = _criterion(request, code, criterion)
    return do(
        request,
        lambda: actions.move_criterion(row, by=request.actor, up=True, now=timezone.now()),
        _("De volgorde is veranderd."),
        _page(code),
    )


@opened(May.EDIT_PROGRAMMES)
def lock(request: Asked, code: str) -> HttpResponse:
    """Ask once more, then lock the criteria for good."""
    found = programme_of(request, code)
    if request.method == "POST":
        return do(
            request,
            lambda: actions.lock_criteria(found, by=request.actor, now=timezone.now()),
            _("De criteria liggen vast. Nu kunnen mensen beginnen."),
            _page(code),
        )
    context = {
        "heading": _("Criteria vastzetten"),
        "lead": _("Daarna kan niemand ze nog veranderen, ook jij niet. Jouw naam en deze dag komen erbij te staan."),
        "facts": [
            (str(number), line["criterion"].text)
            for number, line in enumerate(lines_of(found, timezone.localdate()), 1)
        ],
        "warning": _("Dit kun je niet terugdraaien."),
        "form": Form(),
        "submit": _("Ja, zet vast"),
        "cancel": _page(code),
    }
    return render(request, "components/confirm.html", context)


@opened(May.EDIT_PROGRAMMES)
def score(request: Asked, code: str, criterion: int) -> HttpResponse:
    """Say what a criterion came to, beside what the counters say."""
    row, today = _criterion(request, code, criterion), timezone.localdate()
    value = queries.measured(row, today)
    proposed = queries.proposed(row, value)
    form = ScoreForm(posted(request), initial={"outcome": proposed})
    if request.method == "POST" and form.is_valid():
        fields = form.cleaned_data
        made = attempt(
            form,
            lambda: actions.score(row, by=request.actor, now=timezone.now(), **fields),
            rules_pilots.FIELD_OF,
        )
        if made is not None:
            return do(request, lambda: None, _("De uitkomst staat erin."), _page(code))
    context = {
        "line": {"norm": norm_of(row), "value": value_of(row, value)},
        "criterion": row,
        "proposed": Score.Outcome(proposed).label if proposed else "",
        "history": row.scores.select_related("by"),
        "form": form,
        "cancel": _page(code),
        "today": date_format(today, "j F Y"),
    }
    return render(request, "programmes/score.html", tabs(request, row.programme, "criteria") | context)
