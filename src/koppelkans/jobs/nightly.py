"""What is done every night: each step by itself, so that one that fails does not keep the others from their work."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import import_module

from django.conf import settings
from django.db import Error, IntegrityError, transaction
from django.utils import timezone

from koppelkans.core.access import Closed, Unknown, house
from koppelkans.core.actions.outbox import send_waiting
from koppelkans.core.actions.sessions import forget_ended
from koppelkans.core.refusal import Refused
from koppelkans.jobs.models import Night
from koppelkans.jobs.rounds import pick_up_lost
from koppelkans.journeys.actions import chase, lapse_silent
from koppelkans.journeys.actions.checking import check_ledger
from koppelkans.journeys.actions.promises import open_by_night
from koppelkans.journeys.actions.recounting import count_all
from koppelkans.journeys.actions.reminding import remind
from koppelkans.people.actions.freshness import ask_after_stale as ask_after_people
from koppelkans.people.imports.actions import sweep
from koppelkans.privacy.actions import clean_automatic, propose_erasures
from koppelkans.programmes.actions import offer_free_seats
from koppelkans.reports.actions import compute_all
from koppelkans.supply.actions.asking import ask_after_stale as ask_after_offers

logger = logging.getLogger(__name__)
BY = house("koppelkans nightly")
LONGEST = timedelta(hours=3)  # a night that runs longer was broken off

Step = Callable[[datetime], object]


@dataclass
class Outcome:
    """What a night came to: what each step told, and which failed."""

    done: dict[str, str] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    busy: bool = False  # another run was going: nothing was done

    @property
    def ok(self) -> bool:
        """Whether everything was done."""
        return not (self.failed or self.busy)


def _sessions(_now: datetime) -> str:
    """Sessions that are over are cleared."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    forget_ended()
    return "cleared"


STEPS: dict[str, Step] = {
    "people": lambda now: ask_after_people(by=BY, today=timezone.localdate(now), now=now),
    "offers": lambda now: ask_after_offers(by=BY, now=now).offers,
    "chased": lambda now: chase(by=BY, now=now),
    "lapsed": lambda now: lapse_silent(by=BY, now=now),
    "seats": lambda now: offer_free_seats(by=BY, now=now),
    "guarantees": lambda now: open_by_night(by=BY, now=now),
    "reminders": lambda now: remind(by=BY, now=now),
    "erasures": lambda now: propose_erasures(by=BY, now=now),
    "links": lambda now: clean_automatic(by=BY, now=now),
    "imports": lambda now: sweep(by=BY, now=now),
    "sessions": _sessions,
    "rounds": pick_up_lost,
}
# of many people or mails, each in a transaction of its own; what is checked was counted before it
UNBOUND: dict[str, Step] = {
    "counted": lambda now: count_all(by=BY, now=now),
    "ledger": lambda now: check_ledger(by=BY, now=now).told,
    "reports": lambda now: compute_all(now=now),
    "outbox": send_waiting,
}


def run_nightly(now: datetime, steps: Mapping[str, Step] | None = None) -> Outcome:
    """Do the work of the night, once: a second run at the same time does nothing and says so."""
    night = _begin(now)
    if night is None:
        return Outcome(busy=True)
    outcome = Outcome()
    try:
        for name, step in (STEPS if steps is None else steps).items():
            _do(name, step, now, outcome, bound=True)
        for name, step in UNBOUND.items() if steps is None else ():
            _do(name, step, now, outcome, bound=False)
    finally:
        night.going, night.ended_at = False, timezone.now()
        night.told = outcome.done | {name: f"failed: {why}" for name, why in outcome.failed.items()}
        night.save()
    return outcome


def _begin(now: datetime) -> Night | None:
    """A new night, or none while another is going."""
    Night.objects.filter(going=True, started_at__lt=now - LONGEST).update(going=False, told={"broken": "off"})
    try:
        with transaction.atomic():
            return Night.objects.create(started_at=now)
    except IntegrityError:
        return None


def _do(name: str, step: Step, now: datetime, outcome: Outcome, *, bound: bool) -> None:
    try:
        if bound:
            with transaction.atomic():
                outcome.done[name] = str(step(now))
        else:
            outcome.done[name] = str(step(now))
    except (Error, Refused, Closed, Unknown, OSError) as error:
        logger.exception("nightly step %s failed", name)
        outcome.failed[name] = f"{type(error).__name__}: {error}"
