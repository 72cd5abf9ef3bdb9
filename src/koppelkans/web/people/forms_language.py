"""The form in which the level of one language skill or several is written down."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from koppelkans.core.vocabulary import LEVELS, Skill
from koppelkans.people.models import LanguageMeasure
from koppelkans.web.forms import Form

LEVEL_CHOICES = [("", _("Nu niet gemeten")), *((level, level) for level in LEVELS)]


class MeasureForm(Form):
    """Levels per skill as measured on one day, how and by whom."""

    groups = (
        (_("Welk niveau?"), list(Skill.values)),
        (_("Wanneer en door wie?"), ["measured_on", "source", "assessor"]),
    )
    listening = forms.ChoiceField(required=False, choices=LEVEL_CHOICES, label=_("Luisteren"))
    reading = forms.ChoiceField(required=False, choices=LEVEL_CHOICES, label=_("Lezen"))
    speaking = forms.ChoiceField(required=False, choices=LEVEL_CHOICES, label=_("Spreken"))
    writing = forms.ChoiceField(required=False, choices=LEVEL_CHOICES, label=_("Schrijven"))
    measured_on = forms.DateField(label=_("Gemeten op"))
    source = forms.ChoiceField(
        choices=[("", _("Kies …")), *LanguageMeasure.Source.choices], label=_("Hoe is het gemeten?")
    )
    assessor = forms.CharField(max_length=200, label=_("Wie heeft gemeten?"), help_text=_("Naam of organisatie."))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        kwargs["initial"] = {"measured_on": today} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)

    def measures(self) -> dict[str, Any]:
        """What was filled in, as the verb takes it."""
        data = self.cleaned_data
        levels = {skill: data[skill] for skill in Skill.values if data.get(skill)}
        return {
            "levels": levels,
            "measured_on": data["measured_on"],
            "source": data["source"],
            "assessor": data["assessor"],
        }
