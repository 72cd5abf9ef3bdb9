"""The ground of the demo: a generated region, a login per role, contact cards and weeks, programmes, a first round."""

from __future__ import annotations

import csv
import random
import tempfile
from datetime import date, datetime, timedelta
from importlib.resources import files
from pathlib import Path

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from koppelkans import generate
from koppelkans.cli.demo import programmes, week
from koppelkans.cli.demo.names import name
from koppelkans.core.access import actor_of, house
from koppelkans.core.models import Grant, Municipality, Organisation, Region, User
from koppelkans.people.models import Candidate, ContactCard, Holding, WeekItem
from koppelkans.planning.actions.exchange import import_region
from koppelkans.planning.actions.rounds import start_round
from koppelkans.privacy.actions import propose_erasures
from koppelkans.reports.actions import compute_all
from koppelkans.supply.models import Employer, Place, Run

PEOPLE, SEED = 1500, 4  # this seed draws a region of six municipalities
PASSWORD = "koppelkans-demo"  # noqa: S105 - printed on the page of the demo
DOMAIN = week.DOMAIN
US = house("koppelkans demo")


def missing() -> bool:
    """Whether the demo, or a part of it, still has to be made."""
    return not Region.objects.exists() or week.missing()


def make() -> None:
    """Make what is missing."""
    now = timezone.now()
    if not Region.objects.exists():
        _make_ground(now)
        compute_all(now=now)  # so that the first who looks sees a forecast
    if week.missing():
        week.make(now)


@transaction.atomic
def _make_ground(now: datetime) -> None:
    """The ground, all of it or nothing."""
    today = timezone.localdate(now)
    with tempfile.TemporaryDirectory(prefix="koppelkans-") as parent:
        folder = Path(parent) / "region"
        generate.write(folder, candidates=PEOPLE, seed=SEED)
        import_region(folder, by=US, now=now, first=today + timedelta(days=-today.weekday() + 14))
    _give_names()
    draw = random.Random(SEED)  # noqa: S311 - invented people, no secrets
    home = _largest()
    workers = _make_users(home, today)
    _fill_people(home, workers[:-1], draw, today)
    _let_time_pass(home, today)
    programmes.make(now, people=PEOPLE, home=home, team=workers)
    propose_erasures(by=US, now=now)
    coordinator = User.objects.get(email=f"regio@{DOMAIN}")
    start_round(name="Eerste ronde", municipality=home, by=actor_of(coordinator, today), now=now - week.AGO)


def _give_names() -> None:
    facts = files("koppelkans.generate.facts") / "municipalities.csv"
    with facts.open(encoding="utf-8") as rows:
        names = {row["municipality"]: row["name"] for row in csv.DictReader(rows)}
    for municipality in Municipality.objects.all():
        municipality.name = names.get(municipality.code, municipality.code)
        municipality.save()
    schools = ("Praktijkschool", "Vakcollege", "Taalhuis", "Techniekhuis", "Leerwerkhuis")
    for at, provider in enumerate(Organisation.objects.filter(kind="provider").order_by("code")):
        provider.name = f"{schools[at % len(schools)]} {('Noord', 'Oost', 'West', 'Zuid')[at // len(schools) % 4]}"
        provider.save()


def _largest() -> Municipality:
    counted = Candidate.objects.values("municipality").annotate(count=Count("pk")).order_by("-count")
    return Municipality.objects.get(pk=counted[0]["municipality"])


