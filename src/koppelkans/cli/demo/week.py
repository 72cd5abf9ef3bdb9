"""What a first week leaves behind in the demo: a plan, decisions, answers of the parties, a request, a what-if.

Everything is done by the verbs that people use, in the name of the demo's people, some days ago.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from koppelkans.core import trail
from koppelkans.core.access import Actor, actor_of, house
from koppelkans.core.models import User
from koppelkans.core.refusal import Refused
from koppelkans.journeys import actions as journeys
from koppelkans.journeys.models import Consent, Decision
from koppelkans.planning import answers
from koppelkans.planning.actions import choices, computing, requests, scenarios, steering
from koppelkans.planning.asked import Change
from koppelkans.planning.models import Proposal, Request, Reserve, Round
from koppelkans.planning.queries import BIG, ROUND_BIG
from koppelkans.planning.queries_requests import owners_for
from koppelkans.supply.models import Place, Run

DOMAIN = "demo.example"
AGO = timedelta(days=5)  # when the round was planned
YES, NO, TALK = Consent.Answer.YES, Consent.Answer.NO, Consent.Answer.TALK
EVERYBODY = tuple(Consent.Party.values)
# the answers of the parties to each acceptance, in the order of the proposals; who is not named is silent
ANSWERS: tuple[dict[str, str], ...] = (
    dict.fromkeys(EVERYBODY, YES),
    {Consent.Party.CANDIDATE: YES, Consent.Party.PROVIDER: YES},
    {},
    {Consent.Party.CANDIDATE: TALK, Consent.Party.EMPLOYER: YES},
    {Consent.Party.CANDIDATE: YES, Consent.Party.EMPLOYER: NO},
    dict.fromkeys(EVERYBODY, YES),
    {Consent.Party.EMPLOYER: YES},
)
VOICES = (Decision.Voice.YES, Decision.Voice.YES, Decision.Voice.UNSURE)
COLLEAGUE = 3  # acceptances of a colleague
PLACES_MORE = 2  # in the what-if
WHAT_IF = "Eén groep en twee werkplekken meer in het voorjaar"


def missing() -> bool:
    """Whether the week of the demo's own round is still to be made."""
    made = _round()
    return made is not None and not made.children.filter(kind=Round.Kind.SCENARIO).exists()


def _round() -> Round | None:
    """The first round of the demo, as `demo.region` asked for it; none where somebody began otherwise."""
    first = Round.objects.defer(*BIG).order_by("pk").first()
    return first if first is not None and first.kind == Round.Kind.ROUND else None


def make(now: datetime) -> None:
    """Do what is not done yet; a step that was interrupted is done anew the next time."""
    made = _round()
    if made is None:
        return
    computing.carry_out(made.pk, clock=lambda: now - AGO)  # nothing, where a worker did it already
    made.refresh_from_db()
    if made.status != Round.Status.DONE:
        return
    if not Decision.objects.exists():
        _decide_a_week(made, now)
    coordinator = _actor("regio", now)
    if not Request.objects.exists():
        _steer(made, coordinator, now)
    scenario = scenarios.start(made, name=WHAT_IF, changes=_more(made), by=coordinator, now=now)
    computing.carry_out(scenario.pk, clock=lambda: now)


def _actor(mailbox: str, now: datetime) -> Actor:
    return actor_of(User.objects.get(email=f"{mailbox}@{DOMAIN}"), timezone.localdate(now))


@transaction.atomic
def _decide_a_week(made: Round, now: datetime) -> None:
    """Two case workers go through the first of their proposals."""
    by, day = _actor("klantmanager", now), now - AGO + timedelta(hours=2)
    waiting = _proposals(made, by)
    for at, said in enumerate(ANSWERS):
        _accept(waiting, VOICES[at % len(VOICES)], said, by, day)
    _choose_otherwise(waiting, by, day)
    _say_no(waiting, by, day)
    _accept(waiting, Decision.Voice.YES, {}, by, now)  # of today: this one can be taken back
    steering.pin(_looked(next(waiting), by, now), by=by, now=now)
    colleague, day = _actor("collega", now), now - timedelta(days=2)
    theirs = _proposals(made, colleague)
    for said in ANSWERS[:COLLEAGUE]:
        _accept(theirs, Decision.Voice.YES, said, colleague, day)
    journeys.chase(by=house("koppelkans demo"), now=now)


