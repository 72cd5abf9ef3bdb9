"""The page on which is decided about more people: criteria, results, costs, what it takes, the decision itself."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from koppelkans.core.refusal import refuse_if
from koppelkans.core.roles import May
from koppelkans.documents.paper import Paper
from koppelkans.planning import queries_scaling
from koppelkans.planning.actions import scaling
from koppelkans.planning.models import ScalingStudy
from koppelkans.programmes import actions, rules_pilots
from koppelkans.programmes.models import Programme, ScalingDecision
from koppelkans.web.door import Asked, opened
from koppelkans.web.papers import odt_of, pdf_of
from koppelkans.web.planning.views import Progress
from koppelkans.web.programmes.forms_pilots import DecisionForm
from koppelkans.web.programmes.scaling_figures import figures_of, study_data
from koppelkans.web.programmes.scaling_paper import paper_kept, paper_of
from koppelkans.web.programmes.scaling_words import cost_words, lead_words, rows_of, sentences_of, shortages
from koppelkans.web.programmes.shown import form_page, programme_of, tabs
from koppelkans.web.programmes.views_criteria import lines_of
from koppelkans.web.supply.flow import attempt, do, posted
from koppelkans.web.tables import Cell, Column, Fact, Table

logger = logging.getLogger(__name__)
DECISION_TONES = {"go": "good", "adjust": "warning", "stop": "bad"}


@opened(May.EDIT_PROGRAMMES, May.DECIDE)
@require_GET
def page(request: Asked, code: str) -> HttpResponse:
    """What is known, what it takes, and what was decided."""
    found, now = programme_of(request, code), timezone.now()
    done, newest = queries_scaling.latest_done(found), queries_scaling.latest(found)
    figures = figures_of(found, done, timezone.localdate())
    sees_money = request.actor.may(May.SEE_MONEY)
    against = rules_pilots.against_deciding(found, None, timezone.localdate())
    context = {
        "sees_money": sees_money,
        "facts": _facts(figures, money=sees_money),
        "lines": lines_of(found, timezone.localdate()),
        "must_not_met": [row["text"] for row in figures["criteria"] if row["must"] and row["outcome"] == "not-met"],
        "against": against,
        "study": done,
        "needs": _needs(done, money=sees_money) if done else None,
        "sentences": sentences_of(study_data(done), get_language() or "nl") if done else [],
        "shortages": shortages(study_data(done), money=sees_money).items() if done else [],
        "progress": _progress(newest) if newest and queries_scaling.under_way(found, now) else None,
        "failed": newest is not None and newest.status == ScalingStudy.Status.FAILED,
        "decisions": [(row, DECISION_TONES[row.outcome]) for row in found.scaling_decisions.select_related("by")],
    }
    return render(request, "programmes/scaling.html", tabs(request, found, "scaling") | context)


def _facts(figures: dict[str, Any], *, money: bool) -> list[Fact]:
    of_cap = gettext("%(taking_part)d van ten hoogste %(cap)d") if figures["cap"] else "%(taking_part)d"
    facts = [
        Fact(_("Doen nu mee"), of_cap % figures),
        Fact(_("Ooit toegelaten"), figures["ever"]),
        Fact(_("Op de wachtlijst"), figures["waiting"]),
        Fact(_("Begonnen"), figures["started"]),
        Fact(_("Aan het werk"), figures["at_work"]),
        Fact(_("Duurzaam aan het werk"), figures["durable"]),
        Fact(_("Hoe lang het duurde"), lead_words(figures["lead_days"])),
    ]
    if money:
        note = _("Wat echt is gereserveerd of uitgegeven voor deze mensen, met hun deel van wat groepen kosten.")
        (label, words), *each = cost_words(figures)
        facts += [Fact(label, words, note=note), *(Fact(*pair) for pair in each)]
    return facts


def _needs(study: ScalingStudy, *, money: bool) -> Table:
    figures = study_data(study)
    columns = [Column(_("Wat")), Column(_("Nu in de regio"))]
    columns += [Column(gettext("%(size)d mensen") % {"size": size}) for size in study.sizes]
    rows = [
        [Cell(row.label, note=row.group), row.today, *(Cell(need.text, note=need.short) for need in row.needs)]
        for row in rows_of(figures, money=money)
    ]
    return Table(columns, rows, caption=_("Wat meer mensen vragen"))


def _progress(study: ScalingStudy) -> Progress:
    done = len(study.figures.get("sizes", {}))
    finished = study.status == ScalingStudy.Status.DONE
    failed = gettext("Het rekenen is mislukt. Probeer het nog eens.") if study.status == study.Status.FAILED else ""
    words = gettext("Wat meer mensen vragen wordt uitgerekend")
    return Progress(words, finished=finished, failed=failed, done=done, total=len(study.sizes))


@opened(May.EDIT_PROGRAMMES)
@require_POST
def study(request: Asked, code: str) -> HttpResponse:
    """Have it worked out."""
    found = programme_of(request, code)
    return do(
        request,
        lambda: scaling.ask(found, by=request.actor, now=timezone.now()),
        _("We rekenen het uit. Dat duurt een paar minuten."),
        reverse("programmes:scaling", args=[code]),
    )


@opened(May.EDIT_PROGRAMMES, May.DECIDE)
@require_GET
def progress(request: Asked, code: str) -> HttpResponse:
    """How far the newest study is; the page itself when nothing goes on any more."""
    found = programme_of(request, code)
    newest = queries_scaling.latest(found)
    back = reverse("programmes:scaling", args=[code])
    if newest is None:
        return HttpResponse(status=204, headers={"HX-Redirect": back})
    context = {
        "progress": _progress(newest),
        "url": request.path,
        "next": back,
        "next_label": _("Bekijk de uitkomst"),
    }
    return render(request, "components/progress.html", context)


@opened(May.EDIT_PROGRAMMES)
def decide(request: Asked, code: str) -> HttpResponse:
    """Write down what was decided, with the figures of now."""
    found, today, back = programme_of(request, code), timezone.localdate(), reverse("programmes:scaling", args=[code])
    form = DecisionForm(posted(request), initial={"decided_on": today})
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: _decided(request, found, form, today), rules_pilots.FIELD_OF)
        if made is not None:
            return do(request, lambda: None, _("Het besluit ligt vast, met het document erbij."), back)
    lead = _(
        "De cijfers van vandaag komen in het document. Daarna verandert het niet meer; een later besluit komt erbij."
    )
    return form_page(request, form, _("Besluit over opschalen"), back, lead=lead, submit=_("Leg het besluit vast"))


def _decided(request: Asked, programme: Programme, form: DecisionForm, today: date) -> ScalingDecision:
    choice = form.choice()
    refuse_if(rules_pilots.against_deciding(programme, choice, today))
    done = queries_scaling.latest_done(programme)
    figures = figures_of(programme, done, today)
    paper = paper_of(programme, choice, figures, language=get_language() or "nl")
    return actions.decide(programme, by=request.actor, choice=choice, figures=figures, paper=paper, now=timezone.now())


def _document(request: Asked, code: str, decision: int, write: Callable[[Paper, str], HttpResponse]) -> HttpResponse:
    """The document of a decision as a file; another text than that of the day is never given."""
    row = get_object_or_404(ScalingDecision, programme=programme_of(request, code), pk=decision)
    try:
        kept = paper_kept(row)
    except ValueError:
        logger.exception("the document of decision %s cannot be given", row.pk)
        messages.error(request, gettext("Dit is niet meer de tekst van het besluit. Waarschuw de beheerder."))
        return redirect("programmes:scaling", code)
    return write(kept, f"besluit-{code}-{row.decided_on.isoformat()}")


@opened(May.EDIT_PROGRAMMES, May.SEE_MONEY)  # it tells what everything cost
@require_GET
def pdf(request: Asked, code: str, decision: int) -> HttpResponse:
    """The document of a decision as PDF."""
    return _document(request, code, decision, pdf_of)


@opened(May.EDIT_PROGRAMMES, May.SEE_MONEY)
@require_GET
def odt(request: Asked, code: str, decision: int) -> HttpResponse:
    """The document of a decision as a text in the open standard."""
    return _document(request, code, decision, odt_of)
