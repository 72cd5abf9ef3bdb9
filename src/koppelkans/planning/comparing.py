"""Rounds side by side: what each comes to, by the figures kept with it, and who gains and loses, by its proposals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import QuerySet

from koppelkans.core.access import Actor
from koppelkans.core.roles import May
from koppelkans.engine.tables import SETTINGS_FILE
from koppelkans.people.models import Candidate
from koppelkans.planning.models import Proposal, Round
from koppelkans.planning.queries_scenarios import changes_of

MOST = 4  # columns that fit beside each other
SAME = 1e-9  # a difference in chance below this is none
Kind = Literal["gained", "lost", "better", "worse", "same"]
KINDS: tuple[Kind, ...] = ("gained", "better", "worse", "lost", "same")
# of one person in one round: the runs, the place and the chance; None: no pathway
Pathway = tuple[tuple[str, ...], int, float]
Verdict = Literal["better", "worse", "none", "other"]


@dataclass(frozen=True)
class Shift:
    """How the people of a round fare in another plan: how many of each kind, and who they are (keys of candidates)."""

    counts: Mapping[Kind, int]
    people: Mapping[int, Kind]


def pathways_of(rounds: Sequence[Round]) -> dict[int, dict[int, Pathway]]:
    """By round and candidate the pathway, in one question for all rounds."""
    found: dict[int, dict[int, Pathway]] = {one.pk: {} for one in rounds}
    rows = Proposal.objects.filter(round__in=found, place__isnull=False).order_by()
    for round_, candidate, runs, place, chance in rows.values_list(
        "round_id", "candidate_id", "runs", "place_id", "probability"
    ):
        found[round_][candidate] = (tuple(runs), place or 0, chance or 0.0)
    return found


def shift(first: Mapping[int, Pathway], second: Mapping[int, Pathway]) -> Shift:
    """What becomes of everybody who is in one of two plans."""
    people: dict[int, Kind] = {}
    for who in first.keys() | second.keys():
        people[who] = _kind(first.get(who), second.get(who))
    counted = Counter(people.values())
    return Shift({kind: counted[kind] for kind in KINDS}, {who: kind for who, kind in people.items() if kind != "same"})


def _kind(before: Pathway | None, after: Pathway | None) -> Kind:
    if before is None:
        return "gained"
    if after is None:
        return "lost"
    if before[:2] == after[:2]:
        return "same"
    return "worse" if after[2] < before[2] - SAME else "better"


def seen_people(found: Shift, actor: Actor) -> QuerySet[Candidate]:
    """Of those for whom something changes the people this actor sees, in the order of their pseudonym."""
    rows = Candidate.objects.filter(actor.within(May.SEE_PEOPLE), pk__in=found.people)
    return (rows if actor.may(May.SEE_PEOPLE) else rows.none()).order_by("subject__pseudonym")


def verdict(first: Round, second: Round) -> Verdict:
    """Whether the second plan is worth more for certain; `other`: the two cannot be weighed against each other.

    A plan is certainly worth more than another when it is worth more than that one could ever be: than its bound.
    """
    weighed = second.parent_id == first.pk and not second.asked.get("keep")
    if not weighed or any(change.file == SETTINGS_FILE for change in changes_of(second)):
        return "other"
    if first.value is None or first.bound is None or second.value is None or second.bound is None:
        return "other"
    if second.value > first.bound:
        return "better"
    return "worse" if first.value > second.bound else "none"


def fund_lines(rounds: Sequence[Round]) -> list[tuple[str, list[int | None]]]:
    """Per fund its name and the cents that each plan uses of it; None: the round does not know the fund."""
    by_round = [{row["id"]: row for row in one.figures.get("funds") or []} for one in rounds]
    names = {code: row["name"] for rows in by_round for code, row in rows.items()}
    return [
        (name, [rows[code]["cents"] if code in rows else None for rows in by_round])
        for code, name in sorted(names.items(), key=lambda item: item[1])
    ]


def group_lines(rounds: Sequence[Round]) -> list[tuple[str, list[tuple[int, int] | None]]]:
    """Per target group of ten or more its code and, in each plan, how many have a pathway of how many people."""
    rows = {one.pk: {row["group"]: row for row in _treated(one)} for one in rounds}
    codes = list(dict.fromkeys(code for one in rounds for code in rows[one.pk] if code))
    return [(code, [_both(rows[one.pk].get(code)) for one in rounds]) for code in sorted(codes)]


def _treated(round_: Round) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (round_.figures.get("treatment") or {}).get("rows") or []
    return found


def _both(row: dict[str, Any] | None) -> tuple[int, int] | None:
    return None if row is None else (row["placed"], row["people"])


def opened(round_: Round) -> dict[str, dict[str, Any]]:
    """The runs that the plan puts people in, by id."""
    return {row["id"]: row for row in round_.figures.get("runs") or [] if row["planned"]}
