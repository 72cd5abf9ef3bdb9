"""The forms of the pages about users."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from koppelkans.core.models import Municipality, Organisation, User
from koppelkans.core.roles import ROLES
from koppelkans.web.account.login_forms import PASSWORD_HELP
from koppelkans.web.forms import Form


def role_choices() -> list[tuple[str, Any]]:
    """Every role by its name."""
    return [(role.code, str(role.name).capitalize()) for role in ROLES.values()]


class RoleForm(Form):
    """A role, and within what."""

    role = forms.ChoiceField(label=_("Rol"))
    municipality = forms.ModelChoiceField(
        Municipality.objects.none(),
        label=_("Gemeente"),
        required=False,
        empty_label=_("Hele regio, of niet van toepassing"),
        help_text=_("Nodig voor een klantmanager. Voor een werkgeversadviseur mag het."),
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Organisatie"),
        required=False,
        empty_label=_("Niet van toepassing"),
        help_text=_("Nodig voor een opleider of een werkgever."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", _("Kies een rol")), *role_choices()]  # type: ignore[attr-defined]
        self.fields["municipality"].queryset = Municipality.objects.all()  # type: ignore[attr-defined]
        self.fields["organisation"].queryset = Organisation.objects.all()  # type: ignore[attr-defined]


class InviteForm(RoleForm):
    """Whom to invite."""

    email = forms.EmailField(label=_("E-mailadres"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    name = forms.CharField(label=_("Naam"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    field_order = ("name", "email", "role", "municipality", "organisation")


class GrantForm(RoleForm):
    """A role more for somebody, with an end if it is known."""

    until = forms.DateField(label=_("Tot en met"), required=False)


class SearchForm(Form):
    """Whom to look for."""

    q = forms.CharField(label=_("Naam of e-mailadres"), required=False)
    role = forms.ChoiceField(label=_("Rol"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", _("Alle rollen")), *role_choices()]  # type: ignore[attr-defined]


class WhyForm(Form):
    """Why something is done, for the trail."""

    why = forms.CharField(label=_("Waarom?"), max_length=300, help_text=_("Bijvoorbeeld: telefoon kwijt."))


class WelcomeForm(Form):
    """What somebody who was invited fills in."""

    name = forms.CharField(label=_("Je naam"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password1 = forms.CharField(
        label=_("Wachtwoord"),
        strip=False,
        help_text=PASSWORD_HELP,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label=_("Wachtwoord, nog een keer"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        """Two equal passwords that are not easy to guess."""
        cleaned = super().clean() or {}
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("Typ twee keer hetzelfde wachtwoord."))
        elif first:
            try:
                validate_password(first, User(email=self.email, name=cleaned.get("name", "")))
            except forms.ValidationError as error:
                self.add_error("password1", error)
        return cleaned
