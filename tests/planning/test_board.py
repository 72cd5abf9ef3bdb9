"""The board of a round: who is found by which filter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from koppelkans.core.models import Occupation
from koppelkans.planning import board
from koppelkans.planning.models import Proposal, Round
from making import NOW, make_candidate, make_employer, make_municipality, make_occupation, make_place, make_run

pytestmark = pytest.mark.django_db


@pytest.fixture(name="made")
def make_round() -> Round:
    """A round with three proposals and two people without."""
    make_occupation("zorghulp", "Zorghulp", sector="zorg")
    made = Round.objects.create(name="Ronde", asked_at=NOW, status=Round.Status.DONE)
    near, far = make_place(), make_place(occupation=Occupation.objects.get(pk="zorghulp"), employer=make_employer())
    first, second, third, fourth, fifth = (
        make_candidate(groups=groups, municipality=make_municipality(*town))
        for groups, town in (
            (["ww"], ("GM0394", "Haarlemmermeer")),
            (["ww", "jongere"], ("GM0394", "Haarlemmermeer")),
            ([], ("GM0358", "Aalsmeer")),
            (["wwplus"], ("GM0394", "Haarlemmermeer")),
            ([], ("GM0358", "Aalsmeer")),
        )
    )
    make_run(code="taal-1"), make_run(code="taal-12")

    def add(candidate: Any, **fields: Any) -> None:
        Proposal.objects.create(round=made, candidate=candidate, **fields)

    paid = [{"step": "place", "cost_kind": "guidance", "fund": "fonds-é", "cents": 5}]
    add(first, place=near, runs=["taal-1"], first_day=date(2027, 1, 5), probability=0.7, cost="900.00", payments=paid)
    add(second, place=near, runs=["taal-12"], first_day=date(2027, 2, 5), probability=0.5, cost="1000.00")
    add(third, place=far, first_day=date(2027, 2, 9), probability=0.2, cost="20.00", travel_minutes=9.0)
    add(fourth, reason=["place_full:x", "wish:y"])
    add(fifth, reason=["place"])
    return made


@pytest.fixture(name="found")
def make_found(made: Round) -> Callable[..., list[int]]:
    """Asks the board; gives the positions of who is found, in the order found."""
    order = list(Proposal.objects.filter(round=made).order_by("pk").values_list("pk", flat=True))

    def ask(**asked: str) -> list[int]:
        rows = board.search(Proposal.objects.filter(round=made), board.Search(**asked))
        return [order.index(row.pk) for row in rows]

    return ask


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, {0, 1, 2}),
        ({"who": "zonder"}, {3, 4}),
        ({"municipality": "GM0358"}, {2}),
        ({"group": "ww"}, {0, 1}),
        ({"group": "wwplus", "who": "zonder"}, {3}),
        ({"sector": "zorg"}, {2}),
        ({"occupation": "zonnepanelen"}, {0, 1}),
        ({"run": "taal-1"}, {0}),
        ({"fund": "fonds-é"}, {0}),
        ({"month": "2027-02"}, {1, 2}),
        ({"month": "2027-13"}, {0, 1, 2}),
        ({"chance": "high"}, {0}),
        ({"chance": "middle"}, {1}),
        ({"chance": "low"}, {2}),
        ({"reason": "place_full", "who": "zonder"}, {3}),
        ({"reason": "place", "who": "zonder"}, {4}),
        ({"employer": "99999999999999999999"}, {0, 1, 2}),
        ({"text": "\0"}, {0, 1, 2}),
    ],
)
def test_filters(found: Callable[..., list[int]], asked: dict[str, str], expected: set[int]) -> None:
    """Each filter finds those it says, and no code is taken for the beginning of another."""
    assert set(found(**asked)) == expected


def test_in_order(found: Callable[..., list[int]]) -> None:
    """By money as a number, by first day, and the other way round."""
    assert found(sort="cost") == [2, 0, 1]
    assert found(sort="-cost") == [1, 0, 2]
    assert found(sort="first_day") == [0, 1, 2]
    assert found(sort="-travel")[0] == 2


def test_choices_are_what_occurs(made: Round) -> None:
    """The filters offer only what is in these proposals."""
    choices = board.choices_of(Proposal.objects.filter(round=made))
    assert [code for code, _name in choices.municipalities] == ["GM0358", "GM0394"]
    assert [sector for sector, _works in choices.sectors] == ["techniek", "zorg"]
    assert choices.months == [date(2027, 1, 1), date(2027, 2, 1)]
    assert len(choices.employers) == 2


def test_a_cause_is_told_in_words() -> None:
    """What stopped somebody is a sentence, also in English, and an unknown code stays."""
    assert board.cause(["place_full:x"], "nl") == "De plek is in dit plan voor anderen"
    assert board.cause(["place_full:x"], "en") != board.cause(["place_full:x"], "nl")
    assert board.cause([], "nl")
