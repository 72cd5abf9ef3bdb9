"""The forms of the privacy officer."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from koppelkans.privacy.queries import Looking
from koppelkans.privacy.register import ACTIVITIES
from koppelkans.privacy.rules import LONGEST, SHORTEST
from koppelkans.web.forms import Form

MONTH = timedelta(days=30)


class LookingForm(Form):
    """What of the trail to show."""

    person = forms.CharField(label=_("Pseudoniem"), required=False, max_length=64)
    who = forms.CharField(label=_("Wie"), required=False, max_length=200)
    purpose = forms.ChoiceField(label=_("Waarvoor"), required=False)
    since = forms.DateField(label=_("Vanaf"), required=False)
    until = forms.DateField(label=_("Tot en met"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        purpose = self.fields["purpose"]
        assert isinstance(purpose, forms.ChoiceField)  # noqa: S101 - for the type checker
        purpose.choices = [("", _("Alles")), *((code, activity.name) for code, activity in ACTIVITIES.items())]

    def looking(self, today: date) -> Looking:
        """What is asked; without a first day and a person: the last month."""
        self.is_valid()
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        if not {"since", "person"} & asked.keys():
            asked["since"] = min(today, asked.get("until", today)) - MONTH
        return Looking(**asked)


class TermForm(Form):
    """How long a kind of data is kept."""

    days = forms.IntegerField(
        label=_("Hoeveel dagen bewaren?"), min_value=SHORTEST, max_value=LONGEST, help_text=_("Een jaar is 365 dagen.")
    )
    basis = forms.CharField(label=_("Waarom zo lang?"), required=False, max_length=200, widget=forms.Textarea)


class KeepForm(Form):
    """Why and until when something is kept longer."""

    why = forms.CharField(label=_("Waarom bewaar je dit langer?"), max_length=1000, widget=forms.Textarea)
    keep_until = forms.DateField(label=_("Tot en met welke dag?"))
