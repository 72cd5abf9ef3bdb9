"""One person with one pathway, as things stand today: what a plan of only that needs, and what is in its way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
from django.utils.translation import get_language

from koppelkans.core.models import Region
from koppelkans.core.refusal import Reason
from koppelkans.engine.files import write_region
from koppelkans.engine.money import Money
from koppelkans.engine.pathways import given_pathways
from koppelkans.engine.problem import calendar_of, capacities_of
from koppelkans.engine.region import Region as Snapshot
from koppelkans.engine.rules import Rulebook
from koppelkans.engine.standing import Standing
from koppelkans.engine.value import Valuation
from koppelkans.engine.variants import pathways_of
from koppelkans.engine.words import Words, sentence
from koppelkans.people.models import Candidate
from koppelkans.planning.folder import Selection, write_folder
from koppelkans.planning.snapshots import read_snapshot, zipped
from koppelkans.supply.models import Place, Run


def packed_alone(candidate: Candidate, runs: Sequence[str], place: Place, today: date) -> bytes:
    """The region folder of this person with these runs and this place only, the pathway a lock.

    No least number of people and no floor: one person decided by hand is no group, and others may come to it later.
    """
    selection = Selection(
        Candidate.objects.filter(pk=candidate.pk), Run.objects.filter(code__in=runs), Place.objects.filter(pk=place.pk)
    )

    def write(folder: Path) -> None:
        write_folder(Region.objects.get(), selection, folder, today=today)

    region = read_snapshot(zipped(write))
    rows = tuple(region.runs.ids.index(code) for code in runs)
    alone = replace(
        region,
        runs=replace(region.runs, seats_min=np.zeros_like(region.runs.seats_min)),
        settings=replace(region.settings, fairness=()),
        locks=pathways_of([(0, rows, region.places.ids.index(place.code))]),
        previous=pathways_of([]),
        digest="",
    )
    return zipped(lambda folder: write_region(alone, folder))


def in_the_way(alone: Snapshot) -> list[Reason]:
    """What keeps this person from the pathway though every rule of it is kept: seats, mentors, money."""
    book = Rulebook(alone)
    pool = given_pathways(alone, book, Valuation(book), alone.locks)
    calendar = calendar_of(alone, pool.first_day)
    nobody = np.zeros(0, dtype=np.int64)
    standing = Standing(alone, pool, Money(alone, pool), calendar, capacities_of(alone, calendar), nobody)
    words = Words("en" if (get_language() or "nl").startswith("en") else "nl", alone)
    return [Reason(item.partition(":")[0], _today(words, item)) for item in standing.obstacles(0)]


def _today(words: Words, item: str) -> str:
    """What is in the way today: full is full, not given to others in a plan."""
    code = item.partition(":")[0]
    if not words.has(f"today.{code}"):
        return words.reason(item)
    return sentence(words.say(f"today.{code}", name=words.subject(item)), "")
