"""The forms about programmes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from koppelkans.core.models import Municipality, Occupation, Organisation, TargetGroup
from koppelkans.programmes.models import Programme
from koppelkans.web.forms import Form
from koppelkans.web.supply.forms import CodesField, FoldedChoices, credential_choices

RULES = ("groups_any", "holds_all", "sectors_any")


class ProgrammeForm(Form):
    """A programme: when, with whom, for whom, for how many."""

    groups = (
        (_("Het programma"), ["name", "about", "starts_on", "ends_on"]),
        (_("Met wie"), ["municipalities", "partners"]),
        (_("Wie mag meedoen"), ["groups_any", "holds_all", "sectors_any", "cap"]),
    )
    name = forms.CharField(max_length=200, label=_("Naam"))
    about = forms.CharField(
        required=False,
        max_length=4000,
        label=_("Waar gaat het over?"),
        help_text=_("Een paar korte zinnen die iedereen begrijpt."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    starts_on = forms.DateField(label=_("Eerste dag"))
    ends_on = forms.DateField(label=_("Laatste dag"))
    municipalities = forms.ModelMultipleChoiceField(
        Municipality.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("Gemeenten"),
        help_text=_("Niets gekozen: alle gemeenten."),
    )
    partners = forms.ModelMultipleChoiceField(
        Organisation.objects.all(), required=False, widget=forms.CheckboxSelectMultiple, label=_("Partners")
    )
    groups_any = CodesField(
        required=False, label=_("Doelgroepen"), help_text=_("Eén ervan is genoeg. Niets gekozen: iedereen.")
    )
    holds_all = CodesField(
        required=False, label=_("Wat moet je al hebben?"), help_text=_("Alles wat je hier kiest."), widget=FoldedChoices
    )
    sectors_any = CodesField(
        required=False, label=_("In welke sector wil je werken?"), help_text=_("Eén ervan is genoeg.")
    )
    cap = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=100_000,
        label=_("Hoeveel mensen kunnen ten hoogste meedoen?"),
        help_text=_("Wie daarna komt, staat op de wachtlijst. Niet ingevuld: er is geen grens."),
    )

    def __init__(self, *args: Any, programme: Programme | None = None, **kwargs: Any) -> None:
        if programme is not None:
            kwargs["initial"] = programme_values(programme)
        super().__init__(*args, **kwargs)
        rule = programme.admission if programme else {}
        sectors = Occupation.objects.order_by("sector").values_list("sector", flat=True).distinct()
        choices: dict[str, list[Any]] = {
            "groups_any": [(one.pk, str(one)) for one in TargetGroup.objects.all()],
            "holds_all": list(credential_choices()),
            "sectors_any": [(one, one) for one in sectors],
        }
        for name, known in choices.items():
            codes = {code for code, _label in known} if name != "holds_all" else None
            if codes is not None:
                known += [(code, code) for code in rule.get(name, []) if code not in codes]
            self.fields[name].choices = known  # type: ignore[attr-defined]
        for name in ("partners", "groups_any", "holds_all", "sectors_any", "municipalities"):
            field = self.fields[name]
            if not list(field.choices):  # type: ignore[attr-defined]
                del self.fields[name]

    def values(self) -> dict[str, Any]:
        """What the action takes: fields, and the lists beside them."""
        found = self.cleaned_data
        names = ("name", "about", "starts_on", "ends_on", "cap")
        fields = {name: found[name] for name in names}
        fields["admission"] = {name: found[name] for name in RULES if found.get(name)}
        return {
            "fields": fields,
            "municipalities": found.get("municipalities") or (),
            "partners": found.get("partners") or (),
        }


def programme_values(programme: Programme) -> dict[str, Any]:
    """A programme as the form shows it."""
    names = ("name", "about", "starts_on", "ends_on", "cap")
    values: dict[str, Any] = {name: getattr(programme, name) for name in names}
    values |= {name: programme.admission.get(name, []) for name in RULES}
    return values | {"municipalities": programme.municipalities.all(), "partners": programme.partners.all()}


class AdmitForm(Form):
    """Who is to take part."""

    pseudonym = forms.CharField(
        max_length=64, label=_("Code van de kandidaat"), help_text=_("Bijvoorbeeld K-7RXB4TGH.")
    )


class EndForm(Form):
    """Why somebody stops."""

    why = forms.CharField(
        required=False,
        max_length=500,
        label=_("Waarom?"),
        help_text=_("Zet hier geen namen neer, en niets over gezondheid."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
