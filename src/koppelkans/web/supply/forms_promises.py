"""The forms about tasks with risk, the crebo of a training, and a work guarantee."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from koppelkans.core.access import Actor
from koppelkans.core.models import Occupation, Organisation
from koppelkans.supply import queries
from koppelkans.supply.models import RiskTask
from koppelkans.supply.models.runs import CREBO
from koppelkans.web.forms import Form


class RiskTaskForm(Form):
    """A task with risk at a place."""

    name = forms.CharField(
        max_length=200, label=_("Welke taak?"), help_text=_("Bijvoorbeeld: werken op het dak, slijpen, tillen.")
    )
    instruction = forms.CharField(
        max_length=2000,
        label=_("Wat moet iemand begrijpen voor hij of zij begint?"),
        help_text=_("Kort, in stappen. Dit leest wie de instructie geeft."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    from_first_day = forms.BooleanField(
        required=False,
        initial=True,
        label=_("Hoort bij het werk vanaf de eerste dag"),
        help_text=_("Dan begint niemand op deze plek zonder bewijs."),
    )
    valid_days = forms.IntegerField(
        min_value=1,
        max_value=3650,
        initial=365,
        label=_("Hoe lang geldt het bewijs? (dagen)"),
        help_text=_("Daarna controleert iemand opnieuw of het is begrepen."),
    )

    def __init__(self, *args: Any, task: RiskTask | None = None, **kwargs: Any) -> None:
        if task is not None:
            names = ("name", "instruction", "from_first_day", "valid_days")
            kwargs["initial"] = {name: getattr(task, name) for name in names}
        super().__init__(*args, **kwargs)


class CreboForm(Form):
    """The code of the recognised diploma."""

    crebo = forms.CharField(
        required=False,
        max_length=5,
        validators=[CREBO],
        label=_("Crebo van het diploma"),
        help_text=_("Vijf cijfers. Leeg: deze training geeft geen erkend diploma."),
        widget=forms.TextInput(attrs={"size": 6, "inputmode": "numeric"}),
    )


class GuaranteeForm(Form):
    """Who promises which work after a training."""

    groups = (
        (_("Wie belooft wat?"), ["guarantor", "occupation", "jobs", "hours", "starts_within", "conditions"]),
        (_("Van wanneer tot wanneer?"), ["since", "until"]),
    )
    guarantor = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Werkgever"), empty_label=_("Kies een werkgever")
    )
    occupation = forms.ModelChoiceField(
        Occupation.objects.all(), label=_("Welk werk?"), empty_label=_("Kies een beroep")
    )
    jobs = forms.IntegerField(min_value=1, max_value=10_000, label=_("Voor hoeveel mensen?"))
    hours = forms.DecimalField(
        min_value=1, max_value=80, max_digits=4, decimal_places=1, label=_("Hoeveel uur per week, ten minste?")
    )
    starts_within = forms.IntegerField(
        min_value=1,
        max_value=730,
        initial=31,
        label=_("Binnen hoeveel dagen na het diploma begint het werk?"),
    )
    conditions = forms.CharField(
        required=False,
        max_length=2000,
        label=_("Zijn er voorwaarden?"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    since = forms.DateField(label=_("Vanaf"), help_text=_("Voor wie in deze tijd de training doet."))
    until = forms.DateField(label=_("Tot en met"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = [one.pk for one in queries.employers_visible_to(actor) if queries.may_edit_employer(actor, one)]
        field = self.fields["guarantor"]
        field.queryset = Organisation.objects.filter(pk__in=found).order_by("name")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first."""
        data = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if isinstance(since, date) and isinstance(until, date) and until < since:
            self.add_error("until", _("De laatste dag ligt voor de eerste dag."))
        return data


class SignForm(Form):
    """Who signed, and when."""

    signed_by = forms.CharField(max_length=200, label=_("Wie heeft getekend?"), help_text=_("Naam en functie."))
    signed_on = forms.DateField(label=_("Wanneer?"))


class WhyForm(Form):
    """A reason."""

    why = forms.CharField(max_length=500, label=_("Waarom?"), widget=forms.Textarea(attrs={"rows": 3}))
