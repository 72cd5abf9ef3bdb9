"""What a candidate can write back."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from koppelkans.people.actions.own import LONGEST_WORDS
from koppelkans.web.forms import Form


class WrongForm(Form):
    """What is not right."""

    words = forms.CharField(
        label=_("Wat klopt er niet?"),
        max_length=LONGEST_WORDS,
        help_text=_("Schrijf het in je eigen woorden. Schrijf niets over je gezondheid."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
