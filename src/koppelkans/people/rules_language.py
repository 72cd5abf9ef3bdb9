"""What speaks against a measure of language as it is filled in; empty: allowed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext_lazy as _

from koppelkans.core.language import RANK
from koppelkans.core.refusal import Reason
from koppelkans.core.vocabulary import Skill
from koppelkans.people.models import LanguageMeasure


def against_measuring(
    levels: Mapping[str, str], measured_on: date, source: str, assessor: str, today: date
) -> list[Reason]:
    """Why a measure cannot be kept."""
    reasons = []
    if not levels:
        reasons.append(Reason("levels", _("Kies bij ten minste één vaardigheid een niveau.")))
    if any(skill not in Skill.values or level not in RANK for skill, level in levels.items()):
        reasons.append(Reason("levels", _("Kies een niveau uit de lijst.")))
    if measured_on > today:
        reasons.append(Reason("measured_on", _("Deze dag ligt nog voor ons. Kies vandaag of eerder.")))
    if source not in LanguageMeasure.Source.values:
        reasons.append(Reason("source", _("Kies hoe het is gemeten.")))
    if not assessor.strip():
        reasons.append(Reason("assessor", _("Vul in wie heeft gemeten.")))
    return reasons
