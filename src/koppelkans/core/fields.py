"""Field types that keep what the region folder says exactly: lists of codes in their order, decimals as written."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

SEPARATOR = "|"


class CodesField(models.TextField[list[str], list[str]]):
    """A list of codes in its own order, stored as `a|b|c`; an empty list is an empty text."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", list)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: str | None, *_: Any) -> list[str]:
        """The list of a stored text."""
        return value.split(SEPARATOR) if value else []

    def to_python(self, value: Any) -> list[str]:
        """A list of codes from a list or a text."""
        if isinstance(value, str):
            return value.split(SEPARATOR) if value else []
        return list(value or [])

    def get_prep_value(self, value: Any) -> str:
        """The text to store; a separator inside a code would make two of it."""
        codes = self.to_python(value)
        if any(SEPARATOR in code for code in codes):
            raise ValueError(f"a code holds {SEPARATOR!r}: {codes}")
        return SEPARATOR.join(codes)

    def value_to_string(self, obj: models.Model) -> str:
        """The text for a serializer."""
        return self.get_prep_value(self.value_from_object(obj))


class Written(Decimal):
    """A decimal that remembers how it was written: what came in as `1.50` or `1e-3` goes out as that."""

    text: str

    def __new__(cls, text: str) -> Written:
        """A decimal of a text."""
        number = super().__new__(cls, text)
        number.text = text
        return number


class ExactDecimalField(models.CharField[Any, Any]):
    """A decimal that keeps its writing (`0.50` stays `0.50`): figures that are planned with, never summed in SQL."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 100)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: str | None, *_: Any) -> Decimal | None:
        """The decimal of a stored text."""
        return Written(value) if value else None

    def to_python(self, value: Any) -> Decimal | None:
        """A decimal from a text, an integer or a decimal."""
        if value is None or value == "":
            return None
        if isinstance(value, Written):
            return value
        try:
            number = Decimal(str(value))
        except InvalidOperation as error:
            raise ValidationError(_("“%(value)s” is geen getal."), params={"value": value}, code="invalid") from error
        if not number.is_finite():
            raise ValidationError(_("“%(value)s” is geen getal."), params={"value": value}, code="invalid")
        return number

    def get_prep_value(self, value: Any) -> str | None:
        """The text to store: as it was written; a new figure never with an exponent."""
        number = self.to_python(value)
        if number is None:
            return None
        return number.text if isinstance(number, Written) else format(number, "f")

    def run_validators(self, value: Any) -> None:
        """The validators look at the writing: a decimal has no length."""
        super().run_validators(self.get_prep_value(value))

    def value_to_string(self, obj: models.Model) -> str:
        """The text for a serializer."""
        return self.get_prep_value(self.value_from_object(obj)) or ""

    def formfield(self, **kwargs: Any) -> Any:
        """A number field, not a text field."""
        kwargs.pop("choices_form_class", None)
        return forms.DecimalField(
            required=not self.blank,
            label=kwargs.get("label", self.verbose_name),
            help_text=kwargs.get("help_text", self.help_text),
            initial=kwargs.get("initial"),
        )
