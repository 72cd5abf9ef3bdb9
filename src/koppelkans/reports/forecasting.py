"""What a counter will read at the end of the year, how sure that is, and what would have to change to reach a target.

Pure: figures in, figures out; the same seed gives the same answer. How it is done, with every choice:

- **Time** goes by months. A person is in one of three stages: signed up, started, at work. Each month that somebody
  is in a stage they may go on (start; work; be durably at work), leave (the journey or participation ends) or stay.
- **A fact counts in the month in which it became known**: the month of its booking in the ledger, since that is what
  a counter reads. A fact booked more than `LATE` days after its day was brought in afterwards (a region that begins
  with the platform): for that one the day itself counts.
- **Chances per month** in a stage (hazards) are counted: of those who were so many months in it, which share went on
  and which left. Who is still in it counts for as long as they are (the discrete Kaplan-Meier way), so recent people
  count too. The chance of each month is drawn to the mean of all months by `PRIOR` made-up people, since late months
  have few. Stages are taken to be the same for everybody in the scope.
- **What is not known of these chances**: each simulation draws its own, from the Dirichlet distribution of the counts.
- **Who comes in**: sign-ups per month are a Poisson process of which the mean itself is not known (gamma): from the
  last twelve whole months, wider where months differ more than chance would make them (variance over mean). No
  seasons: a campaign that is planned is not known here.
- **Simulated**: `RUNS` times from the people in each stage now and those still to come, month by month to the end of
  the year. The middle one is the forecast, the 10th and 90th percentile are the band.
- **Checked by the past**: the same is done from earlier month ends with what was known then, just as far ahead; how
  often the outcome lay in the band is told. Where it did so too seldom the band is made wider by what would have
  sufficed before (never narrower). The factor used in a past case comes only from cases whose outcome was known by
  then, so that the share that is told is an honest one.
- **Too little to go by** (fewer than `HISTORY` months, or nobody who ever made a step): no band.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

STAGES: Final = ("started", "at-work", "26w")  # what each stage leads to: signed up → started → at work → durable
OLDEST = 36  # months in a stage; who is longer in it has the chances of the last
RUNS = 400
LOW, HIGH = 0.10, 0.90
SHARE = HIGH - LOW  # of outcomes that should lie in the band
PRIOR = 2.0
LATE = 92
HISTORY = 6
CASES = 20  # most past forecasts that are made
ENOUGH_CASES = 5  # fewer do not tell how good the band is
WIDEST = 4.0  # how much wider the past can make a band


@dataclass(frozen=True)
class History:
    """For each sign-up the month (numbered on) in which each thing became known; NaN: not known to have happened."""

    signed: Floats
    steps: tuple[Floats, Floats, Floats]  # started, at work, durable
    left: Floats

    def __len__(self) -> int:
        return len(self.signed)

    def until(self, month: int) -> History:
        """What was known at the end of a month."""

        def known(values: Floats) -> Floats:
            return np.where(values <= month, values, np.nan)[kept]

        kept = self.signed <= month
        return History(
            self.signed[kept], (known(self.steps[0]), known(self.steps[1]), known(self.steps[2])), known(self.left)
        )

    def reached(self, stage: int, since: int, until: int) -> int:
        """How many made the step of a stage in these months, both included."""
        return int(np.sum((self.steps[stage] >= since) & (self.steps[stage] <= until)))


@dataclass(frozen=True)
class Levers:
    """What may change: by which factor more sign-ups, more starts and fewer who leave."""

    inflow: float = 1.0
    seats: float = 1.0
    leaving: float = 1.0


@dataclass(frozen=True)
class Band:
    """What is expected: the middle, and between what eight of ten outcomes lie."""

    low: float
    middle: float
    high: float

    def holds(self, number: float) -> bool:
        """Whether an outcome lies in it."""
        return self.low <= number <= self.high


@dataclass(frozen=True)
class Checked:
    """How forecasts of the past did: cases, how many were in the band, and by how much the band is made wider."""

    cases: int = 0
    inside: int = 0
    plain: int = 0  # in the band before it was made wider
    factor: float = 1.0


def month_of(day: date) -> int:
    """The number of a month: months are counted on over the years."""
    return day.year * 12 + day.month - 1


@dataclass(frozen=True)
class Chances:
    """For each stage: how many were so many months in it, went on and left; and the sign-ups of the last months."""

    at_risk: Floats  # stages × months
    went_on: Floats
    went_away: Floats
    inflow: Floats  # of whole months


def chances(history: History, last: int) -> Chances:
    """Count what is known at the end of a month that is over."""
    history = history.until(last)
    risk, on, away = (np.zeros((len(STAGES), OLDEST)) for _table in range(3))
    for stage, (entered, step) in enumerate(_stages(history)):
        inside = ~np.isnan(entered)
        begin = entered[inside]
        gone = np.fmin(step[inside], np.maximum(history.left[inside], begin))  # whichever came first
        went = ~np.isnan(step[inside]) & (step[inside] <= gone)
        left = ~np.isnan(gone) & ~went
        end = np.where(np.isnan(gone), last, gone)
        ages = np.clip(end - begin, -1, OLDEST - 1).astype(int)
        # everybody was at risk in each month up to the one in which something happened, or the last one known
        lasted = np.bincount(ages[ages >= 0], minlength=OLDEST)
        risk[stage] = np.cumsum(lasted[::-1])[::-1]
        on[stage] = np.bincount(ages[went & (ages >= 0)], minlength=OLDEST)
        away[stage] = np.bincount(ages[left & (ages >= 0)], minlength=OLDEST)
    months = np.arange(max(last - 11, int(np.min(history.signed, initial=last))), last + 1)
    inflow = np.array([np.sum(history.signed == month) for month in months], dtype=float)
    return Chances(risk, on, away, inflow)


def _stages(history: History) -> list[tuple[Floats, Floats]]:
    """The month of entering each stage, and that of the step out of it; a step cannot be before its stage."""
    entered, found = history.signed, []
    for step in history.steps:
        made = np.maximum(step, entered)  # NaN where either has not happened
        found.append((entered, made))
        entered = made
    return found


def waiting(history: History, now: int) -> Ints:
    """How many are in each stage at the end of month `now`, by how many months they are in it."""
    found = np.zeros((len(STAGES), OLDEST), dtype=np.int64)
    for stage, (entered, step) in enumerate(_stages(history)):
        inside = ~np.isnan(entered) & np.isnan(step) & ~(history.left <= now)
        ages = np.clip(now - entered[inside], 0, OLDEST - 1).astype(int)
        found[stage] = np.bincount(ages, minlength=OLDEST)
    return found


def simulate(
    known: Chances, now: Ints, months: int, *, seed: int, levers: Levers = Levers(), part: float = 0.0, runs: int = RUNS
) -> Ints:
    """Steps made from now on: runs × months × stages, added up over the months.

    `now` are the people in each stage. `part` is the share of the current month that is still to come; 0: it is over.
    """
    draw = np.random.default_rng(seed)
    on, away = _drawn(known, draw, runs, levers)
    mean = _inflow(known.inflow, draw, runs) * levers.inflow
    spread = _spread(known.inflow)
    people = np.repeat(now[None, :, :], runs, axis=0)
    made = np.zeros((runs, months, len(STAGES)), dtype=np.int64)
    shares = [part] if part > 0 else []
    shares += [1.0] * (months - len(shares))
    for month, share in enumerate(shares):
        if month or part <= 0:
            people = _older(people)
        arrivals = _arrivals(draw, mean * share, spread)
        for stage in range(len(STAGES)):
            people[:, stage, 0] += arrivals
            go = on[:, stage] if share >= 1 else 1 - (1 - on[:, stage]) ** share
            leave = away[:, stage] if share >= 1 else 1 - (1 - away[:, stage]) ** share
            went = draw.binomial(people[:, stage], go)
            rest = np.clip(leave / np.maximum(1 - go, 1e-12), 0.0, 1.0)
            people[:, stage] -= went
            people[:, stage] -= draw.binomial(people[:, stage], rest)
            arrivals = went.sum(axis=1)
            made[:, month, stage] = arrivals
    return np.cumsum(made, axis=1)


def _older(people: Ints) -> Ints:
    """A month later; who is in the last age stays there."""
    later = np.zeros_like(people)
    later[:, :, 1:] = people[:, :, :-1]
    later[:, :, -1] += people[:, :, -1]
    return later


def _drawn(known: Chances, draw: np.random.Generator, runs: int, levers: Levers) -> tuple[Floats, Floats]:
    """Chances to go on and to leave for each run, stage and age: Dirichlet by way of gammas."""
    risk = known.at_risk.sum(axis=1, keepdims=True)
    mean_on = known.went_on.sum(axis=1, keepdims=True) / np.maximum(risk, 1)
    mean_away = known.went_away.sum(axis=1, keepdims=True) / np.maximum(risk, 1)
    tiny = 1e-3
    stay = np.maximum(known.at_risk - known.went_on - known.went_away, 0)
    sizes = (len(known.at_risk), OLDEST)
    one = draw.standard_gamma(np.maximum(known.went_on + PRIOR * mean_on, tiny), (runs, *sizes))
    two = draw.standard_gamma(np.maximum(known.went_away + PRIOR * mean_away, tiny), (runs, *sizes))
    three = draw.standard_gamma(np.maximum(stay + PRIOR * (1 - mean_on - mean_away), tiny), (runs, *sizes))
    whole = np.maximum(one + two + three, 1e-12)
    on, away = one / whole, two / whole * levers.leaving
    on[:, 0] = np.minimum(on[:, 0] * levers.seats, 1 - away[:, 0])
    return on, away


def _spread(inflow: Floats) -> float:
    """How much more months differ than by chance alone: variance over mean, at least 1."""
    mean = float(np.mean(inflow)) if len(inflow) else 0.0
    return max(1.0, float(np.var(inflow, ddof=1)) / mean) if len(inflow) > 1 and mean > 0 else 1.0


def _inflow(inflow: Floats, draw: np.random.Generator, runs: int) -> Floats:
    """The mean number of sign-ups a month, as each run has it."""
    spread, months = _spread(inflow), max(len(inflow), 1)
    return draw.gamma(inflow.sum() / spread + 0.5, spread / months, runs)


def _arrivals(draw: np.random.Generator, mean: Floats, spread: float) -> Ints:
    """The sign-ups of a month: Poisson, or with more spread."""
    if spread > 1.001:
        mean = draw.gamma(np.maximum(mean / (spread - 1), 1e-9), spread - 1)
    return draw.poisson(mean)


def band_of(outcomes: Ints, factor: float = 1.0, least: float = 0.0) -> Band:
    """The middle and the band of simulated outcomes, made wider by a factor; never below what is reached already."""
    low, middle, high = np.quantile(outcomes, [LOW, 0.5, HIGH])
    return Band(
        max(least, float(middle - factor * (middle - low))), float(middle), float(middle + factor * (high - middle))
    )


def enough(history: History, now: int) -> bool:
    """Whether there is something to go by."""
    if not len(history) or now - int(history.signed.min()) + 1 < HISTORY:
        return False
    return bool(np.any(~np.isnan(history.steps[0])))


# ---- checked by the past


def check(history: History, now: int, ahead: int, *, seed: int, runs: int = RUNS) -> dict[str, Checked]:
    """Forecast from earlier month ends, `ahead` months on, with what was known then; by measure how it did."""
    first = int(history.signed.min()) + HISTORY - 1 if len(history) else now
    cases = list(range(max(first, now - ahead - CASES + 1), now - ahead + 1))
    bands: dict[str, list[tuple[int, Band, int]]] = {name: [] for name in STAGES}
    for month in cases:
        then = history.until(month)
        if not enough(then, month):
            continue
        made = simulate(chances(then, month), waiting(then, month), ahead, seed=seed + month, runs=runs)
        for stage, name in enumerate(STAGES):
            outcome = history.reached(stage, month + 1, month + ahead)
            bands[name].append((month, band_of(made[:, -1, stage]), outcome))
    return {name: _judged(rows, ahead) for name, rows in bands.items()}


def _judged(rows: Sequence[tuple[int, Band, int]], ahead: int) -> Checked:
    needed = [_needed(band, outcome) for _month, band, outcome in rows]
    inside = 0
    for at, (month, _band, _outcome) in enumerate(rows):
        before = [needed[other] for other in range(at) if rows[other][0] + ahead <= month]
        inside += needed[at] <= _factor(before)
    return Checked(len(rows), inside, sum(one <= 1 for one in needed), _factor(needed))


def _needed(band: Band, outcome: int) -> float:
    """The factor with which the band just holds the outcome."""
    half = band.high - band.middle if outcome >= band.middle else band.middle - band.low
    return abs(outcome - band.middle) / max(half, 0.5)


def _factor(needed: Sequence[float]) -> float:
    """What would have sufficed for eight of ten past cases; 1 where there are too few to say."""
    if len(needed) < ENOUGH_CASES:
        return 1.0
    place = min(len(needed) - 1, int(np.ceil(SHARE * (len(needed) + 1))) - 1)
    return float(np.clip(sorted(needed)[place], 1.0, WIDEST))
