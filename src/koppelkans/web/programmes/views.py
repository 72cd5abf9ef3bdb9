"""The pages about programmes: the list, one with its rule and its line, and who takes part."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from koppelkans.core import trail
from koppelkans.core.access import Actor, Unknown
from koppelkans.core.roles import May
from koppelkans.people import queries as people
from koppelkans.planning.admission import person_of
from koppelkans.programmes import actions, queries, rules
from koppelkans.programmes.models import Participation, Programme
from koppelkans.supply.queries import training_names
from koppelkans.web.door import Asked, opened
from koppelkans.web.programmes.forms import AboveForm, AdmitForm, EndForm, ProgrammeForm
from koppelkans.web.programmes.shown import form_page, how_full, page_of, programme_of, standing, state_of, tabs
from koppelkans.web.supply.flow import attempt, do, posted
from koppelkans.web.tables import Cell, Column, Fact, Table

A_PAGE = 50
EXCEPTION_AT = dict.fromkeys(("why", "no-need", "no-exceptions"), "exception")


@opened(May.SEE_PROGRAMMES)
@require_GET
def programmes(request: Asked) -> HttpResponse:
    """All programmes this actor sees."""
    today = timezone.localdate()
    rows = queries.with_counts(queries.visible_to(request.actor))
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    columns = [
        Column(_("Programma")),
        Column(_("Eerste dag")),
        Column(_("Laatste dag")),
        Column(_("Doen mee"), number=True),
        Column(_("Wachten"), number=True),
        Column(_("Stand")),
    ]
    lines = []
    row: Any  # a programme with its counts
    for row in page:
        words, tone = state_of(row, today)
        most = gettext("van %(cap)d") % {"cap": row.cap} if row.cap else ""
        cells = [Cell(row.name, url=reverse("programmes:programme", args=[row.code])), row.starts_on, row.ends_on]
        lines.append([*cells, Cell(row.taking_part, note=most), row.waiting, Cell(words, tone=tone)])
    context = {
        "page": page,
        "table": Table(columns, lines, caption=_("Programma’s")),
        "may_edit": request.actor.may(May.EDIT_PROGRAMMES),
    }
    return render(request, "programmes/list.html", context)


def _shown(actor: Actor, rows: list[Participation]) -> dict[int, str]:
    """The municipality of each person of these rows who exists for this actor, by the person's id."""
    if not actor.may(May.SEE_PEOPLE):
        return {}
    found = people.visible_to(actor).filter(pk__in=[row.subject_id for row in rows])
    return dict(found.values_list("pk", "municipality_id"))


def _people(request: Asked, programme: Programme) -> dict[str, Any]:
    """Who takes part and who waits, as far as this actor may see them; that they were shown is recorded."""
    everybody, line = list(queries.taking_part(programme)), queries.line(programme)
    exist = _shown(request.actor, [*everybody, *line])
    seen = [row for row in everybody if row.subject_id in exist]
    page = Paginator(seen, A_PAGE).get_page(request.GET.get("page"))
    waiting = [(number, row) for number, row in enumerate(line, 1) if row.subject_id in exist]
    shown = {row.subject_id for row in page} | {row.subject_id for _number, row in waiting}
    if shown:
        trail.record(
            "programme.people",
            by=request.actor,
            purpose="programme",
            now=timezone.now(),
            subjects=sorted(shown),
            thing=programme.code,
        )
    decides = request.actor.may(May.DECIDE)
    return {
        "page": page,
        "taking_part": list(page),
        "hidden": len(everybody) - len(seen),
        "line": waiting,
        "hidden_line": len(line) - len(waiting),
        "decides": decides,
    }


