"""Whether the counts can be trusted: what the check of the night found, and another definition to try."""

from __future__ import annotations

from collections import Counter

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from koppelkans.core.access import Actor
from koppelkans.core.models import Municipality
from koppelkans.core.roles import May
from koppelkans.journeys import durable
from koppelkans.journeys.actions import looking
from koppelkans.journeys.models import LedgerCheck, LedgerDifference
from koppelkans.journeys.queries_journeys import visible_to
from koppelkans.journeys.queries_trial import Trial, trial
from koppelkans.journeys.queries_work import WORK
from koppelkans.reports.hiding import LEAST, nested, rounded
from koppelkans.results.models import Measure
from koppelkans.web.door import Asked, opened
from koppelkans.web.reports.forms_trial import TrialForm, values_of
from koppelkans.web.reports.words import written
from koppelkans.web.tables import Cell, Column, Table

NIGHTS = 14
A_PAGE = 100  # differences that are shown one by one


@opened(May.SEE_RESULTS)
@require_GET
def check(request: Asked) -> HttpResponse:
    """What the last check found: numbers for who sees results, the journeys for who guides them."""
    nights = list(LedgerCheck.objects.all()[:NIGHTS])
    found = LedgerDifference.objects.none()
    if nights:
        found = LedgerDifference.objects.filter(request.actor.within(May.SEE_RESULTS), check_of=nights[0])
    own = _own(found, request.actor)
    if own is not None:
        looking.look_at_list(by=request.actor, now=timezone.now())
    context = {
        "last": nights[0] if nights else None,
        "found": _by_kind(list(found.values_list("measure", "code", "municipality"))),
        "own": own,
        "nights": _nights(nights) if nights and request.actor.everywhere(May.SEE_RESULTS) else None,
    }
    return render(request, "reports/check.html", context)


def _by_kind(rows: list[tuple[str, str, str]]) -> Table | None:
    """How many of each difference, per municipality."""
    if not rows:
        return None
    names = dict(Municipality.objects.values_list("code", "name"))
    columns = [Column(_("Wat")), Column(_("Verschil")), Column(_("Gemeente")), Column(_("Aantal"), number=True)]
    lines = [
        [Measure(measure).label, LedgerDifference.Code(code).label, names.get(place, _("Hele regio")), number]
        for (measure, code, place), number in sorted(Counter(rows).items())
    ]
    return Table(columns, lines, caption=_("Verschillen"))


def _own(found: QuerySet[LedgerDifference], actor: Actor) -> Table | None:
    """The differences of journeys that this actor guides, one by one."""
    if not actor.may(May.GUIDE):
        return None
    rows = found.filter(journey__in=visible_to(actor)).select_related("journey__candidate__subject")[:A_PAGE]
    lines = [
        [
            Cell(row.journey, url=reverse("journeys:work", args=[row.journey_id])),
            Measure(row.measure).label,
            row.get_code_display(),
            row.expected,
            row.found,
        ]
        for row in rows
    ]
    columns = [
        Column(_("Traject")),
        Column(_("Wat")),
        Column(_("Verschil")),
        Column(_("Verwacht")),
        Column(_("Geteld")),
    ]
    return Table(columns, lines, caption=_("Jouw trajecten")) if lines else None


def _nights(nights: list[LedgerCheck]) -> Table:
    columns = [
        Column(_("Nacht")),
        Column(_("Mensen"), number=True),
        Column(_("Regels in het telboek"), number=True),
        Column(_("Verschillen"), number=True),
    ]
    lines = [[date_format(row.at, "j F Y"), row.people, row.rows, row.differences] for row in nights]
    return Table(columns, lines, caption=_("De laatste nachten"))


@opened(May.SEE_RESULTS)
@require_GET
def definition(request: Asked) -> HttpResponse:
    """Another definition beside the one that counts; nothing is counted by it."""
    now = durable.current()
    form = TrialForm(request.GET) if "hours" in request.GET else TrialForm(initial=values_of(now))
    outcome = None
    if form.is_bound and form.is_valid():
        outcome = trial(form.definition(), timezone.localdate(), by=request.actor)
    context = {
        "form": form,
        "now": now,
        "table": _beside(outcome, exact=not request.actor.everywhere(May.SEE_RESULTS)) if outcome else None,
        "erased": outcome.erased if outcome and outcome.erased >= LEAST else 0,
        "least": LEAST,
    }
    return render(request, "reports/definition.html", context)


def _beside(outcome: Trial, *, exact: bool) -> Table:
    """The numbers side by side; a small group is not shown, and neither is one that subtraction would give.

    Of the whole region they are rounded: two trials, or a trial and a counter, may differ by a few people.
    """
    lines = []
    for measure in WORK:
        numbers = [outcome.counted.get(measure, 0), outcome.tried.get(measure, 0)]
        shown = nested(numbers)
        small = gettext("minder dan %(least)d") % {"least": LEAST}
        told = [_told(number, exact=exact) if seen else small for number, seen in zip(numbers, shown, strict=True)]
        if min(numbers) >= LEAST and not shown[1]:
            told[1] = gettext("bijna hetzelfde (verschil minder dan %(least)d)") % {"least": LEAST}
        lines.append([Measure(measure).label, *told])
    columns = [Column(_("Wat")), Column(_("Zoals geteld"), number=True), Column(_("Met deze definitie"), number=True)]
    return Table(columns, lines, caption=_("Naast elkaar"))


def _told(number: int, *, exact: bool) -> str:
    """A number, or about how many."""
    return written(number) if exact else gettext("ongeveer %(number)s") % {"number": written(rounded(number))}
