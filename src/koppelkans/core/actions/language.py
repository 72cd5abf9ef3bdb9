"""What Dutch an occupation asks: set for one occupation at once, by who plans offers for the whole region."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from koppelkans.core.access import Actor, Closed
from koppelkans.core.language import RANK
from koppelkans.core.models import Occupation
from koppelkans.core.models.words import LanguageDemand
from koppelkans.core.refusal import Reason, refuse_if
from koppelkans.core.roles import May
from koppelkans.core.trail import record
from koppelkans.core.vocabulary import Skill

MOMENT = LanguageDemand.Moment


def may_demand(actor: Actor) -> bool:
    """Whether this actor says what occupations ask: an occupation is of the whole region, not of one employer."""
    return actor.everywhere(May.EDIT_PLACES)


@transaction.atomic
def set_demands(
    occupation: Occupation,
    *,
    levels: Mapping[tuple[str, str], str],
    tasks: Mapping[str, str],
    by: Actor,
    now: datetime,
) -> list[LanguageDemand]:
    """What this occupation asks, by (skill, moment), and for which tasks safety asks it, by skill."""
    if not may_demand(by):
        raise Closed(May.EDIT_PLACES)
    here = Occupation.objects.select_for_update().get(pk=occupation.pk)
    refuse_if(against_demands(levels))
    here.language_demands.all().delete()
    made = LanguageDemand.objects.bulk_create(
        [
            LanguageDemand(
                occupation=here,
                skill=skill,
                moment=moment,
                level=level,
                tasks=tasks.get(skill, "").strip() if moment == MOMENT.SAFETY else "",
            )
            for (skill, moment), level in levels.items()
        ]
    )
    record("language.demand", by=by, purpose="offers", now=now, thing=here.code)
    return made


def against_demands(levels: Mapping[tuple[str, str], str]) -> list[Reason]:
    """Why these demands cannot stand: something unknown, or less at the end than on the first day."""
    if any(
        skill not in Skill.values or moment not in MOMENT.values or level not in RANK
        for (skill, moment), level in levels.items()
    ):
        return [Reason("level", _("Kies een niveau uit de lijst."))]
    return [
        Reason(
            f"{skill.value}_end",
            _("%(skill)s: aan het eind vraag je minder dan op de eerste dag.")
            % {"skill": str(skill.label).capitalize()},
        )
        for skill in Skill
        if (first := levels.get((skill, MOMENT.FIRST_DAY)))
        and (last := levels.get((skill, MOMENT.END)))
        and RANK[last] < RANK[first]
    ]
