"""The fingerprint of a region folder."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from tests.engine.folders import TINY, tiny

from koppelkans.engine import files

CANONICAL_SETTINGS = """\
format=1
max_runs=3
name="Haarlemmermeer"
objective.change=0.05
objective.drop=0.1
objective.durable=1.0
objective.euro=1e-05
objective.preference=0.1
objective.week=0.002
plan_from=2024-01-15
plan_until=2024-12-31
scorecard.aptitude=1.6
scorecard.guarantee=0.7
scorecard.intercept=-0.8
scorecard.kind.klus=-1.5
scorecard.kind.proefplaatsing=-0.5
scorecard.language_margin=0.25
scorecard.preference=0.8
scorecard.qualification=0.6
scorecard.travel_hour=-1.2
travel.detour=1.3
travel.overhead.bicycle=2.0
travel.overhead.car=5.0
travel.overhead.foot=0.0
travel.overhead.public_transport=12.0
travel.speed.bicycle=15.0
travel.speed.car=45.0
travel.speed.foot=5.0
travel.speed.public_transport=22.0
"""


def fingerprint(folder: Path, **changes: str | bytes | tuple[str, str] | None) -> str:
    """The digest of the tiny region after some changes, in a folder of its own."""
    made = folder / str(len(list(folder.iterdir())))
    made.mkdir()
    return files.digest(tiny(made, **changes))


def test_digest_can_be_worked_out_by_hand(tmp_path: Path) -> None:
    """The digest is the sha256 of each file name and canonical text, as the page of the format says."""
    texts = dict(TINY) | {"region.toml": CANONICAL_SETTINGS}
    whole = "".join(f"{name}\n{texts[name]}" for name in sorted(texts))
    assert fingerprint(tmp_path) == hashlib.sha256(whole.encode()).hexdigest()


def test_region_carries_its_digest(tmp_path: Path) -> None:
    """A region that is read knows the digest of its folder."""
    folder = tiny(tmp_path)
    assert files.read_region(folder)[0].digest == files.digest(folder)


@pytest.mark.parametrize(
    "changes",
    [
        {"postcodes": "lat,lon,postcode\n52.31,4.70,2132\n52.30,4.69,2131\n"},
        {"postcodes": '"postcode","lat","lon"\r\n"2132","52.31","4.70"\r\n\r\n"2131","52.30","4.69"'},
        {"wishes": "\ufeff" + TINY["wishes.csv"]},
        {"used": "candidate,fund,amount\n"},
        {"region": ("format = 1\n", "# a comment\nformat   =   1\n")},
        {"region": ("durable = 1.0", "durable = 1")},
    ],
    ids=[
        "order",
        "quotes, line ends and an empty line",
        "byte order mark",
        "empty optional file",
        "layout",
        "1 or 1.0",
    ],
)
def test_what_does_not_change_the_digest(tmp_path: Path, changes: dict[str, str]) -> None:
    """Order, quotes, line ends, a byte order mark and layout do not change the digest."""
    assert fingerprint(tmp_path, **changes) == fingerprint(tmp_path)


def test_missing_optional_column_does_not_change_the_digest(tmp_path: Path) -> None:
    """A missing optional column equals empty cells, for the digest as well."""
    without = "postcode,lat,lon\n2131,52.30,4.69\n2132,52.31,4.70\n"
    empty = fingerprint(tmp_path, employers="employer,name,mentors\noven,De Oven,\n", postcodes=without)
    assert fingerprint(tmp_path, employers="employer,name\noven,De Oven\n", postcodes=without) == empty


@pytest.mark.parametrize(
    "changes",
    [
        {"wishes": ("0.9", "0.8")},
        {"region": ("week = 0.0020", "week = 0.0021")},
        {"used": "candidate,fund,amount\nanna,gem,1\n"},
        {"employers": ("oven,Bakkerij De Oven", 'oven,"Bakkerij\nDe Oven"')},
    ],
    ids=["cell", "key", "row", "line end in a name"],
)
def test_what_changes_the_digest(tmp_path: Path, changes: dict[str, tuple[str, str]]) -> None:
    """Another value, a key or a row changes the digest."""
    assert fingerprint(tmp_path, **changes) != fingerprint(tmp_path)


def test_order_of_fairness_floors_does_not_change_the_digest(tmp_path: Path) -> None:
    """Fairness floors are a set: their order changes nothing."""
    one, two = (f'\n[[fairness]]\ngroup = "{group}"\nmin_share = 0.1\n' for group in ("ww", "statushouder"))
    assert fingerprint(tmp_path, region=f"+{one}{two}") == fingerprint(tmp_path, region=f"+{two}{one}")


def test_digest_of_an_invalid_folder(tmp_path: Path) -> None:
    """A folder with errors has no digest."""
    with pytest.raises(files.RegionError):
        fingerprint(tmp_path, wishes=None)
