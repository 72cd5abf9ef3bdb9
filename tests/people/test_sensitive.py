"""What a free text should not hold is seen, and what only looks like it is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppelkans.people.sensitive import holds_bsn, is_bsn, sensitive

# passes the test of a citizen service number; a number that was never given out
BSN = "123456782"


@pytest.mark.parametrize("written", [BSN, "123.456.782", "123 456 782", "1234.56.782", f"nr:{BSN}.", "BSN 123-456-782"])
def test_a_bsn_is_seen(written: str) -> None:
    """A citizen service number is seen in every way people write it."""
    assert holds_bsn(written)
    assert [reason.code for reason in sensitive(written)] == ["bsn"]


@pytest.mark.parametrize(
    "written",
    ["123456789", "06 12345678", "+31 612345678", "0031 612345672", "1234567820", "20261102", "00000000", "HLM-1004"],
)
def test_other_numbers_are_no_bsn(written: str) -> None:
    """A phone number, a date or a number that fails the test is none."""
    assert not holds_bsn(written)


def test_a_bsn_of_eight_digits_is_seen() -> None:
    """Older numbers have eight digits; they count as nine with a zero in front."""
    eight = next(str(number) for number in range(50_000_000, 50_000_100) if is_bsn(f"0{number}"))
    assert is_bsn(eight)
    assert holds_bsn(eight)


@given(st.integers(min_value=100_000_000, max_value=999_999_999))
def test_changing_one_digit_never_gives_another_bsn(number: int) -> None:
    """The test of a citizen service number sees every slip in its last digit."""
    digits = str(number)
    family = [digits[:-1] + last for last in "0123456789"]
    assert sum(is_bsn(member) for member in family) <= 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Komt uit Syrië en heeft de Syrische nationaliteit.", "nationality"),
        ("Van Koerdische afkomst.", "ethnicity"),
        ("Gaat vrijdag naar de moskee.", "religion"),
        ("Draagt een hoofddoek", "religion"),
        ("Heeft een diagnose, slikt medicijnen.", "health"),
        ("Is ziek gemeld", "health"),
        ("heeft veel PIJN", "health"),
        ("Heeft suikerziekte.", "health"),
        ("Een hartziekte", "health"),
        ("heeft een angststoornis", "health"),
        ("Is vluchteling", "status"),
        ("Wacht op een verblijfsvergunning", "status"),
    ],
)
def test_sensitive_words_are_seen(text: str, code: str) -> None:
    """Words about nationality, ethnicity, religion and health are told, with accents and capitals or without."""
    assert [reason.code for reason in sensitive(text)] == [code]


@pytest.mark.parametrize(
    "text",
    [
        "Woont in de Kerkstraat",
        "Bouwt een rasterhek",
        "Neemt poolshoogte bij de buren",
        "Hulp van VluchtelingenWerk",
        "Luistert naar muziek",
        "Belt liever niet op vrijdag",
    ],
)
def test_harmless_words_are_left_alone(text: str) -> None:
    """A word that only begins like a sensitive one is no reason to warn."""
    assert sensitive(text) == []


def test_each_subject_is_told_once() -> None:
    """A text with three words about health gives one reason, with the first word."""
    (reason,) = sensitive("ziek, ziekenhuis, huisarts")
    assert "ziek" in str(reason)
