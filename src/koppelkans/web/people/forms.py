"""The forms about a person: who they are to planning, what they hold, want and do in a week."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core import signing
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from koppelkans.core.models import Credential, District, Municipality, Occupation, TargetGroup
from koppelkans.core.models.words import new_pseudonym
from koppelkans.core.vocabulary import CredentialKind, Mode
from koppelkans.people import rules
from koppelkans.people.models import Candidate, Holding, WeekItem, Wish
from koppelkans.web.forms import DateInput, DaypartsField, Form
from koppelkans.web.people.fields import PhoneField
from koppelkans.web.people.words import APTITUDES, NOT_ASKED, PREFERENCES, Words, percent

ONCE = "koppelkans.people.once"
FORM_LASTS = timedelta(days=2)

Choices = list[tuple[str, Any]]


def group_choices(extra: Iterable[str] = ()) -> Choices:
    """The target groups of the region, and those a person has that are gone since."""
    known: Choices = [(group.code, str(group)) for group in TargetGroup.objects.all()]
    return known + [(code, code) for code in extra if code not in dict(known)]


def district_choices(municipality: str, extra: Iterable[str] = ()) -> Choices:
    """The districts, those of the own municipality first."""
    found = sorted(
        District.objects.all(), key=lambda district: (district.municipality_id != municipality, str(district))
    )
    known: Choices = [(district.code, str(district)) for district in found]
    return known + [(code, code) for code in extra if code not in dict(known)]


class ProfileForm(Form):
    """What planning needs to know of somebody; little must be filled in, the rest is asked later."""

    postcode = forms.CharField(
        label=_("Postcode"),
        max_length=10,
        help_text=_("De vier cijfers zijn genoeg."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    available_from = forms.DateField(label=_("Beschikbaar vanaf"))
    max_travel = forms.DecimalField(
        label=_("Hoe lang mag de reis duren?"),
        help_text=_("In minuten, enkele reis."),
        min_value=1,
        max_value=600,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "step": "any"}),
    )
    modes = forms.MultipleChoiceField(
        label=_("Hoe kan deze persoon reizen?"),
        choices=Mode.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    dayparts = DaypartsField(
        label=_("Wanneer kan deze persoon leren of werken?"),
        required=False,
        help_text=_("Weet je het nog niet? Laat het dan leeg."),
    )
    own_key = forms.CharField(
        label=_("Kenmerk van de gemeente"),
        max_length=64,
        required=False,
        help_text=_("Je eigen nummer voor deze persoon. Nooit het BSN."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def profile(self, before: Candidate | None = None) -> rules.Profile:
        """What was filled in; what this form does not ask stays as it was."""
        data = dict(self.cleaned_data)
        if "baseline" in data:
            data["baseline"] = share_of(data["baseline"], before.baseline if before else None)
        kept = {} if before is None else {name: getattr(before, name) for name in ASKED_LATER}
        asked = {name: value for name, value in data.items() if name in rules.Profile.__dataclass_fields__}
        return rules.Profile(**(kept | asked))


ASKED_LATER = ("baseline", "groups", "districts", "not_districts")


def share_of(given: Decimal | None, before: Decimal | None) -> Decimal | None:
    """A percentage as a share; one that was not changed stays as it was written."""
    if given is None or (before is not None and given == before * 100):
        return None if given is None else before
    return given / 100


class RegisterForm(ProfileForm):
    """A new candidate: who it is and the least that planning needs."""

    groups = (
        (_("Wie is het?"), ["name", "phone", "email", "language"]),
        (_("Wat we moeten weten"), ["municipality", "postcode", "available_from", "max_travel"]),
        (_("Wat je ook later kunt vragen"), ["modes", "dayparts", "own_key"]),
    )
    once = forms.CharField(widget=forms.HiddenInput, required=False)
    municipality = forms.ModelChoiceField(
        label=_("Gemeente"), queryset=Municipality.objects.none(), empty_label=_("Kies een gemeente")
    )
    name = forms.CharField(
        label=_("Naam"),
        max_length=200,
        required=False,
        help_text=_("Alleen jij en wie voor jou waarneemt zien dit."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    phone = PhoneField(required=False)
    email = forms.EmailField(
        label=_("E-mailadres"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, *args: Any, municipalities: QuerySet[Municipality], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["once"].initial = signing.dumps(new_pseudonym(), salt=ONCE)
        field = self.fields["municipality"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = municipalities
        if municipalities.count() == 1:
            field.widget = forms.HiddenInput()
            field.initial = municipalities[0]

    def pseudonym(self) -> str:
        """The pseudonym that was given out with the empty form: sent twice, it is one person."""
        try:
            return str(signing.loads(self.cleaned_data["once"], salt=ONCE, max_age=FORM_LASTS))
        except signing.BadSignature:
            return ""

    def contact(self) -> rules.Contact:
        """The contact card that was filled in."""
        return rules.Contact(
            name=self.cleaned_data["name"], phone=self.cleaned_data["phone"], email=self.cleaned_data["email"]
        )


class EditForm(ProfileForm):
    """Everything planning may know of somebody."""

    groups = (
        (_("Reizen"), ["postcode", "modes", "max_travel"]),
        (_("Tijd"), ["available_from", "dayparts"]),
        (_("Wijken"), ["districts", "not_districts"]),
        (_("Meer"), ["target_groups", "baseline", "own_key"]),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    districts = forms.MultipleChoiceField(
        label=_("Alleen in deze wijken"),
        required=False,
        help_text=_("Niets aangevinkt? Dan mag het overal."),
        widget=forms.CheckboxSelectMultiple,
    )
    not_districts = forms.MultipleChoiceField(
        label=_("Niet in deze wijken"), required=False, widget=forms.CheckboxSelectMultiple
    )
    # `groups` is how a form names its parts
    target_groups = forms.MultipleChoiceField(
        label=_("Doelgroepen"), required=False, widget=forms.CheckboxSelectMultiple
    )
    baseline = forms.DecimalField(
        label=_("Kans op werk zonder traject"),
        required=False,
        min_value=0,
        max_value=100,
        help_text=_("In procenten. Weet je het niet? Laat het dan leeg."),
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "any"}),
    )

    def __init__(self, *args: Any, candidate: Candidate, **kwargs: Any) -> None:
        kwargs["initial"] = {
            **{name: getattr(candidate, name) for name in ("available_from", "max_travel", "own_key")},
            **{name: getattr(candidate, name) for name in ("dayparts", "modes", "districts", "not_districts")},
            "postcode": candidate.postcode_id,
            "seen": rules.fingerprint(candidate),
            "target_groups": candidate.groups,
            "baseline": None if candidate.baseline is None else (candidate.baseline * 100).normalize() + 0,
        }
        super().__init__(*args, **kwargs)
        self.fingerprint = rules.fingerprint(candidate)
        for name, choices in {
            "target_groups": group_choices(candidate.groups),
            "districts": district_choices(candidate.municipality_id, candidate.districts),
            "not_districts": district_choices(candidate.municipality_id, candidate.not_districts),
        }.items():
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101
            field.choices = choices
            if not choices:
                del self.fields[name]

    def seen_again(self) -> None:
        """Who saves once more has been told that somebody else changed the profile."""
        data = cast(QueryDict, self.data).copy()
        data["seen"] = self.fingerprint
        self.data = data

    def profile(self, before: Candidate | None = None) -> rules.Profile:
        """What was filled in, lists in the order they had."""
        data = self.cleaned_data
        data["groups"] = data.get("target_groups", [])
        if before is not None:
            for name in ("groups", "modes", "districts", "not_districts", "dayparts"):
                data[name] = in_old_order(data.get(name, []), getattr(before, name))
        return super().profile(before)


def in_old_order(chosen: Sequence[str], before: Sequence[str]) -> list[str]:
    """What stays keeps its place in the list; what is new comes after."""
    return [code for code in before if code in chosen] + [code for code in chosen if code not in before]


def credential_choices() -> list[tuple[Any, Any]]:
    """Credentials by kind."""
    kinds: dict[str, Choices] = {}
    for credential in Credential.objects.all():
        kinds.setdefault(credential.kind, []).append((credential.code, credential.name))
    names = dict(CredentialKind.choices)
    grouped = [(names.get(kind, kind), found) for kind, found in kinds.items()]
    return [("", _("Kies wat deze persoon heeft")), *grouped]


class HoldingForm(Form):
    """Something somebody holds."""

    credential = forms.ChoiceField(label=_("Wat heeft deze persoon?"))
    proof = forms.ChoiceField(
        label=_("Hoe weet je het?"), choices=Holding.Proof.choices, initial=Holding.Proof.SAID, widget=forms.RadioSelect
    )
    since = forms.DateField(
        label=_("Geldt vanaf"),
        required=False,
        help_text=_("Leeg: geldt al."),
        widget=DateInput(attrs={"min": "1940-01-01"}),  # a diploma may be as old as who holds it
    )
    until = forms.DateField(label=_("Geldt tot en met"), required=False, help_text=_("Leeg: loopt niet af."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["credential"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = credential_choices()

    def clean_credential(self) -> Credential:
        """The credential of this code."""
        return Credential.objects.get(pk=self.cleaned_data["credential"])


class EndForm(Form):
    """Until when something is held."""

    until = forms.DateField(label=_("Geldt tot en met"))


class WishForm(Form):
    """Work somebody wants; how much and how fit are asked, or left open."""

    occupation = forms.ModelChoiceField(
        label=_("Welk werk?"), queryset=Occupation.objects.all(), empty_label=_("Kies een beroep")
    )
    preference = forms.ChoiceField(label=_("Hoe graag wil deze persoon dit?"), required=False, widget=forms.RadioSelect)
    aptitude = forms.ChoiceField(label=_("Hoe geschikt is deze persoon?"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, wish: Wish | None = None, **kwargs: Any) -> None:
        levels = {"preference": PREFERENCES, "aptitude": APTITUDES}
        if wish is not None:
            now = {name: getattr(wish, name) for name in levels}
            shares = {name: "" if share is None else str(share) for name, share in now.items()}
            kwargs["initial"] = {"occupation": wish.occupation_id, **shares}
        super().__init__(*args, **kwargs)
        for name, words in levels.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101
            field.choices = share_choices(words, getattr(wish, name) if wish else None)

    def shares(self) -> dict[str, Decimal | None]:
        """Preference and aptitude as decimals; None where not asked."""
        return {
            name: Decimal(self.cleaned_data[name]) if self.cleaned_data[name] else None
            for name in ("preference", "aptitude")
        }


def share_choices(levels: Sequence[tuple[Decimal, Words]], now: Decimal | None) -> Choices:
    """The levels to choose from; a share as it is written now keeps its writing, also between two levels."""
    choices: Choices = [("", NOT_ASKED)]
    if now is not None and now not in dict(levels):
        choices.append((str(now), percent(now)))
    return choices + [(str(now if level == now else level), word) for level, word in levels]


class WeekItemForm(Form):
    """Something that fills dayparts of a week."""

    kind = forms.ChoiceField(label=_("Wat is het?"), choices=WeekItem.Kind.choices, widget=forms.RadioSelect)
    dayparts = DaypartsField(label=_("Wanneer?"))
    since = forms.DateField(label=_("Vanaf"), required=False, help_text=_("Leeg: het is er al."))
    until = forms.DateField(label=_("Tot en met"), required=False, help_text=_("Leeg: het gaat door."))
    not_free = forms.BooleanField(
        label=_("Haal deze dagdelen uit de vrije tijd"),
        required=False,
        initial=True,
        help_text=_("Dan plannen we daar niets meer."),
    )
