"""The weeks that people, groups and work have, as lists of dayparts, and the calendar of a plan year."""

from __future__ import annotations

from datetime import date, timedelta

from koppelkans.engine.region import DAYPARTS

PLAN_FROM = date(2027, 1, 4)  # a Monday
PLAN_UNTIL = date(2027, 12, 31)


def week(pattern: str) -> tuple[str, ...]:
    """The dayparts of `mo tu we-am`-like shorthand: a day alone means its morning and afternoon."""
    wanted = set()
    for item in pattern.split():
        wanted |= {item} if "-" in item else {f"{item}-am", f"{item}-pm"}
    return tuple(daypart for daypart in DAYPARTS if daypart in wanted)


def monday(weeks: int) -> date:
    """The Monday so many weeks after the plan begins."""
    return PLAN_FROM + timedelta(weeks=weeks)


EVENINGS = "mo-ev tu-ev we-ev th-ev fr-ev"
MORNINGS = "mo-am tu-am we-am th-am fr-am"

# when a candidate can learn or work, and how many in a hundred have such a week
CANDIDATE_WEEKS = {
    week(f"mo tu we th fr {EVENINGS} sa"): 14,  # everything but Sunday
    week(f"mo tu we th fr {EVENINGS}"): 18,
    week("mo tu we th fr"): 26,  # evenings are for the children
    week(f"{MORNINGS} mo-pm tu-pm th-pm"): 9,  # school hours, children home on Wednesday and Friday
    week("mo tu th fr"): 8,
    week(f"tu we-pm th fr {EVENINGS}"): 10,  # inburgering on Monday and on Wednesday morning
    week("mo-pm tu-pm we-pm th-pm fr-pm tu-ev th-ev"): 3,  # inburgering every morning
    week(MORNINGS): 4,
    week(f"we fr {EVENINGS} sa"): 4,  # a small job on three days
}
WORKING_WEEKS = {
    week(f"fr {EVENINGS} sa"): 25,
    week(f"mo tu we th fr {EVENINGS}"): 45,  # would change jobs at once
    week(f"mo tu we th {EVENINGS}"): 30,
}

# when the work is, how many of these dayparts it takes, and how many in a hundred are so
WORK_WEEKS = {
    (week("mo tu we th fr"), 10): 22,
    (week("mo tu we th fr"), 8): 34,
    (week("mo tu we th"), 8): 12,
    (week("mo tu we th fr"), 6): 16,
    (week("tu we th"), 5): 8,
    (week("mo-am tu-am we-am th-am fr-am"), 4): 8,
}
CARE_WEEKS = {
    (week(f"{MORNINGS} sa-am su-am"), 4): 35,
    (week(f"{EVENINGS} sa su"), 5): 15,
    (week(f"mo tu we th fr {EVENINGS}"), 6): 50,
}
KLUS_WEEKS = {
    (week("mo tu we th fr sa"), 4): 60,
    (week("we fr sa"), 3): 40,
}
