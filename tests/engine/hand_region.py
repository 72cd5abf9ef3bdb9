"""A region that fits on one page, and a plan for it made by hand: two people learn or start at one employer, one
at another, and one person stays without a place.

c1 learns Dutch (taal, nobody is in it yet) and safety (vca) and goes to p1; c2 and c3 start at p2 at once; c4 holds
no wish that can be met.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from tests.engine import brute

from koppelkans.engine.files import read_region
from koppelkans.engine.plan import Funding, Plan
from koppelkans.engine.region import COST_KINDS, Region

TOML = """
format = 1
name = "Een bladzijde"
plan_from = 2024-01-15
plan_until = 2024-12-31
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
kind = { proefplaatsing = -0.5, klus = -1.5 }
[[fairness]]
group = "statushouder"
min_share = 0.25
"""

FILES = {
    "credentials": """
credential,name,kind,implies
nl-A1,Nederlands A1,language,
nl-A2,Nederlands A2,language,nl-A1
nl-B1,Nederlands B1,language,nl-A2
vca,Veiligheid,safety,
diploma,Timmeren niveau 2,qualification,
""",
    "occupations": """
occupation,name,sector,esco,qualification
timmeren,Timmeren,bouw,,diploma
verzorgen,Verzorgen,zorg,,
""",
    "candidates": """
candidate,municipality,postcode,available_from,dayparts,modes,max_travel,holds,baseline,groups,districts,not_districts
c1,GM0394,2131,2024-01-15,mo-am|mo-pm|tu-am|we-am,bicycle,45,nl-A1,0.1,statushouder,,
c2,GM0394,2131,2024-01-15,mo-am|tu-am|we-am,bicycle,45,nl-A2,0,,,
c3,GM0394,2151,2024-01-15,mo-am|tu-am|we-am,car,45,nl-B1,0,ww,,
c4,GM0394,2151,2024-01-15,mo-am,foot,10,,0,,,
""",
    "wishes": """
candidate,occupation,preference,aptitude
c1,timmeren,0.5,0.75
c2,verzorgen,1,0.5
c3,verzorgen,0.8,0.5
c4,timmeren,0.8,0.5
""",
    "runs": """
run,training,name,provider,postcode,start,end,dayparts,seats_min,seats_max,seats_taken,seat_cost,group_cost,cost_kind,requires,grants,only_for
taal,nederlands,Nederlands naar A2,roc,2131,2024-02-05,2024-04-28,mo-am,1,8,0,900,500,language,nl-A1,nl-A2,
vca,veiligheid,Veilig werken,roc,2131,2024-02-06,2024-05-05,tu-am,1,8,3,250,100,training,,vca,
""",
    "employers": """
employer,name,mentors
e1,Bouwbedrijf,
e2,Zorghuis,2
""",
    "places": """
place,employer,occupation,kind,postcode,district,start_from,start_until,capacity,dayparts,dayparts_needed,requires,mentor_weeks,guarantee,cost,cost_kind,only_for
p1,e1,timmeren,leerwerkplek,2131,Noord,2024-02-01,2024-06-30,1,mo-am|mo-pm|tu-am|we-am,3,nl-A2|vca,4,yes,400,guidance,
p2,e2,verzorgen,job,2131,Zuid,2024-02-01,2024-06-30,2,mo-am|tu-am,,nl-A2,13,no,0,guidance,
""",
    "funds": """
fund,name,budget,pays,pays_groups,from,until,municipalities,groups,sectors,max_per_candidate,state,guarantor,reserve
gemeente,Gemeente,1400,language|training|guidance,yes,2024-01-01,2024-12-31,,,,,granted,,
subsidie,Subsidie,1000,language|guidance,no,2024-01-01,2024-12-31,GM0394,,bouw,1000,expected,gemeente,0.35
""",
    "postcodes": """
postcode,lat,lon
2131,52.3061,4.6907
2151,52.2646,4.6321
""",
}

# what the gemeente pays itself is 1050; it vouches for 35 % of the 1000 of the subsidie: together exactly 1400
PAID = (
    ("run:taal", "taal", "language", "gemeente", 500_00),
    ("c1", "taal", "language", "subsidie", 600_00),
    ("c1", "taal", "language", "gemeente", 300_00),
    ("c1", "vca", "training", "gemeente", 250_00),
    ("c1", "place", "guidance", "subsidie", 400_00),
)


def hand_region(folder: Path, **changed: str) -> Region:
    """The region, with another text for the files that are named; optional files can be added so too."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "region.toml").write_text(changed.pop("toml", TOML), encoding="utf-8")
    for name, text in (FILES | changed).items():
        (folder / f"{name}.csv").write_text(text.lstrip("\n"), encoding="utf-8")
    return read_region(folder)[0]


def hand_plan(region: Region) -> Plan:
    """The plan for the region, with nothing broken."""
    plan = brute.as_plan(region, {0: ((0, 1), 0), 1: ((), 1), 2: ((), 1)})
    return replace(plan, funding=funding(region, PAID), bound=plan.value + 0.01)


def funding(region: Region, rows: tuple[tuple[str, str, str, str, int], ...]) -> Funding:
    """funding.csv from rows (for, step, cost_kind, fund, cents)."""
    people, runs = region.candidates.ids, region.runs.ids
    return Funding(
        candidate=brute.ints(-1 if row[0].startswith("run:") else people.index(row[0]) for row in rows),
        run=brute.ints(-1 if row[1] == "place" else runs.index(row[1]) for row in rows),
        kind=brute.ints(COST_KINDS.index(row[2]) for row in rows),
        fund=brute.ints(region.funds.ids.index(row[3]) for row in rows),
        amount=np.array([row[4] for row in rows], dtype=np.int64),
    )


def with_cell(region: Region, table: str, column: str, row: int, value: Any) -> Region:
    """The region with one cell changed."""
    return replace(region, **{table: changed(getattr(region, table), column, row, value)})


def changed(table: Any, column: str, row: Any, value: Any) -> Any:
    """A table with one cell (a row, or a row and column of a matrix) changed."""
    cells = getattr(table, column).copy()
    cells[row] = value
    return replace(table, **{column: cells})
