"""An import from upload to undo, as actions."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from importing import ROWS, as_csv, bring, checked, imported, make_ground, make_reading
from koppelkans.core.access import Actor, Closed, Unknown
from koppelkans.core.models import AuditEntry, Subject
from koppelkans.core.refusal import Refused
from koppelkans.people.actions import candidates
from koppelkans.people.imports import actions
from koppelkans.people.models import Candidate, Import, Note
from koppelkans.people.rules import Profile
from making import NOW, TODAY, make_actor, make_candidate, make_municipality

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker() -> Actor:
    """A case worker of a municipality in a region with codes."""
    make_ground()
    return make_actor("case-worker")


def test_a_file_becomes_candidates(worker: Actor) -> None:
    """After upload, mapping and check, an import makes a candidate with contact card, holding and trail of each row."""
    batch = imported(worker)
    assert (batch.status, batch.added, batch.rows) == (Import.Status.IMPORTED, 2, 2)
    candidate = Candidate.objects.get(own_key="H-1")
    assert candidate.postcode_id == "2131"
    assert candidate.dayparts == ["mo-am", "tu-pm"]
    assert candidate.modes == ["bicycle", "public_transport"]
    assert candidate.max_travel == Decimal(45)
    assert candidate.registered_on == TODAY
    assert candidate.contact_card.name == "Sanne Bakker"
    assert [holding.credential_id for holding in candidate.holdings.all()] == ["nl-A2"]
    assert AuditEntry.objects.filter(subject=candidate.pk, action="people.import").count() == 1


def test_same_file_again_changes_nobody(worker: Actor) -> None:
    """Importing the same file twice leaves everybody as they were."""
    imported(worker)
    again = imported(worker)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 2)
    assert Candidate.objects.count() == 2


def test_second_file_changes_by_own_key(worker: Actor) -> None:
    """A row with a known key changes that person, only where the file says something."""
    imported(worker)
    row = [*ROWS[0]]
    row[1], row[5], row[8] = "2132", "60", ""
    batch = imported(worker, as_csv([row]))
    candidate = Candidate.objects.get(own_key="H-1")
    assert (batch.added, batch.changed) == (0, 1)
    assert (candidate.postcode_id, candidate.max_travel) == ("2132", Decimal(60))
    assert candidate.contact_card.phone == "06 11111111"


def test_errors_stop_the_whole_file(worker: Actor) -> None:
    """Every error of the file is told at once, with row, column, value and what would be right; nobody comes in."""
    rows = [["", "9999", "31-02-2026", "ma nacht", "raket", "heel lang", "Z9", "x", "tel"], ROWS[0], ROWS[0]]
    batch = checked(worker, as_csv(rows))
    assert batch.status == Import.Status.REFUSED
    found = {(problem["row"], problem["column"], problem["code"]) for problem in batch.problems}
    assert found == {
        (2, "Klantnummer", "key_missing"),
        (2, "Postcode", "postcode_unknown"),
        (2, "Beschikbaar vanaf", "date"),
        (2, "Dagdelen", "daypart"),
        (2, "Vervoer", "code_unknown"),
        (2, "Max reistijd", "minutes"),
        (2, "Taalniveau", "code_unknown"),
        (2, "Mobiel", "phone"),
        (4, "Klantnummer", "key_double"),
    }
    with pytest.raises(Refused):
        actions.start_import(batch, by=worker, now=NOW)
    assert not Candidate.objects.exists()


def test_undo_puts_back_what_was(worker: Actor) -> None:
    """Undo removes who was new and gives who was changed their old data back, the pseudonym and trail stay."""
    known = make_candidate("Oude Naam", own_key="H-1", max_travel=Decimal(20))
    batch = imported(worker)
    assert (batch.added, batch.changed) == (1, 1)
    counts = actions.undo(batch, by=worker, now=NOW)
    assert counts == {"restored": 1, "removed": 1, "kept": 0, "left": 0}
    known = Candidate.objects.get(pk=known.pk)
    assert (known.max_travel, known.contact_card.name, known.contact_card.phone) == (Decimal(20), "Oude Naam", "")
    assert not known.holdings.exists()
    assert Candidate.objects.count() == 1
    assert Subject.objects.count() == 2


def test_undo_tells_who_was_changed_since(worker: Actor) -> None:
    """Undo is refused while somebody was changed since, and tells who; then those can be left as they are."""
    batch = imported(worker)
    candidate = Candidate.objects.get(own_key="H-1")
    Note.objects.create(candidate=candidate, author=worker.user, at=NOW, text="Gesproken.")
    with pytest.raises(Refused, match=candidate.subject.pseudonym):
        actions.undo(batch, by=worker, now=NOW)
    counts = actions.undo(batch, by=worker, now=NOW, leave_changed=True)
    assert counts == {"restored": 0, "removed": 1, "kept": 0, "left": 1}
    assert list(Candidate.objects.all()) == [candidate]


def test_only_with_permission_in_the_municipality(worker: Actor) -> None:
    """Another role is refused; to a colleague of another municipality the import does not exist."""
    with pytest.raises(Closed):
        bring(make_actor("region-coordinator"))
    stranger = make_actor("case-worker", municipality=make_municipality("GM0363", "Amsterdam"))
    with pytest.raises(Unknown):
        bring(stranger)
    batch = checked(worker)
    with pytest.raises(Unknown):
        actions.start_import(batch, by=stranger, now=NOW)


def test_mapping_to_a_column_that_is_gone(worker: Actor) -> None:
    """A mapping that names a column the file lacks is refused with the name of the column."""
    batch = bring(worker)
    reading = make_reading(columns={**make_reading().columns, "Telefoon oud": "email"})
    with pytest.raises(Refused, match="Telefoon oud"):
        actions.use_mapping(batch, by=worker, reading=reading, name="Export", now=NOW)


def test_one_import_of_a_municipality_at_once(worker: Actor) -> None:
    """While a file of the municipality is being imported, a second one is refused."""
    first, second = checked(worker), checked(worker)
    Import.objects.filter(pk=first.pk).update(status=Import.Status.IMPORTING)
    with pytest.raises(Refused):
        actions.start_import(second, by=worker, now=NOW)
    Import.objects.filter(pk=first.pk).update(touched_at=NOW - 2 * actions.LEASE)
    assert actions.start_import(second, by=worker, now=NOW).status == Import.Status.IMPORTED


def test_key_from_a_file_stays_when_editing(worker: Actor) -> None:
    """A municipality's own key that looks like a citizen service number by chance does not stop an edit."""
    candidate = make_candidate(own_key="999990019", owner=worker.user)
    profile = Profile("2131", TODAY, Decimal(50), candidate.dayparts, candidate.modes, own_key="999990019")
    edited = candidates.edit_profile(candidate, by=worker, profile=profile, today=TODAY, now=NOW)
    assert edited.max_travel == Decimal(50)
    with pytest.raises(Refused):
        candidates.edit_profile(edited, by=worker, profile=replace(profile, own_key="123456782"), today=TODAY, now=NOW)
