"""Reading region.toml."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.engine.folders import REGION, problems, tiny

from koppelkans.engine import files

FLOOR = '+\n[[fairness]]\ngroup = "statushouder"\nmin_share = 0.25\n'


def test_settings_are_read(tmp_path: Path) -> None:
    """Every value of region.toml ends up in its place."""
    settings = files.read_region(tiny(tmp_path, region=FLOOR))[0].settings
    assert settings.name == "Haarlemmermeer"
    assert settings.plan_until - settings.plan_from == 351
    assert settings.travel.speed.tolist() == [5, 15, 22, 45]
    assert settings.objective.euro == 0.00001
    assert settings.scorecard.kind.tolist() == [0, 0, 0, -0.5, -1.5]
    assert [(floor.group, floor.min_share) for floor in settings.fairness] == [(0, 0.25)]


def test_keys_that_may_be_left_out(tmp_path: Path) -> None:
    """Without max_runs a pathway has 3 runs at most; without kind every kind of place counts the same."""
    text = REGION.replace("max_runs = 3\n", "").replace("kind = { proefplaatsing = -0.5, klus = -1.5 }\n", "")
    settings = files.read_region(tiny(tmp_path, region=text))[0].settings
    assert settings.max_runs == 3
    assert settings.scorecard.kind.tolist() == [0, 0, 0, 0, 0]


def test_broken_toml(tmp_path: Path) -> None:
    """What is not TOML is refused with its line."""
    assert problems(tiny(tmp_path, region=("detour = 1.3", "detour is 1.3"))) == [
        "region.toml, row 8: is not TOML: Expected '=' after a key in a key/value pair (at line 8, column 8); "
        "key = value on each line, texts in quotes"
    ]


def test_decimal_comma_in_toml(tmp_path: Path) -> None:
    """A decimal comma is not TOML, and the line is named."""
    [line] = problems(tiny(tmp_path, region=("detour = 1.3", "detour = 1,3")))
    assert line.startswith("region.toml, row 8: is not TOML: ")


def test_missing_settings(tmp_path: Path) -> None:
    """Without region.toml there is no region."""
    assert problems(tiny(tmp_path, region=None)) == ["region.toml: is missing; every region folder has one"]


def test_unknown_key(tmp_path: Path) -> None:
    """An unknown key is an error that names it."""
    assert problems(tiny(tmp_path, region=("max_runs = 3", "max_run = 3"))) == [
        'region.toml, row 5, column max_run: "max_run" is not a key of region.toml; leave it out, or correct its name'
    ]


def test_unknown_key_in_a_table(tmp_path: Path) -> None:
    """An unknown key in a table is named with its table."""
    assert problems(tiny(tmp_path, region=("klus = -1.5", "stage = -1.5"))) == [
        'region.toml, row 28, column scorecard.kind.stage: "scorecard.kind.stage" is not a key of region.toml; '
        "leave it out, or correct its name"
    ]


def test_missing_key(tmp_path: Path) -> None:
    """A missing key is named with what it means, at the line of the table that lacks it."""
    assert problems(tiny(tmp_path, region=("drop = 0.10\n", ""))) == [
        "region.toml, row 12, column objective.drop: the key is missing; "
        "add objective.drop: cost of leaving out someone who is in previous.csv"
    ]


def test_missing_speed_of_a_mode(tmp_path: Path) -> None:
    """Every mode of travel has a speed, also one that nobody uses."""
    assert problems(tiny(tmp_path, region=("foot = 5, ", ""))) == [
        "region.toml, row 9, column travel.speed.foot: the key is missing; add travel.speed.foot: km/h door to door"
    ]


def test_empty_settings_lack_every_required_key(tmp_path: Path) -> None:
    """An empty region.toml lacks every required key, and each is named."""
    assert len(problems(tiny(tmp_path, region=""))) == 26


@pytest.mark.parametrize(("text", "shown"), [("nan", "nan"), ("inf", "inf"), ("-inf", "-inf")])
def test_weight_that_is_not_finite(tmp_path: Path, text: str, shown: str) -> None:
    """NaN and infinity are not weights."""
    assert problems(tiny(tmp_path, region=("durable = 1.0", f"durable = {text}"))) == [
        f'region.toml, row 13, column objective.durable: "{shown}" is not a finite number; a plain number such as 0.25'
    ]


def test_negative_weight(tmp_path: Path) -> None:
    """A weight of the objective is not negative."""
    assert problems(tiny(tmp_path, region=("week = 0.0020", "week = -0.0020"))) == [
        'region.toml, row 16, column objective.week: "-0.002" is too low; 0 or more'
    ]


def test_negative_log_odds(tmp_path: Path) -> None:
    """The terms of the scorecard may be negative."""
    region, _ = files.read_region(tiny(tmp_path, region=("guarantee = 0.7", "guarantee = -0.7")))
    assert region.settings.scorecard.guarantee == -0.7


def test_speed_of_nothing(tmp_path: Path) -> None:
    """A speed is above 0."""
    assert problems(tiny(tmp_path, region=("car = 45", "car = 0"))) == [
        'region.toml, row 9, column travel.speed.car: "0" is too low; a number above 0'
    ]


def test_plan_until_before_plan_from(tmp_path: Path) -> None:
    """The planning period does not end before it begins."""
    assert problems(tiny(tmp_path, region=("2024-12-31", "2023-12-31"))) == [
        'region.toml, row 4, column plan_until: "2023-12-31" is before plan_from (2024-01-15); '
        "a day on or after plan_from"
    ]


@pytest.mark.parametrize("value", ["-1", "6"])
def test_max_runs_outside_0_to_5(tmp_path: Path, value: str) -> None:
    """A pathway has 0 to 5 runs."""
    assert problems(tiny(tmp_path, region=("max_runs = 3", f"max_runs = {value}"))) == [
        f'region.toml, row 5, column max_runs: "{value}" is out of range; from 0 to 5'
    ]


@pytest.mark.parametrize("value", ["2.5", "3.0"])
def test_max_runs_with_decimals(tmp_path: Path, value: str) -> None:
    """A count is written without a point."""
    assert problems(tiny(tmp_path, region=("max_runs = 3", f"max_runs = {value}"))) == [
        f'region.toml, row 5, column max_runs: "{value}" is not a whole number; a whole number without quotes or point'
    ]


@pytest.mark.parametrize("value", ['"1.3"', "true", "[1.3]"])
def test_number_of_another_type(tmp_path: Path, value: str) -> None:
    """A number is written as a number."""
    [line] = problems(tiny(tmp_path, region=("detour = 1.3", f"detour = {value}")))
    assert line.startswith("region.toml, row 8, column travel.detour: ")
    assert line.endswith(" is not a number; a number without quotes, such as 3 or 0.25")


@pytest.mark.parametrize("value", ['"2024-01-15"', "2024-01-15T09:00:00", "2024"])
def test_date_of_another_type(tmp_path: Path, value: str) -> None:
    """A date is written without quotes and without a time."""
    [line] = problems(tiny(tmp_path, region=("plan_from = 2024-01-15", f"plan_from = {value}")))
    assert line.startswith("region.toml, row 3, column plan_from: ")
    assert line.endswith(" is not a date; a date without quotes, such as 2024-01-15")


def test_table_that_is_a_value(tmp_path: Path) -> None:
    """A value in the place of a table is one clear problem besides the keys that are missing."""
    found = problems(
        tiny(tmp_path, region=("speed = { foot = 5, bicycle = 15, public_transport = 22, car = 45 }", "speed = 5"))
    )
    assert found[0] == (
        'region.toml, row 9, column travel.speed: "5" is not a table; a table [travel.speed] with its keys'
    )


def test_format_of_the_future(tmp_path: Path) -> None:
    """A version of the format that the program does not know is refused."""
    assert problems(tiny(tmp_path, region=("format = 1", "format = 2"))) == [
        'region.toml, row 1, column format: "2" is not a version of the format that this program knows; format = 1'
    ]


def test_region_without_a_name(tmp_path: Path) -> None:
    """A region has a name."""
    assert problems(tiny(tmp_path, region=('"Haarlemmermeer"', '""'))) == [
        "region.toml, row 2, column name: is not a text; a text between quotes"
    ]


def test_share_above_one(tmp_path: Path) -> None:
    """A fairness floor is a share."""
    assert problems(tiny(tmp_path, region=FLOOR.replace("0.25", "25"))) == [
        'region.toml, row 32, column fairness[0].min_share: "25" is out of range; from 0 to 1'
    ]


def test_floor_without_a_share(tmp_path: Path) -> None:
    """A fairness floor needs both its group and its share."""
    assert problems(tiny(tmp_path, region=FLOOR.replace("min_share = 0.25\n", ""))) == [
        "region.toml, row 30, column fairness[0].min_share: the key is missing; "
        "add fairness[0].min_share: at least this share is in the group"
    ]


def test_single_floor_that_is_not_repeatable(tmp_path: Path) -> None:
    """A [fairness] of single brackets is told to use double ones."""
    [line] = problems(tiny(tmp_path, region=FLOOR.replace("[[fairness]]", "[fairness]")))
    assert line.endswith(" is not a table; repeat [[fairness]] with group and min_share")


@pytest.mark.parametrize("digits", [400, 5000])
def test_number_of_many_digits(tmp_path: Path, digits: int) -> None:
    """A number too large to compute with is refused, however many digits it has."""
    [line] = problems(tiny(tmp_path, region=("durable = 1.0", f"durable = {'9' * digits}")))
    assert line.startswith("region.toml")


def test_lists_in_lists(tmp_path: Path) -> None:
    """Brackets without end are refused."""
    [line] = problems(tiny(tmp_path, region=f"+\nx = {'[' * 100_000}\n"))
    assert line.startswith("region.toml: is not TOML: ")


def test_key_in_quotes_is_not_a_path(tmp_path: Path) -> None:
    """A quoted key with a point in it is a key of its own, and unknown."""
    found = problems(tiny(tmp_path, region='"fairness[0].group" = "ww"\n' + REGION))
    assert [line.partition(";")[0].rpartition('" ')[2] for line in found] == ["is not a key of region.toml"]
