"""region.toml: the calendar, how people travel, and the weights of a plan."""

from __future__ import annotations

from koppelkans.generate.geography import Area
from koppelkans.generate.week import PLAN_FROM, PLAN_UNTIL

TEMPLATE = """\
format = 1
name = "{name}"
plan_from = {plan_from}
plan_until = {plan_until}
max_runs = 3

[travel]
detour = 1.3
speed = {{ foot = 5, bicycle = 15, public_transport = 22, car = 45 }}
overhead = {{ foot = 0, bicycle = 2, public_transport = 12, car = 5 }}

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
kind = {{ proefplaatsing = -0.5, klus = -1.5 }}

[[fairness]]
group = "statushouder"
min_share = 0.35
"""


def region_toml(area: Area) -> str:
    """The settings of a region that has its name from its heart."""
    return TEMPLATE.format(name=f"Regio {area.heart.name}", plan_from=PLAN_FROM, plan_until=PLAN_UNTIL)
