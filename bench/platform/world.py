"""Fills an empty installation with an invented region, its people, who works with them, and what was done so far.

Run in the installation: `python -m bench.platform.world REGION --workers N …`; tells as JSON what the visitors need.
"""

from __future__ import annotations

import argparse
import json
import random
import secrets
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench.platform.planned import figures
from koppelkans.cli.platform import with_platform

with_platform()

from allauth.mfa.models import Authenticator  # noqa: E402 - needs the platform loaded
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret  # noqa: E402
from allauth.mfa.utils import decrypt  # noqa: E402
from django.contrib.auth.hashers import make_password  # noqa: E402
from django.db import transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from koppelkans.cli.demo.names import name  # noqa: E402
from koppelkans.core.access import house  # noqa: E402
from koppelkans.core.models import AuditEntry, Grant, Municipality, Organisation, User  # noqa: E402
from koppelkans.funds.models import Fund  # noqa: E402
from koppelkans.journeys.models import Decision  # noqa: E402
from koppelkans.people.models import Candidate, ContactCard, Wish  # noqa: E402
from koppelkans.planning.actions.computing import carry_out  # noqa: E402
from koppelkans.planning.actions.exchange import import_region  # noqa: E402
from koppelkans.planning.actions.rounds import start_round  # noqa: E402
from koppelkans.planning.models import Proposal, Round  # noqa: E402
from koppelkans.supply.models import Place, Run  # noqa: E402

PASSWORD = "koppelkans-bench"
US = house("koppelkans bench")
FULL_PAGE = 60  # runs and places at least, so that the first page of a list is full
ROUNDS = 60
LOOKS = 5  # entries of the trail per person
SNAPSHOT = 40_000  # bytes that a finished round keeps, as in a region of some hundreds


