"""Questions about rounds and proposals; what a round plans with."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from koppelkans.core.access import Actor, Unknown
from koppelkans.core.models import Municipality, Region
from koppelkans.core.roles import May
from koppelkans.funds.models import Fund
from koppelkans.people.models import Candidate
from koppelkans.people.queries import for_planning as people_for_planning
from koppelkans.people.queries import sees_contact
from koppelkans.people.states import Status
from koppelkans.planning.asked import Asked
from koppelkans.planning.folder import Selection
from koppelkans.planning.models import Proposal, Round
from koppelkans.programmes.models import Programme
from koppelkans.programmes.queries import taking_part
from koppelkans.supply.models import Booking, Place, Run
from koppelkans.supply.queries import for_planning as offers_for_planning
from koppelkans.supply.queries import holding

DOUBLE_CLICK = timedelta(seconds=10)
DECIDABLE = Q(round__kind__in=[Round.Kind.ROUND, Round.Kind.CHOICE], round__status=Round.Status.DONE)  # of proposals
NEWEST = (Coalesce("round__adopted_at", "round__asked_at").desc(), "-round__asked_at", "-pk")
BIG = ("snapshot", "outcome", "core")  # what no list of rounds reads
ROUND_BIG = tuple(f"round__{name}" for name in BIG)
WAITS_FOR = timedelta(hours=2)  # a round that still waits after this is lost: it keeps nobody from a new one


def plans_from(region: Region | None, today: date) -> date:
    """The first day a round plans with: today within the region's period, else the period's own first day."""
    if region is None or region.plan_from is None or region.plan_until is None:
        return today
    return max(region.plan_from, today) if today <= region.plan_until else region.plan_from


def plannable(municipality: Municipality | None, today: date, programme: Programme | None = None) -> Selection:
    """Whom and what a round plans with: complete, fresh, not placed yet, and in the programme if one is named."""
    people = without_place(people_for_planning(today), today)
    if municipality:
        people = people.filter(municipality=municipality)
    if programme:
        people = people.filter(subject__in=taking_part(programme).values("subject"))
    offers = offers_for_planning(plans_from(Region.objects.first(), today))
    return Selection(people, offers.runs, offers.places)


def without_place(people: QuerySet[Candidate], today: date) -> QuerySet[Candidate]:
    """Those of these people who have no place yet, and no journey that is under way."""
    taken = Booking.objects.filter(holding(today), place__isnull=False, subject=OuterRef("subject"))
    return people.filter(~Exists(taken), under_way=False)


def under_way(
    municipality: Municipality | None, programme: Programme | None, asked: Asked, actor: Actor, now: datetime
) -> Round | None:
    """The round for which the same was asked that is being computed, or that this person asked for a moment ago.

    The latter is a double click. What was asked otherwise is another round, and two at once do not hurt each other.
    """
    going = Q(status__in=[Round.Status.QUEUED, Round.Status.RUNNING], asked_at__gte=now - WAITS_FOR)
    if actor.user is not None:
        going |= Q(started_by=actor.user, asked_at__gte=now - DOUBLE_CLICK)
    scope = Round.objects.filter(kind=Round.Kind.ROUND, municipality=municipality, programme=programme)
    return scope.defer(*BIG).filter(going, asked=asked.kept()).first()


def rounds_visible_to(actor: Actor) -> QuerySet[Round]:
    """The rounds this actor sees: of the own municipalities, and for the region's roles all."""
    actor.require(May.SEE_ROUNDS)
    seen = Q() if actor.everywhere(May.SEE_ROUNDS) else Q(municipality__in=actor.municipalities(May.SEE_ROUNDS))
    if not actor.everywhere(May.SEE_ROUNDS):
        seen |= Q(municipality=None)
    return (
        Round.objects.filter(seen)
        .defer(*BIG)
        .select_related("municipality", "programme", "started_by", "parent")
        .defer(*(f"parent__{name}" for name in BIG))
    )


def round_before(municipality: Municipality | None, programme: Programme | None) -> Round | None:
    """The newest round for the same people that people decide about."""
    done = Round.objects.filter(kind=Round.Kind.ROUND, status=Round.Status.DONE)
    rows = done.filter(municipality=municipality, programme=programme).defer(*BIG)
    return rows.order_by(Coalesce("adopted_at", "asked_at").desc(), "-pk").first()


def rounds_listed(actor: Actor) -> QuerySet[Round]:
    """The rounds of the list: scenarios and single choices are reached from the round they were made from."""
    return rounds_visible_to(actor).filter(kind=Round.Kind.ROUND)


def find_round(key: int, actor: Actor) -> Round:
    """The round, or Unknown where there is none for this actor."""
    try:
        return rounds_visible_to(actor).get(pk=key)
    except Round.DoesNotExist as error:
        raise Unknown(key) from error


def proposals_of(round_: Round, actor: Actor) -> QuerySet[Proposal]:
    """What a round says about the people this actor sees."""
    return (
        Proposal.objects.filter(actor.within(May.SEE_PEOPLE, "candidate__municipality"), round=round_)
        .select_related("candidate__subject", "candidate__municipality", "place__occupation")
        .select_related("place__employer__organisation")
    )


def counts_of(proposals: QuerySet[Proposal]) -> tuple[int, int]:
    """How many of these people have a pathway, and how many have none."""
    counted = proposals.order_by().aggregate(
        placed=Count("pk", filter=Q(place__isnull=False)), without=Count("pk", filter=Q(place=None))
    )
    return counted["placed"], counted["without"]


def find_proposal(key: int, actor: Actor) -> Proposal:
    """The proposal, or Unknown where there is none for this actor."""
    actor.require(May.SEE_ROUNDS)
    found = Proposal.objects.filter(actor.within(May.SEE_PEOPLE, "candidate__municipality"), pk=key)
    proposal = found.select_related(
        "round", "candidate__subject", "candidate__municipality", "place__occupation", "place__employer__organisation"
    ).first()
    if proposal is None:
        raise Unknown(key)
    return proposal


def latest_of(candidate: Candidate) -> Proposal | None:
    """The newest proposal of somebody."""
    found = Proposal.objects.filter(DECIDABLE, candidate=candidate).select_related("round").defer(*ROUND_BIG)
    return found.order_by(*NEWEST).first()


def newer_than(proposal: Proposal) -> Proposal | None:
    """The proposal that came after this one for the same person; a what-if is never replaced."""
    if proposal.round.kind == Round.Kind.SCENARIO:
        return None
    newest = latest_of(proposal.candidate)
    return None if newest is None or newest.pk == proposal.pk else newest


def knows_name(proposal: Proposal, actor: Actor) -> bool:
    """Whether this actor may see who it is."""
    return sees_contact(proposal.candidate, actor)


def counts() -> dict[str, int]:
    """How much the platform holds."""
    return {
        "people": Candidate.objects.filter(status=Status.ACTIVE).count(),
        "runs": Run.objects.filter(withdrawn_on=None).count(),
        "places": Place.objects.filter(withdrawn_on=None).count(),
        "funds": Fund.objects.count(),
    }
