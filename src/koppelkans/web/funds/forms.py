"""The forms about money."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from koppelkans.core.models import Municipality, Occupation, TargetGroup
from koppelkans.core.models.places import CODE
from koppelkans.core.vocabulary import CostKind
from koppelkans.funds.models import Fund
from koppelkans.web.forms import Form, MoneyField
from koppelkans.web.money import as_cents, as_euros


class PercentField(forms.DecimalField):
    """A share, asked as a percentage."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=100, decimal_places=12, **kwargs)

    def clean(self, value: Any) -> Any:
        """The share, from 0 to 1."""
        number = super().clean(value)
        return None if number is None else Decimal(number).scaleb(-2)

    def prepare_value(self, value: Any) -> Any:
        """A share as a percentage; what somebody typed stays as typed."""
        return format(value.scaleb(2).normalize() + 0, "f") if isinstance(value, Decimal) else value


class FundForm(Form):
    """A fund: how much, when, for what and for whom, and who vouches."""

    groups = (
        (_("Welk geld"), ["name", "code", "budget", "anyway", "start", "until"]),
        (_("Waarvoor"), ["pays", "pays_groups", "max_per_candidate"]),
        (_("Voor wie"), ["municipalities", "target_groups", "sectors"]),
        (_("Is het geld er al?"), ["state", "guarantor", "reserve"]),
    )
    name = forms.CharField(max_length=200, label=_("Naam"))
    code = forms.CharField(
        max_length=64, validators=[CODE], label=_("Code"), help_text=_("Kort, zonder spaties. Bijvoorbeeld esf-2027.")
    )
    budget = MoneyField(label=_("Hoeveel geld is er?"))
    start = forms.DateField(label=_("Eerste dag"), help_text=_("Voor stappen die op of na deze dag beginnen."))
    until = forms.DateField(label=_("Laatste dag"), help_text=_("Voor stappen die op of voor deze dag beginnen."))
    pays = forms.MultipleChoiceField(
        choices=CostKind.choices, widget=forms.CheckboxSelectMultiple, label=_("Welke kosten betaalt dit geld?")
    )
    pays_groups = forms.BooleanField(required=False, label=_("Betaalt ook kosten per groep"))
    max_per_candidate = MoneyField(
        required=False, label=_("Ten hoogste per persoon"), help_text=_("Niet ingevuld: er is geen grens.")
    )
    municipalities = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, label=_("Alleen voor mensen uit")
    )
    target_groups = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, label=_("Alleen voor deze doelgroepen")
    )
    sectors = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, label=_("Alleen voor werk in")
    )
    state = forms.ChoiceField(choices=Fund.State.choices, label=_("Stand"))
    guarantor = forms.ModelChoiceField(
        Fund.objects.none(),
        required=False,
        label=_("Wie staat garant?"),
        empty_label=_("Niemand"),
        help_text=_("Alleen bij geld dat nog niet is toegekend."),
    )
    reserve = PercentField(
        required=False,
        label=_("Hoeveel procent legt de garant vast?"),
        help_text=_("Alleen bij geld dat nog niet is toegekend. Niet ingevuld: alles."),
    )

    anyway = forms.BooleanField(required=False, label=_("Toch verlagen"))

    def __init__(self, *args: Any, fund: Fund | None = None, **kwargs: Any) -> None:
        self.fund = fund
        if fund is not None:
            kwargs["initial"] = fund_values(fund)
        super().__init__(*args, **kwargs)
        granted = Fund.objects.filter(~Q(state=Fund.State.EXPECTED))
        self.fields["guarantor"].queryset = granted.exclude(pk=fund.pk) if fund else granted  # type: ignore[attr-defined]
        choices = {
            "municipalities": [(one.pk, str(one)) for one in Municipality.objects.all()],
            "target_groups": [(one.pk, str(one)) for one in TargetGroup.objects.all()],
            "sectors": [
                (one, one) for one in Occupation.objects.order_by("sector").values_list("sector", flat=True).distinct()
            ],
        }
        for name, known in choices.items():
            # a fund may name what the region does not have (any more): it stays as it is
            own = getattr(fund, "groups" if name == "target_groups" else name) if fund else []
            known += [(code, code) for code in own if code not in dict(known)]
            self.fields[name].choices = known  # type: ignore[attr-defined]
            if not known:
                del self.fields[name]
        self.hidden_box = self.fields.pop("anyway")
        if self.data.get("anyway"):
            self.offer_anyway()

    def offer_anyway(self) -> None:
        """Show the box to insist: only where more was taken than would be left."""
        self.fields["anyway"] = self.hidden_box

    def values(self) -> dict[str, Any]:
        """The fields of a fund, as the action takes them; an answer that says the same keeps its writing."""
        found, fund = dict(self.cleaned_data), self.fund
        found.pop("anyway", None)
        found["budget"] = as_euros(found["budget"], fund.budget if fund else None)
        found["max_per_candidate"] = as_euros(found["max_per_candidate"], fund.max_per_candidate if fund else None)
        found["pays_groups"] = _kept(found["pays_groups"], fund.pays_groups if fund else "")
        if fund and fund.state == "" and found["state"] == Fund.State.GRANTED:
            found["state"] = ""
        if fund and fund.reserve is not None and fund.reserve == found["reserve"]:
            found["reserve"] = fund.reserve
        if "target_groups" in found:
            found["groups"] = found.pop("target_groups")
        for name in ("pays", "municipalities", "groups", "sectors"):
            before = getattr(fund, name) if fund else []
            if name in found and set(before) == set(found[name]):
                found[name] = before
        return found


def _kept(chosen: bool, before: str) -> str:
    """Yes or no as the format writes it; empty stays empty while it means the same."""
    if chosen:
        return str(Fund.YesNo.YES)
    return before if before in {"", Fund.YesNo.NO} else str(Fund.YesNo.NO)


def fund_values(fund: Fund) -> dict[str, Any]:
    """A fund as the form shows it."""
    names = ("name", "code", "start", "until", "pays", "municipalities", "sectors", "reserve")
    values: dict[str, Any] = {name: getattr(fund, name) for name in names}
    return values | {
        "budget": as_cents(fund.budget),
        "pays_groups": fund.pays_groups == Fund.YesNo.YES,
        "max_per_candidate": as_cents(fund.max_per_candidate),
        "target_groups": fund.groups,
        "state": fund.state or Fund.State.GRANTED,
        "guarantor": fund.guarantor_id,
    }


class WhyForm(Form):
    """Why a reservation is given back or spent."""

    why = forms.CharField(
        required=False,
        max_length=500,
        label=_("Waarom?"),
        help_text=_("Zet hier geen namen neer."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class UsedForm(Form):
    """What of somebody's ceiling was used elsewhere."""

    pseudonym = forms.CharField(max_length=64, label=_("Code van de kandidaat"))
    cents = MoneyField(label=_("Wat is al gebruikt?"))
