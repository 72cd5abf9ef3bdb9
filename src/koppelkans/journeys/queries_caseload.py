"""What each of somebody's own people waits for: one look at everybody, in a constant number of questions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import CharField, DateField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from koppelkans.core import terms
from koppelkans.core.access import Actor
from koppelkans.core.roles import May
from koppelkans.journeys.models import Agreement, Consent, Decision, Telling
from koppelkans.journeys.queries import STANDS
from koppelkans.journeys.waits import ORDER, Waits
from koppelkans.people.models import Candidate
from koppelkans.people.queries import own_people
from koppelkans.people.states import Status
from koppelkans.planning.models import Proposal
from koppelkans.planning.queries import DECIDABLE, NEWEST, ROUND_BIG
from koppelkans.supply.models import Booking
from koppelkans.supply.queries import holding

SOON = timedelta(days=3)  # before the last day of an answer
NOTHING = Decision.Outcome.UNDONE
UNDECIDED = Q(decided=NOTHING)


@dataclass
class Case:
    """One person, and what they wait for."""

    candidate: Candidate
    state: Waits = Waits.NONE
    proposal: Proposal | None = None
    agreement: Agreement | None = None
    tellings: list[Telling] = field(default_factory=list)
    parties: list[Consent] = field(default_factory=list)  # who has to answer still
    day: date | None = None  # since when, or until when: as the state says

    @property
    def urgency(self) -> tuple[int, date, str]:
        """Most urgent first; of the same state who waits longest, or whose day comes first."""
        return ORDER[self.state], self.day or date.max, str(self.candidate)


def newest_proposals(people: Q) -> QuerySet[Proposal]:
    """The newest proposal of each of these people (a condition on proposals), with what was decided about it last."""
    newest = Proposal.objects.filter(DECIDABLE, candidate=OuterRef("candidate")).order_by(*NEWEST)
    last = Decision.objects.filter(proposal=OuterRef("pk")).order_by("-at", "-pk")
    return Proposal.objects.filter(people, pk=Subquery(newest.values("pk")[:1])).annotate(
        decided=Coalesce(Subquery(last.values("outcome")[:1]), Value(NOTHING.value)),
        again_on=Subquery(last.values("again_on")[:1], output_field=DateField()),
        agreed=Subquery(last.values("agreement__state")[:1], output_field=CharField()),
    )


def waits_for_decision(actor: Actor) -> QuerySet[Proposal]:
    """Proposals with a place for the own people of this actor, about which nobody decided yet."""
    own = Q(
        actor.within(May.DECIDE, "candidate__municipality"),
        candidate__owner__in=actor.stands_for(),
        candidate__status=Status.ACTIVE,
        place__isnull=False,
    )
    return newest_proposals(own).filter(UNDECIDED)


OWN_NEWS = Q(what__in=Telling.SAID, thing__startswith=Telling.OWN)


def news(actor: Actor) -> QuerySet[Telling]:
    """What happened to the own people of this actor and is open still, to tell or to call about."""
    where = actor.within(May.DECIDE, "candidate__municipality")
    return Telling.objects.filter(where, candidate__owner__in=actor.stands_for(), told_at=None).exclude(
        candidate__status=Status.LEFT
    )


def to_tell(actor: Actor) -> QuerySet[Telling]:
    """News that the own people of this actor were not told yet."""
    return news(actor).exclude(OWN_NEWS)


def to_call(actor: Actor) -> QuerySet[Telling]:
    """What own people said themselves, of whom there is no other news."""
    return news(actor).filter(OWN_NEWS).exclude(candidate__in=to_tell(actor).values("candidate"))


def to_look_at_again(actor: Actor, today: date) -> QuerySet[Proposal]:
    """Put off until today or before."""
    own = Q(
        actor.within(May.DECIDE, "candidate__municipality"),
        candidate__owner__in=actor.stands_for(),
        candidate__status=Status.ACTIVE,
    )
    return newest_proposals(own).filter(Q(decided=Decision.Outcome.DEFERRED, again_on__lte=today))


def asked_for(actor: Actor) -> QuerySet[Agreement]:
    """What was asked about the own people of this actor and is not answered by all."""
    return Agreement.objects.filter(
        actor.within(May.DECIDE, "decision__proposal__candidate__municipality"),
        decision__proposal__candidate__owner__in=actor.stands_for(),
        state=Agreement.State.ASKED,
    )


def nearly_over(asked: QuerySet[Agreement], today: date) -> QuerySet[Agreement]:
    """Those of which the last day is near."""
    return asked.filter(due_on__lte=today + SOON)


def silent_cases(actor: Actor, today: date) -> tuple[int, int]:
    """Of the region: how many proposals nobody decided about in time, and how many questions are nearly over."""
    actor.require(May.SEE_ROUNDS)
    first = today - timedelta(days=terms.days("PROPOSAL_SILENT_DAYS"))
    before = timezone.make_aware(datetime.combine(first, time.min))
    people = Q(
        actor.within(May.SEE_ROUNDS, "candidate__municipality"),
        candidate__status=Status.ACTIVE,
        place__isnull=False,
        round__ended_at__lt=before,
    )
    silent = newest_proposals(people).filter(UNDECIDED).count()
    where = actor.within(May.SEE_ROUNDS, "decision__proposal__candidate__municipality")
    ends = nearly_over(Agreement.objects.filter(where, state=Agreement.State.ASKED), today).count()
    return silent, ends


def caseload(actor: Actor, today: date) -> list[Case]:
    """Everybody of the own caseload (and of whom this actor covers for), the most urgent first."""
    people = own_people(actor).exclude(status=Status.LEFT).filter(merged_into=None)
    cases = {person.pk: Case(person) for person in people}
    within = Q(candidate__in=people.order_by().values("pk"))
    proposals = newest_proposals(within).select_related("round", "place__occupation", "place__employer__organisation")
    for proposal in proposals.defer(*ROUND_BIG):
        cases[proposal.candidate_id].proposal = proposal
    standing = Agreement.objects.filter(
        decision__proposal__candidate__in=people.order_by().values("pk"), state__in=STANDS
    ).select_related("decision__proposal__place__occupation", "decision__proposal__place__employer__organisation")
    for agreement in standing.order_by("pk"):
        cases[agreement.decision.proposal.candidate_id].agreement = agreement
    waiting = Consent.objects.filter(
        agreement__decision__proposal__candidate__in=people.order_by().values("pk"),
        agreement__state=Agreement.State.ASKED,
        answer__in=Consent.OPEN,
    ).select_related("organisation", "agreement__decision__proposal")
    for consent in waiting:
        cases[consent.agreement.decision.proposal.candidate_id].parties.append(consent)
    for telling in Telling.objects.filter(within, told_at=None):
        cases[telling.candidate_id].tellings.append(telling)
    placed = _placed(cases, today)
    silent = today - timedelta(days=terms.days("PROPOSAL_SILENT_DAYS"))
    for case in cases.values():
        case.state, case.day = _state(case, placed.get(case.candidate.pk), today, silent)
    return sorted(cases.values(), key=lambda case: case.urgency)


def _placed(cases: Iterable[int], today: date) -> dict[int, date]:
    """The first day at a place, of those who have one."""
    rows = Booking.objects.filter(holding(today), place__isnull=False, subject__in=list(cases))
    return dict(rows.values_list("subject", "first_day"))


def _state(case: Case, placed: date | None, today: date, silent: date) -> tuple[Waits, date | None]:
    """What somebody waits for: the most urgent of all that is so, with its day."""
    proposal, agreement = case.proposal, case.agreement
    if case.tellings:
        only_own = all(telling.is_own for telling in case.tellings)
        return Waits.CALL if only_own else Waits.TELL, timezone.localdate(case.tellings[0].at)
    if agreement is not None and agreement.state == Agreement.State.ASKED:
        if any(consent.answer == Consent.Answer.TALK for consent in case.parties):
            return Waits.TALK, agreement.due_on
        return (Waits.ENDS if agreement.due_on <= today + SOON else Waits.ANSWER), agreement.due_on
    if placed is not None:
        return Waits.GOES_ON, placed
    if case.candidate.status == Status.PARKED:
        until = case.candidate.parked_until
        return (Waits.AGAIN if until is not None and until <= today else Waits.PARKED), until
    return _of_proposal(proposal, today, silent)


def _of_proposal(proposal: Proposal | None, today: date, silent: date) -> tuple[Waits, date | None]:
    if proposal is None:
        return Waits.NONE, None
    decided, again = proposal.decided, proposal.again_on  # type: ignore[attr-defined]
    if decided == Decision.Outcome.DEFERRED and again is not None:
        return (Waits.AGAIN if again <= today else Waits.LATER), again
    if decided != NOTHING or proposal.place_id is None:
        return Waits.NONE, None
    made = timezone.localdate(proposal.round.ended_at or proposal.round.asked_at)
    return (Waits.SILENT if made <= silent else Waits.DECIDE), made


def counted(cases: Iterable[Case]) -> dict[str, int]:
    """How many wait for what."""
    found: dict[str, int] = defaultdict(int)
    for case in cases:
        found[case.state] += 1
    return dict(found)
