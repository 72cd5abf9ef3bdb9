"""Asking candidate, providers and employer for their yes, writing down what each says, and what follows from it.

A candidate who said yes at the table is asked all the same: the answer is given away from the table, in the own
language, where a no costs nothing. The case worker can write down an answer that was told, and then the trail says so.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from koppelkans.core import terms, trail
from koppelkans.core.access import Actor, house
from koppelkans.core.actions import links
from koppelkans.core.models import OneTimeLink
from koppelkans.core.refusal import refuse_if
from koppelkans.journeys import rules
from koppelkans.journeys.actions import effects, hearing
from koppelkans.journeys.actions.beginning import begin, call_off
from koppelkans.journeys.actions.taking import free
from koppelkans.journeys.actions.telling import overtake
from koppelkans.journeys.models import Agreement, Consent, Decision, Telling, Why
from koppelkans.journeys.queries import STANDS
from koppelkans.people.actions.deciding import held_by_decider
from koppelkans.people.models import Candidate
from koppelkans.supply.models import Run

LINK = "consent"  # the purpose of the link
PURPOSE = "placement"
FREES = "koppelkans consent"  # what acts when a party said no: the house gives everything back
PAPER = "paper"


def ask(decision: Decision, candidate: Candidate, *, by: Actor, now: datetime) -> Agreement:
    """Ask each party for its yes, in the transaction of the acceptance."""
    proposal, today = decision.proposal, timezone.localdate(now)
    runs = list(Run.objects.filter(code__in=proposal.runs).select_related("provider").order_by("start", "code"))
    assert proposal.place is not None  # noqa: S101 - it was taken
    assert proposal.first_day is not None  # noqa: S101 - it was taken
    first = min([proposal.first_day, *(run.start for run in runs)])
    agreement = Agreement.objects.create(decision=decision, asked_at=now, due_on=due_on(first, today))
    made = [_consent(agreement, Consent.Party.CANDIDATE, [*proposal.runs, "place"], now)]
    made[0].language = hearing.language_of(candidate)
    of_provider: dict[int, list[str]] = {}
    for run in runs:
        of_provider.setdefault(run.provider_id, []).append(run.code)
    made += [_consent(agreement, Consent.Party.PROVIDER, codes, now, pk) for pk, codes in of_provider.items()]
    made.append(_consent(agreement, Consent.Party.EMPLOYER, ["place"], now, proposal.place.employer_id))
    Consent.objects.bulk_create(made)
    for consent in consents_of(agreement):
        put(consent, by=by, now=now)
    return agreement


def due_on(first_day: date, today: date) -> date:
    """The last day on which an answer counts: after the term, and never later than the day before the first step."""
    return max(today, min(today + timedelta(days=terms.days("CONSENT_LAPSES_DAYS")), first_day - timedelta(days=1)))


def _consent(
    agreement: Agreement, party: str, steps: list[str], now: datetime, organisation: int | None = None
) -> Consent:
    return Consent(agreement=agreement, party=party, steps=steps, organisation_id=organisation, asked_at=now)


def consents_of(agreement: Agreement) -> list[Consent]:
    """The parties of an agreement, with all that is told of them."""
    found = Consent.objects.filter(agreement=agreement).select_related(
        "organisation",
        "agreement__decision__by",
        "agreement__decision__proposal__candidate__subject",
        "agreement__decision__proposal__candidate__owner",
        "agreement__decision__proposal__candidate__contact_card",
        "agreement__decision__proposal__place__occupation",
    )
    return list(found)


def put(consent: Consent, *, by: Actor, now: datetime, again: bool = False) -> bool:
    """Mail the question, where there is an address; returns whether there was."""
    today = timezone.localdate(now)
    if not hearing.reachable(consent, today):
        return False
    token = _link(consent, f"mail {now:%Y%m%d%H%M%S}", by=by, now=now)
    hearing.put_question(consent, token, again=again, now=now, today=today)
    candidate = consent.agreement.decision.proposal.candidate
    trail.record(
        "consent.ask", by=by, purpose=PURPOSE, now=now, subjects=[candidate.subject_id], thing=f"consent {consent.pk}"
    )
    return True


def _link(consent: Consent, way: str, *, by: Actor, now: datetime) -> str:
    """A link to answer with; those given before go on working until there is an answer."""
    ends = timezone.make_aware(datetime.combine(consent.agreement.due_on + timedelta(days=1), time.min))
    subject = consent.agreement.decision.proposal.candidate.subject
    return links.make(LINK, subject=subject, thing=f"{consent.pk}:{way}", by=by, now=now, valid=ends - now)


def held_consent(pk: int) -> Consent:
    """The consent as it is now, its candidate and agreement locked: two who answer at once come one after the other."""
    candidate = Consent.objects.values_list("agreement__decision__proposal__candidate", flat=True).get(pk=pk)
    list(Candidate.objects.select_for_update().filter(pk=candidate).values_list("pk"))
    agreement = Agreement.objects.select_for_update().get(consents=pk)
    return next(consent for consent in consents_of(agreement) if consent.pk == pk)


@transaction.atomic
def make_link(consent: Consent, *, by: Actor, now: datetime) -> str:
    """A link for a sheet with a QR code, by who decides about the candidate; an earlier sheet stops working."""
    held_by_decider(consent.agreement.decision.proposal.candidate, by=by)
    here = held_consent(consent.pk)
    refuse_if(rules.against_answer(here, Consent.Answer.YES, ""))
    token = _link(here, PAPER, by=by, now=now)
    subject = here.agreement.decision.proposal.candidate.subject_id
    trail.record("consent.print", by=by, purpose=PURPOSE, now=now, subjects=[subject], thing=f"consent {here.pk}")
    return token


@transaction.atomic
def ask_again(consent: Consent, *, by: Actor, now: datetime) -> bool:
    """Mail the question once more, by who decides about the candidate; returns whether there is an address."""
    held_by_decider(consent.agreement.decision.proposal.candidate, by=by)
    here = held_consent(consent.pk)
    refuse_if(rules.against_answer(here, Consent.Answer.YES, ""))
    here.reminded_at = now
    here.save(update_fields=["reminded_at"])
    return put(here, by=by, now=now, again=True)


@transaction.atomic
def record_answer(consent: Consent, *, answer: str, by: Actor, now: datetime, refusal: str = "") -> Consent:
    """Write down what a party told a colleague, by phone or at the table."""
    _candidate, user = held_by_decider(consent.agreement.decision.proposal.candidate, by=by)
    here = held_consent(consent.pk)
    here.recorded_by = user
    return settle(here, answer=answer, refusal=refusal, how=Consent.How.TOLD, by=by, now=now)


def settle(consent: Consent, *, answer: str, refusal: str, how: str, by: Actor, now: datetime) -> Consent:
    """Write an answer down and do what follows; the consent is held by the caller."""
    refuse_if(rules.against_answer(consent, answer, refusal))
    consent.answer, consent.refusal, consent.how = answer, refusal, how
    consent.answered_at = now
    consent.save(update_fields=["answer", "refusal", "how", "answered_at", "recorded_by"])
    decision = consent.agreement.decision
    trail.record(
        f"consent.{answer}",
        by=by,
        purpose=PURPOSE,
        now=now,
        subjects=[decision.proposal.candidate.subject_id],
        thing=f"consent {consent.pk}",
        why=refusal,
    )
    overtake(Telling.objects.filter(decision=decision, thing=consent.said_by), now=now)
    if answer == Consent.Answer.TALK:
        _news(decision, Telling.What.TALK, now, consent.said_by)
        return consent
    close_links([consent], now=now)
    everybody = consents_of(consent.agreement)
    if answer == Consent.Answer.NO:
        end(consent.agreement, Agreement.State.REFUSED, by=house(FREES), now=now, but=consent)
        if consent.party == Consent.Party.CANDIDATE:
            effects.bring_about_own(consent, by=house(FREES), now=now)
    elif all(one.answer == Consent.Answer.YES for one in everybody):
        _ended(consent.agreement, Agreement.State.COMPLETE, now)
        begin(decision, by=by, now=now)
        hearing.complete(everybody, now=now, today=timezone.localdate(now))
        _news(decision, Telling.What.COMPLETE, now)
    return consent


def end(
    agreement: Agreement, state: str, *, by: Actor, now: datetime, but: Consent | None = None, thing: str = ""
) -> None:
    """It does not go on: seats, place and money are free again, and everybody who was asked hears it."""
    everybody = consents_of(agreement)
    decision = everybody[0].agreement.decision
    proposal, today = decision.proposal, timezone.localdate(now)
    why = "group-closed" if thing else str(state)
    free(proposal, proposal.candidate, by=by, now=now, why=why)
    call_off(decision, by=by, now=now, why=Why.PROVIDER if thing else Why.OTHER)
    _ended(agreement, state, now)
    if state == Agreement.State.LAPSED:
        Consent.objects.filter(agreement=agreement, answer__in=Consent.OPEN).update(answer=Consent.Answer.LAPSED)
    close_links(everybody, now=now)
    hearing.over([one for one in everybody if one != but], why=why, now=now, today=today)
    what = {
        Agreement.State.REFUSED: Telling.What.REFUSED,
        Agreement.State.LAPSED: Telling.What.LAPSED,
        Agreement.State.WITHDRAWN: Telling.What.GROUP_CLOSED,
    }[Agreement.State(state)]
    _news(decision, what, now, but.said_by if but else thing)


def _ended(agreement: Agreement, state: str, now: datetime) -> None:
    agreement.state, agreement.ended_at = state, now
    agreement.save(update_fields=["state", "ended_at"])


def _news(decision: Decision, what: str, now: datetime, thing: str = "") -> None:
    """The case worker hears it, and it stays on their list until it was told to the candidate."""
    proposal = decision.proposal
    if what != Telling.What.TALK:  # who wanted to talk need not any more
        overtake(Telling.objects.filter(decision=decision), now=now)
    Telling.objects.create(candidate=proposal.candidate, what=what, decision=decision, thing=thing, at=now)
    hearing.tell_case_worker(proposal, decision, what, now=now, today=timezone.localdate(now))


def close_links(consents: list[Consent], *, now: datetime) -> None:
    """The links of these parties stop working."""
    for consent in consents:
        OneTimeLink.objects.filter(
            purpose=LINK, thing__startswith=f"{consent.pk}:", used_at=None, withdrawn_at=None
        ).update(withdrawn_at=now)


def withdraw(decision: Decision, *, by: Actor, now: datetime) -> None:
    """The acceptance was taken back and the seats are free: nobody is asked any more, and who was asked hears it."""
    agreement = Agreement.objects.select_for_update().filter(decision=decision, state__in=STANDS).first()
    if agreement is None:
        return
    everybody = consents_of(agreement)
    _ended(agreement, Agreement.State.WITHDRAWN, now)
    call_off(decision, by=by, now=now)
    close_links(everybody, now=now)
    hearing.over(everybody, why="withdrawn", now=now, today=timezone.localdate(now))
    subject = decision.proposal.candidate.subject_id
    trail.record("consent.withdraw", by=by, purpose=PURPOSE, now=now, subjects=[subject])


def withdraw_all(candidate: Candidate, *, by: Actor, now: datetime) -> None:
    """Nobody is asked any more about somebody who takes part no longer."""
    found = Decision.objects.filter(proposal__candidate=candidate, agreement__state__in=STANDS)
    for decision in found.select_related("proposal__candidate"):
        withdraw(decision, by=by, now=now)
