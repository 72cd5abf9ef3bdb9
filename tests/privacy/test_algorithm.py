"""What the running version tells of its algorithm."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from koppelkans import __version__
from koppelkans.core.models import Region
from koppelkans.journeys.models import Decision
from koppelkans.planning.models import Proposal, Round
from koppelkans.privacy import algorithm, assessment
from koppelkans.privacy.fields import accounts
from making import make_candidate, make_municipality, make_region, make_user

pytestmark = pytest.mark.django_db

# publication standard 1.0 of the Dutch algoritmeregister: how long a text may be (None: as long as it likes)
LONGEST: dict[str, int | None] = {
    "name": 100,
    "description_short": 400,
    "organization": 100,
    "begin_date": 7,
    "contact_email": 500,
    "website": 500,
    "goal": 2500,
    "proportionality": 2500,
    "human_intervention": 2500,
    "risks": 2500,
    "lawful_basis": 2500,
    "process_index_url": 500,
    "impacttoetsen": 2500,
    "source_data": 2500,
    "methods_and_models": 5000,
    "provider": 200,
    "publiccode": 500,
    "source_id": 100,
    "tags": 2500,
}
PERMITTED = {
    "status": {"In ontwikkeling", "In gebruik", "Buiten gebruik"},
    "publication_category": {"Hoog-risico AI-systeem", "Impactvolle algoritmes", "Overige algoritmes"},
    "lang": {"nld"},
    "standard_version": {"1.0"},
}
THEMES = {"Werk", "Sociale zekerheid", "Migratie en integratie", "Onderwijs en wetenschap"}
# of lists: which parts each item has, how long, and whether it must
GROUPINGS: dict[str, dict[str, tuple[int | None, bool]]] = {
    "lawful_basis_grouping": {"title": (100, True), "link": (500, True)},
    "impacttoetsen_grouping": {"title": (None, True), "link": (500, False)},
    "source_data_grouping": {"title": (500, True), "link": (500, True)},
}
REQUIRED = {"name", "description_short", "organization", "contact_email", "lang", "source_data_grouping"} | {
    "status",
    "publication_category",
}


def faults(entry: dict[str, Any]) -> list[str]:
    """What is not as the standard wants it."""
    found = [f"{name} is missing" for name in sorted(REQUIRED - entry.keys())]
    for name, value in entry.items():
        if name in LONGEST:
            longest = LONGEST[name]
            ok = isinstance(value, str) and value and (longest is None or len(value) <= longest)
        elif name in PERMITTED:
            ok = value in PERMITTED[name]
        elif name == "category":
            ok = set(value) <= THEMES
        elif name in GROUPINGS:
            ok = all(item_is_right(item, GROUPINGS[name]) for item in value)
        else:
            ok = False
        found += [] if ok else [f"{name}: {value!r}"]
    return found


def item_is_right(item: dict[str, str], parts: dict[str, tuple[int | None, bool]]) -> bool:
    """Whether an item has the parts it must, none other, and none too long."""
    return set(item) <= set(parts) and all(
        len(item.get(part, "")) <= (longest or 10_000) and (part in item or not must)
        for part, (longest, must) in parts.items()
    )


def test_the_entry_is_as_the_standard_wants() -> None:
    """Every field of the entry is known, not too long, and the required ones are there; also with a region."""
    assert faults(algorithm.entry()) == []
    make_region()
    entry = algorithm.entry("Gemeente Haarlemmermeer")
    assert faults(entry) == []
    assert entry["organization"] == "Gemeente Haarlemmermeer"
    assert "begin_date" not in entry
    assert entry["source_id"].endswith(__version__)


def test_what_only_the_municipality_knows_is_marked(settings: Any) -> None:
    """What is not set says so; what is set is filled in."""
    make_region()
    assert algorithm.to_fill_in(algorithm.entry()) == ["impacttoetsen", "organization", "contact_email", "publiccode"]
    settings.KOPPELKANS_ORGANISATION = "Gemeente Voorbeeld"
    settings.KOPPELKANS_CONTACT = "algoritmes@voorbeeld.example"
    settings.KOPPELKANS_SOURCE = "https://code.example/koppelkans"
    assert algorithm.to_fill_in(algorithm.entry()) == ["impacttoetsen"]


def test_the_entry_follows_what_runs() -> None:
    """Other weights give another text; the month of the first decision is when it came into use."""
    make_region()
    before = algorithm.entry()["methods_and_models"]
    assert "Per uur reizen -1,2" in before
    region = Region.objects.get()
    region.scorecard |= {"travel_hour": -2.5}
    region.save()
    assert "Per uur reizen -2,5" in algorithm.entry()["methods_and_models"]
    made = Round.objects.create(name="Ronde", asked_at=timezone.now(), status=Round.Status.DONE)
    proposal = Proposal.objects.create(round=made, candidate=make_candidate())
    Decision.objects.create(proposal=proposal, outcome="deferred", by=make_user("case-worker"), at=timezone.now())
    entry = algorithm.entry()
    assert (entry["status"], entry["begin_date"]) == ("In gebruik", f"{timezone.localdate():%Y-%m}")
    assert faults(entry) == []


def test_the_entry_is_dutch_whoever_asks() -> None:
    """The register takes Dutch only."""
    make_region()
    with translation.override("en"):
        assert algorithm.entry() == algorithm.entry()
        english = algorithm.entry()
    with translation.override("nl"):
        assert algorithm.entry() == english
    assert "afkomst" in english["risks"]


def test_every_input_is_told() -> None:
    """The register names all that planning knows of a person, and what it never knows."""
    told = algorithm.entry()["source_data"]
    with translation.override("nl"):
        now = algorithm.running()
        assert all(str(one.what) in told for one in now.inputs)
    assert "nationaliteit" in told


def test_the_file_is_the_entry(client: Client) -> None:
    """Who downloads it gets the same, for the municipality that was chosen."""
    make_municipality("GM0394", "Haarlemmermeer")
    client.force_login(make_user("privacy-officer"))
    answer = client.get(reverse("privacy:entry-file") + "?gemeente=GM0394")
    assert json.loads(answer.content) == json.loads(json.dumps(algorithm.entry("Gemeente Haarlemmermeer")))
    page = client.get(reverse("privacy:entry") + "?gemeente=GM0394").content.decode()
    assert "Gemeente Haarlemmermeer" in page
    assert "zelf invullen" in page
    assert client.get(reverse("privacy:entry") + "?gemeente=GM9999").status_code == 404


def test_residents_read_it_without_login(client: Client) -> None:
    """The page is public, tells the figures of today and what one can do, and is linked from every page."""
    make_region()
    page = client.get(reverse("privacy:algorithm")).content.decode()
    for told in ("Een mens", "nationaliteit", "Per uur reizen", "Vraag waarom", __version__):
        assert told in page
    assert reverse("privacy:algorithm") in client.get(reverse("start:privacy")).content.decode()


def test_residents_read_it_before_there_is_a_region(client: Client) -> None:
    """An empty platform tells how it will work."""
    assert client.get(reverse("privacy:algorithm")).status_code == 200


def test_facts_for_an_assessment(client: Client) -> None:
    """All data with purpose and term, all roles, and the quality of the newest rounds are there."""
    make_region()
    figures = {
        "people": 10,
        "placed": 7,
        "gap": 0.0,
        "simple": {"first_come": {"people": 5, "durable": 3.0, "cents": 1}, "greedy": None},
    }
    for kind in (Round.Kind.ROUND, Round.Kind.SCENARIO):
        Round.objects.create(
            kind=kind, name=f"Najaar {kind}", asked_at=timezone.now(), status=Round.Status.DONE, figures=figures
        )
    client.force_login(make_user("privacy-officer"))
    page = client.get(reverse("privacy:facts")).content.decode()
    assert all(account.model in page for account in accounts())
    assert "Najaar round" in page
    assert "Najaar scenario" not in page
    assert [row.first_come for row in assessment.quality()] == [5]
    assert re.search(r"7 \(70%\)", page)
