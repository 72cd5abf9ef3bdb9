"""The pages about going on: what was learnt, and a new programme made from an old one."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from koppelkans.core.roles import May
from koppelkans.programmes import actions, queries, rules, rules_pilots
from koppelkans.web.door import Asked, opened
from koppelkans.web.programmes.forms_pilots import LessonForm, SuccessorForm
from koppelkans.web.programmes.shown import form_page, page_of, programme_of, tabs
from koppelkans.web.supply.flow import attempt, do, posted


@opened(May.SEE_PROGRAMMES)
@require_GET
def lessons(request: Asked, code: str) -> HttpResponse:
    """What was learnt here and in what this goes on from."""
    found = programme_of(request, code)
    context = {
        "own": queries.lessons_of([found]),
        "before": [(one, queries.lessons_of([one])) for one in queries.line_of_descent(found)],
        "after": found.successors.all(),
    }
    return render(request, "programmes/lessons.html", tabs(request, found, "lessons") | context)


@opened(May.EDIT_PROGRAMMES)
def lesson_new(request: Asked, code: str) -> HttpResponse:
    """Write down what was learnt."""
    found, back, form = (
        programme_of(request, code),
        reverse("programmes:lessons", args=[code]),
        LessonForm(posted(request)),
    )
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        made = attempt(
            form,
            lambda: actions.add_lesson(found, by=request.actor, text=text, now=timezone.now()),
            rules_pilots.FIELD_OF,
        )
        if made is not None:
            return do(request, lambda: None, _("De les staat erin."), back)
    return form_page(request, form, _("Les toevoegen"), back)


@opened(May.EDIT_PROGRAMMES)
def succeed(request: Asked, code: str) -> HttpResponse:
    """A new programme that goes on from this one."""
    found, back = programme_of(request, code), reverse("programmes:lessons", args=[code])
    first = max(found.ends_on + timedelta(days=1), timezone.localdate())
    initial = {"name": gettext("%(name)s, vervolg") % {"name": found.name}, "starts_on": first}
    form = SuccessorForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        fields = form.cleaned_data
        made = attempt(
            form, lambda: actions.succeed(found, by=request.actor, now=timezone.now(), **fields), rules.FIELD_OF
        )
        if made is not None:
            return do(request, lambda: None, _("Het nieuwe programma staat erin. Vul de doelen nog in."), page_of(made))
    lead = _("Partners, sectoren, trainingen, toelating en contactmomenten gaan mee. Mensen, doelen en criteria niet.")
    return form_page(request, form, _("Nieuw programma op basis van dit"), back, lead=lead)
