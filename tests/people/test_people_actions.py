"""The verbs about candidates: who may, what is refused, what is written, and the trail of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from koppelkans.core.access import Actor, Closed, Unknown, actor_of
from koppelkans.core.models import AuditEntry, Subject, User
from koppelkans.core.refusal import Refused
from koppelkans.people import rules
from koppelkans.people.actions import candidates, contact, holdings, week, wishes
from koppelkans.people.models import Candidate, ContactCard, Holding, Note, WeekItem, Wish
from koppelkans.people.states import Status
from making import (
    NOW,
    TODAY,
    make_actor,
    make_candidate,
    make_credential,
    make_district,
    make_municipality,
    make_occupation,
    make_postcode,
    make_user,
)

pytestmark = pytest.mark.django_db
WHEN: dict[str, Any] = {"today": TODAY, "now": NOW}
NOBODY = rules.Contact()


def profile(**fields: Any) -> rules.Profile:
    """A profile that is allowed."""
    make_postcode()
    return replace(rules.Profile("2131", TODAY, Decimal(45), ["mo-am"], ["bicycle"]), **fields)


def last() -> AuditEntry:
    """The last entry of the trail."""
    return AuditEntry.objects.order_by("pk").reverse()[0]


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    """The codes of the reasons of a refusal."""
    return [reason.code for reason in refused.value.reasons]


@pytest.fixture
def worker() -> User:
    """A case worker."""
    return make_user("case-worker")


@pytest.fixture
def me(worker: User) -> Actor:
    """Who acts for them."""
    return actor_of(worker, TODAY)


@pytest.fixture
def person(worker: User) -> Candidate:
    """One of their people."""
    return make_candidate("Amal Yosef", owner=worker)


def test_a_new_candidate_is_of_who_registers(me: Actor) -> None:
    """A new candidate gets a pseudonym, an owner and a confirmed profile; the name stands apart."""
    made = candidates.register(
        by=me,
        municipality=make_municipality(),
        profile=profile(postcode="2131 AB", own_key="HLM-1"),
        contact=rules.Contact(name="Noor Kaya", phone="06 12345678"),
        **WHEN,
    )
    made.refresh_from_db()
    assert made.owner == me.user
    assert (made.postcode_id, made.own_key, made.confirmed_on) == ("2131", "HLM-1", TODAY)
    assert str(made).startswith("K-")
    assert made.contact_card.name == "Noor Kaya"
    assert (last().action, last().subject, last().purpose) == ("person.create", made.subject, "guidance")
    assert "Noor" not in f"{last().thing}{last().why}"


def test_a_candidate_without_name_has_no_card(me: Actor) -> None:
    """Nothing is kept of who somebody is when nothing was told."""
    candidates.register(by=me, municipality=make_municipality(), profile=profile(), contact=NOBODY, **WHEN)
    assert not ContactCard.objects.exists()


def test_a_refused_candidate_leaves_nothing(me: Actor, person: Candidate) -> None:
    """All reasons are told at once, and no pseudonym is left behind."""
    Candidate.objects.filter(pk=person.pk).update(own_key="HLM-1")
    before = Subject.objects.count()
    with pytest.raises(Refused) as refused:
        candidates.register(
            by=me,
            municipality=person.municipality,
            profile=profile(postcode="9999", own_key="HLM-1"),
            contact=rules.Contact(name="123456782"),
            **WHEN,
        )
    assert codes(refused) == ["postcode", "bsn", "own-key-taken"]
    assert Subject.objects.count() == before


def test_nobody_is_registered_elsewhere(me: Actor) -> None:
    """Another municipality does not exist for a case worker, and registering is closed to a coordinator."""
    there = make_municipality("GM0363", "Amsterdam")
    for actor, error in ((me, Unknown), (make_actor("region-coordinator"), Closed)):
        with pytest.raises(error):
            candidates.register(by=actor, municipality=there, profile=profile(), contact=NOBODY, **WHEN)


def test_an_edit_tells_which_fields_changed(me: Actor, person: Candidate) -> None:
    """The trail names the fields, not what they were; who edits confirms, and is not asked any more."""
    Candidate.objects.filter(pk=person.pk).update(confirmed_on=TODAY - timedelta(100), asked_on=TODAY)
    make_district("WK1")
    candidates.edit_profile(
        person,
        by=me,
        profile=profile(dayparts=person.dayparts, modes=person.modes, districts=["WK1"], baseline=Decimal("0.20")),
        **WHEN,
    )
    person.refresh_from_db()
    assert (person.districts, person.confirmed_on, person.asked_on) == (["WK1"], TODAY, None)
    assert str(person.baseline) == "0.20"
    assert (last().action, last().thing) == ("person.edit", "baseline,districts")


def test_a_code_that_is_gone_may_stay(me: Actor, person: Candidate) -> None:
    """A group that a person has and the region knows no more is no reason to refuse an edit."""
    Candidate.objects.filter(pk=person.pk).update(groups=["gone"])
    candidates.edit_profile(person, by=me, profile=profile(groups=["gone"]), **WHEN)
    with pytest.raises(Refused) as refused:
        candidates.edit_profile(person, by=me, profile=profile(groups=["gone", "new"]), **WHEN)
    assert codes(refused) == ["groups"]


def test_the_own_key_stays_of_one_person(me: Actor, person: Candidate) -> None:
    """A key may be kept by its own person and is refused for another."""
    make_candidate(own_key="HLM-2")
    candidates.edit_profile(person, by=me, profile=profile(own_key="HLM-1"), **WHEN)
    candidates.edit_profile(person, by=me, profile=profile(own_key="HLM-1"), **WHEN)
    with pytest.raises(Refused) as refused:
        candidates.edit_profile(person, by=me, profile=profile(own_key="HLM-2"), **WHEN)
    assert codes(refused) == ["own-key-taken"]


def test_the_same_form_twice_is_one_person(me: Actor) -> None:
    """A double click or the back button makes no second person."""
    values = {"by": me, "municipality": make_municipality(), "profile": profile(), "contact": NOBODY, **WHEN}
    first = candidates.register(pseudonym="K-22222222", **values)
    assert candidates.register(pseudonym="K-22222222", **values) == first
    assert Candidate.objects.count() == Subject.objects.count() == 1
    assert candidates.register(**values) != first


def test_what_somebody_else_changed_is_not_written_over(me: Actor, person: Candidate) -> None:
    """An edit on what was seen before another edit is refused, and goes through once it is seen."""
    seen = rules.fingerprint(person)
    candidates.edit_profile(person, by=me, profile=profile(max_travel=Decimal(30)), seen=seen, **WHEN)
    with pytest.raises(Refused) as refused:
        candidates.edit_profile(person, by=me, profile=profile(max_travel=Decimal(60)), seen=seen, **WHEN)
    assert codes(refused) == ["changed"]
    now_seen = rules.fingerprint(Candidate.objects.get())
    candidates.edit_profile(person, by=me, profile=profile(max_travel=Decimal(60)), seen=now_seen, **WHEN)
    assert Candidate.objects.get().max_travel == 60


def test_sending_twice_adds_once(me: Actor, person: Candidate) -> None:
    """The same note, holding or week item sent twice stands there once."""
    vca = make_credential("vca", kind="safety")
    for _twice in range(2):
        contact.add_note(person, by=me, text="Belt op maandag", now=NOW)
        holdings.add_holding(person, by=me, credential=vca, proof="seen", **WHEN)
        week.add_week_item(person, by=me, kind="work", dayparts=["mo-am"], now=NOW)
    assert (Note.objects.count(), Holding.objects.count(), WeekItem.objects.count()) == (1, 1, 1)
    contact.add_note(person, by=me, text="Belt op maandag", now=NOW + timedelta(minutes=2))
    assert Note.objects.count() == 2


def test_standing_still_and_coming_back(me: Actor, person: Candidate) -> None:
    """Somebody stands still with a reason and a day, and comes back without."""
    candidates.park(person, by=me, reason="temporary", until=TODAY + timedelta(7), **WHEN)
    person.refresh_from_db()
    assert (person.status, person.reason, person.parked_until) == ("parked", "temporary", TODAY + timedelta(7))
    candidates.resume(person, by=me, now=NOW)
    person.refresh_from_db()
    assert (person.status, person.reason, person.parked_until) == ("active", "", None)


def test_leaving_starts_the_term(me: Actor, person: Candidate) -> None:
    """The day of leaving is kept; coming back takes it away."""
    candidates.leave(person, by=me, reason="moved", **WHEN)
    person.refresh_from_db()
    assert (person.status, person.ended_on, last().why) == (Status.LEFT, TODAY, "moved")
    with pytest.raises(Refused) as refused:
        candidates.park(person, by=me, reason="temporary", until=None, **WHEN)
    assert codes(refused) == ["state"]
    candidates.resume(person, by=me, now=NOW)
    person.refresh_from_db()
    assert (person.status, person.ended_on) == (Status.ACTIVE, None)


def test_opening_a_page_is_told(me: Actor, person: Candidate) -> None:
    """The trail tells who opened a person's page, and whether the contact card was on it."""
    candidates.open_person(person, by=me, page="detail", now=NOW)
    assert (last().action, last().thing, last().subject) == ("person.open", "detail:contact", person.subject)
    candidates.open_person(person, by=make_actor("region-coordinator"), page="detail", now=NOW)
    assert last().thing == "detail:pseudonym"