@opened(May.SEE_PROGRAMMES)
@require_GET
def programme(request: Asked, code: str) -> HttpResponse:
    """One programme."""
    found, today = programme_of(request, code), timezone.localdate()
    left = queries.seats_left(found)
    facts = [
        Fact(_("Soort"), found.get_kind_display().capitalize()),
        Fact(_("Idee"), date_format(found.idea_on, "j F Y") if found.idea_on else None),
        Fact(_("Eerste dag"), date_format(found.starts_on, "j F Y")),
        Fact(_("Laatste dag"), date_format(found.ends_on, "j F Y")),
        Fact(_("Gemeenten"), ", ".join(str(one) for one in found.municipalities.all()) or _("Alle gemeenten")),
        Fact(_("Sectoren"), ", ".join(found.sectors) or _("Alle sectoren")),
        Fact(_("Trainingen"), ", ".join(_trainings(found)) or _("Alle trainingen")),
        Fact(_("Contact op dag"), ", ".join(map(str, found.contact_plan))),
    ]
    if found.succeeds:
        facts.append(Fact(_("Gaat verder op"), str(found.succeeds), url=page_of(found.succeeds)))
    taken = queries.taking_part(found).count()
    context = {
        "state": state_of(found, today),
        "facts": facts,
        "partners": _partners(found, edits=request.actor.may(May.EDIT_PROGRAMMES)),
        "rule": rules.admission_in_words(found),
        "exceptions": rules.allows_exceptions(found),
        "parts": [(_("Bezet"), taken, "info"), (_("Vrij"), left or 0, "free")] if found.cap else None,
        "full": how_full(found) if left == 0 else "",
        "total": max(found.cap or 0, taken),
        "above": found.cap is not None and bool(found.tolerance) and taken < found.cap + found.tolerance,
        "against_start": rules.against_start(found),
    }
    return render(
        request, "programmes/programme.html", tabs(request, found, "programme") | context | _people(request, found)
    )


def _trainings(programme: Programme) -> list[str]:
    """The trainings of a programme by name."""
    names = training_names()
    return [names.get(code, code) for code in programme.catalogue]


def _partners(programme: Programme, *, edits: bool) -> Table | None:
    """The partners with what they do."""
    rows = list(programme.partner_rows.select_related("organisation"))
    if not rows:
        return None
    columns = [
        Column(_("Partner")),
        Column(_("Taak")),
        Column(_("Plek voor (per jaar)"), number=True),
        Column(_("Afgesproken")),
    ]
    return Table(
        columns,
        [
            [
                Cell(
                    row.organisation, url=reverse("programmes:partner", args=[programme.code, row.pk]) if edits else ""
                ),
                row.task,
                row.capacity,
                row.signed_on or Cell(_("nog niet"), tone="warning"),
            ]
            for row in rows
        ],
        caption=_("Partners"),
    )


@opened(May.EDIT_PROGRAMMES)
def new(request: Asked) -> HttpResponse:
    """A new programme."""
    form = ProgrammeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form,
            lambda: actions.add_programme(by=request.actor, now=timezone.now(), **form.values()),
            rules.FIELD_OF,
        )
        if made is not None:
            url = reverse("programmes:programme", args=[made.code])
            return do(request, lambda: None, _("Het programma staat erin."), url)
    return form_page(request, form, _("Programma toevoegen"), reverse("programmes:list"))


@opened(May.EDIT_PROGRAMMES)
def edit(request: Asked, code: str) -> HttpResponse:
    """Change a programme."""
    found, back = programme_of(request, code), reverse("programmes:programme", args=[code])
    form = ProgrammeForm(posted(request), programme=found)
    if request.method == "POST" and form.is_valid():
        saved = attempt(
            form,
            lambda: actions.edit_programme(found, by=request.actor, now=timezone.now(), **form.values()),
            rules.FIELD_OF,
        )
        if saved is not None:
            return do(request, lambda: None, _("Opgeslagen."), back)
    return form_page(request, form, _("Programma aanpassen"), back)


