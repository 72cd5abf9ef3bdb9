"""A region that a person can read in a minute, and the command as a user starts it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

COMMAND = Path(sys.executable).parent / "koppelkans"
STAND_IN = Path(__file__).parent / "stand_in.py"

Answer = subprocess.CompletedProcess[str]
Command = Callable[..., Answer]

FILES = {
    "region.toml": """\
format = 1
name = "Dorp"
plan_from = 2025-01-06
plan_until = 2025-12-31
max_runs = 2

[travel]
detour = 1.3
speed = { foot = 5, bicycle = 15, public_transport = 22, car = 45 }
overhead = { foot = 0, bicycle = 2, public_transport = 12, car = 5 }

[objective]
durable = 1.0
preference = 0.10
euro = 0.000010
week = 0.0020
change = 0.05
drop = 0.10

[scorecard]
intercept = -0.8
aptitude = 1.6
preference = 0.8
travel_hour = -1.2
guarantee = 0.7
qualification = 0.6
language_margin = 0.25
""",
    "credentials.csv": "credential,name,kind,implies\nvca,VCA,safety,\n",
    "occupations.csv": "occupation,name,sector,esco,qualification\nmonteur,Monteur zonnepanelen,techniek,,\n",
    "candidates.csv": """\
candidate,municipality,postcode,available_from,dayparts,modes,max_travel,holds,baseline,groups
anna,GM0394,2131,2025-01-06,mo-am|tu-am,bicycle,30,,0.1,werkend
bart,GM0394,2131,2025-01-06,mo-am|tu-am,bicycle,30,vca,0.2,
carla,GM0394,2131,2025-01-06,we-am,bicycle,30,vca,0.2,
""",
    "wishes.csv": """\
candidate,occupation,preference,aptitude
anna,monteur,0.9,0.8
bart,monteur,0.6,0.5
carla,monteur,0.6,0.5
""",
    "runs.csv": """\
run,training,name,provider,postcode,start,end,dayparts,seats_min,seats_max,seat_cost,cost_kind,requires,grants
vca-1,vca,VCA in februari,school,2131,2025-02-03,2025-02-04,mo-am|tu-am,1,5,300,training,,vca
""",
    "employers.csv": "employer,name,mentors\nzon,Zon op het dak,\n",
    "places.csv": """\
place,employer,occupation,kind,postcode,start_from,start_until,capacity,dayparts,requires,cost
dak-1,zon,monteur,leerwerkplek,2131,2025-01-06,2025-06-30,1,mo-am|tu-am,vca,1000
dak-2,zon,monteur,job,2132,2025-01-06,2025-06-30,1,mo-am|tu-am,vca,0
""",
    "funds.csv": "fund,name,budget,pays,from,until\npot,Pot,5000,training|guidance,2025-01-01,2025-12-31\n",
    "postcodes.csv": "postcode,lat,lon\n2131,52.30,4.66\n2132,52.31,4.67\n",
}


def environment(**more: str) -> dict[str, str]:
    """The environment of the tests without what would change the answers."""
    kept = {name: value for name, value in os.environ.items() if name != "KOPPELKANS_TRACEBACK"}
    return kept | {"COLUMNS": "100"} | more


@pytest.fixture
def region(tmp_path: Path) -> Path:
    """A folder with three people, one run, two places and one fund; carla's week fits no place."""
    folder = tmp_path / "region"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def koppelkans(tmp_path: Path) -> Command:
    """Run the command in an empty folder and return what it said."""

    def run(*arguments: object, **variables: str) -> Answer:
        return subprocess.run(
            [COMMAND, *map(str, arguments)],
            cwd=tmp_path,
            env=environment(**variables),
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    return run


@pytest.fixture
def started(tmp_path: Path) -> Callable[..., subprocess.Popen[str]]:
    """Start the command with a stand-in for the solver, see `stand_in.py`."""

    def start(manner: str, *arguments: object, **variables: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, str(STAND_IN), manner, *map(str, arguments)],
            cwd=tmp_path,
            env=environment(PYTHONUNBUFFERED="1", **variables),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return start


@pytest.fixture
def solving(tmp_path: Path) -> Callable[..., subprocess.Popen[str]]:
    """Start the command itself and go on; its progress comes line by line."""

    def start(*arguments: object) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [COMMAND, *map(str, arguments)],
            cwd=tmp_path,
            env=environment(PYTHONUNBUFFERED="1"),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return start
