"""A round as files: what it planned with, the plan, and how anyone can make the plan again."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from koppelkans.core import trail
from koppelkans.core.access import Actor
from koppelkans.core.models import Subject
from koppelkans.core.refusal import refuse_if
from koppelkans.core.roles import May
from koppelkans.planning import rules
from koppelkans.planning.actions.computing import SEED
from koppelkans.planning.cells import rows_of
from koppelkans.planning.models import Round


def may_export(round_: Round, by: Actor) -> bool:
    """Whether this actor may take a round out: who may take the region out, or plans for this municipality."""
    if by.everywhere(May.EXPORT_REGION):
        return True
    return round_.municipality_id in by.municipalities(May.START_ROUNDS)


@transaction.atomic
def export_round(round_: Round, *, by: Actor, now: datetime) -> bytes:
    """The region folder, the plan folder and how to repeat it, as a zip file; everybody in it is told in the trail."""
    if not may_export(round_, by):
        by.require_in(May.EXPORT_REGION, round_.municipality_id)
    snapshot, outcome = (bytes(part) for part in Round.objects.values_list("snapshot", "outcome").get(pk=round_.pk))
    refuse_if(rules.against_copy(snapshot))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for folder, part in (("region", snapshot), ("plan", outcome)):
            if part:
                with zipfile.ZipFile(io.BytesIO(part)) as source:
                    for name in source.namelist():
                        archive.writestr(f"{folder}/{name}", source.read(name))
        archive.writestr("README.txt", how_to_repeat(round_))
    people = [row["candidate"] for row in rows_of(snapshot, "candidates.csv")]
    subjects = Subject.objects.filter(pseudonym__in=people).values_list("pk", flat=True)
    trail.record("round.export", by=by, purpose="exchange", now=now, subjects=subjects, thing=f"round {round_.pk}")
    return packed.getvalue()


def command() -> str:
    """What makes the plan again."""
    return f"koppelkans plan region -o opnieuw --seed {SEED}"


def how_to_repeat(round_: Round) -> str:
    """What is in the folder and how the plan is made again."""
    version = round_.certificate.get("versions", {}).get("koppelkans", "")
    lines = [
        _("Ronde: %(name)s") % {"name": round_.name},
        _("region: waarmee is gepland. plan: wat eruit kwam."),
        "",
        _("Met versie %(version)s van koppelkans maak je het plan opnieuw:") % {"version": version},
        f"  {command()}",
        _("Daarna zijn plan/proposals.csv en opnieuw/proposals.csv hetzelfde."),
    ]
    if stopped_early(round_):
        lines.append(_("Let op: deze ronde is eerder gestopt. Opnieuw rekenen kan een ander, beter plan geven."))
    return "\n".join([*lines, ""])


def stopped_early(round_: Round) -> bool:
    """Whether the plan is the best until somebody stopped it or its time was up."""
    return bool(round_.figures.get("stopped") or round_.figures.get("run", {}).get("stopped_early"))
