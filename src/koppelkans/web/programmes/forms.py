"""The forms about programmes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from koppelkans.core.models import Municipality, Occupation, Organisation
from koppelkans.programmes.models import Partner, Programme
from koppelkans.programmes.rules import ASKS, Way, ways_of
from koppelkans.supply.queries import training_names
from koppelkans.web.forms import Form, ModelForm
from koppelkans.web.supply.forms import CodesField, FoldedChoices, credential_choices, group_choices

RULES = ("groups_any", "holds_all", "sectors_any")
PLAIN = ("kind", "name", "about", "idea_on", "starts_on", "ends_on", "cap", "tolerance", "contact_plan")


def sector_choices() -> list[tuple[str, str]]:
    """The sectors of the occupations of the region."""
    rows = Occupation.objects.order_by("sector").values_list("sector", flat=True).distinct()
    return [(sector, sector) for sector in rows]


def training_choices() -> list[tuple[str, str]]:
    """The trainings of the region."""
    return sorted(training_names().items(), key=lambda one: (one[1], one[0]))


class DaysField(forms.CharField):
    """Days after the first day, typed with commas between them."""

    def prepare_value(self, value: Any) -> Any:
        """A list as it is typed."""
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[int] | None:
        """The days; None where that is no list of numbers, which the rule then says."""
        parts = str(super().clean(value)).replace(";", ",").split(",")
        try:
            return [int(part) for part in parts]
        except ValueError:
            return None


class ProgrammeForm(Form):
    """A programme: when, with whom, for whom, for how many."""

    groups = (
        (_("Het programma"), ["kind", "name", "about", "idea_on", "starts_on", "ends_on"]),
        (_("Met wie en waarin"), ["municipalities", "partners", "sectors", "catalogue"]),
        (_("Wie mag meedoen"), ["groups_any", "holds_all", "sectors_any"]),
        (_("Met hoeveel mensen"), ["cap", "tolerance"]),
        (_("Begeleiding"), ["contact_plan"]),
    )
    kind = forms.ChoiceField(
        choices=Programme.Kind.choices,
        label=_("Wat is het?"),
        help_text=_("Een pilot heeft een grens, en criteria die vastliggen voordat iemand begint."),
        widget=forms.RadioSelect,
    )
    name = forms.CharField(max_length=200, label=_("Naam"))
    about = forms.CharField(
        required=False,
        max_length=4000,
        label=_("Waar gaat het over?"),
        help_text=_("Een paar korte zinnen die iedereen begrijpt."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    idea_on = forms.DateField(
        required=False,
        label=_("Wanneer kwam het idee?"),
        help_text=_("Dan zie je later hoe lang het duurde van idee tot eerste start."),
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
    sectors = CodesField(required=False, label=_("Sectoren"), help_text=_("Niets gekozen: alle sectoren."))
    catalogue = CodesField(
        required=False, label=_("Trainingen van dit programma"), help_text=_("Niets gekozen: alle trainingen.")
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
    tolerance = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=100_000,
        label=_("Hoeveel mensen mogen er boven de grens bij?"),
        help_text=_("Nooit vanzelf: iemand laat ze toe, met naam en reden. Niet ingevuld: niemand."),
    )
    contact_plan = DaysField(
        required=False,
        max_length=200,
        label=_("Op welke dagen is er contact?"),
        help_text=_("Dagen na de eerste dag, met een komma ertussen. 0 is de eerste dag, 7 is een week later."),
    )

    def __init__(self, *args: Any, programme: Programme | None = None, **kwargs: Any) -> None:
        known = programme or Programme()
        kwargs["initial"] = programme_values(known)
        super().__init__(*args, **kwargs)
        self.rule = known.admission
        groups, sectors = group_choices(), sector_choices()
        given = {
            "sectors": _with(sectors, known.sectors),
            "catalogue": _with(training_choices(), known.catalogue),
            "groups_any": _with(groups, self.rule.get("groups_any", [])),
            "holds_all": list(credential_choices()),
            "sectors_any": _with(sectors, self.rule.get("sectors_any", [])),
        }
        for name, choices in given.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        if self.rule.get("ways"):  # each group has its own way in: those are on a page of their own
            for name in RULES:
                del self.fields[name]
        for name in ("partners", "municipalities", *given):
            if name in self.fields and not list(self.fields[name].choices):  # type: ignore[attr-defined]
                del self.fields[name]

    def values(self) -> dict[str, Any]:
        """What the action takes: fields, and the lists beside them."""
        found = self.cleaned_data
        fields = {name: found[name] for name in PLAIN}
        fields["tolerance"] = found["tolerance"] or 0
        if not self["contact_plan"].data:
            fields["contact_plan"] = self.initial["contact_plan"]
        fields |= {name: found[name] for name in ("sectors", "catalogue") if name in found}
        if not self.rule.get("ways"):
            kept = {name: self.rule[name] for name in ("holds_none", "exceptions") if self.rule.get(name)}
            fields["admission"] = {name: found[name] for name in RULES if found.get(name)} | kept
        return {
            "fields": fields,
            "municipalities": found.get("municipalities") or (),
            "partners": found.get("partners") or (),
        }


def _with(choices: list[tuple[str, str]], chosen: list[str]) -> list[tuple[str, str]]:
    """The choices, and what was chosen before and is not among them any more."""
    known = {code for code, _label in choices}
    return choices + [(code, code) for code in chosen if code not in known]


def programme_values(programme: Programme) -> dict[str, Any]:
    """A programme as the form shows it."""
    values: dict[str, Any] = {name: getattr(programme, name) for name in (*PLAIN, "sectors", "catalogue")}
    values |= {name: programme.admission.get(name, []) for name in RULES}
    if programme._state.adding:
        return values
    return values | {"municipalities": programme.municipalities.all(), "partners": programme.partners.all()}


class WayForm(Form):
    """One way into a programme: what is asked of somebody who comes in by it."""

    name = forms.CharField(
        max_length=200,
        label=_("Hoe heet deze groep?"),
        help_text=_("Bijvoorbeeld: inburgering afgerond, nog bezig met inburgering, anderstalig."),
    )
    groups_any = CodesField(
        required=False, label=_("Doelgroepen"), help_text=_("Eén ervan is genoeg. Niets gekozen: iedereen.")
    )
    holds_all = CodesField(
        required=False, label=_("Wat moet je al hebben?"), help_text=_("Alles wat je hier kiest."), widget=FoldedChoices
    )
    holds_none = CodesField(
        required=False,
        label=_("Wat heb je nog niet?"),
        help_text=_("Wie iets hiervan al heeft, hoort bij een andere groep."),
        widget=FoldedChoices,
    )
    sectors_any = CodesField(
        required=False, label=_("In welke sector wil je werken?"), help_text=_("Eén ervan is genoeg.")
    )

    def __init__(self, *args: Any, way: Way | None = None, **kwargs: Any) -> None:
        way = way or Way()
        kwargs["initial"] = {name: getattr(way, name) for name in ("name", *ASKS)}
        super().__init__(*args, **kwargs)
        credentials, sectors = list(credential_choices()), sector_choices()
        given = {
            "groups_any": _with(group_choices(), list(way.groups_any)),
            "holds_all": credentials,
            "holds_none": credentials,
            "sectors_any": _with(sectors, list(way.sectors_any)),
        }
        for name, choices in given.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]
            if not choices:
                del self.fields[name]

    def row(self) -> dict[str, Any]:
        """The way as the rule keeps it."""
        return {name: self.cleaned_data[name] for name in ("name", *ASKS) if self.cleaned_data.get(name)}


def way_rows(programme: Programme) -> list[dict[str, Any]]:
    """The ways of a programme as they are kept; a plain rule that asks something is the first way."""
    if programme.admission.get("ways"):
        return [dict(row) for row in programme.admission["ways"]]
    plain = {name: value for name, value in programme.admission.items() if name in ASKS and value}
    return [{"name": str(_("Iedereen"))} | plain] if plain else []


def way_at(programme: Programme, number: int) -> Way | None:
    """The way with this number, counted from 1."""
    rows = ways_of({"ways": way_rows(programme)}) if way_rows(programme) else []
    return rows[number - 1] if 1 <= number <= len(rows) else None


class PartnerForm(ModelForm):
    """What a partner does, for how many people, and since when that is agreed."""

    class Meta:
        model = Partner
        fields = ("task", "capacity", "signed_on")


class AdmitForm(Form):
    """Who is to take part."""

    pseudonym = forms.CharField(
        max_length=64, label=_("Code van de kandidaat"), help_text=_("Bijvoorbeeld K-7RXB4TGH.")
    )
    exception = forms.CharField(
        required=False,
        max_length=1000,
        label=_("Past deze persoon niet bij de regel? Waarom mag deze persoon toch meedoen?"),
        help_text=_("Jouw naam komt erbij te staan. Zet hier geen namen neer, en niets over gezondheid of familie."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, exceptions: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not exceptions:
            del self.fields["exception"]


class AboveForm(Form):
    """Why somebody is let in above the cap."""

    why = forms.CharField(
        max_length=1000,
        label=_("Waarom doet deze persoon nu al mee?"),
        help_text=_("Jouw naam komt erbij te staan. Zet hier geen namen neer, en niets over gezondheid of familie."),
        widget=forms.Textarea(attrs={"rows": 3}),
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
