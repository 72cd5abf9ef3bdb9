"""The forms of the login in plain words; what they do is allauth's."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django import forms
from django.utils.translation import gettext_lazy as _

PASSWORD_HELP = _("Ten minste 12 tekens. Een zin die je goed onthoudt is een goed wachtwoord.")
CODE_HELP = _("Zes cijfers. Je vindt ze in de app op je telefoon.")


def say(form: forms.Form, **words: Any) -> None:
    """Label the fields, and drop the texts in the boxes that stand in for labels."""
    for name, field in form.fields.items():
        field.widget.attrs.pop("placeholder", None)
        if name in words:
            field.label = words[name]


class LoginForm(account.LoginForm):  # type: ignore[misc]
    """E-mail address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, login=_("E-mailadres"), password=_("Wachtwoord"))
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        self.fields["password"].help_text = ""


class ReauthenticateForm(account.ReauthenticateForm):  # type: ignore[misc]
    """The password once more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, password=_("Wachtwoord"))
        self.fields["password"].help_text = ""


class ResetPasswordForm(account.ResetPasswordForm):  # type: ignore[misc]
    """Where to send the link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, email=_("E-mailadres"))


class TwicePassword:
    """A new password, twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields = self.fields  # type: ignore[attr-defined]
        say(
            self,  # type: ignore[arg-type]
            oldpassword=_("Wachtwoord van nu"),
            password1=_("Nieuw wachtwoord"),
            password2=_("Nieuw wachtwoord, nog een keer"),
        )
        fields["password1"].help_text = PASSWORD_HELP
        fields["password1"].widget.attrs["autocomplete"] = "new-password"
        if "oldpassword" in fields:
            fields["oldpassword"].help_text = ""

    def clean(self) -> Any:
        """Both the same, said in our words."""
        cleaned: dict[str, Any] = super(account.PasswordVerificationMixin, self).clean()  # type: ignore[misc]
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("Typ twee keer hetzelfde wachtwoord."))  # type: ignore[attr-defined]
        return cleaned


class ResetPasswordKeyForm(TwicePassword, account.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password after the mail."""


class ChangePasswordForm(TwicePassword, account.ChangePasswordForm):  # type: ignore[misc]
    """A new password by who knows the old one."""


class SetPasswordForm(TwicePassword, account.SetPasswordForm):  # type: ignore[misc]
    """A first password, for who logged in at the municipality until now."""


class CodeForm:
    """One field: the code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, code=_("Code"))  # type: ignore[arg-type]
        field = self.fields["code"]  # type: ignore[attr-defined]
        field.help_text = CODE_HELP
        field.widget.attrs["autofocus"] = True


class AuthenticateForm(CodeForm, mfa.AuthenticateForm):  # type: ignore[misc]
    """The second step of the login."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = _("Zes cijfers uit de app op je telefoon, of een van je reservecodes.")


class ReauthenticateByCodeForm(CodeForm, mfa.ReauthenticateForm):  # type: ignore[misc]
    """The code once more."""


class ActivateForm(CodeForm, totp.ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs.pop("autofocus")  # the steps above it are read first
        self.fields["code"].widget.attrs["inputmode"] = "numeric"
