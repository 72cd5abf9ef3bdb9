"""The chooser of a dashboard: of what, of which year, and as known on which day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from koppelkans.core.models import Municipality
from koppelkans.programmes.models import Programme
from koppelkans.web.forms import DateInput, Form


class ChooseForm(Form):
    """Choose programme, municipality, year and the day of what was known."""

    programma = forms.ChoiceField(label=_("Programma"), required=False)
    gemeente = forms.ChoiceField(label=_("Gemeente"), required=False)
    jaar = forms.TypedChoiceField(label=_("Jaar"), required=False, coerce=int, empty_value=None)
    bekend_op = forms.DateField(label=_("Zoals bekend op"), required=False, widget=DateInput())

    def __init__(
        self,
        data: Any,
        *,
        programmes: Sequence[Programme],
        places: Sequence[Municipality],
        years: Sequence[int],
        whole_region: bool,
    ) -> None:
        super().__init__(data)
        self.fields["programma"].choices = [("", _("Alle programma’s")), *((one.code, one.name) for one in programmes)]  # type: ignore[attr-defined]
        everywhere = [("", _("Hele regio"))] if whole_region else []
        self.fields["gemeente"].choices = [*everywhere, *((one.code, one.name) for one in places)]  # type: ignore[attr-defined]
        self.fields["jaar"].choices = [(year, year) for year in years]  # type: ignore[attr-defined]
        if not places:
            del self.fields["gemeente"]
