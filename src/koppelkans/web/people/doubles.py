"""The pages about who may stand in it twice: the proposals, two beside each other, making one of them."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from koppelkans.core.access import Unknown
from koppelkans.core.refusal import Refused
from koppelkans.core.roles import May
from koppelkans.core.trail import record
from koppelkans.people import queries as people
from koppelkans.people.imports import doubles as double
from koppelkans.people.imports import queries
from koppelkans.people.models import Candidate
from koppelkans.web.door import Asked, opened
from koppelkans.web.people.flow import do, editable, page_of
from koppelkans.web.tables import Cell, Column, Table
from koppelkans.web.week import daypart_name


@opened(May.EDIT_PEOPLE)
def doubles(request: Asked) -> HttpResponse:
    """Pairs that may be one person; of all, or of one import."""
    asked = request.GET.get("import", "")
    batch = queries.import_of(int(asked), request.actor) if asked.isascii() and asked.isdigit() else None
    page = Paginator(double.proposals(request.actor, batch), 50).get_page(request.GET.get("page"))
    pairs = list(page.object_list)
    known = people.visible_to(request.actor).in_bulk({end for pair in pairs for end in (pair.first, pair.second)})
    rows = [
        [
            Cell(
                f"{known[pair.first]} / {known[pair.second]}",
                url=reverse("people:imports:compare", args=[str(known[pair.first]), str(known[pair.second])]),
            ),
            ", ".join(str(double.SIGNS[sign]) for sign in pair.signs),
        ]
        for pair in pairs
        if pair.first in known and pair.second in known
    ]
    table = Table(caption=_("Misschien dubbel"), columns=[Column(_("Wie")), Column(_("Wat is hetzelfde"))], rows=rows)
    return render(request, "people/imports/doubles.html", {"page": page, "table": table, "batch": batch})


@opened(May.EDIT_PEOPLE)
def compare(request: Asked, first: str, second: str) -> HttpResponse:
    """Two people beside each other."""
    one, other = _pair(request, first, second)
    record("person.compare", by=request.actor, purpose="doubles", now=timezone.now(), subjects=[one.pk, other.pk])
    kept, gone = double.kept_of(one, other)
    columns = [Column(_("Gegeven")), Column(_("%(who)s (blijft)") % {"who": kept}), Column(str(gone))]
    rows = [
        [label, mine, theirs]
        for (label, mine), (_label, theirs) in zip(_told(kept, request), _told(gone, request), strict=True)
    ]
    context = {
        "kept": kept,
        "gone": gone,
        "table": Table(caption=_("Naast elkaar"), columns=columns, rows=rows),
        "reasons": double.merge_faults(one, other, request.actor),
        "merge_url": reverse("people:imports:merge", args=[first, second]),
        "apart_url": reverse("people:imports:keep-apart", args=[first, second]),
    }
    return render(request, "people/imports/compare.html", context)


def _told(candidate: Candidate, request: Asked) -> list[tuple[str, str]]:
    """What one of the two is like; the contact card only for who may see it."""
    card = people.contact_of(candidate, request.actor)
    hidden = _("Alleen voor de eigen klantmanager")
    return [
        (_("Gemeente"), candidate.municipality.name),
        (_("Kenmerk"), candidate.own_key),
        (_("Naam"), card.name if card else hidden),
        (_("Telefoonnummer"), card.phone if card else hidden),
        (_("E-mailadres"), card.email if card else hidden),
        (_("Postcode"), candidate.postcode_id),
        (_("Klantmanager"), str(candidate.owner or "")),
        (_("Stand"), candidate.get_status_display()),
        (_("Vrije dagdelen"), ", ".join(str(daypart_name(part)) for part in candidate.dayparts)),
        (_("Wat deze persoon heeft"), ", ".join(str(held.credential) for held in people.holdings_of(candidate))),
        (_("Wensen"), ", ".join(str(wish.occupation) for wish in people.wishes_of(candidate))),
    ]


def _pair(request: Asked, first: str, second: str) -> tuple[Candidate, Candidate]:
    if first == second:
        raise Unknown(first)
    return editable(request, first), editable(request, second)


@require_POST
@opened(May.EDIT_PEOPLE)
def merge(request: Asked, first: str, second: str) -> HttpResponse:
    """Make one of two."""
    one, other = _pair(request, first, second)
    try:
        kept = double.merge(one, other, by=request.actor, now=timezone.now())
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, str(reason))
        return redirect("people:imports:compare", first, second)
    messages.success(request, _("Samengevoegd. Alles staat nu bij %(who)s.") % {"who": kept})
    return redirect(page_of(kept))


@require_POST
@opened(May.EDIT_PEOPLE)
def keep_apart(request: Asked, first: str, second: str) -> HttpResponse:
    """Say that these are two people."""
    one, other = _pair(request, first, second)
    return do(
        request,
        lambda: double.keep_apart(one, other, by=request.actor, now=timezone.now()),
        done=_("Goed. Wij vragen dit niet meer."),
        back=reverse("people:imports:doubles"),
    )
