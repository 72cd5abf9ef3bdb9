"""The core of a plan: what is left of making it, so that a question about it can be answered by planning again.

It holds the pathways that come near their person's best at the last prices, with those prices. It is no part of the
plan folder: who has none can make one from the region and the plan (`coring.core_again`).
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, fields

import numpy as np

from koppelkans.engine.region import Bools, Floats, Ints, Region

SCALARS = ("bound", "proven", "slack", "digest")


class CoreError(Exception):
    """Bytes that are no core of this region."""


@dataclass(frozen=True, eq=False)
class Core:
    """Pathways near somebody's best, sorted by candidate, and the prices they were found at.

    Row k: `candidate[k]` by `runs[k]` (padded with -1) to `place[k]`, `reduced[k]` what it is worth at the prices,
    `chosen[k]` whether it is in the plan. `best` is per candidate the most that any pathway, or none (0), is worth.
    Every pathway within `slack` of its person's best is here (infinite: every pathway there is). `bound` is the
    bound at these prices, `proven` the proven bound of the plan, `digest` that of the region. The prices are those
    of `problem.Prices`, field by field.
    """

    candidate: Ints
    runs: Ints
    place: Ints
    reduced: Floats
    chosen: Bools
    best: Floats
    bound: float
    proven: float
    slack: float
    digest: str
    seat: Floats
    minimum: Floats
    place_price: Floats
    mentor: Floats
    budget: Floats
    floor: Floats
    link_candidate: Ints
    link_run: Ints
    link: Floats


def core_bytes(core: Core) -> bytes:
    """The core as one compressed file (npz)."""
    columns = {field.name: np.asarray(getattr(core, field.name)) for field in fields(core)}
    written = io.BytesIO()
    np.savez_compressed(written, **columns)  # type: ignore[arg-type]
    return written.getvalue()


def read_core(region: Region, given: bytes) -> Core:
    """The core written by `core_bytes`; raises `CoreError` where it is broken or of another region."""
    try:
        with np.load(io.BytesIO(given), allow_pickle=False) as found:
            columns = {field.name: found[field.name] for field in fields(Core)}
    except (EOFError, KeyError, OSError, ValueError, zipfile.BadZipFile) as error:
        raise CoreError(f"this is no core of a plan: {error}") from error
    plain = {name: columns[name].item() for name in SCALARS}
    core = Core(**(columns | plain))
    if core.digest != region.digest or not _fits(region, core):
        raise CoreError("this core is of another region")
    return core


def _fits(region: Region, core: Core) -> bool:
    """Whether every number of the core is a row of the region."""
    sizes = (
        (core.candidate, len(region.candidates.ids)),
        (core.runs, len(region.runs.ids)),
        (core.place, len(region.places.ids)),
    )
    within = all(rows.max(initial=-1) < size for rows, size in sizes)
    rows = len(core.candidate)
    lengths = all(len(column) == rows for column in (core.runs, core.place, core.reduced, core.chosen))
    wide = core.runs.shape[1:] == (region.settings.max_runs,)
    whole = (len(core.best), len(core.seat), len(core.place_price), len(core.budget)) == (
        len(region.candidates.ids),
        len(region.runs.ids),
        len(region.places.ids),
        len(region.funds.ids),
    )
    return within and lengths and wide and whole
