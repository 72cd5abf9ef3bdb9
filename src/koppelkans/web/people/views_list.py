"""The list of people: search, filters, export, and the days ahead of the own people."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date

from django.http import FileResponse, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as now_in_words
from django.utils.translation import gettext_lazy as _

from koppelkans.core.models import TargetGroup
from koppelkans.core.roles import May
from koppelkans.documents.calendars import calendar_file
from koppelkans.documents.tables_out import write_xlsx
from koppelkans.people import queries, rules
from koppelkans.people.actions import candidates
from koppelkans.people.models import Candidate, ContactCard
from koppelkans.people.states import Status
from koppelkans.web.door import Asked, opened
from koppelkans.web.paging import Pages
from koppelkans.web.people.dates import events_of
from koppelkans.web.people.flow import page_of, posted
from koppelkans.web.people.forms_more import ExportForm, SearchForm
from koppelkans.web.people.words import STATUS_TONES
from koppelkans.web.people.workbook import people_sheet
from koppelkans.web.tables import Cell, Column, Table

A_PAGE = 50
FILTERS = ("q", "owner", "status", "group", "freshness", "sort")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def asked_for(query: QueryDict) -> queries.Search:
    """What the address of the list asks for."""
    return queries.Search(
        text=query.get("q", ""),
        owner=query.get("owner", ""),
        status=query.get("status", ""),
        group=query.get("group", ""),
        freshness=query.get("freshness", ""),
        sort=query.get("sort", "code"),
    )


@opened(May.SEE_PEOPLE)
def people(request: Asked) -> HttpResponse:
    """The list, fifty a page."""
    actor, today = request.actor, timezone.localdate()
    asked = asked_for(request.GET)
    pages = Pages(queries.search(actor, asked, today), queries.in_full(actor), A_PAGE)
    found = pages.get_page(request.GET.get("page"))
    cards = queries.contacts_shown(found, actor)
    candidates.show_list(by=actor, contacts=cards, now=timezone.now())
    colleagues = queries.colleagues_in(actor.municipalities(May.EDIT_PEOPLE), today)
    context = {
        "form": SearchForm(request.GET, actor=actor, colleagues=colleagues),
        "page": found,
        "table": table_of(request, list(found), cards, asked.sort),
        "narrowed": any(request.GET.get(name) for name in FILTERS[:-1]),
        "may_edit": actor.may(May.EDIT_PEOPLE),
        "may_export": actor.may(May.EXPORT_PEOPLE),
        "may_import": actor.may(May.IMPORT_PEOPLE),
        "query": kept(request.GET),
    }
    return render(request, "people/list.html", context)


def kept(query: QueryDict) -> str:
    """The filters as a query string, without the page."""
    copy = query.copy()
    for name in list(copy):
        if name not in FILTERS:
            del copy[name]
    return copy.urlencode()


def table_of(request: Asked, found: Sequence[Candidate], cards: dict[int, ContactCard], sort: str) -> Table:
    """The people of one page as a table; several municipalities are told apart only where there are several."""
    actor, today = request.actor, timezone.localdate()
    several = actor.everywhere(May.SEE_PEOPLE) or len(actor.municipalities(May.SEE_PEOPLE)) > 1
    works = actor.may(May.EDIT_PEOPLE)
    group_names = {group.code: str(group) for group in TargetGroup.objects.all()}
    columns = [Column(_("Kandidaat"), sort="code")]
    columns += [Column(_("Gemeente"), sort="municipality")] if several else []
    columns += [Column(_("Klantmanager"), sort="owner")] if works else []
    columns += [
        Column(_("Stand")),
        Column(_("Doelgroep")),
        Column(_("Beschikbaar vanaf"), sort="available"),
        Column(_("Bevestigd op"), sort="confirmed"),
    ]
    rows = []
    for person in found:
        row: list[object] = [_who(person, cards.get(person.pk), works and queries.may_edit(person, actor))]
        row += [str(person.municipality)] if several else []
        row += [str(person.owner) if person.owner else Cell(_("niemand"), tone="warning")] if works else []
        row += [
            _standing(person, today),
            ", ".join(group_names.get(code, code) for code in person.groups),
            person.available_from,
            person.confirmed_on,
        ]
        rows.append(row)
    return Table(columns, rows, caption=_("Kandidaten"), sort=sort)


def _who(person: Candidate, card: ContactCard | None, own_key: bool) -> Cell:
    """The first cell: the name for the own case worker, else the pseudonym; below it what else it goes by."""
    named = bool(card and card.name)
    below = [str(person)] if named else []
    below += [person.own_key] if own_key and person.own_key else []
    return Cell(card.name if card and named else str(person), url=page_of(person), note=" · ".join(below))


def _standing(person: Candidate, today: date) -> Cell:
    """Where somebody stands, and for who takes part the most pressing thing that is the matter."""
    if person.status == Status.PARKED and person.parked_until and person.parked_until <= today:
        return Cell(_("staat te lang stil"), tone="bad")
    if person.status != Status.ACTIVE:
        return Cell(person.get_status_display(), tone=STATUS_TONES[person.status])
    if rules.dropped_out(person, today):
        return Cell(_("gegevens te oud"), tone="bad")
    if not getattr(person, "is_complete", True):
        return Cell(_("er ontbreekt iets"), tone="warning")
    if rules.stale(person, today):
        return Cell(_("gegevens zijn oud"), tone="warning")
    return Cell(person.get_status_display())


@opened(May.EXPORT_PEOPLE)
def export(request: Asked) -> HttpResponseBase:
    """Ask what goes into the file, and give the list as a workbook."""
    actor, today = request.actor, timezone.localdate()
    found = queries.search(actor, asked_for(request.GET), today).filter(actor.within(May.EXPORT_PEOPLE))
    form = ExportForm(posted(request), initial={"contacts": False})
    if request.method != "POST" or not form.is_valid():
        context = {
            "form": form,
            "heading": _("Lijst naar Excel"),
            "lead": _("Het gaat om %(count)d mensen, met hun kenmerk.") % {"count": found.count()},
            "submit": _("Bestand maken"),
            "cancel": f"{reverse('people:list')}?{kept(request.GET)}",
        }
        return render(request, "people/form.html", context | {"guard": False})
    ids = list(found.values_list("pk", flat=True))
    named = set(queries.own_people(actor).filter(pk__in=found.values("pk")).values_list("pk", flat=True))
    if not form.cleaned_data["contacts"]:
        named = set()
    candidates.export_people(by=actor, people=ids, contacts=named, now=timezone.now())
    out = io.BytesIO()
    write_xlsx([people_sheet(found, named)], out)
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=f"kandidaten-{today:%Y-%m-%d}.xlsx", content_type=XLSX)


@opened(May.EDIT_PEOPLE)
def calendar(request: Asked) -> HttpResponse:
    """The days ahead of the own people, as a file for an agenda; by pseudonym, as agendas travel."""
    today, now = timezone.localdate(), timezone.now()
    own = queries.own_people(request.actor).filter(merged_into=None).exclude(status=Status.LEFT)
    mine = list(own.prefetch_related("holdings__credential"))
    candidates.show_list(by=request.actor, contacts=[], now=now)
    events = [event for person in mine for event in events_of(person, list(person.holdings.all()), today)]
    content = calendar_file(now_in_words("Koppelkans: mijn mensen"), events, now=now)
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="mijn-mensen.ics"'},
    )
