"""The forms with which a provider or an employer makes an offer, on a phone, in five minutes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from koppelkans.core.access import Actor
from koppelkans.core.models import Credential, District, Municipality, Occupation, Organisation, Postcode, TargetGroup
from koppelkans.core.roles import May
from koppelkans.core.vocabulary import PLACE_COST_KINDS, RUN_COST_KINDS, CredentialKind, PlaceKind
from koppelkans.supply import queries
from koppelkans.supply.models import Employer, Place, Run, Training
from koppelkans.web.forms import DaypartsField, Form, MoneyField
from koppelkans.web.money import as_cents, as_euros


class PostcodeField(forms.CharField):
    """Four digits, or whatever key the region uses; the value is the row of core."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "unknown": _("Wij kennen deze postcode niet in deze regio. Vul alleen de cijfers in.")
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Postcode"))
        kwargs.setdefault("help_text", _("De vier cijfers zijn genoeg, bijvoorbeeld 2131."))
        kwargs.setdefault("widget", forms.TextInput(attrs={"size": 8, "autocomplete": "postal-code"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        """The postcode; `2131 AB` is read as 2131 where only that is known."""
        text = super().clean(value).replace(" ", "").upper()
        if not text:
            return None
        found = Postcode.objects.filter(pk__in=[text, text[:4]]).order_by("-pk").first()
        if found is None:
            raise forms.ValidationError(self.error_messages["unknown"], code="unknown")
        return found

    def prepare_value(self, value: Any) -> Any:
        """A row as its code."""
        return value.pk if isinstance(value, Postcode) else value


class FoldedChoices(forms.CheckboxSelectMultiple):
    """Checkboxes in groups that fold: on a phone forty in a row are too many; groups with something chosen are open."""

    template_name = "supply/choices.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """With how many are chosen in each group."""
        context = super().get_context(name, value, attrs)
        context["folds"] = [
            (group, options, sum(bool(option["selected"]) for option in options))
            for group, options, _index in context["widget"]["optgroups"]
        ]
        return context


class CodesField(forms.MultipleChoiceField):
    """Some codes out of a list that the region keeps."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> list[str]:
        """The chosen codes in the order of the list."""
        chosen = set(super().clean(value))
        return [code for code in self._codes() if code in chosen]

    def _codes(self) -> Iterable[str]:
        for code, label in list(self.widget.choices):
            if isinstance(label, (list, tuple)):
                yield from (str(inner) for inner, _name in label)
            else:
                yield str(code)


def credential_choices() -> list[tuple[Any, list[tuple[str, str]]]]:
    """What one can hold, by kind."""
    by_kind: dict[str, list[tuple[str, str]]] = {}
    for credential in Credential.objects.all():
        by_kind.setdefault(credential.kind, []).append((credential.code, credential.name))
    return [(CredentialKind(kind).label, by_kind[kind]) for kind in CredentialKind.values if kind in by_kind]


def group_choices() -> list[tuple[str, str]]:
    """The target groups of the region."""
    return [(group.code, str(group)) for group in TargetGroup.objects.all()]


class RunForm(Form):
    """A run: what, when and where, for how many, what it costs, what one needs and gets."""

    groups = (
        (_("Welke training"), ["provider", "training", "name"]),
        (_("Wanneer en waar"), ["start", "end", "dayparts", "postcode"]),
        (_("Hoeveel mensen"), ["seats_max", "seats_min", "seats_taken"]),
        (_("Wat kost het"), ["seat_cost", "cost_kind", "group_cost"]),
        (_("Wat krijg je"), ["grants"]),
        (_("Voor wie"), ["requires", "only_for"]),
    )
    provider = forms.ModelChoiceField(
        Organisation.objects.filter(kind=Organisation.Kind.PROVIDER),
        label=_("Wie geeft de training"),
        empty_label=_("Kies een aanbieder"),
    )
    training = forms.ModelChoiceField(
        Training.objects.none(),
        required=False,
        label=_("Gaf je deze training al eerder?"),
        empty_label=_("Nee, dit is een nieuwe training"),
    )
    name = forms.CharField(max_length=200, label=_("Hoe heet deze groep"), help_text=_("Kort en duidelijk."))
    start = forms.DateField(label=_("Eerste dag"))
    end = forms.DateField(label=_("Laatste dag"))
    dayparts = DaypartsField(label=_("Op welke dagdelen is de les?"))
    postcode = PostcodeField(label=_("Postcode van het leslokaal"))
    seats_max = forms.IntegerField(min_value=1, max_value=10_000, label=_("Hoeveel mensen kunnen er ten hoogste mee?"))
    seats_min = forms.IntegerField(
        min_value=0, max_value=10_000, label=_("Bij hoeveel mensen gaat de groep door?"), initial=1
    )
    seats_taken = forms.IntegerField(
        min_value=0,
        max_value=10_000,
        required=False,
        label=_("Hoeveel mensen staan al bij jou ingeschreven?"),
        help_text=_("Tel alleen mensen die niet via dit platform komen."),
    )
    seat_cost = MoneyField(label=_("Kosten per deelnemer"))
    cost_kind = forms.ChoiceField(
        choices=[(kind.value, kind.label) for kind in RUN_COST_KINDS], label=_("Waar zijn de kosten voor?")
    )
    group_cost = MoneyField(
        required=False, label=_("Kosten per groep"), help_text=_("Eén keer, los van hoeveel mensen.")
    )
    grants = CodesField(label=_("Wat heb je na deze training?"), widget=FoldedChoices)
    requires = CodesField(required=False, label=_("Wat moet je al hebben?"), widget=FoldedChoices)
    only_for = CodesField(
        required=False, label=_("Alleen voor deze doelgroepen"), help_text=_("Niets gekozen: voor iedereen.")
    )

    def __init__(self, *args: Any, actor: Actor, run: Run | None = None, **kwargs: Any) -> None:
        self.run = run
        kwargs["initial"] = (run_values(run) if run else {}) | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        own = None if actor.everywhere(May.EDIT_RUNS) else actor.organisations(May.EDIT_RUNS)
        providers = self.fields["provider"]
        if own is not None:
            providers.queryset = providers.queryset.filter(pk__in=own)  # type: ignore[attr-defined]
            if len(own) == 1:
                self.initial["provider"] = next(iter(own))
                providers.widget = forms.HiddenInput()
        self.fields["training"].queryset = queries.trainings_of(actor)  # type: ignore[attr-defined]
        if run is not None:
            del self.fields["training"]
        fill_codes(self)

    def values(self) -> dict[str, Any]:
        """The fields of a run, as the action takes them."""
        found = dict(self.cleaned_data)
        for name in ("seat_cost", "group_cost"):
            found[name] = as_euros(found[name], getattr(self.run, name, None))
        if not found.get("training"):
            found.pop("training", None)
        return found


def fill_codes(form: Form) -> None:
    """Give the lists of codes what the region knows."""
    for name in ("grants", "requires"):
        if name in form.fields:
            form.fields[name].choices = credential_choices()  # type: ignore[attr-defined]
    groups = group_choices()
    form.fields["only_for"].choices = groups  # type: ignore[attr-defined]
    if not groups:
        del form.fields["only_for"]


def run_values(run: Run) -> dict[str, Any]:
    """A run as the form shows it."""
    names = ("name", "start", "end", "dayparts", "seats_min", "seats_max", "seats_taken", "cost_kind")
    values: dict[str, Any] = {name: getattr(run, name) for name in (*names, "grants", "requires", "only_for")}
    return values | {
        "provider": run.provider_id,
        "postcode": run.postcode,
        "seat_cost": as_cents(run.seat_cost),
        "group_cost": as_cents(run.group_cost),
    }


class PlaceForm(Form):
    """A place: what work, when, where, with how much help."""

    groups = (
        (_("Welk werk"), ["employer", "occupation", "kind", "capacity"]),
        (_("Wanneer en waar"), ["start_from", "start_until", "dayparts", "dayparts_needed", "postcode", "district"]),
        (_("Begeleiding"), ["mentor_weeks", "guarantee"]),
        (_("Wat kost het"), ["cost", "cost_kind"]),
        (_("Voor wie"), ["requires", "only_for"]),
    )
    employer = forms.ModelChoiceField(
        Employer.objects.none(), label=_("Werkgever"), empty_label=_("Kies een werkgever")
    )
    occupation = forms.ModelChoiceField(
        Occupation.objects.all(), label=_("Welk beroep?"), empty_label=_("Kies een beroep")
    )
    kind = forms.ChoiceField(choices=PlaceKind.choices, label=_("Wat voor plek is het?"))
    capacity = forms.IntegerField(min_value=1, max_value=10_000, initial=1, label=_("Hoeveel mensen kunnen er komen?"))
    start_from = forms.DateField(label=_("Vanaf welke dag kan iemand beginnen?"))
    start_until = forms.DateField(label=_("Tot welke dag kan iemand nog beginnen?"))
    dayparts = DaypartsField(label=_("Wanneer is er werk?"))
    dayparts_needed = forms.IntegerField(
        min_value=0,
        max_value=21,
        required=False,
        label=_("Hoeveel dagdelen per week werkt iemand?"),
        help_text=_("Niet ingevuld: alle dagdelen die je hierboven koos."),
    )
    postcode = PostcodeField(label=_("Postcode van het werk"))
    district = forms.ModelChoiceField(
        District.objects.all(), required=False, label=_("Wijk"), empty_label=_("Geen wijk")
    )
    mentor_weeks = forms.IntegerField(
        min_value=0, max_value=520, required=False, label=_("Hoeveel weken krijgt iemand een begeleider?")
    )
    guarantee = forms.ChoiceField(
        choices=[("", _("Kies ja of nee")), *Place.YesNo.choices],
        required=False,
        label=_("Is er een getekende werkgarantie?"),
        help_text=_(
            "Je belooft dan een baan na deze plek. Dit is iets anders dan een diploma met werkgarantie: "
            "die hoort bij een training."
        ),
    )
    cost = MoneyField(required=False, label=_("Kosten per persoon"), help_text=_("Wat de regio per persoon betaalt."))
    cost_kind = forms.ChoiceField(
        choices=[("", _("Kies een soort kosten")), *((kind.value, kind.label) for kind in PLACE_COST_KINDS)],
        required=False,
        label=_("Waar zijn de kosten voor?"),
    )
    requires = CodesField(required=False, label=_("Wat moet je al hebben?"), widget=FoldedChoices)
    only_for = CodesField(
        required=False, label=_("Alleen voor deze doelgroepen"), help_text=_("Niets gekozen: voor iedereen.")
    )

    def __init__(self, *args: Any, actor: Actor, place: Place | None = None, **kwargs: Any) -> None:
        self.place = place
        kwargs["initial"] = (place_values(place) if place else {}) | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        employers = [one for one in queries.employers_visible_to(actor) if queries.may_edit_employer(actor, one)]
        field = self.fields["employer"]
        field.queryset = Employer.objects.filter(pk__in=[one.pk for one in employers]).select_related(  # type: ignore[attr-defined]
            "organisation"
        )
        if len(employers) == 1:
            self.initial["employer"] = employers[0].pk
            field.widget = forms.HiddenInput()
        if not self.fields["district"].queryset.exists():  # type: ignore[attr-defined]
            del self.fields["district"]
        fill_codes(self)

    def values(self) -> dict[str, Any]:
        """The fields of a place, as the action takes them."""
        found = dict(self.cleaned_data)
        found["cost"] = as_euros(found["cost"], getattr(self.place, "cost", None))
        return found


def place_values(place: Place) -> dict[str, Any]:
    """A place as the form shows it."""
    names = ("kind", "capacity", "start_from", "start_until", "dayparts", "dayparts_needed", "mentor_weeks")
    values: dict[str, Any] = {name: getattr(place, name) for name in (*names, "guarantee", "cost_kind")}
    return values | {
        "requires": place.requires,
        "only_for": place.only_for,
        "employer": place.employer_id,
        "occupation": place.occupation_id,
        "postcode": place.postcode,
        "district": place.district_id,
        "cost": as_cents(place.cost),
    }


class CopyForm(Form):
    """On which day the copy begins."""

    start = forms.DateField(label=_("Wanneer begint de nieuwe?"))


class EmployerForm(Form):
    """An employer: how many people it can mentor, and where to reach it."""

    name = forms.CharField(max_length=200, label=_("Naam van de werkgever"))
    municipality = forms.ModelChoiceField(
        Municipality.objects.all(), required=False, label=_("Gemeente"), empty_label=_("De hele regio")
    )
    contact_email = forms.EmailField(
        required=False,
        label=_("E-mailadres"),
        help_text=_("Hier vragen wij of het aanbod nog klopt."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    mentors = forms.IntegerField(
        min_value=0,
        max_value=10_000,
        required=False,
        label=_("Hoeveel mensen kun je tegelijk begeleiden?"),
        help_text=_("In één maand. Niet ingevuld: er is geen grens."),
    )

    def __init__(self, *args: Any, actor: Actor, employer: Employer | None = None, **kwargs: Any) -> None:
        if employer is not None:
            kwargs["initial"] = {
                "mentors": employer.mentors,
                "contact_email": employer.organisation.contact_email,
            }
        super().__init__(*args, **kwargs)
        if employer is not None:
            del self.fields["name"], self.fields["municipality"]
        elif not actor.everywhere(May.EDIT_PLACES):
            field = self.fields["municipality"]
            codes = actor.municipalities(May.EDIT_PLACES)
            field.queryset = Municipality.objects.filter(pk__in=codes)  # type: ignore[attr-defined]
            field.required = True
            field.empty_label = None  # type: ignore[attr-defined]


class NameForm(Form):
    """A search by name."""

    q = forms.CharField(required=False, max_length=100, label=_("Zoek op naam"))


class MentorsTakenForm(Form):
    """How many mentors are busy in one month with people from elsewhere."""

    month = forms.RegexField(
        r"^\d{4}-(0[1-9]|1[0-2])$",
        label=_("Maand"),
        help_text=_("Zo: 2027-03"),
        widget=forms.TextInput(attrs={"size": 8}),
    )
    taken = forms.IntegerField(min_value=0, max_value=10_000, label=_("Begeleiders die dan bezet zijn"))


class WaitForm(Form):
    """Who is put on the waiting list."""

    pseudonym = forms.CharField(
        max_length=64, label=_("Code van de kandidaat"), help_text=_("Bijvoorbeeld K-7RXB4TGH.")
    )


class TrainingForm(Form):
    """What is told of a training."""

    name = forms.CharField(max_length=200, label=_("Naam"))
    about = forms.CharField(
        required=False,
        max_length=4000,
        label=_("Waar gaat het over?"),
        help_text=_("Een paar korte zinnen die iedereen begrijpt."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