def main(argv: Sequence[str] | None = None) -> None:
    """Fill it and tell what is in it."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("region", type=Path)
    asked.add_argument("--workers", type=int, required=True, help="case workers")
    asked.add_argument("--one-municipality", action="store_true", help="everybody lives in one municipality")
    asked.add_argument("--planned", choices=("invented", "computed"), required=True, help="where proposals come from")
    asked.add_argument("--others", type=int, default=1, help="users of each other role")
    told = asked.parse_args(argv)
    print(json.dumps(fill(told)))


def fill(told: argparse.Namespace) -> dict[str, Any]:
    """Everything, in one transaction; and the first round after it."""
    now = timezone.now()
    today = timezone.localdate(now)
    draw = random.Random(1)
    with transaction.atomic():
        import_region(told.region, by=US, now=now, first=today + timedelta(days=14 - today.weekday()))
        if told.one_municipality:
            home = Municipality.objects.order_by("code")[0]
            Candidate.objects.update(municipality=home)
            more_offers()
        workers = case_workers(told.workers)
        people(workers, draw)
        others = other_roles(told.others)
        trail(list(workers), draw)
        if told.planned == "invented":
            rounds(next(iter(workers)), draw)
    if told.planned == "computed":
        made = start_round(name="Eerste ronde", municipality=None, by=US, now=now)
        carry_out(made.pk, clock=timezone.now)
    return {"visitors": list(visitors(list(workers), others)), "round": Round.objects.latest("pk").pk} | counts()


def more_offers() -> None:
    """Copies of runs and places until a page is full."""
    for model in (Run, Place):
        rows = list(model.objects.order_by("pk"))
        lacking = range(FULL_PAGE - len(rows))
        for at in lacking:
            row = rows[at % len(rows)]
            row.pk, row.code = None, f"{row.code}-{at}"
            row._state.adding = True
            row.save()


def case_workers(number: int) -> dict[User, str]:
    """The case workers, spread over the municipalities as the people are; each with the municipality's code."""
    people = list(Candidate.objects.order_by("municipality", "pk").values_list("municipality", flat=True))
    homes = [people[at * len(people) // number] for at in range(number)]
    users = _users("klantmanager", number)
    _grant(users, "case-worker", [{"municipality_id": home} for home in homes])
    return dict(zip(users, homes, strict=True))


def other_roles(number: int) -> dict[str, list[User]]:
    """Users of every other role that works with lists."""
    providers = _largest("provider", Run.objects.values_list("provider", flat=True))
    employers = _largest("employer", Place.objects.values_list("employer__organisation", flat=True))
    found = {}
    for role, organisations in (
        ("region-coordinator", []),
        ("employer-adviser", []),
        ("training-provider", providers),
        ("employer", employers),
        ("controller", []),
        ("privacy-officer", []),
    ):
        found[role] = users = _users(role, number)
        scopes = [
            {"organisation_id": organisations[at % len(organisations)]} if organisations else {} for at in range(number)
        ]
        _grant(users, role, scopes)
    return found


def _largest(kind: str, offered: Any) -> list[int]:
    """The organisations of a kind, those with the most offers first."""
    rows = list(offered)
    return sorted(Organisation.objects.filter(kind=kind).values_list("pk", flat=True), key=lambda pk: -rows.count(pk))[
        :20
    ]


def _users(role: str, number: int) -> list[User]:
    password = make_password(PASSWORD)
    users = [
        User(email=f"{role}.{at}@bench.example", name=f"{role.capitalize()} {at}", password=password)
        for at in range(number)
    ]
    User.objects.bulk_create(users, batch_size=500)
    for user in users[:200]:
        TOTP.activate(user, generate_totp_secret())
    return users


def _grant(users: list[User], role: str, scopes: list[dict[str, Any]]) -> None:
    since = timezone.localdate() - timedelta(days=30)
    Grant.objects.bulk_create(
        [Grant(user=user, role=role, since=since, **scope) for user, scope in zip(users, scopes, strict=True)]
    )


def people(workers: dict[User, str], draw: random.Random) -> None:
    """Whose people they are, how to reach them, when they were asked; so many parked and so many to ask after."""
    today = timezone.localdate()
    by_home: dict[str, list[User]] = {}
    for worker, home in workers.items():
        by_home.setdefault(home, []).append(worker)
    found = list(Candidate.objects.order_by("pk"))
    cards = []
    for at, candidate in enumerate(found):
        near = by_home.get(candidate.municipality_id, [None])
        candidate.owner = near[at % len(near)]
        candidate.own_key = f"B-{100_000 + at}"
        candidate.registered_on = today - timedelta(days=draw.randrange(150, 300))
        # more than a page of people to ask after, also where there are only a hundred
        candidate.confirmed_on = today - timedelta(days=draw.choice((draw.randrange(0, 60), draw.randrange(95, 115))))
        cards.append(ContactCard(candidate=candidate, name=name(draw), phone=f"06 0000 {draw.randrange(10_000):04d}"))
    Candidate.objects.bulk_update(found, ["owner", "own_key", "registered_on", "confirmed_on"], batch_size=200)
    ContactCard.objects.bulk_create(cards, batch_size=1_000)


def trail(workers: list[User], draw: random.Random) -> None:
    """Some looks at everybody in the last month."""
    now = timezone.now()
    AuditEntry.objects.bulk_create(
        (
            AuditEntry(
                at=now - timedelta(minutes=draw.randrange(60 * 24 * 30)),
                user=(worker := workers[draw.randrange(len(workers))]),
                who=worker.name,
                role="case-worker",
                action="person.open",
                purpose="guidance",
                subject_id=subject,
                thing="detail:pseudonym",
            )
            for subject in Candidate.objects.values_list("pk", flat=True)
            for _look in range(LOOKS)
        ),
        batch_size=1_000,
    )


def rounds(starter: User, draw: random.Random) -> None:
    """A page full of rounds, and for everybody a proposal (or none) in the last; a third was decided on."""
    now = timezone.now()
    candidates = list(Candidate.objects.order_by("pk"))
    places = list(Place.objects.order_by("pk"))
    runs = list(Run.objects.order_by("pk").values_list("code", flat=True))
    made = [
        Round(
            name=f"Ronde {at}",
            started_by=starter,
            status=Round.Status.DONE,
            asked_at=now - timedelta(days=ROUNDS - at),
            ended_at=now - timedelta(days=ROUNDS - at),
            snapshot=secrets.token_bytes(SNAPSHOT),
            people=len(candidates),
        )
        for at in range(ROUNDS)
    ]
    Round.objects.bulk_create(made)
    proposals = [
        Proposal(round=made[-1], candidate=candidate, reason=["no_pathway"])
        if at % 9 > 4
        else Proposal(
            round=made[-1],
            candidate=candidate,
            place=(place := places[draw.randrange(len(places))]),
            runs=[runs[at % len(runs)]],
            first_day=place.start_from,
            probability=(chance := draw.random()),
            low=max(0.0, chance - 0.15),
            high=min(1.0, chance + 0.15),
            payments=[{"step": "place", "cost_kind": "guidance", "fund": f"fonds-{at % 8}", "cents": 250_000}],
            travel_minutes=20.0,
            cost="2500",
        )
        for at, candidate in enumerate(candidates)
    ]
    Proposal.objects.bulk_create(proposals, batch_size=1_000)
    made[-1].figures = figures(len(proposals), sum(row.place is not None for row in proposals), runs)
    made[-1].save(update_fields=["figures"])
    Decision.objects.bulk_create(
        [Decision(proposal=row, outcome="deferred", by=starter, at=now) for row in proposals[::3]], batch_size=1_000
    )


def visitors(workers: list[User], others: dict[str, list[User]]) -> Iterator[dict[str, Any]]:
    """Who visits the pages: a session made beforehand, and what each works with."""
    runs, places = (list(model.objects.order_by("pk").values_list("code", flat=True)[:200]) for model in (Run, Place))
    funds = list(Fund.objects.order_by("pk").values_list("code", flat=True))
    for at, user in enumerate(workers[:200]):
        own = Candidate.objects.filter(owner=user)
        wishes = Wish.objects.filter(candidate__in=own).values_list("candidate__subject__pseudonym", "pk", "occupation")
        proposed = Proposal.objects.filter(candidate__in=own, place__isnull=False, round=Round.objects.latest("pk"))
        yield _visitor("case-worker", user) | {
            "people": list(own.values_list("subject__pseudonym", flat=True)),
            "wishes": list(wishes),
            "proposals": list(proposed.values_list("pk", flat=True)),
            "runs": [runs[at % len(runs)]],
            "places": [places[at % len(places)]],
        }
    for role, users in others.items():
        for user in users:
            organisation = user.grants.get().organisation_id
            mine = {"runs": runs, "places": places, "people": [], "funds": funds}
            if role == "training-provider":
                mine["runs"] = list(Run.objects.filter(provider=organisation).values_list("code", flat=True))
            if role == "employer":
                found = Place.objects.filter(employer__organisation=organisation)
                mine["places"] = list(found.values_list("code", flat=True))
            if role in ("region-coordinator", "privacy-officer"):
                found = Candidate.objects.order_by("pk")
                mine["people"] = list(found.values_list("subject__pseudonym", flat=True)[:200])
            yield _visitor(role, user) | mine


def _visitor(role: str, user: User) -> dict[str, Any]:
    client = Client()
    client.force_login(user)
    return {
        "role": role,
        "user": user.pk,
        "email": user.email,
        "password": PASSWORD,
        "secret": decrypt(Authenticator.objects.get(user=user).data["secret"]),
        "session": client.cookies["sessionid"].value,
    }


def counts() -> dict[str, int]:
    """How much there is."""
    models = {"people": Candidate, "runs": Run, "places": Place, "users": User, "entries": AuditEntry}
    found = {name: model.objects.count() for name, model in models.items()}
    return found | {"proposals": Proposal.objects.filter(place__isnull=False).count()}


if __name__ == "__main__":
    main()