def test_a_list_is_told_once_and_each_name_on_it(me: Actor, person: Candidate) -> None:
    """A list of pseudonyms is one entry without a person; each name on it is one more."""
    candidates.show_list(by=me, contacts=[person.pk], now=NOW)
    entries = [(entry.action, entry.subject_id) for entry in AuditEntry.objects.order_by("pk")]
    assert entries == [("people.list", None), ("contact.shown", person.pk)]


def test_what_is_held_has_proof_author_and_date(me: Actor, person: Candidate) -> None:
    """Something held without dates is held always; with a last day it is held in a period."""
    vca = make_credential("vca", kind="safety")
    held = holdings.add_holding(person, by=me, credential=vca, proof="seen", **WHEN)
    assert (held.author, held.recorded_on, held.in_period) == (me.user, TODAY, False)
    holdings.end_holding(held, by=me, until=TODAY + timedelta(9), now=NOW)
    held.refresh_from_db()
    assert (held.in_period, held.until) == (True, TODAY + timedelta(9))
    holdings.remove_holding(held, by=me, now=NOW)
    assert not Holding.objects.exists()
    assert [entry.action for entry in AuditEntry.objects.order_by("pk")] == [
        "holding.add",
        "holding.end",
        "holding.remove",
    ]
    assert {entry.thing for entry in AuditEntry.objects.all()} == {"vca"}


