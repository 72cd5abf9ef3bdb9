"""The rules of signals: each looks at the facts of one journey and finds nothing, or one thing with its figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from koppelkans.core.vocabulary import DAY_NAMES, DAYPARTS, PART_NAMES
from koppelkans.journeys.models import Party
from koppelkans.journeys.signals import Due, Facts, Found, Limits, Rule, Stretch, Urgency, Week

RECENT = timedelta(days=35)  # attendance that is older than this says nothing about now
LAST, BEFORE, FEWEST_BEFORE = 2, 4, 2  # weeks that are looked at, with which they are compared, and how many of those
AHEAD = timedelta(days=60)  # a clash that is further away can still be planned around


def _day(day: date) -> str:
    return date_format(day, "j F Y")


def _days(number: int) -> timedelta:
    return timedelta(days=number)


def _share(weeks: Iterable[Week]) -> Decimal:
    """The percents of the planned hours that somebody was there."""
    every = list(weeks)
    return 100 * sum((week.present for week in every), Decimal(0)) / sum((week.planned for week in every), Decimal(0))


def attendance(facts: Facts, today: date, limits: Limits) -> Found | None:
    """The last two weeks were each under the share, or together fell by so many points against the four before."""
    weeks = sorted(week for week in facts.weeks if week.planned > 0 and week.monday <= today)
    last, before = weeks[-LAST:], weeks[-LAST - BEFORE : -LAST]
    if len(last) < LAST or last[-1].monday < today - RECENT:
        return None
    shares = [_share([week]) for week in last]
    rests = tuple((week.monday, week.planned.normalize(), week.present.normalize()) for week in (*before, *last))
    if all(share < limits.attendance_percent for share in shares):
        sentence = _(
            "In de week van %(first_day)s was het %(first)d%% van de uren, in de week van %(second_day)s %(second)d%%. "
            "De grens is %(limit)d%%."
        ) % {
            "first_day": _day(last[0].monday),
            "first": shares[0],
            "second_day": _day(last[1].monday),
            "second": shares[1],
            "limit": limits.attendance_percent,
        }
        return Found(Urgency.NOW, last[0].monday, sentence, rests)
    if len(before) < FEWEST_BEFORE:
        return None
    now, then = _share(last), _share(before)
    if then - now < limits.attendance_fall_percent:
        return None
    sentence = _(
        "In de laatste twee weken was het %(now)d%% van de uren. In de %(number)d weken daarvoor was het %(then)d%%."
    ) % {"now": now, "then": then, "number": len(before)}
    return Found(Urgency.WEEK, last[0].monday, sentence, rests)


def _late(rows: Iterable[Due], before: date) -> list[Due]:
    return sorted((row for row in rows if row.due_on < before), key=lambda row: (row.due_on, row.number))


def contact_missed(facts: Facts, today: date, limits: Limits) -> Found | None:
    """A contact with the candidate was due more than so many days ago; what fell in a break that goes on waits."""
    with_others = [row for row in facts.contacts if row.party != Party.EMPLOYER]
    counted = [row for row in with_others if facts.paused_since is None or row.due_on < facts.paused_since]
    late = _late(counted, today - _days(limits.contact_late_days))
    if not late:
        return None
    first = late[0]
    sentence = _("Het contact met de %(party)s van %(day)s is nog niet geweest. Dat is %(days)d dagen geleden.") % {
        "party": Party(first.party).label,
        "day": _day(first.due_on),
        "days": (today - first.due_on).days,
    }
    if len(late) > 1:
        sentence += " " + _("In totaal zijn er %(number)d gemist.") % {"number": len(late)}
    return Found(Urgency.WEEK, first.due_on, sentence, tuple((row.number, row.due_on) for row in late))


def silent_employer(facts: Facts, today: date, limits: Limits) -> Found | None:
    """The employer was not spoken to for longer than the plan asks; trying without an answer is no contact."""
    due = facts.employer_due
    if due is None or facts.paused_since is not None or today <= due + _days(limits.employer_silent_days):
        return None
    sentence = _("Volgens het plan was er op %(day)s contact met de werkgever. Dat is nog niet gelukt.") % {
        "day": _day(due)
    }
    if facts.employer_last is not None:
        sentence += " " + _("Het laatste contact was op %(day)s.") % {"day": _day(facts.employer_last)}
    else:
        sentence += " " + _("Er is nog geen contact geweest.")
    return Found(Urgency.WEEK, due, sentence, (due, facts.employer_last))


def end_in_sight(facts: Facts, today: date, limits: Limits) -> Found | None:
    """What goes on or is planned ends within so many days, and nothing follows; what is open goes on."""
    if facts.started_on is None:
        return None
    every = [*facts.steps, *facts.spells]
    if not every:
        sentence = _("Er loopt niets meer en er is niets gepland.")
        return Found(Urgency.NOW, facts.started_on, sentence, ("nothing",))
    ends = [row.until for row in every if row.until is not None]
    if len(ends) < len(every) or max(ends) > today + _days(limits.end_in_sight_days):
        return None
    end = max(ends)
    last = min(row.name for row in every if row.until == end)
    words = {"name": last, "day": _day(end)}
    if end < today:
        sentence = _("“%(name)s” was tot %(day)s. Daarna is er niets gepland.") % words
        return Found(Urgency.NOW, end, sentence, (last, end))
    sentence = _("“%(name)s” eindigt op %(day)s. Daarna is er niets gepland.") % words
    near = Urgency.WEEK if end <= today + _days(limits.end_in_sight_days // 2) else Urgency.SOON
    return Found(near, end - _days(limits.end_in_sight_days), sentence, (last, end))


def _together(one: Stretch, other: Stretch, today: date) -> date | None:
    """The first day, from today on, on which both are there."""
    first = max([today, *(row.since for row in (one, other) if row.since is not None)])
    last = min([today + AHEAD, *(row.until for row in (one, other) if row.until is not None)])
    return first if first <= last else None


def _taken(one: Stretch, other: Stretch) -> frozenset[str]:
    """The dayparts in which both are; none where enough others are left for who needs only so many."""
    both = frozenset(one.dayparts) & frozenset(other.dayparts)
    for row in (one, other):
        if row.needed is not None and len(set(row.dayparts) - both) >= row.needed:
            return frozenset()
    return both


def _in_words(dayparts: Iterable[str]) -> str:
    parts = sorted(dayparts, key=DAYPARTS.index)
    return ", ".join(f"{DAY_NAMES[part[:2]]} {PART_NAMES[part[3:]]}" for part in parts)


def _clash(one: Stretch, other: Stretch, today: date) -> tuple[date, tuple[str, str], frozenset[str]] | None:
    first, parts = _together(one, other, today), _taken(one, other)
    if first is None or not parts:
        return None
    low, high = sorted((one.name, other.name))
    return first, (low, high), parts


def clash(facts: Facts, today: date, _limits: Limits) -> Found | None:
    """Two steps, or a step and something in the candidate's week, are in the same daypart at the same time."""
    steps: Sequence[Stretch] = facts.steps
    pairs = [(one, other) for at, one in enumerate(steps) for other in (*steps[at + 1 :], *facts.week)]
    found = sorted(
        (here for one, other in pairs if (here := _clash(one, other, today))),
        key=lambda here: (here[0], here[1], sorted(here[2])),
    )
    if not found:
        return None
    since, (one_name, other_name), parts = found[0]
    sentence = _("“%(one)s” en “%(other)s” vallen samen: %(parts)s, vanaf %(day)s.") % {
        "one": one_name,
        "other": other_name,
        "parts": _in_words(parts),
        "day": _day(since),
    }
    facts_of = tuple(sorted({(names, tuple(sorted(parts))) for _since, names, parts in found}))
    return Found(Urgency.NOW if since <= today else Urgency.WEEK, since, sentence, facts_of)