@opened(May.DECIDE)
def admit(request: Asked, code: str) -> HttpResponse:
    """Let somebody of the own municipality take part, or wait."""
    found, back = programme_of(request, code), reverse("programmes:programme", args=[code])
    initial = {"pseudonym": request.GET.get("kandidaat", "")}
    form = AdmitForm(posted(request), initial=initial, exceptions=rules.allows_exceptions(found))
    if request.method == "POST" and form.is_valid():
        today = timezone.localdate()
        pseudonym = form.cleaned_data["pseudonym"].strip()
        candidate = people.visible_to(request.actor).filter(subject__pseudonym=pseudonym).first()
        if candidate is None:
            form.add_error("pseudonym", _("Wij vinden geen kandidaat met deze code in jouw gemeente."))
        else:
            person, why = person_of(candidate, today), form.cleaned_data.get("exception", "")
            made = attempt(
                form,
                lambda: actions.admit(found, by=request.actor, person=person, now=timezone.now(), exception=why),
                EXCEPTION_AT,
            )
            if made is not None:
                return do(
                    request, lambda: None, _("Deze persoon doet mee.") if made.admitted_on else standing(made), back
                )
    return form_page(request, form, _("Iemand aanmelden"), back, submit=_("Aanmelden"))


def _own(request: Asked, number: int) -> tuple[Participation, str]:
    """A participation of a person of the own municipality, and that municipality."""
    rows = Participation.objects.select_related("programme", "subject")
    row = get_object_or_404(rows.filter(programme__in=queries.visible_to(request.actor).values("pk")), pk=number)
    candidate = people.visible_to(request.actor).filter(pk=row.subject_id).first()
    if candidate is None:
        raise Unknown(May.DECIDE)
    return row, candidate.municipality_id


@opened(May.DECIDE)
@require_POST
def accept(request: Asked, number: int) -> HttpResponse:
    """Take the seat that was kept."""
    row, municipality = _own(request, number)
    return do(
        request,
        lambda: actions.accept_seat(row, by=request.actor, municipality=municipality, now=timezone.now()),
        _("Deze persoon doet mee."),
        reverse("programmes:programme", args=[row.programme.code]),
    )


@opened(May.DECIDE)
def end(request: Asked, number: int) -> HttpResponse:
    """Somebody stops, leaves the line or declines a seat."""
    row, municipality = _own(request, number)
    back = reverse("programmes:programme", args=[row.programme.code])
    form = EndForm(posted(request))
    if request.method == "POST" and form.is_valid():
        why = form.cleaned_data["why"]
        return do(
            request,
            lambda: actions.end(row, by=request.actor, municipality=municipality, now=timezone.now(), why=why),
            _("Deze persoon doet niet meer mee."),
            back,
        )
    lead = gettext("%(who)s stopt met %(programme)s. Wie als eerste wacht, krijgt de plek aangeboden.") % {
        "who": row.subject,
        "programme": row.programme,
    }
    return form_page(request, form, _("Stoppen met het programma"), back, lead=lead, submit=_("Stoppen"))


@opened(May.DECIDE)
def above(request: Asked, number: int) -> HttpResponse:
    """Let somebody who waits take part above the cap, by name and with a reason."""
    row, municipality = _own(request, number)
    back, form = page_of(row.programme), AboveForm(posted(request))
    if request.method == "POST" and form.is_valid():
        why = form.cleaned_data["why"]
        made = attempt(
            form,
            lambda: actions.let_in_above(row, by=request.actor, municipality=municipality, why=why, now=timezone.now()),
            {"why": "why"},
        )
        if made is not None:
            return do(request, lambda: None, _("Deze persoon doet mee."), back)
    words = gettext("De groep is vol: %(full)s. %(who)s komt erbij, boven de grens. Wie verder wacht, blijft wachten.")
    lead = words % {"full": how_full(row.programme), "who": row.subject}
    return form_page(request, form, _("Toch laten meedoen"), back, lead=lead, submit=_("Laat meedoen"))
