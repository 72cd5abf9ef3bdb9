"""The forms about work: the work itself, its last day, its proof, and another definition to try."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from koppelkans.core.models import Organisation
from koppelkans.journeys.models import Form as WorkKind
from koppelkans.journeys.models import Proof, Spell
from koppelkans.journeys.models.work import MOST_HOURS
from koppelkans.journeys.rules_work import Work
from koppelkans.web.forms import Form, Group

NOTHING = ("", _("Kies …"))
# the field of a form in which a reason against is told
PLACES = {
    "employer-missing": "employer",
    "employer-twice": "employer_name",
    "form-unknown": "form",
    "hours": "hours",
    "end-before-start": "until",
    "starts-too-late": "since",
    "overlap": "since",
    "proof-unknown": "level",
    "proof-day": "given_on",
    "why-missing": "why",
}


class OfVersion(Form):
    """A form that was asked for at a version of the journey: of two who send it the second is told."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def renew(self, version: int) -> None:
        """Give the form another chance after somebody was told that something changed."""
        self.data = {**self.data.dict(), "version": str(version)} if isinstance(self.data, QueryDict) else self.data


class WorkForm(OfVersion):
    """Work at one employer."""

    groups: Sequence[Group] = (
        (_("Bij wie"), ["employer", "employer_name"]),
        (_("Wat en wanneer"), ["form", "hours", "since", "until"]),
    )
    employer = forms.ModelChoiceField(
        Organisation.objects.filter(kind=Organisation.Kind.EMPLOYER).order_by("name"),
        required=False,
        label=_("Werkgever"),
    )
    employer_name = forms.CharField(
        required=False,
        max_length=200,
        label=_("Naam van de werkgever"),
        help_text=_("Alleen als de werkgever niet in de lijst staat."),
    )
    form = forms.ChoiceField(choices=[NOTHING, *WorkKind.choices], label=_("Soort werk"))
    hours = forms.DecimalField(
        max_digits=4,
        decimal_places=1,
        localize=True,
        label=_("Uren per week"),
        help_text=_("Het gemiddelde. Ten hoogste %(most)d.") % {"most": MOST_HOURS},
    )
    since = forms.DateField(label=_("Eerste dag"))
    until = forms.DateField(
        required=False, label=_("Laatste dag"), help_text=_("Leeg: het werk gaat door. De laatste dag telt mee.")
    )

    def work(self) -> Work:
        """What was filled in."""
        data = self.cleaned_data
        return Work(data["since"], data["hours"], data["form"], data["employer"], data["employer_name"], data["until"])


class NewWorkForm(WorkForm):
    """Work that is written down for the first time, with what it rests on."""

    groups = (*WorkForm.groups, (_("Waaruit blijkt het"), ["level", "given_on"]))
    level = forms.ChoiceField(
        choices=[("", _("Nog geen bewijs")), *Proof.Level.choices],
        required=False,
        label=_("Bewijs"),
        help_text=_("Wat alleen verteld is, telt nog niet mee."),
    )
    given_on = forms.DateField(required=False, label=_("Gezien op"))


class EndForm(OfVersion):
    """The last day of work."""

    until = forms.DateField(label=_("Laatste dag"), help_text=_("Deze dag telt nog mee."))


class ProofForm(OfVersion):
    """What work rests on."""

    level = forms.ChoiceField(choices=[NOTHING, *Proof.Level.choices], label=_("Bewijs"))
    given_on = forms.DateField(label=_("Gezien op"))


class WhyForm(OfVersion):
    """Why a proof is not right."""

    why = forms.CharField(
        max_length=500,
        label=_("Waarom klopt het bewijs niet?"),
        help_text=_("Schrijf niets op over gezondheid of familie."),
    )


class MistakeForm(OfVersion):
    """Work that was written down by mistake."""

    why = forms.CharField(max_length=500, required=False, label=_("Wat was de vergissing?"))


def values_of(spell: Spell) -> dict[str, Any]:
    """What a form about this work begins with."""
    names = ("employer", "employer_name", "form", "hours", "since", "until")
    return {name: getattr(spell, name) for name in names}


def today_as(day: date) -> dict[str, Any]:
    """A proof is mostly written down on the day it is seen."""
    return {"given_on": day}
