"""The tasks with risk of a place: added, replaced and stopped on its page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from koppelkans.core.access import Unknown
from koppelkans.core.roles import May
from koppelkans.supply import queries
from koppelkans.supply.actions import risks
from koppelkans.supply.models import Place, RiskTask
from koppelkans.web.door import Asked, opened
from koppelkans.web.supply import words
from koppelkans.web.supply.asking import ask
from koppelkans.web.supply.flow import do, posted
from koppelkans.web.supply.forms_promises import RiskTaskForm
from koppelkans.web.supply.views_offers import place_of


def _editable(request: Asked, code: str) -> Place:
    """The place of this code, for who may change it."""
    found = place_of(request, code)
    if not queries.may_edit_employer(request.actor, found.employer):
        raise Unknown(May.EDIT_PLACES)
    return found


def _task(place: Place, task: int) -> RiskTask:
    """A task of this place that is done there now."""
    found: RiskTask = get_object_or_404(place.risk_tasks.filter(withdrawn_on=None), pk=task)
    found.place = place
    return found


@opened(May.EDIT_PLACES)
def add(request: Asked, code: str) -> HttpResponse:
    """Form for a task with risk."""
    place = _editable(request, code)
    return ask(
        request,
        RiskTaskForm(posted(request)),
        lambda data: risks.add_risk_task(place, by=request.actor, now=timezone.now(), **data),
        heading=_("Taak met risico toevoegen"),
        lead=_("Niemand begint met deze taak voor iemand heeft gecontroleerd dat de instructie is begrepen."),
        told=_("De taak staat erbij."),
        back=words.url_of(place),
        offer=place,
    )


@opened(May.EDIT_PLACES)
def replace(request: Asked, code: str, task: int) -> HttpResponse:
    """Form for a task with another instruction."""
    place = _editable(request, code)
    found = _task(place, task)
    return ask(
        request,
        RiskTaskForm(posted(request), task=found),
        lambda data: risks.add_risk_task(place, by=request.actor, now=timezone.now(), instead_of=found, **data),
        heading=_("Taak met risico aanpassen"),
        lead=_("Let op: wie de oude instructie begreep, heeft voor de nieuwe een nieuw bewijs nodig."),
        told=_("De taak is aangepast. Voor deze taak is een nieuw bewijs nodig."),
        back=words.url_of(place),
        offer=place,
    )


@opened(May.EDIT_PLACES)
@require_POST
def stop(request: Asked, code: str, task: int) -> HttpResponse:
    """A task is not done here any more."""
    place = _editable(request, code)
    found = _task(place, task)
    return do(
        request,
        lambda: risks.stop_risk_task(found, by=request.actor, now=timezone.now()),
        _("Deze taak hoort niet meer bij de plek."),
        words.url_of(place),
    )
