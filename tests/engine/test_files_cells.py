"""Reading a region folder: what stands in one cell."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.engine.folders import problems, tiny

from koppelkans.engine import files


def test_number_that_is_none(tmp_path: Path) -> None:
    """A text where a number must be is an error with an example of a number."""
    assert problems(tiny(tmp_path, wishes=("0.9,", "much,"))) == [
        'wishes.csv, row 2, column preference: "much" is not a number; a number such as 12 or 0.25'
    ]


@pytest.mark.parametrize("text", ["nan", "inf", "1_0", " 1", "1 ", "+1", "0x1", "１", "1e", "."])
def test_texts_that_a_computer_may_take_for_a_number(tmp_path: Path, text: str) -> None:
    """Only plain digits with a point are a number."""
    assert problems(tiny(tmp_path, postcodes=("52.30", text))) == [
        f'postcodes.csv, row 2, column lat: "{text}" is not a number; a number such as 12 or 0.25'
    ]


def test_number_beyond_all_numbers(tmp_path: Path) -> None:
    """A number too large to compute with is refused."""
    assert problems(tiny(tmp_path, candidates=("bicycle,45", "bicycle,1e999"))) == [
        'candidates.csv, row 2, column max_travel: "1e999" is too large; a number that fits in 64 bits'
    ]


def test_decimal_comma(tmp_path: Path) -> None:
    """A decimal comma is recognised, and the number is given back with a point."""
    assert problems(tiny(tmp_path, wishes=("0.9,", '"0,9",'))) == [
        'wishes.csv, row 2, column preference: "0,9" has a decimal comma; write decimals with a point: 0.9'
    ]


def test_preference_above_one(tmp_path: Path) -> None:
    """A share above 1 is out of range."""
    assert problems(tiny(tmp_path, wishes=("0.9,", "9,"))) == [
        'wishes.csv, row 2, column preference: "9" is too high; from 0 to 1'
    ]


def test_latitude_91(tmp_path: Path) -> None:
    """A latitude beyond the pole is out of range."""
    assert problems(tiny(tmp_path, postcodes=("52.30", "91"))) == [
        'postcodes.csv, row 2, column lat: "91" is too high; from -90 to 90'
    ]


def test_longitude_beyond_180(tmp_path: Path) -> None:
    """A longitude beyond 180 degrees west is out of range."""
    assert problems(tiny(tmp_path, postcodes=("4.69", "-180.5"))) == [
        'postcodes.csv, row 2, column lon: "-180.5" is too low; from -180 to 180'
    ]


def test_postcode_without_its_degrees(tmp_path: Path) -> None:
    """A postcode with an empty latitude is an error."""
    assert problems(tiny(tmp_path, postcodes=("52.30", ""))) == [
        "postcodes.csv, row 2, column lat: is empty; give a number"
    ]


def test_whole_number_with_decimals(tmp_path: Path) -> None:
    """A count with decimals is not a whole number."""
    assert problems(tiny(tmp_path, employers=("Oven,2", "Oven,2.5"))) == [
        'employers.csv, row 2, column mentors: "2.5" is not a whole number; a whole number such as 12'
    ]


def test_negative_count(tmp_path: Path) -> None:
    """A negative count is an error."""
    assert problems(tiny(tmp_path, employers=("Oven,2", "Oven,-2"))) == [
        'employers.csv, row 2, column mentors: "-2" is negative; 0 or more'
    ]


def test_count_of_a_thousand_digits(tmp_path: Path) -> None:
    """A count too large to be meant is refused with its limit."""
    [line] = problems(tiny(tmp_path, employers=("Oven,2", f"Oven,{'9' * 1000}")))
    assert line.endswith("is too high; from 0 to 1,000,000,000")


def test_place_for_nobody(tmp_path: Path) -> None:
    """A place takes at least one person."""
    assert problems(tiny(tmp_path, places=("2024-10-01,1,", "2024-10-01,0,"))) == [
        'places.csv, row 2, column capacity: "0" is too low; from 1 to 1,000,000,000'
    ]


def test_negative_money(tmp_path: Path) -> None:
    """Money cannot be negative."""
    assert problems(tiny(tmp_path, funds=("10000", "-10000"))) == [
        'funds.csv, row 2, column budget: "-10000" is negative; 0 or more'
    ]


def test_money_with_three_decimals(tmp_path: Path) -> None:
    """Money has at most 2 decimals."""
    assert problems(tiny(tmp_path, funds=("10000", "10000.125"))) == [
        'funds.csv, row 2, column budget: "10000.125" has more than 2 decimals; '
        "an amount in whole cents, such as 1250.50"
    ]


def test_money_with_a_decimal_comma(tmp_path: Path) -> None:
    """Money with a decimal comma is given back with a point."""
    assert problems(tiny(tmp_path, funds=("10000", '"10000,50"'))) == [
        'funds.csv, row 2, column budget: "10000,50" has a decimal comma; write decimals with a point: 10000.50'
    ]


def test_money_with_a_sign_of_currency(tmp_path: Path) -> None:
    """Money is digits, without a currency."""
    assert problems(tiny(tmp_path, funds=("10000", "€ 10000"))) == [
        'funds.csv, row 2, column budget: "€ 10000" is not an amount in euros; digits only, such as 1250 or 1250.50'
    ]


@pytest.mark.parametrize(("text", "cents"), [("0", 0), ("12", 1200), ("12.5", 1250), ("0.29", 29), ("1.10", 110)])
def test_money_is_read_to_the_cent(tmp_path: Path, text: str, cents: int) -> None:
    """Money is read exactly, in cents."""
    region, _ = files.read_region(tiny(tmp_path, funds=("10000", text)))
    assert region.funds.budget.tolist() == [cents]


@pytest.mark.parametrize("text", ["01-02-2024", "2024-2-1", "20240201", "2024-W05-4", "2024-02-01T00:00", "soon"])
def test_date_in_another_form(tmp_path: Path, text: str) -> None:
    """A date in another form than YYYY-MM-DD is an error, also where the computer could read it."""
    assert problems(tiny(tmp_path, candidates=("2024-02-01", text))) == [
        f'candidates.csv, row 2, column available_from: "{text}" is not a date; '
        "a date as YYYY-MM-DD, such as 2024-01-31"
    ]


@pytest.mark.parametrize("text", ["2024-02-30", "2023-02-29", "2024-13-01", "2024-00-10"])
def test_date_that_does_not_exist(tmp_path: Path, text: str) -> None:
    """A day that no calendar has is an error."""
    assert problems(tiny(tmp_path, candidates=("2024-02-01", text))) == [
        f'candidates.csv, row 2, column available_from: "{text}" is a date that does not exist; '
        "a day of the calendar, YYYY-MM-DD"
    ]


def test_month_that_does_not_exist(tmp_path: Path) -> None:
    """A thirteenth month is an error."""
    assert problems(tiny(tmp_path, mentors_taken="employer,month,taken\noven,2024-13,1\n")) == [
        'mentors_taken.csv, row 2, column month: "2024-13" is not a month; a month as YYYY-MM, such as 2024-01'
    ]


def test_choice_that_is_none(tmp_path: Path) -> None:
    """A value that is not one of the choices gets the list of them."""
    assert problems(tiny(tmp_path, places=("leerwerkplek", "stage"))) == [
        'places.csv, row 2, column kind: "stage" is not one of the choices; '
        "one of leerwerkplek, job, bbl, proefplaatsing, klus"
    ]


def test_yes_in_dutch(tmp_path: Path) -> None:
    """A guarantee is yes or no, not ja."""
    assert problems(tiny(tmp_path, places=(",yes,", ",ja,"))) == [
        'places.csv, row 2, column guarantee: "ja" is not one of the choices; one of no, yes'
    ]


def test_daypart_that_does_not_exist(tmp_path: Path) -> None:
    """An unknown daypart in a list is an error."""
    [line] = problems(tiny(tmp_path, runs=(",mo-am,", ",mo-am|mo-xx,")))
    assert line.startswith('runs.csv, row 2, column dayparts: "mo-am|mo-xx" is not one of the choices; one of mo-am,')


def test_run_pays_no_wage(tmp_path: Path) -> None:
    """The cost kind of a run is one of those of runs."""
    assert problems(tiny(tmp_path, runs=(",language,", ",wage,"))) == [
        'runs.csv, row 2, column cost_kind: "wage" is not one of the choices; one of training, language, exam'
    ]


@pytest.mark.parametrize("text", ["de oven", "óven", "a/b", "a;b"])
def test_id_with_other_characters(tmp_path: Path, text: str) -> None:
    """An id has letters, digits and . _ : - only."""
    [line, _] = problems(tiny(tmp_path, employers=("oven", text)))
    assert line == (
        f'employers.csv, row 2, column employer: "{text}" is not an id; '
        "an id is 1 to 64 of A-Z a-z 0-9 . _ : -, without spaces"
    )


def test_id_of_65_characters(tmp_path: Path) -> None:
    """An id of 65 characters is one too long."""
    [line, _] = problems(tiny(tmp_path, employers=("oven", "a" * 65)))
    assert line.endswith('… (65 characters)" has 65 characters; an id has at most 64')


def test_id_of_64_characters(tmp_path: Path) -> None:
    """An id of 64 characters, with every sign that is allowed, is valid."""
    name = "A.b_c:d-9".ljust(64, "x")
    region, _ = files.read_region(tiny(tmp_path, employers=("oven", name), places=("oven", name)))
    assert region.employers.ids == (name,)


def test_candidate_that_looks_like_a_group_cost(tmp_path: Path) -> None:
    """No candidate id begins with run:, which funding.csv uses for group costs."""
    found = problems(tiny(tmp_path, candidates=("anna", "run:1"), wishes=("anna", "run:1")))
    assert found == [
        'candidates.csv, row 2, column candidate: "run:1" begins with run:; '
        "funding.csv writes group costs as run:<id>: choose another id"
    ]


def test_list_with_an_empty_item(tmp_path: Path) -> None:
    """A list that ends in | has an empty item, which is an error."""
    assert problems(tiny(tmp_path, candidates=("statushouder", "statushouder|"))) == [
        'candidates.csv, row 2, column groups: "statushouder|" has an empty item; '
        "put one | between two items and none at either end"
    ]


def test_item_named_twice_counts_once(tmp_path: Path) -> None:
    """An item that stands twice in a list counts once."""
    region, _ = files.read_region(tiny(tmp_path, places=("tu-am|we-am|th-am", "tu-am|we-am|we-am")))
    assert region.places.dayparts_needed.tolist() == [2]


@pytest.mark.parametrize(
    ("stem", "change", "column", "wanted"),
    [
        ("candidates", ("2024-02-01", ""), "available_from", "a date (YYYY-MM-DD)"),
        ("candidates", (",2131,", ",,"), "postcode", "a postcode of postcodes.csv"),
        ("runs", ("nl-A1,nl-A2,", "nl-A1,,"), "grants", "a credential of credentials.csv, with | between several"),
        ("funds", ("10000", ""), "budget", "an amount in euros"),
        ("employers", ("Bakkerij De Oven", ""), "name", "a text"),
    ],
)
def test_empty_cell_that_must_be_filled(
    tmp_path: Path, stem: str, change: tuple[str, str], column: str, wanted: str
) -> None:
    """A cell of a column that is not optional must be filled, and the message says with what."""
    folder = tiny(tmp_path, **{stem: change})
    assert problems(folder) == [f"{stem}.csv, row 2, column {column}: is empty; give {wanted}"]


def test_esco_that_is_no_address(tmp_path: Path) -> None:
    """The ESCO occupation is a full address."""
    assert problems(tiny(tmp_path, occupations=("voeding,", "voeding,7512"))) == [
        'occupations.csv, row 2, column esco: "7512" is not a URI; '
        "a full address, such as http://data.europa.eu/esco/occupation/…"
    ]
