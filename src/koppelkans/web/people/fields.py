"""Fields that several forms about a person have."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from koppelkans.people.phones import as_phone


class PhoneField(forms.CharField):
    """A phone number, by the rule that files are read with."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "phone": _("Dit is geen telefoonnummer. Schrijf bijvoorbeeld 06 12345678.")
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Telefoonnummer"))
        kwargs.setdefault("max_length", 40)
        kwargs.setdefault("widget", forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        """The number as it is kept."""
        text = super().clean(value)
        phone = as_phone(text) if text else ""
        if phone is None:
            raise forms.ValidationError(self.error_messages["phone"], code="phone")
        return phone
