"""Ask what a programme would need for more people, and work it out in the background."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from zipfile import BadZipFile

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from koppelkans.core import background, trail
from koppelkans.core.access import Actor
from koppelkans.core.refusal import Reason, refuse_if
from koppelkans.core.roles import May
from koppelkans.engine import solve
from koppelkans.engine.plan import Plan
from koppelkans.engine.problems import RegionError
from koppelkans.engine.programme import SolverError
from koppelkans.engine.region import Region as Snapshot
from koppelkans.planning import queries_scaling as queries
from koppelkans.planning.actions.computing import problem_of
from koppelkans.planning.models import ScalingStudy
from koppelkans.planning.scaling import Base, exists, study
from koppelkans.programmes.models import Programme

SIZES = (20, 50, 100)
MOST_SIZES, LARGEST = 4, 500
SECONDS = 20.0  # for one plan; each size takes two
SEED = 1
WRONG = (RegionError, solve.LocksConflict, SolverError, MemoryError, BadZipFile)


@transaction.atomic
def ask(programme: Programme, *, by: Actor, now: datetime, sizes: Sequence[int] = SIZES) -> ScalingStudy:
    """Have it worked out in the background; while it is, asking again changes nothing."""
    by.require(May.EDIT_PROGRAMMES)
    programme = Programme.objects.select_for_update().get(pk=programme.pk)
    if going := queries.under_way(programme, now):
        return going
    today = timezone.localdate(now)
    refuse_if(against_sizes(sizes) + against_study(queries.base_of(programme, today)))
    people, whose = queries.people_of(programme, today)
    made = ScalingStudy.objects.create(
        programme=programme,
        asked_by=by.user,
        asked_at=now,
        sizes=sorted(set(sizes)),
        seed=SEED,
        figures={"whose": whose, "base": people.count(), "sizes": {}},
    )
    trail.record(
        "programme.scale",
        by=by,
        purpose="planning",
        now=now,
        thing=programme.code,
        subjects=list(people.values_list("subject_id", flat=True)),
    )
    background.later("planning.scaling", made.pk)
    return made


def against_sizes(sizes: Sequence[int]) -> list[Reason]:
    """Why nothing can be worked out for these numbers of people."""
    if not sizes or len(set(sizes)) > MOST_SIZES or not all(1 <= size <= LARGEST for size in sizes):
        words = _("Kies een tot %(most)d groottes, van 1 tot en met %(largest)d mensen.")
        return [Reason("sizes", words % {"most": MOST_SIZES, "largest": LARGEST})]
    return []


def against_study(base: Base | None) -> list[Reason]:
    """Why there is nothing to work out from."""
    if base is None:
        return [
            Reason(
                "nothing",
                _("Er zijn nog geen deelnemers of kandidaten die mee mogen doen, of er is geen aanbod om te plannen."),
            )
        ]
    return []


def carry_out(study_id: int, *, clock: Callable[[], datetime]) -> None:
    """Plan each size in turn and keep what it takes, or say what went wrong; a study that is under way is left."""
    now = clock()
    mine = ScalingStudy.objects.filter(pk=study_id, status=ScalingStudy.Status.QUEUED)
    if not mine.update(status=ScalingStudy.Status.RUNNING, started_at=now):
        return
    made = ScalingStudy.objects.select_related("programme").get(pk=study_id)
    try:
        base = queries.base_of(made.programme, timezone.localdate(now))
        if base is None:
            _end(made, ScalingStudy.Status.FAILED, clock(), "nothing")
            return
        made.figures = made.figures | {"exists": exists(base.today), "today": timezone.localdate(now).isoformat()}
        for size in made.sizes:
            made.figures["sizes"][str(size)] = study(base, size, made.seed, _planned(made.seed))
            made.save(update_fields=["figures"])
    except WRONG as error:
        _end(made, ScalingStudy.Status.FAILED, clock(), problem_of(error))
    else:
        _end(made, ScalingStudy.Status.DONE, clock())


def _planned(seed: int) -> Callable[[Snapshot], Plan]:
    def planned(region: Snapshot) -> Plan:
        return solve.plan(region, stop=solve.Stop(seconds=SECONDS), seed=seed, workers=1)

    return planned


def _end(made: ScalingStudy, status: ScalingStudy.Status, now: datetime, problem: str = "") -> None:
    made.status, made.problem, made.ended_at = status, problem, now
    made.save(update_fields=["status", "problem", "ended_at", "figures"])
