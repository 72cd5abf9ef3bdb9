"""The pages of bottlenecks, requests, what-ifs and comparing."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from koppelkans.core.models import User
from koppelkans.people.models import Wish
from koppelkans.planning.models import Proposal, Request, Round
from koppelkans.supply.models import Place, Run
from making import (
    make_candidate,
    make_credential,
    make_fund,
    make_municipality,
    make_place,
    make_region,
    make_run,
    make_user,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(name="coordinator")
def make_coordinator(client: Client) -> User:
    """A coordinator, logged in, in a region with one place for three people, and a group that does not begin."""
    today = timezone.localdate()
    user = make_user("region-coordinator")
    make_region(plan_from=today, plan_until=today + timedelta(days=365))
    make_fund(start=today, until=today + timedelta(days=700))
    credential = make_credential("vca", "VCA", kind="safety")
    make_place(start_from=today, start_until=today + timedelta(days=300), confirmed_on=today, capacity=1)
    make_place(
        start_from=today, start_until=today + timedelta(days=300), confirmed_on=today, requires=[credential.code]
    )
    make_run(
        name="Veilig werken",
        start=today + timedelta(days=30),
        end=today + timedelta(days=31),
        confirmed_on=today,
        seats_min=5,
        cost_kind="training",
        grants=[credential.code],
    )
    for number, code in enumerate(["GM0394", "GM0394", "GM0363"]):
        candidate = make_candidate(municipality=make_municipality(code, code), available_from=today, confirmed_on=today)
        Wish.objects.create(
            candidate=candidate,
            occupation_id="zonnepanelen",
            preference=Decimal("0.8"),
            aptitude=Decimal(f"0.{number + 5}"),
        )
    client.force_login(user)
    return user


@pytest.fixture(name="made")
def make_round(client: Client, coordinator: User) -> Round:  # noqa: ARG001
    """A round of the region, planned."""
    client.post(reverse("planning:new"), {"name": "Ronde", "municipality": ""})
    made = Round.objects.get()
    assert made.status == Round.Status.DONE
    return made


def page(client: Client, name: str, *args: object, query: str = "") -> str:
    """A page that opens."""
    answer = client.get(reverse(f"planning:{name}", args=args) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def more_seats(number: int = 3) -> str:
    """The change of the first place, as it stands in an address."""
    place = Place.objects.order_by("pk")[0]
    return f"places.csv~{place.code}~capacity~{number}"


def test_bottlenecks_with_what_to_do(client: Client, made: Round) -> None:
    """What one more brings, measured; the group that does not begin, with whom it would fit; and links."""
    shown = page(client, "bottlenecks", made.pk)
    assert "Werkplek is bezet: Monteur zonnepanelen" in shown
    assert "1 mens met een voorstel erbij" in shown
    assert "Probeer dit" in shown
    assert "Probeer zonder minimum" in shown
    assert "Vraag het" in shown
    assert "Veilig werken" in shown
    row = next(row for row in made.figures["runs"] if row["name"] == "Veilig werken")
    assert made.figures["fit"][row["id"]] == [3, 2]


def test_a_bottleneck_is_asked_and_answered(client: Client, made: Round) -> None:
    """From the row to a question with an owner, to the answer of that owner, seen by who asked."""
    run = Run.objects.get()
    provider = make_user("training-provider", organisation=run.provider)
    url = reverse("planning:ask", args=[made.pk]) + f"?soort=run_minimum&ding={run.code}&maand="
    assert "Veilig werken" in client.get(url).content.decode()
    day = timezone.localdate() + timedelta(days=7)
    assert client.post(url, {"text": "", "owner": "", "due_on": day}).status_code == 422
    answer = client.post(url, {"text": "Ook in de avond?", "owner": provider.pk, "due_on": day})
    assert answer.status_code == 302
    assert "Ook in de avond?" in page(client, "bottlenecks", made.pk)
    asked = Request.objects.get()
    owner = Client()
    owner.force_login(provider)
    assert "Ook in de avond?" in page(owner, "requests")
    assert reverse("planning:bottlenecks", args=[made.pk]) not in page(owner, "request", asked.pk)
    one = reverse("planning:request", args=[asked.pk])
    assert owner.post(one, {"state": "refused", "words": ""}).status_code == 422
    assert owner.post(one, {"state": "done", "words": "Vanaf maart."}).status_code == 302
    assert "Vanaf maart." in page(client, "request", asked.pk)
    assert "Vanaf maart." in page(client, "requests", query="?wie=alles")
    assert owner.post(one, {"state": "done", "words": ""}).status_code == 302
    stranger = Client()
    stranger.force_login(make_user("training-provider"))
    assert stranger.get(one).status_code == 404


def test_overdue_is_seen(client: Client, made: Round, coordinator: User) -> None:
    """A question whose day has passed says so."""
    Request.objects.create(
        round=made,
        kind="place",
        thing="weg",
        text="Kan er iemand bij?",
        owner=coordinator,
        due_on=timezone.localdate() - timedelta(days=1),
        asked_by=coordinator,
        asked_at=timezone.now(),
    )
    assert "te laat" in page(client, "requests")


def test_a_what_if_is_put_together_in_the_address(client: Client, made: Round) -> None:
    """Choose what, of what and what it becomes; a second one beside it; take one away again."""
    here = reverse("planning:what-if", args=[made.pk])
    place = Place.objects.order_by("pk")[0]
    assert "Hoeveel mensen er op een werkplek passen" in page(client, "what-if", made.pk)
    assert "nu 1" in page(client, "what-if", made.pk, query="?soort=place-seats")
    assert client.get(f"{here}?soort=place-seats&ding={place.code}&waarde=0").status_code == 422
    added = client.get(f"{here}?soort=place-seats&ding={place.code}&waarde=3")
    assert parse_qs(urlsplit(added.url).query)["v"] == [more_seats()]
    fund = made.figures["funds"][0]["id"]
    both = client.get(f"{added.url}&soort=budget&ding={fund}&waarde=1.250,50")
    assert parse_qs(urlsplit(both.url).query)["v"] == [more_seats(), f"funds.csv~{fund}~budget~1250.50"]
    shown = client.get(both.url).content.decode()
    assert "3 in plaats van 1 mensen" in shown
    assert "Haal weg" in shown
    week = client.get(f"{here}?soort=weight&ding=objective.week&waarde=0,4")
    assert parse_qs(urlsplit(week.url).query)["v"] == ["region.toml~~objective.week~0.004"]
    person = Proposal.objects.filter(round=made).values_list("candidate__subject__pseudonym", flat=True)[0]
    travel = client.get(f"{here}?soort=travel&ding={person}&waarde=60")
    assert parse_qs(urlsplit(travel.url).query)["v"] == [f"candidates.csv~{person}~max_travel~60"]
    assert client.get(f"{here}?soort=travel&ding=K-22222222&waarde=60").status_code == 422
    level = client.get(f"{here}?soort=level&ding={person}&waarde=nl-A2")
    assert "heeft ook nl-A2" in client.get(level.url).content.decode()


def test_from_a_what_if_to_the_round(client: Client, made: Round) -> None:
    """Planned, compared, refused as long as it is not true, and then the round."""
    here = reverse("planning:what-if", args=[made.pk])
    answer = client.post(here, {"v": [more_seats()], "name": "Twee plekken erbij"})
    assert answer.status_code == 302
    scenario = Round.objects.get(kind=Round.Kind.SCENARIO)
    assert (made.placed, scenario.placed) == (1, 3)
    listed = page(client, "scenarios", made.pk)
    assert "Twee plekken erbij" in listed
    assert "3 mensen met een voorstel (+2)" in listed
    beside = page(client, "compare", made.pk, query=f"?met={scenario.pk}")
    assert "aantoonbaar beter" in beside
    assert beside.count("krijgt een voorstel") == 2
    assert client.post(here, {"v": [more_seats()], "name": "Twee plekken erbij"}).status_code == 422
    adopt = reverse("planning:adopt", args=[scenario.pk])
    refused = client.get(adopt).content.decode()
    assert "Nu is het 1" in refused
    assert reverse("supply:place", args=[more_seats().split("~")[1]]) in refused
    client.post(adopt)
    assert not Round.objects.filter(adopted_at__isnull=False).exists()
    Place.objects.filter(code=more_seats().split("~")[1]).update(capacity=3)
    assert "Ja, dit wordt de ronde" in client.get(adopt).content.decode()
    assert client.post(adopt).url == reverse("planning:round", args=[scenario.pk])
    scenario.refresh_from_db()
    assert scenario.kind == Round.Kind.ROUND
    assert "Dit is de ronde sinds" in page(client, "scenarios", made.pk)


def test_a_what_if_goes_on_from_a_what_if(client: Client, made: Round) -> None:
    """What is tried from a what-if is tried on its round, with what it changed; a what-if of a what-if there is not."""
    client.post(reverse("planning:what-if", args=[made.pk]), {"v": [more_seats(2)], "name": "Eén plek erbij"})
    scenario = Round.objects.get(kind=Round.Kind.SCENARIO)
    shown = page(client, "bottlenecks", scenario.pk)
    assert reverse("planning:what-if", args=[made.pk]) + "?v=" + more_seats(3) in shown
    assert reverse("planning:what-if", args=[scenario.pk]) not in shown
    client.post(reverse("planning:what-if", args=[scenario.pk]), {"v": [more_seats()], "name": "Nog een"})
    assert Round.objects.count() == 2
    answer = client.get(reverse("planning:scenarios", args=[scenario.pk]))
    assert answer.url == reverse("planning:scenarios", args=[made.pk])


def test_planned_again_from_the_page(client: Client, made: Round) -> None:
    """Three plans come beside the round, and are compared with it at once."""
    assert client.post(reverse("planning:again", args=[made.pk])).status_code == 302
    assert Round.objects.filter(kind=Round.Kind.SCENARIO, parent=made).count() == 3
    shown = page(client, "compare", made.pk)
    for words in ("Niemand iets anders", "Zo weinig mogelijk anders", "Alles mag anders"):
        assert words in shown


def test_a_case_worker_sees_only_own_people_gain_and_lose(client: Client, made: Round) -> None:
    """Counts are of everybody, pseudonyms of the own municipality; nothing is started from the round of the region."""
    client.post(reverse("planning:what-if", args=[made.pk]), {"v": [more_seats()], "name": "Meer"})
    worker = Client()
    worker.force_login(make_user("case-worker", municipality=make_municipality()))
    shown = page(worker, "compare", made.pk)
    pseudonyms = Proposal.objects.filter(round=made).values_list(
        "candidate__subject__pseudonym", "candidate__municipality_id"
    )
    seen = {name: code for name, code in pseudonyms if name in shown}
    assert set(seen.values()) <= {"GM0394"}
    assert "Probeer dit" not in page(worker, "bottlenecks", made.pk)
    assert "Plan opnieuw" not in page(worker, "scenarios", made.pk)
    for name in ("what-if", "ask", "again"):
        assert worker.post(reverse(f"planning:{name}", args=[made.pk])).status_code == 404


def test_the_comparison_as_a_file(client: Client, made: Round) -> None:
    """The same rows as on the page."""
    client.post(reverse("planning:what-if", args=[made.pk]), {"v": [more_seats()], "name": "Meer"})
    text = b"".join(client.get(reverse("planning:compare-csv", args=[made.pk]))).decode("utf-8-sig")  # type: ignore[call-overload]
    assert text.splitlines()[0] == "Onderdeel;Wat;Ronde;Meer"
    assert "Mensen;Mensen met een voorstel;1;3" in text
    assert b"".join(client.get(reverse("planning:compare-xlsx", args=[made.pk])))[:2] == b"PK"  # type: ignore[call-overload]


def test_a_comparison_asks_the_database_as_often_for_many(
    client: Client, made: Round, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """However many people change and however many plans there are."""
    for number in (1, 2, 3):
        name = f"Meer {number}"
        client.post(reverse("planning:what-if", args=[made.pk]), {"v": [more_seats(number + 1)], "name": name})
    with django_assert_max_num_queries(32):
        page(client, "compare", made.pk)
    with django_assert_max_num_queries(24):
        page(client, "scenarios", made.pk)
    with django_assert_max_num_queries(20):
        page(client, "bottlenecks", made.pk)


def test_what_was_erased_is_still_told(client: Client, made: Round) -> None:
    """After its term a round has no data to try things on; what was found stays, and the pages say why not more."""
    client.post(reverse("planning:what-if", args=[made.pk]), {"v": [more_seats()], "name": "Meer"})
    today = timezone.localdate()
    Round.objects.update(snapshot=b"", outcome=b"", core=b"", emptied_on=today)
    assert "Werkplek is bezet" in page(client, "bottlenecks", made.pk)
    assert "Probeer dit" not in page(client, "bottlenecks", made.pk)
    assert "zijn gewist" in page(client, "scenarios", made.pk)
    assert "Mensen met een voorstel" in page(client, "compare", made.pk)
    assert client.get(reverse("planning:what-if", args=[made.pk])).status_code == 302
    scenario = Round.objects.get(kind=Round.Kind.SCENARIO)
    assert "gewist" in page(client, "adopt", scenario.pk)
    client.post(reverse("planning:again", args=[made.pk]))
    assert Round.objects.count() == 2