def _proposals(made: Round, by: Actor) -> Iterator[Proposal]:
    """The pathways proposed to somebody's own people, those with a training and a place first."""
    rows: QuerySet[Proposal] = Proposal.objects.filter(round=made, candidate__owner=by.user, place__isnull=False)
    found = rows.select_related("round", "candidate__subject", "place__occupation").order_by("pk")
    return iter(sorted(found.defer("told", *ROUND_BIG), key=lambda row: (not row.runs, row.pk)))


def _looked(proposal: Proposal, by: Actor, now: datetime) -> Proposal:
    """Who decides has opened the page first."""
    trail.record(
        "proposal.open",
        by=by,
        purpose="guidance",
        now=now,
        subjects=[proposal.candidate.subject],
        thing=f"proposal {proposal.pk}",
    )
    return proposal


def _accept(waiting: Iterator[Proposal], voice: str, said: dict[str, str], by: Actor, now: datetime) -> None:
    """Accept the next proposal that can be; its parties answer some hours later."""
    for proposal in waiting:
        try:
            made = journeys.decide(_looked(proposal, by, now), outcome="accepted", voice=voice, by=by, now=now)
        except Refused:  # what it needs was taken by one before it
            continue
        later = now + timedelta(hours=5)
        for consent in Consent.objects.filter(agreement__decision=made, party__in=said).order_by("pk"):
            journeys.record_answer(consent, answer=said[consent.party], by=by, now=later)
        return


def _choose_otherwise(waiting: Iterator[Proposal], by: Actor, now: datetime) -> None:
    """Choose another of the pathways there were, for the next person with one that is still possible."""
    for proposal in waiting:
        for other in answers.next_best(proposal, "nl"):
            try:
                with transaction.atomic():
                    chosen = choices.choose(
                        proposal.candidate,
                        parent=proposal.round,
                        runs=other.runs,
                        place=Place.objects.get(code=other.place),
                        by=by,
                        now=now,
                    )
                    _looked(chosen, by, now)
                    journeys.decide(chosen, outcome="accepted", voice=Decision.Voice.YES, by=by, now=now)
            except Refused:  # taken since
                continue
            return


def _say_no(waiting: Iterator[Proposal], by: Actor, now: datetime) -> None:
    """Each reason for a no once, and one decision put off."""
    again = timezone.localdate(now) + timedelta(days=30)
    reason, voice = Decision.Reason, Decision.Voice
    for why, said, words in (
        (reason.NOT_THIS_PLACE, voice.NO, "Ik werk liever in een klein bedrijf."),
        (reason.NOT_THIS_OCCUPATION, voice.NO, "Ik wil toch liever met mensen werken."),
        (reason.NOT_NOW, voice.UNSURE, "Ik wil eerst mijn examen halen."),
        (reason.FACTS_WRONG, voice.NOT_ASKED, ""),
    ):
        journeys.decide(
            _looked(next(waiting), by, now),
            outcome="declined",
            reason=why,
            voice=said,
            own_words=words,
            again_on=again if why == reason.NOT_NOW else None,
            by=by,
            now=now,
        )
    journeys.decide(_looked(next(waiting), by, now), outcome="deferred", by=by, now=now)


@transaction.atomic
def _steer(made: Round, by: Actor, now: datetime) -> None:
    """The coordinator keeps two seats free, and asks somebody for what would help."""
    today = timezone.localdate(now)
    if not Reserve.objects.exists():
        largest = Run.objects.filter(withdrawn_on=None, start__gt=today).order_by("-seats_max", "code")[0]
        steering.reserve(largest, seats=2, until=today + timedelta(days=60), by=by, now=now)
    for row in made.figures.get("bottlenecks", []):
        owner = owners_for(row["kind"], row["id"], today).filter(email=f"adviseur@{DOMAIN}").first()
        if owner is not None:
            requests.ask(
                made,
                requests.Scarce(row["kind"], row["id"], row["month"]),
                text=f"Kan er bij {row['name']} één persoon meer beginnen?",
                owner=owner,
                due_on=today + timedelta(days=14),
                by=by,
                now=now,
            )
            return


def _more(made: Round) -> list[Change]:
    """A group that does not open begins with fewer people, and the dearest places take one person more."""
    fit: dict[str, list[int]] = made.figures.get("fit", {})
    changes = []
    if fit and max(fit.values()) > [1, 0]:
        run = max(sorted(fit), key=lambda code: fit[code])
        changes.append(Change("runs.csv", run, "seats_min", "2"))
    places = [row["id"] for row in made.figures.get("bottlenecks", []) if row["kind"] == "place"][:PLACES_MORE]
    for code, room in Place.objects.filter(code__in=places).order_by("code").values_list("code", "capacity"):
        changes += [Change("places.csv", code, "capacity", str(room + 1))]
    return changes
