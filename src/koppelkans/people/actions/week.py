"""What fills somebody's week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from koppelkans.core.access import Actor
from koppelkans.core.refusal import refuse_if
from koppelkans.core.trail import record
from koppelkans.people import rules
from koppelkans.people.actions.candidates import locked
from koppelkans.people.models import Candidate, WeekItem


@transaction.atomic
def add_week_item(
    candidate: Candidate,
    *,
    by: Actor,
    kind: str,
    dayparts: Sequence[str],
    since: date | None = None,
    until: date | None = None,
    not_free: bool = False,
    now: datetime,
) -> WeekItem:
    """Something fills these dayparts; `not_free` takes them out of the time in which this person can learn or work."""
    here = locked(candidate, by)
    refuse_if(rules.week_item_faults(dayparts, since, until))
    same = {"kind": kind, "dayparts": list(dayparts), "since": since, "until": until}
    twice = here.week_items.filter(**same).first()
    if twice:
        return twice
    item = WeekItem.objects.create(candidate=here, **same)
    if not_free and set(dayparts) & set(here.dayparts):
        here.dayparts = [code for code in here.dayparts if code not in dayparts]
        here.save(update_fields=["dayparts"])
    record("week.add", by=by, purpose="guidance", now=now, subjects=[here.subject_id], thing=kind)
    return item


@transaction.atomic
def remove_week_item(item: WeekItem, *, by: Actor, now: datetime) -> None:
    """This does not fill the week any more, or never did."""
    here = locked(item.candidate, by)
    record("week.remove", by=by, purpose="guidance", now=now, subjects=[here.subject_id], thing=item.kind)
    item.delete()
