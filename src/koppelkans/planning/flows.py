"""How people flow through a plan: from their municipality by language and training to the work they begin in.

Counts only: of everybody with a proposal, how many go from one thing to the next.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from koppelkans.engine.plan import Plan
from koppelkans.engine.region import LANGUAGE, Region

STAGES = ("people", "language", "training", "place")
Links = list[list[Any]]


def flow_of(region: Region, plan: Plan) -> dict[str, Any]:
    """`links`: per pair of stages [from, to, people]; `names`: per stage what its codes are called ("": none needed).

    Of several language courses the highest level counts, of several trainings the last one.
    """
    language = _languages(region)
    steps = Counter[tuple[str, str, str, str]]()
    names: dict[str, dict[str, str]] = {stage: {} for stage in STAGES}
    proposals = plan.proposals
    for candidate, runs, place in zip(
        proposals.candidate.tolist(), proposals.runs, proposals.place.tolist(), strict=True
    ):
        occupation = int(region.places.occupation[place])
        courses = [run for run in runs if language[run] >= 0]
        others = [run for run in runs if language[run] < 0]
        step = (
            region.municipalities[region.candidates.municipality[candidate]],
            region.credentials.ids[language[courses[-1]]] if courses else "",
            region.trainings[region.runs.training[others[-1]]] if others else "",
            region.occupations.ids[occupation],
        )
        steps[step] += 1
        if courses:
            names["language"][step[1]] = region.credentials.name[language[courses[-1]]]
        if others:
            names["training"].setdefault(step[2], region.runs.name[others[-1]] or step[2])
        names["place"][step[3]] = region.occupations.name[occupation]
    return {"names": names, "links": [_between(steps, at) for at in range(len(STAGES) - 1)]}


def _languages(region: Region) -> list[int]:
    """Per run the highest language level it gives, as a row of the credentials; -1 where it gives none."""
    credentials = region.credentials
    levels = np.flatnonzero(credentials.kind == LANGUAGE)
    # a level that implies more of the others is the higher one
    rank = credentials.implies[np.ix_(levels, levels)].sum(axis=1)
    return [
        int(levels[given][np.argmax(rank[given])]) if (given := region.runs.grants[run, levels]).any() else -1
        for run in range(len(region.runs.ids))
    ]


def _between(steps: Counter[tuple[str, str, str, str]], at: int) -> Links:
    """The people between one stage and the next."""
    found = Counter[tuple[str, str]]()
    for step, people in steps.items():
        found[step[at], step[at + 1]] += people
    return [[first, second, people] for (first, second), people in sorted(found.items())]
