"""Who may stand in it twice, and making one of two."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from importing import as_csv, imported, make_ground
from koppelkans.core.access import Actor, Unknown
from koppelkans.core.models import AuditEntry
from koppelkans.core.refusal import Refused
from koppelkans.people.imports import doubles
from koppelkans.people.imports.differences import SKIPPED
from koppelkans.people.models import Candidate, Holding, Note, Wish
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
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker() -> Actor:
    """A case worker of a municipality in a region with codes."""
    make_ground()
    return make_actor("case-worker")


def person(name: str = "Sanne Bakker", *, phone: str = "", email: str = "", **fields: Any) -> Candidate:
    """A candidate with a contact card."""
    candidate = make_candidate(name, **fields)
    card = candidate.contact_card
    card.phone, card.email = phone, email
    card.save()
    return candidate


def signs(worker: Actor) -> list[list[str]]:
    """What the proposals rest on."""
    return [sorted(pair.signs) for pair in doubles.proposals(worker)]


def test_same_name_and_more(worker: Actor) -> None:
    """The same name with the same phone number, e-mail address or postcode is proposed, however it is written."""
    person(phone="06-1111 1111", email="s@example.org")
    person("BAKKER, Sanne", phone="+31611111111", email="S@example.org")
    assert signs(worker) == [["email", "phone", "postcode"]]


def test_name_alone_is_not_enough(worker: Actor) -> None:
    """The same name at another address, or another name at the same one, is nobody's double."""
    person()
    person(postcode=make_postcode("2132"))
    person("Jan Jansen")
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
    one, other = person(), person()
    assert len(doubles.proposals(worker)) == 1
    doubles.keep_apart(other, one, by=worker, now=NOW)
    assert doubles.proposals(worker) == []


def test_merging_keeps_the_older(worker: Actor) -> None:
    """The older pseudonym stays, with what both had; the other has left, as merged, without a name."""
    older = person(phone="0611111111", registered_on=TODAY - timedelta(days=30))
    younger = person(email="s@example.org", own_key="H-9", groups=["ww"])
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
    one = person()
    other = person(municipality=make_municipality("GM0363", "Amsterdam"))
    with pytest.raises(Unknown):
        doubles.merge(one, other, by=worker, now=NOW)


def test_import_skips_who_was_merged(worker: Actor) -> None:
    """A row of somebody who was merged into another changes nobody, and is counted."""
    imported(worker)
    one, other = Candidate.objects.order_by("own_key")
    doubles.merge(one, other, by=worker, now=NOW)
    batch = imported(worker, as_csv())
    assert (batch.skipped, batch.added, batch.changed) == (1, 0, 0)
    assert SKIPPED == "skipped"
