"""Making and changing runs, places and employers."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from koppelkans.core.access import Unknown
from koppelkans.core.roles import May
from koppelkans.supply import actions, queries, rules
from koppelkans.supply.models import Employer, Run
from koppelkans.web.door import Asked, opened
from koppelkans.web.supply import words
from koppelkans.web.supply.flow import attempt, do, posted
from koppelkans.web.supply.forms import (
    EmployerForm,
    MentorsTakenForm,
    NameForm,
    PlaceForm,
    RunForm,
    place_values,
    run_values,
)
from koppelkans.web.supply.views_offers import place_of, run_of
from koppelkans.web.tables import Cell, Column, Fact, Table

# of the offer before this one; promises, money and who may come are chosen each time, or they slip in unseen
THE_SAME_AGAIN = ("provider", "employer", "occupation", "postcode", "dayparts")
FILLED_IN = {"occupation": _("beroep"), "postcode": _("postcode"), "dayparts": _("dagdelen")}
MONTHS_AHEAD = 12
A_PAGE = 50


def _show(request: Asked, form: Any, heading: Any, cancel: str, lead: Any = "") -> HttpResponse:
    """The page of a form."""
    return render(request, "supply/form.html", {"form": form, "heading": heading, "cancel": cancel, "lead": lead})


def _last_run(request: Asked) -> dict[str, Any]:
    """What of the last run of this provider is mostly the same again; the region starts empty."""
    own = request.actor.organisations(May.EDIT_RUNS)
    last = Run.objects.filter(provider__in=own).select_related("postcode").order_by("-pk").first()
    values = run_values(last) if last else {}
    return {name: value for name, value in values.items() if name in THE_SAME_AGAIN}


def _told(lead: Any, initial: dict[str, Any]) -> str:
    """The sentence above a form, and what in it was filled in already."""
    names = [str(name) for field, name in FILLED_IN.items() if initial.get(field)]
    if not names:
        return str(lead)
    told = _("Dit vulden we alvast in van de vorige keer: %(names)s. Kijk of het nog klopt.")
    return f"{lead} {told % {'names': ', '.join(names)}}"


@opened(May.EDIT_RUNS)
def run_new(request: Asked) -> HttpResponse:
    """A new run."""
    actor = request.actor
    initial = _last_run(request)
    form = RunForm(posted(request), actor=actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form, lambda: actions.add_run(by=actor, fields=form.values(), now=timezone.now()), rules.FIELD_OF
        )
        if made is not None:
            return do(request, lambda: None, _("De training staat erin."), words.url_of(made))
    lead = _("Dit kost ongeveer vijf minuten. Een training die je al eens gaf, kun je ook kopiëren.")
    return _show(request, form, _("Training toevoegen"), reverse("supply:index"), _told(lead, initial))


@opened(May.EDIT_RUNS)
def run_edit(request: Asked, code: str) -> HttpResponse:
    """Change a run."""
    actor, run = request.actor, run_of(request, code)
    if not queries.may_edit(actor, run):
        raise Unknown(May.EDIT_RUNS)
    form = RunForm(posted(request), actor=actor, run=run)
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form, lambda: actions.edit_run(run, by=actor, fields=form.values(), now=timezone.now()), rules.FIELD_OF
        )
        if made is not None:
            return do(request, lambda: None, _("Opgeslagen."), words.url_of(run))
    return _show(request, form, _("Training aanpassen"), words.url_of(run))


def _last_place(request: Asked) -> dict[str, Any]:
    """What of the last place of this employer is mostly the same again."""
    own = queries.places_visible_to(request.actor).filter(
        employer__organisation__in=request.actor.organisations(May.EDIT_PLACES)
    )
    last = own.order_by("-pk").first()
    values = place_values(last) if last else {}
    return {name: value for name, value in values.items() if name in THE_SAME_AGAIN}


@opened(May.EDIT_PLACES)
def place_new(request: Asked) -> HttpResponse:
    """A new place."""
    actor = request.actor
    initial = _last_place(request)
    if code := request.GET.get("employer"):
        employer = queries.employers_visible_to(actor).filter(organisation__code=code).first()
        initial["employer"] = employer.pk if employer else None
    form = PlaceForm(posted(request), actor=actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form, lambda: actions.add_place(by=actor, fields=form.values(), now=timezone.now()), rules.FIELD_OF
        )
        if made is not None:
            return do(request, lambda: None, _("De plek staat erin."), words.url_of(made))
    lead = _("Dit kost ongeveer vijf minuten. Een plek die je al eens had, kun je ook kopiëren.")
    return _show(request, form, _("Plek toevoegen"), reverse("supply:index"), _told(lead, initial))


@opened(May.EDIT_PLACES)
def place_edit(request: Asked, code: str) -> HttpResponse:
    """Change a place."""
    actor, place = request.actor, place_of(request, code)
    if not queries.may_edit(actor, place):
        raise Unknown(May.EDIT_PLACES)
    form = PlaceForm(posted(request), actor=actor, place=place)
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form, lambda: actions.edit_place(place, by=actor, fields=form.values(), now=timezone.now()), rules.FIELD_OF
        )
        if made is not None:
            return do(request, lambda: None, _("Opgeslagen."), words.url_of(place))
    return _show(request, form, _("Plek aanpassen"), words.url_of(place))


# ---- employers


def employer_of(request: Asked, code: str) -> Employer:
    """The employer of this code, where this actor sees it."""
    return get_object_or_404(queries.employers_visible_to(request.actor), organisation__code=code)


def _coming_months(employer: Employer) -> Table:
    """How many people an employer can still mentor in the months to come."""
    today = timezone.localdate()
    busy = queries.mentors_busy(employer, today)
    months, month = [], today.replace(day=1)
    for _number in range(MONTHS_AHEAD):
        months.append(month)
        month = words.next_month(month)
    rows = []
    for month in months:
        taken = busy[queries.month_of(month)]
        left = None if employer.mentors is None else max(0, employer.mentors - taken)
        rows.append([words.month_name(month), taken, _("geen grens") if left is None else left])
    columns = [Column(_("Maand")), Column(_("Bezet"), number=True), Column(_("Vrij"), number=True)]
    return Table(columns, rows, caption=_("Begeleiders per maand"))


@opened(May.SEE_OFFERS)
@require_GET
def employers(request: Asked) -> HttpResponse:
    """The employers this actor sees, with what they offer now."""
    actor, today = request.actor, timezone.localdate()
    form = NameForm(request.GET)
    text = request.GET.get("q", "").strip()[:100]
    rows = queries.employers_with_places(queries.employers_visible_to(actor), today)
    found = rows.filter(organisation__name__icontains=text) if text else rows
    page = Paginator(found.order_by("organisation__name", "pk"), A_PAGE).get_page(request.GET.get("page"))
    heads = [Column(_("Werkgever")), Column(_("Gemeente")), Column(_("Soorten plekken"), number=True)]
    heads.append(Column(_("Begeleiders"), number=True))
    lines: list[list[Any]] = []
    row: Any  # an employer with its number of places
    for row in page:
        organisation = row.organisation
        where = str(organisation.municipality) if organisation.municipality else gettext("De hele regio")
        mentors = gettext("geen grens") if row.mentors is None else row.mentors
        url = reverse("supply:employer", args=[organisation.code])
        lines.append([Cell(str(organisation), url=url), where, row.offered, mentors])
    context = {
        "form": form,
        "page": page,
        "table": Table(heads, lines, caption=_("Werkgevers")),
        "may_employer": actor.everywhere(May.EDIT_PLACES) or bool(actor.municipalities(May.EDIT_PLACES)),
    }
    return render(request, "supply/employers.html", context)


@opened(May.SEE_OFFERS)
@require_GET
def employer(request: Asked, code: str) -> HttpResponse:
    """An employer with its mentors and places."""
    found, today = employer_of(request, code), timezone.localdate()
    places = queries.places_with_room(queries.places_visible_to(request.actor).filter(employer=found), today)
    organisation = found.organisation
    mentors = _("Geen grens") if found.mentors is None else found.mentors
    facts = [
        Fact(_("Gemeente"), str(organisation.municipality) if organisation.municipality else _("De hele regio")),
        Fact(_("Mensen die tegelijk begeleid kunnen worden"), mentors),
    ]
    may_edit = queries.may_edit_employer(request.actor, found)
    if may_edit:
        facts.append(Fact(_("E-mailadres"), organisation.contact_email))
    context = {
        "employer": found,
        "facts": facts,
        "months": _coming_months(found),
        "places": words.places_table(places, today, sorting=False),
        "may_edit": may_edit,
    }
    return render(request, "supply/employer.html", context)


@opened(May.EDIT_PLACES)
def employer_new(request: Asked) -> HttpResponse:
    """A new employer, brought in by an adviser."""
    actor = request.actor
    if not actor.everywhere(May.EDIT_PLACES) and not actor.municipalities(May.EDIT_PLACES):
        raise Unknown(May.EDIT_PLACES)
    form = EmployerForm(posted(request), actor=actor)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: actions.add_employer(by=actor, now=timezone.now(), **form.cleaned_data), {})
        if made is not None:
            url = f"{reverse('supply:place-new')}?employer={made.organisation.code}"
            return do(request, lambda: None, _("De werkgever staat erin. Voeg nu een plek toe."), url)
    return _show(request, form, _("Werkgever toevoegen"), reverse("supply:index"))


@opened(May.EDIT_PLACES)
def employer_edit(request: Asked, code: str) -> HttpResponse:
    """How many people an employer can mentor."""
    actor, found = request.actor, employer_of(request, code)
    if not queries.may_edit_employer(actor, found):
        raise Unknown(May.EDIT_PLACES)
    form = EmployerForm(posted(request), actor=actor, employer=found)
    back = reverse("supply:employer", args=[code])
    if request.method == "POST" and form.is_valid():
        saved = attempt(
            form, lambda: actions.edit_employer(found, by=actor, now=timezone.now(), **form.cleaned_data), {}
        )
        if saved is not None:
            return do(request, lambda: None, _("Opgeslagen."), back)
    return _show(request, form, _("Werkgever aanpassen"), back)


@opened(May.EDIT_PLACES)
def mentors_taken(request: Asked, code: str) -> HttpResponse:
    """Mentors that are busy in a month with people from elsewhere."""
    actor, found = request.actor, employer_of(request, code)
    if not queries.may_edit_employer(actor, found):
        raise Unknown(May.EDIT_PLACES)
    form = MentorsTakenForm(posted(request))
    back = reverse("supply:employer", args=[code])
    if request.method == "POST" and form.is_valid():
        taken = {form.cleaned_data["month"]: form.cleaned_data["taken"]}
        saved = attempt(
            form,
            lambda: actions.edit_employer(found, by=actor, mentors=found.mentors, taken=taken, now=timezone.now()),
            {},
        )
        if saved is not None:
            return do(request, lambda: None, _("Opgeslagen."), back)
    lead = _("Tel alleen mensen die niet via dit platform komen.")
    return _show(request, form, _("Bezette begeleiders"), back, lead)
