"""The demo: what its first week leaves behind, once."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from koppelkans.cli.demo import region
from koppelkans.journeys import states
from koppelkans.journeys.models import Agreement, Consent, Decision, Journey
from koppelkans.planning.models import Pinned, Proposal, Request, Reserve, Round
from koppelkans.programmes.models import Programme
from koppelkans.programmes.queries import with_counts

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def demo(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """The demo, with fewer people than it has, planned for some seconds."""
    settings.DEMO, settings.LONGEST_ROUND = True, 3.0
    monkeypatch.setattr(region, "PEOPLE", 600)
    region.make()


@pytest.mark.usefixtures("demo")
def test_demo_shows_a_week_of_work() -> None:
    """Programmes with histories, a round, each kind of decision and agreement, what steers the next; and that once."""
    assert set(Round.objects.values_list("kind", "status")) >= {
        ("round", "done"),
        ("choice", "done"),
        ("scenario", "done"),
    }
    assert set(Decision.objects.values_list("outcome", flat=True)) == {"accepted", "declined", "deferred"}
    assert set(Agreement.objects.values_list("state", flat=True)) == {"asked", "complete", "refused"}
    assert set(Consent.objects.values_list("answer", flat=True)) >= {"waiting", "talk", "yes", "no"}
    assert (Request.objects.count(), Reserve.objects.count(), Pinned.objects.filter(kind="lock").count()) == (1, 1, 1)

    pilot, third_year = with_counts(Programme.objects.all())  # the newest first
    assert (pilot.taking_part, pilot.waiting, pilot.cap) == (10, 2, 10)  # type: ignore[attr-defined]
    assert third_year.taking_part == third_year.cap  # type: ignore[attr-defined]
    assert pilot.criteria_locked_at < Journey.objects.filter(programme=pilot).earliest("made_at").made_at
    under_way = Journey.objects.filter(status__in=states.OPEN, decision=None)
    assert not Proposal.objects.filter(candidate__in=under_way.values("candidate")).exists(), "nobody is planned twice"

    before = (Round.objects.count(), Decision.objects.count(), Consent.objects.count())
    region.make()
    assert not region.missing()
    assert before == (Round.objects.count(), Decision.objects.count(), Consent.objects.count()), "it is made once"
    assert "Wat als" in Client().get("/demo/").content.decode(), "the page with the logins says what to try"
