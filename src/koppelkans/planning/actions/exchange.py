"""The whole region in and out as a folder."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from koppelkans.core import trail
from koppelkans.core.access import Actor
from koppelkans.core.models import Region, Subject
from koppelkans.core.refusal import Reason, Refused, refuse_if
from koppelkans.core.roles import May
from koppelkans.funds.models import Fund
from koppelkans.people.models import Candidate
from koppelkans.people.states import Status
from koppelkans.planning.folder import Selection, add_tables, moved, read_tables, write_folder
from koppelkans.planning.models import Pinned
from koppelkans.planning.queries import without_place
from koppelkans.supply.models import Place, Run

COUNTED = ("candidates.csv", "runs.csv", "places.csv", "funds.csv")


def import_region(folder: Path, *, by: Actor, now: datetime, first: date | None = None) -> dict[str, int]:
    """Put a region folder into the empty platform, as a whole or not at all; returns how many rows of what.

    With `first` every day moves by whole weeks, so that planning begins in that week. Raises RegionError where the
    folder is not valid and Refused where the platform holds a region already.
    """
    by.require(May.EXCHANGE_REGION)
    settings, tables = read_tables(folder)
    if first is not None:
        settings, tables = moved(settings, tables, first)
    with transaction.atomic():
        refuse_if(not_empty())
        add_tables(settings, tables, today=timezone.localdate(now))
        trail.record("region.import", by=by, purpose="exchange", now=now, thing=settings["name"])
    return {file.removesuffix(".csv"): len(tables[file]) for file in COUNTED}


def not_empty() -> list[Reason]:
    """Why a region cannot be put in: there is one already."""
    if any(model._default_manager.exists() for model in (Candidate, Run, Place, Fund)):
        return [Reason("not-empty", _("Er staan al mensen, aanbod of geld in. Dit kan alleen in een lege database."))]
    return []


def export_region(folder: Path, *, name: str | None = None, by: Actor, now: datetime) -> Region:
    """Write what the region has today as a region folder; raises Refused and FileExistsError.

    Who has a place already, or is parked or gone, is left out: the format knows only people who can be planned.
    """
    by.require(May.EXPORT_REGION)
    region = Region.objects.first()
    if region is None or region.plan_from is None:
        raise Refused([Reason("no-region", _("Er is nog geen regio. Haal er eerst een op."))])
    if name is not None and name != region.name:
        raise Refused([Reason("other-region", _("De regio heet hier “%(name)s”.") % {"name": region.name})])
    today = timezone.localdate(now)
    selection = everything(today)
    concerned = sorted(exported(selection))
    write_folder(region, selection, folder, today=today)
    trail.record("region.export", by=by, purpose="exchange", now=now, subjects=concerned, thing=region.name)
    return region


def exported(selection: Selection) -> set[int]:
    """The subjects of everybody in the folder: who takes part, and who did in the plan before."""
    before = Pinned.objects.filter(kind=Pinned.Kind.PREVIOUS).values("person")
    earlier = Subject.objects.filter(pseudonym__in=before).values_list("pk", flat=True)
    return {*selection.people.values_list("subject", flat=True), *earlier}


def everything(today: date) -> Selection:
    """All that takes part, also what was not confirmed for a while."""
    return Selection(
        without_place(Candidate.objects.filter(status=Status.ACTIVE), today),
        Run.objects.filter(withdrawn_on=None),
        Place.objects.filter(withdrawn_on=None),
    )
