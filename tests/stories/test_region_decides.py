"""A region plans together: a round, what holds it back, a what-if that becomes the round, three case workers decide."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from django.utils.module_loading import import_string
from playwright.sync_api import Page, expect

from browsing import WIDTHS, Browse, look
from importing import log_in_as
from koppelkans import generate
from koppelkans.core import background
from koppelkans.core.access import house
from koppelkans.core.models import Municipality, User
from koppelkans.journeys.models import Decision
from koppelkans.people.models import Candidate
from koppelkans.planning.actions import telling
from koppelkans.planning.actions.exchange import import_region
from koppelkans.planning.models import Proposal, Round
from koppelkans.supply.models import Booking
from making import make_user

pytestmark = pytest.mark.django_db(transaction=True)
SEED = 6  # this seed draws two municipalities
HOME, NEXT = "GM0439", "GM0880"
SAVE = "Leg het besluit vast"


@dataclass(frozen=True)
class Team:
    """A coordinator, and three case workers of two municipalities."""

    coordinator: User
    workers: tuple[User, User, User]


@pytest.fixture
def team(settings: Any) -> Team:
    """An invented region of two hundred people, with who works there."""
    settings.LONGEST_ROUND = 6.0
    now = timezone.now()
    today = timezone.localdate(now)
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent) / "region"
        generate.write(folder, candidates=200, seed=SEED)
        import_region(folder, by=house("test"), now=now, first=today + timedelta(days=14 - today.weekday()))
    home, beside = Municipality.objects.get(pk=HOME), Municipality.objects.get(pk=NEXT)
    workers = (
        make_user("case-worker", municipality=home, name="Kim Hazelaar"),
        make_user("case-worker", municipality=home, name="Carmen Vlier"),
        make_user("case-worker", municipality=beside, name="Bram Meidoorn"),
    )
    for at, candidate in enumerate(Candidate.objects.order_by("pk")):
        candidate.owner = workers[at % 2] if candidate.municipality == home else workers[2]
        candidate.save(update_fields=["owner"])
    return Team(make_user("region-coordinator", name="Roos Lariks"), workers)


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Work for later is done beside the pages, as a worker does it."""
    begun: list[Thread] = []

    def work(path: str, arguments: tuple[Any, ...]) -> None:
        import_string(path).call(*arguments)
        connection.close()

    def begin(path: str, arguments: tuple[Any, ...]) -> None:
        begun.append(Thread(target=work, args=(path, arguments)))
        begun[-1].start()

    monkeypatch.setattr(background, "_enqueue", begin)
    yield
    for thread in begun:
        thread.join()


def as_user(browse: Browse, user: User, url: str) -> Page:
    """A window of somebody who is logged in."""
    page = browse()
    log_in_as(page, user, url)
    page.set_default_timeout(60_000)
    return page


def look_both(page: Page, name: str) -> None:
    """Nothing is wrong with the page, at a desk and on a phone."""
    for width in reversed(WIDTHS):
        page.set_viewport_size({"width": width, "height": 900})
        look(page, name)


def tab(page: Page, name: str) -> None:
    """Another page of the round."""
    page.get_by_role("navigation", name="Deze ronde").get_by_role("link", name=name).click()


def plan(page: Page) -> Round:
    """Start a round for the whole region and see it through."""
    page.goto("/rondes/nieuw/")
    page.get_by_label("Naam van de ronde").fill("Voorjaar")
    page.get_by_role("button", name="Start de ronde").click()
    expect(page.locator("#voortgang")).to_contain_text("mensen", timeout=60_000)
    look(page, "region-progress")
    expect(page.get_by_role("link", name="mensen met een voorstel", exact=True)).to_be_visible(timeout=90_000)
    return Round.objects.get(kind=Round.Kind.ROUND)


@pytest.mark.usefixtures("worker")
def test_region_plans_and_decides(browse: Browse, live_server: Any, team: Team) -> None:
    """From a round with progress to a what-if that becomes the round, and decisions in two municipalities at once."""
    desk = as_user(browse, team.coordinator, live_server.url)
    made = plan(desk)
    assert not Booking.objects.exists(), "a plan changes nothing"
    expect(desk.get_by_role("heading", name="Wat levert dit plan op?")).to_be_visible()
    look_both(desk, "region-board")
    for name in ("Groepen", "Eerlijkheid", "Over deze ronde", "Knelpunten"):
        tab(desk, name)
        expect(desk.get_by_role("navigation", name="Deze ronde").locator("[aria-current]")).to_have_text(name)
        look_both(desk, f"region-{name.split()[0].lower()}")

    adopted = try_one_more(desk, made)
    three_decide(browse, live_server.url, team, adopted)


