"""How long a trip takes."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from tests.engine.case import case

from koppelkans.engine.region import MODES, Region
from koppelkans.engine.travel import minutes, trip_minutes

DEGREE = 6371.0088 * math.pi / 180  # kilometres from 2131 to 2132


def trip(region: Region, origin: str, destination: str, *modes: str) -> float:
    """Minutes of one trip."""
    mask = sum(1 << MODES.index(mode) for mode in modes)
    ends = [np.array([region.postcodes.ids.index(postcode)], dtype=np.int32) for postcode in (origin, destination)]
    return float(trip_minutes(region, *ends, np.array([mask], dtype=np.int32))[0])


def test_a_trip_is_the_great_circle_with_a_detour_at_the_speed_of_the_mode(tmp_path: Path) -> None:
    """A degree of latitude by bicycle: 111.195 km times 1.3 at 15 km/h, and two minutes on top."""
    region = case(tmp_path)
    assert trip(region, "2131", "2132", "bicycle") == pytest.approx(DEGREE * 1.3 / 15 * 60 + 2, abs=1e-9)


def test_within_one_postcode_only_the_overhead_counts(tmp_path: Path) -> None:
    """From door to door in one postcode takes what every trip with the mode costs."""
    region = case(tmp_path)
    assert [trip(region, "2131", "2131", mode) for mode in MODES] == [0, 2, 12, 5]


def test_the_quickest_mode_counts(tmp_path: Path) -> None:
    """Who has a bicycle and a car takes what is quicker: the bicycle round the corner, the car over the country."""
    region = case(tmp_path)
    both = ("bicycle", "car")
    assert trip(region, "2131", "2131", *both) == 2
    assert trip(region, "2131", "2132", *both) == trip(region, "2131", "2132", "car")


def test_a_known_time_replaces_the_estimate(tmp_path: Path) -> None:
    """What travel.csv says goes before the estimate, also where it is slower and within one postcode."""
    region = case(tmp_path, travel=[(2131, 2132, "car", 33.5), (2131, 2131, "bicycle", 9)])
    assert trip(region, "2131", "2132", "car") == 33.5
    assert trip(region, "2131", "2131", "bicycle") == 9


def test_a_known_time_is_for_one_direction_and_one_mode(tmp_path: Path) -> None:
    """The way back and the other modes keep their estimate."""
    plain, known = case(tmp_path / "plain"), case(tmp_path / "known", travel=[(2131, 2132, "car", 1)])
    assert trip(known, "2132", "2131", "car") == trip(plain, "2132", "2131", "car")
    assert trip(known, "2131", "2132", "bicycle") == trip(plain, "2131", "2132", "bicycle")


def test_a_slow_known_time_gives_way_to_a_quicker_mode(tmp_path: Path) -> None:
    """Of a known time by car and an estimate by bicycle the least counts."""
    region = case(tmp_path, travel=[(2131, 2131, "car", 90)])
    assert trip(region, "2131", "2131", "car", "bicycle") == 2


def test_a_table_of_trips_is_the_same_trips_one_by_one(tmp_path: Path) -> None:
    """Worked out for many at once, everybody travels as long as alone."""
    people = {"c1": {}, "c2": {"modes": "car|foot"}, "c3": {"postcode": 2132}, "c4": {"modes": "car|foot"}}
    region = case(tmp_path, candidates=people, travel=[(2131, 2132, "car", 33.5)])
    table = minutes(region, np.arange(4), np.array([0, 1, 0], dtype=np.int32))
    by_car = ("car", "foot")
    alone = [
        [trip(region, home, there, *modes) for there in ("2131", "2132", "2131")]
        for home, modes in (("2131", ("bicycle",)), ("2131", by_car), ("2132", ("bicycle",)), ("2131", by_car))
    ]
    assert table.tolist() == alone
