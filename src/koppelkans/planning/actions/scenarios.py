"""Try something out on a round, plan it again with little change, and make one of those plans the round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from koppelkans.core import background, trail
from koppelkans.core.access import Actor
from koppelkans.core.refusal import refuse_if
from koppelkans.core.roles import May
from koppelkans.engine.tables import SETTINGS_FILE
from koppelkans.planning import rules_scenarios as rules
from koppelkans.planning.actions.rounds import PURPOSE, Scope, Start, begin
from koppelkans.planning.asked import Asked, Change, Keep
from koppelkans.planning.models import Round
from koppelkans.planning.queries import BIG, DOUBLE_CLICK

# the three ways to plan again, with the name each gets
AGAIN: tuple[tuple[Keep, str | Promise], ...] = (
    ("none", gettext_lazy("Niemand iets anders")),
    ("few", gettext_lazy("Zo weinig mogelijk anders")),
    ("free", gettext_lazy("Alles mag anders")),
)


@transaction.atomic
def start(parent: Round, *, name: str, changes: Sequence[Change], by: Actor, now: datetime) -> Round:
    """Plan what a round planned with, with these cells changed; nobody decides about it until it becomes the round."""
    by.require_in(May.START_ROUNDS, parent.municipality_id)
    parent = _locked(parent)
    refuse_if(rules.against_parent(parent))
    refuse_if(rules.against_name(parent, name) + rules.against_changes(parent, changes, by))
    asked = Asked(seconds=Asked.read(parent.asked).seconds, changes=list(changes))
    made = begin(name=name, asked=asked, start=_start(parent, "scenario.start", copy=True), by=by, now=now)
    background.later("planning.round", made.pk)
    return made


@transaction.atomic
def again(parent: Round, *, by: Actor, now: datetime) -> list[Round]:
    """Plan the people of a round again with what there is today, in three ways: nobody, few or all may change."""
    by.require_in(May.START_ROUNDS, parent.municipality_id)
    parent = _locked(parent)
    if asked_just_now := _asked_just_now(parent, by, now):
        return asked_just_now
    refuse_if(rules.against_parent(parent, more=len(AGAIN)))
    today = timezone.localdate(now)
    made = []
    for keep, words in AGAIN:
        name = f"{words} ({timezone.localtime(now):%d-%m %H:%M})"
        asked = _asked_again(Asked.read(parent.asked), keep, today)
        made.append(begin(name=name, asked=asked, start=_start(parent, "scenario.again"), by=by, now=now))
    for one in made:
        background.later("planning.round", one.pk)
    return made


def _asked_just_now(parent: Round, by: Actor, now: datetime) -> list[Round]:
    """The plans that the same person asked for a moment ago: a double click."""
    ways = [keep for keep, _words in AGAIN]
    rows = Round.objects.defer(*BIG).filter(parent=parent, kind=Round.Kind.SCENARIO, asked__keep__in=ways)
    return list(rows.filter(started_by=by.user, asked_at__gte=now - DOUBLE_CLICK).order_by("pk"))


def _asked_again(before: Asked, keep: Keep, today: date) -> Asked:
    """What was asked before, of today: weights and floors that a what-if changed stay, cells of data do not."""
    plan_from = before.plan_from if before.plan_from >= today.isoformat() else ""
    changes = [change for change in before.changes if change.file == SETTINGS_FILE]
    return replace(before, keep=keep, plan_from=plan_from, changes=changes)


def _start(parent: Round, action: str, *, copy: bool = False) -> Start:
    scope = Scope(parent.municipality, parent.programme)
    return Start(kind=Round.Kind.SCENARIO, parent=parent, copy=copy, action=action, scope=scope)


def _locked(round_: Round) -> Round:
    """The round as it stands, for one at a time."""
    rows = Round.objects.select_for_update(of=("self",)).defer(*BIG)
    return rows.get(pk=round_.pk)


@transaction.atomic
def adopt(scenario: Round, *, by: Actor, now: datetime) -> Round:
    """Make a what-if the round: from now on people decide about its proposals."""
    by.require_in(May.START_ROUNDS, scenario.municipality_id)
    scenario = _locked(scenario)
    refuse_if(rules.against_adopting(scenario, timezone.localdate(now)))
    scenario.kind, scenario.adopted_at = Round.Kind.ROUND, now
    scenario.save(update_fields=["kind", "adopted_at"])
    trail.record(
        "scenario.adopt",
        by=by,
        purpose=PURPOSE,
        now=now,
        thing=f"round {scenario.pk}",
        subjects=scenario.proposals.values_list("candidate__subject_id", flat=True),
    )
    return scenario
