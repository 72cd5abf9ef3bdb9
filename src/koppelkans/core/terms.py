"""After how many days something is asked after, falls away or is warned for: settings with defaults.

Each name is looked for in Django's settings, then in the environment as `KOPPELKANS_<NAME>`.
"""

from __future__ import annotations

import os

from django.conf import settings

DEFAULTS: dict[str, int] = {
    "PROFILE_STALE_DAYS": 90,  # a candidate's profile is marked and asked after
    "PROFILE_DROPS_OUT_DAYS": 180,  # and leaves planning
    "OFFER_STALE_DAYS": 60,  # a run or place is asked after
    "OFFER_REMIND_DAYS": 21,  # and asked after again
    "OFFER_DROPS_OUT_DAYS": 120,  # and leaves planning
    "RESERVATION_HOLDS_DAYS": 60,  # after the first day of the step: what is not spent by then is free again
    "MONEY_LAPSES_SOON_DAYS": 30,  # a reservation that ends is warned for
    "PROPOSAL_SILENT_DAYS": 7,  # a proposal without a decision is silent
    "CONSENT_REMIND_DAYS": 4,  # who was asked for a yes and is silent is asked again
    "CONSENT_LAPSES_DAYS": 14,  # and after this the seat is free for others
    "SIGNATURE_DAYS": 21,  # the link to sign an agreement with works so long
    "GROUP_DECIDES_DAYS": 14,  # before its first day a group that is too small is asked about
    "WORK_BEGINS_WITHIN_DAYS": 60,  # work that begins later than this is not written down yet
    "STEP_STARTS_EARLY_DAYS": 14,  # before its planned day a step can start; sooner, its date is moved first
    "JOURNEY_REOPENS_DAYS": 91,  # after its end a journey can be opened again
    "BREAK_MOVES_DAYS": 7,  # a break as long as this moves the dates that follow; a shorter one is caught up
    "HOLDING_EXPIRES_SOON_DAYS": 60,  # a certificate that ends is warned for
    # from when something in a journey is a signal; percents are of the planned hours
    "SIGNAL_ATTENDANCE_PERCENT": 80,  # two weeks under this
    "SIGNAL_ATTENDANCE_FALL_PERCENT": 25,  # so many points less than in the four weeks before
    "SIGNAL_CONTACT_LATE_DAYS": 3,
    "SIGNAL_EMPLOYER_SILENT_DAYS": 7,  # after the moment the contact plan asked for
    "SIGNAL_END_IN_SIGHT_DAYS": 30,
    "SIGNAL_PROOF_ENDS_DAYS": 30,
    "SIGNAL_BREAK_DAYS": 14,
    "SIGNAL_SIGNATURE_DAYS": 7,
    "REMIND_TASK_DAYS": 3,  # before its day a party is reminded of a task
    "REMIND_STEP_DAYS": 7,  # before its first day a candidate is reminded of a step
    "RISK_RELEASE_DAYS": 14,  # the longest that somebody may do a task with risk without the proof
    "BREACH_SOLVED_DAYS": 14,  # a work guarantee that was not kept is solved by then
}


def days(name: str) -> int:
    """The days of a term, as set for this installation."""
    given = getattr(settings, name, None)
    if given is None:
        given = os.environ.get(f"KOPPELKANS_{name}", DEFAULTS[name])
    return int(str(given))
