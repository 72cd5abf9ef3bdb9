"""Forms about the region."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from koppelkans.core.models import Municipality
from koppelkans.planning.actions.settings import MOST_RUNS, against_period
from koppelkans.web.forms import DateInput, Form


class FolderForm(Form):
    """A region folder as a zip file."""

    file = forms.FileField(
        label=_("Regiomap (zip-bestand)"), help_text=_("Met region.toml en de csv-bestanden van het formaat.")
    )
    first_day = forms.DateField(
        label=_("Verschuif naar de week van"),
        help_text=_("Alleen voor een voorbeeld uit het verleden: alle data schuiven mee, in hele weken."),
        widget=DateInput,
        required=False,
    )

    def clean_file(self) -> UploadedFile[bytes]:
        """Not too large."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if file.size and file.size > settings.LARGEST_UPLOAD:
            most = settings.LARGEST_UPLOAD // 1_000_000
            raise ValidationError(_("Het bestand is te groot. Het mag %(most)s MB zijn.") % {"most": most})
        return file


class RegionForm(Form):
    """The name and the period."""

    name = forms.CharField(label=_("Naam van de regio"), max_length=200)
    plan_from = forms.DateField(label=_("Plannen vanaf"), widget=DateInput)
    plan_until = forms.DateField(
        label=_("Plannen tot en met"), help_text=_("Op deze dag begint de laatste training of plek."), widget=DateInput
    )
    max_runs = forms.IntegerField(
        label=_("Trainingen in één traject, ten hoogste"), min_value=0, max_value=MOST_RUNS, required=False
    )

    def clean(self) -> dict[str, Any]:
        """A period that ends after it begins."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("plan_from") and data.get("plan_until"):
            for reason in against_period(data["plan_from"], data["plan_until"]):
                self.add_error("plan_until", str(reason))
        return data


class NamesForm(Form):
    """The names of the municipalities, by code."""

    def __init__(self, *args: Any, municipalities: Iterable[Municipality], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in municipalities:
            self.fields[row.code] = forms.CharField(label=row.code, initial=row.name, max_length=200)
