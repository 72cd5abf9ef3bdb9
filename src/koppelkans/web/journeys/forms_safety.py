"""The forms about safe work: the proof of an instruction, and a second person who lets somebody begin."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from koppelkans.journeys import rules_safety
from koppelkans.journeys.models import Instruction
from koppelkans.people.languages import contact_languages
from koppelkans.supply.models import RiskTask
from koppelkans.web.forms import DateInput, Form


class InstructionForm(Form):
    """Who checked that an instruction was understood, in which language, how, and until when that counts."""

    language = forms.ChoiceField(
        label=_("In welke taal was de instructie?"), help_text=_("De taal die deze persoon goed begrijpt.")
    )
    how = forms.ChoiceField(
        choices=Instruction.How.choices,
        widget=forms.RadioSelect,
        label=_("Hoe is gecontroleerd dat het is begrepen?"),
        help_text=_("Een vertaald papier alleen is geen bewijs: iemand moet ook kunnen vragen."),
    )
    checked_by = forms.CharField(
        max_length=200, label=_("Wie heeft dat gecontroleerd?"), help_text=_("Naam en functie.")
    )
    checked_on = forms.DateField(label=_("Wanneer?"))
    until = forms.DateField(required=False, label=_("Tot en met wanneer geldt dit?"))

    def __init__(self, *args: Any, task: RiskTask, today: date, **kwargs: Any) -> None:
        kwargs["initial"] = {"checked_on": today} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [  # type: ignore[attr-defined]
            ("", _("Kies een taal")),
            *contact_languages().items(),
        ]
        self.fields["until"].help_text = _("Niet ingevuld: %(days)d dagen na de controle. Langer kan niet.") % {
            "days": task.valid_days
        }


class WhyForm(Form):
    """A reason."""

    why = forms.CharField(max_length=500, label=_("Waarom?"), widget=forms.Textarea(attrs={"rows": 3}))


class ReleaseForm(Form):
    """Yes until a day, or no; always with a reason."""

    allowed = forms.ChoiceField(
        choices=[("yes", _("Ja, tot en met een dag")), ("no", _("Nee"))],
        widget=forms.RadioSelect,
        label=_("Mag deze persoon zonder bewijs beginnen?"),
    )
    until = forms.DateField(required=False, label=_("Tot en met welke dag?"))
    why = forms.CharField(max_length=500, label=_("Waarom besluit je dit?"), widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        last = rules_safety.last_day_of_release(today)
        self.fields["until"].widget = DateInput({"min": today.isoformat(), "max": last.isoformat()})
        self.fields["until"].help_text = _("Alleen bij ja, en zo kort als kan.")
