"""What is past its term is proposed, and erased only after a person confirms: exactly that, and counts stay."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from koppelkans.core.access import Actor, Closed, house
from koppelkans.core.models import AuditEntry, Message, OneTimeLink, Subject, User
from koppelkans.core.refusal import Refused
from koppelkans.core.trail import record
from koppelkans.funds.models import Reservation
from koppelkans.journeys.models import Decision
from koppelkans.people.models import Candidate, ContactCard, Holding, Import, ImportedRow, Note, WeekItem, Wish
from koppelkans.people.states import Status
from koppelkans.planning.models import Proposal, Round
from koppelkans.privacy import actions, queries
from koppelkans.privacy.models import ErasureProposal
from koppelkans.privacy.terms import KINDS
from koppelkans.results.models import LedgerEntry
from koppelkans.supply.models import Booking
from making import (
    NOW,
    TODAY,
    make_actor,
    make_candidate,
    make_credential,
    make_fund,
    make_occupation,
    make_place,
    make_run,
    make_user,
)

pytestmark = pytest.mark.django_db
NIGHT = house("koppelkans nightly")
YEAR = timedelta(days=365)


def later(days: int) -> datetime:
    """Nine in the morning so many days after today."""
    return datetime.combine(TODAY, NOW.timetz()) + timedelta(days=days)


def make_left(ended_on: date = TODAY, **fields: object) -> Candidate:
    """Somebody who left, with a card, a note and all that is held of a person."""
    candidate = make_candidate(
        name="Nour Example", status=Status.LEFT, reason="own-wish", ended_on=ended_on, own_key="A-1", **fields
    )
    Note.objects.create(candidate=candidate, author=make_user("case-worker"), at=NOW, text="Belt liever ’s avonds.")
    Holding.objects.create(candidate=candidate, credential=make_credential(), recorded_on=TODAY)
    Wish.objects.create(candidate=candidate, occupation=make_occupation())
    WeekItem.objects.create(candidate=candidate, kind="school", dayparts=["mo-am"])
    return candidate


def placed(candidate: Candidate) -> Booking:
    """Give somebody a path: a place that began."""
    return Booking.objects.create(
        place=make_place(), subject=candidate.subject, first_day=TODAY - YEAR, booked_on=TODAY - YEAR
    )


def kinds() -> list[tuple[str, int | None]]:
    """What waits: the kind and the subject."""
    return sorted(ErasureProposal.objects.filter(outcome="").values_list("kind", "subject"))


def officer() -> Actor:
    """A privacy officer."""
    return make_actor("privacy-officer")


def confirm(by: Actor, now: datetime) -> list[object]:
    """Confirm all that waits."""
    waiting = list(queries.waiting(by).values_list("pk", flat=True))
    return list(actions.erase(waiting, by=by, now=now))


def test_nothing_is_proposed_before_its_term() -> None:
    """A day before the term nothing is proposed, on the day itself it is."""
    candidate = placed(make_left()).subject
    days = KINDS["contact"].days
    assert actions.propose_erasures(by=NIGHT, now=later(days - 1)) == 0
    assert actions.propose_erasures(by=NIGHT, now=later(days)) == 2
    assert kinds() == [("contact", candidate.pk), ("notes", candidate.pk)]


def test_proposing_twice_proposes_once() -> None:
    """A second night proposes nothing anew."""
    make_left()
    actions.propose_erasures(by=NIGHT, now=later(200))
    assert actions.propose_erasures(by=NIGHT, now=later(201)) == 0


def test_who_takes_part_is_never_proposed() -> None:
    """Somebody who takes part and whose profile was confirmed stays, however old the file."""
    make_candidate(name="Sami Example", registered_on=TODAY - 5 * YEAR)
    assert actions.propose_erasures(by=NIGHT, now=NOW) == 0


def test_contact_without_start_is_proposed_after_half_a_year() -> None:
    """Somebody who never began and was not spoken to for half a year is proposed as a whole."""
    candidate = make_candidate()
    assert actions.propose_erasures(by=NIGHT, now=later(182)) == 0
    actions.propose_erasures(by=NIGHT, now=later(183))
    assert kinds() == [("profile-not-started", candidate.pk)]


def test_parked_with_a_day_ahead_is_not_proposed() -> None:
    """Somebody whose file stands still until a day that has yet to come is kept."""
    make_candidate(status=Status.PARKED, reason="temporary", parked_until=TODAY + YEAR)
    assert actions.propose_erasures(by=NIGHT, now=later(200)) == 0


def test_a_path_keeps_the_profile_two_years() -> None:
    """Who had a path is proposed two years after the end, not half a year."""
    candidate = placed(make_left()).subject
    actions.propose_erasures(by=NIGHT, now=later(729))
    assert ("profile-ended", candidate.pk) not in kinds()
    actions.propose_erasures(by=NIGHT, now=later(730))
    assert ("profile-ended", candidate.pk) in kinds()


def test_the_card_goes_and_the_rest_stays() -> None:
    """Confirming the card erases the card only."""
    candidate = placed(make_left()).subject
    actions.propose_erasures(by=NIGHT, now=later(200))
    by = officer()
    chosen = ErasureProposal.objects.get(kind="contact")
    assert actions.erase([chosen.pk], by=by, now=later(200)) == []
    assert not ContactCard.objects.exists()
    assert (Note.objects.count(), Candidate.objects.count(), Holding.objects.count()) == (1, 1, 1)
    chosen.refresh_from_db()
    assert (chosen.outcome, chosen.decided_by) == ("erased", by.user)
    entry = AuditEntry.objects.get(action="erasure.confirm")
    assert (entry.subject, entry.thing) == (candidate, "contact")


def test_a_profile_goes_as_a_whole_and_counts_and_money_stay() -> None:
    """After a confirmed erasure nothing of the person is left but a pseudonym on places, money and the trail."""
    candidate = make_left()
    subject = candidate.subject
    bystander = make_candidate(name="Blijver Example", confirmed_on=TODAY + 3 * YEAR)
    booking = placed(candidate)
    fund = make_fund()
    money = Reservation.objects.create(
        fund=fund, subject=subject, step="place", cost_kind="guidance", cents=5, reserved_on=TODAY, spent_on=TODAY
    )
    LedgerEntry.objects.create(measure="placed", amount=1, booked_at=NOW, concerns=TODAY)
    planned = Round.objects.create(name="Ronde", asked_at=NOW, status=Round.Status.DONE)
    proposal = Proposal.objects.create(round=planned, candidate=candidate, place=make_place())
    Decision.objects.create(
        proposal=proposal, outcome="accepted", by=make_user("case-worker"), at=NOW, own_words="Graag."
    )
    record("person.park", by=NIGHT, purpose="guidance", now=NOW, subjects=[subject], why="Ging liever later.")
    actions.propose_erasures(by=NIGHT, now=later(1000))
    assert confirm(officer(), later(1000)) == []

    for model in (Note, Holding, Wish, WeekItem, Proposal, Decision):
        assert not model.objects.exists(), model
    assert list(ContactCard.objects.values_list("name", flat=True)) == ["Blijver Example"]
    assert list(Candidate.objects.all()) == [bystander]
    assert Subject.objects.filter(pk=subject.pk).exists()
    booking.refresh_from_db()
    money.refresh_from_db()
    assert (booking.subject, money.subject) == (subject, subject)
    assert LedgerEntry.objects.count() == 1
    assert not AuditEntry.objects.filter(subject=subject).exclude(why="").exists()


def test_not_while_something_is_held_for_the_person() -> None:
    """A profile stays while a place or money is still held for the person; the reason is told."""
    candidate = make_candidate()
    Booking.objects.create(run=make_run(), subject=candidate.subject, first_day=TODAY + YEAR, booked_on=TODAY)
    ErasureProposal.objects.create(
        kind="profile-not-started", subject=candidate.subject, due_on=TODAY, proposed_at=later(200)
    )
    codes = {
        reason.code
        for _proposal, reasons in actions.erase(
            list(ErasureProposal.objects.values_list("pk", flat=True)), by=officer(), now=later(200)
        )
        for reason in reasons
    }
    assert "still-booked" in codes
    assert Candidate.objects.count() == 1


def test_what_changed_since_is_not_erased() -> None:
    """Somebody who came back between the proposal and the decision is kept, and next night the proposal is gone."""
    candidate = make_left()
    actions.propose_erasures(by=NIGHT, now=later(200))
    Candidate.objects.update(status=Status.ACTIVE, reason="", ended_on=None, confirmed_on=TODAY + timedelta(days=199))
    refused = confirm(officer(), later(200))
    assert len(refused) == 1
    assert ContactCard.objects.filter(candidate=candidate).exists()
    actions.propose_erasures(by=NIGHT, now=later(201))
    assert kinds() == []


def test_kept_longer_is_asked_again_after_that_day() -> None:
    """What is kept longer with a reason is not proposed until its day has passed."""
    placed(make_left())
    actions.propose_erasures(by=NIGHT, now=later(200))
    by = officer()
    chosen = list(queries.waiting(by).values_list("pk", flat=True))
    until = TODAY + timedelta(days=300)
    assert actions.keep_longer(chosen, by=by, why="Er loopt een klacht.", keep_until=until, now=later(200)) == 2
    assert actions.propose_erasures(by=NIGHT, now=later(299)) == 0
    assert actions.propose_erasures(by=NIGHT, now=later(300)) == 2


@pytest.mark.parametrize(("why", "until"), [("", TODAY + YEAR), ("Klacht", TODAY), ("Klacht", None)])
def test_keeping_longer_asks_a_reason_and_a_day_ahead(why: str, until: date | None) -> None:
    """Without a reason or with a day that has passed it is refused."""
    with pytest.raises(Refused):
        actions.keep_longer([], by=officer(), why=why, keep_until=until, now=NOW)


def test_a_changed_term_counts_the_next_night() -> None:
    """A term that the officer sets is the term of the next proposals, and is in the trail."""
    placed(make_left())
    actions.set_term(KINDS["notes"], by=officer(), days=10, basis="Afspraak", now=NOW)
    actions.propose_erasures(by=NIGHT, now=later(10))
    assert [kind for kind, _subject in kinds()] == ["notes"]
    assert AuditEntry.objects.get(action="retention.set").thing == "notes: 183 → 10"
    with pytest.raises(Refused):
        actions.set_term(KINDS["notes"], by=officer(), days=0, basis="", now=NOW)


@pytest.mark.parametrize("role", ["case-worker", "region-coordinator", "administrator"])
def test_only_the_privacy_officer_decides(role: str) -> None:
    """Others may neither set terms nor erase nor keep."""
    by = make_actor(role)
    with pytest.raises(Closed):
        actions.erase([], by=by, now=NOW)
    with pytest.raises(Closed):
        actions.keep_longer([], by=by, why="x", keep_until=TODAY + YEAR, now=NOW)
    with pytest.raises(Closed):
        actions.set_term(KINDS["notes"], by=by, days=5, basis="", now=NOW)


def test_files_of_imports_lose_their_content() -> None:
    """Of an old import the file, its faults and what was before go; the counts stay."""
    candidate = make_candidate(confirmed_on=TODAY + YEAR)
    batch = Import.objects.create(
        municipality=candidate.municipality,
        file_name="mensen.csv",
        sha256="0" * 64,
        rows=1,
        problems=[{"value": "Nour"}],
        problem_count=1,
        uploaded_at=NOW,
        ended_at=NOW,
    )
    ImportedRow.objects.create(batch=batch, candidate=candidate, row=1, before={"own_key": "A"})
    actions.propose_erasures(by=NIGHT, now=later(29))
    assert kinds() == []
    actions.propose_erasures(by=NIGHT, now=later(31))
    assert kinds() == [("imports", None)]
    assert confirm(officer(), later(31)) == []
    batch.refresh_from_db()
    assert (batch.problems, batch.rows, batch.problem_count) == ([], 1, 1)
    assert not ImportedRow.objects.exists()


def test_only_what_was_proposed_goes() -> None:
    """A message that became too old after the proposal stays until a next one."""
    for sent in (NOW, later(5)):
        Message.objects.create(to="a@example.org", subject="Hoi", body="…", written_at=sent, sent_at=sent)
    actions.propose_erasures(by=NIGHT, now=later(92))
    confirm(officer(), later(120))
    assert [message.sent_at for message in Message.objects.all()] == [later(5)]


def test_snapshots_of_old_rounds_go_and_the_round_stays() -> None:
    """Of an old round the data it was worked out with goes."""
    Round.objects.create(name="Oud", asked_at=NOW, ended_at=NOW, status=Round.Status.DONE, snapshot=b"PK")
    actions.propose_erasures(by=NIGHT, now=later(200))
    assert kinds() == [("snapshots", None)]
    confirm(officer(), later(200))
    assert bytes(Round.objects.get().snapshot) == b""


def test_old_entries_of_the_trail_go_with_the_pseudonyms_nobody_needs() -> None:
    """After five years entries go, and a pseudonym goes when nothing names it any more."""
    lone, paid = Subject.objects.create(), Subject.objects.create()
    Reservation.objects.create(
        fund=make_fund(), subject=paid, step="place", cost_kind="wage", cents=1, reserved_on=TODAY, spent_on=TODAY
    )
    record("person.open", by=NIGHT, purpose="guidance", now=NOW, subjects=[lone, paid])
    actions.propose_erasures(by=NIGHT, now=later(1826))
    confirm(officer(), later(1826))
    assert not AuditEntry.objects.filter(action="person.open").exists()
    assert list(Subject.objects.all()) == [paid]


def test_somebody_who_left_long_ago_loses_their_name() -> None:
    """Two years after the last role a closed account has no name and no address; what it did keeps its row."""
    worker = make_user("case-worker", name="Oud Collega", is_active=False)
    worker.grants.update(until=TODAY)
    stays = make_user("case-worker", name="Nog Hier")
    actions.propose_erasures(by=NIGHT, now=later(730))
    assert kinds() == [("users", None)]
    confirm(officer(), later(730))
    worker.refresh_from_db()
    assert worker.name == ""
    assert worker.email.endswith("@gewist.invalid")
    assert not worker.has_usable_password()
    assert User.objects.get(pk=stays.pk).name == "Nog Hier"


def test_expired_links_need_no_decision() -> None:
    """Links that opened nothing for a month are cleaned at night."""
    OneTimeLink.objects.create(token_hash="a", purpose="own-data", made_at=NOW, expires_at=NOW)
    OneTimeLink.objects.create(token_hash="b", purpose="own-data", made_at=NOW, expires_at=later(60))
    assert actions.clean_automatic(by=NIGHT, now=later(40)) == 1
    assert OneTimeLink.objects.get().token_hash == "b"


def test_a_day_is_a_day_of_here() -> None:
    """Just after midnight in Amsterdam a new day counts, though it is still yesterday in Greenwich."""
    placed(make_left())
    night = datetime(2027, 5, 3, 22, 30, tzinfo=UTC)
    assert (night.date() - TODAY).days == 182
    assert actions.propose_erasures(by=NIGHT, now=night) == 2
