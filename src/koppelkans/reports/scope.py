"""Whose figures somebody may see: of the own municipality all of them, of the region no group that is small."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from koppelkans.core.access import Actor, Unknown
from koppelkans.core.models import Municipality
from koppelkans.core.roles import May
from koppelkans.programmes.models import Programme
from koppelkans.programmes.queries import visible_to


@dataclass(frozen=True)
class Scope:
    """What a page is about; `full`: every number is shown, as its reader has a case role there."""

    programme: str = ""  # code; empty: all
    municipality: str = ""  # code; empty: all
    full: bool = False


def own_places(actor: Actor) -> list[Municipality]:
    """The municipalities of which this actor sees every number and the people behind it."""
    codes = actor.municipalities(May.SEE_RESULTS) & actor.municipalities(May.GUIDE)
    return list(Municipality.objects.filter(code__in=codes))


def programmes_for(actor: Actor) -> list[Programme]:
    """The programmes this actor can choose from, by name."""
    return sorted(visible_to(actor).prefetch_related(None), key=lambda one: (one.name, one.code))


def scope_of(
    actor: Actor, programme: str, municipality: str, *, programmes: list[Programme], places: list[Municipality]
) -> Scope:
    """The scope that was asked for; what is not of this actor does not exist."""
    actor.require(May.SEE_RESULTS)
    if programme and programme not in {one.code for one in programmes}:
        raise Unknown(May.SEE_RESULTS)
    own = [one.code for one in places]
    if municipality:
        if municipality not in own:
            raise Unknown(May.SEE_RESULTS)
        return Scope(programme, municipality, full=True)
    if actor.everywhere(May.SEE_RESULTS):
        return Scope(programme, "", full=actor.is_house)
    if not own:
        raise Unknown(May.SEE_RESULTS)
    return Scope(programme, own[0], full=True)


def known_on_for(scope: Scope, asked: date | None, today: date) -> date | None:
    """The day of which the knowledge is shown; None: of now.

    Outside one's own municipality only the ends of months can be asked for: two days that follow each other would tell
    of one person.
    """
    if asked is None or asked >= today:
        return None
    if scope.full or asked.day == monthrange(asked.year, asked.month)[1]:
        return asked
    return asked.replace(day=1) - timedelta(days=1)
