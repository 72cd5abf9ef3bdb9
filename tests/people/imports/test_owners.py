"""Whose people a file may touch: never a colleague's owner or contact card."""

from __future__ import annotations

import pytest

from importing import COLUMNS, HEADER, ROWS, as_csv, checked, imported, make_ground, make_reading
from koppelkans.core.access import Actor, actor_of, house
from koppelkans.core.models import AuditEntry, Cover, Message, User
from koppelkans.core.refusal import Refused
from koppelkans.people.imports import actions
from koppelkans.people.imports.reading import Reading
from koppelkans.people.models import Candidate, Import, ImportedRow
from making import NOW, TODAY, make_actor, make_candidate, make_user

pytestmark = pytest.mark.django_db
OWNED = [*HEADER, "Klantmanager"]
COLLEAGUE, ME = "collega@example.org", "ik@example.org"


@pytest.fixture
def worker() -> Actor:
    """A case worker of a municipality in a region with codes."""
    make_ground()
    return make_actor("case-worker", email=ME)


@pytest.fixture
def colleague(worker: Actor) -> User:
    """Another case worker there."""
    assert worker.user is not None
    return make_user("case-worker", email=COLLEAGUE, name="Kim de Vries")


def reading(**defaults: str) -> Reading:
    """The mapping of the export with a column that names the case worker."""
    return make_reading(columns={**COLUMNS, "Klantmanager": "owner"}, defaults=defaults)


def row(owner: str = "", *, name: str = "", phone: str = "", key: str = "H-1") -> list[str]:
    """A row of the export."""
    return [key, *ROWS[0][1:7], name, phone, owner]


def tried(by: Actor, *rows: list[str]) -> Import:
    """The check of a file with these rows."""
    return checked(by, as_csv(rows, OWNED), reading())


def codes(batch: Import) -> list[tuple[int, str, str]]:
    """What was wrong: row, column and why."""
    return [(problem["row"], problem["column"], problem["code"]) for problem in batch.problems]


def test_a_file_takes_nobody_from_a_colleague(worker: Actor, colleague: User) -> None:
    """A row that gives a colleague's person another case worker is refused, with the row and what to do."""
    candidate = make_candidate("Sanne Bakker", own_key="H-1", owner=colleague)
    batch = tried(worker, row(ME))
    assert codes(batch) == [(2, "Klantmanager", "colleague_owner")]
    with pytest.raises(Refused):
        actions.start_import(batch, by=worker, now=NOW)
    candidate.refresh_from_db()
    assert candidate.owner == colleague
    assert tried(worker, row(COLLEAGUE)).status == Import.Status.READY


def test_a_file_writes_on_no_colleagues_card(worker: Actor, colleague: User) -> None:
    """Other contact data for a colleague's person is refused per row, without showing them; the same data passes."""
    make_candidate("Sanne Bakker", own_key="H-1", owner=colleague)
    batch = tried(worker, row(phone="06 99999999"), row(key="H-2", name="Jan Jansen"))
    assert codes(batch) == [(2, "Mobiel", "colleague_card")]
    assert batch.problems[0]["value"] == ""
    assert tried(worker, row(name="Sanne Bakker")).status == Import.Status.READY


def test_who_stands_in_may(worker: Actor, colleague: User) -> None:
    """Who stands in for the colleague may change the card and take the person over."""
    assert worker.user is not None
    Cover.objects.create(absent=colleague, stand_in=worker.user, since=TODAY, until=TODAY)
    make_candidate("Sanne Bakker", own_key="H-1", owner=colleague, asked_on=TODAY)
    by = actor_of(worker.user, TODAY)
    batch = tried(by, row(ME, phone="06 99999999"))
    actions.start_import(batch, by=by, now=NOW)
    candidate = Candidate.objects.get(own_key="H-1")
    assert (candidate.owner, candidate.contact_card.phone) == (worker.user, "06 99999999")
    assert candidate.asked_on is None


def test_changed_hands_since_the_check(worker: Actor, colleague: User) -> None:
    """Somebody who went to a colleague between check and import stays there, and the file is refused."""
    candidate = make_candidate("Sanne Bakker", own_key="H-1", owner=worker.user)
    batch = tried(worker, row(phone="06 99999999"))
    Candidate.objects.filter(pk=candidate.pk).update(owner=colleague)
    batch = actions.start_import(batch, by=worker, now=NOW)
    assert (batch.status, codes(batch)) == (Import.Status.REFUSED, [(2, "Mobiel", "colleague_card")])
    candidate.contact_card.refresh_from_db()
    assert candidate.contact_card.phone == ""


@pytest.mark.usefixtures("colleague")
def test_who_gets_people_is_told(worker: Actor) -> None:
    """New people, and those who were nobody's, get the case worker of the file, who is told once, by pseudonym."""
    nobodys = make_candidate("Sanne Bakker", own_key="H-1")
    batch = tried(worker, row(COLLEAGUE, phone="06 99999999"), row(COLLEAGUE, key="H-2"), row(ME, key="H-3"))
    actions.start_import(batch, by=worker, now=NOW)
    assert list(Candidate.objects.order_by("own_key").values_list("owner__email", flat=True)) == [
        COLLEAGUE,
        COLLEAGUE,
        ME,
    ]
    message = Message.objects.get()
    assert message.to == COLLEAGUE
    assert str(nobodys) in message.body
    assert "H-1" not in message.body


@pytest.mark.usefixtures("worker")
def test_a_command_names_the_owner_to_write_a_card(colleague: User) -> None:
    """The house writes on the card of somebody with a case worker only where the row names that case worker."""
    make_candidate("Sanne Bakker", own_key="H-1", owner=colleague)
    by = house("koppelkans candidates")
    assert codes(tried(by, row(phone="06 99999999"))) == [(2, "Mobiel", "colleague_card")]
    wrong = [(2, "Klantmanager", "colleague_owner"), (2, "Mobiel", "colleague_card")]
    assert codes(tried(by, row(ME, phone="06 99999999"))) == wrong
    assert tried(by, row(COLLEAGUE, phone="06 99999999")).status == Import.Status.READY


def test_undo_after_the_retention_term(worker: Actor) -> None:
    """An import of which the old data were erased is not undone, and stays as it stands."""
    batch = imported(worker)
    ImportedRow.objects.filter(batch=batch).delete()
    with pytest.raises(Refused, match="bewaren wij niet meer"):
        actions.undo(batch, by=worker, now=NOW)
    batch.refresh_from_db()
    assert batch.status == Import.Status.IMPORTED
    assert Candidate.objects.count() == 2


def test_the_trail_keeps_no_file_name(worker: Actor) -> None:
    """The trail names an import by its number: a file may be called after a person."""
    batch = imported(worker)
    actions.undo(batch, by=worker, now=NOW)
    actions.abandon(checked(worker), by=worker, now=NOW)
    things = set(AuditEntry.objects.filter(action__startswith="people.import").values_list("thing", flat=True))
    assert things == {f"import {batch.pk}", f"import {batch.pk + 1}"}
