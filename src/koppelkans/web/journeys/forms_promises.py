"""The forms about a work guarantee that is not kept."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from koppelkans.core.models import User
from koppelkans.supply.models import Breach
from koppelkans.web.forms import Form


class BrokenForm(Form):
    """What is the matter, who solves it, before when."""

    why = forms.CharField(max_length=500, label=_("Wat is er aan de hand?"), widget=forms.Textarea(attrs={"rows": 3}))
    owner = forms.ModelChoiceField(User.objects.none(), label=_("Wie lost het op?"), empty_label=_("Kies iemand"))
    due_on = forms.DateField(label=_("Voor welke dag?"))

    def __init__(self, *args: Any, owners: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]


class SolvedForm(Form):
    """How it came to an end."""

    end = forms.ChoiceField(choices=Breach.End.choices, widget=forms.RadioSelect, label=_("Hoe liep het af?"))
    told = forms.CharField(
        max_length=500, required=False, label=_("Toelichting"), widget=forms.Textarea(attrs={"rows": 3})
    )