def test_nothing_is_held_until_before_since(me: Actor, person: Candidate) -> None:
    """A period that ends before it begins is refused, when it is added and when it is ended."""
    early, late = TODAY, TODAY + timedelta(5)
    with pytest.raises(Refused):
        holdings.add_holding(person, by=me, credential=make_credential(), proof="said", since=late, until=early, **WHEN)
    held = holdings.add_holding(person, by=me, credential=make_credential(), proof="said", since=late, **WHEN)
    with pytest.raises(Refused):
        holdings.end_holding(held, by=me, until=early, now=NOW)


def test_a_wish_may_stay_unasked(me: Actor, person: Candidate) -> None:
    """Preference and aptitude are kept as asked, or not at all; one occupation stands there once."""
    work = make_occupation()
    wish = wishes.set_wish(person, by=me, occupation=work, preference=None, aptitude=None, now=NOW)
    assert Wish.objects.get().preference is None
    wishes.set_wish(person, by=me, occupation=work, preference=Decimal("0.75"), aptitude=None, wish=wish, now=NOW)
    assert str(Wish.objects.get().preference) == "0.75"
    with pytest.raises(Refused) as refused:
        wishes.set_wish(person, by=me, occupation=work, preference=None, aptitude=None, now=NOW)
    assert codes(refused) == ["taken"]
    wishes.remove_wish(wish, by=me, now=NOW)
    assert not Wish.objects.exists()


