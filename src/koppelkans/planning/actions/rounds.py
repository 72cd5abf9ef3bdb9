"""Make a round, stop it, tell it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.utils import timezone

from koppelkans.core import background, trail
from koppelkans.core.access import Actor
from koppelkans.core.models import Municipality, Region, Subject
from koppelkans.core.refusal import Reason, Refused, refuse_if
from koppelkans.core.roles import May
from koppelkans.engine import explain, telling
from koppelkans.engine.plan import Plan
from koppelkans.engine.problems import RegionError
from koppelkans.engine.region import Region as Snapshot
from koppelkans.engine.words import Words
from koppelkans.planning import narrowing, queries, rules
from koppelkans.planning.asked import Asked
from koppelkans.planning.cells import changed
from koppelkans.planning.folder import Sheets, sheets_in, sheets_of
from koppelkans.planning.models import Proposal, Round
from koppelkans.planning.snapshots import read_outcome, read_snapshot, unzipped, zipped
from koppelkans.programmes.models import Programme

PURPOSE = "planning"
MOST_FAULTS = 10  # told at once about what was asked


@dataclass(frozen=True)
class Scope:
    """For whom a round plans: everybody, a municipality, a programme, or both of these."""

    municipality: Municipality | None = None
    programme: Programme | None = None


@dataclass(frozen=True)
class Start:
    """What a round begins with besides what was asked.

    `parent`: the round it goes on from or was made from; with `copy` it plans with the folder of that round, else with
    what there is today. `locks`: pathways (person, runs, place) that must be in it, instead of those of the region.
    """

    kind: Round.Kind = Round.Kind.ROUND
    parent: Round | None = None
    copy: bool = False
    locks: Sequence[tuple[str, Sequence[str], str]] | None = None
    action: str = "round.start"  # in the trail
    scope: Scope = field(default_factory=Scope)


@transaction.atomic
def start_round(
    *,
    name: str,
    municipality: Municipality | None,
    programme: Programme | None = None,
    asked: Asked | None = None,
    parent: Round | None = None,
    by: Actor,
    now: datetime,
) -> Round:
    """Take a snapshot of whom and what can be planned, and have it computed; a plan changes nothing else.

    The round for which the same was asked, of the same scope and under way or of a moment ago, is the answer too.
    """
    by.require_in(May.START_ROUNDS, municipality.code if municipality else None)
    refuse_if(rules.against_name(name))
    Region.objects.select_for_update().first()  # who asks at the same moment waits, and finds that round
    asked = asked or Asked()
    if under_way := queries.under_way(municipality, programme, asked, by, now):
        return under_way
    start = Start(parent=parent, scope=Scope(municipality, programme))
    made = begin(name=name, asked=asked, start=start, by=by, now=now)
    background.later("planning.round", made.pk)
    return made


@transaction.atomic
def begin(*, name: str, asked: Asked, start: Start, by: Actor, now: datetime) -> Round:
    """The round with its snapshot, waiting to be computed; whoever calls this has checked the permission.

    It is computed after `background.later("planning.round", made.pk)`. Raises Refused with every reason: too little to
    plan with, weights that place nobody, locks or cells that cannot be.
    """
    today = timezone.localdate(now)
    sheets = _copied(start.parent) if start.copy and start.parent else _of_today(start.scope, today)
    narrowing.narrow(sheets, asked)
    if asked.keep and start.parent:
        narrowing.remember(sheets, start.parent, asked.keep)
    if start.locks is not None:
        narrowing.fix(sheets, [(person, "|".join(runs), place) for person, runs, place in start.locks])
    refuse_if(rules.against_sheets(sheets))
    pseudonyms = sheets.column("candidates.csv", "candidate")
    made = Round.objects.create(
        kind=start.kind,
        parent=start.parent,
        name=name,
        municipality=start.scope.municipality,
        programme=start.scope.programme,
        started_by=by.user,
        asked=asked.kept(),
        asked_at=now,
        snapshot=_packed(sheets, asked),
        people=len(pseudonyms),
    )
    subjects = Subject.objects.filter(pseudonym__in=pseudonyms).values_list("pk", flat=True)
    trail.record(start.action, by=by, purpose=PURPOSE, now=now, thing=f"round {made.pk}", subjects=subjects)
    return made


def _of_today(scope: Scope, today: date) -> Sheets:
    """What the platform holds today, for this scope."""
    region = Region.objects.first()
    selection = queries.plannable(scope.municipality, today, scope.programme)
    refuse_if(rules.against_round(region, selection))
    assert region is not None  # noqa: S101 - against_round has refused
    region.plan_from = queries.plans_from(region, today)  # not saved: only what this round plans with
    sheets = sheets_of(region, selection, today=today)
    narrowing.keep_free(sheets, today)
    return sheets


def _copied(before: Round) -> Sheets:
    """What an earlier round planned with."""
    kept = bytes(Round.objects.values_list("snapshot", flat=True).get(pk=before.pk))
    refuse_if(rules.against_copy(kept))
    with unzipped(kept) as folder:
        return sheets_in(folder)


def _packed(sheets: Sheets, asked: Asked) -> bytes:
    """The folder, packed; what was asked, or is locked, is checked by the reader of the format."""
    packed = zipped(sheets.write)
    try:
        if asked.changes:
            packed = changed(packed, asked.changes)
        elif asked != Asked() or sheets.rows.get("locks.csv"):
            read_snapshot(packed)
    except RegionError as error:
        raise Refused([Reason(problem.code, str(problem)) for problem in error.problems[:MOST_FAULTS]]) from error
    return packed


@transaction.atomic
def stop_round(round_: Round, *, by: Actor, now: datetime) -> Round:
    """Stop computing and keep the best plan so far; a round that nobody computes yet ends without one."""
    by.require_in(May.START_ROUNDS, round_.municipality_id)
    made = Round.objects.select_for_update().defer(*queries.BIG).get(pk=round_.pk)
    refuse_if(rules.against_stopping(made))
    if made.status == Round.Status.QUEUED:
        made.status, made.problem, made.ended_at = Round.Status.FAILED, "stopped", now
    made.stop_asked_at = now
    made.save(update_fields=["status", "problem", "ended_at", "stop_asked_at"])
    trail.record("round.stop", by=by, purpose=PURPOSE, now=now, thing=f"round {made.pk}")
    return made


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
