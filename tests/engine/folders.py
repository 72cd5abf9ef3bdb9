"""A minimal valid region folder as text, for tests to alter, and how to look at what is wrong with it."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from koppelkans.engine import files

REGION = """\
format = 1
name = "Haarlemmermeer"
plan_from = 2024-01-15
plan_until = 2024-12-31
max_runs = 3

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
kind = { proefplaatsing = -0.5, klus = -1.5 }
"""

# anna learns Dutch in one run and then starts at the bakery; fund gem pays
TINY: dict[str, str] = {
    "region.toml": REGION,
    "credentials.csv": """\
credential,name,kind,implies
nl-A1,Nederlands A1,language,
nl-A2,Nederlands A2,language,nl-A1
""",
    "occupations.csv": """\
occupation,name,sector,esco,qualification
bakker,Bakker,voeding,,
""",
    "candidates.csv": """\
candidate,municipality,postcode,available_from,dayparts,modes,max_travel,holds,baseline,groups,districts,not_districts
anna,GM0394,2131,2024-02-01,mo-am|tu-am|we-am|th-am,bicycle,45,nl-A1,0.1,statushouder,,
""",
    "wishes.csv": """\
candidate,occupation,preference,aptitude
anna,bakker,0.9,0.6
""",
    "runs.csv": """\
run,training,name,provider,postcode,start,end,dayparts,seats_min,seats_max,seats_taken,seat_cost,group_cost,cost_kind,\
requires,grants,only_for
taal-1,taal,Taal op de werkvloer,roc,2132,2024-02-05,2024-05-31,mo-am,0,12,0,1500,0,language,nl-A1,nl-A2,
""",
    "employers.csv": """\
employer,name,mentors
oven,Bakkerij De Oven,2
""",
    "places.csv": """\
place,employer,occupation,kind,postcode,district,start_from,start_until,capacity,dayparts,dayparts_needed,requires,\
mentor_weeks,guarantee,cost,cost_kind,only_for
bakkerij,oven,bakker,leerwerkplek,2132,,2024-03-01,2024-10-01,1,tu-am|we-am|th-am,,nl-A2,8,yes,500,guidance,
""",
    "funds.csv": """\
fund,name,budget,pays,pays_groups,from,until,municipalities,groups,sectors,max_per_candidate,state,guarantor,reserve
gem,Gemeentefonds,10000,language|training|guidance,yes,2024-01-01,2024-12-31,,,,,granted,,
""",
    "postcodes.csv": """\
postcode,lat,lon
2131,52.30,4.69
2132,52.31,4.70
""",
}


def tiny(folder: Path, **changes: str | bytes | tuple[str, str] | None) -> Path:
    """Write the tiny region in a new folder `region` and return that.

    A change is named after its file, without ending (`region` for region.toml): a text or bytes to have instead, an
    (old, new) pair to replace in the file, lines to add when the text begins with `+`, or None for no such file.
    """
    made = folder / "region"
    made.mkdir()
    contents: dict[str, str | bytes | None] = dict(TINY)
    for stem, change in changes.items():
        name = "region.toml" if stem == "region" else f"{stem}.csv"
        contents[name] = changed(TINY.get(name, ""), change)
    for name, content in contents.items():
        if isinstance(content, str):
            content = content.encode()
        if content is not None:
            (made / name).write_bytes(content)
    return made


def changed(text: str, change: str | bytes | tuple[str, str] | None) -> str | bytes | None:
    """The text of a file after a change, see `tiny`."""
    if isinstance(change, tuple):
        old, new = change
        assert old in text, f"{old!r} is not in the file"
        return text.replace(old, new)
    if isinstance(change, str) and change.startswith("+"):
        return text + change[1:]
    return change


def problems(folder: Path) -> list[str]:
    """Every error in a region folder, as the lines a person gets to see."""
    with pytest.raises(files.RegionError) as refused:
        files.read_region(folder)
    return [str(problem) for problem in refused.value.problems]


def warnings(folder: Path) -> list[str]:
    """Every warning about a region folder, as the lines a person gets to see."""
    return [str(problem) for problem in files.read_region(folder)[1]]


def differences(one: Any, other: Any, path: str = "") -> list[str]:
    """Where two regions or plans differ, the digest aside."""
    if is_dataclass(one):
        return [
            found
            for part in fields(one)
            if part.name != "digest"
            for found in differences(getattr(one, part.name), getattr(other, part.name), f"{path}.{part.name}")
        ]
    if isinstance(one, np.ndarray):
        return [] if one.dtype == other.dtype and np.array_equal(one, other) else [path]
    if isinstance(one, tuple) and isinstance(other, tuple) and len(one) == len(other):
        return [found for a, b in zip(one, other, strict=True) for found in differences(a, b, path)]
    return [] if one == other else [path]
