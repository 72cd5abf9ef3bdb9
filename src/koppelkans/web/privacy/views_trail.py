"""Who looked at whom: the trail with filters, one act, one person, and the trail as a file."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from io import BytesIO

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from koppelkans.core.models import AuditEntry, Subject
from koppelkans.core.roles import ROLES, May
from koppelkans.documents.problems import TableError
from koppelkans.documents.tables_out import Sheet, Value, write_xlsx
from koppelkans.privacy import actions, queries
from koppelkans.privacy.records import json_lines
from koppelkans.privacy.register import ACTIVITIES
from koppelkans.web.door import Asked, opened
from koppelkans.web.privacy.forms import LookingForm
from koppelkans.web.privacy.words import action_words
from koppelkans.web.tables import Cell, Column, Table

PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def purpose_words(code: str) -> str:
    """A purpose as the register names it."""
    return str(ACTIVITIES[code].name) if code in ACTIVITIES else code


def role_words(codes: str) -> str:
    """The roles somebody had, in words."""
    return ", ".join(str(ROLES[code].name) if code in ROLES else code for code in codes.split(",") if code)


def _person_cell(entry: AuditEntry) -> Cell | None:
    if entry.subject is None:
        return None
    whole = format_html('<span class="kk-nowrap">{}</span>', entry.subject.pseudonym)
    return Cell(whole, url=reverse("privacy:person", args=[entry.subject.pseudonym]))


def trail_rows(heads: Iterable[tuple[AuditEntry, int]]) -> list[list[object]]:
    """One row for each act: when, who, what, what for, and of whom or of how many."""
    return [
        [
            Cell(entry.at, url=reverse("privacy:act", args=[entry.trace])),
            Cell(entry.who, note=role_words(entry.role)),
            action_words(entry.action),
            purpose_words(entry.purpose),
            _person_cell(entry) if people == 1 else (people or None),
        ]
        for entry, people in heads
    ]


@opened(May.SEE_TRAIL)
@require_GET
def trail(request: Asked) -> HttpResponse:
    """The acts in the trail, latest first; one row for each act, however many people it concerned."""
    form = LookingForm(request.GET)
    looking = form.looking(timezone.localdate())
    page = Paginator(queries.acts(request.actor, looking), PAGE).get_page(request.GET.get("page"))
    heads = queries.heads(page.object_list, of_one=bool(looking.person))
    person = Subject.objects.filter(pseudonym__iexact=looking.person.strip()).first() if looking.person else None
    actions.note_look(person, by=request.actor, now=timezone.now(), thing=_told(looking) if not person else "")
    columns = [Column(_("Wanneer")), Column(_("Wie")), Column(_("Wat")), Column(_("Waarvoor")), Column(_("Bij wie"))]
    context = {
        "form": form,
        "looking": looking,
        "person": person,
        "page": page,
        "table": Table(columns, trail_rows(heads), caption=_("Wie zag of deed wat")),
        "query": request.GET.urlencode(),
        "waiting": queries.waiting(request.actor).count() if request.actor.may(May.CONFIRM_ERASURE) else 0,
    }
    return render(request, "privacy/trail.html", context)


def _told(looking: queries.Looking) -> str:
    """What was asked of the trail, for the trail; never what somebody typed as a person."""
    asked = [looking.purpose, str(looking.since or ""), str(looking.until or "")]
    return " ".join(part for part in asked if part)


@opened(May.SEE_TRAIL)
@require_GET
def find(request: Asked) -> HttpResponse:
    """From a typed pseudonym to the page of that person."""
    asked = request.GET.get("person", "").strip()
    subject = Subject.objects.filter(pseudonym__iexact=asked).first() if asked else None
    if subject is None:
        return render(request, "privacy/find.html", {"asked": asked})
    return redirect("privacy:person", subject.pseudonym)


@opened(May.SEE_TRAIL)
@require_GET
def person(request: Asked, pseudonym: str) -> HttpResponse:
    """Who saw this person: per colleague and purpose, and every entry."""
    subject = get_object_or_404(Subject, pseudonym=pseudonym)
    seen = queries.who_saw(request.actor, subject)
    rows = [
        [row["who"], role_words(row["role"]), purpose_words(row["purpose"]), row["times"], row["latest"]]
        for row in seen
    ]
    found = queries.entries(request.actor, queries.Looking(person=pseudonym))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    every = [
        [
            Cell(entry.at, url=reverse("privacy:act", args=[entry.trace])),
            Cell(entry.who, note=role_words(entry.role)),
            action_words(entry.action),
            purpose_words(entry.purpose),
        ]
        for entry in page
    ]
    summary = [
        Column(_("Wie")),
        Column(_("Rol")),
        Column(_("Waarvoor")),
        Column(_("Hoe vaak"), number=True),
        Column(_("Laatst")),
    ]
    entry_columns = [Column(_("Wanneer")), Column(_("Wie")), Column(_("Wat")), Column(_("Waarvoor"))]
    context = {
        "subject": subject,
        "summary": Table(summary, rows, caption=_("Wie zag deze persoon")),
        "table": Table(entry_columns, every, caption=_("Alle handelingen")),
        "page": page,
    }
    response = render(request, "privacy/person.html", context)
    actions.note_look(subject, by=request.actor, now=timezone.now())
    return response


@opened(May.SEE_TRAIL)
@require_GET
def act(request: Asked, trace: uuid.UUID) -> HttpResponse:
    """One act: who did what, and every person it concerned."""
    found = queries.act(request.actor, trace)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    if not page.object_list:
        raise Http404(trace)
    first = page.object_list[0]
    facts = [
        (_("Wanneer"), first.at),
        (_("Wie"), first.who),
        (_("Rol"), role_words(first.role)),
        (_("Wat"), action_words(first.action)),
        (_("Waarvoor"), purpose_words(first.purpose)),
        (_("Waarover"), first.thing),
        (_("Reden"), first.why),
    ]
    rows = [[_person_cell(entry)] for entry in page if entry.subject]
    table = Table([Column(_("Kandidaat"))], rows, caption=_("Bij wie"))
    actions.note_look(None, by=request.actor, now=timezone.now(), thing=f"act {trace}")
    return render(request, "privacy/act.html", {"facts": facts, "first": first, "table": table, "page": page})


@opened(May.SEE_TRAIL)
@require_GET
def export(request: Asked, form: str) -> HttpResponseBase:
    """The trail as asked, as XLSX or as JSON lines in the shape of the Logboek Dataverwerkingen."""
    if form not in {"xlsx", "jsonl"}:
        raise Http404(form)
    asked = LookingForm(request.GET)
    looking = asked.looking(timezone.localdate())
    if asked.errors:  # a file with something else than was asked is worse than none
        return redirect(f"{reverse('privacy:trail')}?{request.GET.urlencode()}")
    found = queries.entries(request.actor, looking)
    actions.note_export(f"{form} {_told(looking)}".strip(), by=request.actor, now=timezone.now())
    name = f"logboek-{timezone.localdate():%Y-%m-%d}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if form == "jsonl":
        address = request.build_absolute_uri(reverse("privacy:register"))
        lines = json_lines(found.iterator(chunk_size=1000), address)
        return StreamingHttpResponse(lines, content_type="application/jsonl", headers=headers)
    out = BytesIO()
    try:
        write_xlsx([_sheet(found.iterator(chunk_size=1000))], out)
    except TableError:
        messages.error(request, _("Dit is te veel voor één bestand. Kies een kortere periode."))
        return redirect("privacy:trail")
    return HttpResponse(out.getvalue(), content_type=XLSX, headers=headers)


def _sheet(found: Iterable[AuditEntry]) -> Sheet:
    header = [_("Wanneer"), _("Wie"), _("Rol"), _("Wat"), _("Waarvoor"), _("Bij wie"), _("Waarover"), _("Handeling")]
    rows: Iterable[list[Value]] = (
        [
            entry.at,
            entry.who,
            role_words(entry.role),
            action_words(entry.action),
            purpose_words(entry.purpose),
            entry.subject.pseudonym if entry.subject else "",
            entry.thing,
            str(entry.trace),
        ]
        for entry in found
    )
    return Sheet(_("Logboek"), header, rows)
