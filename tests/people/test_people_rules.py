"""The rules about people: what is missing, what is old, what cannot be true together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from pytest_django import Settings

from koppelkans.people import rules
from koppelkans.people.models import Candidate, Holding, WeekItem, Wish
from koppelkans.people.states import LEAVE_REASONS, PARK_REASONS, TRANSITIONS, Status
from making import TODAY, WORKDAYS

PROFILE = rules.Profile("2131", TODAY, Decimal(45), ["mo-am"], ["bicycle"])
KNOWN = rules.Known(frozenset({"2131"}), frozenset({"jongere"}), frozenset({"WK1", "WK2"}))


def codes(reasons: list[rules.Reason]) -> list[str]:
    """The codes of reasons."""
    return [reason.code for reason in reasons]


def candidate(**fields: object) -> Candidate:
    """A candidate that is in no database."""
    values = {"dayparts": WORKDAYS, "modes": ["foot"], "status": Status.ACTIVE, "confirmed_on": TODAY}
    return Candidate(**(values | fields))


def wish(preference: str | None = "1", aptitude: str | None = "0.5") -> Wish:
    """A wish that is in no database."""
    return Wish(
        preference=None if preference is None else Decimal(preference),
        aptitude=None if aptitude is None else Decimal(aptitude),
    )


def item(*dayparts: str, kind: str = "language", since: date | None = None, until: date | None = None) -> WeekItem:
    """Something in a week."""
    return WeekItem(kind=kind, dayparts=list(dayparts), since=since, until=until)


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({}, []),
        ({"postcode": "9999"}, ["postcode"]),
        ({"max_travel": Decimal(0)}, ["max_travel"]),
        ({"max_travel": Decimal(601)}, ["max_travel"]),
        ({"baseline": Decimal("1.01")}, ["baseline"]),
        ({"dayparts": ["mo-xx"]}, ["dayparts"]),
        ({"modes": ["boat"]}, ["modes"]),
        ({"groups": ["elf"]}, ["groups"]),
        ({"districts": ["WK9"]}, ["districts"]),
        ({"districts": ["WK1"], "not_districts": ["WK1", "WK2"]}, ["district-both"]),
        ({"own_key": "123456782"}, ["bsn"]),
        ({"postcode": "9999", "modes": ["boat"]}, ["postcode", "modes"]),
    ],
)
def test_every_fault_of_a_profile_is_told(changed: dict[str, object], found: list[str]) -> None:
    """A profile is refused with all its faults at once, each with its own code."""
    assert codes(rules.profile_faults(replace(PROFILE, **changed), KNOWN)) == found  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fields", "wishes", "found"),
    [
        ({}, [wish()], []),
        ({"dayparts": []}, [wish()], ["dayparts"]),
        ({"modes": []}, [wish()], ["modes"]),
        ({}, [], ["wishes"]),
        ({}, [wish(None), wish("1", None)], ["wish-unasked"]),
        ({}, [wish(None), wish()], []),
        ({"dayparts": [], "modes": []}, [], ["dayparts", "modes", "wishes"]),
    ],
)
def test_what_is_missing_for_planning_is_told(fields: dict[str, object], wishes: list[Wish], found: list[str]) -> None:
    """Planning needs dayparts, a way to travel, and one wish with preference and aptitude."""
    assert codes(rules.missing_for_planning(candidate(**fields), wishes)) == found


def test_a_profile_goes_stale_and_then_drops_out() -> None:
    """After 90 days a profile is stale, after 180 it leaves planning; on the last day it does not yet."""
    for days, old, out in ((90, False, False), (91, True, False), (180, True, False), (181, True, True)):
        person = candidate(confirmed_on=TODAY - timedelta(days))
        assert (rules.stale(person, TODAY), rules.dropped_out(person, TODAY)) == (old, out)
        assert ("stale" in codes(rules.not_planned_with(person, [wish()], TODAY))) == out


def test_the_terms_are_settings(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation sets its own terms, in Django's settings or in the environment."""
    person = candidate(confirmed_on=TODAY - timedelta(20))
    monkeypatch.setenv("KOPPELKANS_PROFILE_STALE_DAYS", "10")
    assert rules.stale(person, TODAY)
    settings.PROFILE_STALE_DAYS = 30
    assert not rules.stale(person, TODAY)


def test_who_does_not_take_part_is_not_planned_with() -> None:
    """Somebody who stands still is left out, whatever else is known."""
    assert codes(rules.not_planned_with(candidate(status=Status.PARKED), [wish()], TODAY)) == ["status"]