def try_one_more(desk: Page, made: Round) -> Round:
    """From a bottleneck to a what-if, beside the round, and, once it is true, to the round itself."""
    scarce = next(row for row in made.figures["bottlenecks"] if row["kind"] == "place")
    desk.goto(f"/rondes/{made.pk}/knelpunten/")
    row = desk.get_by_role("row").filter(has_text=scarce["name"])
    row.first.get_by_role("link", name="Probeer dit").click()
    look_both(desk, "region-what-if")
    desk.get_by_label("Hoe noem je dit?").fill("Eén plek meer")
    desk.get_by_role("button", name="Reken dit door").click()
    beside = desk.get_by_role("link", name="Vergelijk met de ronde")
    expect(beside).to_be_visible(timeout=90_000)
    look_both(desk, "region-scenarios")
    beside.click()
    expect(desk.get_by_role("heading", level=1)).to_have_text(re.compile("Vergelijken"))
    look_both(desk, "region-compare")
    scenario = Round.objects.get(kind=Round.Kind.SCENARIO)
    assert not Proposal.objects.filter(round=scenario, decisions__isnull=False).exists()

    desk.get_by_role("link", name="Maak hier de ronde van").first.click()
    expect(desk.get_by_text("Dit kan nog niet. Pas dit eerst echt aan:")).to_be_visible()
    look_both(desk, "region-adopt-not-yet")
    desk.get_by_role("link", name="Ga ernaartoe").first.click()
    desk.get_by_role("link", name="Aanpassen").first.click()
    room = desk.get_by_label("Hoeveel mensen kunnen er komen?")
    room.fill(str(int(room.input_value()) + 1))
    desk.get_by_role("main").get_by_role("button", name="Opslaan").click()
    desk.goto(f"/rondes/{scenario.pk}/wordt-de-ronde/")
    desk.get_by_role("button", name="Ja, dit wordt de ronde").click()
    expect(desk.get_by_text("Dit is nu de ronde.")).to_be_visible()
    scenario.refresh_from_db()
    assert (scenario.kind, scenario.adopted_at is not None) == (Round.Kind.ROUND, True)
    return scenario


def three_decide(browse: Browse, url: str, team: Team, made: Round) -> None:
    """At the same moment, each about their own people; one wants what another just took."""
    mine, wanted = contested(made, team.workers[0], team.workers[2])
    pages = [as_user(browse, user, url) for user in team.workers]
    hers = Proposal.objects.filter(round=made, candidate__owner=team.workers[1], place__isnull=False)
    other = next(one for one in hers if one.place_id != wanted.place_id and not set(one.runs) & set(wanted.runs))

    only_their_own(pages, made, mine, wanted)
    pages[0].goto(f"/rondes/voorstel/{mine.pk}/?anders=1")
    choice = pages[0].locator("section").filter(has_text=str(wanted.place.employer if wanted.place else ""))
    choice.get_by_role("link", name="Kies dit traject").first.click()
    look_both(pages[0], "region-choose")
    pages[0].get_by_role("main").locator("form button[type=submit]").last.click()
    expect(pages[0].get_by_role("heading", name="Beslis samen met de kandidaat")).to_be_visible()
    pages[1].goto(f"/rondes/voorstel/{other.pk}/")
    pages[2].goto(f"/rondes/voorstel/{wanted.pk}/")
    for page in pages:
        page.get_by_label("Het gaat door", exact=True).check()
    for page in pages[:2]:  # the buttons of two windows, before either answers
        page.get_by_role("button", name=SAVE).click(no_wait_after=True)
    for page in pages[:2]:
        expect(page.get_by_role("heading", name="Wie zegt er ja?")).to_be_visible()
    pages[2].get_by_role("button", name=SAVE).click()
    look_both(pages[2], "region-too-late")
    expect(pages[2].get_by_role("main")).to_contain_text(re.compile("vol|bezet|vergeven|geen plek", re.IGNORECASE))
    assert set(Decision.objects.values_list("proposal__candidate", flat=True)) == {
        mine.candidate_id,
        other.candidate_id,
    }
    assert Booking.objects.filter(place=wanted.place, released_on=None).count() == 1


def contested(made: Round, chooser: User, loser: User) -> tuple[Proposal, Proposal]:
    """Somebody of the one who could also go to the only seat that is proposed to somebody of the other."""
    theirs = Proposal.objects.filter(round=made, candidate__owner=loser, place__capacity=1).select_related("place")
    by_place = {row.place.code: row for row in theirs.select_related("place__employer") if row.place}
    own = Proposal.objects.filter(round=made, candidate__owner=chooser).select_related("candidate__subject", "round")
    for proposal in own:
        for other in telling.others_of(proposal, "nl"):
            if other.place in by_place:
                return proposal, by_place[other.place]
    pytest.fail("nobody of the one municipality could take a place of the other")


def only_their_own(pages: list[Page], made: Round, mine: Proposal, wanted: Proposal) -> None:
    """On the board stand only people of the own municipality; another's page does not exist."""
    for page, home in zip(pages, (HOME, HOME, NEXT), strict=True):
        page.goto(f"/rondes/{made.pk}/")
        names = set(page.get_by_role("main").get_by_role("rowheader").all_inner_texts())
        people = Candidate.objects.filter(subject__pseudonym__in=names)
        assert set(people.values_list("municipality", flat=True)) == {home}
    for page, theirs in ((pages[2], mine), (pages[0], wanted)):
        answer = page.goto(f"/rondes/voorstel/{theirs.pk}/")
        assert answer is not None
        assert answer.status == 404
