"""What speaks against a decision or an answer; empty: allowed."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from koppelkans.core.access import Actor
from koppelkans.core.models import AuditEntry
from koppelkans.core.refusal import Reason
from koppelkans.funds.queries import in_cents
from koppelkans.journeys.models import Agreement, Consent, Decision
from koppelkans.journeys.queries import STANDS
from koppelkans.people.models import Candidate
from koppelkans.people.rules import is_own
from koppelkans.people.sensitive import BSN, sensitive
from koppelkans.planning.models import Proposal, Round
from koppelkans.planning.queries import latest_of
from koppelkans.supply.models import Run
from koppelkans.supply.rules import against_booking

ACCEPTED = Decision.Outcome.ACCEPTED
DECLINED = Decision.Outcome.DECLINED
OPEN = "proposal.open"  # of the trail: somebody looked at a proposal
TAKEN = frozenset({"full", "mentor"})  # reasons of supply
ABOUT_A_PLACE = (Decision.Reason.NOT_THIS_PLACE, Decision.Reason.NOT_THIS_OCCUPATION)


def standing(proposal: Proposal) -> Decision | None:
    """The decision that counts: the last one, unless it was undone."""
    last = proposal.decisions.select_related("by", "agreement").first()
    return None if last is None or last.outcome == Decision.Outcome.UNDONE else last


def agreement_of(decision: Decision | None) -> Agreement | None:
    """What was asked of the parties, where anything was."""
    return getattr(decision, "agreement", None)


def goes_on(decision: Decision | None) -> bool:
    """Whether what this decision took is still taken: accepted, and nobody of the three said no since."""
    if decision is None or decision.outcome != ACCEPTED:
        return False
    agreement = agreement_of(decision)
    return agreement is None or agreement.state in STANDS


def own_no(proposal: Proposal) -> Decision | None:
    """The last acceptance, where the candidate said no to it; what the case worker did after that does not undo it."""
    last = proposal.decisions.filter(outcome=ACCEPTED).select_related("agreement").first()
    agreement = agreement_of(last)
    if agreement is None or agreement.state != Agreement.State.REFUSED:
        return None
    said = agreement.consents.filter(party=Consent.Party.CANDIDATE, answer=Consent.Answer.NO)
    return last if said.exists() else None


def against_deciding(proposal: Proposal) -> list[Reason]:
    """Why nothing can be decided about this proposal any more."""
    if proposal.round.status != Round.Status.DONE:
        return [Reason("not-done", _("Deze ronde is nog niet klaar."))]
    if proposal.round.kind == Round.Kind.SCENARIO:
        return [Reason("scenario", _("Dit is een wat-als. Hierover beslis je nog niet."))]
    if goes_on(standing(proposal)):
        return [Reason("accepted", _("Dit traject gaat al door. Draai dat eerst terug."))]
    newest = latest_of(proposal.candidate)
    if newest is not None and newest.pk != proposal.pk:
        return [Reason("newer", _("Er is een nieuwer voorstel voor deze kandidaat. Beslis daarover."))]
    return []


def against_unseen(proposal: Proposal, by: Actor) -> list[Reason]:
    """Why somebody cannot decide unseen: who decides has opened this very proposal, so never many at once."""
    seen = AuditEntry.objects.filter(
        subject=proposal.candidate_id, user=by.user, action=OPEN, thing=f"proposal {proposal.pk}"
    )
    return [] if seen.exists() else [Reason("unseen", _("Bekijk eerst het voorstel. Beslis dan."))]


def against_outcome(outcome: str, reason: str, voice: str, proposal: Proposal) -> list[Reason]:
    """Why this cannot be the decision: a no without a reason, or with one that says nothing here."""
    if outcome == DECLINED and not reason:
        return [Reason("reason", _("Kies een reden."))]
    if outcome == DECLINED and reason in ABOUT_A_PLACE and proposal.place is None:
        return [Reason("reason", _("Er is geen plek voorgesteld. Kies een andere reden."))]
    if outcome == ACCEPTED and voice == Decision.Voice.NO:
        return [Reason("voice", _("De kandidaat wil dit niet. Dan gaat het niet door."))]
    if outcome == ACCEPTED and voice != Decision.Voice.YES and own_no(proposal) is not None:
        return [
            Reason(
                "voice",
                _("De kandidaat heeft nee gezegd. Praat eerst samen. Kies daarna ‘wil dit graag’, als dat zo is."),
            )
        ]
    return []


def against_again(outcome: str, reason: str, again_on: date | None, today: date) -> list[Reason]:
    """Why this is not the day to look again."""
    if outcome == DECLINED and reason == Decision.Reason.NOT_NOW and again_on is None:
        return [Reason("again", _("Kies wanneer je weer kijkt."))]
    if again_on is not None and again_on <= today:
        return [Reason("again", _("Kies een dag die nog komt."))]
    return []


def against_pair(proposal: Proposal) -> list[Reason]:
    """Which of the three is missing: a training without a place, or a place or training without money."""
    if proposal.place is None:
        if proposal.runs:
            return [Reason("no-place", _("Er is wel een training, maar nog geen plek. Zoek eerst een plek."))]
        return [Reason("no-pathway", _("Er is geen traject om te kiezen."))]
    paid: dict[str, int] = {}
    for row in proposal.payments:
        paid[row["step"]] = paid.get(row["step"], 0) + row["cents"]
    runs = {run.code: run for run in Run.objects.filter(code__in=proposal.runs)}
    steps = [(code, str(runs[code]), in_cents(runs[code].seat_cost)) for code in proposal.runs if code in runs]
    steps.append(("place", str(proposal.place), in_cents(proposal.place.cost)))
    return [
        Reason("no-money", _("Er is nog geen geld voor: %(step)s. Start een nieuwe ronde.") % {"step": name})
        for code, name, cents in steps
        if paid.get(code, 0) < cents
    ]


def against_seats(proposal: Proposal, today: date) -> list[Reason]:
    """What was taken by others since the plan was made: a seat, the place, the mentor."""
    place, subject = proposal.place, proposal.candidate.subject
    if place is None or proposal.first_day is None:
        return []
    runs = Run.objects.filter(code__in=proposal.runs)
    reasons = [reason for run in runs for reason in against_booking(run, subject, run.start, today)]
    reasons += against_booking(place, subject, proposal.first_day, today)
    return [reason for reason in reasons if reason.code in TAKEN]


def against_words(text: str, *, anyway: bool) -> list[Reason]:
    """Why somebody's own words are not kept: a BSN never, words about sensitive things only when a person insists."""
    return [reason for reason in sensitive(text) if reason.code == BSN or not anyway]


