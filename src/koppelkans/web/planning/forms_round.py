"""The form of a new round: for whom on top, everything else with a default that can be left alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from koppelkans.core.access import Actor
from koppelkans.core.models import Municipality, Region
from koppelkans.core.roles import May
from koppelkans.funds.models import Fund
from koppelkans.planning.asked import POINTS, Asked
from koppelkans.programmes.models import Programme
from koppelkans.programmes.queries import visible_to as programmes_visible_to
from koppelkans.supply.queries import Plannable
from koppelkans.web.forms import Form, Group
from koppelkans.web.slider import SliderField
from koppelkans.web.supply.forms import CodesField, FoldedChoices, group_choices

FLOORS = 2  # rows to fill in, and one more for each that the region has
KEEP = [
    ("", _("Niets: begin opnieuw")),
    ("few", _("Zo veel als kan: iets anders voorstellen mag, maar telt als nadeel")),
    ("none", _("Alles wat nog kan: wie een voorstel had, houdt dat")),
]


class RoundForm(Form):
    """What a round is called, for whom it plans, and what is set besides."""

    template_name = "planning/new_fields.html"
    groups: Sequence[Group] = (
        (_("Wie en wanneer"), ("target_groups", "plan_from", "plan_until")),
        (_("Wat telt hoe zwaar?"), ("preference", "week", "euro")),
        (_("Wat doet niet mee?"), ("without_runs", "without_places", "without_funds")),
        (_("Wat blijft er van de vorige ronde?"), ("keep", "change", "drop")),
        (_("Ondergrens per groep"), ()),  # filled for each form: as many as the region has, and some more
        (_("Rekentijd"), ("minutes",)),
    )

    name = forms.CharField(label=_("Naam van de ronde"), max_length=200, help_text=_("Noem geen namen van mensen."))
    municipality = forms.ModelChoiceField(
        label=_("Voor wie"), queryset=Municipality.objects.none(), required=False, empty_label=None
    )
    programme = forms.ModelChoiceField(
        label=_("Programma"),
        queryset=Programme.objects.none(),
        required=False,
        empty_label=_("Iedereen, in welk programma ook"),
    )
    target_groups = CodesField(
        label=_("Alleen mensen uit deze groepen"), required=False, help_text=_("Kies je niets, dan doet iedereen mee.")
    )
    plan_from = forms.DateField(
        label=_("Begin niet voor"), required=False, help_text=_("Leeg: vandaag, of de eerste dag van de regio.")
    )
    plan_until = forms.DateField(
        label=_("Begin uiterlijk op"), required=False, help_text=_("Leeg: de laatste dag van de regio.")
    )
    preference = SliderField(
        label=_("De eigen wens"),
        low=0,
        high=100,
        step=1,
        help_text=_("Het liefste beroep telt even zwaar als zoveel procentpunt meer kans op blijvend werk."),
    )
    week = SliderField(
        label=_("Snel beginnen"),
        low=0,
        high=10,
        step=0.1,
        help_text=_("Eén week wachten kost evenveel als zoveel procentpunt kans. Nul: wachten telt niet mee."),
    )
    euro = SliderField(
        label=_("Zuinig met geld"),
        low=0,
        high=50,
        step=0.5,
        help_text=_("1.000 euro kost evenveel als zoveel procentpunt kans. Nul: geld telt niet mee, wel of het op is."),
    )
    without_runs = CodesField(label=_("Trainingen die niet meedoen"), required=False, widget=FoldedChoices)
    without_places = CodesField(label=_("Plekken die niet meedoen"), required=False, widget=FoldedChoices)
    without_funds = CodesField(
        label=_("Fondsen die niet meedoen"),
        required=False,
        help_text=_("Een fonds waarvoor dit fonds garant staat, doet dan ook niet mee."),
    )
    keep = forms.ChoiceField(
        label=_("Hoeveel blijft hetzelfde?"), choices=KEEP, widget=forms.RadioSelect, required=False
    )
    change = SliderField(
        label=_("Een ander voorstel dan vorige keer"),
        low=0,
        high=100,
        step=1,
        help_text=_("Kost evenveel als zoveel procentpunt kans. Telt alleen als er iets van de vorige ronde blijft."),
    )
    drop = SliderField(
        label=_("Geen voorstel meer"),
        low=0,
        high=100,
        step=1,
        help_text=_("Iemand die er vorige keer een had, weer zonder: kost zoveel procentpunt kans."),
    )
    minutes = forms.IntegerField(
        label=_("Reken hoogstens zoveel minuten"),
        required=False,
        min_value=1,
        help_text=_("Meestal is het eerder klaar. Is de tijd om, dan houden we het beste plan tot dan."),
    )

    def __init__(self, *args: Any, actor: Actor, region: Region | None, offers: Plannable, **kwargs: Any) -> None:
        self.region, self.yardstick = region, _yardstick(region)
        floors = list(region.fairness or []) if region else []
        self.floor_names = [f"floor_{at}" for at in range(len(floors) + FLOORS)]
        self.base_groups = type(self).groups
        super().__init__(*args, **kwargs)
        self._for_whom(actor)
        self._offers(offers)
        self._weights()
        self._floors(floors)
        for field in self.fields.values():  # nothing here has to be filled in: saying so at each helps nobody
            field.sometimes_needed = True  # type: ignore[attr-defined]
        longest = int(settings.LONGEST_ROUND // 60)
        minutes = self.fields["minutes"]
        assert isinstance(minutes, forms.IntegerField)  # noqa: S101 - for the type
        minutes.validators.append(MaxValueValidator(longest))
        minutes.widget.attrs |= {"max": longest, "placeholder": longest}

    def _for_whom(self, actor: Actor) -> None:
        field, programme = self.fields["municipality"], self.fields["programme"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for the type
        assert isinstance(programme, forms.ModelChoiceField)  # noqa: S101 - for the type
        if actor.everywhere(May.START_ROUNDS):
            field.queryset = Municipality.objects.all()
            field.empty_label = _("De hele regio")
        else:
            field.queryset = Municipality.objects.filter(pk__in=actor.municipalities(May.START_ROUNDS))
            field.required = True
            field.initial = field.queryset.first()
        programme.queryset = programmes_visible_to(actor).order_by("name")
        if not programme.queryset.exists():
            del self.fields["programme"]

    def _offers(self, offers: Plannable) -> None:
        runs: dict[str, list[tuple[str, str]]] = {}
        for run in offers.runs.order_by("provider__name", "start", "code"):
            runs.setdefault(str(run.provider), []).append((run.code, f"{run}, {run.start:%d-%m-%Y}"))
        places: dict[str, list[tuple[str, str]]] = {}
        for place in offers.places.order_by("employer__organisation__name", "code"):
            places.setdefault(str(place.employer), []).append((place.code, f"{place.occupation} ({place.code})"))
        funds = [(fund.code, fund.name or fund.code) for fund in Fund.objects.order_by("name", "code")]
        found = {
            "without_runs": list(runs.items()),
            "without_places": list(places.items()),
            "without_funds": funds,
            "target_groups": group_choices(),
        }
        for name, choices in found.items():
            if choices:
                self.fields[name].choices = choices  # type: ignore[attr-defined]
            else:
                del self.fields[name]

    def _weights(self) -> None:
        weights = self.region.objective if self.region else {}
        self.before = {name: _points(name, weights, self.yardstick) for name in POINTS}
        for name, points in self.before.items():
            self.fields[name].initial = _plain(points)
            self.fields[name].required = False

    def _floors(self, floors: list[dict[str, Any]]) -> None:
        choices = [("", _("Geen groep")), *group_choices()]
        members = []
        for at, name in enumerate(self.floor_names):
            own = floors[at] if at < len(floors) else {"group": "", "min_share": None}
            share = None if own["min_share"] is None else _plain(round(float(own["min_share"]) * 100, 4))
            number = at + 1
            self.fields[f"{name}_group"] = forms.ChoiceField(
                label=_("Groep %(number)d") % {"number": number}, choices=choices, required=False, initial=own["group"]
            )
            self.fields[f"{name}_share"] = forms.FloatField(
                label=_("Ten minste zoveel procent van wie een voorstel krijgt, groep %(number)d") % {"number": number},
                min_value=0,
                max_value=100,
                required=False,
                initial=share,
                widget=forms.NumberInput(attrs={"step": "any"}),
            )
            members += [f"{name}_group", f"{name}_share"]
        self.groups: Sequence[Group] = tuple((legend, names or tuple(members)) for legend, names in self.base_groups)

    def opened(self) -> bool:
        """Whether what is folded away has to be seen: something in it is wrong."""
        return bool(set(self.errors) - {"name", "municipality", "programme", "__all__"})

    def clean(self) -> dict[str, Any]:
        """Days in order, and floors that are whole."""
        data: dict[str, Any] = super().clean() or {}
        first, last = data.get("plan_from"), data.get("plan_until")
        if first and last and last < first:
            self.add_error("plan_until", _("De laatste dag ligt voor de eerste dag."))
        for name in self.floor_names:
            group, share = data.get(f"{name}_group"), data.get(f"{name}_share")
            if group and share is None and f"{name}_share" not in self.errors:
                self.add_error(f"{name}_share", _("Vul in hoeveel procent het ten minste is."))
            if share is not None and not group:
                self.add_error(f"{name}_group", _("Kies voor welke groep dit geldt."))
        return data

    def asked(self) -> Asked:
        """What differs from the region's own settings."""
        data = self.cleaned_data
        return Asked(
            groups=data.get("target_groups") or [],
            without_runs=data.get("without_runs") or [],
            without_places=data.get("without_places") or [],
            without_funds=data.get("without_funds") or [],
            plan_from=_day(data.get("plan_from")),
            plan_until=_day(data.get("plan_until")),
            objective=self._objective(data),
            fairness=self._fairness(data),
            keep=data.get("keep") or "",
            seconds=60 * (data.get("minutes") or 0),
        )

    def _objective(self, data: Mapping[str, Any]) -> dict[str, float]:
        found = {}
        for name, before in self.before.items():
            points = data.get(name)
            if points is not None and points != before:
                found[name] = float(f"{points / POINTS[name] * self.yardstick:.10g}")
        return found

    def _fairness(self, data: Mapping[str, Any]) -> list[dict[str, Any]] | None:
        floors = [
            {"group": data[f"{name}_group"], "min_share": round(data[f"{name}_share"] / 100, 6)}
            for name in self.floor_names
            if data.get(f"{name}_group")
        ]
        own = (self.region.fairness or []) if self.region else []
        before = [{"group": row["group"], "min_share": round(float(row["min_share"]), 6)} for row in own]
        return None if floors == before else floors


def _yardstick(region: Region | None) -> float:
    """What durable work weighs: everything else is measured by it."""
    return float(region.objective.get("durable") or 1) if region else 1.0


def _points(name: str, weights: Mapping[str, Any], yardstick: float) -> float:
    return float(f"{float(weights.get(name, 0)) / yardstick * POINTS[name]:.6g}")


def _plain(figure: float) -> float | int:
    """As people write it: 10, not 10.0."""
    return int(figure) if figure.is_integer() else figure


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
