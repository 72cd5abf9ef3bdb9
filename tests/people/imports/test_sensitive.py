"""Columns that may never come in are recognised by name and by content, and ordinary ones are not."""

from __future__ import annotations

import pytest

from koppelkans.people.imports.sensitive import Suspicion, by_header
from koppelkans.people.sensitive import is_bsn


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        ("BSN", "bsn"),
        ("BSN-nummer", "bsn"),
        ("klantbsn", "bsn"),
        ("Burgerservicenummer", "bsn"),
        ("Nationaliteit", "nationality"),
        ("Geboorteland", "nationality"),
        ("Etnische achtergrond", "ethnicity"),
        ("Religie", "religion"),
        ("Geloofsovertuiging", "religion"),
        ("Gezondheid", "health"),
        ("Medische bijzonderheden", "health"),
        ("Arbeidsbeperking", "health"),
        ("Geslacht", "sex"),
        ("M/V", "sex"),
        ("gender", "sex"),
        ("Klantnummer", ""),
        ("Postcode", ""),
        ("Reisbeperking", ""),
        ("Taal", ""),
        ("Telefoon", ""),
        ("Rastervloer", ""),
    ],
)
def test_by_name(column: str, kind: str) -> None:
    """The name of a column says whether it may come in."""
    assert by_header(column) == kind


def kinds(cells: list[str]) -> str:
    """What one column of cells looks like."""
    suspicion = Suspicion(1)
    for cell in cells:
        suspicion.look([cell])
    return dict(suspicion.kinds()).get(0, "")


def test_citizen_service_numbers_by_content() -> None:
    """Numbers that pass the 11-proof are recognised under any name, also written with points."""
    numbers = [str(number) for number in range(999_990_000, 999_999_999) if is_bsn(str(number))][:30]
    assert kinds(numbers) == "bsn"
    assert kinds([f"{number[:4]}.{number[4:6]}.{number[6:]}" for number in numbers]) == "bsn"
    assert kinds([*numbers[:10], *["onbekend"] * 15]) == "bsn"


def test_own_numbers_of_nine_digits_may_come_in() -> None:
    """Of numbers that count up one in eleven passes the proof by chance: those are a municipality's own."""
    assert kinds([str(number) for number in range(300_000_000, 300_000_200)]) == ""
    assert kinds([f"06{number}" for number in range(10_000_000, 10_000_100)]) == ""


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["Syrische", "Eritrese", "Nederlandse"], "nationality"),
        (["m", "v", "v", "m"], "sex"),
        (["man", "vrouw"], "sex"),
        (["moslim", "katholiek", ""], "religion"),
        (["x", "", "x"], ""),
        (["Nederlands", "Arabisch"], ""),
        (["ja", "nee"], ""),
    ],
)
def test_by_content(cells: list[str], kind: str) -> None:
    """What stands in a column gives it away whatever its name."""
    assert kinds(cells) == kind