def shows_words(decision: Decision | None, candidate: Candidate, actor: Actor) -> bool:
    """Whether this actor may read what the candidate said: the own case worker and cover; without one, who wrote it."""
    if decision is None or actor.user is None:
        return False
    return is_own(candidate, actor) or (candidate.owner_id is None and decision.by_id == actor.user.pk)


def group_unpaid(run: Run, cents: int) -> Reason:
    """Why somebody cannot be the first in a run: nothing pays what the group costs."""
    return Reason(
        "group-unpaid",
        _("Er is geen geld voor de kosten van de hele groep bij %(run)s: € %(euros)s. Start een nieuwe ronde.")
        % {"run": run.name or run.code, "euros": f"{cents // 100},{cents % 100:02d}"},
    )


def against_undoing(decision: Decision | None, today: date) -> list[Reason]:
    """Why a decision cannot be taken back."""
    if decision is None:
        return [Reason("nothing", _("Er is geen besluit om terug te draaien."))]
    if decision.decided_on != today:
        return [Reason("too-late", _("Je kunt een besluit alleen op de dag zelf terugdraaien."))]
    if decision.outcome == ACCEPTED and not goes_on(decision):
        return [Reason("ended", _("Dit gaat al niet meer door. Er is niets om terug te draaien."))]
    return []


def against_answer(consent: Consent, answer: str, refusal: str) -> list[Reason]:
    """Why a party cannot answer this: it is over, it was answered, or the reason is none of those for this party."""
    if consent.agreement.state != Agreement.State.ASKED:
        return [Reason("over", _("Er wordt geen antwoord meer gevraagd."))]
    if consent.answer not in Consent.OPEN:
        return [Reason("answered", _("Er is al geantwoord."))]
    if answer not in {Consent.Answer.YES, Consent.Answer.NO, Consent.Answer.TALK}:
        return [Reason("answer", _("Kies een antwoord."))]
    if refusal and (answer != Consent.Answer.NO or refusal not in refusals_of(consent.party)):
        return [Reason("refusal", _("Kies een reden uit de lijst."))]
    return []


def refusals_of(party: str) -> tuple[Consent.Refusal, ...]:
    """The reasons a party can give for a no; nobody has to."""
    why = Consent.Refusal
    if party == Consent.Party.CANDIDATE:
        return (why.OTHER_PLACE, why.OTHER_WORK, why.NOT_NOW, why.NOT_SAID)
    if party == Consent.Party.PROVIDER:
        return (why.FULL, why.CHANGED, why.NOT_SAID)
    return (why.FULL, why.CHANGED, why.NO_FIT, why.NOT_SAID)
