"""What can be taught: language per level, safety, skills and a vocational course per trade, with form and price."""

from __future__ import annotations

from dataclasses import dataclass, replace

from koppelkans.generate.trades import LANGUAGE_LEVELS, SKILLS, Trade
from koppelkans.generate.week import MORNINGS, week

Forms = dict[tuple[tuple[str, ...], int], int]  # dayparts and number of weeks -> how many in a hundred are so

LANGUAGE_FORMS: Forms = {
    (week("mo-am tu-am we-am th-am"), 8): 20,
    (week("tu-am th-am fr-am"), 10): 30,
    (week("tu-pm th-pm"), 13): 20,
    (week("tu-ev th-ev"), 13): 30,
}
VCA_FORMS: Forms = {
    (week("mo tu"), 1): 50,
    (week("fr"), 2): 20,
    (week("we-ev th-ev"), 2): 15,
    (week("sa"), 2): 15,
}
SKILL_FORMS: Forms = {
    (week("we th fr"), 1): 60,
    (week("fr"), 4): 20,
    (week("mo-ev tu-ev"), 3): 20,
}
VOCATIONAL_FORMS: Forms = {
    (week("mo tu we th"), 6): 25,
    (week(MORNINGS), 9): 15,
    (week("fr"), 20): 30,  # beside the job
    (week("tu-ev th-ev"), 18): 30,  # beside the job
}

LANGUAGE_GROUP = 8  # seats

# who pays for a group says for whom it is: inburgering, the municipality, or the sector together with UWV
NEWCOMERS = ("statushouder",)
MUNICIPAL = ("statushouder", "participatiewet", "nugger", "jongere")
SECTORAL = ("ww", "werkend")


@dataclass(frozen=True)
class Course:
    """A training: `seat_cost` in euros, `seats` the usual size of a group, `last_start` in weeks after the plan
    begins."""

    training: str
    name: str
    cost_kind: str
    seat_cost: int
    requires: tuple[str, ...]
    grants: tuple[str, ...]
    forms: Forms
    seats: int
    last_start: int
    only_for: tuple[str, ...] = ()


def language(step: int, only_for: tuple[str, ...]) -> Course:
    """The course that leads to this level from the one below it."""
    level = LANGUAGE_LEVELS[step]
    return Course(
        training=f"taal-{level}",
        name=f"Vaktaal {level[3:]}",
        cost_kind="language",
        seat_cost=1150 + 200 * step,
        requires=LANGUAGE_LEVELS[max(1, step - 1) : step],
        grants=(level,),
        forms=LANGUAGE_FORMS,
        seats=LANGUAGE_GROUP,
        last_start=28,
        only_for=only_for,
    )


VCA = Course("vca-basis", "VCA-basis met examen", "exam", 340, ("nl-A2",), ("vca-basis",), VCA_FORMS, 24, 44, MUNICIPAL)
VCA_SECTOR = replace(VCA, name="VCA-basis voor vakmensen", only_for=SECTORAL)
VCA_READ = replace(VCA, name="VCA-basis met voorleesexamen", seat_cost=420, requires=("nl-A1",), only_for=NEWCOMERS)
VCA_VOL = replace(VCA, training="vca-vol", name="VCA-VOL met examen", seat_cost=460, grants=("vca-vol",), only_for=())
SAFETY = (VCA, VCA_READ, VCA_SECTOR, VCA, VCA_READ, VCA_SECTOR, VCA, VCA_READ, VCA_VOL)  # in turn


def skill(credential: str) -> Course:
    """The short course for one skill."""
    return Course(
        training=credential,
        name=SKILLS[credential],
        cost_kind="training",
        seat_cost=950,
        requires=("nl-A2",),
        grants=(credential,),
        forms=SKILL_FORMS,
        seats=8,
        last_start=42,
    )


def vocational(trade: Trade) -> Course:
    """The course for the diploma of a trade: it asks one level of language less than the work."""
    return Course(
        training=f"vak-{trade.id}",
        name=f"Vakopleiding {trade.name.lower()}",
        cost_kind="training",
        seat_cost=trade.course_cost,
        requires=LANGUAGE_LEVELS[max(1, trade.language - 1) : trade.language],
        grants=(trade.diploma,),
        forms=VOCATIONAL_FORMS,
        seats=10,
        last_start=38,
    )
