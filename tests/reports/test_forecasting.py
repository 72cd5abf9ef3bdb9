"""The forecast holds what it says: its band holds eight of ten outcomes of processes of which the truth is known."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from tests.reports.processes import made_up

from koppelkans.reports.forecasting import (
    STAGES,
    Band,
    History,
    band_of,
    chances,
    check,
    enough,
    month_of,
    simulate,
    waiting,
)
from koppelkans.reports.predicting import forecast
from koppelkans.reports.steering import needed

FIRST = 24_000
AHEAD = 8
MONTHS = 36
NOW = FIRST + MONTHS - AHEAD - 1


def bands(history: History, seed: int) -> list[Band]:
    """The band of each stage so many months ahead, from what was known then."""
    then = history.until(NOW)
    made = simulate(chances(then, NOW), waiting(then, NOW), AHEAD, seed=seed, runs=120)
    return [band_of(made[:, -1, stage]) for stage in range(len(STAGES))]


@pytest.mark.parametrize("what", [{"inflow": 20.0}, {"inflow": 8.0, "spread": 3.0}], ids=["steady", "uneven"])
def test_eight_of_ten_outcomes_lie_in_the_band(what: dict[str, float]) -> None:
    """Over many made-up programmes the share of outcomes in the band is near 80 %, and the middle is not askew."""
    inside, off = [], []
    for seed in range(50):
        history = made_up(seed, months=MONTHS, **what)
        for stage, band in enumerate(bands(history, seed)):
            outcome = history.reached(stage, NOW + 1, NOW + AHEAD)
            inside.append(np.floor(band.low) <= outcome <= np.ceil(band.high))
            off.append(outcome - band.middle)
    assert 0.70 <= np.mean(inside) <= 0.92
    assert abs(np.mean(off)) < 4


def test_the_order_of_people_does_not_matter() -> None:
    """The same people in another order give the same forecast, to the last digit."""
    history = made_up(3)
    order = np.random.default_rng(1).permutation(len(history))
    steps = tuple(step[order] for step in history.steps)
    turned = History(history.signed[order], (steps[0], steps[1], steps[2]), history.left[order])
    assert bands(history, 7) == bands(turned, 7)


def test_what_came_later_is_not_known() -> None:
    """A forecast from an earlier month is the same, whatever came after it."""
    long, short = made_up(5), made_up(5).until(NOW)
    assert bands(long, 7) == bands(short, 7)


def test_with_nobody_there_is_no_forecast() -> None:
    """Without people there is nothing to go by, and with one month of history neither."""
    none = np.array([])
    nobody = History(none, (none, none, none), none)
    assert not enough(nobody, NOW)
    assert check(nobody, NOW, 3, seed=1)["started"].cases == 0
    month = made_up(1, months=1)
    assert not enough(month, FIRST)
    told = forecast(month, date(FIRST // 12, FIRST % 12 + 1, 20), {}, {"started": 10})
    assert told["enough"] is False


def test_a_scope_in_which_nobody_ever_began_has_no_band() -> None:
    """Sign-ups alone tell nothing of starts."""
    history = made_up(2, start=0.0)
    assert not enough(history, NOW)


def test_the_past_says_how_good_the_band_is() -> None:
    """Twenty past forecasts are told; of a steady process most outcomes lie in the band."""
    told = check(made_up(4, months=48), FIRST + 47, 4, seed=2, runs=120)
    for stage in STAGES:
        assert told[stage].cases == 20
        assert told[stage].inside >= 13
        assert 1.0 <= told[stage].factor <= 2.0


def test_a_process_that_changes_makes_the_band_wider() -> None:
    """Where sign-ups grew fivefold in the past, plain bands missed; so the band of now is wider."""
    calm, grown = made_up(6, months=24, inflow=5.0), made_up(7, months=16, first=FIRST + 24, inflow=40.0)
    columns = [
        np.concatenate(pair)
        for pair in zip((calm.signed, *calm.steps, calm.left), (grown.signed, *grown.steps, grown.left), strict=True)
    ]
    history = History(columns[0], (columns[1], columns[2], columns[3]), columns[4])
    told = check(history, FIRST + 39, 6, seed=2, runs=120)["started"]
    assert told.plain < told.cases * 0.8
    assert told.factor > 1.2


def test_a_band_is_never_below_what_is_reached() -> None:
    """What was counted stands; a wider band does not go below it."""
    outcomes = np.array([30, 31, 32, 33, 34])
    assert band_of(outcomes, 10.0, least=29).low == 29


@pytest.mark.parametrize(("day", "from_month"), [(date(2001, 11, 22), 10), (date(2001, 6, 30), 6)])
def test_the_forecast_runs_to_the_end_of_the_year(day: date, from_month: int) -> None:
    """From the month that runs, or the next where it is over, to December; never falling, and from what is reached."""
    history = made_up(8, months=month_of(day) - FIRST + 1)
    found = forecast(history, day, {"started": 100}, {})
    rows = found["measures"]["started"]["months"]
    assert found["from"] == from_month
    assert len(rows) == 12 - from_month
    middles = [row[1] for row in rows]
    assert middles == sorted(middles)
    assert rows[0][0] >= 100


def test_what_would_have_to_change_is_enough_and_no_more() -> None:
    """With the sign-ups that are said to be needed the target is reached, with a tenth fewer it is not."""
    history = made_up(9).until(NOW)
    known, people = chances(history, NOW), waiting(history, NOW)
    plain = float(np.mean(simulate(known, people, AHEAD, seed=1)[:, -1, 0]))
    found = {one.lever: one for one in needed(known, people, AHEAD, 0, plain * 1.3, seed=1)}
    inflow = found["inflow"]
    assert inflow.then is not None
    assert 1.2 < inflow.then / inflow.now < 1.6
    assert found["seats"].then is None or found["seats"].then > found["seats"].now


def test_a_target_out_of_reach_is_said_to_be() -> None:
    """No lever by itself makes ten times as many durable in three months."""
    history = made_up(9).until(NOW)
    found = needed(chances(history, NOW), waiting(history, NOW), 3, 2, 5_000, seed=1)
    assert [one.then for one in found] == [None, None, None]
