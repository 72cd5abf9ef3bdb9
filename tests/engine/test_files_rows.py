"""Reading a region folder: what rows and files say of each other."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.engine.folders import TINY, problems, tiny

from koppelkans.engine import files
from koppelkans.engine.checking import lock_problems

EXPECTED = "rijk,Rijksgeld,5000,training,no,2024-01-01,2024-12-31,,,,,expected"
GRANTED = "gem,Gemeentefonds,10000,language|training|guidance,yes,2024-01-01,2024-12-31,,,,,granted,,"


def test_duplicate_id(tmp_path: Path) -> None:
    """An id that stands twice is an error at the second row, which names the first."""
    assert problems(tiny(tmp_path, employers="+oven,De Oven 2,\n")) == [
        'employers.csv, row 3, column employer: "oven" stands already in row 2; each employer stands once in this file'
    ]


def test_duplicate_wish(tmp_path: Path) -> None:
    """A candidate wishes for an occupation once."""
    assert problems(tiny(tmp_path, wishes="+anna,bakker,0.1,0.1\n")) == [
        'wishes.csv, row 3, column candidate: "anna" with the same candidate and occupation stands already in row 2; '
        "each candidate and occupation stands once in this file"
    ]


@pytest.mark.parametrize(
    ("stem", "header", "row"),
    [
        ("held", "candidate,credential,from,until", "anna,nl-A2,,2024-12-31"),
        ("forbidden", "candidate,run,place", "anna,,bakkerij"),
        ("mentors_taken", "employer,month,taken", "oven,2024-05,1"),
        ("used", "candidate,fund,amount", "anna,gem,100"),
        ("travel", "from,to,mode,minutes", "2131,2132,car,9"),
        ("previous", "candidate,runs,place", "anna,,bakkerij"),
        ("locks", "candidate,runs,place", "anna,taal-1,bakkerij"),
    ],
)
def test_duplicate_row_of_an_optional_file(tmp_path: Path, stem: str, header: str, row: str) -> None:
    """The key of each optional file is unique."""
    [line] = problems(tiny(tmp_path, **{stem: f"{header}\n{row}\n{row}\n"}))
    assert line.startswith(f"{stem}.csv, row 3, column {header.split(',')[0]}: ")
    assert "stands already in row 2" in line


def test_held_twice_in_other_periods(tmp_path: Path) -> None:
    """A credential may be held in several periods: the whole row is the key of held.csv."""
    rows = "candidate,credential,from,until\nanna,nl-A2,,2024-02-01\nanna,nl-A2,2024-06-01,\n"
    region, _ = files.read_region(tiny(tmp_path, held=rows))
    assert len(region.held.first) == 2


@pytest.mark.parametrize(
    ("stem", "change", "column", "value", "file"),
    [
        ("wishes", ("anna,", "bert,"), "candidate", "bert", "candidates.csv"),
        ("wishes", ("bakker", "slager"), "occupation", "slager", "occupations.csv"),
        ("places", ("oven", "over"), "employer", "over", "employers.csv"),
        ("occupations", ("voeding,,", "voeding,,vca"), "qualification", "vca", "credentials.csv"),
        ("funds", (GRANTED, f"{GRANTED}\n{EXPECTED},rij,"), "guarantor", "rij", "funds.csv"),
    ],
)
def test_unknown_reference(
    tmp_path: Path, stem: str, change: tuple[str, str], column: str, value: str, file: str
) -> None:
    """A reference to what does not exist names the file where it should be."""
    [line] = problems(tiny(tmp_path, **{stem: change}))
    assert f'column {column}: "{value}" is not in {file}; an id of {file}, or add it there' in line


def test_unknown_reference_in_a_list(tmp_path: Path) -> None:
    """Of a list the items that do not exist are named."""
    assert problems(tiny(tmp_path, candidates=("nl-A1", "nl-A1|nl-B1|vca"))) == [
        'candidates.csv, row 2, column holds: "nl-A1|nl-B1|vca" names nl-B1 and vca, not in credentials.csv; '
        "an id of credentials.csv, or add it there"
    ]


def test_long_list_of_unknown_references(tmp_path: Path) -> None:
    """Of many unknown items in one list a few are named and the rest are counted."""
    [line] = problems(tiny(tmp_path, candidates=("nl-A1", "|".join(f"x{at}" for at in range(900)))))
    assert "names x0 and x1 and x2 and x3 and x4 and 895 more, not in credentials.csv" in line


def test_postcode_without_a_point(tmp_path: Path) -> None:
    """A postcode that is not in postcodes.csv has no point on the map."""
    assert problems(tiny(tmp_path, candidates=("2131", "9999"))) == [
        'candidates.csv, row 2, column postcode: "9999" has no point in postcodes.csv; '
        "add it to postcodes.csv with its lat and lon, or correct it"
    ]


@pytest.mark.parametrize(
    ("stem", "change", "wrong"),
    [
        ("runs", ("2024-05-31", "2024-02-01"), 'column end: "2024-02-01" is before start (2024-02-05); start or'),
        (
            "places",
            ("2024-10-01", "2024-02-28"),
            'column start_until: "2024-02-28" is before start_from (2024-03-01); start_from or',
        ),
        ("funds", ("2024-12-31", "2023-12-31"), 'column until: "2023-12-31" is before from (2024-01-01); from or'),
    ],
)
def test_end_before_start(tmp_path: Path, stem: str, change: tuple[str, str], wrong: str) -> None:
    """A period does not end before it begins."""
    assert problems(tiny(tmp_path, **{stem: change})) == [f"{stem}.csv, row 2, {wrong} a later day"]


def test_minimum_above_maximum(tmp_path: Path) -> None:
    """A run does not need more people than it can hold."""
    assert problems(tiny(tmp_path, runs=("0,12,0", "13,12,0"))) == [
        'runs.csv, row 2, column seats_max: "12" is below seats_min (13); seats_min or more'
    ]


def test_held_until_before_from(tmp_path: Path) -> None:
    """A period in held.csv does not end before it begins."""
    assert problems(tiny(tmp_path, held="candidate,credential,from,until\nanna,nl-A2,2024-05-01,2024-04-30\n")) == [
        'held.csv, row 2, column until: "2024-04-30" is before from (2024-05-01); from or a later day'
    ]


def test_more_dayparts_needed_than_listed(tmp_path: Path) -> None:
    """The work cannot take more dayparts than are listed."""
    assert problems(tiny(tmp_path, places=("th-am,,", "th-am,4,"))) == [
        'places.csv, row 2, column dayparts_needed: "4" is more than the 3 dayparts listed; '
        "from 0 to 3, or empty for all"
    ]


def test_circle_in_implies(tmp_path: Path) -> None:
    """A circle in implies is an error at each credential on it, and shows the way around."""
    folder = tiny(tmp_path, credentials=("A1,language,", "A1,language,nl-A2"))
    right = "take one of these out"
    assert problems(folder) == [
        'credentials.csv, row 2, column implies: "nl-A2" makes a circle: nl-A1 implies nl-A2 implies nl-A1; ' + right,
        'credentials.csv, row 3, column implies: "nl-A1" makes a circle: nl-A2 implies nl-A1 implies nl-A2; ' + right,
    ]


def test_credential_that_implies_itself(tmp_path: Path) -> None:
    """A credential that implies itself is the smallest circle."""
    assert problems(tiny(tmp_path, credentials=("A1,language,", "A1,language,nl-A1"))) == [
        'credentials.csv, row 2, column implies: "nl-A1" makes a circle: nl-A1 implies nl-A1; take one of these out'
    ]


def test_guarantor_that_is_expected(tmp_path: Path) -> None:
    """A fund that is itself expected cannot vouch."""
    rows = f"+{EXPECTED},gem,0.5\n{EXPECTED.replace('rijk', 'eu')},rijk,0.5\n"
    assert problems(tiny(tmp_path, funds=rows)) == [
        'funds.csv, row 4, column guarantor: "rijk" is itself expected; a guarantor is a granted fund'
    ]


def test_expected_fund_that_vouches_for_itself(tmp_path: Path) -> None:
    """An expected fund cannot vouch for itself."""
    assert problems(tiny(tmp_path, funds=f"+{EXPECTED},rijk,\n")) == [
        'funds.csv, row 3, column guarantor: "rijk" is itself expected; a guarantor is a granted fund'
    ]


def test_expected_fund_without_guarantor(tmp_path: Path) -> None:
    """Expected money needs a guarantor."""
    assert problems(tiny(tmp_path, funds=f"+{EXPECTED},,\n")) == [
        "funds.csv, row 3, column guarantor: is empty; name a granted fund that vouches for this expected one"
    ]


def test_reserve_on_a_granted_fund(tmp_path: Path) -> None:
    """Granted money has nothing to reserve."""
    assert problems(tiny(tmp_path, funds=("granted,,", "granted,,0.5"))) == [
        'funds.csv, row 2, column reserve: "0.5" stands on a granted fund; '
        "leave reserve empty, or set state to expected"
    ]


def test_guarantor_on_a_granted_fund(tmp_path: Path) -> None:
    """Granted money has no guarantor."""
    assert problems(tiny(tmp_path, funds=f"+{GRANTED.replace('gem,', 'rijk,').removesuffix(',')}gem,\n"))[0] == (
        'funds.csv, row 3, column guarantor: "gem" stands on a granted fund; '
        "leave guarantor empty, or set state to expected"
    )


def test_lock_of_a_run_that_is_gone(tmp_path: Path) -> None:
    """A lock names what exists."""
    assert problems(tiny(tmp_path, locks="candidate,runs,place\nanna,taal-9,bakkerij\n")) == [
        'locks.csv, row 2, column runs: "taal-9" names taal-9, not in runs.csv; an id of runs.csv, or add it there'
    ]


def test_lock_that_keeps_the_rules(tmp_path: Path) -> None:
    """A lock that meets every rule is read."""
    region, _ = files.read_region(tiny(tmp_path, locks="candidate,runs,place\nanna,taal-1,bakkerij\n"))
    assert region.locks.runs == ((0,),)
    assert lock_problems(region) == []


def test_lock_that_breaks_a_rule(tmp_path: Path) -> None:
    """A lock that breaks a rule is an error that names the pathway and the rule: here the language is missing."""
    assert problems(tiny(tmp_path, locks="candidate,runs,place\nanna,,bakkerij\n")) == [
        'locks.csv, row 2: "anna,,bakkerij" breaks P3 (what the place asks is not held in time to start there), '
        "P5 (a credential that is asked is not held); a lock meets every rule P0-P8: take it out, or change what it "
        "asks for"
    ]


def test_lock_with_more_runs_than_allowed(tmp_path: Path) -> None:
    """A lock with more than max_runs runs is an error."""
    folder = tiny(
        tmp_path, region=("max_runs = 3", "max_runs = 0"), locks="candidate,runs,place\nanna,taal-1,bakkerij\n"
    )
    [line] = problems(folder)
    assert '"anna,taal-1,bakkerij" breaks P0 (more runs than max_runs);' in line


def test_previous_may_name_what_is_gone(tmp_path: Path) -> None:
    """In previous.csv a candidate that is gone is left out; a run or place that is gone is none."""
    rows = "candidate,runs,place\nbert,taal-1,bakkerij\nanna,taal-9|taal-1,winkel\n"
    region, warned = files.read_region(tiny(tmp_path, previous=rows))
    assert region.previous.candidate.tolist() == [0]
    assert region.previous.runs == ((-1, 0),)
    assert region.previous.place.tolist() == [-1]
    assert warned == ()


def test_rows_in_another_order_give_the_same_region(tmp_path: Path) -> None:
    """The order of rows changes neither the region nor its digest."""
    header, *rows = TINY["credentials.csv"].splitlines(keepends=True)
    (tmp_path / "other").mkdir()
    region, _ = files.read_region(tiny(tmp_path))
    other, _ = files.read_region(tiny(tmp_path / "other", credentials=header + "".join(reversed(rows))))
    assert other.credentials.ids == ("nl-A1", "nl-A2")
    assert other.digest == region.digest


def test_held_credentials_bring_what_they_imply(tmp_path: Path) -> None:
    """Who holds a credential holds what it implies, and a run grants what its credential implies."""
    region, _ = files.read_region(tiny(tmp_path, candidates=("45,nl-A1", "45,nl-A2")))
    assert region.candidates.holds.tolist() == [[True, True]]
    assert region.runs.grants.tolist() == [[True, True]]
    assert region.places.requires.tolist() == [[False, True]]


def test_runs_of_a_lock_stand_by_start(tmp_path: Path) -> None:
    """The runs of a pathway are sorted by start, whatever their order in the cell."""
    earlier = "b-1,vca,VCA,roc,2132,2024-02-02,2024-02-02,we-am,0,9,0,100,0,training,,nl-A1,\n"
    region, _ = files.read_region(
        tiny(tmp_path, runs=f"+{earlier}", previous="candidate,runs,place\nanna,taal-1|b-1,bakkerij\n")
    )
    assert region.runs.ids == ("b-1", "taal-1")
    assert region.previous.runs == ((0, 1),)
