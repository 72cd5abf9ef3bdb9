"""The forms about judging a pilot and going on from it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from koppelkans.core.euros import euros
from koppelkans.programmes.models import Criterion, Programme, ScalingDecision, Score
from koppelkans.programmes.rules_pilots import Choice
from koppelkans.results.models import Measure
from koppelkans.web.forms import Form, ModelForm, MoneyField
from koppelkans.web.tables import NOTHING

MOST_YEARS = 10


class CriterionForm(ModelForm):
    """When a pilot is a success."""

    class Meta:
        model = Criterion
        fields = ("text", "measure", "least", "number", "unit", "must")
        help_texts = {  # noqa: RUF012 - as Django wants it
            "text": _("Bijvoorbeeld: van de tien mensen werken er na een half jaar zes."),
            "measure": _(
                "Kies je iets, dan zetten wij straks het getal uit de tellers ernaast. Anders oordelen mensen."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["measure"].choices = [("", _("Mensen oordelen")), *Measure.choices]  # type: ignore[attr-defined]
        self.fields["unit"].choices = [("", _("Kies …")), *Criterion.Unit.choices]  # type: ignore[attr-defined]


class ScoreForm(Form):
    """What a criterion came to, and what shows that."""

    outcome = forms.ChoiceField(choices=Score.Outcome.choices, label=_("Wat is de uitkomst?"), widget=forms.RadioSelect)
    evidence = forms.CharField(
        max_length=2000,
        label=_("Waaruit blijkt dat?"),
        help_text=_("Noem het stuk, de datum of het gesprek. Geen namen van kandidaten."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class DecisionForm(Form):
    """What is decided about scaling, by whom and why."""

    outcome = forms.ChoiceField(
        choices=ScalingDecision.Outcome.choices, label=_("Wat is het besluit?"), widget=forms.RadioSelect
    )
    size = forms.IntegerField(
        required=False, min_value=1, label=_("Voor hoeveel mensen?"), help_text=_("Niet nodig als je stopt.")
    )
    reason = forms.CharField(max_length=4000, label=_("Waarom?"), widget=forms.Textarea(attrs={"rows": 6}))
    decided_by = forms.CharField(
        max_length=200, label=_("Wie besluit?"), help_text=_("Naam en functie, bijvoorbeeld: Jo Voorbeeld, wethouder.")
    )
    decided_on = forms.DateField(label=_("Datum van het besluit"))

    def choice(self) -> Choice:
        """What the action takes."""
        return Choice(**self.cleaned_data)


class LessonForm(Form):
    """What was learnt."""

    text = forms.CharField(
        max_length=2000,
        label=_("Wat hebben jullie geleerd?"),
        help_text=_("Over hoe jullie werken, niet over een persoon."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class SuccessorForm(Form):
    """The name and the days of a programme that goes on from another."""

    name = forms.CharField(max_length=200, label=_("Naam"))
    starts_on = forms.DateField(label=_("Eerste dag"))
    ends_on = forms.DateField(label=_("Laatste dag"))


class TargetsForm(Form):
    """A table: a row for each measure and for the money, a column for each year."""

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        targets = {(row.year, row.measure): row.number for row in programme.targets.all()}
        budgets = {row.year: row.cents for row in programme.budgets.all()}
        last = min(programme.ends_on.year, programme.starts_on.year + MOST_YEARS - 1)
        known = {year for year, _measure in targets} | set(budgets)
        self.years = sorted(known | set(range(programme.starts_on.year, last + 1)))
        for measure in Measure:
            for year in self.years:
                self.fields[f"{measure.value}-{year}"] = forms.IntegerField(
                    required=False,
                    min_value=0,
                    max_value=1_000_000,
                    initial=targets.get((year, measure.value)),
                    label=_("%(what)s in %(year)s") % {"what": measure.label.capitalize(), "year": year},
                )
        for year in self.years:
            field = MoneyField(required=False, initial=budgets.get(year), label=_("Geld in %(year)s") % {"year": year})
            field.widget.attrs.pop("data-unit", None)  # the row says it
            self.fields[f"money-{year}"] = field

    def rows(self) -> Iterable[tuple[Any, list[tuple[int, BoundField, str]]]]:
        """The rows of the table: per year the field, and what is agreed now in words."""
        names = [(measure.value, measure.label.capitalize()) for measure in Measure] + [("money", _("Geld (euro)"))]
        for name, label in names:
            fields = [(year, self[f"{name}-{year}"]) for year in self.years]
            yield label, [(year, field, _agreed(field.initial, name)) for year, field in fields]

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        found = self.cleaned_data
        return {
            "targets": {(year, one.value): found.get(f"{one.value}-{year}") for one in Measure for year in self.years},
            "budgets": {year: found.get(f"money-{year}") for year in self.years},
        }


def _agreed(value: int | None, name: str) -> str:
    if value is None:
        return NOTHING
    return euros(value) if name == "money" else number_format(value, use_l10n=True, force_grouping=True)
