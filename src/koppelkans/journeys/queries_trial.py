"""Another definition tried on the work that is there, beside what was counted. Nothing is counted by it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Sum

from koppelkans.core.access import Actor
from koppelkans.core.roles import May
from koppelkans.journeys import durable
from koppelkans.journeys.models import Reached, Spell
from koppelkans.journeys.queries_work import WORK, due, groups, in_batches
from koppelkans.results.models import Released

PLACE = "journey__candidate__municipality"


@dataclass(frozen=True)
class Trial:
    """People by measure: as they were counted, and as they would be; of whom there still is a journey."""

    counted: dict[str, int]
    tried: dict[str, int]
    erased: int  # counted and since erased: nobody can try anything on them


def trial(definition: durable.Definition, on: date, *, by: Actor) -> Trial:
    """What a definition comes to for the people where this actor sees results; one pass in batches."""
    by.require(May.SEE_RESULTS)
    reach = by.within(May.SEE_RESULTS, PLACE)
    standing = Reached.objects.filter(reach, measure__in=WORK, taken_back=None).order_by()
    counted = dict(standing.values_list("measure").annotate(Count("pk")))
    tried: Counter[str] = Counter()
    for batch in in_batches(Spell.objects.filter(reach, withdrawn_at=None), "journey__candidate"):
        for rows in groups(batch).values():
            tried.update(due(rows, on, definition).keys())
    gone = Released.objects.filter(measure=WORK[0]).aggregate(rows=Sum(F("rows") * F("amount")))["rows"] or 0
    return Trial(counted, dict(tried), gone)
