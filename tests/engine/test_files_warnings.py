"""Reading a region folder: what is allowed but odd."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.engine.folders import tiny, warnings

from koppelkans.engine import files, oddities


@pytest.mark.parametrize(
    ("stem", "change", "line"),
    [
        (
            "runs",
            ("nl-A2,\n", "nl-A2,ww|statushouder\n"),
            'runs.csv, row 2, column only_for: "ww" is a group that no candidate is in; correct it, unless it is meant',
        ),
        (
            "funds",
            (",,,,,granted", ",,ww|statushouder,,,granted"),
            'funds.csv, row 2, column groups: "ww" is a group that no candidate is in; correct it, unless it is meant',
        ),
        (
            "funds",
            (",,,,,granted", ",GM0394|GM9999,,,,granted"),
            'funds.csv, row 2, column municipalities: "GM9999" is a municipality that no candidate is of; '
            "correct it, unless it is meant",
        ),
        (
            "funds",
            (",,,,,granted", ",,,voeding|zorg,,granted"),
            'funds.csv, row 2, column sectors: "zorg" is a sector that no occupation is in; '
            "correct it, unless it is meant",
        ),
        (
            "candidates",
            ("statushouder,,", "statushouder,,noord"),
            'candidates.csv, row 2, column not_districts: "noord" is a district that no place is in; '
            "correct it, unless it is meant",
        ),
    ],
)
def test_asked_for_what_nobody_has(tmp_path: Path, stem: str, change: tuple[str, str], line: str) -> None:
    """A group, municipality, sector or district that is asked for and that nobody has is a warning."""
    assert warnings(tiny(tmp_path, **{stem: change})) == [line]


def test_floor_for_a_group_that_nobody_is_in(tmp_path: Path) -> None:
    """A fairness floor for a group that nobody is in is a warning."""
    assert warnings(tiny(tmp_path, region='+\n[[fairness]]\ngroup = "ww"\nmin_share = 0.1\n')) == [
        'region.toml, column fairness[0].group: "ww" is a group that no candidate is in; '
        "correct it: a plan with anyone in it cannot keep to this"
    ]


def test_one_warning_for_one_id(tmp_path: Path) -> None:
    """What is asked for in many rows is one warning, at the first of them."""
    rows = "anna,,2131,,mo-am,car,9,,,statushouder,,west"
    rows = rows.replace("anna,,", "bert,GM0394,").replace("2131,,", "2131,2024-02-01,")
    found = warnings(tiny(tmp_path, candidates=f"+{rows}\n{rows.replace('bert', 'carl')}\n"))
    assert [line.partition(":")[0] for line in found] == ["candidates.csv, row 3, column not_districts"]


def test_more_seats_taken_than_there_are(tmp_path: Path) -> None:
    """More people enrolled than a run can hold is a warning."""
    assert warnings(tiny(tmp_path, runs=("0,12,0", "0,12,13"))) == [
        'runs.csv, row 2, column seats_taken: "13" is more than the 12 seats; nobody new can join this run'
    ]


def test_more_mentors_taken_than_there_are(tmp_path: Path) -> None:
    """More people mentored than an employer can is a warning."""
    assert warnings(tiny(tmp_path, mentors_taken="employer,month,taken\noven,2024-04,3\n")) == [
        'mentors_taken.csv, row 2, column taken: "3" is more than the 2 mentors of the employer; '
        "nobody new is mentored that month"
    ]


def test_mentors_taken_without_a_limit(tmp_path: Path) -> None:
    """An employer without a limit can have any number of mentors taken."""
    folder = tiny(tmp_path, employers=("Oven,2", "Oven,"), mentors_taken="employer,month,taken\noven,2024-04,99\n")
    assert warnings(folder) == []


UNREACHED = (
    'places.csv, row 2, column place: "bakkerij" can be reached by nobody who wishes for its occupation; '
    "look at its postcode and dates, and at max_travel and available_from of the candidates"
)


def test_place_too_far_for_everyone(tmp_path: Path) -> None:
    """A place that nobody can travel to is a warning."""
    assert warnings(tiny(tmp_path, postcodes=("52.31,4.70", "53.20,6.56"))) == [UNREACHED]


def test_place_too_early_for_everyone(tmp_path: Path) -> None:
    """A place that can only start before anyone is available is a warning."""
    assert warnings(tiny(tmp_path, candidates=("2024-02-01", "2024-10-02"))) == [UNREACHED]


def test_place_after_the_plan(tmp_path: Path) -> None:
    """A place that can only start after the plan ends is a warning."""
    assert warnings(tiny(tmp_path, places=("2024-03-01,2024-10-01", "2025-03-01,2025-10-01"))) == [UNREACHED]


def test_place_that_nobody_wishes_for(tmp_path: Path) -> None:
    """A place of an occupation that nobody wishes for is a warning."""
    assert warnings(tiny(tmp_path, wishes="candidate,occupation,preference,aptitude\n")) == [UNREACHED]


def test_place_reached_by_the_last_of_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every candidate is tried before a place is called unreached, however many blocks that takes."""
    far = "far-{},GM0394,2131,2024-01-01,mo-am,foot,0,,,,,\n"
    wish = "far-{},bakker,0.5,0.5\n"
    folder = tiny(
        tmp_path,
        candidates="+" + "".join(far.format(at) for at in range(5)),
        wishes="+" + "".join(wish.format(at) for at in range(5)),
    )
    monkeypatch.setattr(oddities, "BLOCK", 2)
    assert files.read_region(folder)[1] == ()


def test_fund_that_nobody_is_eligible_for(tmp_path: Path) -> None:
    """A fund whose lists together let nobody pass is a warning, also when each list is met by someone."""
    bert = "bert,GM0363,2131,2024-02-01,mo-am|tu-am|we-am|th-am,bicycle,45,nl-A1,0.1,ww,,\n"
    rijk = "rijk,Rijksgeld,5000,training,no,2024-01-01,2024-12-31,GM0363,statushouder,,,granted,,\n"
    assert warnings(tiny(tmp_path, candidates=f"+{bert}", funds=f"+{rijk}")) == [
        'funds.csv, row 3, column fund: "rijk" can be used for no candidate; '
        "look at its municipalities, groups and sectors"
    ]