def test_what_fills_the_week_takes_free_time_when_asked(me: Actor, person: Candidate) -> None:
    """Dayparts that are filled leave the time in which somebody can learn or work, only when that is asked."""
    week.add_week_item(person, by=me, kind="language", dayparts=["tu-am"], now=NOW)
    person.refresh_from_db()
    assert "tu-am" in person.dayparts
    item = week.add_week_item(person, by=me, kind="care", dayparts=["we-am", "su-ev"], not_free=True, now=NOW)
    person.refresh_from_db()
    assert "we-am" not in person.dayparts
    assert "tu-am" in person.dayparts
    week.remove_week_item(item, by=me, now=NOW)
    assert WeekItem.objects.count() == 1


def test_the_contact_card_is_written_by_the_own_case_worker_only(me: Actor, person: Candidate) -> None:
    """To a colleague the card does not exist; the trail never tells what is on it."""
    contact.set_contact(person, by=me, contact=rules.Contact(name="Amal Y.", phone="06 1"), now=NOW)
    assert ContactCard.objects.get().name == "Amal Y."
    assert (last().action, last().thing, last().why) == ("contact.edit", "", "")
    with pytest.raises(Unknown):
        contact.set_contact(person, by=make_actor("case-worker"), contact=NOBODY, now=NOW)
    with pytest.raises(Refused):
        contact.set_contact(person, by=me, contact=rules.Contact(name="123456782"), now=NOW)


def test_a_note_warns_before_it_is_kept(me: Actor, person: Candidate) -> None:
    """Sensitive words are kept only when somebody insists, which the trail tells; a BSN is kept never."""
    with pytest.raises(Refused) as refused:
        contact.add_note(person, by=me, text="Is vaak ziek", now=NOW)
    assert codes(refused) == ["health"]
    assert not Note.objects.exists()
    note = contact.add_note(person, by=me, text="Is vaak ziek", anyway=True, now=NOW)
    assert last().why == "health"
    with pytest.raises(Refused):
        contact.add_note(person, by=me, text="Nummer 123456782", anyway=True, now=NOW)
    with pytest.raises(Unknown):
        contact.remove_note(note, by=make_actor("case-worker"), now=NOW)
    contact.remove_note(note, by=me, now=NOW)
    assert not Note.objects.exists()


VERBS: dict[str, Callable[[Candidate, Actor], object]] = {
    "edit": lambda person, by: candidates.edit_profile(person, by=by, profile=profile(), **WHEN),
    "confirm": lambda person, by: candidates.confirm_profile(person, by=by, **WHEN),
    "park": lambda person, by: candidates.park(person, by=by, reason="temporary", until=None, **WHEN),
    "leave": lambda person, by: candidates.leave(person, by=by, reason="moved", **WHEN),
    "hold": lambda person, by: holdings.add_holding(person, by=by, credential=make_credential(), proof="said", **WHEN),
    "wish": lambda person, by: wishes.set_wish(
        person, by=by, occupation=make_occupation(), preference=None, aptitude=None, now=NOW
    ),
    "week": lambda person, by: week.add_week_item(person, by=by, kind="work", dayparts=["mo-am"], now=NOW),
    "contact": lambda person, by: contact.set_contact(person, by=by, contact=NOBODY, now=NOW),
    "note": lambda person, by: contact.add_note(person, by=by, text="Belt terug", now=NOW),
}


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_asks_who_may(verb: str, person: Candidate) -> None:
    """No verb works from another municipality, and none for who only sees people."""
    elsewhere = make_actor("case-worker", municipality=make_municipality("GM0363", "Amsterdam"))
    with pytest.raises(Unknown):
        VERBS[verb](person, elsewhere)
    for role in ("region-coordinator", "controller", "administrator", "privacy-officer"):
        with pytest.raises(Closed):
            VERBS[verb](person, make_actor(role))
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_leaves_a_trail(verb: str, person: Candidate, me: Actor) -> None:
    """Each verb writes one entry about the person, with who did it."""
    VERBS[verb](person, me)
    entry = AuditEntry.objects.get()
    assert (entry.subject, entry.user, entry.role) == (person.subject, me.user, "case-worker")
