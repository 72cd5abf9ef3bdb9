"""The figures of the night: from the journeys that are there, kept by day, closed for the region."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from koppelkans.journeys.actions.counting import reach, take_back
from koppelkans.journeys.models import Journey, Reached
from koppelkans.programmes.models import Participation, Programme
from koppelkans.reports.actions import ask, compute_all
from koppelkans.reports.actions.computing import _of_region
from koppelkans.reports.facts import facts_of, load
from koppelkans.reports.figures import FUNNEL, HIDDEN, figures, hide, unseen_sectors
from koppelkans.reports.kept import latest
from koppelkans.reports.models import Computed
from koppelkans.reports.scope import Scope
from koppelkans.results.models import Measure
from making import NOW, TODAY, make_candidate, make_municipality

pytestmark = pytest.mark.django_db


def programme(code: str = "a") -> Programme:
    """A programme of this year."""
    return Programme.objects.create(
        code=code, name=code.upper(), starts_on=date(2024, 1, 1), ends_on=date(2026, 12, 31)
    )


def lived(of: Programme | None = None, *, days: int = 500, **fields: Any) -> Journey:
    """A journey that began so many days ago, with what it reached."""
    reached = fields.pop("reached", {})
    signed = TODAY - timedelta(days=days + 30)
    values = {
        "sector": "zorg",
        "signed_up_on": signed,
        "made_at": NOW,
        "started_on": TODAY - timedelta(days=days),
        "expected": 0.5,
        "expected_low": 0.4,
        "expected_high": 0.6,
        "cost": 500_000,
    }
    journey = Journey.objects.create(candidate=make_candidate(), programme=of, **(values | fields))
    if journey.started_on:
        reach(journey, Measure.STARTED, concerns=journey.started_on, now=moment(journey.started_on))
    for measure, day in reached.items():
        reach(journey, measure, concerns=day, now=moment(day), definition=1)
    return journey


def moment(day: date) -> datetime:
    """Noon of a day."""
    return timezone.make_aware(datetime(day.year, day.month, day.day, 12))


def test_the_facts_are_those_of_journeys_and_sign_ups() -> None:
    """A journey and its participation are one row, one without a journey another; what is taken back is out."""
    of = programme()
    journey = lived(of, reached={Measure.AT_WORK: TODAY - timedelta(days=300)})
    Participation.objects.create(programme=of, subject=journey.candidate.subject, asked_at=NOW, admitted_on=TODAY)
    Participation.objects.create(programme=of, subject=make_candidate().subject, asked_at=NOW)
    found = load()
    assert len(found) == 2
    assert list(found.admitted) == [True, False]
    assert int((found.reached["at-work"] > 0).sum()) == 1
    take_back(Reached.objects.get(measure=Measure.AT_WORK), why="bewijs klopt niet", now=NOW)
    assert int((load().reached["at-work"] > 0).sum()) == 0


def test_the_figures_of_a_year() -> None:
    """Funnel, time to start, drop-out, still at work, predicted beside reached, and cost, by hand."""
    at_work = TODAY - timedelta(days=400)
    durable = at_work + timedelta(days=181)
    lived(reached={Measure.AT_WORK: at_work, Measure.WEEKS_13: at_work + timedelta(days=90), Measure.DURABLE: durable})
    lived(reached={Measure.AT_WORK: at_work})
    lived(status="stopped", ended_on=TODAY - timedelta(days=450), why="own-wish")
    lived(days=20, started_on=None)
    found = figures(load(), TODAY)
    year = found["years"][str((TODAY - timedelta(days=530)).year)]
    assert dict(zip(FUNNEL, year["funnel"], strict=True)) == {
        "signed-up": 3,
        "admitted": 3,
        "started": 3,
        "finished": 0,
        "at-work": 2,
        "26w": 1,
    }
    assert year["drop-out"] == [1, 3]
    assert year["stopped"] == 1
    assert [row[1] for row in year["time"] if row[0]] == [4.3]
    assert found["still"] == [[1, 2], [1, 2], [0, 2]]
    assert found["predicted"]["zorg"] == [3, 1, 1.5, 1.2, 1.8]
    assert found["cost-per-durable"] == [1, 1_500_000]
    assert year["cost-per-start"] == [3, 500_000]


def test_without_people_there_are_figures_of_nobody() -> None:
    """An empty region computes, and says so."""
    assert figures(load(), TODAY)["in-journey"] == 0
    assert compute_all(now=NOW) == "2"


def test_what_is_predicted_waits_for_who_had_time() -> None:
    """Who began less than a year ago is not in it."""
    lived(days=100)
    assert figures(load(), TODAY)["predicted"][""][0] == 0


def test_the_region_gets_no_small_figure_of_the_night() -> None:
    """Of a handful of people the closed figures tell nothing."""
    for _person in range(4):
        lived()
    closed = hide(figures(load(), TODAY), {"", "zorg"})
    assert closed["in-journey"] == HIDDEN
    assert set(closed["years"]["2025"]["funnel"]) == {HIDDEN}
    assert closed["still"] == [HIDDEN] * 3
    assert set(closed["predicted"].values()) == {HIDDEN}


def test_a_sector_does_not_follow_from_programme_and_region() -> None:
    """A small sector of a programme is hidden with others, so that the region less the rest is no answer."""
    rows = {
        "": {"": [120.0, 60.0], "zorg": [40.0, 20.0], "bouw": [80.0, 40.0]},
        "a": {"": [60.0, 30.0], "zorg": [20.0, 10.0], "bouw": [40.0, 20.0]},
        "b": {"": [60.0, 30.0], "zorg": [20.0, 10.0], "bouw": [40.0, 20.0]},
    }
    assert unseen_sectors(rows) == {"": set(), "a": set(), "b": set()}
    rows["a"]["zorg"][1], rows["a"]["bouw"][1], rows[""]["zorg"][1], rows[""]["bouw"][1] = 4.0, 26.0, 14.0, 46.0
    unseen = unseen_sectors(rows)
    assert unseen["a"] == {"zorg", "bouw"}
    assert unseen["b"] == {"zorg", "bouw"}


def test_the_night_keeps_every_scope_and_pages_read_the_latest() -> None:
    """Programme, municipality and both together are kept once a day; a second night of that day replaces the first."""
    of = programme()
    lived(of)
    compute_all(now=NOW)
    compute_all(now=NOW + timedelta(hours=1))
    assert Computed.objects.exclude(kind__startswith="sums").count() == 7
    home = make_municipality().code
    assert latest(Scope("a", home), TODAY).journeys is not None
    assert latest(Scope("a", ""), TODAY).forecast is not None
    assert latest(Scope("a", ""), TODAY - timedelta(days=1)).journeys is None


def test_a_page_asks_once_a_day(django_capture_on_commit_callbacks: Any) -> None:
    """However many pages find nothing, it is computed once."""
    lived()
    with django_capture_on_commit_callbacks(execute=True) as asked:
        ask(now=NOW)
        ask(now=NOW)
    assert len(asked) == 1
    assert Computed.objects.filter(kind="journeys").exists()


def test_old_nights_are_cleared_but_for_the_first_of_a_month() -> None:
    """After two months only the first night of each month is kept."""
    for day in (date(2026, 7, 1), date(2026, 7, 9), date(2026, 10, 30)):
        Computed.objects.create(kind="journeys", on=day, made_at=NOW)
    compute_all(now=NOW)
    kept = set(Computed.objects.exclude(on=TODAY).values_list("on", flat=True))
    assert kept == {date(2026, 7, 1), date(2026, 10, 30)}


def signed_up(programme: str, number: int, **fields: Any) -> list[dict[str, Any]]:
    """So many people of a programme who began in 2026."""
    values = {"programme": programme, "signed": date(2026, 1, 5), "started": date(2026, 2, 2), "admitted": True}
    return [values | fields] * number


def test_the_region_less_its_large_programme_is_nobody() -> None:
    """A programme of twelve with three starts is not in the region's figures: subtraction would give the three."""
    rows = [*signed_up("groot", 60), *signed_up("klein", 3), *signed_up("klein", 9, started=None)]
    found = _of_region(facts_of(rows), ["groot", "klein"], date(2026, 11, 22))
    assert found[""]["open"]["years"]["2026"]["funnel"][2] == 63
    seen = found[""]["closed"]
    assert seen["left-out"] is True
    assert seen["years"] == found["groot"]["closed"]["years"]
    assert found["klein"]["closed"]["years"]["2026"]["funnel"][2] == HIDDEN


def test_a_figure_of_the_region_is_hidden_where_one_large_programme_hides_its_own() -> None:
    """Sixty and four starts: sixty-four would tell the four; where both show theirs, the sum is shown."""
    rows = [*signed_up("een", 60), *signed_up("twee", 4), *signed_up("twee", 60, started=None)]
    year = _of_region(facts_of(rows), ["een", "twee"], date(2026, 11, 22))[""]["closed"]["years"]["2026"]
    assert year["funnel"][:3] == [124, 124, HIDDEN]
    assert year["time"][1] == HIDDEN


def test_people_without_a_programme_are_not_what_is_left_over() -> None:
    """All together less the programmes would be those without one: fewer than ten are not given away."""
    rows = [*signed_up("een", 60), *signed_up("", 4)]
    seen = _of_region(facts_of(rows), ["een"], date(2026, 11, 22))[""]["closed"]
    assert seen["years"]["2026"]["funnel"][0] == 60
