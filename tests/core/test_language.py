"""Dutch at work, reckoned: the one level, the credential that says it, the gap and the hours."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from koppelkans.core.language import (
    RANK,
    Rung,
    counted_skills,
    gaps,
    hours_between,
    ladder,
    proposals,
    rung_for,
    single_level,
)
from koppelkans.core.models.words import LanguageDemand
from koppelkans.core.vocabulary import LEVELS, Skill

COUNTED = ("listening", "reading", "speaking")
MOMENTS = {"first-day": 0, "safety": 0, "end": 0}


@pytest.mark.parametrize(
    ("listening", "reading", "speaking", "writing", "single"),
    [
        ("B1", "B1", "B1", "A1", "B1"),  # writing holds nobody back
        ("B1", "A2", "B1", "B1", "A2"),  # the lowest
        ("A2+", "A2+", "A2+", None, "A2"),  # a plus rounds down
        ("B1", "A1+", "A2", None, "A1"),
        ("A0", "A1", "A1", None, "A0"),
        ("C1", "B2", "B2", "B2", "B2"),
        ("B1", None, "B1", "B1", None),  # not measured: nobody knows
        (None, None, None, "B1", None),
    ],
)
def test_the_one_level_is_the_lowest_that_counts(
    listening: str | None, reading: str | None, speaking: str | None, writing: str | None, single: str | None
) -> None:
    """The lowest of listening, speaking and reading; a plus rounds down; nothing is made up."""
    given = {"listening": listening, "reading": reading, "speaking": speaking, "writing": writing}
    assert single_level({skill: level for skill, level in given.items() if level}, COUNTED) == single


def test_a_region_counts_other_skills(settings: Any) -> None:
    """Which skills count is a setting; a skill that does not exist is told at once."""
    assert counted_skills() == COUNTED
    settings.LANGUAGE_SKILLS = "speaking, listening"
    assert counted_skills() == ("listening", "speaking")
    settings.LANGUAGE_SKILLS = "singing"
    with pytest.raises(ValueError, match="singing"):
        counted_skills()


def test_the_ladder_is_found_in_the_credentials_of_the_region() -> None:
    """By code, else by name; other languages and other things are left alone."""
    rows = [
        ("nl-B1", "Nederlands B1", ["nl-A2"]),
        ("nl-A1", "Nederlands A1", []),
        ("nl-A2", "Nederlands A2", ["nl-A1"]),
        ("en-B1", "Engels B1", []),
        ("staatsexamen", "Staatsexamen II (B2)", ["nl-B1"]),
        ("taalmaatje", "Taalmaatje", []),
    ]
    rungs = ladder(rows)
    assert rungs == (Rung("A1", "nl-A1"), Rung("A2", "nl-A2"), Rung("B1", "nl-B1"), Rung("B2", "staatsexamen"))
    assert rung_for("A0", rungs) is None
    assert rung_for("A2", rungs) == Rung("A2", "nl-A2")
    assert rung_for("C1", rungs) == Rung("B2", "staatsexamen")
    assert ladder([("taalmaatje", "Taalmaatje", [])]) == ()


def test_hours_add_up_along_the_levels() -> None:
    """From one level to a higher one the steps add up; down or to the same it is nothing."""
    assert hours_between("A1", "A2") == hours_between("A1", "A1+") + hours_between("A1+", "A2") == 60
    assert hours_between("B1", "B1") == hours_between("B2", "A1") == 0
    assert all(hours_between(low, high) > 0 for low, high in pairwise(LEVELS))


def test_hours_go_to_what_is_needed_first() -> None:
    """The first day before safety before the end; what was learned for one counts for the next."""
    demands = [("listening", "end", "B1"), ("listening", "first-day", "A2"), ("speaking", "safety", "A2")]
    levels = {"listening": "A1", "speaking": "A1"}
    first, safe, end = gaps(levels, demands, {"first-day": 60, "safety": 90, "end": 300})
    assert (first.moment, first.hours, first.planned, first.closed) == ("first-day", 60, 60, True)
    assert (safe.skill, safe.hours, safe.planned, safe.short) == ("speaking", 60, 30, 30)
    assert (end.hours, end.planned, end.closed) == (140, 140, True)


def test_nothing_is_closed_while_nobody_knows() -> None:
    """A skill that was not measured stays open, however many hours are planned; one that is there needs none."""
    (unknown,) = gaps({}, [("reading", "end", "A1")], MOMENTS | {"end": 1000})
    assert (unknown.open, unknown.closed, unknown.hours) == (True, False, 80)
    (there,) = gaps({"reading": "B1"}, [("reading", "end", "A2")], MOMENTS)
    assert (there.open, there.closed, there.hours) == (False, True, 0)


def test_proposals_can_be_kept_as_they_are() -> None:
    """Each proposal names skills, moments and levels that exist, safety says for which tasks, no moment asks less."""
    for proposal in proposals():
        assert proposal.source
        for skill, moment, level, tasks in proposal.demands:
            assert skill in Skill.values
            assert moment in LanguageDemand.Moment.values
            assert level in RANK
            assert bool(tasks) == (moment == "safety")
        asked = {(skill, moment): RANK[level] for skill, moment, level, _tasks in proposal.demands}
        assert all(asked[skill, "first-day"] <= asked[skill, "end"] for skill in COUNTED)
