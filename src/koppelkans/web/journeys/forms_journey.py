"""The forms of a whole journey: a break, a hand-over, another step or employer, and its end."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from koppelkans.core.models import User
from koppelkans.journeys.models import Break, Step
from koppelkans.supply.models import Place, Run
from koppelkans.web.forms import Form
from koppelkans.web.journeys.forms_steps import ADVICES, NO_HEALTH, NOT_WELL, SHORT, OfVersion


class BreakForm(OfVersion):
    """Why a journey stands still, and since when."""

    kind = forms.ChoiceField(
        label=_("Waarom staat het stil?"),
        choices=Break.Kind.choices,
        widget=forms.RadioSelect,
        help_text=_("Meer dan dit schrijven we niet op."),
    )
    since = forms.DateField(label=_("Wat is de eerste dag van de pauze?"))


class ResumeForm(OfVersion):
    """When a break was over."""

    until = forms.DateField(label=_("Wat was de laatste dag van de pauze?"))


class HandOverForm(OfVersion):
    """Who is asked to take a journey on."""

    to = forms.ModelChoiceField(User.objects.none(), label=_("Wie vraag je?"))
    to_know = forms.CharField(
        label=_("Wat moet de ander weten?"),
        max_length=2000,
        required=False,
        help_text=NO_HEALTH,
        widget=forms.Textarea(attrs=dict(SHORT)),
    )

    def __init__(self, *args: Any, coaches: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = coaches  # type: ignore[attr-defined]


class StopForm(OfVersion):
    """Why a journey stops."""

    ended_on = forms.DateField(label=_("Wat was de laatste dag?"))
    why = forms.ChoiceField(label=_("Waarom stopt het?"), choices=NOT_WELL)
    advice = forms.ChoiceField(label=_("Wat is een goede volgende stap?"), choices=ADVICES, required=False)

    def __init__(self, *args: Any, learning: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not learning:
            del self.fields["advice"]


class DoneForm(OfVersion):
    """The last day of a journey that is done."""

    ended_on = forms.DateField(label=_("Wat was de laatste dag?"))


class EmployerForm(OfVersion):
    """To which place of another employer somebody goes."""

    place = forms.ModelChoiceField(Place.objects.none(), label=_("Naar welke plek?"))
    start = forms.DateField(label=_("Eerste dag op de nieuwe plek"))
    last_day = forms.DateField(label=_("Laatste dag op de oude plek"))
    why = forms.ChoiceField(label=_("Waarom?"), choices=NOT_WELL)
    to_know = forms.CharField(
        label=_("Wat moet de nieuwe werkgever weten?"),
        max_length=2000,
        required=False,
        help_text=NO_HEALTH,
        widget=forms.Textarea(attrs=dict(SHORT)),
    )

    def __init__(self, *args: Any, places: QuerySet[Place], step: Step, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = places  # type: ignore[attr-defined]
        if step.started_on is None:
            del self.fields["last_day"]


class AddStepForm(OfVersion):
    """One more step: a group or a place."""

    run = forms.ModelChoiceField(Run.objects.none(), label=_("Een groep"), required=False)
    place = forms.ModelChoiceField(Place.objects.none(), label=_("Of een plek"), required=False)
    start = forms.DateField(
        label=_("Eerste dag"), required=False, help_text=_("Alleen bij een plek. Een groep heeft een eigen begindag.")
    )

    def __init__(self, *args: Any, runs: QuerySet[Run], places: QuerySet[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["run"].queryset = runs  # type: ignore[attr-defined]
        self.fields["place"].queryset = places  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """One of both, and of a place the day."""
        found = super().clean() or {}
        if bool(found.get("run")) == bool(found.get("place")):
            self.add_error(None, _("Kies een groep of een plek."))
        elif found.get("place") and not found.get("start"):
            self.add_error("start", _("Kies op welke dag iemand begint."))
        return found


class JourneysForm(Form):
    """Which journeys are shown."""

    stand = forms.ChoiceField(label=_("Stand"), required=False)
    programma = forms.ChoiceField(label=_("Programma"), required=False)
    coach = forms.ChoiceField(label=_("Coach"), required=False)
    mijn = forms.BooleanField(label=_("Alleen die van mij"), required=False)

    def __init__(self, *args: Any, choices: dict[str, list[tuple[str, Any]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, known in choices.items():
            self.fields[name].choices = known  # type: ignore[attr-defined]
            if len(known) <= 1:
                del self.fields[name]
