"""The forms of a step: its start, its hours, its end, its dates; each carries the version that was on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from koppelkans.journeys.models import Step, Why
from koppelkans.journeys.rules_steps import MOST_HOURS, RESULTS, End, Week, is_learning
from koppelkans.web.forms import Form

SHORT = {"rows": 3}
NO_HEALTH = _("Zet hier geen namen neer, en niets over gezondheid of familie.")
WHY = _("Waarom?")
CHOOSE = ("", _("Kies …"))
WHYS = [CHOOSE, *Why.choices]
NOT_WELL = [CHOOSE, *((code, label) for code, label in Why.choices if code != Why.DONE)]
ADVICES = [CHOOSE, *Step.Next.choices]


def why_field(label: Any = WHY, **more: Any) -> forms.CharField:
    """A reason in words."""
    return forms.CharField(
        label=label, max_length=500, help_text=NO_HEALTH, widget=forms.Textarea(attrs=dict(SHORT)), **more
    )


class OfVersion(Form):
    """A form that says which version was on the screen."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, version: int, **kwargs: Any) -> None:
        kwargs["initial"] = (kwargs.get("initial") or {}) | {"version": version}
        super().__init__(*args, **kwargs)


class StartForm(OfVersion):
    """When a step began."""

    started_on = forms.DateField(label=_("Op welke dag is het begonnen?"))


class WhyForm(OfVersion):
    """A reason in words."""

    why = why_field()


class CancelForm(OfVersion):
    """Why a step does not take place."""

    why = forms.ChoiceField(label=_("Waarom gaat het niet door?"), choices=NOT_WELL)


class ProgressForm(OfVersion):
    """How far a step is."""

    percent = forms.IntegerField(
        label=_("Hoe ver is deze stap?"),
        min_value=0,
        max_value=100,
        help_text=_("In procenten: 0 is net begonnen, 100 is klaar."),
        widget=forms.NumberInput(attrs={"data-unit": "%"}),
    )


class EndForm(OfVersion):
    """What came of a step."""

    ended_on = forms.DateField(label=_("Wat was de laatste dag?"))
    result = forms.ChoiceField(label=_("Wat is het resultaat?"), widget=forms.RadioSelect)
    why = forms.ChoiceField(label=_("Waarom is het klaar?"), choices=WHYS)
    advice = forms.ChoiceField(label=_("Wat is een goede volgende stap?"), choices=ADVICES, required=False)
    advice_words = forms.CharField(
        label=_("Uitleg bij dat advies"),
        max_length=500,
        required=False,
        help_text=NO_HEALTH,
        widget=forms.Textarea(attrs=dict(SHORT)),
    )
    hours_missed = forms.DecimalField(
        label=_("Hoeveel uren gemist?"),
        required=False,
        min_value=0,
        max_digits=6,
        decimal_places=1,
        help_text=_("Niet ingevuld: dan tellen we het uit de aanwezigheid."),
    )

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        results = [(one.value, one.label) for one in RESULTS[is_learning(step)]]
        self.fields["result"].choices = results  # type: ignore[attr-defined]
        if is_learning(step):
            self.fields["advice"].help_text = _("Zonder advies sluit je een training niet af.")

    def what(self) -> End:
        """What was filled in."""
        found = self.cleaned_data
        names = ("ended_on", "result", "why", "advice", "advice_words", "hours_missed")
        return End(**{name: found[name] for name in names})


class CorrectEndForm(EndForm):
    """What came of a step, put right."""

    because = why_field(_("Waarom verbeter je dit?"))


class MoveForm(OfVersion):
    """Other dates, and whether what follows moves along."""

    start = forms.DateField(label=_("Eerste dag"))
    end = forms.DateField(label=_("Laatste dag"), required=False)
    follow = forms.ChoiceField(
        label=_("Wat doen de stappen erna?"),
        choices=[("ja", _("die verschuiven mee")), ("nee", _("die blijven staan, als dat past"))],
        widget=forms.RadioSelect,
        initial="ja",
    )
    why = why_field(_("Waarom verschuift het?"))

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        kwargs["initial"] = {"start": step.planned_start, "end": step.planned_end, "follow": "ja"}
        super().__init__(*args, **kwargs)
        if step.started_on is not None:
            self.fields["start"].disabled = True

    @property
    def hidden(self) -> list[Any]:
        """What was filled in, to be sent again when somebody is sure."""
        return [self[name].as_hidden() for name in self.fields]


class WeeksForm(OfVersion):
    """The hours of some weeks of one step: planned and present."""

    def __init__(self, *args: Any, step: Step, mondays: Sequence[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mondays = list(mondays)
        before = {row.week: row for row in step.attendance.all()}
        for monday in self.mondays:
            row, name = before.get(monday), week_words(monday)
            planned = row.planned if row else step.hours_week
            add_hours(self, f"planned_{monday}", gettext("Gepland, %(week)s") % {"week": name}, planned)
            add_hours(self, f"present_{monday}", gettext("Aanwezig, %(week)s") % {"week": name}, row and row.present)

    def rows(self) -> list[tuple[date, Any, Any]]:
        """Each week with its two fields."""
        return [(monday, self[f"planned_{monday}"], self[f"present_{monday}"]) for monday in self.mondays]

    def weeks(self) -> list[Week]:
        """The weeks of which the hours somebody was there are filled in."""
        return [
            Week(monday, found, present)
            for monday in self.mondays
            if (present := self.cleaned_data[f"present_{monday}"]) is not None
            and (found := self.cleaned_data[f"planned_{monday}"] or Decimal(0)) is not None
        ]


def add_hours(form: forms.Form, name: str, label: str, initial: Any) -> None:
    """A small field for hours, whose name is heard."""
    widget = forms.NumberInput(attrs={"aria-label": label, "step": "0.5", "class": "kk-hours"})
    form.fields[name] = forms.DecimalField(
        label=label,
        required=False,
        min_value=0,
        max_value=MOST_HOURS,
        max_digits=4,
        decimal_places=1,
        widget=widget,
        initial=None if initial is None else f"{Decimal(initial).normalize():f}",
    )


def week_words(monday: date) -> str:
    """A week by its first and last day."""
    last = monday + timedelta(days=6)
    return f"{date_format(monday, 'j b')} – {date_format(last, 'j b Y')}"
