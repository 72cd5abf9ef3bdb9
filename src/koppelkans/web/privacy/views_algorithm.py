"""What is told of the algorithm: to residents, to the algoritmeregister, and to who does a DPIA or an IAMA."""

from __future__ import annotations

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from koppelkans import __version__
from koppelkans.core.models import Municipality
from koppelkans.core.roles import May
from koppelkans.planning.coefficients import written
from koppelkans.planning.inputs import USES
from koppelkans.privacy import algorithm, assessment
from koppelkans.web.door import Asked, opened, public
from koppelkans.web.planning.words import percent, proven
from koppelkans.web.planning.words_chances import table_of, weights_table
from koppelkans.web.tables import Cell, Column, Fact, Table


@public
@require_GET
def residents(request: HttpRequest) -> HttpResponse:
    """How a proposal is made, what counts, what never does, and what one can do about it."""
    now = algorithm.running()
    uses: dict[str, list[str]] = {str(use): [] for use in USES}
    for one in now.inputs:
        uses[str(one.use)].append(str(one.what))
    context = {
        "now": now,
        "today": timezone.localdate(),
        "uses": uses.items(),
        "never": ", ".join(now.never),
        "coefficients": table_of(written(now.coefficients)) if now.coefficients else None,
        "weights": weights_table(now.objective) if now.objective else None,
        "contact": settings.KOPPELKANS_CONTACT,
    }
    return render(request, "privacy/algorithm.html", context)


def _organisation(request: Asked) -> tuple[str, str]:
    """The code and name of the municipality that the entry is for: one entry is of one organisation."""
    code = request.GET.get("gemeente", "").replace("\0", "")
    if not code:
        return "", ""
    found = get_object_or_404(Municipality, pk=code)
    return code, _("Gemeente %(name)s") % {"name": found}


@opened(May.SEE_TRAIL, May.EDIT_SETTINGS)
@require_GET
def entry(request: Asked) -> HttpResponse:
    """The entry for the algoritmeregister, with what is still to be filled in."""
    code, name = _organisation(request)
    told = algorithm.entry(name)
    missing = algorithm.to_fill_in(told)
    rows = []
    for field, value in told.items():
        tone = "warning" if field in missing else "info"
        if field in missing:
            standing: Cell | None = Cell(_("zelf invullen"), tone=tone)
        else:
            standing = Cell(_("zelf bevestigen"), tone=tone) if field in algorithm.TO_CONFIRM else None
        rows.append([field, _shown(value), standing])
    columns = [Column(_("Veld")), Column(_("Waarde")), Column(_("Nog doen"))]
    context = {
        "table": Table(columns, rows, caption=_("Velden van de publicatiestandaard 1.0")),
        "missing": len(missing),
        "municipalities": Municipality.objects.order_by("name", "code"),
        "code": code,
        "file": reverse("privacy:entry-file") + (f"?gemeente={code}" if code else ""),
        "version": __version__,
        "today": timezone.localdate(),
    }
    return render(request, "privacy/entry.html", context)


def _shown(value: object) -> str:
    """A value of the entry as text; lists and links in one line."""
    if isinstance(value, list):
        return "; ".join(_shown(one) for one in value)
    if isinstance(value, dict):
        return " ".join(str(one) for one in value.values())
    return str(value)


@opened(May.SEE_TRAIL, May.EDIT_SETTINGS)
@require_GET
def entry_file(request: Asked) -> HttpResponse:
    """The entry as a file."""
    _code, name = _organisation(request)
    content = json.dumps(algorithm.entry(name), ensure_ascii=False, indent=2) + "\n"
    headers = {"Content-Disposition": 'attachment; filename="algoritmeregister.json"'}
    return HttpResponse(content, content_type="application/json; charset=utf-8", headers=headers)


@opened(May.SEE_TRAIL, May.EDIT_SETTINGS)
@require_GET
def facts(request: Asked) -> HttpResponse:
    """The facts that a DPIA and an IAMA ask for, to print or keep."""
    now = algorithm.running()
    context = {
        "today": timezone.localdate(),
        "version": now.version,
        "facts": [
            Fact(_("Versie"), now.version),
            Fact(_("In gebruik sinds"), now.since or _("nog geen besluiten")),
            Fact(_("Getallen die een aanname zijn"), f"{now.assumed} / {len(now.coefficients)}"),
        ],
        "data": _data(),
        "inputs": Table(
            [Column(_("Gegeven")), Column(_("Waarvoor"))],
            [[one.what, one.use] for one in now.inputs],
            caption=_("Wat het plan van iemand gebruikt"),
        ),
        "never": ", ".join(now.never),
        "roles": Table(
            [Column(_("Rol")), Column(_("Mag"))],
            [[role, ", ".join(may)] for role, may in assessment.roles()],
            caption=_("Rollen"),
        ),
        "coefficients": table_of(written(now.coefficients)) if now.coefficients else None,
        "weights": weights_table(now.objective) if now.objective else None,
        "quality": _quality(),
        "safeguards": assessment.safeguards(),
        "limits": assessment.limits(),
    }
    return render(request, "privacy/assessment.html", context)


def _data() -> Table:
    """The personal data."""
    columns = [Column(_("Gegevens")), Column(_("Velden")), Column(_("Waarvoor")), Column(_("Hoe lang, in dagen"))]
    rows = [
        [account.model, ", ".join(account.fields), purpose, terms]
        for account, purpose, terms in assessment.data_fields()
    ]
    return Table(columns, rows, caption=_("Persoonsgegevens"))


def _quality() -> Table | None:
    """What was measured of the newest rounds."""
    columns = [
        Column(_("Ronde")),
        Column(_("Klaar op")),
        Column(_("Met een voorstel"), number=True),
        Column(_("Wie het eerst kan beginnen, gaat voor"), number=True),
        Column(_("Hoe goed is dit plan?")),
    ]
    rows = [
        [
            row.name,
            row.on,
            f"{number_format(row.placed)} ({percent(row.placed / row.people if row.people else 0.0)})",
            row.first_come,
            proven(row.gap),
        ]
        for row in assessment.quality()
    ]
    return Table(columns, rows, caption=_("Gemeten kwaliteit")) if rows else None
