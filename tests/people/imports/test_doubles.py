"""Who may stand in it twice, and making one of two."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from importing import ROWS, as_csv, imported, make_ground
from koppelkans.core.access import Actor, Unknown, actor_of
from koppelkans.core.models import AuditEntry, Cover, Message
from koppelkans.core.refusal import Refused
from koppelkans.people.imports import doubles
from koppelkans.people.imports.differences import SKIPPED
from koppelkans.people.models import Candidate, ContactCard, Holding, Note, Wish
from koppelkans.people.states import Reason, Status
from making import (
    NOW,
    TODAY,
    make_actor,
    make_candidate,
    make_credential,
    make_municipality,
    make_occupation,
    make_postcode,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker() -> Actor:
    """A case worker of a municipality in a region with codes."""
    make_ground()
    return make_actor("case-worker")


def person(worker: Actor, name: str = "Sanne Bakker", *, phone: str = "", email: str = "", **fields: Any) -> Candidate:
    """A candidate of this case worker, with a contact card."""
    candidate = make_candidate(name, **{"owner": worker.user, **fields})
    card = candidate.contact_card
    card.phone, card.email = phone, email
    card.save()
    return candidate


def signs(worker: Actor) -> list[list[str]]:
    """What the proposals rest on."""
    return [sorted(pair.signs) for pair in doubles.proposals(worker)]


def test_same_name_and_more(worker: Actor) -> None:
    """The same name with the same phone number, e-mail address or postcode is proposed, however it is written."""
    person(worker, phone="06-1111 1111", email="s@example.org")
    person(worker, "BAKKER, Sanne", phone="+31611111111", email="S@example.org")
    assert signs(worker) == [["email", "phone", "postcode"]]


def test_name_alone_is_not_enough(worker: Actor) -> None:
    """The same name at another address, or another name at the same one, is nobody's double."""
    person(worker)
    person(worker, postcode=make_postcode("2132"))
    person(worker, "Jan Jansen")
    assert signs(worker) == []


def test_own_key_in_another_municipality(worker: Actor) -> None:
    """The same key in another municipality is proposed to who works in both, and to nobody else."""
    elsewhere = make_municipality("GM0363", "Amsterdam")
    make_candidate(own_key="K1")
    make_candidate(own_key="K1", municipality=elsewhere)
    assert signs(worker) == []
    both = Actor(worker.user, (*worker.held, *make_actor("case-worker", municipality=elsewhere).held))
    assert signs(both) == [["own_key"]]


def test_two_people_are_not_asked_again(worker: Actor) -> None:
    """Who are said to be two people, are not proposed any more."""
    one, other = person(worker), person(worker)
    assert len(doubles.proposals(worker)) == 1
    doubles.keep_apart(other, one, by=worker, now=NOW)
    assert doubles.proposals(worker) == []


def test_merging_keeps_the_older(worker: Actor) -> None:
    """The older pseudonym stays, with what both had; the other has left, as merged, without a name."""
    older = person(worker, phone="0611111111", registered_on=TODAY - timedelta(days=30))
    younger = person(worker, email="s@example.org", own_key="H-9", groups=["ww"])
    make_occupation()
    for candidate in (older, younger):
        Holding.objects.create(candidate=candidate, credential=make_credential(), recorded_on=TODAY)
        Wish.objects.create(candidate=candidate, occupation_id="zonnepanelen")
    Wish.objects.create(candidate=younger, occupation_id="warmtepomp")
    Note.objects.create(candidate=younger, author=worker.user, at=NOW, text="Belt liever.")
    kept = doubles.merge(younger, older, by=worker, now=NOW)
    gone = Candidate.objects.get(pk=younger.pk)
    assert kept == older
    assert (kept.own_key, kept.groups) == ("H-9", ["ww"])
    assert (kept.contact_card.phone, kept.contact_card.email) == ("0611111111", "s@example.org")
    assert (kept.holdings.count(), kept.wishes.count(), kept.notes.count()) == (1, 2, 1)
    assert (gone.status, gone.reason, gone.merged_into) == (Status.LEFT, Reason.MERGED, older)
    assert not hasattr(gone, "contact_card")
    assert AuditEntry.objects.filter(action="person.merge").count() == 2
    with pytest.raises(Refused):
        doubles.merge(older, gone, by=worker, now=NOW)


def test_merging_only_own_municipality(worker: Actor) -> None:
    """Somebody of another municipality cannot be merged: to this case worker they do not exist."""
    one = person(worker)
    other = person(worker, municipality=make_municipality("GM0363", "Amsterdam"))
    with pytest.raises(Unknown):
        doubles.merge(one, other, by=worker, now=NOW)


