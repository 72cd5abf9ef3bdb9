"""Another pathway than the plan proposes, chosen with the candidate: planned at once, for this person alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from koppelkans.core import trail
from koppelkans.core.access import Actor
from koppelkans.core.refusal import Reason, Refused, refuse_if
from koppelkans.engine import solve
from koppelkans.engine.problems import RegionError
from koppelkans.engine.programme import SolverError
from koppelkans.people.actions.deciding import held_by_decider
from koppelkans.people.models import Candidate
from koppelkans.planning.actions.keeping import store
from koppelkans.planning.alone import in_the_way, packed_alone
from koppelkans.planning.models import Proposal, Round
from koppelkans.planning.rules_steering import against_choosing
from koppelkans.planning.snapshots import read_snapshot
from koppelkans.supply.models import Place, Run

PURPOSE = "guidance"


@transaction.atomic
def choose(
    candidate: Candidate, *, parent: Round, runs: Sequence[str], place: Place, by: Actor, now: datetime
) -> Proposal:
    """Make a proposal of this pathway, with what is left today; it is the newest one, and is decided on as any other.

    Raises Refused with what is in the way: a rule, a seat, a mentor, money. Nothing is taken: that is the decision's.
    """
    candidate, decider = held_by_decider(candidate, by=by)
    today = timezone.localdate(now)
    ordered = list(Run.objects.filter(code__in=runs).order_by("start", "code").values_list("code", flat=True))
    refuse_if([] if set(ordered) == set(runs) else [Reason("no-run", _("Deze training bestaat niet meer."))])
    refuse_if(against_choosing(candidate, ordered, place, today))
    try:
        packed = packed_alone(candidate, ordered, place, today)
        snapshot = read_snapshot(packed)
        refuse_if(in_the_way(snapshot))
        plan = solve.plan(snapshot, stop=solve.Stop(), seed=1, workers=1)
    except RegionError as error:
        raise Refused([Reason(problem.code, str(problem)) for problem in error.problems]) from error
    except (solve.LocksConflict, SolverError) as error:
        text = _("Dit past vandaag niet meer: er is geen plek, begeleider of geld over.")
        raise Refused([Reason("no-room", text)]) from error
    made = Round.objects.create(
        kind=Round.Kind.CHOICE,
        parent=parent,
        name=parent.name,
        municipality=candidate.municipality,
        started_by=decider,
        asked_at=now,
        started_at=now,
        status=Round.Status.RUNNING,
        snapshot=packed,
        people=1,
    )
    store(made, snapshot, plan, now=now)
    trail.record(
        "proposal.choose",
        by=by,
        purpose=PURPOSE,
        now=now,
        subjects=[candidate.subject],
        thing=f"round {made.pk}",
    )
    return Proposal.objects.select_related("round", "candidate__subject", "place").get(round=made)
