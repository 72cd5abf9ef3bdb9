"""The agreement of a journey: one text, signed by each party, kept by its hash, replaced and never changed."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from asking import mails, token_of
from koppelkans.core.access import Actor, Closed, Unknown, actor_of
from koppelkans.core.actions import links
from koppelkans.core.models import AuditEntry, OneTimeLink
from koppelkans.core.refusal import Refused
from koppelkans.documents.paper import as_text
from koppelkans.journeys.actions import deeds, signing
from koppelkans.journeys.deed_paper import with_signatures
from koppelkans.journeys.models import Deed, Journey, Party, Signature
from making import NOW, TODAY, make_actor, make_candidate, make_journey, make_municipality, make_step, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker() -> Actor:
    """The case worker of the person."""
    return make_actor("case-worker", municipality=make_municipality())


@pytest.fixture
def journey(worker: Actor) -> Journey:
    """A training and then a place, each with an organisation that reads mail."""
    candidate = make_candidate(name="Robin Example", owner=worker.user)
    candidate.contact_card.email = "robin@example.org"
    candidate.contact_card.save()
    made = make_journey(candidate=candidate, coach=worker.user)
    for kind in ("training", "leerwerkplek"):
        step = make_step(made, kind)
        giver = step.run.provider if step.run else step.place.employer.organisation  # type: ignore[union-attr]
        giver.contact_email = f"{giver.kind}@example.org"
        giver.save()
    return made


def link_of(mailbox: str) -> OneTimeLink:
    """The link in the last mail to an address."""
    found = links.find(token_of(mails()[mailbox][-1]), deeds.LINK)
    assert found is not None
    return found


def sign_all(deed: Deed, worker: Actor) -> None:
    """Everybody signs."""
    for box in ("robin@example.org", "provider@example.org", "employer@example.org"):
        signing.sign(link_of(box), name=f"Naam {box}", sha256=deed.sha256, now=NOW)
    signing.sign_for_municipality(deed, name="Kim Example", sha256=deed.sha256, by=worker, now=NOW)


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    """The codes of the reasons of a refusal."""
    return [reason.code for reason in refused.value.reasons]


def test_everybody_of_the_steps_is_a_party(journey: Journey, worker: Actor) -> None:
    """Candidate, provider, employer and municipality are asked once, and what each does stands in the text."""
    deed = deeds.draw_up(journey, by=worker, now=NOW)
    assert [one.party for one in deed.signatures.all()] == ["candidate", "provider", "employer", "municipality"]
    text = as_text(deeds.text_of(deed))
    for party in ("De kandidaat", "De opleider", "De werkgever", "De gemeente"):
        assert party in text
    assert str(journey.candidate) in text
    assert "Robin" not in text


def test_each_signs_by_an_own_link(journey: Journey, worker: Actor) -> None:
    """Who signed which text when is kept, and the paper shows it."""
    deed = deeds.draw_up(journey, by=worker, now=NOW)
    sign_all(deed, worker)
    rows = list(deed.signatures.all())
    assert {one.sha256 for one in rows} == {deed.sha256}
    assert all(one.signed_at == NOW for one in rows)
    assert "Naam robin@example.org" in as_text(with_signatures(deeds.text_of(deed), deed, rows))
    assert AuditEntry.objects.filter(action="deed.complete").count() == 1


def test_a_link_signs_once(journey: Journey, worker: Actor) -> None:
    """A link that was used is refused, and what was signed stays."""
    deed = deeds.draw_up(journey, by=worker, now=NOW)
    link = link_of("robin@example.org")
    signing.sign(link, name="Robin", sha256=deed.sha256, now=NOW)
    with pytest.raises(Refused) as refused:
        signing.sign(link, name="Iemand anders", sha256=deed.sha256, now=NOW)
    assert codes(refused) == ["over"]
    assert deed.signatures.get(party=Party.CANDIDATE).name == "Robin"


def test_a_link_after_its_end_signs_nothing(journey: Journey, worker: Actor) -> None:
    """After the last day the link is over; asked again there is a new one."""
    deed = deeds.draw_up(journey, by=worker, now=NOW)
    late = NOW + timedelta(days=22)
    with pytest.raises(Refused):
        signing.sign(link_of("robin@example.org"), name="Robin", sha256=deed.sha256, now=late)
    assert deeds.ask_again(deed.signatures.get(party=Party.CANDIDATE), by=worker, now=late)
    signing.sign(link_of("robin@example.org"), name="Robin", sha256=deed.sha256, now=late)


@pytest.mark.parametrize(
    ("fields", "code"), [({"name": "  "}, "name"), ({"sha256": "0" * 64}, "text"), ({"name": "a" * 201}, "name")]
)
def test_a_signature_needs_a_name_and_the_text_that_was_read(
    journey: Journey, worker: Actor, fields: dict[str, Any], code: str
) -> None:
    """Without a name, or under another text, nothing is signed and the link still works."""
    deed = deeds.draw_up(journey, by=worker, now=NOW)
    good = {"name": "Robin", "sha256": deed.sha256}
    with pytest.raises(Refused) as refused:
        signing.sign(link_of("robin@example.org"), **(good | fields), now=NOW)
    assert codes(refused) == [code]
    signing.sign(link_of("robin@example.org"), **good, now=NOW)


def test_a_new_text_replaces_the_old_with_its_links(journey: Journey, worker: Actor) -> None:
    """After a new agreement the old links sign nothing; the old text and its signatures stay."""
    first = deeds.draw_up(journey, by=worker, now=NOW)
    signing.sign(link_of("robin@example.org"), name="Robin", sha256=first.sha256, now=NOW)
    old = link_of("provider@example.org")
    second = deeds.draw_up(journey, by=worker, now=NOW, also={"": ["Op vrijdag eten we samen."]})
    with pytest.raises(Refused):
        signing.sign(old, name="Iemand", sha256=first.sha256, now=NOW)
    first.refresh_from_db()
    assert (first.withdrawn_at, second.number, second.sha256 != first.sha256) == (NOW, 2, True)
    assert first.signatures.get(party=Party.CANDIDATE).name == "Robin"
    assert "Op vrijdag eten we samen." in as_text(deeds.text_of(second))


def test_a_text_that_was_changed_in_the_database_is_seen(journey: Journey, worker: Actor) -> None:
    """The text is that of its hash or it is not shown."""
    deed = deeds.draw_up(journey, by=worker, now=NOW)
    Deed.objects.filter(pk=deed.pk).update(paper=deed.paper | {"title": "Iets anders"})
    deed.refresh_from_db()
    with pytest.raises(ValueError, match="not that of"):
        deeds.text_of(deed)


@pytest.mark.parametrize("line", ["Hij is vaak ziek.", "BSN 123456782", "x" * 301])
def test_what_does_not_belong_in_it_is_refused(journey: Journey, worker: Actor, line: str) -> None:
    """No health, no citizen service number, no line without end; and nothing is half done."""
    with pytest.raises(Refused):
        deeds.draw_up(journey, by=worker, now=NOW, also={"": [line]})
    assert not Deed.objects.exists()


def test_who_does_not_sign_is_called(journey: Journey, worker: Actor) -> None:
    """Not now: the coach sees it, and the same link signs later."""
    deed = deeds.draw_up(journey, by=worker, now=NOW)
    signing.decline(link_of("employer@example.org"), now=NOW)
    assert deed.signatures.get(party=Party.EMPLOYER).refused_at == NOW
    signing.sign(link_of("employer@example.org"), name="Sam", sha256=deed.sha256, now=NOW)
    assert deed.signatures.get(party=Party.EMPLOYER).refused_at is None


def test_only_who_may_draws_up_and_signs_for_the_municipality(journey: Journey) -> None:
    """Another municipality does not see the journey, a jobcoach does not sign for the municipality."""
    stranger = make_actor("case-worker", municipality=make_municipality("GM0363", "Amsterdam"))
    with pytest.raises(Unknown):
        deeds.draw_up(journey, by=stranger, now=NOW)
    coach = make_user("coach")
    Journey.objects.filter(pk=journey.pk).update(coach=coach)
    deed = deeds.draw_up(journey, by=actor_of(coach, TODAY), now=NOW)
    with pytest.raises(Closed):
        signing.sign_for_municipality(deed, name="Coach", sha256=deed.sha256, by=actor_of(coach, TODAY), now=NOW)
    with pytest.raises(Unknown):
        signing.sign_for_municipality(deed, name="Ander", sha256=deed.sha256, by=stranger, now=NOW)


def test_a_journey_without_steps_has_nothing_to_agree(worker: Actor) -> None:
    """There is nothing to sign yet."""
    with pytest.raises(Refused) as refused:
        deeds.draw_up(make_journey(candidate=make_candidate(owner=worker.user)), by=worker, now=NOW)
    assert codes(refused) == ["steps"]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_sign_with_one_link_one_does(journey: Journey, worker: Actor) -> None:
    """The same link pressed twice at once signs once."""
    deed = deeds.draw_up(journey, by=worker, now=NOW)
    link, said, both = link_of("robin@example.org"), [], threading.Barrier(2)

    def press(name: str) -> None:
        both.wait()
        try:
            signing.sign(OneTimeLink.objects.get(pk=link.pk), name=name, sha256=deed.sha256, now=NOW)
            said.append(name)
        except Refused:
            said.append("")
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(name,)) for name in ("Robin", "Sam")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said)[0] == ""
    assert Signature.objects.get(deed=deed, party=Party.CANDIDATE).name == max(said)
