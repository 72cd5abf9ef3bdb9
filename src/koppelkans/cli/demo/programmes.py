"""The programmes of the demo: one in its third year, with 1,500 histories, and a pilot of ten that nears its end."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from koppelkans.cli.demo import asked, histories
from koppelkans.cli.demo.histories import ground, lives
from koppelkans.cli.demo.histories.lives import Life
from koppelkans.cli.demo.names import name
from koppelkans.core.models import Grant, Municipality, Organisation, User
from koppelkans.people.models import Candidate
from koppelkans.programmes.models import (
    Budget,
    Criterion,
    Lesson,
    Participation,
    Partner,
    Programme,
    Score,
    Target,
)
from koppelkans.programmes.queries import IN_IT
from koppelkans.results.models import Measure
from koppelkans.supply.models import Place, Run

CODE, PILOT = "energietransitie", "pilot-warmte"
SEED = 4
ATTENDANCE = 13  # weeks that are kept
JOURNEYS_EACH, OPEN_SHARE = 35, 0.36  # of a coach; of everybody who signed up
COLLEAGUES = "collega.example"  # colleagues nobody logs in as
WAYS = {
    "ways": [
        {"name": "Inburgering afgerond", "groups_any": ["statushouder"], "holds_all": ["nl-B1"]},
        {"name": "Nog bezig met inburgeren", "groups_any": ["statushouder"], "holds_none": ["nl-B1"]},
        {"name": "Uitkering, werk of geen van beide", "groups_any": ["participatiewet", "ww", "werkend", "nugger"]},
        {"name": "Jongere zonder startkwalificatie", "groups_any": ["jongere"]},
    ],
    "exceptions": True,
}
# what a year was to bring, for 1,500 people: near, missed, and still to reach
TARGETS: Sequence[Mapping[str, int]] = (
    {Measure.STARTED: 210, Measure.AT_WORK: 20},
    {Measure.STARTED: 480, Measure.AT_WORK: 240, Measure.DURABLE: 90},
    {Measure.STARTED: 440, Measure.AT_WORK: 300, Measure.DURABLE: 240},
)
EUROS = (1_400_000, 2_900_000, 2_700_000)
TASKS = (
    "Vaktraining en taal op de werkvloer",
    "Leerwerkplekken en begeleiding",
    "Praktijklessen",
    "Banen na de opleiding",
)
LESSONS = (
    "Begin met een kennismaking op de werkvloer. Dan stoppen minder mensen in de eerste weken.",
    "Spreek met de werkgever één vast moment per week af om te bellen.",
    "Geef taal en vak in dezelfde week. Eerst taal en daarna vak duurt te lang.",
)
CRITERIA: Sequence[tuple[str, str, str, str, str, bool]] = (
    ("Ten minste zeven mensen ronden het leren af", Measure.FINISHED, "at-least", "7", "people", True),
    ("Ten minste zes mensen komen aan het werk", Measure.AT_WORK, "at-least", "6", "people", True),
    ("Ten minste vijf mensen werken een half jaar", Measure.DURABLE, "at-least", "5", "people", False),
    ("Een start kost ten hoogste 9.000 euro", "", "at-most", "", "", False),
    ("De werkgevers willen opnieuw meedoen", "", "at-least", "", "", False),
)
PILOT_SIZE, PILOT_WAITS = 10, 2
PILOT_MONTHS = 13  # since its first day
PILOT_LEARNS = timedelta(days=270)  # a small group goes fast


def first_day(today: date) -> date:
    """The first of March, two calendar years ago."""
    return date(today.year - 2, 3, 1)


@transaction.atomic
def make(now: datetime, *, people: int, home: Municipality, team: Sequence[User]) -> None:
    """Both programmes with their people; `team` works in the home municipality, a jobcoach last."""
    today = timezone.localdate(now)
    staff = _staff(home, team, people, today)
    coordinator = User.objects.get(grants__role="region-coordinator")
    programme = _programme(today, people, coordinator, now)
    histories.write(
        people,
        seed=SEED,
        programme=programme,
        now=now,
        staff=staff,
        scale=histories.Scale(attendance_weeks=ATTENDANCE),
    )
    # it is full: who signed up last waits for a seat
    programme.cap = Participation.objects.filter(IN_IT, programme=programme).count()
    programme.save(update_fields=["cap"])
    _pilot(now, home, staff, coordinator)
    asked.make(now)


def _staff(home: Municipality, team: Sequence[User], people: int, today: date) -> histories.Staff:
    """As many coaches in each municipality as its journeys ask; in the home one they help the team."""
    counts = Counter(Candidate.objects.order_by().values_list("municipality", flat=True))
    draw, made = Random(SEED), []  # noqa: S311 - invented people
    for code, number in sorted(counts.items()):
        journeys = people * number / sum(counts.values()) * OPEN_SHARE
        needed = max(1, math.ceil(journeys / JOURNEYS_EACH) - (len(team) if code == home.code else 0))
        made += [
            (code, User(email=f"{code.lower()}.{at}@{COLLEAGUES}", name=name(draw), password=make_password(None)))
            for at in range(needed)
        ]
    User.objects.bulk_create([user for _code, user in made])
    since = first_day(today)
    Grant.objects.bulk_create(
        [Grant(user=user, role="case-worker", municipality_id=code, since=since) for code, user in made]
    )
    owners: dict[str, list[User]] = {home.code: list(team[:-1])}
    coaches: dict[str, list[User]] = {home.code: list(team)}
    for code, user in made:
        owners.setdefault(code, []).append(user)
        coaches.setdefault(code, []).append(user)
    return histories.Staff(coaches, owners, frozenset({home.code}))


def _programme(today: date, people: int, coordinator: User, now: datetime) -> Programme:
    """The programme with its partners, targets, money and lessons."""
    start = first_day(today)
    programme = Programme(
        code=CODE,
        name="Leren en werken aan de energietransitie",
        about="Mensen leren het vak op de werkvloer, met taal en begeleiding.",
        idea_on=start - timedelta(days=240),
        starts_on=start,
        ends_on=date(start.year + 4, 12, 31),
        sectors=["techniek", "bouw", "zorg", "logistiek"],
        catalogue=list(Run.objects.order_by("training__code").values_list("training__code", flat=True).distinct()),
        admission=WAYS,
    )
    programme.full_clean()
    programme.save()
    programme.municipalities.set(Municipality.objects.all())
    for kind, tasks in (("provider", TASKS[::2]), ("employer", TASKS[1::2])):
        found = Organisation.objects.filter(kind=kind).order_by("code")[: len(tasks)]
        Partner.objects.bulk_create(
            [
                Partner(programme=programme, organisation=one, task=task, capacity=60, signed_on=start)
                for one, task in zip(found, tasks, strict=False)
            ]
        )
    years = [start.year + at for at in range(len(TARGETS))]
    Target.objects.bulk_create(
        [
            Target(programme=programme, year=year, measure=measure, number=max(1, round(number * people / 1500)))
            for year, row in zip(years, TARGETS, strict=True)
            for measure, number in row.items()
        ]
    )
    Budget.objects.bulk_create(
        [
            Budget(programme=programme, year=year, cents=100 * round(euros * people / 1500))
            for year, euros in zip(years, EUROS, strict=True)
        ]
    )
    for at, text in enumerate(LESSONS):
        Lesson.objects.create(programme=programme, text=text, by=coordinator, at=now - timedelta(days=300 - 90 * at))
    return programme


def _pilot(now: datetime, home: Municipality, staff: histories.Staff, coordinator: User) -> Programme:
    """Ten people in it, two who wait, criteria that were locked before the first start."""
    today = timezone.localdate(now)
    months = today.year * 12 + today.month - 1 - PILOT_MONTHS
    start = date(months // 12, months % 12 + 1, 1)
    locked = now - (today - start + timedelta(days=12))
    programme = Programme(
        code=PILOT,
        kind=Programme.Kind.PILOT,
        name="Pilot warmtepompen en isolatie",
        about="Tien mensen leren in kleine groep. Daarna besluiten we of we verder gaan.",
        idea_on=start - timedelta(days=150),
        starts_on=start,
        ends_on=start + timedelta(days=600),
        sectors=["techniek", "bouw"],
        cap=PILOT_SIZE,
        tolerance=1,
        criteria_locked_at=locked,
        criteria_locked_by=coordinator,
    )
    programme.full_clean()
    programme.save()
    programme.municipalities.set([home])
    employers = Organisation.objects.filter(kind="employer").order_by("-code")[:2]
    for one in employers:
        Partner.objects.create(
            programme=programme, organisation=one, task="Leerwerkplekken", capacity=5, signed_on=start
        )
    Target.objects.create(programme=programme, year=start.year, measure=Measure.STARTED, number=PILOT_SIZE)
    Budget.objects.create(programme=programme, year=start.year, cents=9_500_000)
    criteria = _criteria(programme)
    region = ground.read()
    histories.write_lives(
        _pilot_lives(region, home, start, today),
        seed=SEED,
        programme=programme,
        now=now,
        ground=region,
        staff=staff,
        scale=histories.Scale(prefix="pilot"),
    )
    Score.objects.create(
        criterion=criteria[-1],
        outcome=Score.Outcome.MET,
        evidence="Alle werkgevers zeiden in het gesprek van deze maand dat zij weer een plek hebben.",
        by=coordinator,
        at=now - timedelta(days=9),
    )
    return programme


def _criteria(programme: Programme) -> list[Criterion]:
    """What the pilot is judged by, in order."""
    return [
        Criterion.objects.create(
            programme=programme,
            order=order,
            text=text,
            measure=measure,
            least=least,
            number=Decimal(number) if number else None,
            unit=unit,
            must=must,
        )
        for order, (text, measure, least, number, unit, must) in enumerate(CRITERIA, 1)
    ]


def _pilot_lives(
    region: ground.Ground, home: Municipality, start: date, today: date
) -> list[tuple[Life, ground.Mould, Place]]:
    """Eleven who came in, of whom one stopped and made room for the last, and two who came too late."""
    draw = Random(f"pilot {SEED}")  # noqa: S311 - invented people
    near = [mould for mould in region.moulds if mould.candidate.municipality_id == home.code]
    here: list[tuple[Life, ground.Mould, Place]] = []
    stopped: date | None = None
    while len(here) < PILOT_SIZE + 1:
        mould = draw.choice(near)
        way, example = region.way(mould, draw)
        late = start + timedelta(days=draw.randint(0, 20)) if stopped is None or len(here) < PILOT_SIZE else stopped
        life = lives.live(draw, way, late)
        if life.started is None or life.started > today or way.sector not in ("techniek", "bouw"):
            continue
        if stopped is None:
            if life.ended is None or life.ended > start + timedelta(days=200) or life.learnt:
                continue
            stopped = life.ended
        elif (
            (life.ended is not None and life.ended <= today) or life.learnt is None or life.learnt > late + PILOT_LEARNS
        ):
            continue
        here.append((life, mould, example))
    for at in range(PILOT_WAITS):
        mould = draw.choice(near)
        way, example = region.way(mould, draw)
        here.append((Life(today - timedelta(days=60 - 20 * at), way, steady=0.9), mould, example))
    return here
