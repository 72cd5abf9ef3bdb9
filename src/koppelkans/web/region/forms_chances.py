"""The form about what chances rest on: three fields for each coefficient."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from koppelkans.core.refusal import Reason
from koppelkans.planning.coefficients import Coefficient, name_of
from koppelkans.web.forms import Form, give_face, give_range
from koppelkans.web.planning.words_chances import figure, source_of

LARGEST_SPREAD = 10  # log-odds: more says nothing at all


class CoefficientsForm(Form):
    """Source, spread and day of each coefficient."""

    def __init__(self, *args: Any, table: Iterable[Coefficient], **kwargs: Any) -> None:
        self.rows = {f"c{at}": row for at, row in enumerate(table)}
        super().__init__(*args, **kwargs)
        for name, row in self.rows.items():
            self._add(name, row)
        self.groups = [
            (
                _("%(name)s (gewicht %(value)s)") % {"name": name_of(row.name), "value": figure(row.value)},
                (f"{name}_source", f"{name}_spread", f"{name}_day"),
            )
            for name, row in self.rows.items()
        ]

    def _add(self, name: str, row: Coefficient) -> None:
        fields: dict[str, forms.Field] = {
            f"{name}_source": forms.CharField(
                label=_("Waar komt dit gewicht vandaan?"),
                max_length=500,
                required=False,
                initial=source_of(row.source),
                widget=forms.Textarea(attrs={"rows": 2}),
            ),
            f"{name}_spread": forms.FloatField(
                label=_("Hoeveel kan het schelen?"),
                help_text=_("Eén standaardafwijking. Nul: het staat vast."),
                min_value=0,
                max_value=LARGEST_SPREAD,
                initial=row.spread,
                widget=forms.NumberInput(attrs={"step": "any"}),
            ),
            f"{name}_day": forms.DateField(
                label=_("Gemeten op"),
                help_text=_("Leeg: dit is een aanname. Zo staat het dan ook op elke pagina."),
                required=False,
                initial=parse_date(row.measured_on) if row.measured_on else None,
            ),
        }
        for field in fields.values():  # made after the form was, so they get their face here
            give_face(field)
            if isinstance(field, forms.DateField):
                give_range(field)
        self.fields.update(fields)

    def told(self) -> dict[str, dict[str, Any]]:
        """What was said of each coefficient."""
        return {
            row.name: {part: self.cleaned_data[f"{name}_{part}"] for part in ("source", "spread", "day")}
            for name, row in self.rows.items()
        }

    def refuse(self, reason: Reason) -> None:
        """Put a reason of the rules at the field it is about."""
        code, _colon, part = reason.code.partition(":")
        name = next(name for name, row in self.rows.items() if row.name == code)
        self.add_error(f"{name}_{part}", str(reason))
