"""The demo: what its first week leaves behind, once."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from koppelkans.cli.demo import region
from koppelkans.journeys.models import Agreement, Consent, Decision
from koppelkans.planning.models import Pinned, Request, Reserve, Round

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def demo(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """The demo, with fewer people than it has, planned for some seconds."""
    settings.DEMO, settings.LONGEST_ROUND = True, 3.0
    monkeypatch.setattr(region, "PEOPLE", 600)
    region.make()


@pytest.mark.usefixtures("demo")
def test_demo_shows_a_week_of_work() -> None:
    """A round, each kind of decision, agreements in each state, what steers the next round; and all that only once."""
    assert set(Round.objects.values_list("kind", "status")) >= {
        ("round", "done"),
        ("choice", "done"),
        ("scenario", "done"),
    }
    assert set(Decision.objects.values_list("outcome", flat=True)) == {"accepted", "declined", "deferred"}
    assert set(Agreement.objects.values_list("state", flat=True)) == {"asked", "complete", "refused"}
    assert set(Consent.objects.values_list("answer", flat=True)) >= {"waiting", "talk", "yes", "no"}
    assert (Request.objects.count(), Reserve.objects.count(), Pinned.objects.filter(kind="lock").count()) == (1, 1, 1)

    before = (Round.objects.count(), Decision.objects.count(), Consent.objects.count())
    region.make()
    assert not region.missing()
    assert before == (Round.objects.count(), Decision.objects.count(), Consent.objects.count()), "it is made once"
    assert "Wat als" in Client().get("/demo/").content.decode(), "the page with the logins says what to try"