def proof_ends(facts: Facts, today: date, limits: Limits) -> Found | None:
    """The proof that a safety instruction was understood ends within so many days, or has ended."""
    soon = sorted(
        (row for row in facts.proofs if row.until <= today + _days(limits.proof_ends_days)),
        key=lambda row: (row.until, row.task),
    )
    if not soon:
        return None
    first = soon[0]
    words = {"task": first.task, "day": _day(first.until)}
    rests = tuple((row.task, row.until) for row in soon)
    if first.until < today:
        sentence = _("Het bewijs van veilig werken voor “%(task)s” gold tot en met %(day)s.") % words
        return Found(Urgency.NOW, first.until, sentence, rests)
    sentence = _("Het bewijs van veilig werken voor “%(task)s” geldt tot en met %(day)s.") % words
    return Found(Urgency.SOON, first.until - _days(limits.proof_ends_days), sentence, rests)


def long_break(facts: Facts, today: date, limits: Limits) -> Found | None:
    """A break goes on for more than so many days, and no task that is still to come says what happens next."""
    since = facts.paused_since
    if since is None or today <= since + _days(limits.break_days):
        return None
    if any(task.due_on >= today for task in facts.tasks):
        return None
    sentence = _("Het traject staat stil sinds %(day)s: %(days)d dagen. Er is geen taak voor wat er nu komt.") % {
        "day": _day(since),
        "days": (today - since).days,
    }
    return Found(Urgency.WEEK, since, sentence, (since,))


