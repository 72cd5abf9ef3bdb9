"""Runs and places as rows of a table, with the columns of the region folder: out, and read back in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from koppelkans.core.invisible import seen
from koppelkans.core.models import Credential, District, Occupation, Organisation, Postcode
from koppelkans.core.models.places import CODE
from koppelkans.core.vocabulary import PLACE_COST_KINDS, RUN_COST_KINDS, PlaceKind
from koppelkans.supply.models import Employer, Place, Run, Training

RUN_COLUMNS = (
    "run",
    "training",
    "name",
    "provider",
    "postcode",
    "start",
    "end",
    "dayparts",
    "seats_min",
    "seats_max",
    "seats_taken",
    "seat_cost",
    "group_cost",
    "cost_kind",
    "requires",
    "grants",
    "only_for",
)
PLACE_COLUMNS = (
    "place",
    "employer",
    "occupation",
    "kind",
    "postcode",
    "district",
    "start_from",
    "start_until",
    "capacity",
    "dayparts",
    "dayparts_needed",
    "requires",
    "mentor_weeks",
    "guarantee",
    "cost",
    "cost_kind",
    "only_for",
)
# an organisation that fills in its own offers may leave these out
OPTIONAL = frozenset(
    {"run", "place", "training", "provider", "employer", "seats_min", "seats_taken", "group_cost", "requires"}
    | {"only_for", "district", "dayparts_needed", "mentor_weeks", "guarantee", "cost", "cost_kind"}
)
WHOLE = re.compile(r"[0-9]{1,9}")
EUROS = re.compile(r"[0-9]{1,12}(?:[.,][0-9]{1,2})?")
FIRST_YEAR, LAST_YEAR = 2000, 2100  # more is a slip of the finger
Text = str | Promise
Value = str | int | Decimal | date | None


def _listed(codes: list[str]) -> str:
    return "|".join(codes)


def run_rows(rows: QuerySet[Run]) -> Iterator[list[Value]]:
    """Runs as they are, one row each."""
    for run in rows.select_related("training", "provider").iterator(chunk_size=1000):
        yield [
            *(run.code, run.training.code, run.name, run.provider.code, run.postcode_id, run.start, run.end),
            *(_listed(run.dayparts), run.seats_min, run.seats_max, run.seats_taken, run.seat_cost, run.group_cost),
            *(run.cost_kind, _listed(run.requires), _listed(run.grants), _listed(run.only_for)),
        ]


def place_rows(rows: QuerySet[Place]) -> Iterator[list[Value]]:
    """Places as they are, one row each."""
    for place in rows.select_related("employer__organisation").iterator(chunk_size=1000):
        yield [
            *(place.code, place.employer.organisation.code, place.occupation_id, place.kind, place.postcode_id),
            *(place.district_id or "", place.start_from, place.start_until, place.capacity, _listed(place.dayparts)),
            *(place.dayparts_needed, _listed(place.requires), place.mentor_weeks, place.guarantee, place.cost),
            *(place.cost_kind, _listed(place.only_for)),
        ]


class Problem(NamedTuple):
    """What is wrong in a file: where, what stands there, and what would be right."""

    row: int
    column: str
    value: str
    text: Text


class Wrong(Exception):
    """A cell that cannot be read; the message says what would be right."""

    def __init__(self, text: Text) -> None:
        super().__init__(str(text))
        self.text = text


@dataclass
class Known:
    """What the region knows, looked up once for a whole file."""

    postcodes: Mapping[str, Postcode] = field(default_factory=lambda: Postcode.objects.in_bulk())
    credentials: frozenset[str] = field(
        default_factory=lambda: frozenset(Credential.objects.values_list("pk", flat=True))
    )
    occupations: Mapping[str, Occupation] = field(default_factory=lambda: Occupation.objects.in_bulk())
    districts: Mapping[str, District] = field(default_factory=lambda: District.objects.in_bulk())
    providers: Mapping[str, Organisation] = field(
        default_factory=lambda: {one.code: one for one in Organisation.objects.filter(kind=Organisation.Kind.PROVIDER)}
    )
    employers: Mapping[str, Employer] = field(
        default_factory=lambda: {one.organisation.code: one for one in Employer.objects.select_related("organisation")}
    )
    trainings: dict[str, Training] = field(default_factory=lambda: {one.code: one for one in Training.objects.all()})


# ---- cells


def _needed(text: str) -> str:
    if not text:
        raise Wrong(_("Dit mag niet leeg zijn."))
    return text


def _code(text: str) -> str:
    if not CODE.regex.fullmatch(_needed(text)):  # type: ignore[union-attr]
        raise Wrong(_("Gebruik alleen letters, cijfers en . _ : - (ten hoogste 64 tekens)."))
    return text


def _day(text: str) -> date:
    try:
        if found := re.fullmatch(r"([0-9]{1,2})[-/]([0-9]{1,2})[-/]([0-9]{4})", _needed(text)):
            day = date(int(found[3]), int(found[2]), int(found[1]))
        else:
            day = date.fromisoformat(text)
    except ValueError as error:
        raise Wrong(_("Schrijf een datum zo: 2027-03-31 of 31-03-2027.")) from error
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Wrong(_("Kies een dag tussen %(first)d en %(last)d.") % {"first": FIRST_YEAR, "last": LAST_YEAR})
    return day


def _whole(text: str) -> int:
    if not WHOLE.fullmatch(_needed(text)):
        raise Wrong(_("Vul een heel getal in van nul of meer."))
    return int(text)


def _euros(text: str) -> Decimal:
    if not EUROS.fullmatch(_needed(text)):
        raise Wrong(_("Schrijf een bedrag zo: 950 of 950,50."))
    try:
        return Decimal(text.replace(",", "."))
    except InvalidOperation as error:
        raise Wrong(_("Schrijf een bedrag zo: 950 of 950,50.")) from error


def _codes(text: str) -> list[str]:
    return [code.strip() for code in text.split("|") if code.strip()]


def _maybe(read: Callable[[str], Any]) -> Callable[[str], Any]:
    """The same, where an empty cell is nothing."""
    return lambda text: read(text) if text else None


def _one_of(values: list[str]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in values:
            raise Wrong(_("Kies uit: %(values)s.") % {"values": ", ".join(values)})
        return text

    return read


def _known(rows: Mapping[str, Any], what: Text) -> Callable[[str], Any]:
    def read(text: str) -> Any:
        found = rows.get(_needed(text))
        if found is None:
            raise Wrong(what)
        return found

    return read


def _credentials(known: Known) -> Callable[[str], list[str]]:
    def read(text: str) -> list[str]:
        codes = _codes(text)
        if missing := [code for code in codes if code not in known.credentials]:
            raise Wrong(
                _("Deze regio kent dit niet: %(codes)s. Zet | tussen twee codes.") % {"codes": ", ".join(missing)}
            )
        return codes

    return read


POSTCODE = _("Deze regio kent deze postcode niet.")


def run_readers(known: Known) -> dict[str, tuple[str, Callable[[str], Any]]]:
    """How each column of runs is read, and into which field."""
    return {
        "run": ("code", _maybe(_code)),
        "training": ("training", _maybe(_code)),
        "name": ("name", _needed),
        "provider": ("provider", _maybe(_known(known.providers, _("Deze regio kent deze opleider niet.")))),
        "postcode": ("postcode", _known(known.postcodes, POSTCODE)),
        "start": ("start", _day),
        "end": ("end", _day),
        "dayparts": ("dayparts", _codes),
        "seats_min": ("seats_min", lambda text: _whole(text) if text else 0),
        "seats_max": ("seats_max", _whole),
        "seats_taken": ("seats_taken", _maybe(_whole)),
        "seat_cost": ("seat_cost", _euros),
        "group_cost": ("group_cost", _maybe(_euros)),
        "cost_kind": ("cost_kind", _one_of([kind.value for kind in RUN_COST_KINDS])),
        "requires": ("requires", _credentials(known)),
        "grants": ("grants", _credentials(known)),
        "only_for": ("only_for", _codes),
    }


def place_readers(known: Known) -> dict[str, tuple[str, Callable[[str], Any]]]:
    """How each column of places is read, and into which field."""
    return {
        "place": ("code", _maybe(_code)),
        "employer": ("employer", _maybe(_known(known.employers, _("Deze regio kent deze werkgever niet.")))),
        "occupation": ("occupation", _known(known.occupations, _("Deze regio kent dit beroep niet."))),
        "kind": ("kind", _one_of(PlaceKind.values)),
        "postcode": ("postcode", _known(known.postcodes, POSTCODE)),
        "district": ("district", _maybe(_known(known.districts, _("Deze regio kent deze wijk niet.")))),
        "start_from": ("start_from", _day),
        "start_until": ("start_until", _day),
        "capacity": ("capacity", _whole),
        "dayparts": ("dayparts", _codes),
        "dayparts_needed": ("dayparts_needed", _maybe(_whole)),
        "requires": ("requires", _credentials(known)),
        "mentor_weeks": ("mentor_weeks", _maybe(_whole)),
        "guarantee": ("guarantee", lambda text: _one_of(["yes", "no"])(text) if text else ""),
        "cost": ("cost", _maybe(_euros)),
        "cost_kind": ("cost_kind", lambda text: _one_of([k.value for k in PLACE_COST_KINDS])(text) if text else ""),
        "only_for": ("only_for", _codes),
    }


def read_row(
    number: int, cells: Mapping[str, str], readers: Mapping[str, tuple[str, Callable[[str], Any]]]
) -> tuple[dict[str, Any], list[Problem]]:
    """The fields of a row, and everything that is wrong in it."""
    fields, problems = {}, []
    for column, (name, read) in readers.items():
        if column not in cells:
            continue
        text = seen(cells[column]).strip()
        try:
            fields[name] = read(text)
        except Wrong as wrong:
            problems.append(Problem(number, column, text, wrong.text))
    return fields, problems
