"""The forms of guidance: a contact and how it went, a task, a coach and a buddy, and taking up a signal."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from koppelkans.core.models import User
from koppelkans.journeys.models import Contact, Journey, Party
from koppelkans.journeys.rules_guiding import CONTACTED
from koppelkans.web.forms import Form
from koppelkans.web.people.fields import PhoneField

TRY_AGAIN = timedelta(days=2)
LOOK_AGAIN = timedelta(days=7)


class ContactForm(Form):
    """How a contact went; the box to keep a note anyway appears only where words were found that do not belong."""

    done_on = forms.DateField(label=_("Wanneer was het?"))
    how = forms.ChoiceField(label=_("Hoe?"), choices=Contact.How.choices, widget=forms.RadioSelect)
    outcome = forms.ChoiceField(label=_("Wat kwam eruit?"), choices=Contact.Outcome.choices, widget=forms.RadioSelect)
    again_on = forms.DateField(
        label=_("Wanneer probeer je het weer?"),
        required=False,
        help_text=_("Alleen als je niemand hebt bereikt."),
    )
    note = forms.CharField(
        label=_("Notitie"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Schrijf alleen op wat nodig is voor het werk. Dus niets over gezondheid of geloof."),
    )
    anyway = forms.BooleanField(label=_("Toch opslaan: dit is nodig of er staat iets anders"), required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        kwargs["initial"] = {"done_on": today, "again_on": today + TRY_AGAIN}
        super().__init__(*args, **kwargs)
        self.hidden_box = self.fields.pop("anyway")
        if self.data.get("anyway"):
            self.offer_anyway()

    def offer_anyway(self) -> None:
        """Show the box."""
        self.fields["anyway"] = self.hidden_box


class DayForm(Form):
    """Another day."""

    due_on = forms.DateField(label=_("Nieuwe dag"))


class MomentForm(Form):
    """One more moment of contact."""

    party = forms.ChoiceField(
        label=_("Met wie?"), choices=[(party.value, party.label) for party in CONTACTED], widget=forms.RadioSelect
    )
    due_on = forms.DateField(label=_("Wanneer?"))


class TaskForm(Form):
    """Something one party does before a day."""

    party = forms.ChoiceField(label=_("Wie doet het?"), choices=Party.choices, widget=forms.RadioSelect)
    what = forms.CharField(
        label=_("Wat moet er gebeuren?"),
        max_length=300,
        help_text=_("Dit staat ook in de herinnering. Zet er geen namen in, en niets over gezondheid."),
    )
    due_on = forms.DateField(label=_("Klaar op"))


class CoachForm(Form):
    """Who is the coach."""

    coach = forms.ModelChoiceField(
        label=_("Wie is de coach?"), queryset=User.objects.none(), empty_label=_("Kies een coach")
    )

    def __init__(self, *args: Any, coaches: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["coach"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = coaches


class BuddyForm(Form):
    """Who is the buddy at work, and how to reach them."""

    name = forms.CharField(
        label=_("Naam van de buddy"), max_length=200, required=False, widget=forms.TextInput({"autocomplete": "off"})
    )
    phone = PhoneField(required=False)

    def __init__(self, *args: Any, journey: Journey, **kwargs: Any) -> None:
        kwargs["initial"] = {"name": journey.buddy, "phone": journey.buddy_phone}
        super().__init__(*args, **kwargs)


class HeedForm(Form):
    """What somebody does about a signal, and when to look again."""

    what = forms.CharField(label=_("Wat ga je doen?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    until = forms.DateField(label=_("Wanneer kijk je weer?"), help_text=_("Tot die dag zie je dit signaal niet."))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        kwargs["initial"] = {"until": today + LOOK_AGAIN}
        super().__init__(*args, **kwargs)
