"""The page of one person: why not another place, the next best, what would help; and steering, with its cost first."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from threading import Thread

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from koppelkans.core.models import AuditEntry, User
from koppelkans.people.models import Wish
from koppelkans.planning import answers
from koppelkans.planning.models import Forbidden, Pinned, Proposal, Reserve, Round
from koppelkans.supply.models import Place
from making import make_candidate, make_fund, make_municipality, make_occupation, make_place, make_region, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def worker(client: Client) -> User:
    """A case worker with two people, in a region with one place that both want and one that nobody wants; logged in."""
    today = timezone.localdate()
    user = make_user("case-worker", municipality=make_municipality())
    make_region(plan_from=today, plan_until=today.replace(year=today.year + 1))
    make_fund(start=today, until=today.replace(year=today.year + 2))
    make_occupation()
    make_occupation("dak", "Dakdekker")
    until = today.replace(year=today.year + 1)
    fields = {"start_from": today, "start_until": until, "confirmed_on": today}
    make_place(code="zon", capacity=1, **fields)
    make_place(code="dak", occupation=make_occupation("dak"), **fields)
    for name, aptitude in (("Noor Wilg", "0.9"), ("Sam Berk", "0.4")):
        candidate = make_candidate(name, owner=user, available_from=today, confirmed_on=today)
        Wish.objects.create(
            candidate=candidate, occupation_id="zonnepanelen", preference=Decimal("0.8"), aptitude=Decimal(aptitude)
        )
    client.force_login(user)
    return user


@pytest.fixture
def proposals(worker: User, client: Client) -> tuple[Proposal, Proposal]:  # noqa: ARG001
    """The proposal of who was planned, and of who was not."""
    client.post(reverse("planning:new"), {"name": "Ronde", "municipality": "GM0394"})
    made = Round.objects.get()
    return Proposal.objects.get(round=made, place__isnull=False), Proposal.objects.get(round=made, place=None)


def page_of(client: Client, proposal: Proposal, query: str = "", **headers: str) -> str:
    """The page of a proposal."""
    answer = client.get(reverse("planning:proposal", args=[proposal.pk]) + query, headers=headers or None)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_next_best_is_worked_out_once(client: Client, proposals: tuple[Proposal, Proposal]) -> None:
    """The page comes at once with a link; what was worked out is kept, also for who has no JavaScript."""
    _planned, left_out = proposals
    page = page_of(client, left_out)
    assert "?anders=1#anders" in page
    assert "?helpt=1#helpt" in page
    part = page_of(client, left_out, "?anders=1", HX_Request="true")
    assert "<html" not in part
    assert "is in dit plan voor anderen" in part
    assert "Eén ander krijgt geen voorstel meer." in part
    left_out.refresh_from_db()
    assert set(left_out.told) == {"nl", "next:nl"}
    assert "is in dit plan voor anderen" in page_of(client, left_out)
    page_of(client, left_out, "?helpt=1")
    left_out.refresh_from_db()
    assert set(left_out.told) == {"nl", "next:nl", "helps:nl"}


def test_what_helps_is_told_with_what_it_brings(client: Client, proposals: tuple[Proposal, Proposal]) -> None:
    """One more place would help who was left out, and the plan was made again to know it."""
    page = page_of(client, proposals[1], "?helpt=1", HX_Request="true")
    assert "Het helpt als er een plek bij komt" in page
    assert "Eén persoon meer krijgt een voorstel." in page


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("dak", "staat niet bij de wensen"),
        ("zon", "is in dit plan voor anderen"),
        ("Dakdekker", "Welke plek bedoel je?"),
        ("Onbestaand", "We vinden geen plek met die naam"),
    ],
)
def test_why_not_this_place(client: Client, proposals: tuple[Proposal, Proposal], asked: str, answer: str) -> None:
    """By code or by a few words of its name, each with its answer."""
    assert answer in page_of(client, proposals[1], f"?plek={asked}")


def test_places_that_are_called_alike_are_told_apart(client: Client, proposals: tuple[Proposal, Proposal]) -> None:
    """Two places of one name are listed with their kind, postcode and first day."""
    zon = Place.objects.get(code="zon")
    day = zon.start_from + timedelta(days=40)
    make_place(code="zon2", employer=zon.employer, start_from=day, start_until=zon.start_until)
    page = page_of(client, proposals[1], "?plek=Monteur")
    assert f"in {zon.postcode.code}, vanaf {date_format(zon.start_from, 'j F Y')}" in page
    assert f"vanaf {date_format(day, 'j F Y')}" in page


def test_the_proposed_place_is_the_proposal(client: Client, proposals: tuple[Proposal, Proposal]) -> None:
    """Asked about the very place that was proposed it says so; a place that came later was not in the round."""
    line = f"{Place.objects.get(code='zon')} (zon)"
    assert "is het voorstel." in page_of(client, proposals[0], f"?plek={line}")
    make_place(code="later")
    assert "deed niet mee" in page_of(client, proposals[0], "?plek=later")
    assert AuditEntry.objects.filter(action="proposal.ask").count() == 2


def test_no_other_person_is_shown(client: Client, proposals: tuple[Proposal, Proposal]) -> None:
    """Whatever is asked about one person, nobody else is named."""
    planned, left_out = proposals
    page = page_of(client, left_out, "?anders=1&helpt=1&plek=zon")
    assert planned.candidate.subject.pseudonym not in page
    assert "Noor Wilg" not in page


def test_a_round_that_was_emptied_says_so(client: Client, proposals: tuple[Proposal, Proposal]) -> None:
    """What was told stays; nothing new can be asked."""
    page_of(client, proposals[1], "?anders=1")
    Round.objects.update(snapshot=b"", outcome=b"", core=b"", emptied_on=timezone.localdate(), value=-1.0)
    page = page_of(client, proposals[1], "?helpt=1&plek=dak")
    assert "is in dit plan voor anderen" in page
    assert page.count("gewist") == 2


def test_questions_are_made_once(proposals: tuple[Proposal, Proposal]) -> None:
    """Who asks about one person finds the questions ready for the next; at most two rounds are kept."""
    made = proposals[0].round
    with answers.asking(answers.round_of(proposals[0])) as first:
        pass
    with answers.asking(answers.round_of(proposals[1])) as second:
        assert second is first
    for value in (1.0, 2.0, 3.0):
        Round.objects.filter(pk=made.pk).update(value=value)
        with answers.asking(Round.objects.get(pk=made.pk)) as other:
            assert other is not first
    assert len(answers._kept) == answers.MOST


def test_who_asks_at_the_same_moment_waits(
    proposals: tuple[Proposal, Proposal], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two requests for one round do not make its questions twice, and ask one after the other."""
    answers._kept.clear()
    made, times, inside = answers.round_of(proposals[0]), [], []
    build = answers._made
    monkeypatch.setattr(answers, "_made", lambda one: times.append(one.pk) or build(one))

    def ask() -> None:
        with answers.asking(made):
            inside.append(len(inside))
            assert answers._one_at_a_time.locked()
        connection.close()

    threads = [Thread(target=ask) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (times, inside) == ([made.pk], [0, 1, 2, 3])


@pytest.mark.parametrize("query", ["", "?plek=dak"])
def test_the_page_asks_the_database_the_same_for_few_and_for_many(
    client: Client, proposals: tuple[Proposal, Proposal], query: str
) -> None:
    """The number of questions to the database does not grow with the people, the places or what was planned."""
    url = reverse("planning:proposal", args=[proposals[1].pk]) + query
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    more = [make_candidate(owner=proposals[0].candidate.owner) for _number in range(30)]
    Proposal.objects.bulk_create([Proposal(round=proposals[0].round, candidate=one, reason=["wish"]) for one in more])
    for _number in range(20):
        make_place()
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(few)


def test_nobody_steers_from_a_what_if(client: Client, proposals: tuple[Proposal, Proposal]) -> None:
    """What was tried out is not what is decided about: no buttons, and the address leads back."""
    planned, _left_out = proposals
    Round.objects.update(kind=Round.Kind.SCENARIO)
    assert "wat=plek" not in page_of(client, planned)
    answer = client.post(steer(planned, "plek"))
    assert answer["Location"] == reverse("planning:proposal", args=[planned.pk])
    assert not Forbidden.objects.exists()


def test_a_proposal_that_was_replaced_leads_to_the_newer_one(
    client: Client, proposals: tuple[Proposal, Proposal]
) -> None:
    """It says so with a link, waits for nothing, and nothing is chosen or steered from it."""
    old, _left_out = proposals
    Round.objects.update(asked_at=timezone.now() - timedelta(hours=1))  # no double click
    client.post(reverse("planning:new"), {"name": "Later", "municipality": "GM0394"})
    newer = Proposal.objects.get(candidate=old.candidate, round__name="Later")
    page = page_of(client, old, "?anders=1&plek=zon")
    assert reverse("planning:proposal", args=[newer.pk]) in page
    assert "vervangen" in page
    assert "wacht op besluit" not in page
    assert "wat=" not in page
    assert "Kies dit traject" not in page
    assert client.post(steer(old, "plek"))["Location"] == reverse("planning:proposal", args=[old.pk])
    assert not Forbidden.objects.exists()
    assert "wacht op besluit" in page_of(client, newer)


def test_what_is_not_free_today_has_no_button(client: Client, proposals: tuple[Proposal, Proposal]) -> None:
    """A place that was filled or withdrawn since the round is told as such, at the next best and at why not."""
    _planned, left_out = proposals
    assert "Kies dit traject" in page_of(client, left_out, "?anders=1&plek=zon")
    Place.objects.filter(code="zon").update(withdrawn_on=timezone.localdate())
    page = page_of(client, left_out, "?plek=zon")
    assert page.count("Dit is nu niet meer vrij.") == 2
    assert "Kies dit traject" not in page


def test_what_was_forbidden_since_has_no_button(client: Client, proposals: tuple[Proposal, Proposal]) -> None:
    """Forbidden means not offered, with the reason."""
    _planned, left_out = proposals
    Forbidden.objects.create(candidate=left_out.candidate, place="zon")
    page = page_of(client, left_out, "?anders=1")
    assert "Er is vastgelegd dat dit niet past." in page
    assert "Kies dit traject" not in page


# ---- steering


def steer(proposal: Proposal, way: str) -> str:
    """The address of one way to steer."""
    return f"{reverse('planning:steer', args=[proposal.pk])}?wat={way}"


def test_each_way_shows_its_cost_first(client: Client, proposals: tuple[Proposal, Proposal]) -> None:
    """The page tells what it costs; only the button does it; then it stands on the page, to be taken back."""
    planned, _left_out = proposals
    page = page_of(client, planned)
    for way, words in (
        ("plek", "plaatsingen in blijvend werk"),
        ("vast", "kost nu niets"),
        ("uit", "plaatsingen in blijvend werk"),
    ):
        assert steer(planned, way) in page
        told = client.get(steer(planned, way)).content.decode()
        assert words in told
    assert not Forbidden.objects.exists()
    client.post(steer(planned, "plek"), {"why": "own-wish"})
    assert Forbidden.objects.get().place == "zon"
    page = page_of(client, planned)
    assert "Nooit: Monteur zonnepanelen" in page
    assert "de kandidaat wil dit niet" in page
    here = reverse("planning:proposal", args=[planned.pk])
    answer = client.post(reverse("planning:allow", args=[Forbidden.objects.get().pk]), {"next": here})
    assert answer["Location"] == here
    assert not Forbidden.objects.exists()


def test_a_pathway_is_fixed_and_let_go(client: Client, proposals: tuple[Proposal, Proposal]) -> None:
    """From the page, and from the list of all that steers."""
    planned, _left_out = proposals
    client.post(steer(planned, "vast"))
    assert Pinned.objects.get(kind=Pinned.Kind.LOCK).place == "zon"
    page = page_of(client, planned)
    assert "Wil je iets anders? Haal dit dan eerst weg." in page
    assert "wat=plek" not in page
    assert "Vastgezet: Monteur zonnepanelen" in client.get(reverse("planning:steering")).content.decode()
    client.post(reverse("planning:unpin", args=[planned.candidate.subject.pseudonym]), {"next": "//elders.example"})
    assert not Pinned.objects.exists()


@pytest.mark.parametrize(
    "elsewhere", ["//elders.example", "/\\elders.example", "https://elders.example/", "\\\\elders"]
)
def test_the_button_never_leads_to_another_site(
    client: Client, proposals: tuple[Proposal, Proposal], elsewhere: str
) -> None:
    """Whatever address comes with it, one goes back to the list of what steers the rounds."""
    planned, _left_out = proposals
    client.post(steer(planned, "vast"))
    url = reverse("planning:unpin", args=[planned.candidate.subject.pseudonym])
    assert client.post(url, {"next": elsewhere})["Location"] == reverse("planning:steering")


def test_fixing_asks_nothing_more(client: Client, proposals: tuple[Proposal, Proposal]) -> None:
    """A form without fields is a button only."""
    assert "None" not in client.get(steer(proposals[0], "vast")).content.decode()


def test_an_unknown_way_does_nothing(client: Client, proposals: tuple[Proposal, Proposal]) -> None:
    """A way that does not exist, or not for this proposal, leads back to the page."""
    for way in ("", "alles", "vast"):
        answer = client.post(steer(proposals[1], way))
        assert answer["Location"] == reverse("planning:proposal", args=[proposals[1].pk])
    assert not Pinned.objects.exists()


def test_a_colleague_sees_and_does_not_steer(client: Client, proposals: tuple[Proposal, Proposal]) -> None:
    """Without the right to decide about this person there are no buttons, and the address leads back."""
    client.force_login(make_user("case-worker", municipality=make_municipality()))
    page = page_of(client, proposals[0], "?anders=1")
    assert "wat=plek" not in page
    assert "Kies dit traject" not in page
    for method in (client.get, client.post):
        assert method(steer(proposals[0], "plek")).status_code == 302
    assert not Forbidden.objects.exists()


def test_another_pathway_is_chosen(client: Client, proposals: tuple[Proposal, Proposal]) -> None:
    """The cost first, then a proposal of its own that is decided on; questions about it go to the round."""
    planned, left_out = proposals
    url = f"{reverse('planning:choose', args=[left_out.pk])}?plek=zon"
    told = client.get(url).content.decode()
    assert "is in dit plan voor anderen" in told  # in the plan, though not in fact: nobody has it yet
    answer = client.post(url)
    made = Proposal.objects.get(round__kind=Round.Kind.CHOICE)
    assert answer["Location"] == reverse("planning:proposal", args=[made.pk])
    page = page_of(client, made, "?plek=dak")
    assert "staat niet bij de wensen" in page
    assert answers.round_of(made) == planned.round


def test_what_cannot_be_is_not_chosen(client: Client, proposals: tuple[Proposal, Proposal]) -> None:
    """A rule that is broken is told, and there is no button; asked for anyway it is refused."""
    url = f"{reverse('planning:choose', args=[proposals[1].pk])}?plek=dak"
    page = client.get(url).content.decode()
    assert "Dit kan vandaag niet" in page
    assert "Het beroep staat niet bij de wensen." in page
    assert client.post(url)["Location"] == reverse("planning:proposal", args=[proposals[1].pk])
    assert client.get(reverse("planning:choose", args=[proposals[1].pk])).status_code == 302
    assert not Round.objects.filter(kind=Round.Kind.CHOICE).exists()


def test_the_coordinator_keeps_places_free(client: Client, proposals: tuple[Proposal, Proposal]) -> None:
    """With the cost first, on the latest round; too many is told at the field; and it is given back from the list."""
    assert proposals
    url = reverse("planning:reserve-place", args=["dak"])
    assert client.get(url).status_code == 404
    client.force_login(make_user("region-coordinator"))
    page = client.get(reverse("planning:reserve-place", args=["zon"])).content.decode()
    assert "Eén persoon minder krijgt een voorstel." in page
    answer = client.post(url, {"seats": "9"})
    assert answer.status_code == 422
    assert "Je kunt nog hoogstens 2 vrijhouden." in answer.content.decode()
    until = timezone.localdate() + timedelta(days=9)
    client.post(url, {"seats": "1", "until": until.isoformat()})
    assert (Reserve.objects.get().seats, Reserve.objects.get().until) == (1, until)
    assert "Dakdekker" in client.get(reverse("planning:steering")).content.decode()
    client.post(reverse("planning:end-reserve", args=[Reserve.objects.get().pk]))
    assert Reserve.objects.get().ended_at is not None


def test_places_are_offered_for_the_field(client: Client, proposals: tuple[Proposal, Proposal]) -> None:
    """Every place of the region can be asked about."""
    assert proposals
    page = client.get(reverse("planning:places")).content.decode()
    assert "(zon)" in page
    assert "(dak)" in page


# ---- on paper, and at the offer


def test_the_sheet_tells_what_else_in_either_language(client: Client, proposals: tuple[Proposal, Proposal]) -> None:
    """For the candidate, in Dutch or English, whatever the screen speaks; many sheets at once work nothing out."""
    url = reverse("planning:sheet", args=[proposals[1].pk])
    english = client.get(url + "?taal=en").content.decode()
    assert '<html lang="en"' in english
    assert "It helps if" in english
    assert "Het helpt als" in client.get(url + "?taal=xx").content.decode()
    assert "Het helpt als" in client.get(reverse("planning:sheets", args=[proposals[1].round_id])).content.decode()
    proposals[0].refresh_from_db()
    assert "helps:nl" not in proposals[0].told


def test_an_offer_tells_who_is_proposed_and_why(client: Client, proposals: tuple[Proposal, Proposal]) -> None:
    """With the fact that counted most and a link; the coordinator by pseudonym, an employer without the why."""
    planned, _left_out = proposals
    url = reverse("supply:place", args=["zon"])
    page = client.get(url).content.decode()
    assert reverse("planning:proposal", args=[planned.pk]) in page
    assert "Het werk past goed bij de vaardigheden." in page
    place = Place.objects.get(code="zon")
    client.force_login(make_user("employer", organisation=place.employer.organisation))
    page = client.get(url).content.decode()
    assert planned.candidate.subject.pseudonym in page
    assert "past goed" not in page
    assert "dichtbij" not in page


def test_an_offer_tells_who_came_near_when_asked(client: Client, proposals: tuple[Proposal, Proposal]) -> None:
    """Only people this reader may see, and who was shown is in the trail."""
    planned, left_out = proposals
    url = reverse("supply:place", args=["zon"])
    assert left_out.candidate.subject.pseudonym not in client.get(url).content.decode()
    page = client.get(url + "?dichtbij=1").content.decode()
    assert f"{reverse('planning:proposal', args=[left_out.pk])}?plek=zon" in page
    assert AuditEntry.objects.filter(action="offer.people", subject=left_out.candidate.subject).count() == 1
    client.force_login(make_user("case-worker", municipality=make_municipality("GM0363", "Amsterdam")))
    page = client.get(url + "?dichtbij=1").content.decode()
    assert left_out.candidate.subject.pseudonym not in page
    assert planned.candidate.subject.pseudonym not in page


def test_without_a_round_nobody_came_near(client: Client, worker: User) -> None:
    """Where there is nothing to ask that is said."""
    assert worker
    assert (
        "Er is nog geen ronde geweest."
        in client.get(reverse("supply:place", args=["zon"]) + "?dichtbij=1").content.decode()
    )
