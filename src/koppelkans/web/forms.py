"""How forms look and what they take: the renderer of every form, and fields for dates, dayparts and money."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

import django.forms
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms.renderers import DjangoTemplates
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from koppelkans.core.invisible import seen
from koppelkans.core.vocabulary import DAY_NAMES, DAYPARTS, PART_NAMES
from koppelkans.web.week import daypart_name

FORM_TEMPLATES = Path(django.forms.__file__).parent / "templates"
TEMPLATES = Path(__file__).parent / "templates"

# 1250 | 1.250 | 1250,5 | 1.250,50 | 1250.50; thousands never begin with a zero: 0.001 is no euro
EUROS = re.compile(r"(?P<whole>[0-9]+|[1-9][0-9]{0,2}(?:\.[0-9]{3})+)(?:[,.](?P<part>[0-9]{1,2}))?")
LARGEST_CENTS = 10**12  # ten thousand million euros: more is a slip of the finger
# no day of anybody's plan or money is outside these: more is a slip of the finger
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)


class Renderer(DjangoTemplates):
    """Draws forms with the design system; `{{ form }}` gives the summary of errors and every field."""

    form_template_name = "components/fields.html"
    field_template_name = "components/field.html"
    formset_template_name = "components/formset.html"

    @cached_property
    def engine(self) -> Any:
        """Templates of this room before those of Django, which come first in Django's own engine."""
        return self.backend(
            {
                "APP_DIRS": True,
                "DIRS": [TEMPLATES, FORM_TEMPLATES],
                "NAME": "face",
                "OPTIONS": {"libraries": {"design": "koppelkans.web.templatetags.design"}},
            }
        )


class DateInput(forms.DateInput):
    """A date as the browser asks for it."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """A time as the browser asks for it."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class DaypartsWidget(forms.CheckboxSelectMultiple):
    """A table of seven days and three dayparts, one checkbox in each cell."""

    template_name = "components/dayparts.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The rows of the table: a day with its checkboxes."""
        context = super().get_context(name, value, attrs)
        chosen = set(value or [])
        base = (attrs or {}).get("id", f"id_{name}")
        context["parts"] = list(PART_NAMES.values())
        context["days"] = [
            {
                "label": label,
                "cells": [
                    {
                        "value": f"{day}-{part}",
                        "checked": f"{day}-{part}" in chosen,
                        "id": f"{base}_{row * len(PART_NAMES) + column}",
                        "label": daypart_name(f"{day}-{part}"),
                        "part": part_label,
                    }
                    for column, (part, part_label) in enumerate(PART_NAMES.items())
                ],
            }
            for row, (day, label) in enumerate(DAY_NAMES.items())
        ]
        return context


class DaypartsField(forms.MultipleChoiceField):
    """Dayparts as codes (`mo-am`), always in the order of the week."""

    widget = DaypartsWidget

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=[(code, daypart_name(code)) for code in DAYPARTS], **kwargs)

    def clean(self, value: Any) -> list[str]:
        """The chosen dayparts, each once."""
        chosen = set(super().clean(value))
        return [code for code in DAYPARTS if code in chosen]


class MoneyField(forms.Field):
    """An amount: the person types euros, the program gets cents."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": _("Vul een bedrag in, bijvoorbeeld 1250 of 1250,50."),
        "too_much": _("Dit bedrag is te groot. Kijk of het klopt."),
    }

    def __init__(self, *, highest: int = LARGEST_CENTS, **kwargs: Any) -> None:
        self.highest = highest
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "data-unit": "€"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> int | None:
        """Cents, or None when nothing was filled in."""
        text = re.sub(r"[\s\u00a0€]", "", str(value)) if value is not None else ""
        if not text:
            return None
        found = EUROS.fullmatch(text)
        if found is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        whole, part = found["whole"].replace(".", ""), (found["part"] or "").ljust(2, "0")
        cents = int(whole + part)
        if cents > self.highest:
            raise ValidationError(self.error_messages["too_much"], code="too_much")
        return cents

    def prepare_value(self, value: Any) -> Any:
        """Cents as euros; what somebody typed stays as typed."""
        if not isinstance(value, int):
            return value
        euros, cents = divmod(value, 100)
        return f"{euros},{cents:02d}" if cents else str(euros)


Group = tuple[Any, Sequence[str]]


class Faced:
    """What every form of the pages has: dates asked by the browser, text anyone can see, fields in named groups."""

    groups: Sequence[Group] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, forms.Field] = self.fields  # type: ignore[attr-defined]
        for field in fields.values():
            give_face(field)
            if isinstance(field, forms.DateField):
                give_range(field)
            elif isinstance(field, forms.CharField) and not isinstance(field.widget, forms.PasswordInput):
                drop_unseen(field)


def give_range(field: forms.DateField) -> None:
    """Only days of our time; a field that asks for an earlier one sets `min` on its widget."""
    attrs = field.widget.attrs
    first = date.fromisoformat(attrs.setdefault("min", FIRST_DAY.isoformat()))
    attrs.setdefault("max", LAST_DAY.isoformat())
    told = _("Kies een dag tussen %(first)d en %(last)d.") % {"first": first.year, "last": LAST_DAY.year}
    field.validators += [MinValueValidator(first, told), MaxValueValidator(LAST_DAY, told)]


def drop_unseen(field: forms.CharField) -> None:
    """What is pasted may hold characters nobody sees, so that nobody could take them out."""
    read, lines = field.to_python, isinstance(field.widget, forms.Textarea)
    field.to_python = lambda value: read(seen(value, lines=lines) if isinstance(value, str) else value)  # type: ignore[method-assign]


def give_face(field: forms.Field) -> None:
    """Replace Django's text boxes for dates and times; a file is one control, so it wants a label and no legend."""
    widget = field.widget
    if type(widget) is forms.DateInput:
        field.widget = DateInput(dict(widget.attrs))
    elif type(widget) is forms.TimeInput:
        field.widget = TimeInput(dict(widget.attrs))
    elif isinstance(widget, forms.ClearableFileInput) and not field.initial:
        widget.use_fieldset = False
    elif isinstance(field, forms.ModelChoiceField) and field.empty_label == "---------":
        field.empty_label = _("Kies …")  # Django's row of dashes says nothing
    elif isinstance(widget, forms.Textarea) and widget.attrs.get("rows") == "10":
        widget.attrs["rows"] = "4"  # Django's own ten lines look as if an essay is wanted
    field.widget.is_required = field.required


class Form(Faced, forms.Form):
    """A form of the pages."""


class ModelForm(Faced, forms.ModelForm):  # type: ignore[type-arg]
    """A form of the pages for one row."""


def bound_groups(form: forms.BaseForm) -> Iterable[tuple[Any, list[forms.BoundField]]]:
    """The visible fields of a form by group; those in no group first, without a name."""
    groups: Sequence[Group] = getattr(form, "groups", ())
    visible = {field.name: field for field in form.visible_fields()}
    grouped = {name for _legend, names in groups for name in names}
    rest = [field for name, field in visible.items() if name not in grouped]
    if rest:
        yield "", rest
    for legend, names in groups:
        members = [visible[name] for name in names if name in visible]
        if members:
            yield legend, members
