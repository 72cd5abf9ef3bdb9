"""Make a round, compute it, tell it."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from threading import Event, Thread
from typing import Any

from django.conf import settings
from django.db import Error, connection, transaction
from django.utils import timezone

from koppelkans.core import background, trail
from koppelkans.core.access import Actor
from koppelkans.core.models import Municipality, Region
from koppelkans.core.refusal import refuse_if
from koppelkans.core.roles import May
from koppelkans.engine import explain, files, report, solve, telling
from koppelkans.engine.plan import TERMS, Plan
from koppelkans.engine.problems import RegionError
from koppelkans.engine.programme import SolverError
from koppelkans.engine.region import COST_KINDS
from koppelkans.engine.region import Region as Snapshot
from koppelkans.engine.words import Words
from koppelkans.people.models import Candidate
from koppelkans.planning import queries, rules
from koppelkans.planning.folder import write_folder
from koppelkans.planning.models import Proposal, Round
from koppelkans.planning.snapshots import read_outcome, read_snapshot, zipped
from koppelkans.supply.models import Place

logger = logging.getLogger(__name__)
PURPOSE = "planning"
SAYS_SO_EVERY = 15.0  # seconds, while a round is computed
GIVEN_UP_AFTER = timedelta(minutes=2)


@transaction.atomic
def start_round(*, name: str, municipality: Municipality | None, by: Actor, now: datetime) -> Round:
    """Take a snapshot of whom and what can be planned, and have it computed; a plan changes nothing else.

    A round of the same scope that is under way, or that was asked a moment ago by the same person, is the answer too.
    """
    by.require_in(May.START_ROUNDS, municipality.code if municipality else None)
    refuse_if(rules.against_name(name))
    today = timezone.localdate(now)
    region = Region.objects.select_for_update().first()  # who asks at the same moment waits, and finds that round
    if under_way := queries.under_way(municipality, by, now):
        return under_way
    selection = queries.plannable(municipality, today)
    refuse_if(rules.against_round(region, selection))
    assert region is not None  # noqa: S101 - against_round has refused
    region.plan_from = queries.plans_from(region, today)  # not saved: only what this round plans with
    made = Round.objects.create(
        name=name,
        municipality=municipality,
        started_by=by.user,
        asked_at=now,
        snapshot=zipped(lambda folder: write_folder(region, selection, folder, today=today)),
        people=selection.people.count(),
    )
    trail.record(
        "round.start",
        by=by,
        purpose=PURPOSE,
        now=now,
        thing=f"round {made.pk}",
        subjects=selection.people.values_list("subject_id", flat=True),
    )
    background.later("planning.round", made.pk)
    return made


def carry_out(round_id: int, *, clock: Callable[[], datetime]) -> None:
    """Compute a round that is waiting; what comes out is stored whole, or the round says what went wrong."""
    started = Round.objects.filter(pk=round_id, status=Round.Status.QUEUED).update(
        status=Round.Status.RUNNING, started_at=clock(), alive_at=clock()
    )
    if not started:
        return
    made = Round.objects.get(pk=round_id)
    try:
        snapshot = read_snapshot(bytes(made.snapshot))
        stop = solve.Stop(seconds=settings.LONGEST_ROUND)
        with _alive(round_id, clock):
            plan = solve.plan(snapshot, stop=stop, seed=1, workers=1)
    except (RegionError, solve.LocksConflict, SolverError, MemoryError) as error:
        _failed(made, str(error) or type(error).__name__, clock())
        return
    try:
        store(made, snapshot, plan, now=clock())
    except (Error, OSError):
        logger.exception("round %s could not be kept", round_id)
        _failed(Round.objects.get(pk=round_id), "not-kept", clock())


@contextmanager
def _alive(round_id: int, clock: Callable[[], datetime]) -> Iterator[None]:
    """While a round is computed a thread says every so often that it is, so that a killed worker is noticed."""
    done = Event()

    def say() -> None:
        while not done.wait(SAYS_SO_EVERY):
            Round.objects.filter(pk=round_id).update(alive_at=clock())
        connection.close()

    thread = Thread(target=say, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


@transaction.atomic
def store(made: Round, snapshot: Snapshot, plan: Plan, *, now: datetime) -> None:
    """Keep a plan as proposals and as its folder; of whom (or whose place) is gone only a count is kept."""
    page = report.render(snapshot, plan, "nl")

    def write(folder: Path) -> None:
        files.write_plan(snapshot, plan, folder, report_html=page, force=False)

    people = {row.subject.pseudonym: row for row in Candidate.objects.select_related("subject")}
    places = {place.code: place for place in Place.objects.all()}
    payments = _payments(snapshot, plan)
    placed = _placed(made, snapshot, plan, people, places, payments)
    unplaced = _unplaced(made, snapshot, plan, people)
    Proposal.objects.bulk_create([*placed, *unplaced], batch_size=500)
    made.gone = len(plan.proposals.candidate) + len(plan.unplaced.candidate) - len(placed) - len(unplaced)
    made.outcome = zipped(write)
    made.status, made.ended_at = Round.Status.DONE, now
    made.placed, made.value, made.bound = len(placed), plan.value, plan.bound
    made.group_payments = payments.get("", [])
    made.save()


def _placed(
    made: Round,
    snapshot: Snapshot,
    plan: Plan,
    people: dict[str, Candidate],
    places: dict[str, Place],
    payments: dict[str, list[dict[str, Any]]],
) -> list[Proposal]:
    rows, found = plan.proposals, []
    for at, candidate in enumerate(snapshot.candidates.ids[row] for row in rows.candidate.tolist()):
        terms = zip(TERMS, rows.terms[at].tolist(), strict=True)
        place = places.get(snapshot.places.ids[int(rows.place[at])])
        if candidate not in people or place is None:  # erased, or withdrawn with a whole import, while it was computed
            continue
        found.append(
            Proposal(
                round=made,
                candidate=people[candidate],
                runs=[snapshot.runs.ids[run] for run in rows.runs[at]],
                place=place,
                first_day=date(1970, 1, 1) + timedelta(days=int(rows.first_day[at])),
                probability=float(rows.probability[at]),
                preference=float(rows.preference[at]),
                travel_minutes=float(rows.travel_minutes[at]),
                cost=f"{int(rows.cost[at]) // 100}.{int(rows.cost[at]) % 100:02d}",
                value=float(rows.value[at]),
                reason=[f"{name}={value!r}" for name, value in terms if value],
                payments=payments.get(candidate, []),
            )
        )
    return found


def _unplaced(made: Round, snapshot: Snapshot, plan: Plan, people: dict[str, Candidate]) -> list[Proposal]:
    out = plan.unplaced
    return [
        Proposal(round=made, candidate=people[snapshot.candidates.ids[row]], reason=list(reasons))
        for row, reasons in zip(out.candidate.tolist(), out.reasons, strict=True)
        if snapshot.candidates.ids[row] in people
    ]


def _payments(snapshot: Snapshot, plan: Plan) -> dict[str, list[dict[str, Any]]]:
    """Who pays what, by candidate; under "" what is paid for groups."""
    funding = plan.funding
    found: dict[str, list[dict[str, Any]]] = {}
    for at, candidate in enumerate(funding.candidate.tolist()):
        run = int(funding.run[at])
        payment = {
            "step": snapshot.runs.ids[run] if run >= 0 else "place",
            "cost_kind": COST_KINDS[int(funding.kind[at])],
            "fund": snapshot.funds.ids[int(funding.fund[at])],
            "cents": int(funding.amount[at]),
        }
        found.setdefault(snapshot.candidates.ids[candidate] if candidate >= 0 else "", []).append(payment)
    return found


def _failed(made: Round, problem: str, now: datetime) -> None:
    made.status, made.problem, made.ended_at = Round.Status.FAILED, problem, now
    made.save(update_fields=["status", "problem", "ended_at"])


def give_up_lost(now: datetime) -> int:
    """Rounds that were being computed by a worker that is gone say so; returns how many."""
    return Round.objects.filter(status=Round.Status.RUNNING, alive_at__lt=now - GIVEN_UP_AFTER).update(
        status=Round.Status.FAILED, problem="worker-gone", ended_at=now
    )


@lru_cache(maxsize=4)  # who opens one proposal opens the next, and reading takes longer than explaining
def _computed(snapshot: bytes, outcome: bytes) -> tuple[Snapshot, Plan]:
    """What a round planned with, and its plan."""
    region = read_snapshot(snapshot)
    return region, read_outcome(region, outcome)


def told_of(proposal: Proposal, language: str) -> dict[str, Any]:
    """The explanation of a proposal in sentences, made once per language and kept with it."""
    language = "en" if language.startswith("en") else "nl"
    if language not in proposal.told:
        made = Round.objects.only("snapshot", "outcome").get(pk=proposal.round_id)
        if not made.snapshot:  # erased after its term: what was told before is what is left
            return next(iter(proposal.told.values()), {})
        snapshot, plan = _computed(bytes(made.snapshot), bytes(made.outcome))
        row = snapshot.candidates.ids.index(proposal.candidate.subject.pseudonym)
        told = telling.tell(Words(language, snapshot), snapshot, plan, explain.explain(snapshot, plan, row))
        proposal.told = proposal.told | {language: json.loads(json.dumps(asdict(told)))}
        proposal.save(update_fields=["told"])
    found: dict[str, Any] = proposal.told[language]
    return found
