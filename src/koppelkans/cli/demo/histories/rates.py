"""The known truth of the invented histories: what happens how often, and how long it takes.

Whoever judges a forecast compares it with this table: of those who begin, `finishes × works × lasts` come to durable
work, whatever a plan expected of them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Sector:
    """The chances of one sector, each of those who came through the one before it."""

    begins: float  # of who was admitted: says yes to a pathway
    starts: float  # and comes on the first day
    finishes: float  # passes all that is to be learnt
    works: float  # gets work that counts
    lasts: float  # 182 counting days of it
    stays: float  # 364 counting days
    bias: float  # by how much a plan is wrong about this sector (in the logit of durable work)

    @property
    def durable(self) -> float:
        """The chance of durable work of somebody who has begun."""
        return self.finishes * self.works * self.lasts

    @property
    def expected_durable(self) -> float:
        """The same as somebody who made a plan would have it: honest, but not perfect."""
        return 1 / (1 + math.exp(-(math.log(self.durable / (1 - self.durable)) + self.bias)))


SECTORS: dict[str, Sector] = {
    "techniek": Sector(begins=0.84, starts=0.95, finishes=0.82, works=0.88, lasts=0.76, stays=0.84, bias=0.05),
    "bouw": Sector(begins=0.82, starts=0.94, finishes=0.78, works=0.84, lasts=0.70, stays=0.80, bias=0.20),
    "zorg": Sector(begins=0.80, starts=0.95, finishes=0.84, works=0.82, lasts=0.78, stays=0.86, bias=-0.10),
    "logistiek": Sector(begins=0.85, starts=0.93, finishes=0.86, works=0.80, lasts=0.58, stays=0.70, bias=0.35),
}
OTHER = Sector(begins=0.82, starts=0.94, finishes=0.80, works=0.82, lasts=0.70, stays=0.80, bias=0.0)

GIVES_UP = 0.07  # of who signs up: before the intake

# how many sign up in each month of a year, to the mean of a year: waves in June and in autumn
SEASON = (1.05, 1.0, 1.0, 0.9, 1.0, 1.5, 0.6, 0.55, 1.4, 1.4, 1.1, 0.5)
FIRST_MONTHS = (0.35, 0.5, 0.65, 0.8, 0.9)  # a programme that begins is not known yet

# days, from and until (both may come)
INTAKE = (4, 24)  # from signing up to the admission
THINKING = (10, 70)  # from the admission to the yes of everybody
LEAVING = (15, 120)  # from the admission to leaving, where there is no yes
NOTICE = 9  # at least from that yes to the first day
SEEKING = (7, 70)  # from the end of the leerwerkplek to work, where it does not follow at once
LETTING_GO = (45, 180)  # from the last thing that happened to the end of a journey that comes to nothing

LEERWERKPLEK_WEEKS = (8, 18)
AT_ONCE = 0.55  # of who finds work after a leerwerkplek: on the next working day
SAME_EMPLOYER = 0.7
SECOND_EMPLOYER = 0.25  # of who lasts: over two employers, with a short gap
WORK_AGAIN = 0.45  # of who loses work: finds other work, after a gap that is too long
TOLD_ONLY = 0.3  # of who finds no work that counts: says to have work, without proof
WITHDRAWN = 0.03  # of who works: a proof turns out to be wrong
PROVED_AGAIN = 0.6  # and is given again
MISTAKEN_START = 0.25  # of who never came: was written down as begun
BREAKS = 0.14  # of who begins: a time of standing still
HANDED_OVER = 0.05  # of who begins: another coach
FALLING = 0.08  # of who learns now: comes less and less

SPREAD = 0.35  # of what a plan makes of each person (in the logit)
