"""People steer the rounds: each way with its cost shown first, and what steers them now, to be taken back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from koppelkans.core.access import Actor
from koppelkans.core.refusal import Refused
from koppelkans.core.roles import May
from koppelkans.people import queries as people
from koppelkans.people.actions import candidates as people_list
from koppelkans.people.queries import own_people
from koppelkans.people.rules import against_decider
from koppelkans.planning import answers, queries
from koppelkans.planning import queries_steering as steering_queries
from koppelkans.planning.actions import choices, steering
from koppelkans.planning.models import Proposal, Reserve, Round
from koppelkans.planning.rules_steering import against_choosing
from koppelkans.supply import queries as supply
from koppelkans.supply.models import Place
from koppelkans.supply.queries import Offer
from koppelkans.web.door import Asked, opened
from koppelkans.web.planning.forms_steering import ReserveForm, WhyForm
from koppelkans.web.planning.seen import seen
from koppelkans.web.planning.steered import PIN, Wanted, listed, ways_of
from koppelkans.web.planning.words_steering import Names
from koppelkans.web.supply.flow import attempt, do, posted
from koppelkans.web.supply.words import url_of

PER_PAGE = 50


def _closed(request: Asked, found: Proposal) -> bool:
    """Whether nothing can be steered from here: it is a what-if, or somebody else decides; that is told."""
    reasons = [str(reason) for reason in against_decider(found.candidate, request.actor)]
    if found.round.kind == Round.Kind.SCENARIO:
        reasons.append(_("Dit is een wat-als. Stuur vanuit een voorstel van een ronde."))
    elif queries.newer_than(found) is not None:
        reasons.append(_("Er is een nieuwer voorstel voor deze kandidaat. Stuur vanuit dat voorstel."))
    for reason in reasons:
        messages.error(request, reason)
    return bool(reasons)


def _costs(ask: Callable[[], tuple[str, ...]]) -> tuple[str, ...]:
    """What it costs the plan, in sentences; or why that is not known."""
    try:
        return ask()
    except answers.Unanswered as reason:
        return (str(reason),)


def _cost_of(found: Proposal, wanted: Wanted, language: str) -> tuple[str, ...]:
    if wanted.pins:
        return answers.cost_of_pinning(found)
    return answers.cost_of_forbidding(found, wanted.run, wanted.place, language)


@opened(May.DECIDE)
@require_http_methods(["GET", "POST"])
def steer(request: Asked, pk: int) -> HttpResponse:
    """Fix, forbid or keep out: what it costs the plan first, then the button."""
    found = queries.find_proposal(pk, request.actor)
    back = reverse("planning:proposal", args=[pk])
    wanted = ways_of(found).get(request.GET.get("wat", ""))
    if wanted is None:
        messages.error(request, _("Kies eerst wat je wilt vastleggen."))
        return redirect(back)
    if _closed(request, found):
        return redirect(back)
    now = timezone.now()
    form = WhyForm(posted(request)) if not wanted.pins else None
    if request.method == "POST" and (form is None or form.is_valid()):
        why = form.cleaned_data["why"] if form else ""
        return do(request, lambda: _carry_out(request, found, wanted, why), _said(wanted), back)
    seen(request, found, "proposal.ask", now)
    language = get_language() or "nl"
    context = {
        "heading": wanted.title,
        "lead": _lead(wanted),
        "costs": _costs(lambda: _cost_of(found, wanted, language)),
        "form": form,
        "submit": _("Ja, leg dit vast"),
        "proposal": found,
        "pseudonym": found.candidate.subject.pseudonym,
        "back": back,
    }
    return render(request, "planning/steer.html", context, status=422 if form is not None and form.errors else 200)


def _carry_out(request: Asked, found: Proposal, wanted: Wanted, why: str) -> None:
    now = timezone.now()
    if wanted.pins:
        steering.pin(found, by=request.actor, now=now)
        return
    steering.forbid(found.candidate, run=wanted.run, place=wanted.place, why=why, by=request.actor, now=now)


def _lead(wanted: Wanted) -> str:
    if wanted.pins:
        return _("Elke ronde vanaf nu houdt dit traject vast. Je kunt het altijd weer losmaken.")
    if not wanted.run and not wanted.place:
        return _("Rondes stellen niets meer voor aan deze persoon, tot je dit weghaalt.")
    return _("Rondes stellen dit niet meer voor aan deze persoon, tot je dit weghaalt.")


def _said(wanted: Wanted) -> str:
    return (
        _("Vastgezet. Elke nieuwe ronde houdt dit traject aan.") if wanted.pins else _("Vastgelegd voor nieuwe rondes.")
    )


@opened(May.DECIDE)
@require_POST
def unpin(request: Asked, pseudonym: str) -> HttpResponse:
    """Let a fixed pathway go."""
    candidate = people.find(pseudonym, request.actor)
    act = partial(steering.unpin, candidate, by=request.actor, now=timezone.now())
    return do(request, act, _("Losgemaakt. Nieuwe rondes kunnen iets anders voorstellen."), _back(request))


@opened(May.DECIDE)
@require_POST
def allow(request: Asked, pk: int) -> HttpResponse:
    """Take back what was forbidden."""
    row = steering_queries.find_forbidden(pk, request.actor)
    act = partial(steering.allow, row, by=request.actor, now=timezone.now())
    return do(request, act, _("Weggehaald. Nieuwe rondes kunnen dit weer voorstellen."), _back(request))


def _back(request: Asked) -> str:
    """The proposal where the button stood, else the list."""
    at = request.POST.get("next", "")
    here = url_has_allowed_host_and_scheme(at, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return at if here else reverse("planning:steering")


@opened(May.DECIDE)
@require_http_methods(["GET", "POST"])
def choose(request: Asked, pk: int) -> HttpResponse:
    """Another pathway than the one proposed: what it costs the plan first; then it is the proposal to decide on."""
    found = queries.find_proposal(pk, request.actor)
    back = reverse("planning:proposal", args=[pk])
    runs, place = _pathway(request.GET)
    if place is None:
        messages.error(request, _("Kies eerst een plek."))
        return redirect(back)
    if _closed(request, found):
        return redirect(back)
    now = timezone.now()
    if request.method == "POST":
        try:
            made = choices.choose(
                found.candidate, parent=answers.round_of(found), runs=runs, place=place, by=request.actor, now=now
            )
        except Refused as error:
            for reason in error.reasons:
                messages.error(request, str(reason))
            return redirect(back)
        messages.success(request, _("Dit is nu het voorstel. Beslis er samen over."))
        return redirect("planning:proposal", made.pk)
    seen(request, found, "proposal.ask", now)
    language = get_language() or "nl"
    context = {
        "heading": Names(set(runs), {place.code}).pathway(runs, place.code),
        "lead": _("Je kiest dit traject in plaats van het voorstel. Daarna beslis je er samen over."),
        "costs": _costs(lambda: answers.cost_of_choosing(found, place.code, language)),
        "obstacles": against_choosing(found.candidate, runs, place, timezone.localdate(now)),
        "submit": _("Kies dit traject"),
        "proposal": found,
        "pseudonym": found.candidate.subject.pseudonym,
        "back": back,
    }
    return render(request, "planning/steer.html", context)


def _pathway(given: QueryDict) -> tuple[list[str], Place | None]:
    """The runs and the place that an address names."""
    return given.getlist("training"), Place.objects.filter(code=given.get("plek", "")).first()


# ---- what steers every round, and seats that are kept free


@opened(May.SEE_ROUNDS)
@require_GET
def overview(request: Asked) -> HttpResponse:
    """Everything that steers the rounds now: what is fixed and forbidden, and what is kept free."""
    actor, today = request.actor, timezone.localdate()
    page = Paginator(_keys(actor), PER_PAGE).get_page(request.GET.get("page"))
    pins = steering_queries.pins_visible_to(actor).filter(pk__in=[pk for kind, pk in page if kind == PIN])
    rows = steering_queries.forbidden_visible_to(actor).filter(pk__in=[pk for kind, pk in page if kind != PIN])
    steered = listed(list(pins), list(rows))
    mine = own_people(actor).filter(subject__pseudonym__in={one.person for one in steered})
    own = set(mine.values_list("subject__pseudonym", flat=True)) if actor.may(May.DECIDE) else set()
    people_list.show_list(by=actor, contacts=[], now=timezone.now())
    context = {
        "steered": [(one, one.person in own) for one in steered],
        "page": page,
        "kept": _kept(list(steering_queries.reserves(today))),
        "may_reserve": actor.everywhere(May.START_ROUNDS),
    }
    return render(request, "planning/steering.html", context)


def _keys(actor: Actor) -> list[tuple[str, int]]:
    """All that is fixed, then all that is forbidden, for the pages of the list."""
    pins = steering_queries.pins_visible_to(actor).values_list("pk", flat=True)
    rows = steering_queries.forbidden_visible_to(actor).values_list("pk", flat=True)
    return [*((PIN, pk) for pk in pins), *(("", pk) for pk in rows)]


def _kept(rows: list[Reserve]) -> list[tuple[Reserve, str, str]]:
    return [(row, str(offer), url_of(offer)) for row in rows if (offer := row.run or row.place) is not None]


@opened(May.START_ROUNDS)
@require_http_methods(["GET", "POST"])
def reserve_run(request: Asked, code: str) -> HttpResponse:
    """Keep seats of a run free."""
    return _reserve(request, get_object_or_404(supply.runs_visible_to(request.actor), code=code))


@opened(May.START_ROUNDS)
@require_http_methods(["GET", "POST"])
def reserve_place(request: Asked, code: str) -> HttpResponse:
    """Keep room at a place free."""
    return _reserve(request, get_object_or_404(supply.places_visible_to(request.actor), code=code))


def _reserve(request: Asked, offer: Offer) -> HttpResponse:
    request.actor.require_in(May.START_ROUNDS, None)
    form = ReserveForm(posted(request))
    now = timezone.now()
    if request.method == "POST" and form.is_valid():
        seats, until = form.given()
        fields = {"seats": "seats", "until": "until"}
        act = partial(steering.reserve, offer, seats=seats, until=until, by=request.actor, now=now)
        if attempt(form, act, fields):
            messages.success(request, _("Vrijgehouden. Nieuwe rondes laten deze plekken leeg."))
            return redirect("planning:steering")
    seats = form.cleaned_data.get("seats") or 1 if form.is_bound else 1
    context = {
        "heading": _("Plekken vrijhouden"),
        "lead": str(offer),
        "costs": _costs(lambda: _cost_of_reserving(request.actor, offer, seats)),
        "free": supply.free_of(offer, timezone.localdate(now)),
        "form": form,
        "submit": _("Hou deze plekken vrij"),
        "back": url_of(offer),
    }
    return render(request, "planning/steer.html", context, status=422 if form.is_bound else 200)


def _cost_of_reserving(actor: Actor, offer: Offer, seats: int) -> tuple[str, ...]:
    made = answers.newest_round(actor)
    if made is None:
        raise answers.Unanswered(_("Er is nog geen ronde. We weten niet wat dit kost."))
    where = {"place": offer.code} if isinstance(offer, Place) else {"run": offer.code}
    return answers.cost_of_reserving(made, seats, get_language() or "nl", **where)


@opened(May.START_ROUNDS)
@require_POST
def end_reserve(request: Asked, pk: int) -> HttpResponse:
    """Let rounds fill these seats again."""
    request.actor.require_in(May.START_ROUNDS, None)
    kept = get_object_or_404(Reserve, pk=pk)
    act = partial(steering.end_reserve, kept, by=request.actor, now=timezone.now())
    return do(request, act, _("Nieuwe rondes mogen deze plekken weer vullen."), reverse("planning:steering"))