def _make_users(home: Municipality, today: date) -> list[User]:
    """A login per role; returns the case workers of the largest municipality and their jobcoach."""
    other = Municipality.objects.exclude(pk=home.pk).order_by("code")[0]
    provider = Organisation.objects.get(
        pk=Run.objects.values("provider").annotate(count=Count("pk")).order_by("-count", "provider")[0]["provider"]
    )
    employer = Employer.objects.annotate(count=Count("places")).order_by("-count", "pk")[0].organisation
    made = [
        _user("regio", "Roos Lariks", "region-coordinator", today),
        _user("klantmanager", "Kim Hazelaar", "case-worker", today, municipality=home),
        _user("collega", "Carmen Vlier", "case-worker", today, municipality=home),
        _user("coach", "Jelle Wilg", "coach", today, municipality=home),
        _user("buren", "Bram Meidoorn", "case-worker", today, municipality=other),
        _user("adviseur", "Ali Populier", "employer-adviser", today),
        _user("opleider", "Olga Klaver", "training-provider", today, organisation=provider),
        _user("werkgever", "Willem Heide", "employer", today, organisation=employer),
        _user("controller", "Chris Tijm", "controller", today),
        _user("privacy", "Petra Iep", "privacy-officer", today),
        _user("beheer", "Bas Beuk", "administrator", today),
    ]
    return made[1:4]


def _user(
    mailbox: str,
    full_name: str,
    role: str,
    today: date,
    municipality: Municipality | None = None,
    organisation: Organisation | None = None,
) -> User:
    user = User.objects.create_user(f"{mailbox}@{DOMAIN}", PASSWORD, name=full_name)
    since = programmes.first_day(today)  # before what they did
    Grant.objects.create(user=user, role=role, municipality=municipality, organisation=organisation, since=since)
    return user


def _fill_people(home: Municipality, workers: list[User], draw: random.Random, today: date) -> None:
    """Who guides whom, how to reach them, what fills their weeks; some profiles and proofs are old on purpose."""
    people = list(Candidate.objects.filter(municipality=home).select_related("subject").order_by("subject__pseudonym"))
    cards, weeks = [], []
    for at, candidate in enumerate(people):
        candidate.owner = workers[at % len(workers)]
        candidate.own_key = f"{home.code[2:]}-{10_000 + at}"
        candidate.registered_on = today - timedelta(days=draw.randrange(5, 200))
        candidate.confirmed_on = max(candidate.registered_on, today - timedelta(days=draw.randrange(0, 130)))
        full_name = name(draw)
        mailbox = f"{full_name.lower().replace(' ', '.')}.{at}"
        cards.append(
            ContactCard(
                candidate=candidate,
                name=full_name,
                phone=f"06 0000 {draw.randrange(10_000):04d}",
                email=f"{mailbox}@{DOMAIN}",
                language=draw.choice(("nl", "nl", "en", "ar", "uk", "tr", "ti")),
            )
        )
        taken = sorted(set(WORKDAYS) - set(candidate.dayparts))
        if taken:
            weeks.append(
                WeekItem(candidate=candidate, kind=draw.choice(("language", "school", "care", "work")), dayparts=taken)
            )
    Candidate.objects.bulk_update(people, ["owner", "own_key", "registered_on", "confirmed_on"], batch_size=500)
    ContactCard.objects.bulk_create(cards)
    WeekItem.objects.bulk_create(weeks)
    held = list(Holding.objects.filter(candidate__in=people).order_by("pk"))
    for holding in held:
        holding.proof = draw.choice(("said", "seen", "seen", "tested"))
        holding.author = workers[0]
    Holding.objects.bulk_update(held, ["proof", "author"], batch_size=500)


WORKDAYS = [f"{day}-{part}" for day in ("mo", "tu", "we", "th", "fr") for part in ("am", "pm")]


def _let_time_pass(home: Municipality, today: date) -> None:
    """Some offers were confirmed long ago, and somebody left longer ago than their data are kept."""
    old = today - timedelta(days=75)
    for runs in (Run.objects.order_by("code")[::6], Run.objects.order_by("-code")[:4]):
        Run.objects.filter(pk__in=[run.pk for run in runs]).update(confirmed_on=old)
    Place.objects.filter(pk__in=[place.pk for place in Place.objects.order_by("code")[::9]]).update(confirmed_on=old)
    gone = Candidate.objects.filter(municipality=home).order_by("-subject__pseudonym")[:2]
    Candidate.objects.filter(pk__in=[row.pk for row in gone]).update(
        status="left", reason="moved", ended_on=today - timedelta(days=800), registered_on=today - timedelta(days=900)
    )
