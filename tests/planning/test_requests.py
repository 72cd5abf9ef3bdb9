"""Asking somebody for what would help, and the answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from koppelkans.core.access import Actor, Closed, Unknown, actor_of
from koppelkans.core.models import AuditEntry, Message
from koppelkans.core.refusal import Refused
from koppelkans.planning import queries_requests as queries
from koppelkans.planning.actions import requests
from koppelkans.planning.actions.requests import Scarce
from koppelkans.planning.models import Request, Round
from koppelkans.supply.models import Run
from making import NOW, make_actor, make_fund, make_municipality, make_organisation, make_place, make_run, make_user

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
SOON = TODAY + timedelta(days=14)


@pytest.fixture(name="run")
def make_evening_run() -> Run:
    """A run of a provider."""
    return make_run(provider=make_organisation("provider"))


@pytest.fixture(name="coordinator")
def make_coordinator() -> Actor:
    """A coordinator of the region."""
    return make_actor("region-coordinator")


def make_round(**fields: Any) -> Round:
    """A round that is done."""
    return Round.objects.create(name="Ronde", asked_at=NOW, ended_at=NOW, status=Round.Status.DONE, **fields)


def ask(run: Run, by: Actor, **fields: Any) -> Request:
    """Ask the provider for an evening group."""
    owner = fields.pop("owner", None) or make_user("training-provider", organisation=run.provider)
    values: dict[str, Any] = {"text": "Kan deze groep ook in de avond?", "owner": owner, "due_on": SOON}
    return requests.ask(make_round(), Scarce("run_minimum", run.code), **(values | fields), by=by, now=NOW)


def test_who_can_change_it_is_asked(run: Run) -> None:
    """A provider for its run, an employer and its municipality's adviser for a place, a controller for money."""
    here, there = make_municipality(), make_municipality("GM0363", "Amsterdam")
    provider = make_user("training-provider", organisation=run.provider)
    make_user("training-provider")
    coordinator = make_user("region-coordinator")
    place = make_place()
    place.employer.organisation.municipality = here
    place.employer.organisation.save()
    employer = make_user("employer", organisation=place.employer.organisation)
    adviser = make_user("employer-adviser", municipality=here)
    make_user("employer-adviser", municipality=there)
    controller = make_user("controller")
    fund = make_fund()
    assert set(queries.owners_for("run_seats", run.code, TODAY)) == {provider, coordinator}
    code = place.employer.organisation.code
    for kind, thing in (("place", place.code), ("mentors", code)):
        assert set(queries.owners_for(kind, thing, TODAY)) == {employer, adviser, coordinator}
    assert set(queries.owners_for("fund", fund.code, TODAY)) == {controller}
    assert set(queries.owners_for("fairness", "jongere", TODAY)) == {coordinator}
    assert not queries.owners_for("weather", "", TODAY).exists()
    assert set(queries.owners_for("place", "weg", TODAY)) == {coordinator}


def test_the_owner_hears_it_and_answers(run: Run, coordinator: Actor) -> None:
    """A mail without names of candidates, something that waits, and a mail back with the answer."""
    made = ask(run, coordinator)
    mail = Message.objects.get()
    assert mail.to == made.owner.email
    assert made.text in mail.body
    assert f"/rondes/gevraagd/{made.pk}/" in mail.body
    owner = actor_of(made.owner, TODAY)
    assert list(queries.waiting_for(owner)) == [made]
    answered = requests.answer(made, state="done", words="Vanaf maart.", by=owner, now=NOW)
    assert (answered.state, answered.answered_at) == (Request.State.DONE, NOW)
    assert not queries.waiting_for(owner).exists()
    assert Message.objects.filter(to=coordinator.user.email if coordinator.user else "").count() == 1
    assert AuditEntry.objects.filter(action__startswith="request.").count() == 2
    with pytest.raises(Refused):
        requests.answer(made, state="refused", words="Toch niet.", by=owner, now=NOW)


@pytest.mark.parametrize(
    "fields",
    [{"text": " "}, {"text": "Voor 111222333"}, {"due_on": TODAY - timedelta(days=1)}],
)
def test_what_cannot_be_asked(run: Run, coordinator: Actor, fields: dict[str, Any]) -> None:
    """No empty question, no citizen service number, no day that is over."""
    with pytest.raises(Refused):
        ask(run, coordinator, **fields)
    assert not Request.objects.exists()


def test_not_of_somebody_who_cannot_change_it(run: Run, coordinator: Actor) -> None:
    """A case worker has no say over a run."""
    with pytest.raises(Refused):
        ask(run, coordinator, owner=make_user("case-worker"))
    with pytest.raises(Closed):
        ask(run, make_actor("controller"))


def test_who_has_nothing_to_do_with_it_does_not_see_it(run: Run, coordinator: Actor) -> None:
    """Neither reading nor answering is open to another provider; who sees the round only reads."""
    made = ask(run, coordinator)
    stranger = make_actor("training-provider")
    with pytest.raises(Unknown):
        queries.find(made.pk, stranger)
    with pytest.raises(Closed):
        requests.answer(made, state="done", words="", by=stranger, now=NOW)
    assert queries.find(made.pk, make_actor("case-worker")) == made


def test_no_without_a_reason_is_asked_again(run: Run, coordinator: Actor) -> None:
    """Who says that it cannot be says why."""
    made = ask(run, coordinator)
    owner = actor_of(made.owner, TODAY)
    for state, words in (("refused", ""), ("open", "Misschien")):
        with pytest.raises(Refused):
            requests.answer(made, state=state, words=words, by=owner, now=NOW)


def test_what_is_not_there_or_was_asked_is_not_asked(run: Run, coordinator: Actor) -> None:
    """A thing that does not exist, the same of the same person while it is open, and a day far away are refused."""
    owner = make_user("training-provider", organisation=run.provider)
    about, made = Scarce("run_minimum", run.code), make_round()
    values: dict[str, Any] = {"text": "Ook in de avond?", "owner": owner, "by": coordinator, "now": NOW}
    requests.ask(made, about, due_on=SOON, **values)
    for scarce, day, code in (
        (about, SOON, "asked"),
        (Scarce("run_minimum", "zzz"), SOON, "unknown-thing"),
        (Scarce("run_seats", run.code), TODAY.replace(year=TODAY.year + 3), "far"),
    ):
        with pytest.raises(Refused) as refused:
            requests.ask(made, scarce, due_on=day, **values)
        assert [reason.code for reason in refused.value.reasons] == [code]
    assert Request.objects.count() == 1
