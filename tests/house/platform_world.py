"""A small region with everything twice: of the own municipality and organisation, and of another; and every address."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.files.base import ContentFile
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from koppelkans.core.models import AuditEntry, Cover, Grant, Invitation, Municipality, OneTimeLink, Organisation, User
from koppelkans.core.roles import ROLES, May
from koppelkans.documents.paper import Paper, Section, as_data, fingerprint
from koppelkans.funds.models import Fund, Reservation
from koppelkans.journeys.models import (
    Agreement,
    Consent,
    Contact,
    Decision,
    Deed,
    Handover,
    Instruction,
    Journey,
    Proof,
    Release,
    Signature,
    Spell,
    Step,
    Task,
    Telling,
)
from koppelkans.people.models import Candidate, Holding, Import, Mapping, Note, WeekItem, Wish
from koppelkans.planning.models import Forbidden, Proposal, Request, Reserve, Round
from koppelkans.programmes.models import Criterion, Participation, Partner, Programme, ScalingDecision
from koppelkans.supply.models import Booking, Breach, Employer, Guarantee, Place, RiskTask, Run, WaitingEntry
from making import (
    make_candidate,
    make_credential,
    make_employer,
    make_fund,
    make_guarantee,
    make_journey,
    make_municipality,
    make_occupation,
    make_organisation,
    make_place,
    make_region,
    make_risk_task,
    make_run,
    make_spell,
    make_step,
    make_user,
)

PAPER = Paper(
    "Trajectovereenkomst", "nl", date(2026, 11, 22), (Section("Waar gaat het over"), Section("Welke stappen"))
)


@dataclass(frozen=True)
class Address:
    """One named address: its parameters, and to whom its view is opened."""

    name: str
    parameters: tuple[str, ...]
    view: Callable[..., Any] = field(compare=False)

    @property
    def is_public(self) -> bool:
        """Whether everybody may."""
        return bool(getattr(self.view, "public", False))

    @property
    def opened_to(self) -> frozenset[May] | None:
        """The permissions of which one opens it; empty: whoever is logged in; None: not marked."""
        return getattr(self.view, "opened_to", None)

    @property
    def is_ours(self) -> bool:
        """Whether this is a view of the house, not of a library."""
        return self.view.__module__.startswith("koppelkans.")


def addresses() -> list[Address]:
    """Every address of the platform."""
    return list(_walk(get_resolver().url_patterns, ()))


def _walk(patterns: list[Any], spaces: tuple[str, ...]) -> Iterator[Address]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from _walk(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            name = ":".join((*spaces, pattern.name or f"? {pattern.pattern}"))
            yield Address(name, tuple(pattern.pattern.regex.groupindex), pattern.callback)


@dataclass(frozen=True)
class Side:
    """Everything of one municipality, with one provider and one employer of its own."""

    municipality: Municipality
    provider: Organisation
    employer: Employer
    worker: User
    candidate: Candidate
    double: Candidate
    holding: Holding
    wish: Wish
    week_item: WeekItem
    note: Note
    cover: Cover
    run: Run
    place: Place
    booking: Booking
    waiting: WaitingEntry
    fund: Fund
    reservation: Reservation
    programme: Programme
    participation: Participation
    criterion: Criterion
    partner: Partner
    scaling: ScalingDecision
    round: Round
    proposal: Proposal
    request: Request
    forbidden: Forbidden
    kept_free: Reserve
    consent: Consent
    telling: Telling
    journey: Journey
    deed: Deed
    signature: Signature
    step: Step
    work_step: Step
    risk: RiskTask
    instruction: Instruction
    release: Release
    guarantee: Guarantee
    breach: Breach
    handover: Handover
    contact: Contact
    task: Task
    spell: Spell
    proof: Proof
    batch: Import
    mapping: Mapping
    user: User
    grant: Grant
    invitation: Invitation
    link: OneTimeLink
    entry: AuditEntry


def make_side(municipality: Municipality, today: date) -> Side:
    """One side of the world, of today."""
    now = timezone.now()
    provider = make_organisation("provider", municipality=municipality)
    employer = make_employer(organisation=make_organisation("employer", municipality=municipality))
    worker = make_user("case-worker", municipality=municipality)
    candidate = make_candidate(
        name="Robin Example", municipality=municipality, owner=worker, registered_on=today, confirmed_on=today
    )
    run = make_run(provider=provider, start=today + timedelta(days=40), end=today + timedelta(days=90))
    place = make_place(
        employer=employer, start_from=today + timedelta(days=30), start_until=today + timedelta(days=200)
    )
    fund = make_fund()
    programme = Programme.objects.create(
        code=f"p-{municipality.code}", name="Programma", starts_on=today, ends_on=today + timedelta(days=300)
    )
    programme.municipalities.add(municipality)
    programme.admission = {"ways": [{"name": "Iedereen"}]}
    programme.save()
    paper = Paper("Besluit", "nl", today)
    planned = Round.objects.create(
        name="Ronde", municipality=municipality, asked_at=now, ended_at=now, status=Round.Status.DONE, started_by=worker
    )
    mapping = Mapping.objects.create(municipality=municipality, name="Export")
    user = make_user("case-worker", municipality=municipality)
    proposal = Proposal.objects.create(
        round=planned, candidate=candidate, place=place, first_day=place.start_from, cost="2500", payments=[]
    )
    decision = Decision.objects.create(proposal=proposal, outcome="accepted", by=worker, at=now)
    agreement = Agreement.objects.create(decision=decision, asked_at=now, due_on=today + timedelta(days=14))
    journey = make_journey(
        candidate=candidate, decision=decision, programme=programme, made_at=now, signed_up_on=today, coach=worker
    )
    spell = make_spell(journey, employer=employer.organisation, since=today)
    deed = Deed.objects.create(journey=journey, number=1, paper=as_data(PAPER), sha256=fingerprint(PAPER), made_at=now)
    signature = Signature.objects.create(deed=deed, party="municipality", asked_at=now, due_on=today)
    work_step, risk = make_step(journey, "leerwerkplek", place=place), make_risk_task(place)
    guarantee = make_guarantee(
        run.training,
        guarantor=employer.organisation,
        signed_on=today,
        since=today,
        until=today + timedelta(days=300),
    )
    return Side(
        municipality=municipality,
        provider=provider,
        employer=employer,
        worker=worker,
        candidate=candidate,
        double=make_candidate(name="Robin Example", municipality=municipality, owner=worker),
        holding=Holding.objects.create(candidate=candidate, credential=make_credential(), recorded_on=today),
        wish=Wish.objects.create(candidate=candidate, occupation=make_occupation(), preference="0.8", aptitude="0.5"),
        week_item=WeekItem.objects.create(candidate=candidate, kind="school", dayparts=["mo-am"]),
        note=Note.objects.create(candidate=candidate, author=worker, at=now, text="Belt liever ’s middags."),
        cover=Cover.objects.create(absent=worker, stand_in=user, since=today, until=today + timedelta(days=5)),
        run=run,
        place=place,
        booking=Booking.objects.create(
            place=place, subject=candidate.subject, first_day=place.start_from, booked_on=today
        ),
        waiting=WaitingEntry.objects.create(run=run, subject=candidate.subject, since=now),
        fund=fund,
        reservation=Reservation.objects.create(
            fund=fund, subject=candidate.subject, step="place", cost_kind="guidance", cents=100, reserved_on=today
        ),
        programme=programme,
        participation=Participation.objects.create(programme=programme, subject=candidate.subject, asked_at=now),
        criterion=Criterion.objects.create(programme=programme, text="Zes mensen aan het werk"),
        partner=Partner.objects.create(programme=programme, organisation=provider),
        scaling=ScalingDecision.objects.create(
            programme=programme,
            outcome="stop",
            reason="Het werkt niet.",
            decided_by="Jo Voorbeeld",
            decided_on=today,
            paper=as_data(paper),
            sha256=fingerprint(paper),
            by=worker,
            at=now,
        ),
        round=planned,
        proposal=proposal,
        request=Request.objects.create(
            round=planned,
            kind="place",
            thing=place.code,
            text="Kan er iemand bij?",
            owner=worker,
            due_on=today,
            asked_by=worker,
            asked_at=now,
        ),
        forbidden=Forbidden.objects.create(candidate=candidate, run=run.code, by=worker, at=now),
        kept_free=Reserve.objects.create(run=run, seats=1, by=worker, at=now),
        consent=Consent.objects.create(
            agreement=agreement, party="employer", organisation=employer.organisation, steps=["place"], asked_at=now
        ),
        telling=Telling.objects.create(candidate=candidate, what=Telling.What.TALK, decision=decision, at=now),
        journey=journey,
        deed=deed,
        signature=signature,
        step=make_step(journey, run=run),
        work_step=work_step,
        risk=risk,
        instruction=Instruction.objects.create(
            candidate=candidate,
            task=risk,
            language="ti",
            how="shown",
            checked_by="Een voorman",
            checked_on=today,
            until=today + timedelta(days=30),
            at=now,
        ),
        release=Release.objects.create(step=work_step, task=risk, asked_by=user, asked_at=now, asked_why="Haast."),
        guarantee=guarantee,
        breach=Breach.objects.create(
            guarantee=guarantee,
            subject=candidate.subject,
            opened_on=today,
            why="Geen werk.",
            owner=worker,
            due_on=today,
        ),
        handover=Handover.objects.create(journey=journey, kind="coach", to_user=worker, at=now),
        contact=Contact.objects.create(journey=journey, party="candidate", day=0, due_on=today),
        task=Task.objects.create(
            journey=journey, party="employer", what="Pasje maken", due_on=today - timedelta(days=1), made_at=now
        ),
        spell=spell,
        proof=Proof.objects.create(spell=spell, level="contract", given_on=today, at=now),
        batch=Import.objects.create(
            municipality=municipality,
            by=worker,
            file=ContentFile("2,A-1,2131\n", "a.csv"),
            file_name="a.csv",
            header=["kenmerk", "postcode"],
            sha256=municipality.code,
            uploaded_at=now,
        ),
        mapping=mapping,
        user=user,
        grant=user.grants.get(),
        invitation=Invitation.objects.create(
            email=f"{municipality.code.lower()}@example.org",
            name="Nieuw",
            role="case-worker",
            municipality=municipality,
            token_hash=municipality.code,
            sent_at=now,
            expires_at=now + timedelta(days=7),
        ),
        link=OneTimeLink.objects.create(
            token_hash=f"link {municipality.code}",
            purpose="own-data",
            subject=candidate.subject,
            made_at=now,
            expires_at=now + timedelta(days=7),
        ),
        entry=AuditEntry.objects.create(
            at=now, who="Iemand", action="person.open", purpose="guidance", subject=candidate.subject
        ),
    )


@dataclass(frozen=True)
class World:
    """Two sides, and somebody in each role of the first side; the case worker is the candidate's own."""

    own: Side
    other: Side
    users: dict[str, User]


def make_world() -> World:
    """The whole, of today."""
    today = timezone.localdate()
    make_region()
    own = make_side(make_municipality(), today)
    other = make_side(make_municipality("GM0363", "Amsterdam"), today)
    users = {code: _user(code, own) for code in ROLES}
    users["nobody"] = make_user()
    own.journey.coach = users["coach"]
    own.journey.save()
    for user in users.values():
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    return World(own, other, users)


def _user(code: str, own: Side) -> User:
    if code == "case-worker":
        return own.worker
    if code == "training-provider":
        return make_user(code, organisation=own.provider)
    if code == "employer":
        return make_user(code, organisation=own.employer.organisation)
    if code == "employer-adviser":
        return make_user(code, municipality=own.municipality)
    return make_user(code)
