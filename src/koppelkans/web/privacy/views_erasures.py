"""What waits to be erased: look at it, then erase it or keep it longer."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from koppelkans.core.refusal import Refused
from koppelkans.core.roles import May
from koppelkans.privacy import actions, queries
from koppelkans.privacy.models import ErasureProposal
from koppelkans.web.door import Asked, opened
from koppelkans.web.privacy.forms import KeepForm
from koppelkans.web.tables import Cell, Column, Table

PAGE = 50


def _chosen(request: Asked) -> list[int]:
    """The proposals that were ticked."""
    return [int(value) for value in request.POST.getlist("chosen") if value.isdecimal() and len(value) < 19]


def _columns() -> list[Column]:
    return [Column(_("Van wie")), Column(_("Wat")), Column(_("Gemeente")), Column(_("Mag weg sinds"))]


def _who(proposal: ErasureProposal) -> Cell:
    if proposal.subject is None:
        until = date_format(proposal.until, "j F Y") if proposal.until else ""
        words = ngettext("%(n)s rij tot en met %(until)s", "%(n)s rijen tot en met %(until)s", proposal.size)
        return Cell(words % {"n": proposal.size, "until": until})
    return Cell(proposal.subject.pseudonym, url=reverse("privacy:person", args=[proposal.subject.pseudonym]))


def _row(proposal: ErasureProposal) -> list[object]:
    return [_who(proposal), proposal.name, proposal.municipality, proposal.due_on]


@opened(May.CONFIRM_ERASURE)
@require_GET
def waiting(request: Asked) -> HttpResponse:
    """What is past its term, to tick."""
    page = Paginator(queries.waiting(request.actor), PAGE).get_page(request.GET.get("page"))
    lines = [{"proposal": proposal, "who": _who(proposal)} for proposal in page]
    context = {"page": page, "lines": lines, "columns": _columns(), "ticked": "alles" in request.GET}
    return render(request, "privacy/erasures.html", context)


@opened(May.CONFIRM_ERASURE)
@require_http_methods(["GET", "POST"])
def look(request: Asked) -> HttpResponse:
    """What was ticked, once more in full, with the choice: erase or keep longer."""
    chosen = list(queries.waiting(request.actor).filter(pk__in=_chosen(request)))
    if not chosen:
        messages.warning(request, _("Vink eerst aan waarover je besluit."))
        return redirect("privacy:erasures")
    return _look(request, chosen, KeepForm())


def _look(request: Asked, chosen: list[ErasureProposal], form: KeepForm) -> HttpResponse:
    table = Table(_columns(), [_row(proposal) for proposal in chosen], caption=_("Wat je hebt aangevinkt"))
    return render(request, "privacy/look.html", {"chosen": chosen, "table": table, "form": form})


@opened(May.CONFIRM_ERASURE)
@require_POST
def decide(request: Asked) -> HttpResponse:
    """Erase what was ticked, or keep it longer."""
    chosen, now = _chosen(request), timezone.now()
    if request.POST.get("verb") == "erase":
        refused = actions.erase(chosen, by=request.actor, now=now)
        done = len(set(chosen)) - len(refused)
        for proposal, reasons in refused:
            messages.warning(request, f"{proposal}: {' '.join(str(reason) for reason in reasons)}")
        if done:
            messages.success(request, ngettext("%(n)s keer gewist.", "%(n)s keer gewist.", done) % {"n": done})
        return redirect("privacy:erasures")
    form = KeepForm(request.POST)
    if form.is_valid():
        try:
            kept = actions.keep_longer(chosen, by=request.actor, **form.cleaned_data, now=now)
        except Refused as refusal:
            for reason in refusal.reasons:
                form.add_error("keep_until" if reason.code == "keep-until" else "why", str(reason))
        else:
            messages.success(request, _("Langer bewaard: %(n)s.") % {"n": kept})
            return redirect("privacy:erasures")
    found = list(queries.waiting(request.actor).filter(pk__in=chosen))
    return _look(request, found, form) if found else redirect("privacy:erasures")


@opened(May.CONFIRM_ERASURE)
@require_GET
def decided(request: Asked) -> HttpResponse:
    """What was decided before."""
    page = Paginator(queries.decided(request.actor), PAGE).get_page(request.GET.get("page"))
    rows = [
        [
            _who(proposal),
            proposal.name,
            Cell(proposal.get_outcome_display(), note=proposal.why),
            proposal.decided_by,
            proposal.decided_at,
        ]
        for proposal in page
    ]
    columns = [Column(_("Van wie")), Column(_("Wat")), Column(_("Besluit")), Column(_("Door")), Column(_("Wanneer"))]
    return render(request, "privacy/decided.html", {"page": page, "table": Table(columns, rows, caption=_("Besloten"))})
