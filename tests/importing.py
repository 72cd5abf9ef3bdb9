"""An invented municipality's export for the tests of importing: a region that knows its codes, files and a mapping."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.test import Client

from koppelkans.core.access import Actor
from koppelkans.core.models import TargetGroup, User
from koppelkans.people.imports import actions
from koppelkans.people.imports.reading import Reading
from koppelkans.people.models import Import
from making import NOW, make_credential, make_district, make_municipality, make_occupation, make_postcode

if TYPE_CHECKING:
    from playwright.sync_api import Page

HEADER = [
    "Klantnummer",
    "Postcode",
    "Beschikbaar vanaf",
    "Dagdelen",
    "Vervoer",
    "Max reistijd",
    "Taalniveau",
    "Naam",
    "Mobiel",
]
ROWS = [
    ["H-1", "2131 AB", "01-12-2026", "ma ochtend, di middag", "fiets, ov", "45", "A2", "Sanne Bakker", "06 11111111"],
    ["H-2", "2131", "2026-12-01", "hele week", "auto", "30 min", "B1", "Yonas Tesfay", "06 22222222"],
]
COLUMNS = {
    "Klantnummer": "own_key",
    "Postcode": "postcode",
    "Beschikbaar vanaf": "available_from",
    "Dagdelen": "dayparts",
    "Vervoer": "modes",
    "Max reistijd": "max_travel",
    "Taalniveau": "language",
    "Naam": "name",
    "Mobiel": "phone",
}
CODES = {
    "Vervoer": {"fiets": "bicycle", "ov": "public_transport", "auto": "car"},
    "Taalniveau": {"A2": "nl-A2", "B1": "nl-B1", "geen": ""},
}


def make_ground() -> None:
    """The codes that the export's texts are matched with."""
    make_municipality()
    for code in ("2131", "2132"):
        make_postcode(code)
    for level in ("nl-A1", "nl-A2", "nl-B1"):
        make_credential(level, f"Nederlands {level[-2:]}")
    make_credential("vca-basis", "VCA-basis: veilig werken", kind="safety")
    make_credential("rijbewijs-b", "Rijbewijs B", kind="licence")
    make_occupation()
    make_occupation("warmtepomp", "Warmtepompmonteur")
    make_district("WK039401", "Hoofddorp")
    for code in ("statushouder", "participatiewet", "ww"):
        TargetGroup.objects.get_or_create(code=code)


def as_csv(rows: Sequence[Sequence[str]] = (), header: Sequence[str] = ()) -> io.BytesIO:
    """A CSV as Excel writes it."""
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([header or HEADER, *(rows or ROWS)])
    return io.BytesIO(text.getvalue().encode("utf-8-sig"))


def make_reading(**changes: Any) -> Reading:
    """The mapping of the export."""
    return Reading(**({"columns": COLUMNS, "codes": CODES} | changes))


def bring(by: Actor, file: io.BytesIO | None = None, name: str = "export.csv") -> Import:
    """Upload a file."""
    return actions.upload(make_municipality(), by=by, file=file or as_csv(), file_name=name, now=NOW)


def checked(by: Actor, file: io.BytesIO | None = None, reading: Reading | None = None) -> Import:
    """Upload, map and check a file."""
    batch = bring(by, file)
    batch = actions.use_mapping(batch, by=by, reading=reading or make_reading(), name="Export", now=NOW)
    return actions.start_check(batch, by=by, now=NOW)


def imported(by: Actor, file: io.BytesIO | None = None, reading: Reading | None = None) -> Import:
    """Upload, map, check and import a file."""
    batch = checked(by, file, reading)
    assert batch.status == Import.Status.READY, batch.problems
    return actions.start_import(batch, by=by, now=NOW)


def make_pilot_codes() -> None:
    """The codes of the region that `examples/import` belongs to."""
    make_ground()
    for code in ("2132", "2134", "2135", "2141", "2151", "2152", "2153"):
        make_postcode(code)
    make_occupation("isolatie", "Isolatiemonteur", sector="bouw")
    make_district("WK039402", "Nieuw-Vennep")
    for code in ("jongere", "nugger", "werkend"):
        TargetGroup.objects.get_or_create(code=code)


def log_in_as(page: Page, user: User, url: str) -> None:
    """Give the browser the session of somebody who is logged in."""
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": url}])
