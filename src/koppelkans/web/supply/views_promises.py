"""Diploma with a work guarantee: the crebo of a training, who promises work after it, and who signed."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from koppelkans.core.access import Unknown
from koppelkans.core.roles import May
from koppelkans.supply import queries, rules_guarantees
from koppelkans.supply.actions import guarantees, may_describe
from koppelkans.supply.models import Guarantee, Training
from koppelkans.supply.queries_guarantees import guarantees_of, labels
from koppelkans.web.door import Asked, opened
from koppelkans.web.supply.asking import ask
from koppelkans.web.supply.flow import posted
from koppelkans.web.supply.forms_promises import CreboForm, GuaranteeForm, SignForm, WhyForm


def training_of(request: Asked, code: str) -> Training:
    """The training of this code, where this actor sees it; a guarantor sees that of its own promise."""
    own = Training.objects.filter(guarantees__guarantor__in=request.actor.organisations(May.EDIT_PLACES))
    seen = queries.trainings_of(request.actor)
    return get_object_or_404(Training, Q(pk__in=seen.values("pk")) | Q(pk__in=own.values("pk")), code=code)


def _page_of(training: Training) -> str:
    return reverse("supply:training", args=[training.code])


def guaranteed(request: Asked, training: Training) -> dict[str, Any]:
    """What the page of a training shows of its label and its guarantees."""
    today, actor = timezone.localdate(), request.actor
    rows = []
    for row in guarantees_of(training):
        signs = actor.may(May.EDIT_PLACES) and rules_guarantees.signs(actor, row)
        rows.append((row, _stands(row), signs and row.withdrawn_on is None))
    return {
        "label": labels([training], today)[training.pk],
        "guarantees": rows,
        "may_crebo": actor.may(May.EDIT_RUNS) and may_describe(actor, training),
        "may_promise": actor.may(May.EDIT_PLACES),
    }


def _stands(guarantee: Guarantee) -> tuple[Any, str]:
    """How a guarantee stands, with its tone."""
    today = timezone.localdate()
    if guarantee.withdrawn_on is not None:
        return _("ingetrokken"), "bad"
    if guarantee.until < today:
        return _("voorbij"), "neutral"
    if guarantee.signed_on is None:
        return _("beloofd, niet getekend"), "warning"
    if guarantee.since > today:
        return _("getekend, begint nog"), "info"
    return _("getekend"), "good"


@opened(May.EDIT_RUNS)
def crebo(request: Asked, code: str) -> HttpResponse:
    """Form for the code of the diploma."""
    training = training_of(request, code)
    if not may_describe(request.actor, training):
        raise Unknown(May.EDIT_RUNS)
    return ask(
        request,
        CreboForm(posted(request), initial={"crebo": training.crebo}),
        lambda data: guarantees.set_crebo(training, by=request.actor, crebo=data["crebo"], now=timezone.now()),
        heading=_("Van welk diploma is deze training?"),
        told=_("Het crebo is opgeslagen."),
        back=_page_of(training),
        offer=training,
    )


@opened(May.EDIT_PLACES)
def promise(request: Asked, code: str) -> HttpResponse:
    """Form for who promises work after a training."""
    training = training_of(request, code)
    return ask(
        request,
        GuaranteeForm(posted(request), actor=request.actor),
        lambda data: guarantees.promise(training, by=request.actor, fields=data, now=timezone.now()),
        heading=_("Werkgarantie toevoegen"),
        lead=_("Een belofte telt pas als de werkgever heeft getekend. Dat leg je daarna vast."),
        told=_("De belofte staat erbij. Leg ook vast wie heeft getekend."),
        back=_page_of(training),
        offer=training,
    )


def _signable(request: Asked, guarantee: int) -> Guarantee:
    """A guarantee, for who may change it."""
    rows = Guarantee.objects.select_related("training", "guarantor", "occupation")
    found = get_object_or_404(rows, pk=guarantee)
    if not rules_guarantees.signs(request.actor, found):
        raise Unknown(May.EDIT_PLACES)
    return found


@opened(May.EDIT_PLACES)
def sign(request: Asked, guarantee: int) -> HttpResponse:
    """Form for who signed."""
    found = _signable(request, guarantee)
    return ask(
        request,
        SignForm(posted(request), initial={"signed_on": timezone.localdate()}),
        lambda data: guarantees.sign(found, by=request.actor, now=timezone.now(), **data),
        heading=_("Wie heeft getekend?"),
        lead=_("%(who)s belooft werk aan %(jobs)d mensen na %(training)s. Bewaar het getekende papier zelf.")
        % {"who": found.guarantor, "jobs": found.jobs, "training": found.training},
        told=_("De garantie is getekend en telt mee."),
        back=_page_of(found.training),
        offer=found.training,
    )


@opened(May.EDIT_PLACES)
def withdraw(request: Asked, guarantee: int) -> HttpResponse:
    """Form to stop a guarantee."""
    found = _signable(request, guarantee)
    return ask(
        request,
        WhyForm(posted(request)),
        lambda data: guarantees.withdraw_guarantee(found, by=request.actor, now=timezone.now(), why=data["why"]),
        heading=_("Werkgarantie intrekken"),
        lead=_(
            "Wie al begonnen was met de training, houdt het recht op werk. "
            "Voor nieuwe mensen geldt de garantie niet meer."
        ),
        told=_("De garantie is ingetrokken."),
        back=_page_of(found.training),
        offer=found.training,
        submit=_("Intrekken"),
        danger=True,
    )
