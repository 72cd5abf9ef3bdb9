"""What one cell says, in the ways people write it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from koppelkans.people.imports import cells
from koppelkans.people.imports.problems import Wrong


@pytest.mark.parametrize("text", ["2026-12-01", "1-12-2026", "01/12/2026", "01.12.2026", "2026-12-01 00:00"])
def test_dates_that_are_read(text: str) -> None:
    """A date is read with the year first or last, with dashes, slashes or points."""
    assert cells.read_date(text) == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("31-02-2026", "date"),
        ("morgen", "date"),
        ("1-12-26", "date_two_digits"),
        ("46357", "date_serial"),
        ("01-01-1926", "date_far"),
        ("2026-13-01", "date"),
    ],
)
def test_dates_that_are_refused(text: str, code: str) -> None:
    """What is no date is refused with the reason."""
    with pytest.raises(Wrong) as wrong:
        cells.read_date(text)
    assert wrong.value.code == code


def test_number_of_excel_says_which_date_it_was() -> None:
    """A date that Excel shows as a number is refused with the date it stands for."""
    with pytest.raises(Wrong) as wrong:
        cells.read_date("46357")
    assert wrong.value.figures == {"right": "01-12-2026"}


@pytest.mark.parametrize(
    ("text", "dayparts"),
    [
        ("ma ochtend, di middag", ["mo-am", "tu-pm"]),
        ("Maandagochtend", None),
        ("ma", ["mo-am", "mo-pm"]),
        ("ma, wo", ["mo-am", "mo-pm", "we-am", "we-pm"]),
        ("ma t/m wo ochtend", ["mo-am", "tu-am", "we-am"]),
        ("do-vr", ["th-am", "th-pm", "fr-am", "fr-pm"]),
        ("ma ochtend en middag", ["mo-am", "mo-pm"]),
        ("ma ochtend en middag, di avond", ["mo-am", "mo-pm", "tu-ev"]),
        ("di-middag; ma-ochtend", ["mo-am", "tu-pm"]),
        ("mo-am|tu-pm", ["mo-am", "tu-pm"]),
        ("'s avonds", None),
        ("za hele dag", ["sa-am", "sa-pm"]),
        ("geen", []),
        ("ma, di ochtend", None),
        ("vr t/m ma", None),
        ("ergens", None),
    ],
)
def test_dayparts(text: str, dayparts: list[str] | None) -> None:
    """Dayparts are read from codes and from words; what is not clear is refused."""
    if dayparts is None:
        with pytest.raises(Wrong):
            cells.read_dayparts(text)
    else:
        assert cells.read_dayparts(text) == dayparts


def test_whole_week_is_ten_dayparts() -> None:
    """The whole week is every working day, mornings and afternoons."""
    assert len(cells.read_dayparts("hele week")) == 10


@pytest.mark.parametrize(
    ("text", "share"), [("0,8", "0.8"), ("0.80", "0.80"), ("80%", "0.8"), ("1", "1"), ("0", "0"), ("100 %", "1E+0")]
)
def test_shares_that_are_read(text: str, share: str) -> None:
    """A number from 0 to 1 has a comma or a point, or is a percentage."""
    assert cells.read_share(text) == Decimal(share)


@pytest.mark.parametrize("text", ["7", "-0,1", "150%", "veel", "NaN", "0," + "1" * 20])
def test_shares_that_are_refused(text: str) -> None:
    """What is no number from 0 to 1 is refused."""
    with pytest.raises(Wrong):
        cells.read_share(text)


def test_grade_is_told_as_a_share() -> None:
    """Of a grade up to 10 is said what it would be."""
    with pytest.raises(Wrong) as wrong:
        cells.read_share("7")
    assert (wrong.value.code, wrong.value.figures) == ("share_grade", {"right": "0,7"})


@pytest.mark.parametrize(("text", "minutes"), [("45", 45), ("45 min", 45), ("45 minuten", 45), ("1:15", 75)])
def test_minutes(text: str, minutes: int) -> None:
    """Minutes are a number, or hours and minutes."""
    assert cells.read_minutes(text) == minutes


def test_postcode_keeps_four_digits() -> None:
    """The letters of a postcode are not kept: they would say in which street somebody lives."""
    known = frozenset({"2131"})
    assert cells.read_postcode("2131 ab", known, "2131") == "2131"
    with pytest.raises(Wrong, match="postcode_unknown"):
        cells.read_postcode("1012", known, "2131")
    with pytest.raises(Wrong, match=r"^postcode$"):
        cells.read_postcode("21310", known, "2131")


def test_phone_gets_its_zero_back() -> None:
    """The zero that a spreadsheet takes from a phone number comes back."""
    assert cells.read_phone("611111111") == "0611111111"
    assert cells.read_phone("+31 6 11111111") == "+31 6 11111111"