@pytest.mark.parametrize(("days", "soon"), [(None, False), (-1, False), (0, True), (60, True), (61, False)], ids=str)
def test_what_ends_soon_is_warned_for(days: int | None, soon: bool) -> None:
    """A certificate is warned for from 60 days before its last day until that day."""
    until = None if days is None else TODAY + timedelta(days)
    assert rules.expires_soon(Holding(until=until), TODAY) == soon


def test_two_things_in_one_daypart_clash() -> None:
    """Two things at once are told in words, with the daypart."""
    (clash,) = rules.week_clashes([], [item("tu-am"), item("tu-am", "we-am", kind="work")], TODAY)
    assert (clash.code, str(clash)) == ("two-at-once", "Dinsdag ochtend: taalles en werk vallen samen.")


def test_what_is_over_or_comes_after_does_not_clash() -> None:
    """Things that share no day do not clash, and what is over counts no more."""
    tomorrow, later = TODAY + timedelta(1), TODAY + timedelta(30)
    assert rules.week_clashes([], [item("tu-am", until=tomorrow), item("tu-am", since=later)], TODAY) == []
    assert rules.week_clashes(["tu-am"], [item("tu-am", until=TODAY - timedelta(1))], TODAY) == []


def test_a_free_daypart_that_is_filled_is_told() -> None:
    """Who has a lesson cannot be free then."""
    (clash,) = rules.week_clashes(["tu-am", "we-am"], [item("tu-am", "th-am")], TODAY)
    assert (clash.code, str(clash)) == ("free-and-filled", "Dinsdag ochtend staat als vrij, maar daar is ook taalles.")


def test_a_week_item_needs_dayparts_and_a_period_in_order() -> None:
    """Nothing is put nowhere, and nothing ends before it begins."""
    assert codes(rules.week_item_faults([], TODAY, TODAY - timedelta(1))) == ["period", "dayparts"]


@pytest.mark.parametrize("here", Status)
@pytest.mark.parametrize("there", Status)
def test_only_the_transitions_are_allowed(here: Status, there: Status) -> None:
    """Somebody goes to another state only where the table of states says so."""
    reason = {Status.PARKED: PARK_REASONS[0], Status.LEFT: LEAVE_REASONS[0]}.get(there, "")
    assert (rules.move_faults(candidate(status=here), there, reason) == []) == (there in TRANSITIONS[here])


def test_a_reason_comes_from_the_closed_list() -> None:
    """Parking and leaving take a reason of their own list; merging is no reason anybody can choose."""
    assert codes(rules.move_faults(candidate(), Status.PARKED, "found-work")) == ["reason"]
    assert codes(rules.move_faults(candidate(), Status.LEFT, "merged")) == ["reason"]
    assert codes(rules.move_faults(candidate(), Status.LEFT)) == ["reason"]


def test_what_was_merged_stays_as_it_is() -> None:
    """A file that was merged into another one cannot be moved any more."""
    assert codes(rules.move_faults(candidate(status=Status.LEFT, merged_into_id=1), Status.ACTIVE)) == ["merged"]


def test_standing_still_ends_on_a_day_to_come() -> None:
    """Parking until today is no parking; until no day at all is."""
    assert codes(rules.parked_until_faults(TODAY, TODAY)) == ["past"]
    assert rules.parked_until_faults(None, TODAY) == []


def test_a_note_with_a_bsn_is_never_kept() -> None:
    """Insisting helps for words, not for a citizen service number; an empty note is none."""
    assert codes(rules.note_faults("is ziek, 123456782", anyway=False)) == ["bsn", "health"]
    assert codes(rules.note_faults("is ziek, 123456782", anyway=True)) == ["bsn"]
    assert rules.note_faults("is ziek", anyway=True) == []
    assert codes(rules.note_faults("  ", anyway=True)) == ["empty"]


def test_a_contact_card_holds_no_bsn() -> None:
    """A number in the name is refused when it may be a citizen service number."""
    assert codes(rules.contact_faults(rules.Contact(name="A. Jansen 123456782"))) == ["bsn"]


def test_a_share_lies_between_0_and_1() -> None:
    """A preference or aptitude outside 0 to 1 is refused; not asked is allowed."""
    assert codes(rules.wish_faults(Decimal("1.1"), Decimal("-0.1"))) == ["share", "share"]
    assert rules.wish_faults(None, Decimal(0)) == []
