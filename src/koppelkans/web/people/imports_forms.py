"""The forms of an import: the file, what each column is, what each text means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, cast

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from koppelkans.core.models import Municipality
from koppelkans.people.imports.fields import DAYPART_PREFIX, DEFAULTS, FIELDS, WISHES
from koppelkans.people.imports.mapping import Texts
from koppelkans.people.imports.reading import Reading
from koppelkans.web.forms import Form

UNDECIDED = "?"
NOTHING = ""


class UploadForm(Form):
    """The file, and whose people are in it."""

    municipality = forms.ModelChoiceField(Municipality.objects.none(), label=_("Gemeente"), empty_label=None)
    file = forms.FileField(
        label=_("Bestand"),
        help_text=_("Een Excel-werkmap (.xlsx) of CSV. Met de kolommen die je zelf hebt."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt,.tsv"}),
    )
    sheet = forms.CharField(
        label=_("Werkblad"),
        required=False,
        max_length=31,
        help_text=_("Alleen nodig als de mensen niet op het eerste werkblad staan."),
    )

    def __init__(self, *args: Any, municipalities: QuerySet[Municipality], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = cast("forms.ModelChoiceField[Municipality]", self.fields["municipality"])
        choice.queryset = municipalities
        if len(municipalities) == 1:
            choice.initial = municipalities[0]
            choice.widget = forms.HiddenInput()

    def clean_file(self) -> UploadedFile[Any]:
        """A file too large is refused before anything reads it."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if file.size is not None and file.size > settings.LARGEST_UPLOAD:
            words = {"size": file.size // 1_000_000, "allowed": settings.LARGEST_UPLOAD // 1_000_000}
            raise forms.ValidationError(
                _("Het bestand is %(size)s MB. Het mag %(allowed)s MB zijn. Deel het op."), params=words
            )
        return file


class Column(NamedTuple):
    """One column of the file as the page shows it."""

    name: str
    examples: list[str]
    field: forms.BoundField


class ColumnsForm(Form):
    """What each column is, and what counts where the file says nothing."""

    def __init__(
        self,
        *args: Any,
        header: Sequence[str],
        rows: Sequence[Sequence[str]],
        reading: Reading,
        name: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._header, self._rows = header, rows
        choices = [(NOTHING, _("niet overnemen")), *field_choices()]
        for at, column in enumerate(header):
            self.fields[f"column{at}"] = forms.ChoiceField(
                choices=choices,
                required=False,
                label=column,
                initial=reading.columns.get(column, NOTHING),
                widget=forms.Select(attrs={"aria-label": column}),
            )
        for code in DEFAULTS:
            field = FIELDS[code]
            self.fields[f"default_{code}"] = forms.CharField(
                label=str(field.label)[:1].upper() + str(field.label)[1:],
                required=False,
                max_length=200,
                initial=reading.defaults.get(code, field.initial),
                help_text=str(HINTS.get(code, "")),
            )
        self.fields["name"] = forms.CharField(
            label=_("Naam van deze indeling"),
            max_length=200,
            initial=name,
            help_text=_("Wij bewaren je keuzes onder deze naam. De volgende keer vullen wij ze voor je in."),
        )

    def columns(self) -> Iterator[Column]:
        """The columns with what stands in the first rows."""
        for at, name in enumerate(self._header):
            examples = [row[at] for row in self._rows if row[at].strip()]
            yield Column(name, examples[:3], self[f"column{at}"])

    def defaults(self) -> Iterator[forms.BoundField]:
        """The fields for what the file lacks."""
        for code in DEFAULTS:
            yield self[f"default_{code}"]

    def reading(self, before: Reading) -> Reading:
        """The mapping that was chosen; codes that were chosen before stay."""
        data = self.cleaned_data
        columns = {column: data[f"column{at}"] for at, column in enumerate(self._header) if data.get(f"column{at}")}
        defaults = {code: data[f"default_{code}"] for code in DEFAULTS if data.get(f"default_{code}")}
        codes = {
            column: texts for column, texts in before.codes.items() if before.columns.get(column) == columns.get(column)
        }
        return Reading(columns, codes, defaults)


HINTS: dict[str, str | Promise] = {
    "available_from": _("Bijvoorbeeld 31-12-2026."),
    "dayparts": _("Bijvoorbeeld: ma-vr, of: ma ochtend, di middag."),
    "modes": _("Bijvoorbeeld: fiets, ov."),
    "max_travel": _("In minuten."),
    "postcode": _("Vier cijfers."),
    "owner": _("Het e-mailadres van een collega. Deze collega ziet de naam en het telefoonnummer."),
    "contact_language": _("Bijvoorbeeld: Nederlands."),
}


def field_choices() -> list[tuple[str | Promise, list[tuple[str, str | Promise]]]]:
    """Our fields, in groups for a list to choose from."""
    wishes = [f"wish{number}{part}" for number in range(1, WISHES + 1) for part in ("", "_preference", "_aptitude")]
    contact = ["name", "phone", "email", "contact_language", "owner"]
    dayparts = [code for code in FIELDS if code.startswith(DAYPART_PREFIX)]
    rest = [code for code in FIELDS if code not in {*wishes, *contact, *dayparts}]
    groups = (
        (_("Over de persoon"), rest),
        (_("Wensen"), wishes),
        (_("Contact"), contact),
        (_("Eén kolom per dagdeel (ja of nee)"), dayparts),
    )
    return [(label, [(code, FIELDS[code].label) for code in codes]) for label, codes in groups]


class Text(NamedTuple):
    """One text of the file as the page shows it."""

    text: str
    times: int
    field: forms.BoundField


class CodesForm(Form):
    """Which of our codes each text of a column is."""

    def __init__(self, *args: Any, texts: Sequence[Texts], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._texts = texts
        for at, one in enumerate(texts):
            for number, (text, chosen) in enumerate(one.chosen.items()):
                self.fields[f"text{at}_{number}"] = forms.ChoiceField(
                    choices=_code_choices(one.choices, chosen),
                    required=False,
                    label=f"{one.column}: {text}",
                    initial=UNDECIDED if chosen is None else chosen,
                    widget=forms.Select(attrs={"aria-label": f"{one.column}: {text}"}),
                )

    def columns(self) -> Iterator[tuple[Texts, str | Promise, list[Text]]]:
        """Each coded column, what it is, and its texts."""
        for at, one in enumerate(self._texts):
            texts = [Text(text, one.counts[text], self[f"text{at}_{number}"]) for number, text in enumerate(one.chosen)]
            yield one, FIELDS[one.code].label, texts

    def codes(self) -> dict[str, dict[str, str]]:
        """Column -> text -> codes; what is not decided is left out, and the check will name it."""
        return {
            one.column: {
                text: self.cleaned_data[f"text{at}_{number}"]
                for number, text in enumerate(one.chosen)
                if self.cleaned_data[f"text{at}_{number}"] != UNDECIDED
            }
            for at, one in enumerate(self._texts)
        }


def _code_choices(choices: Mapping[str, str], chosen: str | None) -> list[tuple[str, str | Promise]]:
    known: list[tuple[str, str | Promise]] = [(code, name or code) for code, name in choices.items()]
    more = []
    if chosen and chosen not in choices:
        more = [(chosen, " + ".join(choices.get(code, code) for code in chosen.split("|")))]
    return [(UNDECIDED, _("kies wat dit is")), (NOTHING, _("niets (overslaan)")), *more, *known]


class UndoForm(Form):
    """Whether to leave those who were changed since."""

    leave_changed = forms.BooleanField(
        label=_("Laat deze mensen zoals ze nu zijn, en draai de rest terug."), required=False
    )
