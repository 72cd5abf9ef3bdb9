"""Questions about proposals together with what was decided about them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import CharField, F, OuterRef, Q, Subquery

from koppelkans.core.access import Actor
from koppelkans.core.roles import May
from koppelkans.journeys.models import Agreement, Consent, Decision
from koppelkans.people.models import Candidate
from koppelkans.people.states import Status
from koppelkans.planning.models import Proposal, Round
from koppelkans.planning.queries import DECIDABLE, NEWEST, without_place
from koppelkans.supply.models import Booking, Place, Run
from koppelkans.supply.queries import holding

STANDS = (Agreement.State.ASKED, Agreement.State.COMPLETE)


def proposed_at(offer: Run | Place, today: date) -> list[Proposal]:
    """Who is proposed for an offer now: by the newest proposal there is, unless it was declined or came to nothing.

    Nobody who has a place or takes no part any more, and nobody for an offer that was withdrawn.
    """
    if offer.withdrawn_on is not None:
        return []
    newest = Proposal.objects.filter(DECIDABLE, candidate=OuterRef("candidate")).order_by(*NEWEST)
    decided = Decision.objects.filter(proposal=OuterRef("pk")).order_by("-at", "-pk")
    # a list of codes is one text: this finds too many, and the last line looks closer
    here = Q(place=offer) if isinstance(offer, Place) else Q(runs__contains=offer.code)
    found = (
        Proposal.objects.filter(here, place__isnull=False)
        .filter(candidate__in=without_place(Candidate.objects.filter(status=Status.ACTIVE), today))
        .annotate(newest=Subquery(newest.values("pk")[:1]))
        .annotate(decided=Subquery(decided.values("outcome")[:1]))
        .annotate(agreed=Subquery(decided.values("agreement__state")[:1], output_field=CharField()))
        .filter(Q(decided=None) | ~Q(decided=Decision.Outcome.DECLINED), pk=F("newest"))
        .filter(Q(agreed=None) | Q(agreed__in=STANDS))
        .select_related("candidate__subject")
        .order_by("first_day", "pk")
    )
    return [row for row in found if isinstance(offer, Place) or offer.code in row.runs]


def accepted_through(run: Run, subjects: Iterable[int]) -> list[Decision]:
    """The acceptances that still stand of these people and that go through this run, lowest person first."""
    last = Decision.objects.filter(proposal=OuterRef("proposal")).order_by("-at", "-pk").values("pk")[:1]
    found = (
        Decision.objects.filter(
            Q(agreement=None) | Q(agreement__state__in=STANDS),
            outcome=Decision.Outcome.ACCEPTED,
            proposal__candidate__in=list(subjects),
            proposal__runs__contains=run.code,
            pk=Subquery(last),
        )
        .select_related("proposal__candidate__subject", "proposal__place")
        .order_by("proposal__candidate", "pk")
    )
    return [row for row in found if run.code in row.proposal.runs]


def consent_seen_by(actor: Actor, pk: int) -> Consent | None:
    """What a party was asked about somebody in a municipality where this actor decides."""
    where = actor.within(May.DECIDE, "agreement__decision__proposal__candidate__municipality")
    return (
        Consent.objects.filter(where, pk=pk)
        .select_related(
            "organisation",
            "agreement__decision__proposal__candidate__subject",
            "agreement__decision__proposal__candidate__owner",
            "agreement__decision__proposal__place__occupation",
            "agreement__decision__proposal__place__employer__organisation",
        )
        .first()
    )


def held_for(candidate: Candidate, today: date) -> list[str]:
    """What is taken for somebody today: the names of runs and places."""
    rows = Booking.objects.filter(holding(today), subject=candidate.subject).select_related(
        "run", "place__occupation", "place__employer__organisation"
    )
    return [str(row.run or row.place) for row in rows]


def outcomes_of(made: Round) -> dict[int, str]:
    """By candidate what was decided last in a round, or about another pathway that was chosen from it."""
    rows = Decision.objects.order_by().values_list("at", "pk", "proposal__candidate", "outcome")
    chosen = rows.filter(proposal__round__parent=made, proposal__round__kind=Round.Kind.CHOICE)
    decided = sorted([*rows.filter(proposal__round=made), *chosen])
    return {candidate: outcome for _at, _pk, candidate, outcome in decided}
