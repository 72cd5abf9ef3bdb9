"""What people decided about a round: shown with the next one, so that it is seen where they went against the plan.

`decided_before(round)` finds the round before of the same scope and counts; `planning/_decided.html` shows it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import CharField, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from koppelkans.journeys.models import Agreement, Consent, Decision
from koppelkans.planning.models import Proposal, Round

UNDECIDED = Decision.Outcome.UNDONE.value


@dataclass(frozen=True)
class Decided:
    """How a round was decided about, in people; who chose another pathway counts by what became of that."""

    round: Round
    proposed: int = 0
    as_proposed: int = 0  # goes on as the plan said
    otherwise: int = 0  # another pathway was chosen, and goes on
    declined: dict[str, int] = field(default_factory=dict)  # by reason
    refused: dict[str, int] = field(default_factory=dict)  # accepted, and then a no: by party
    lapsed: int = 0  # accepted, and then no answer in time
    ended: int = 0  # accepted, and then withdrawn: the group did not begin, or somebody left
    deferred: int = 0
    silent: int = 0

    @property
    def against(self) -> int:
        """How many decisions went against the plan."""
        return self.otherwise + sum(self.declined.values())


def round_before(made: Round) -> Round | None:
    """The round before this one, of the same municipality and programme."""
    before = Round.objects.filter(
        kind=Round.Kind.ROUND,
        status=Round.Status.DONE,
        municipality=made.municipality_id,
        programme=made.programme_id,
        asked_at__lt=made.asked_at,
    )
    return before.only("name", "asked_at", "municipality", "programme").order_by("-asked_at", "-pk").first()


def decided_before(made: Round) -> Decided | None:
    """What was decided about the round before this one; none when this is the first."""
    before = round_before(made)
    return None if before is None else decided_about(before)


def decided_about(made: Round) -> Decided:
    """What was decided about a round, in two questions however many people it planned for."""
    last = Decision.objects.filter(proposal=OuterRef("pk")).order_by("-at", "-pk")
    refuser = Consent.objects.filter(
        agreement__decision=OuterRef("last"), agreement__state=Agreement.State.REFUSED, answer=Consent.Answer.NO
    )
    rows = (
        Proposal.objects.filter(Q(round=made) | Q(round__parent=made, round__kind=Round.Kind.CHOICE))
        .filter(place__isnull=False)
        .annotate(
            last=Subquery(last.values("pk")[:1]),
            decided=Coalesce(Subquery(last.values("outcome")[:1]), Value(UNDECIDED)),
            why=Subquery(last.values("reason")[:1], output_field=CharField()),
            agreed=Subquery(last.values("agreement__state")[:1], output_field=CharField()),
            kind=F("round__kind"),
        )
        .annotate(refuser=Subquery(refuser.values("party")[:1], output_field=CharField()))
        .order_by("round__asked_at", "pk")
        .values_list("candidate", "kind", "decided", "why", "agreed", "refuser")
    )
    of_each: dict[int, tuple[str, str, str, str | None, str | None]] = {}
    proposed = set()
    for candidate, kind, *rest in rows:
        proposed.add(candidate)
        if kind != Round.Kind.CHOICE or rest[0] != UNDECIDED:  # another pathway that was only looked at counts not
            of_each[candidate] = (kind, *rest)
    return _counted(made, len(proposed), list(of_each.values()))


def _counted(made: Round, proposed: int, rows: list[tuple[str, str, str, str | None, str | None]]) -> Decided:
    numbers: Counter[str] = Counter()
    declined: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    for kind, decided, why, agreed, refuser in rows:
        if decided == Decision.Outcome.DECLINED:
            declined[why] += 1
        elif decided == Decision.Outcome.ACCEPTED and agreed == Agreement.State.REFUSED:
            refused[refuser or Consent.Party.CANDIDATE] += 1
        else:
            numbers[_name(kind, decided, agreed)] += 1
    return Decided(made, proposed, declined=dict(declined), refused=dict(refused), **numbers)


def _name(kind: str, decided: str, agreed: str | None) -> str:
    if decided == Decision.Outcome.DEFERRED:
        return "deferred"
    if decided != Decision.Outcome.ACCEPTED:
        return "silent"
    if agreed == Agreement.State.LAPSED:
        return "lapsed"
    if agreed == Agreement.State.WITHDRAWN:
        return "ended"
    return "otherwise" if kind == Round.Kind.CHOICE else "as_proposed"
