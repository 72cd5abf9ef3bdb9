"""What speaks against a what-if, against planning again, and against a what-if that is to become the round."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _

from koppelkans.core.access import Actor
from koppelkans.core.refusal import Reason
from koppelkans.core.roles import May
from koppelkans.engine.problems import RegionError
from koppelkans.planning import rules
from koppelkans.planning.asked import Change
from koppelkans.planning.cells import changed
from koppelkans.planning.folder import sheets_in
from koppelkans.planning.models import Round
from koppelkans.planning.objections import against_today, wrong
from koppelkans.planning.queries_scenarios import cells_today, changes_of, hidden_from, things_of
from koppelkans.planning.snapshots import unzipped
from koppelkans.planning.what_if import MOST_CHANGES, Things, kind_of

MOST_SCENARIOS = 12  # of one round: nobody compares more


def may_start(parent: Round, actor: Actor) -> bool:
    """Whether this actor may plan for whom the round is."""
    return actor.everywhere(May.START_ROUNDS) or parent.municipality_id in actor.municipalities(May.START_ROUNDS)


def against_parent(parent: Round, more: int = 1) -> list[Reason]:
    """Why nothing can be tried out from this round; `more`: how many plans are asked."""
    if parent.kind != Round.Kind.ROUND:
        return [Reason("no-round", _("Dit is zelf een wat-als. Ga uit van de ronde waar die bij hoort."))]
    if parent.status != Round.Status.DONE:
        return [Reason("not-done", _("Deze ronde is nog niet klaar. Wacht tot het plan er is."))]
    if parent.emptied_on is not None:
        return [
            Reason(
                "emptied", _("De gegevens van deze ronde zijn gewist, omdat ze te oud waren. Start een nieuwe ronde.")
            )
        ]
    if Round.objects.filter(parent=parent, kind=Round.Kind.SCENARIO).count() + more > MOST_SCENARIOS:
        return [
            Reason(
                "too-many",
                _("Bij deze ronde staan al %(count)d keer een wat-als. Meer kan niet.") % {"count": MOST_SCENARIOS},
            )
        ]
    return []


def against_name(parent: Round, name: str) -> list[Reason]:
    """Why a what-if cannot be called this."""
    reasons = rules.against_name(name)
    if Round.objects.filter(parent=parent, name__iexact=name).exists():
        reasons.append(Reason("name-taken", _("Er is al een wat-als met deze naam. Kies een andere naam.")))
    return reasons


def against_changes(parent: Round, changes: Sequence[Change], actor: Actor) -> list[Reason]:
    """Why these cells cannot be changed so: whom one does not see, cells that are closed, and what the reader says."""
    if not changes:
        return [Reason("no-changes", _("Er is nog niets veranderd. Kies eerst wat je wilt veranderen."))]
    if len(changes) > MOST_CHANGES:
        return [
            Reason("too-many-changes", _("Je kunt hoogstens %(count)d dingen veranderen.") % {"count": MOST_CHANGES})
        ]
    if hidden_from(actor, changes):
        return [Reason("unknown-person", _("Je kunt alleen iets veranderen bij mensen die jij ziet."))]
    if any(kind_of(change) is None for change in changes):
        return [Reason("closed-cell", _("Dit kun je in een wat-als niet veranderen."))]
    packed = bytes(Round.objects.values_list("snapshot", flat=True).get(pk=parent.pk))
    try:
        with unzipped(changed(packed, changes)) as folder:
            return rules.against_sheets(sheets_in(folder))
    except RegionError as error:
        things = Things(packed)
        told = dict.fromkeys(wrong(problem, changes, things) for problem in error.problems)
        return [Reason("bad-cell", sentence) for sentence in told]


def against_adopting(scenario: Round, today: date) -> list[Reason]:
    """Why a what-if cannot become the round today: what it changed about offers, money or people must really be so."""
    if scenario.kind != Round.Kind.SCENARIO or scenario.parent is None:
        return [Reason("no-scenario", _("Dit is geen wat-als."))]
    if scenario.status != Round.Status.DONE:
        return [Reason("not-done", _("Dit plan is nog niet klaar."))]
    if scenario.emptied_on is not None:
        return [Reason("emptied", _("De gegevens van dit plan zijn gewist, omdat ze te oud waren."))]
    return [
        Reason("not-today", sentence) for sentence in dict.fromkeys(said for _change, said in untrue(scenario, today))
    ]


def untrue(scenario: Round, today: date) -> list[tuple[Change, str]]:
    """What a scenario changed and today's data do not have, each said in a sentence."""
    if scenario.parent is None:
        return []
    things, cells = things_of(scenario.parent), cells_today(scenario, today)
    found = ((change, against_today(change, things, cells)) for change in changes_of(scenario))
    return [(change, said) for change, said in found if said]
