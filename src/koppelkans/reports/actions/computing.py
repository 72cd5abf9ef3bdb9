"""Compute what takes long and keep it by day: at night for everybody, and on demand where it is missing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from koppelkans.core.background import later
from koppelkans.programmes.models import Target
from koppelkans.reports.facts import Facts, load
from koppelkans.reports.figures import MUCH, figures, hide, together, unseen_sectors
from koppelkans.reports.forecasting import STAGES
from koppelkans.reports.hiding import LEAST
from koppelkans.reports.kept import ASKED, FORECAST, JOURNEYS, SUMS
from koppelkans.reports.models import Computed
from koppelkans.reports.predicting import forecast, history_of
from koppelkans.reports.queries import years
from koppelkans.reports.summing import sums_to_keep
from koppelkans.results.models import LedgerEntry

KEPT = timedelta(days=62)  # after this only the first of each month


def compute_all(*, now: datetime) -> str:
    """Everything of today, scope by scope; each is kept by itself, so that nobody waits for the whole."""
    today = timezone.localdate(now)
    facts = load()
    number = 0
    for year in years(today):
        _keep(f"{SUMS}-{year}", "", "", sums_to_keep(year, now), today=today, now=now)
    for kind, programme, municipality, found in _all(facts, today):
        _keep(kind, programme, municipality, found, today=today, now=now)
        number += 1
    Computed.objects.filter(on__lt=today - KEPT).exclude(on__day=1).delete()
    return str(number)


@transaction.atomic
def ask(*, now: datetime) -> None:
    """Have them computed in the background, as a page found none; at most once a day."""
    _row, new = Computed.objects.get_or_create(kind=ASKED, on=timezone.localdate(now), defaults={"made_at": now})
    if new:
        later("reports.compute")


@transaction.atomic
def _keep(kind: str, programme: str, municipality: str, found: dict[str, Any], *, today: date, now: datetime) -> None:
    Computed.objects.update_or_create(
        kind=kind, programme=programme, municipality=municipality, on=today, defaults={"figures": found, "made_at": now}
    )


def _all(facts: Facts, today: date) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    programmes = sorted({str(code) for code in facts.programme if code})
    places = sorted({str(code) for code in facts.municipality if code})
    for code, found in _of_region(facts, programmes, today).items():
        yield JOURNEYS, code, "", found
    for place in places:
        here = facts.only(facts.where("", place))
        yield JOURNEYS, "", place, {"open": figures(here, today)}
        for code in sorted({str(code) for code in here.programme if code}):
            yield JOURNEYS, code, place, {"open": figures(here.only(here.where(code)), today)}
    reached, targets = _reached(today), _targets(today.year)
    small = {measure: _small(reached, measure) for measure in STAGES}
    for programme, place in [("", ""), *((code, "") for code in programmes), *(("", code) for code in places)]:
        history = history_of(facts.only(facts.where(programme, place)), today)
        sums = {
            measure: sum(
                number
                for (counted, code, where), number in reached.items()
                if counted == measure and _within(code, where, programme, place, small[measure])
            )
            for measure in STAGES
        }
        aims = {} if place else targets.get(programme, {})
        yield FORECAST, programme, place, forecast(history, today, sums, aims)


def _of_region(facts: Facts, programmes: list[str], today: date) -> dict[str, dict[str, Any]]:
    """The figures of the whole region and of each programme, in full and as the region may see them.

    A small programme is not in what the region sees of all together: the others subtracted from it would be that one.
    """
    plain = {code: figures(facts.only(facts.where(code)), today) for code in ["", *programmes]}
    large = {code for code in programmes if np.sum(facts.where(code)) >= MUCH}
    within = np.isin(facts.programme, sorted(large)) if large else np.ones(len(facts), dtype=bool)
    left_out = not within.all()
    region = figures(facts.only(within), today) if left_out else plain[""]
    parts = {code: plain[code] for code in programmes if code in large or not large}
    if not left_out and (facts.programme == "").any():
        parts["-"] = figures(facts.only(facts.programme == ""), today)  # nobody sees it, but what is left over is it
    predicted = {code: found["predicted"] for code, found in {"": region, **parts}.items()}
    unseen = unseen_sectors(predicted)
    for code in set(programmes) - set(parts):
        unseen |= unseen_sectors({code: plain[code]["predicted"]})
    closed = {code: hide(plain[code], unseen[code]) for code in programmes}
    of = [(found, closed[code] if code in closed else hide(found, unseen[code])) for code, found in parts.items()]
    closed[""] = together(hide(region, unseen[""]), of) | {"left-out": left_out}
    return {code: {"open": found, "closed": closed[code]} for code, found in plain.items()}


def _within(code: str, where: str, programme: str, place: str, small: set[str]) -> bool:
    """Whether a count belongs to a scope; to the whole region only programmes that can be shown, as on its page."""
    if programme or place:
        return programme in ("", code) and place in ("", where)
    return code not in small


def _small(reached: dict[tuple[str, str, str], int], measure: str) -> set[str]:
    """The programmes with fewer than can be shown."""
    sums: dict[str, int] = {}
    for (counted, code, _where), number in reached.items():
        if counted == measure:
            sums[code] = sums.get(code, 0) + number
    return {code for code, number in sums.items() if number < LEAST}


def _reached(today: date) -> dict[tuple[str, str, str], int]:
    """What the counters of this year read, by measure, programme and municipality."""
    rows = (
        LedgerEntry.objects.filter(
            measure__in=STAGES, concerns__gte=date(today.year, 1, 1), concerns__lte=date(today.year, 12, 31)
        )
        .order_by()
        .values_list("measure", "programme", "municipality")
        .annotate(Sum("amount"))
    )
    return {(measure, programme, place): number for measure, programme, place, number in rows}


def _targets(year: int) -> dict[str, dict[str, int]]:
    """The targets of a year by programme (empty: all programmes together) and measure."""
    found: dict[str, dict[str, int]] = {"": {}}
    for code, measure, number in Target.objects.filter(year=year).values_list("programme__code", "measure", "number"):
        found.setdefault(code, {})[measure] = number
        found[""][measure] = found[""].get(measure, 0) + number
    return found
