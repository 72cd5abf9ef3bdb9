"""The work of the night."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import OperationalError

from koppelkans.core.models import Message
from koppelkans.core.refusal import Reason, Refused
from koppelkans.jobs.models import Night
from koppelkans.jobs.nightly import run_nightly
from koppelkans.privacy.models import ErasureProposal
from making import NOW, make_candidate, make_organisation, make_run, make_user

LATE = NOW + timedelta(days=200)


@pytest.mark.django_db
def test_the_night_asks_and_proposes() -> None:
    """In one night stale profiles and offers are asked after and old data is proposed for erasure."""
    make_candidate(owner=make_user("case-worker"))
    make_run(start=LATE.date(), end=LATE.date(), provider=make_organisation(contact_email="opleider@example.org"))
    outcome = run_nightly(LATE)
    assert outcome.ok, outcome
    assert outcome.done["people"] == "1"
    assert outcome.done["offers"] == "1"
    assert outcome.done["erasures"] == "1"
    assert ErasureProposal.objects.count() == 1
    assert Message.objects.count() == 2
    assert not Night.objects.get().going


@pytest.mark.django_db
def test_one_step_that_fails_does_not_stop_the_others(caplog: pytest.LogCaptureFixture) -> None:
    """A step that fails is told and logged, what it wrote is undone, and the next is done."""

    def broken(now: datetime) -> object:
        Message.objects.create(to="a@example.org", subject="half", body="", written_at=now)
        raise OperationalError("disk full")

    def refused(now: datetime) -> object:
        raise Refused([Reason("no", f"not on {now:%d}")])

    outcome = run_nightly(NOW, {"broken": broken, "refused": refused, "last": lambda _now: 3})
    assert outcome.failed == {"broken": "OperationalError: disk full", "refused": "Refused: not on 02"}
    assert outcome.done == {"last": "3"}
    assert not outcome.ok
    assert not Message.objects.exists()
    assert "nightly step broken failed" in caplog.text
    assert Night.objects.get().told["broken"] == "failed: OperationalError: disk full"


@pytest.mark.django_db
def test_a_fault_of_the_house_is_not_swallowed_and_ends_the_night() -> None:
    """A mistake in the code comes out, and does not leave the night going."""

    def wrong(now: datetime) -> object:
        raise TypeError(now)

    with pytest.raises(TypeError):
        run_nightly(NOW, {"wrong": wrong})
    assert not Night.objects.get().going


@pytest.mark.django_db
def test_a_night_that_was_broken_off_does_not_keep_the_next_away() -> None:
    """Whoever pulled the plug during a night gets the next night all the same."""
    Night.objects.create(started_at=NOW)
    assert run_nightly(NOW + timedelta(hours=1), {}).busy
    assert run_nightly(NOW + timedelta(days=1), {}).ok


@pytest.mark.django_db
def test_two_nights_at_once_do_the_work_once() -> None:
    """A run that begins while another is going does nothing, and says so."""
    seen = []

    def meanwhile(now: datetime) -> object:
        seen.append(run_nightly(now + timedelta(minutes=1)))
        return "done"

    assert run_nightly(NOW, {"meanwhile": meanwhile}).ok
    assert [outcome.busy for outcome in seen] == [True]
    assert Night.objects.count() == 1