def test_import_skips_who_was_merged(worker: Actor) -> None:
    """A row of somebody who was merged into another changes nobody, and is counted."""
    imported(worker)
    Candidate.objects.update(owner=worker.user)
    ContactCard.objects.update(name="Sanne Bakker", phone="06 11111111")
    one, other = Candidate.objects.order_by("own_key")
    doubles.merge(one, other, by=worker, now=NOW)
    batch = imported(worker, as_csv(ROWS[1:]))
    assert (batch.skipped, batch.added, batch.changed) == (1, 0, 0)
    assert SKIPPED == "skipped"


def test_names_of_a_colleagues_people_are_not_compared(worker: Actor) -> None:
    """Somebody with the same name, phone and postcode whom a colleague guides is shown to neither of the two."""
    colleague = make_actor("case-worker")
    person(worker, phone="0611111111")
    person(colleague, phone="0611111111")
    person(worker, phone="0611111111", owner=None)
    assert signs(worker) == signs(colleague) == []


def test_a_stand_in_merges_and_the_other_is_told(worker: Actor) -> None:
    """Who stands in for a colleague compares and merges with that colleague's people, and the colleague hears it."""
    absent = make_user("case-worker")
    mine, theirs = person(worker), person(worker, owner=absent)
    with pytest.raises(Refused, match="overdracht"):
        doubles.merge(mine, theirs, by=worker, now=NOW)
    assert worker.user is not None
    Cover.objects.create(absent=absent, stand_in=worker.user, since=TODAY, until=TODAY)
    kept = doubles.merge(mine, theirs, by=actor_of(worker.user, TODAY), now=NOW)
    assert kept == mine
    assert [str(theirs) in message.body for message in Message.objects.filter(to=absent.email)] == [True]
    assert AuditEntry.objects.get(subject=theirs.pk, action="person.merge").thing == f"{theirs} → {mine}"


def test_a_colleagues_card_never_comes_along(worker: Actor) -> None:
    """Merging a colleague's people, or one of them with an own one, is refused with who has to do it."""
    colleague = make_actor("case-worker", name="Kim de Vries")
    mine, theirs, also = person(worker), person(colleague, phone="0611111111"), person(colleague)
    Note.objects.create(candidate=theirs, author=colleague.user, at=NOW, text="Belt liever.")
    for one, other, told in ((mine, theirs, "van Kim de Vries"), (theirs, also, "Alleen Kim de Vries")):
        with pytest.raises(Refused, match=told):
            doubles.merge(one, other, by=worker, now=NOW)
    assert theirs.notes.count() == 1
    assert ContactCard.objects.filter(candidate=theirs).exists()
    assert doubles.merge(theirs, also, by=colleague, now=NOW) == theirs


def test_only_a_proposed_pair_is_merged(worker: Actor) -> None:
    """Two own people who do not look alike, or of whom was said that they are two, cannot become one."""
    one, other, strange = person(worker), person(worker), person(worker, "Jan Jansen")
    with pytest.raises(Refused, match="lijken niet"):
        doubles.merge(one, strange, by=worker, now=NOW)
    doubles.keep_apart(one, other, by=worker, now=NOW)
    with pytest.raises(Refused, match="twee mensen"):
        doubles.merge(one, other, by=worker, now=NOW)


def test_nobodys_person_and_an_own_one(worker: Actor) -> None:
    """Somebody without a case worker can be merged with an own person; two without one wait for somebody."""
    elsewhere = make_municipality("GM0363", "Amsterdam")
    both = Actor(worker.user, (*worker.held, *make_actor("case-worker", municipality=elsewhere).held))
    nobodys = make_candidate(own_key="K1", municipality=elsewhere)
    mine = make_candidate(own_key="K1")
    with pytest.raises(Refused, match="Niemand is klantmanager"):
        doubles.merge(nobodys, mine, by=both, now=NOW)
    Candidate.objects.filter(pk=mine.pk).update(owner=worker.user)
    assert doubles.merge(nobodys, mine, by=both, now=NOW).owner == worker.user


def test_a_colleague_cannot_close_a_pair(worker: Actor) -> None:
    """Saying that two are two people is for whose people they are: else it would stop the merging for all."""
    colleague = make_actor("case-worker")
    with pytest.raises(Refused):
        doubles.keep_apart(person(colleague), person(colleague), by=worker, now=NOW)
