"""The rules of a pilot: above the cap, criteria, scores, the decision; each gives reasons, empty: allowed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from koppelkans.core.refusal import Reason
from koppelkans.programmes import queries
from koppelkans.programmes.models import Criterion, Participation, Programme, ScalingDecision, Score
from koppelkans.programmes.rules import SHORTEST

MOST_CRITERIA = 20
HIGHEST_SHARE = 100
MOST_PEOPLE = 100_000
FIELD_OF = {
    "measure": "measure",
    "number": "number",
    "unit": "unit",
    "evidence": "evidence",
    "size": "size",
    "reason": "reason",
    "decided-by": "decided_by",
    "decided-on": "decided_on",
    "outcome": "outcome",
    "text": "text",
}


def against_above(programme: Programme, participation: Participation, today: date) -> list[Reason]:
    """Why somebody who waits cannot be let in above the cap."""
    if programme.ends_on < today:
        return [Reason("ended", _("Dit programma is voorbij."))]
    if participation.admitted_on or participation.ended_on:
        return [Reason("not-waiting", _("Deze persoon staat niet op de wachtlijst."))]
    if participation.offered_on:
        return [Reason("offered", _("Voor deze persoon is een plek vrij. Laat deze persoon die plek nemen."))]
    if programme.cap is None or not programme.tolerance:
        return [Reason("no-tolerance", _("Dit programma heeft geen speling boven het maximum."))]
    most = programme.cap + programme.tolerance
    if queries.taking_part(programme).count() >= most:
        return [
            Reason(
                "tolerance",
                _("Ook de speling is op: er doen al %(most)d mensen mee (%(cap)d en %(more)d extra).")
                % {"most": most, "cap": programme.cap, "more": programme.tolerance},
            )
        ]
    return []


def against_writing(programme: Programme) -> list[Reason]:
    """Why the criteria of a programme cannot change."""
    if programme.criteria_locked_at is not None:
        return [Reason("locked", _("De criteria liggen vast. Niemand kan ze nog veranderen."))]
    return []


def against_criterion(criterion: Criterion) -> list[Reason]:
    """What is wrong with a criterion as it is filled in."""
    reasons = []
    if criterion.measure and criterion.number is None:
        reasons.append(Reason("number", _("Je kiest wat telt. Vul ook in hoeveel het er moeten zijn.")))
    if criterion.measure and not criterion.unit:
        reasons.append(Reason("unit", _("Kies of het getal mensen zijn of een procent.")))
    if not criterion.measure and criterion.number is not None:
        reasons.append(Reason("measure", _("Je vult een getal in. Kies ook wat er telt.")))
    if criterion.number is not None and criterion.number < 0:
        reasons.append(Reason("number", _("Een getal onder nul kan niet.")))
    if criterion.unit == Criterion.Unit.SHARE and criterion.number is not None and criterion.number > HIGHEST_SHARE:
        reasons.append(Reason("number", _("Meer dan 100 procent kan niet.")))
    if criterion._state.adding and criterion.programme.criteria.count() >= MOST_CRITERIA:
        reasons.append(
            Reason("many", _("Er zijn al %(most)d criteria. Kies de belangrijkste.") % {"most": MOST_CRITERIA})
        )
    return reasons


def against_locking(programme: Programme, *, started: bool) -> list[Reason]:
    """Why the criteria cannot be locked."""
    reasons = against_writing(programme)
    if programme.kind != Programme.Kind.PILOT:
        reasons.append(
            Reason("kind", _("Alleen een pilot heeft criteria die vastliggen. Maak er eerst een pilot van."))
        )
    if not programme.criteria.exists():
        reasons.append(Reason("none", _("Er zijn nog geen criteria. Schrijf er eerst één.")))
    if started and not reasons:
        reasons.append(Reason("started", _("Er zijn al mensen begonnen. Vastzetten kan alleen voor de eerste start.")))
    return reasons


def against_scoring(programme: Programme, outcome: str, evidence: str) -> list[Reason]:
    """Why a criterion cannot be scored like this."""
    reasons = []
    if programme.criteria_locked_at is None:
        reasons.append(Reason("open", _("De criteria liggen nog niet vast. Zet ze eerst vast.")))
    if outcome not in Score.Outcome.values:
        reasons.append(Reason("outcome", _("Kies een uitkomst.")))
    if len(evidence.strip()) < SHORTEST:
        reasons.append(Reason("evidence", _("Schrijf in een zin waaruit dat blijkt, en waar dat te vinden is.")))
    return reasons


@dataclass(frozen=True)
class Choice:
    """What was decided about scaling, by whom and when."""

    outcome: str
    reason: str
    decided_by: str
    decided_on: date
    size: int | None = None

    def says_the_same_as(self, decision: ScalingDecision) -> bool:
        """Whether this was written down already, word for word."""
        kept = (decision.outcome, decision.reason, decision.decided_by, decision.decided_on, decision.size)
        return kept == (self.outcome, self.reason.strip(), self.decided_by.strip(), self.decided_on, self.size)


def against_deciding(programme: Programme, choice: Choice | None, today: date) -> list[Reason]:
    """Why nothing can be decided about scaling yet, or not like this; without a choice only the first."""
    reasons = []
    if programme.criteria_locked_at is None:
        reasons.append(Reason("open", _("De criteria liggen nog niet vast.")))
    elif unscored := queries.unscored(programme):
        texts = "; ".join(criterion.text for criterion in unscored)
        reasons.append(Reason("unscored", _("Nog niet beoordeeld: %(criteria)s.") % {"criteria": texts}))
    if choice is None:
        return reasons
    if choice.outcome not in ScalingDecision.Outcome.values:
        reasons.append(Reason("outcome", _("Kies een besluit.")))
    if choice.outcome == ScalingDecision.Outcome.GO and not choice.size:
        reasons.append(Reason("size", _("Vul in voor hoeveel mensen.")))
    if choice.outcome == ScalingDecision.Outcome.STOP and choice.size:
        reasons.append(Reason("size", _("Je stopt. Laat dit leeg.")))
    if choice.size and choice.size > MOST_PEOPLE:
        reasons.append(Reason("size", _("Zo veel mensen kan niet. Kijk of het getal klopt.")))
    if len(choice.reason.strip()) < SHORTEST:
        reasons.append(Reason("reason", _("Schrijf in een paar zinnen waarom.")))
    if not choice.decided_by.strip():
        reasons.append(Reason("decided-by", _("Vul in wie besluit: naam en functie.")))
    if choice.decided_on > today:
        reasons.append(Reason("decided-on", _("Het besluit is genomen: kies vandaag of een dag ervoor.")))
    newest = programme.scaling_decisions.first()
    if newest is not None and choice.says_the_same_as(newest):  # sent twice, or from two windows
        reasons.append(Reason("twice", _("Dit besluit staat er al.")))
    return reasons


def against_lesson(text: str) -> list[Reason]:
    """A lesson that says nothing."""
    if len(text.strip()) < SHORTEST:
        return [Reason("text", _("Schrijf in een zin wat jullie hebben geleerd."))]
    return []


def against_targets(targets: Mapping[tuple[int, str], int | None]) -> list[Reason]:
    """Targets that cannot be."""
    if any(number is not None and not 0 <= number <= MOST_PEOPLE * 10 for number in targets.values()):
        return [Reason("number", _("Een doel is een getal van 0 of meer. Kijk of het klopt."))]
    return []
