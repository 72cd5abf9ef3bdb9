"""What columns and texts probably mean."""

from __future__ import annotations

import pytest

from koppelkans.people.imports.fields import FIELDS
from koppelkans.people.imports.guessing import COLUMN_WORDS, guess_codes, guess_columns

CREDENTIALS = {
    "nl-A1": "Nederlands A1",
    "nl-A2": "Nederlands A2",
    "nl-B1": "Nederlands B1",
    "vca-basis": "VCA-basis: veilig werken",
    "rijbewijs-b": "Rijbewijs B",
}
MODES = {"foot": "lopend", "bicycle": "fiets", "public_transport": "openbaar vervoer", "car": "auto"}


def test_every_guess_is_a_field() -> None:
    """Words are kept only for fields that exist."""
    assert COLUMN_WORDS.keys() <= FIELDS.keys()


def test_columns_of_an_export() -> None:
    """The columns of an export are recognised, one field at most once where it takes one column."""
    header = [
        "Klantnr.",
        "Voornaam",
        "Achternaam",
        "PC6",
        "Ma ochtend",
        "Di-middag",
        "NT2-niveau",
        "Wens 1",
        "Wens 2",
        "Iets",
    ]
    assert guess_columns(header) == {
        "Klantnr.": "own_key",
        "Voornaam": "name",
        "Achternaam": "name",
        "PC6": "postcode",
        "Ma ochtend": "daypart.mo-am",
        "Di-middag": "daypart.tu-pm",
        "NT2-niveau": "language",
        "Wens 1": "wish1",
        "Wens 2": "wish2",
    }


@pytest.mark.parametrize(
    ("text", "column", "choices", "code"),
    [
        ("A2", "Taalniveau", CREDENTIALS, "nl-A2"),
        ("niveau b1", "Taalniveau", CREDENTIALS, "nl-B1"),
        ("ja", "VCA", CREDENTIALS, "vca-basis"),
        ("nee", "VCA", CREDENTIALS, ""),
        ("B", "Rijbewijs", CREDENTIALS, "rijbewijs-b"),
        ("geen", "Rijbewijs", CREDENTIALS, ""),
        ("ov", "Vervoer", MODES, "public_transport"),
        ("Fiets", "Vervoer", MODES, "bicycle"),
        ("met de bus", "Vervoer", MODES, "public_transport"),
        ("raket", "Vervoer", MODES, None),
        ("P-wet", "Regeling", {"participatiewet": "participatiewet", "ww": "ww"}, "participatiewet"),
    ],
)
def test_texts(text: str, column: str, choices: dict[str, str], code: str | None) -> None:
    """A text gets the code that is nearest, none when nothing comes near, and nothing for a no."""
    assert guess_codes(text, column, choices) == code
