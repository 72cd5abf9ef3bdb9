"""The forms of a whole group: the hours of one week, and the results with the advice, a line for each person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext

from koppelkans.journeys.models import Attendance, Step, Why
from koppelkans.journeys.rules_steps import RESULTS, WELL, End, Week
from koppelkans.web.forms import Form
from koppelkans.web.journeys.forms_steps import ADVICES, NOT_WELL, add_hours


class WeekForm(Form):
    """The hours of one week, of each person planned and present."""

    def __init__(self, *args: Any, steps: Sequence[Step], monday: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.steps, self.monday = list(steps), monday
        rows = Attendance.objects.filter(step__in=[step.pk for step in steps], week=monday)
        before = {row.step_id: row for row in rows}
        for step in self.steps:
            row, who = before.get(step.pk), {"who": str(step.journey.candidate)}
            planned = row.planned if row else step.hours_week
            add_hours(self, f"planned-{step.pk}", gettext("Gepland, %(who)s") % who, planned)
            add_hours(self, f"step-{step.pk}", gettext("Aanwezig, %(who)s") % who, row and row.present)

    def rows(self) -> list[tuple[Step, Any, Any]]:
        """Each person with the two fields."""
        return [(step, self[f"planned-{step.pk}"], self[f"step-{step.pk}"]) for step in self.steps]

    def weeks(self) -> dict[int, Week]:
        """By step the hours of who has them filled in."""
        found = self.cleaned_data
        return {
            step.pk: Week(self.monday, found[f"planned-{step.pk}"] or Decimal(0), found[f"step-{step.pk}"])
            for step in self.steps
            if found[f"step-{step.pk}"] is not None
        }


class ResultsForm(Form):
    """Of each person the last day, the result, the reason when it was not passed, and the advice."""

    def __init__(self, *args: Any, steps: Sequence[Step], last: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.steps = list(steps)
        results = [("", gettext("nog niet klaar")), *((one.value, one.label) for one in RESULTS[True])]
        for step in self.steps:
            who = {"who": str(step.journey.candidate)}
            self._add(step, "result", gettext("Resultaat, %(who)s") % who, results)
            self._add(step, "why", gettext("Waarom niet gehaald, %(who)s") % who, NOT_WELL)
            self._add(step, "advice", gettext("Advies, %(who)s") % who, ADVICES)
            label = gettext("Laatste dag, %(who)s") % who
            widget = forms.DateInput(attrs={"aria-label": label, "type": "date"}, format="%Y-%m-%d")
            self.fields[f"ended_on-{step.pk}"] = forms.DateField(
                label=label, required=False, widget=widget, initial=last
            )

    def _add(self, step: Step, name: str, label: str, choices: Sequence[tuple[str, Any]]) -> None:
        widget = forms.Select(attrs={"aria-label": label})
        self.fields[f"{name}-{step.pk}"] = forms.ChoiceField(
            label=label, required=False, choices=choices, widget=widget
        )

    def rows(self) -> list[tuple[Step, list[Any]]]:
        """Each person with the fields."""
        names = ("ended_on", "result", "why", "advice")
        return [(step, [self[f"{name}-{step.pk}"] for name in names]) for step in self.steps]

    def clean(self) -> dict[str, Any]:
        """Who is closed has a last day."""
        found = super().clean() or {}
        for step in self.steps:
            if found.get(f"result-{step.pk}") and not found.get(f"ended_on-{step.pk}"):
                self.add_error(f"ended_on-{step.pk}", gettext("Kies de laatste dag."))
        return found

    def ends(self) -> dict[int, End]:
        """By step what came of it, of who is closed; who passed needs no reason."""
        found, ends = self.cleaned_data, {}
        for step in self.steps:
            result = found[f"result-{step.pk}"]
            if result:
                why = Why.DONE.value if result in WELL else found[f"why-{step.pk}"]
                ends[step.pk] = End(found[f"ended_on-{step.pk}"], result, why, found[f"advice-{step.pk}"])
        return ends
