"""The pages about offers: who sees what, and what a provider or employer can do there."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from koppelkans.core.access import actor_of
from koppelkans.core.models import AuditEntry, TargetGroup, User
from koppelkans.journeys.models import Decision
from koppelkans.people.models import Candidate
from koppelkans.planning.models import Proposal, Round
from koppelkans.supply import actions, queries
from koppelkans.supply.models import Employer, Place, Run
from making import (
    NOW,
    TODAY,
    make_actor,
    make_candidate,
    make_credential,
    make_employer,
    make_municipality,
    make_occupation,
    make_organisation,
    make_place,
    make_postcode,
    make_run,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages read the clock of the tests."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def logged_in(user: User) -> Client:
    """A browser of this user."""
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def page(client: Client, name: str, *args: Any, query: str = "") -> str:
    """The text of a page that opens."""
    answer = client.get(reverse(f"supply:{name}", args=args) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_provider_sees_and_opens_its_own_runs_only() -> None:
    """Its own run stands in the list; the run of another does not exist."""
    mine, other = make_run(name="Mijn taalgroep"), make_run(name="Van een ander")
    client = logged_in(make_user("training-provider", organisation=mine.provider))
    text = page(client, "index")
    assert "Mijn taalgroep" in text
    assert "Van een ander" not in text
    assert client.get(reverse("supply:run", args=[other.code])).status_code == 404
    assert client.post(reverse("supply:run-withdraw", args=[other.code])).status_code == 404
    assert client.get(reverse("supply:place-new")).status_code == 403


def test_a_provider_adds_a_run_from_a_form_that_knows_the_last_one() -> None:
    """The form starts with what was filled in the last time; sent, the run is there and confirmed today."""
    last = make_run(postcode=make_postcode("2132"))
    client = logged_in(make_user("training-provider", organisation=last.provider))
    assert 'value="2132"' in page(client, "run-new")
    values = {
        "provider": last.provider_id,
        "name": "Vaktaal bouw",
        "start": "2027-01-05",
        "end": "2027-03-25",
        "dayparts": ["tu-am", "th-am"],
        "postcode": "2131 AB",
        "seats_max": 12,
        "seats_min": 4,
        "seat_cost": "950,50",
        "cost_kind": "language",
        "grants": [make_credential().code],
    }
    make_postcode("2131")
    answer = client.post(reverse("supply:run-new"), values)
    run = Run.objects.get(name="Vaktaal bouw")
    assert answer["Location"] == reverse("supply:run", args=[run.code])
    assert (str(run.seat_cost), run.postcode_id, run.provider, run.confirmed_on) == (
        "950.50",
        "2131",
        last.provider,
        TODAY,
    )


def test_what_is_wrong_stands_at_its_field() -> None:
    """An end before the start and an unknown postcode are told at once, and nothing is written."""
    coordinator = logged_in(make_user("region-coordinator"))
    values = {"start": "2027-03-05", "end": "2027-01-25", "postcode": "9999", "seats_max": 2, "seats_min": 4}
    text = coordinator.post(reverse("supply:run-new"), values).content.decode()
    assert "Wij kennen deze postcode niet" in text
    assert not Run.objects.exists()


def test_an_employer_adds_and_copies_a_place() -> None:
    """An employer fills in its place and offers it once more later."""
    employer = make_employer()
    client = logged_in(make_user("employer", organisation=employer.organisation))
    values = {
        "employer": employer.pk,
        "occupation": make_occupation().code,
        "kind": "leerwerkplek",
        "capacity": 2,
        "start_from": "2026-12-01",
        "start_until": "2027-02-01",
        "dayparts": ["mo-am", "mo-pm"],
        "postcode": make_postcode().code,
    }
    client.post(reverse("supply:place-new"), values)
    place = Place.objects.get()
    answer = client.post(reverse("supply:place-copy", args=[place.code]), {"start": "2027-03-01"})
    copied = Place.objects.exclude(pk=place.pk).get()
    assert answer["Location"] == reverse("supply:place-edit", args=[copied.code])
    assert client.get(answer["Location"]).status_code == 200


def test_an_organisation_sees_a_pseudonym_and_the_first_day_and_nothing_more() -> None:
    """Whoever is booked with a provider is shown by pseudonym, without a link, and that is recorded."""
    run, candidate = make_run(), make_candidate(name="Amina Verzonnen")
    actions.book(run, subject=candidate.subject, by=make_actor("case-worker"), now=NOW)
    user = make_user("training-provider", organisation=run.provider)
    text = page(logged_in(user), "run", run.code)
    assert str(candidate) in text
    assert "1 december 2026" in text
    assert f"/wie/{candidate}" not in text
    assert "Amina" not in text
    entry = AuditEntry.objects.get(user=user, subject=candidate.subject)
    assert (entry.action, entry.purpose) == ("offer.people", "placement")


def proposed(candidate: Candidate, offer: Run | Place, *, hours_ago: int = 1, status: str = "done") -> Proposal:
    """A proposal of a round of so many hours ago."""
    round_ = Round.objects.create(name="Ronde", status=status, asked_at=NOW - timedelta(hours=hours_ago))
    place = offer if isinstance(offer, Place) else make_place()
    runs = [offer.code] if isinstance(offer, Run) else []
    return Proposal.objects.create(
        round=round_, candidate=candidate, runs=runs, place=place, first_day=date(2027, 2, 1)
    )


@pytest.mark.parametrize("kind", ["run", "place"])
def test_an_organisation_sees_who_is_proposed(kind: str) -> None:
    """The newest proposal that is not declined counts; older ones, those of others and those placed are not shown."""
    make: Any = make_run if kind == "run" else make_place
    offer, other = make(), make()
    now, later, no, elsewhere, placed, waiting = (make_candidate() for _number in range(6))
    proposed(now, offer)
    proposed(later, offer, hours_ago=3)
    proposed(later, other)
    said = proposed(no, offer)
    Decision.objects.create(proposal=said, outcome="declined", reason="not-now", by=make_user("case-worker"), at=NOW)
    proposed(elsewhere, other)
    proposed(placed, offer)
    actions.book(make_place(), subject=placed.subject, by=make_actor("case-worker"), now=NOW)
    proposed(waiting, offer, status="running")
    organisation = offer.provider if kind == "run" else offer.employer.organisation
    user = make_user("training-provider" if kind == "run" else "employer", organisation=organisation)
    text = page(logged_in(user), kind, offer.code)
    assert "Voorgesteld" in text
    assert [one for one in (now, later, no, elsewhere, placed, waiting) if str(one) in text] == [now]
    assert ("1 december 2026" if kind == "run" else "1 februari 2027") in text
    assert AuditEntry.objects.get(user=user).subject == now.subject
    region = page(logged_in(make_user("region-coordinator")), kind, offer.code)  # plans with them: sees pseudonyms too
    assert [one for one in (now, later, no, elsewhere, placed, waiting) if str(one) in region] == [now]


def test_a_case_worker_sees_the_people_of_the_own_municipality() -> None:
    """People of another municipality are only counted."""
    run, worker = make_run(), make_actor("case-worker")
    mine = make_candidate()
    other = make_candidate(municipality=make_municipality("GM0363", "Amsterdam"))
    for candidate in (mine, other):
        actions.book(run, subject=candidate.subject, by=worker, now=NOW)
    text = page(logged_in(make_user("case-worker")), "run", run.code)
    assert str(mine) in text
    assert str(other) not in text
    assert "1 persoon die jij niet ziet" in text


def test_a_case_worker_puts_somebody_on_the_waiting_list() -> None:
    """By code, of the own municipality only; and takes them off again."""
    run = make_run()
    client = logged_in(make_user("case-worker"))
    mine = make_candidate()
    other = make_candidate(municipality=make_municipality("GM0363", "Amsterdam"))
    url = reverse("supply:run-wait", args=[run.code])
    assert "Wij vinden geen kandidaat" in client.post(url, {"pseudonym": str(other)}).content.decode()
    client.post(url, {"pseudonym": str(mine)})
    entry = queries.waiting_for(run).get()
    assert entry.subject == mine.subject
    client.post(reverse("supply:leave-waiting", args=[entry.pk]))
    assert not queries.waiting_for(run).exists()


def test_stale_offers_are_confirmed_with_one_click() -> None:
    """The start of the list asks, one button answers."""
    run = make_run(confirmed_on=TODAY - timedelta(days=90))
    client = logged_in(make_user("training-provider", organisation=run.provider))
    assert "Alles klopt nog" in page(client, "index")
    client.post(reverse("supply:confirm-all"))
    run.refresh_from_db()
    assert run.confirmed_on == TODAY


def test_the_filters_narrow_the_list() -> None:
    """Kind, words, postcode, free and stale each leave out what does not fit."""
    full = make_place(occupation=make_occupation("lassen", "Lasser"), capacity=1, kind="bbl")
    make_place(postcode=make_postcode("1011"))
    run = make_run(name="Veilig werken", confirmed_on=TODAY - timedelta(days=90))
    actions.book(full, subject=make_candidate().subject, by=make_actor("case-worker"), now=NOW)
    client = logged_in(make_user("region-coordinator"))
    assert "Lasser" in page(client, "index", query="?kind=bbl")
    assert "Lasser" not in page(client, "index", query="?kind=place&free=on").split("kk-table", 1)[1]
    stale = page(client, "index", query="?kind=run&stale=on")
    assert run.name in stale
    assert "Monteur" in page(client, "index", query="?postcode=1011").split("kk-table", 1)[1]
    assert "Niets gevonden" in page(client, "index", query="?q=bestaat-niet")


def test_a_long_list_costs_as_few_questions_as_a_short_one(django_assert_max_num_queries: Any) -> None:
    """The number of questions does not grow with the number of offers."""
    employer, provider = make_employer(), make_organisation("provider")
    for _number in range(30):
        make_place(employer=employer)
        make_run(provider=provider)
    client = logged_in(make_user("region-coordinator"))
    with django_assert_max_num_queries(16):
        page(client, "index", query="?kind=place")
    with django_assert_max_num_queries(16):
        page(client, "index")


def test_every_page_opens_for_who_may_edit() -> None:
    """List, run, place, employer, training and all forms open for the region."""
    run, place = make_run(), make_place()
    client = logged_in(make_user("region-coordinator"))
    for name in ("run", "run-edit", "run-copy"):
        page(client, name, run.code)
    for name in ("place", "place-edit", "place-copy"):
        page(client, name, place.code)
    for name in ("employer", "employer-edit", "mentors-taken"):
        page(client, name, place.employer.organisation.code)
    for name in ("training", "training-edit"):
        page(client, name, run.training.code)
    for name in ("index", "run-new", "place-new", "employer-new", "employers", "map", "runs-import", "places-import"):
        page(client, name)


def test_an_adviser_brings_in_an_employer_and_a_place() -> None:
    """After the employer the form for a place follows, with the employer filled in."""
    user = make_user("employer-adviser", municipality=make_municipality())
    client = logged_in(user)
    answer = client.post(reverse("supply:employer-new"), {"name": "Dakwerk BV", "municipality": "GM0394", "mentors": 2})
    employer = Employer.objects.get()
    assert answer["Location"].endswith("?employer=dakwerk-bv")
    assert queries.may_edit_employer(actor_of(user, TODAY), employer)
    client.post(reverse("supply:mentors-taken", args=["dakwerk-bv"]), {"month": "2027-01", "taken": 1})
    assert queries.mentors_free(employer, "2027-01", TODAY) == 1


def test_a_new_offer_promises_nothing_by_itself() -> None:
    """Of the last place only work, where and when come again, and the page says so; promises and money do not."""
    group = TargetGroup.objects.create(code="nugger", name="Nugger")
    last = make_place(guarantee="yes", cost="1250.00", cost_kind="guidance", requires=["vca"], only_for=[group.code])
    client = logged_in(make_user("employer", organisation=last.employer.organisation))
    form = client.get(reverse("supply:place-new")).context["form"]
    assert set(form.initial) <= {"employer", "occupation", "postcode", "dayparts"}
    assert (form["dayparts"].value(), form["occupation"].value()) == (last.dayparts, last.occupation_id)
    assert not any(form[name].value() for name in ("guarantee", "cost", "cost_kind", "requires", "only_for"))
    text = page(client, "place-new")
    assert "vulden we alvast in van de vorige keer: beroep, postcode, dagdelen" in text
    assert "vorige keer" not in page(logged_in(make_user("region-coordinator")), "place-new")


def test_a_new_run_asks_its_money_and_conditions_again() -> None:
    """Of the last run only where and when come again."""
    last = make_run(requires=["vca"], group_cost="100.00", seat_cost="950.00")
    client = logged_in(make_user("training-provider", organisation=last.provider))
    form = client.get(reverse("supply:run-new")).context["form"]
    assert set(form.initial) <= {"provider", "postcode", "dayparts"}
    assert "van de vorige keer: postcode, dagdelen" in page(client, "run-new")


def test_an_empty_choice_says_what_to_choose() -> None:
    """No row of dashes in a list to choose from."""
    coordinator = logged_in(make_user("region-coordinator"))
    make_employer()
    make_employer()
    text = page(coordinator, "place-new") + page(coordinator, "run-new")
    assert "-----" not in text
    assert all(f">{words}</option>" in text for words in ("Kies een werkgever", "Kies een beroep", "Kies ja of nee"))
