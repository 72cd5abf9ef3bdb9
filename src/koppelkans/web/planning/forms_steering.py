"""Forms about what steers a round."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from koppelkans.web.forms import Form
from koppelkans.web.planning.words_steering import WHY


class WhyForm(Form):
    """Why something is not to be proposed again: closed reasons, for free words end up in other places."""

    why = forms.ChoiceField(label=_("Waarom?"), choices=[("", _("Kies een reden")), *WHY.items()], required=False)


class ReserveForm(Form):
    """How many seats are kept free, and until when."""

    seats = forms.IntegerField(label=_("Hoeveel plekken hou je vrij?"), min_value=1, initial=1)
    until = forms.DateField(
        label=_("Tot en met"),
        help_text=_("Laat dit leeg als je ze vrijhoudt tot je het zelf stopt."),
        widget=forms.DateInput(attrs={"type": "date"}),
        required=False,
    )

    def given(self) -> tuple[int, date | None]:
        """What was filled in."""
        return self.cleaned_data["seats"], self.cleaned_data["until"]
