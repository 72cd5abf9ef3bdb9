"""Somebody's work: the clock, the spells with their proof, and the forms to write down, change, prove and withdraw."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from koppelkans.core.access import Unknown
from koppelkans.core.roles import May
from koppelkans.journeys import durable
from koppelkans.journeys.actions import working
from koppelkans.journeys.models import Journey, Proof, Spell
from koppelkans.journeys.queries_clock import clock
from koppelkans.journeys.queries_journeys import journey_for
from koppelkans.journeys.queries_promises import promised_to
from koppelkans.journeys.queries_work import counted_together
from koppelkans.journeys.rules_work import days_of, hours_in_words, warnings, work_of
from koppelkans.web.door import Asked, opened
from koppelkans.web.journeys import shown_work
from koppelkans.web.journeys.forms_work import (
    PLACES,
    EndForm,
    MistakeForm,
    NewWorkForm,
    OfVersion,
    ProofForm,
    WhyForm,
    WorkForm,
    today_as,
    values_of,
)
from koppelkans.web.journeys.shown import opened_journey, page
from koppelkans.web.supply.flow import attempt, posted
from koppelkans.web.tables import Fact


@opened(May.GUIDE)
@require_GET
def work(request: Asked, number: int) -> HttpResponse:
    """The work of one person: the clock, the spells, what was counted."""
    journey = opened_journey(request, number)
    rows, today = list(counted_together(journey)), timezone.localdate()
    here = clock(rows, today, durable.current())
    code = journey.programme.code if journey.programme else ""
    reached = shown_work.work_reached(journey.candidate_id, code)
    context = page(request, journey, "work") | {
        "clock": here,
        "hours": hours_in_words(here.definition.hours),
        "lines": shown_work.clock_lines(here),
        "parts": shown_work.clock_parts(here),
        "milestone": shown_work.milestone_words(here.measure),
        "chart": shown_work.picture(rows, here) if rows else None,
        "spells": [shown_work.shown_spell(row, here, journey) for row in reversed(rows)],
        "withdrawn": shown_work.withdrawn(journey, rows),
        "promised": promised_to(journey, today),
        "warnings": warnings(rows, shown_work.first_day(journey)),
        "counted": shown_work.counted_table(reached) if reached else None,
        "whole_year": any(row.measure == "52w" and row.taken_back is None for row in reached),
    }
    return render(request, "journeys/work.html", context)


def spell_for(request: Asked, number: int, spell: int) -> Spell:
    """The work of an address; of another journey or taken away, it does not exist."""
    journey = journey_for(request.actor, number)
    found = journey.spells.filter(pk=spell, withdrawn_at=None).select_related("employer").first()
    if found is None:
        raise Unknown(May.GUIDE)
    found.journey = journey
    return found


def _back(number: int) -> str:
    return reverse("journeys:work", args=[number])


def _asked(
    request: Asked,
    journey: Journey,
    form: OfVersion,
    act: Callable[[dict[str, Any]], object],
    *,
    told: str | Promise,
    **shown: Any,
) -> HttpResponse | HttpResponseRedirect:
    """Show a form; when it was filled in, do its verb and go back to the work, or tell every reason against."""
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        common = {"by": request.actor, "now": timezone.now(), "version": data["version"]}
        if attempt(form, lambda: act(common), PLACES) is not None:
            messages.success(request, str(told))
            return redirect(_back(journey.pk))
        form.renew(journey_for(request.actor, journey.pk).version)
    context = {"form": form, "cancel": _back(journey.pk), "journey": journey, "submit": _("Opslaan")} | shown
    return render(request, "journeys/work_form.html", context)


@opened(May.GUIDE)
@require_http_methods(["GET", "POST"])
def add(request: Asked, number: int) -> HttpResponse:
    """Write down work."""
    journey = journey_for(request.actor, number)
    form = NewWorkForm(posted(request), initial={"version": journey.version})
    return _asked(
        request,
        journey,
        form,
        lambda common: working.add_spell(
            journey,
            work=form.work(),
            proof=form.cleaned_data["level"],
            given_on=form.cleaned_data["given_on"],
            **common,
        ),
        told=_("Het werk is opgeschreven."),
        heading=_("Werk opschrijven"),
        lead=_("Schrijf elk werk apart op, ook als het is gestopt. Daaruit volgt wat er telt."),
    )


@opened(May.GUIDE)
@require_http_methods(["GET", "POST"])
def edit(request: Asked, number: int, spell: int) -> HttpResponse:
    """Change work that was written down."""
    found = spell_for(request, number, spell)
    form = WorkForm(posted(request), initial=values_of(found) | {"version": found.journey.version})
    return _asked(
        request,
        found.journey,
        form,
        lambda common: working.edit_spell(found, work=form.work(), **common),
        told=_("Het werk is aangepast. De telling is opnieuw gedaan."),
        heading=_("Werk aanpassen"),
        lead=_("Verandert er iets aan de uren? Schrijf dan een laatste dag op, en daarna het nieuwe werk."),
    )


@opened(May.GUIDE)
@require_http_methods(["GET", "POST"])
def end(request: Asked, number: int, spell: int) -> HttpResponse:
    """Write down the last day of work."""
    found = spell_for(request, number, spell)
    form = EndForm(posted(request), initial={"until": found.until, "version": found.journey.version})
    return _asked(
        request,
        found.journey,
        form,
        lambda common: working.end_spell(found, until=form.cleaned_data["until"], **common),
        told=_("De laatste dag is opgeschreven."),
        heading=_("Laatste dag van het werk"),
        facts=_facts(found),
    )


@opened(May.GUIDE)
@require_http_methods(["GET", "POST"])
def withdraw(request: Asked, number: int, spell: int) -> HttpResponse:
    """Take away work that was written down by mistake."""
    found = spell_for(request, number, spell)
    form = MistakeForm(posted(request), initial={"version": found.journey.version})
    return _asked(
        request,
        found.journey,
        form,
        lambda common: working.withdraw_spell(found, why=form.cleaned_data["why"], **common),
        told=_("Het werk is weggehaald. De telling is opnieuw gedaan."),
        heading=_("Dit werk was een vergissing"),
        warning=_("Is het werk gestopt? Schrijf dan de laatste dag op. Haal alleen weg wat er nooit was."),
        facts=_facts(found),
        submit=_("Haal dit werk weg"),
        danger=True,
    )


@opened(May.GUIDE)
@require_http_methods(["GET", "POST"])
def prove(request: Asked, number: int, spell: int) -> HttpResponse:
    """Write down what work rests on."""
    found = spell_for(request, number, spell)
    form = ProofForm(posted(request), initial=today_as(timezone.localdate()) | {"version": found.journey.version})
    return _asked(
        request,
        found.journey,
        form,
        lambda common: working.add_proof(
            found, level=form.cleaned_data["level"], given_on=form.cleaned_data["given_on"], **common
        ),
        told=_("Het bewijs is opgeschreven. De telling is opnieuw gedaan."),
        heading=_("Bewijs van werk"),
        lead=_("Bewaar het bewijs zelf in het dossier van de gemeente. Hier staat alleen dat het is gezien."),
        facts=_facts(found),
    )


@opened(May.GUIDE)
@require_http_methods(["GET", "POST"])
def unprove(request: Asked, number: int, proof: int) -> HttpResponse:
    """A proof turns out not to be right."""
    journey = journey_for(request.actor, number)
    proofs = Proof.objects.filter(spell__journey=journey, spell__withdrawn_at=None, withdrawn_at=None)
    found = proofs.select_related("spell__employer").filter(pk=proof).first()
    if found is None:
        raise Unknown(May.GUIDE)
    found.spell.journey = journey
    form = WhyForm(posted(request), initial={"version": journey.version})
    return _asked(
        request,
        journey,
        form,
        lambda common: working.withdraw_proof(found, why=form.cleaned_data["why"], **common),
        told=_("Het bewijs is ingetrokken. De telling is opnieuw gedaan."),
        heading=_("Dit bewijs klopt niet"),
        warning=_("Wat alleen op dit bewijs rust, telt daarna niet meer mee."),
        facts=[*_facts(found.spell), Fact(_("Bewijs"), found.get_level_display())],
        submit=_("Trek dit bewijs in"),
        danger=True,
    )


def _facts(spell: Spell) -> list[Fact]:
    """What work it is about."""
    return [
        Fact(_("Werkgever"), work_of(spell).at),
        Fact(_("Soort werk"), spell.get_form_display()),
        Fact(_("Wanneer"), days_of(spell)),
    ]
