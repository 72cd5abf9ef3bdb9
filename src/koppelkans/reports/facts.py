"""Everybody who signed up, as columns of days: what the figures of the night and the forecast are computed from.

One pass over journeys, what they reached and participations. Nobody can be recognised in it and nothing of it is kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import numpy.typing as npt
from django.utils import timezone

from koppelkans.journeys.models import Journey, Reached
from koppelkans.journeys.states import OPEN
from koppelkans.people.models import Candidate
from koppelkans.programmes.models import Participation
from koppelkans.results.models import Measure

Days = npt.NDArray[np.float64]  # ordinals of days; NaN: not (yet)
Mask = npt.NDArray[np.bool_]

NEVER = float("nan")
REACHED = (Measure.AT_WORK, Measure.WEEKS_13, Measure.DURABLE, Measure.WEEKS_52)


@dataclass(frozen=True)
class Facts:
    """A row for each sign-up: a journey, or a participation that has none yet."""

    programme: npt.NDArray[np.str_]
    municipality: npt.NDArray[np.str_]
    sector: npt.NDArray[np.str_]
    signed: Days
    admitted: Mask
    started: Days
    finished: Days
    reached: dict[str, Days]  # by measure, the day it concerns
    booked: dict[str, Days]  # by measure, the day it was booked
    left: Days  # the journey or participation ended
    stopped: Mask  # before it was done
    open: Mask  # a journey that is not over
    expected: npt.NDArray[np.float64]  # chance of durable work, with its low and high
    low: npt.NDArray[np.float64]
    high: npt.NDArray[np.float64]
    cost: npt.NDArray[np.float64]  # cents

    def __len__(self) -> int:
        return len(self.signed)

    def where(self, programme: str = "", municipality: str = "") -> Mask:
        """Which rows are of this programme and municipality (empty: all)."""
        kept = np.ones(len(self), dtype=bool)
        if programme:
            kept &= self.programme == programme
        if municipality:
            kept &= self.municipality == municipality
        return kept

    def only(self, kept: Mask) -> Facts:
        """These rows."""

        def part(value: Any) -> Any:
            return {name: row[kept] for name, row in value.items()} if isinstance(value, dict) else value[kept]

        return Facts(**{name: part(getattr(self, name)) for name in self.__dataclass_fields__})


def load() -> Facts:
    """All of it, in four questions to the database."""
    places = dict(Candidate.objects.values_list("pk", "municipality_id"))
    joined = {(row[0], row[1]): row for row in _participations()}
    reached: dict[int, dict[str, tuple[date, datetime]]] = defaultdict(dict)
    marks = Reached.objects.filter(taken_back=None, measure__in=[Measure.STARTED, *REACHED]).order_by()
    for journey, measure, concerns, booked in marks.values_list(
        "journey_id", "measure", "concerns", "counted__booked_at"
    ).iterator(chunk_size=5000):
        reached[journey][measure] = (concerns, booked)
    rows = [_of_journey(row, places, joined, reached.get(row[0], {})) for row in _journeys()]
    rows += [_of_participation(row, places) for row in joined.values()]
    return facts_of(rows)


def facts_of(rows: Iterable[dict[str, Any]]) -> Facts:
    """Rows as columns; a key that a row lacks has not happened."""
    kept = list(rows)

    def numbers(name: str) -> npt.NDArray[np.float64]:
        return np.array([_number(row.get(name)) for row in kept], dtype=float)

    def texts(name: str) -> npt.NDArray[np.str_]:
        return np.array([row.get(name, "") for row in kept], dtype=np.str_)

    def flags(name: str) -> Mask:
        return np.array([bool(row.get(name)) for row in kept], dtype=bool)

    measures = (Measure.STARTED, *REACHED)
    return Facts(
        programme=texts("programme"),
        municipality=texts("municipality"),
        sector=texts("sector"),
        signed=numbers("signed"),
        admitted=flags("admitted"),
        started=numbers("started"),
        finished=numbers("finished"),
        reached={measure: numbers(measure) for measure in measures},
        booked={measure: numbers(f"booked {measure}") for measure in measures},
        left=numbers("left"),
        stopped=flags("stopped"),
        open=flags("open"),
        expected=numbers("expected"),
        low=numbers("low"),
        high=numbers("high"),
        cost=numbers("cost"),
    )


def _number(value: Any) -> float:
    if value is None:
        return NEVER
    return float(value.toordinal()) if isinstance(value, date) else float(value)


def _journeys() -> Iterable[tuple[Any, ...]]:
    return (
        Journey.objects.order_by("made_at", "pk")
        .values_list(
            "pk",
            "candidate_id",
            "programme__code",
            "sector",
            "status",
            "signed_up_on",
            "started_on",
            "finished_on",
            "ended_on",
            "expected",
            "expected_low",
            "expected_high",
            "cost",
        )
        .iterator(chunk_size=5000)
    )


def _participations() -> Iterable[tuple[Any, ...]]:
    return (
        Participation.objects.order_by("-asked_at", "-pk")
        .values_list("programme__code", "subject_id", "asked_at", "admitted_on", "ended_on")
        .iterator(chunk_size=5000)
    )


def _of_journey(
    row: tuple[Any, ...],
    places: dict[int, str],
    joined: dict[tuple[str, int], tuple[Any, ...]],
    reached: dict[str, tuple[date, datetime]],
) -> dict[str, Any]:
    """A journey; the participation it came from is taken out of `joined`, so that nobody stands there twice."""
    _pk, person, programme, sector, status, signed, started, finished, ended, expected, low, high, cost = row
    asked = joined.pop((programme, person), None)
    marks: dict[str, Any] = {}
    for measure, (concerns, booked) in reached.items():
        marks[measure] = concerns
        marks[f"booked {measure}"] = timezone.localdate(booked)
    return marks | {
        "programme": programme or "",
        "municipality": places[person],
        "sector": sector,
        "signed": signed,
        "admitted": asked is None or asked[3] is not None,
        "started": started,
        "finished": finished,
        "left": ended,
        "stopped": status == "stopped",
        "open": status in OPEN,
        "expected": expected,
        "low": low,
        "high": high,
        "cost": cost,
    }


def _of_participation(row: tuple[Any, ...], places: dict[int, str]) -> dict[str, Any]:
    programme, person, asked, admitted, ended = row
    return {
        "programme": programme,
        "municipality": places.get(person, ""),
        "signed": timezone.localdate(asked),
        "admitted": admitted is not None,
        "left": ended,
    }
