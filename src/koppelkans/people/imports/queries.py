"""Questions about imports: those somebody may see, the one they work on, the mapping that fits a file."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from django.db.models import Q, QuerySet

from koppelkans.core.access import Actor, Unknown
from koppelkans.core.models import Municipality
from koppelkans.core.roles import May
from koppelkans.people.imports.staging import staged_rows
from koppelkans.people.models import Import, Mapping

OPEN = (
    Import.Status.UPLOADED,
    Import.Status.CHECKING,
    Import.Status.REFUSED,
    Import.Status.READY,
    Import.Status.IMPORTING,
)
FITTING = 0.5  # of the columns of a kept mapping that must be in the file to offer it


def municipalities(actor: Actor) -> QuerySet[Municipality]:
    """Where somebody may bring people in."""
    return Municipality.objects.filter(actor.within(May.IMPORT_PEOPLE, "code"))


def visible_to(actor: Actor) -> QuerySet[Import]:
    """The imports of somebody's municipalities; one under way, with what is in the file, only for who brought it."""
    found = Import.objects.filter(actor.within(May.IMPORT_PEOPLE)).select_related("municipality", "by")
    if actor.user is None:
        return found
    return found.filter(~Q(status__in=OPEN) | Q(by=actor.user))


def import_of(pk: int, actor: Actor) -> Import:
    """One import; to who may not see it, it does not exist."""
    batch = Import.objects.select_related("municipality", "by", "mapping").filter(pk=pk).first()
    if batch is None:
        raise Unknown(pk)
    actor.require_in(May.IMPORT_PEOPLE, batch.municipality_id)
    if batch.status in OPEN and actor.user is not None and batch.by_id != actor.user.pk:
        raise Unknown(pk)
    return batch


def first_rows(batch: Import, most: int = 5) -> list[list[str]]:
    """The first rows of the file."""
    with batch.file.open("rb") as file:
        return [cells for _row, cells in islice(staged_rows(file), most)]


def fitting_mapping(municipality: str, header: Sequence[str]) -> Mapping | None:
    """The mapping of this municipality that knows most of these columns, the last used first."""
    best: tuple[float, Mapping] | None = None
    for mapping in Mapping.objects.filter(municipality=municipality).order_by("-used_at")[:50]:
        columns = [column for column, field in mapping.columns.items() if field]
        share = sum(column in header for column in columns) / len(columns) if columns else 0
        if share >= FITTING and (best is None or share > best[0]):
            best = (share, mapping)
    return best[1] if best else None
