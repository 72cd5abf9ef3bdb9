"""The forms around a person: who they are, notes, standing still, leaving, hand-over, cover, and the list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from koppelkans.core.access import Actor
from koppelkans.core.models import TargetGroup, User
from koppelkans.core.roles import May
from koppelkans.people import states
from koppelkans.people.languages import contact_languages
from koppelkans.people.models import ContactCard
from koppelkans.web.forms import Form
from koppelkans.web.people.fields import PhoneField


class ContactForm(Form):
    """The contact card."""

    name = forms.CharField(
        label=_("Naam"), max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    phone = PhoneField(required=False)
    email = forms.EmailField(
        label=_("E-mailadres"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    language = forms.ChoiceField(label=_("Taal waarin je contact hebt"), required=False)

    def __init__(self, *args: Any, card: ContactCard | None, **kwargs: Any) -> None:
        if card is not None:
            kwargs["initial"] = {name: getattr(card, name) for name in ("name", "phone", "email", "language")}
        super().__init__(*args, **kwargs)
        field = self.fields["language"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        other = card.language if card else ""
        languages = contact_languages()
        more = [] if not other or other in languages else [(other, other)]
        field.choices = [("", _("Weet ik niet")), *languages.items(), *more]


class NoteForm(Form):
    """A note; the box to keep it anyway appears only where words were found that do not belong in it."""

    text = forms.CharField(
        label=_("Notitie"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "Schrijf alleen op wat nodig is voor het werk. Dus niets over gezondheid, geloof, afkomst of nationaliteit."
        ),
    )
    anyway = forms.BooleanField(label=_("Toch opslaan: dit is nodig of er staat iets anders"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hidden_box = self.fields.pop("anyway")
        if self.data.get("anyway"):
            self.offer_anyway()

    def offer_anyway(self) -> None:
        """Show the box."""
        self.fields["anyway"] = self.hidden_box


class ReasonForm(Form):
    """Why somebody stands still or leaves, and until when."""

    reason = forms.ChoiceField(label=_("Waarom?"), widget=forms.RadioSelect)
    until = forms.DateField(label=_("Tot wanneer?"), required=False, help_text=_("Weet je het niet? Laat het leeg."))

    def __init__(self, *args: Any, reasons: tuple[states.Reason, ...], asks_until: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reason"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [(reason.value, reason.label) for reason in reasons]
        if not asks_until:
            del self.fields["until"]


class ColleagueForm(Form):
    """To whom people go."""

    to = forms.ModelChoiceField(
        label=_("Aan welke collega?"), queryset=User.objects.none(), empty_label=_("Kies een collega")
    )

    def __init__(self, *args: Any, colleagues: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "to", colleagues)


class CaseloadForm(ColleagueForm):
    """Whose caseload goes to whom."""

    absent = forms.ModelChoiceField(label=_("Van wie zijn deze mensen nu?"), queryset=User.objects.none())
    field_order = ("absent", "to")

    def __init__(self, *args: Any, owners: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "absent", owners)
        if isinstance(self.fields["absent"].widget, forms.HiddenInput):  # with one owner there is no way back to them
            _choose(self, "to", self.fields["to"].queryset.exclude(pk__in=owners))  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """People go to somebody else."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("to") and data["to"] == data.get("absent"):
            self.add_error("to", _("Kies een andere collega."))
        return data


class CoverForm(Form):
    """Who stands in, and when."""

    absent = forms.ModelChoiceField(label=_("Wie is er niet?"), queryset=User.objects.none())
    stand_in = forms.ModelChoiceField(
        label=_("Wie neemt waar?"), queryset=User.objects.none(), empty_label=_("Kies een collega")
    )
    since = forms.DateField(label=_("Eerste dag"))
    until = forms.DateField(label=_("Laatste dag"))

    def __init__(self, *args: Any, absent: QuerySet[User], colleagues: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "absent", absent)
        _choose(self, "stand_in", colleagues)


def _choose(form: forms.BaseForm, name: str, users: QuerySet[User]) -> None:
    """Give a choice its users; with one user there is nothing to choose."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
    field.queryset = users
    if name == "absent" and users.count() == 1:
        field.widget = forms.HiddenInput()
        field.initial = users[0]


class SearchForm(Form):
    """What a list of people is narrowed down to."""

    q = forms.CharField(
        label=_("Zoek"), max_length=100, required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    owner = forms.ChoiceField(label=_("Van wie"), required=False)
    status = forms.ChoiceField(
        label=_("Stand"),
        required=False,
        choices=[("", _("Doet mee of staat stil")), *states.Status.choices, ("all", _("Iedereen"))],
    )
    group = forms.ChoiceField(label=_("Doelgroep"), required=False)
    freshness = forms.ChoiceField(
        label=_("Let op"),
        required=False,
        choices=[
            ("", _("Maakt niet uit")),
            ("incomplete", _("Er ontbreekt iets")),
            ("stale", _("Gegevens zijn oud")),
            ("dropped", _("Gegevens te oud voor de planning")),
            ("parking-over", _("Staat langer stil dan afgesproken")),
        ],
    )

    def __init__(self, *args: Any, actor: Actor, colleagues: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner, group = self.fields["owner"], self.fields["group"]
        assert isinstance(owner, forms.ChoiceField)  # noqa: S101
        assert isinstance(group, forms.ChoiceField)  # noqa: S101
        group.choices = [("", _("Alle")), *((found.code, str(found)) for found in TargetGroup.objects.all())]
        if actor.may(May.EDIT_PEOPLE):
            others = [(str(pk), name or email) for pk, name, email in colleagues.values_list("pk", "name", "email")]
            owner.choices = [
                ("", _("Iedereen")),
                ("mine", _("Mijn mensen")),
                ("none", _("Zonder klantmanager")),
                *(other for other in others if not actor.user or other[0] != str(actor.user.pk)),
            ]
            self.fields["q"].help_text = _("Op kenmerk. Je eigen mensen ook op naam of telefoonnummer.")
        else:
            del self.fields["owner"]


class ExportForm(Form):
    """What goes into the file."""

    contacts = forms.BooleanField(
        label=_("Met naam, telefoonnummer en e-mailadres van mijn eigen mensen"),
        required=False,
        help_text=_("Bewaar het bestand dan op een veilige plek en gooi het weg als je klaar bent."),
    )
