"""The region as a whole: what is in it, in and out as a folder, its period and names."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from koppelkans.core.models import Municipality, Region
from koppelkans.core.refusal import Refused
from koppelkans.core.roles import May
from koppelkans.planning.actions.exchange import not_empty
from koppelkans.planning.actions.settings import change_region, name_municipalities
from koppelkans.planning.doors import RegionError, export_zip, import_zip
from koppelkans.planning.queries import counts
from koppelkans.web.door import Asked, opened
from koppelkans.web.region.forms import FolderForm, NamesForm, RegionForm
from koppelkans.web.tables import Column, Fact, Table

MOST_PROBLEMS = 200


@opened(May.EXCHANGE_REGION, May.EDIT_SETTINGS)
@require_GET
def index(request: Asked) -> HttpResponse:
    """What the region is, and what can be done with it as a whole."""
    region = Region.objects.first()
    facts = []
    if region:
        facts = [
            Fact(_("Naam"), region.name),
            Fact(_("Plannen vanaf"), region.plan_from),
            Fact(_("Plannen tot en met"), region.plan_until),
            Fact(_("Trainingen in één traject, ten hoogste"), region.max_runs),
            Fact(_("Gemeenten"), ", ".join(str(row) for row in Municipality.objects.all())),
        ]
    context = {
        "region": region,
        "facts": facts,
        "counts": counts(),
        "may_exchange": request.actor.may(May.EXCHANGE_REGION),
        "may_export": request.actor.may(May.EXPORT_REGION),
        "may_set": request.actor.may(May.EDIT_SETTINGS),
        "against": not_empty(),
    }
    return render(request, "region/index.html", context)


@opened(May.EXPORT_REGION)
@require_POST
def download(request: Asked) -> HttpResponseBase:
    """The region folder as a zip file."""
    try:
        region, packed = export_zip(by=request.actor, now=timezone.now())
    except Refused as error:
        for reason in error.reasons:
            messages.error(request, str(reason))
        return redirect("region:index")
    file = tempfile.TemporaryFile()  # noqa: SIM115 - FileResponse closes it
    file.write(packed)
    file.seek(0)
    name = f"{slugify(region.name) or 'regio'}-{timezone.localdate():%Y-%m-%d}.zip"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")


@opened(May.EXCHANGE_REGION)
@require_http_methods(["GET", "POST"])
def bring_in(request: Asked) -> HttpResponse:
    """Put a region folder into the empty platform."""
    form = FolderForm(request.POST or None, request.FILES or None)
    problems = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            import_zip(data["file"], by=request.actor, now=timezone.now(), first=data["first_day"])
        except Refused as error:
            for reason in error.reasons:
                form.add_error("file", str(reason))
        except RegionError as error:
            form.add_error("file", _("In de regiomap staan fouten. Er is niets overgenomen."))
            problems = _problem_table(error)
        else:
            messages.success(request, _("De regio is overgenomen."))
            return redirect("region:index")
    context = {"form": form, "problems": problems, "against": not_empty()}
    return render(request, "region/import.html", context)


def _problem_table(error: RegionError) -> Table:
    columns = [Column(_("Bestand")), Column(_("Regel"), number=True), Column(_("Kolom")), Column(_("Wat er staat"))]
    columns += [Column(_("Wat er mis is")), Column(_("Wat goed zou zijn"))]
    rows = [
        [Path(problem.file).name, problem.row, problem.column, problem.value[:80], problem.wrong, problem.right]
        for problem in error.problems[:MOST_PROBLEMS]
    ]
    return Table(columns, rows, caption=_("Fouten in de regiomap"))


@opened(May.EDIT_SETTINGS)
@require_http_methods(["GET", "POST"])
def settings(request: Asked) -> HttpResponse:
    """The name and the period of the region."""
    region = Region.objects.first()
    if region is None:
        messages.error(request, _("Er is nog geen regio. Haal er eerst een op."))
        return redirect("region:index")
    names = ("name", "plan_from", "plan_until", "max_runs")
    form = RegionForm(request.POST or None, initial={name: getattr(region, name) for name in names})
    if request.method == "POST" and form.is_valid():
        change_region(region, **form.cleaned_data, by=request.actor, now=timezone.now())
        messages.success(request, _("De regio is aangepast."))
        return redirect("region:index")
    return render(request, "region/form.html", {"form": form, "heading": _("Naam en periode")})


@opened(May.EDIT_SETTINGS)
@require_http_methods(["GET", "POST"])
def names(request: Asked) -> HttpResponse:
    """The names of the municipalities."""
    form = NamesForm(request.POST or None, municipalities=Municipality.objects.order_by("code"))
    if request.method == "POST" and form.is_valid():
        name_municipalities(form.cleaned_data, by=request.actor, now=timezone.now())
        messages.success(request, _("De namen zijn aangepast."))
        return redirect("region:index")
    return render(request, "region/form.html", {"form": form, "heading": _("Namen van de gemeenten")})
