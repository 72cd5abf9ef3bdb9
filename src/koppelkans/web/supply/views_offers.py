"""A run and a place: its page, and the verbs on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from koppelkans.core.access import Actor, Unknown
from koppelkans.core.models import Region, Subject
from koppelkans.core.roles import May
from koppelkans.people import queries as people
from koppelkans.planning.answers import Unanswered, why_in_short
from koppelkans.planning.queries_steering import reserves_of
from koppelkans.supply import actions, queries, rules
from koppelkans.supply.models import Place, Run, Training, WaitingEntry
from koppelkans.supply.queries import Offer
from koppelkans.supply.queries_guarantees import labels
from koppelkans.web.door import Asked, opened
from koppelkans.web.supply import words
from koppelkans.web.supply.flow import attempt, do, posted
from koppelkans.web.supply.forms import CopyForm, TrainingForm, WaitForm
from koppelkans.web.supply.people_here import Here, here, near, person_url
from koppelkans.web.supply.views_promises import guaranteed, training_of


def run_of(request: Asked, code: str) -> Run:
    """The run of this code, where this actor sees it."""
    return get_object_or_404(queries.runs_visible_to(request.actor), code=code)


def place_of(request: Asked, code: str) -> Place:
    """The place of this code, where this actor sees it."""
    return get_object_or_404(queries.places_visible_to(request.actor), code=code)


def _page(request: Asked, offer: Offer) -> dict[str, Any]:
    """What the pages of a run and of a place have in common."""
    today = timezone.localdate()
    actor = request.actor
    found = here(actor, offer, today=today, now=timezone.now())
    state, tone = words.state_of(offer, today)
    is_run = isinstance(offer, Run)
    return {
        "offer": offer,
        "state": state,
        "tone": tone,
        "bar": words.seats_bar(offer, today),
        "free": queries.free_of(offer, today),
        "week": words.week_of(offer),
        "booked": [(row, person_url(found, row)) for row in found.booked],
        "proposed": _proposed(actor, offer, found),
        "waiting": [(number, row, person_url(found, row)) for number, row in found.waiting],
        "hidden_booked": found.hidden_booked,
        "hidden_waiting": found.hidden_waiting,
        "may_edit": queries.may_edit(actor, offer),
        "may_wait": actor.may(May.DECIDE),
        "withdraw_reasons": rules.against_withdrawing(offer, today),
        "urls": {name: words.url_of(offer, name) for name in VERBS},
        "noun": _("training") if is_run else _("plek"),
        "reserve_url": reverse(f"planning:reserve-{'run' if is_run else 'place'}", args=[offer.code])
        if actor.everywhere(May.START_ROUNDS)
        else "",
        "kept_free": sum(row.seats for row in reserves_of(offer, today)),
        **_near(request, offer),
    }


def _proposed(actor: Actor, offer: Offer, found: Here) -> list[tuple[Subject, date | None, str, str]]:
    """Who is proposed, for which day; to whom the person exists also why, and where the proposal is."""
    region = Region.objects.first() if found.linked and found.proposed else None
    rows = []
    for row in found.proposed:
        day = offer.start if isinstance(offer, Run) else row.first_day
        why = why_in_short(row, region.scorecard, get_language() or "nl") if region else ""
        url = reverse("planning:proposal", args=[row.pk]) if actor.may(May.SEE_ROUNDS) and region else ""
        rows.append((row.candidate.subject, day, why, url))
    return rows


def _near(request: Asked, offer: Offer) -> dict[str, Any]:
    """Who came near in the newest round: worked out when it is asked for."""
    if not (request.actor.may(May.SEE_ROUNDS) and request.actor.may(May.SEE_PEOPLE)):
        return {"may_ask_near": False}
    if "dichtbij" not in request.GET:
        return {"may_ask_near": True, "near": None}
    try:
        return {"may_ask_near": True, "near": near(request.actor, offer, now=timezone.now())}
    except Unanswered as reason:
        return {"may_ask_near": True, "near": [], "near_problem": str(reason)}


VERBS = ("edit", "copy", "confirm", "withdraw", "reopen", "wait")


@opened(May.SEE_OFFERS)
@require_GET
def run(request: Asked, code: str) -> HttpResponse:
    """A run."""
    offer = run_of(request, code)
    others = queries.runs_with_seats(
        queries.to_start(queries.runs_visible_to(request.actor), timezone.localdate()), timezone.localdate()
    ).filter(training=offer.training)
    context = _page(request, offer) | {
        "facts": words.run_facts(offer),
        "label": labels([offer.training], timezone.localdate())[offer.training_id],
        "others": [other for other in others[:6] if other.pk != offer.pk],
    }
    return render(request, "supply/run.html", context)


@opened(May.SEE_OFFERS)
@require_GET
def place(request: Asked, code: str) -> HttpResponse:
    """A place."""
    offer = place_of(request, code)
    risks = offer.risk_tasks.filter(withdrawn_on=None)
    context = _page(request, offer) | {"facts": words.place_facts(offer), "risks": risks}
    return render(request, "supply/place.html", context)


# ---- the verbs, once for runs and once for places

Find = Callable[[Asked, str], Offer]


def _confirm(request: Asked, offer: Offer) -> HttpResponse:
    return do(
        request,
        lambda: actions.confirm(offer, by=request.actor, now=timezone.now()),
        _("Bedankt. Dit aanbod is bevestigd."),
        words.url_of(offer),
    )


def _withdraw(request: Asked, offer: Offer) -> HttpResponse:
    return do(
        request,
        lambda: actions.withdraw(offer, by=request.actor, now=timezone.now()),
        _("Dit aanbod is ingetrokken. Niemand wordt er nog voor voorgesteld."),
        words.url_of(offer),
    )


def _reopen(request: Asked, offer: Offer) -> HttpResponse:
    return do(
        request,
        lambda: actions.reopen(offer, by=request.actor, now=timezone.now()),
        _("Dit aanbod staat weer open."),
        words.url_of(offer),
    )


@opened(May.EDIT_RUNS)
@require_POST
def run_confirm(request: Asked, code: str) -> HttpResponse:
    """A run still stands."""
    return _confirm(request, run_of(request, code))


@opened(May.EDIT_PLACES)
@require_POST
def place_confirm(request: Asked, code: str) -> HttpResponse:
    """A place still stands."""
    return _confirm(request, place_of(request, code))


@opened(May.EDIT_RUNS)
@require_POST
def run_withdraw(request: Asked, code: str) -> HttpResponse:
    """A run is taken back."""
    return _withdraw(request, run_of(request, code))


@opened(May.EDIT_PLACES)
@require_POST
def place_withdraw(request: Asked, code: str) -> HttpResponse:
    """A place is taken back."""
    return _withdraw(request, place_of(request, code))


@opened(May.EDIT_RUNS)
@require_POST
def run_reopen(request: Asked, code: str) -> HttpResponse:
    """A run is offered again."""
    return _reopen(request, run_of(request, code))


@opened(May.EDIT_PLACES)
@require_POST
def place_reopen(request: Asked, code: str) -> HttpResponse:
    """A place is offered again."""
    return _reopen(request, place_of(request, code))


def _copy(request: Asked, offer: Offer, act: Callable[[Any], Offer], initial: Any, lead: Any) -> HttpResponse:
    """Ask when the copy begins, make it, and show its form."""
    if not queries.may_edit(request.actor, offer):
        raise Unknown(May.SEE_OFFERS)
    form = CopyForm(posted(request), initial={"start": initial})
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: act(form.cleaned_data["start"]), {"dates": "start", "start-dates": "start"})
        if made is not None:
            return do(request, lambda: None, _("Gekopieerd. Kijk of alles klopt."), words.url_of(made, "edit"))
    context = {"form": form, "offer": offer, "heading": _("Nog een keer aanbieden"), "lead": lead}
    return render(request, "supply/form.html", context | {"cancel": words.url_of(offer), "submit": _("Kopiëren")})


@opened(May.EDIT_RUNS)
def run_copy(request: Asked, code: str) -> HttpResponse:
    """The same run in another season."""
    offer = run_of(request, code)
    return _copy(
        request,
        offer,
        lambda start: actions.copy_run(offer, by=request.actor, start=start, now=timezone.now()),
        offer.end + words.until_weekday(offer.end, offer.start.weekday()),
        _("De nieuwe groep duurt even lang en is op dezelfde dagen van de week."),
    )


@opened(May.EDIT_PLACES)
def place_copy(request: Asked, code: str) -> HttpResponse:
    """The same place in another season."""
    offer = place_of(request, code)
    return _copy(
        request,
        offer,
        lambda start: actions.copy_place(offer, by=request.actor, start_from=start, now=timezone.now()),
        max(offer.start_until, timezone.localdate()),
        _("Alles blijft gelijk, alleen de begindagen schuiven op."),
    )


def _wait(request: Asked, offer: Offer) -> HttpResponse:
    """Put somebody of the own municipality on the waiting list."""
    form = WaitForm(posted(request))
    if request.method == "POST" and form.is_valid():
        pseudonym = form.cleaned_data["pseudonym"].strip()
        candidate = people.visible_to(request.actor).filter(subject__pseudonym=pseudonym).first()
        if candidate is None:
            form.add_error("pseudonym", _("Wij vinden geen kandidaat met deze code in jouw gemeente."))
        else:
            subject = candidate.subject
            request.actor.require_in(May.DECIDE, candidate.municipality_id)
            joined = attempt(
                form,
                lambda: actions.join_waiting(offer, subject=subject, by=request.actor, now=timezone.now()),
                {"already-booked": "pseudonym", "already-waiting": "pseudonym"},
            )
            if joined is not None:
                return do(request, lambda: None, _("Deze persoon staat op de wachtlijst."), words.url_of(offer))
    context = {"form": form, "offer": offer, "heading": _("Iemand op de wachtlijst zetten")}
    lead = _("Wie het eerst is aangemeld, is het eerst aan de beurt.")
    return render(
        request,
        "supply/form.html",
        context | {"lead": lead, "cancel": words.url_of(offer), "submit": _("Op de lijst zetten")},
    )


@opened(May.DECIDE)
def run_wait(request: Asked, code: str) -> HttpResponse:
    """Somebody waits for a seat."""
    return _wait(request, run_of(request, code))


@opened(May.DECIDE)
def place_wait(request: Asked, code: str) -> HttpResponse:
    """Somebody waits for a place."""
    return _wait(request, place_of(request, code))


@opened(May.DECIDE)
@require_POST
def leave_waiting(request: Asked, entry: int) -> HttpResponse:
    """Somebody of the own municipality waits no longer."""
    found = get_object_or_404(WaitingEntry.objects.select_related("run", "place__employer__organisation"), pk=entry)
    candidate = people.visible_to(request.actor).filter(pk=found.subject_id).first()
    if candidate is None:
        raise Unknown(May.DECIDE)
    request.actor.require_in(May.DECIDE, candidate.municipality_id)
    offer = found.run or found.place
    back = words.url_of(offer) if offer else "supply:index"
    return do(
        request,
        lambda: actions.leave_waiting(found, by=request.actor, now=timezone.now()),
        _("Deze persoon staat niet meer op de wachtlijst."),
        back,
    )


# ---- trainings


@opened(May.SEE_OFFERS)
@require_GET
def training(request: Asked, code: str) -> HttpResponse:
    """A training with its runs."""
    found = training_of(request, code)
    today = timezone.localdate()
    rows = queries.runs_with_seats(queries.runs_visible_to(request.actor).filter(training=found), today)
    context = {
        "training": found,
        "coming": words.runs_table(rows.filter(start__gte=today, withdrawn_on=None), today, sorting=False),
        "past": words.runs_table(rows.exclude(start__gte=today, withdrawn_on=None)[:20], today, sorting=False),
        "may_edit": request.actor.may(May.EDIT_RUNS) and actions.may_describe(request.actor, found),
        **guaranteed(request, found),
    }
    return render(request, "supply/training.html", context)


@opened(May.EDIT_RUNS)
def training_edit(request: Asked, code: str) -> HttpResponse:
    """What is told of a training."""
    found: Training = get_object_or_404(queries.trainings_of(request.actor), code=code)
    if not actions.may_describe(request.actor, found):
        raise Unknown(May.EDIT_RUNS)
    form = TrainingForm(posted(request), initial={"name": found.name, "about": found.about})
    if request.method == "POST" and form.is_valid():
        saved = attempt(
            form,
            lambda: actions.describe_training(found, by=request.actor, now=timezone.now(), **form.cleaned_data),
            {},
        )
        if saved is not None:
            return redirect("supply:training", code=code)
    context = {"form": form, "heading": _("Training beschrijven"), "cancel": reverse("supply:training", args=[code])}
    return render(request, "supply/form.html", context)
