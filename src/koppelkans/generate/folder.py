"""`write`: a whole region folder, or none at all."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from random import Random

from koppelkans.generate.chance import stream
from koppelkans.generate.geography import Area, area
from koppelkans.generate.money import write_funds
from koppelkans.generate.offers import Offered, write_offers
from koppelkans.generate.people import Demand, write_people
from koppelkans.generate.settings import region_toml
from koppelkans.generate.sheets import Sheets
from koppelkans.generate.trades import credential_rows, occupation_rows
from koppelkans.generate.trainings import write_runs


def write(folder: Path, candidates: int, seed: int) -> None:
    """Write a region of so many candidates to a new folder; the same two numbers give the same bytes.

    Raises FileExistsError where the folder exists and ValueError for fewer than one candidate or a negative seed.
    """
    if candidates < 1:
        raise ValueError(f"candidates is {candidates}; a region has 1 or more")
    if seed < 0:
        raise ValueError(f"seed is {seed}; it has to be 0 or more")
    if folder.exists():
        raise FileExistsError(f"{folder} exists already; name a folder that does not exist yet")
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.absolute().parent))
    try:
        _fill(draft, candidates, seed)
        draft.chmod(0o755)
        draft.rename(folder)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise


def _fill(folder: Path, candidates: int, seed: int) -> None:
    """Offers before people, who ask of them; people before groups and money, which follow what people need."""
    where = area(candidates, stream(seed, "area"))
    (folder / "region.toml").write_text(region_toml(where), encoding="utf-8", newline="\n")
    with Sheets(folder) as sheets:
        _write_vocabulary(sheets, where)
        offered = write_offers(sheets, where, candidates, stream(seed, "offers"))
        demand = write_people(sheets, where, candidates, offered, stream(seed, "people"))
        runs = write_runs(sheets, where, candidates, demand, stream(seed, "runs"))
        write_funds(sheets, where, candidates, demand, stream(seed, "funds"))
        _write_forbidden(sheets, demand, offered, runs, stream(seed, "forbidden"))


def _write_vocabulary(sheets: Sheets, where: Area) -> None:
    for credential in credential_rows():
        sheets.add("credentials", *credential)
    for occupation in occupation_rows():
        sheets.add("occupations", *occupation)
    for postcode in where.postcodes():
        sheets.add("postcodes", postcode.id, postcode.lat, postcode.lon)


def _write_forbidden(sheets: Sheets, demand: Demand, offered: Offered, runs: int, rng: Random) -> None:
    """A few things that may not be: a place where it went wrong before, a group that somebody cannot join."""
    for candidate in demand.forbidders:
        place = f"p{rng.randint(1, offered.places):0{len(str(offered.places))}}"
        run = f"r{rng.randint(1, runs):0{len(str(runs))}}"
        sheets.add("forbidden", candidate, *rng.choice([(None, place), (run, None), (run, place)]))
