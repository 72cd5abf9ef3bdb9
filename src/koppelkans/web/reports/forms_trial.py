"""The form to try another definition of durable work."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from koppelkans.journeys import durable
from koppelkans.journeys.models import Form as WorkKind
from koppelkans.journeys.models import Proof
from koppelkans.journeys.models.work import MOST_HOURS
from koppelkans.web.forms import Form


class TrialForm(Form):
    """Another definition, to try."""

    hours = forms.DecimalField(
        min_value=Decimal("0.5"),
        max_value=MOST_HOURS,
        max_digits=4,
        decimal_places=1,
        localize=True,
        label=_("Uren per week"),
        help_text=_("Vanaf zoveel uur samen telt een dag mee."),
    )
    break_days = forms.IntegerField(
        min_value=0,
        max_value=364,
        label=_("Dagen pauze"),
        help_text=_("Zoveel mag. Bij één dag meer begint de teller opnieuw."),
    )
    proof = forms.ChoiceField(choices=Proof.Level.choices, label=_("Ten minste dit bewijs"))
    kinds = forms.MultipleChoiceField(
        choices=WorkKind.choices, widget=forms.CheckboxSelectMultiple, label=_("Soorten werk die meetellen")
    )

    def definition(self) -> durable.Definition:
        """The definition that was filled in; its milestones are those that count now."""
        data, now = self.cleaned_data, durable.current()
        return durable.Definition(
            version=0,
            forms=frozenset(data["kinds"]),
            all_forms=now.all_forms,
            proof=data["proof"],
            hours=data["hours"],
            break_days=data["break_days"],
            milestones=now.milestones,
        )


def values_of(definition: durable.Definition) -> dict[str, Any]:
    """What the form begins with."""
    return {
        "hours": definition.hours,
        "break_days": definition.break_days,
        "proof": definition.proof,
        "kinds": [form for form in definition.all_forms if form in definition.forms],
    }
