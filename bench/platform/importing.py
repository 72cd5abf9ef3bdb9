"""Bringing in a municipality's own file: rows per second, and whether memory stays flat as the file grows."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.cases import KOPPELKANS, ROOT
from bench.platform.ground import installation, region

EXAMPLE = ROOT / "examples" / "import"
DISTRICTS = ("Alleen in wijk", "Liever niet in wijk")  # those of the example are not in a generated region
PEOPLE = 300  # of the region that is there already
AT_MOST = 1.25  # times the memory when the file is ten times as long


def imports(kind: str, folder: Path, sizes: Sequence[int]) -> list[dict[str, Any]]:
    """The figures of one import per size, each into a new installation."""
    return [_one(kind, folder / f"import-{rows}", rows) for rows in sizes]


def _one(kind: str, folder: Path, rows: int) -> dict[str, Any]:
    with installation(kind, folder) as made:
        ground = region(PEOPLE, folder / "region")
        made.run(KOPPELKANS, "import", ground)
        file = folder / "export.csv"
        home = export(file, rows, ground)
        told = made.module("bench.platform.bringing", file, mapping(folder), home)
        return json.loads(told.said.splitlines()[-1]) | {"bytes": file.stat().st_size, "peak": told.megabytes}


def mapping(folder: Path) -> Path:
    """The mapping of the example, without what a generated region does not know."""
    data = json.loads((EXAMPLE / "mapping.json").read_text(encoding="utf-8"))
    for column in DISTRICTS:
        del data["columns"][column], data["codes"][column]
    written = folder / "mapping.json"
    written.write_text(json.dumps(data), encoding="utf-8")
    return written


def export(file: Path, rows: int, ground: Path) -> str:
    """An export like the example's, with so many invented people; returns the municipality of most people there."""
    with (EXAMPLE / "export.csv").open(encoding="utf-8-sig", newline="") as example:
        patterns = list(csv.DictReader(example, delimiter=";"))
    with (ground / "candidates.csv").open(encoding="utf-8", newline="") as known:
        people = list(csv.DictReader(known))
    postcodes = sorted({person["postcode"] for person in people})
    homes = [person["municipality"] for person in people]
    draw = random.Random(1)
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.DictWriter(out, patterns[0].keys(), delimiter=";")
        writer.writeheader()
        for at in range(rows):
            row = dict(patterns[at % len(patterns)])
            row["Klantnummer"] = f"B-{at:06d}"
            row["Achternaam"] = f"{row['Achternaam']}{''.join(draw.choices('abdeklmnorst', k=6))}"
            row["Mobiel"] = f"06 {draw.randrange(10**7, 10**8)}"
            row["E-mail"] = f"persoon.{at}@voorbeeld.example"
            row["PC6"] = draw.choice(postcodes)
            row |= dict.fromkeys(DISTRICTS, "")
            writer.writerow(row)
    return max(sorted(set(homes)), key=homes.count)
