"""Region folders and plan folders: read, check, write, digest. The one door to the files for the rest of the engine."""

from koppelkans.engine.plan_files import read_plan, write_plan
from koppelkans.engine.problems import PlanError, Problem, RegionError
from koppelkans.engine.reading import digest, read_region, read_sheets
from koppelkans.engine.writing import write_region, write_sheets

__all__ = [
    "PlanError",
    "Problem",
    "RegionError",
    "digest",
    "read_plan",
    "read_region",
    "read_sheets",
    "write_plan",
    "write_region",
    "write_sheets",
]
