"""About a round: who asked what, with which settings and versions, what was proven, and how to repeat it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.dateparse import parse_date
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from koppelkans.core.models import TargetGroup
from koppelkans.core.refusal import Refused
from koppelkans.core.roles import May
from koppelkans.planning import queries
from koppelkans.planning.actions.exporting import command, export_round, may_export, stopped_early
from koppelkans.planning.asked import Asked as AskedOf
from koppelkans.planning.asked import Change
from koppelkans.planning.models import Round
from koppelkans.web.door import Asked, opened
from koppelkans.web.planning.forms_round import KEEP
from koppelkans.web.planning.words import proven
from koppelkans.web.planning.words_chances import figure, table_of, weights_table
from koppelkans.web.tables import Column, Fact, Table


@opened(May.SEE_ROUNDS)
@require_GET
def about(request: Asked, pk: int) -> HttpResponse:
    """What a round was made with."""
    made = queries.find_round(pk, request.actor)
    coefficients = made.figures.get("coefficients") or []
    context = {
        "round": made,
        "at": "about",
        "who": who_and_when(made),
        "asked": what_was_asked(made),
        "weights": weights(made),
        "certificate": certificate(made),
        "hashes": hashes(made),
        "coefficients": table_of(coefficients) if coefficients else None,
        "may_export": may_export(made, request.actor),
        "command": command(),
    }
    return render(request, "planning/about.html", context)


@opened(May.EXPORT_REGION, May.START_ROUNDS)
@require_POST
def download(request: Asked, pk: int) -> HttpResponse:
    """The round as a zip file, to repeat it with."""
    made = queries.find_round(pk, request.actor)
    try:
        packed = export_round(made, by=request.actor, now=timezone.now())
    except Refused as error:
        for reason in error.reasons:
            messages.error(request, str(reason))
        return redirect("planning:about", pk)
    name = f"{slugify(made.name) or 'ronde'}-{made.pk}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(packed, content_type="application/zip", headers=headers)


def who_and_when(made: Round) -> list[Fact]:
    """By whom and when it was asked and computed."""
    facts = [Fact(_("Gestart door"), str(made.started_by or "–")), Fact(_("Gevraagd op"), made.asked_at)]
    if made.parent is not None:
        facts.append(Fact(_("Gemaakt vanuit"), made.parent.name, url=reverse("planning:round", args=[made.parent_id])))
    if made.started_at and made.ended_at:
        seconds = round((made.ended_at - made.started_at).total_seconds())
        minutes = seconds // 60
        took = ngettext("%(n)d seconde", "%(n)d seconden", seconds) % {"n": seconds}
        if minutes:
            took = ngettext("%(n)d minuut", "%(n)d minuten", minutes) % {"n": minutes}
        facts.append(Fact(_("Rekenen duurde"), took))
    if made.tries > 1:
        facts.append(Fact(_("Keer begonnen"), made.tries, note=_("Een keer is het rekenen onderweg gestopt.")))
    if made.adopted_at:
        facts.append(Fact(_("Van wat-als tot ronde gemaakt op"), made.adopted_at))
    return facts


def what_was_asked(made: Round) -> list[Fact]:
    """For whom, from when until when, and what did not take part."""
    asked, settings = AskedOf.read(made.asked), made.figures.get("settings", {})
    groups = {row.code: str(row) for row in TargetGroup.objects.all()}
    facts = [
        Fact(_("Voor"), str(made.municipality or _("Hele regio")), note=made.programme.name if made.programme else ""),
        Fact(_("Mensen"), made.people),
    ]
    if asked.groups:
        facts.append(Fact(_("Alleen uit deze groepen"), ", ".join(groups.get(code, code) for code in asked.groups)))
    for key, label in (("plan_from", _("Begin niet voor")), ("plan_until", _("Begin uiterlijk op"))):
        if day := settings.get(key):
            facts.append(Fact(label, parse_date(day)))
    for codes, label in (
        (asked.without_runs, _("Trainingen die niet meededen")),
        (asked.without_places, _("Plekken die niet meededen")),
        (asked.without_funds, _("Fondsen die niet meededen")),
    ):
        if codes:
            facts.append(Fact(label, ", ".join(codes)))
    for floor in settings.get("fairness", []):
        least = _("ten minste %(percent)s%%") % {"percent": figure(100 * floor["min_share"])}
        facts.append(Fact(_("Ondergrens: %(group)s") % {"group": groups.get(floor["group"], floor["group"])}, least))
    if asked.keep:
        words = {code: str(label) for code, label in KEEP}
        facts.append(Fact(_("Wat blijft van de vorige ronde"), words.get(asked.keep, _("Alles mag anders"))))
    return [*facts, *(Fact(_("Anders dan in de gegevens"), _changed(change)) for change in asked.changes)]


def _changed(change: Change) -> str:
    """A cell that a what-if changed; whose is not told: everybody of the region reads this."""
    if change.file == "candidates.csv":
        return _("iets van een kandidaat")
    return f"{change.id} {change.column}: {change.value or '–'}".strip()


def weights(made: Round) -> Table | None:
    """How heavy everything counted."""
    objective: dict[str, float] = made.figures.get("settings", {}).get("objective", {})
    return weights_table(objective) if objective else None


def certificate(made: Round) -> list[Fact]:
    """What was proven about the plan, in words, and with which programs."""
    if made.value is None or made.bound is None:
        return []
    known: dict[str, Any] = made.certificate
    counts, versions = known.get("counts", {}), known.get("versions", {})
    gap = (made.bound - made.value) / max(1.0, abs(made.bound))
    facts = [
        Fact(_("Hoe goed is dit plan?"), proven(gap)),
        Fact(
            _("Waarde van het plan"),
            figure(made.value),
            note=_("1 is één persoon die naar verwachting blijvend werk vindt, min wat het kost."),
        ),
        Fact(_("Meer kan niet"), figure(made.bound), note=_("De bewezen bovengrens.")),
    ]
    if stopped_early(made):
        facts.append(Fact(_("Eerder gestopt"), _("Ja: dit is het beste plan tot dat moment.")))
    if counts:
        looked = formats.number_format(counts["pathways"])
        facts.append(Fact(_("Trajecten bekeken"), looked))
    if versions:
        facts.append(Fact(_("Versies"), ", ".join(f"{name} {version}" for name, version in sorted(versions.items()))))
    if "seed" in known:
        facts.append(Fact(_("Begin van het toeval (seed)"), known["seed"]))
    return facts


def hashes(made: Round) -> Table | None:
    """Fingerprints: what was planned with, and each file that came out."""
    rows = [[_("Waarmee is gepland"), made.certificate["input"]]] if made.certificate.get("input") else []
    rows += [[f"plan/{name}", sha256] for name, sha256 in sorted((made.figures.get("hashes") or {}).items())]
    return Table([Column(_("Bestand")), Column(_("sha256"))], rows, caption=_("Vingerafdrukken")) if rows else None
