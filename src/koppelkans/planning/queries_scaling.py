"""What a study of scaling starts from: whose people, which offers, what exists, and what it cost so far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet, Sum

from koppelkans.core.models import Region
from koppelkans.funds.models import Reservation
from koppelkans.funds.queries import holding as money_holding
from koppelkans.people.models import Candidate, Holding
from koppelkans.people.queries import complete
from koppelkans.people.queries import for_planning as people_for_planning
from koppelkans.planning import narrowing
from koppelkans.planning.admission import persons_of
from koppelkans.planning.folder import Selection, sheets_of
from koppelkans.planning.models import ScalingStudy
from koppelkans.planning.queries import plannable, plans_from
from koppelkans.planning.scaling import Base
from koppelkans.programmes import rules
from koppelkans.programmes.models import Programme
from koppelkans.programmes.queries import ever_in_it
from koppelkans.supply.models import Booking, Place, Run
from koppelkans.supply.queries import drops_out_before, holding

FEW = 5  # with fewer participants the study is of who may take part
MOST = 200  # of those
PAST = timedelta(days=365)  # groups and places of the last year are offers too: they can be given again
GONE_AFTER = timedelta(minutes=15)


def under_way(programme: Programme, now: datetime) -> ScalingStudy | None:
    """The study that is being computed, by somebody who is still there."""
    going = ScalingStudy.objects.filter(
        programme=programme, status__in=[ScalingStudy.Status.QUEUED, ScalingStudy.Status.RUNNING]
    )
    return going.filter(asked_at__gt=now - GONE_AFTER).first()


def latest(programme: Programme) -> ScalingStudy | None:
    """The newest study, whatever came of it."""
    return ScalingStudy.objects.filter(programme=programme).select_related("asked_by").first()


def latest_done(programme: Programme) -> ScalingStudy | None:
    """The newest study that says something."""
    return ScalingStudy.objects.filter(programme=programme, status=ScalingStudy.Status.DONE).first()


def people_of(programme: Programme, today: date) -> tuple[QuerySet[Candidate], str]:
    """From whom the people of a study are drawn: the participants, or where these are few who may take part."""
    known = Candidate.objects.filter(complete())
    taking_part = known.filter(subject__in=ever_in_it(programme).values("subject"))
    if taking_part.count() >= FEW:
        return taking_part, "participants"
    around = people_for_planning(today)
    if codes := [municipality.pk for municipality in programme.municipalities.all()]:
        around = around.filter(municipality__in=codes)
    fits = [person.subject.pk for person in persons_of(around, today) if not rules.against_rule(programme, person)][
        :MOST
    ]
    return known.filter(subject__in=fits), "admissible"


def base_of(programme: Programme, today: date) -> Base | None:
    """The people and the offers of a study; None where there is nobody, nothing, or no region."""
    region = Region.objects.first()
    people, _whose = people_of(programme, today)
    if region is None or region.plan_from is None or not people.exists():
        return None
    region.plan_from = max(plans_from(region, today), today)  # not saved: only what this study plans with
    ahead = Q(start__gte=today, confirmed_on__gte=drops_out_before(today))
    runs = Run.objects.filter(ahead | Q(start__lt=today, start__gte=today - PAST), withdrawn_on=None, seats_max__gt=0)
    places = Place.objects.filter(withdrawn_on=None, start_until__gte=today - PAST)
    there = plannable(None, today)
    offered = there.places
    if programme.sectors:
        places = places.filter(occupation__sector__in=programme.sectors)
        offered = offered.filter(occupation__sector__in=programme.sectors)
    if not places.exists():
        return None
    nobody = Candidate.objects.none()
    exists = sheets_of(region, Selection(nobody, there.runs, offered), today=today)
    narrowing.keep_free(exists, today)
    wide = sheets_of(region, Selection(people, runs, places), today=today, empty=True)
    return Base(wide, exists, _gained(programme, people))


def _gained(programme: Programme, people: QuerySet[Candidate]) -> frozenset[tuple[str, str]]:
    """Who got which credential since joining, of what a training gives: the next ones come without it."""
    granted = {code for grants in Run.objects.values_list("grants", flat=True) for code in grants}
    joined = {row.subject_id: row.asked_at.date() for row in ever_in_it(programme)}
    rows = Holding.objects.filter(candidate__in=people.order_by().values("pk"), credential__in=granted)
    return frozenset(
        (row.candidate.subject.pseudonym, row.credential_id)
        for row in rows.select_related("candidate__subject")
        if row.candidate_id in joined
        and row.recorded_on > joined[row.candidate_id]
        and (row.since is None or row.since > joined[row.candidate_id])
    )


@dataclass(frozen=True)
class Cost:
    """What was set aside or spent for the people of a programme, in cents."""

    people: int  # for their own steps
    groups: int  # their share of what groups cost as a whole

    @property
    def total(self) -> int:
        """All of it."""
        return self.people + self.groups


def cost_of(programme: Programme, today: date) -> Cost:
    """What really was set aside or spent for who takes part or did, since they joined; a group's cost by its seats."""
    joined = {row.subject_id: row.asked_at.date() for row in ever_in_it(programme)}
    held = Reservation.objects.filter(money_holding(today))
    own = 0
    for row in held.filter(subject__in=joined).only("subject_id", "reserved_on", "cents"):
        own += row.cents if row.subject_id and row.reserved_on >= joined[row.subject_id] else 0
    seats = (
        Booking.objects.filter(holding(today), run__isnull=False)
        .order_by()
        .values("run__code")
        .annotate(all=Count("pk"), own=Count("pk", filter=Q(subject__in=joined)))
    )
    share = {row["run__code"]: (row["own"], row["all"]) for row in seats if row["own"]}
    paid = held.filter(subject=None, step__in=share).order_by().values("step").annotate(cents=Sum("cents"))
    return Cost(own, sum(row["cents"] * share[row["step"]][0] // share[row["step"]][1] for row in paid))