def task_overdue(facts: Facts, today: date, _limits: Limits) -> Found | None:
    """A task was due before today."""
    late = _late(facts.tasks, today)
    if not late:
        return None
    first = late[0]
    sentence = _("“%(what)s” (%(party)s) moest klaar zijn op %(day)s.") % {
        "what": first.words,
        "party": Party(first.party).label,
        "day": _day(first.due_on),
    }
    if len(late) > 1:
        sentence += " " + _("In totaal zijn %(number)d taken te laat.") % {"number": len(late)}
    return Found(Urgency.WEEK, first.due_on, sentence, tuple((row.number, row.due_on) for row in late))


def signature(facts: Facts, today: date, limits: Limits) -> Found | None:
    """Somebody does not want to sign, or was asked more than so many days ago, or the last day has passed."""
    term = _days(limits.signature_days)
    waits = sorted(
        (row for row in facts.signatures if row.refused or today > min(row.asked_on + term, row.due_on)),
        key=lambda row: (not row.refused, row.asked_on, row.number),
    )
    if not waits:
        return None
    first = waits[0]
    words = {"party": Party(first.party).label, "day": _day(first.asked_on), "last": _day(first.due_on)}
    rests = tuple((row.number, row.due_on, row.refused) for row in waits)
    if first.refused:
        sentence = _("De %(party)s wil de overeenkomst niet tekenen. Dat is gevraagd op %(day)s.") % words
        return Found(Urgency.NOW, first.asked_on, sentence, rests)
    sentence = _("De %(party)s heeft nog niet getekend. Dat is gevraagd op %(day)s en kan tot %(last)s.") % words
    return Found(Urgency.WEEK, first.asked_on, sentence, rests)


RULES: tuple[Rule, ...] = (
    Rule("attendance", gettext_lazy("Minder aanwezig"), "journeys:journey", attendance),
    Rule("contact-missed", gettext_lazy("Contact gemist"), "journeys:guidance", contact_missed),
    Rule("silent-employer", gettext_lazy("Stil bij de werkgever"), "journeys:guidance", silent_employer),
    Rule("end-in-sight", gettext_lazy("Einde in zicht"), "journeys:journey", end_in_sight),
    Rule("clash", gettext_lazy("Botsing in de week"), "journeys:journey", clash),
    Rule("proof-ends", gettext_lazy("Bewijs van veilig werken loopt af"), "journeys:safety", proof_ends),
    Rule("long-break", gettext_lazy("Lang stil zonder plan"), "journeys:journey", long_break),
    Rule("task-overdue", gettext_lazy("Taak te laat"), "journeys:guidance", task_overdue),
    Rule("signature", gettext_lazy("Wacht op een handtekening"), "journeys:deed", signature),
)
BY_CODE = {rule.code: rule for rule in RULES}
