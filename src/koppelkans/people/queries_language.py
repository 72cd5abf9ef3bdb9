"""Questions about somebody's Dutch: the level per skill, the one level, and the credentials that say it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from koppelkans.core.language import RANK, Rung, counted_skills, ladder, rung_for, single_level
from koppelkans.core.models import Credential
from koppelkans.core.vocabulary import CredentialKind, Skill
from koppelkans.people.models import Candidate, Holding, LanguageMeasure


def region_ladder() -> tuple[Rung, ...]:
    """The credentials of this region that state a level of Dutch, lowest first."""
    rows = Credential.objects.filter(kind=CredentialKind.LANGUAGE)
    return ladder([(row.code, row.name, row.implies) for row in rows])


def measures_of(candidate: Candidate) -> list[LanguageMeasure]:
    """Every measure of somebody, the newest first."""
    return list(candidate.language_measures.select_related("by"))


def last_of(measures: Iterable[LanguageMeasure]) -> dict[str, LanguageMeasure]:
    """The measure of each skill that counts: the last one."""
    found: dict[str, LanguageMeasure] = {}
    for row in sorted(measures, key=lambda row: (row.measured_on, row.pk), reverse=True):
        found.setdefault(row.skill, row)
    return found


def first_of(measures: Iterable[LanguageMeasure]) -> dict[str, LanguageMeasure]:
    """The first measure of each skill: where somebody began."""
    found: dict[str, LanguageMeasure] = {}
    for row in sorted(measures, key=lambda row: (row.measured_on, row.pk)):
        found.setdefault(row.skill, row)
    return found


@dataclass(frozen=True)
class Language:
    """How somebody's Dutch stands, and what planning reckons with."""

    measures: list[LanguageMeasure]  # every one, the newest first
    last: dict[str, LanguageMeasure]
    first: dict[str, LanguageMeasure]
    counted: tuple[str, ...]
    single: str | None
    rungs: tuple[Rung, ...]
    measured: Holding | None  # that follows from the measures
    others: list[Holding]  # of language, from elsewhere, that hold today

    @property
    def levels(self) -> dict[str, str]:
        """The level of each skill that was measured."""
        return {skill: row.level for skill, row in self.last.items()}

    @property
    def unmeasured(self) -> list[str]:
        """The skills that the one level waits for."""
        return [str(Skill(skill).label) for skill in self.counted if skill not in self.last]

    @property
    def rung(self) -> Rung | None:
        """The credential that the one level is enough for."""
        return rung_for(self.single, self.rungs) if self.single else None

    @property
    def higher(self) -> list[Holding]:
        """What stands elsewhere and says more than was measured: planning reckons with the highest."""
        if self.single is None:
            return []
        says = {rung.code: rung.level for rung in self.rungs}
        top = RANK[self.rung.level] if self.rung else -1
        return [row for row in self.others if row.credential_id in says and RANK[says[row.credential_id]] > top]


def language_of(candidate: Candidate, today: date) -> Language:
    """How somebody's Dutch stands."""
    measures = measures_of(candidate)
    last, counted = last_of(measures), counted_skills()
    held = candidate.holdings.filter(credential__kind=CredentialKind.LANGUAGE).select_related("credential")
    here = held.filter(Q(since=None) | Q(since__lte=today)).filter(Q(until=None) | Q(until__gte=today))
    rows = list(here)
    return Language(
        measures=measures,
        last=last,
        first=first_of(measures),
        counted=counted,
        single=single_level({skill: row.level for skill, row in last.items()}, counted),
        rungs=region_ladder(),
        measured=next((row for row in rows if row.measured), None),
        others=[row for row in rows if not row.measured],
    )
