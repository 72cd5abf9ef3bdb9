"""What invented histories are made of: the people, trainings and places that a region has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from koppelkans.cli.demo.histories.lives import Course, Way
from koppelkans.core.models import Occupation
from koppelkans.people.models import Candidate, Holding, Wish
from koppelkans.supply.models import Place, Run

KINDS = {"language": "language", "exam": "safety", "training": "training"}  # of step, by what a run costs money for
EVERY = {"language": 4, "safety": 4, "training": 13}  # weeks between two groups
LONGEST = 20  # weeks
LEARNS_LANGUAGE, LEARNS_SAFETY = 0.4, 0.7
WITH_RISK = ("techniek", "bouw")


@dataclass(frozen=True)
class Mould:
    """Somebody of the region, after whom others are made: with the occupations they want, dearest first."""

    candidate: Candidate
    occupations: Sequence[Occupation]
    wishes: Sequence[Wish]
    holdings: Sequence[Holding]

    @property
    def holds(self) -> frozenset[str]:
        """Codes of what they hold for good."""
        return frozenset(row.credential_id for row in self.holdings)


@dataclass(frozen=True)
class Ground:
    """The region as far as it matters here."""

    moulds: Sequence[Mould]
    courses: Mapping[str, Course]  # by code of the training
    groups: Mapping[str, Sequence[Run]]  # a run of each training as an example, by code
    leads_to: Mapping[str, str]  # from an occupation to the training for its diploma
    places: Mapping[str, Sequence[Place]]  # by occupation

    def way(self, mould: Mould, draw: Random) -> tuple[Way, Place]:
        """What somebody like this is to do, and a place as an example for theirs."""
        occupation = next(found for found in mould.occupations if found.code in self.places)
        courses = []
        spoken = [c for c in self._of("language") if not set(self.groups[c.code][0].grants) & mould.holds]
        if spoken and draw.random() < LEARNS_LANGUAGE:
            courses.append(spoken[0])
        safe = [c for c in self._of("safety") if not set(self.groups[c.code][0].grants) & mould.holds]
        if safe and occupation.sector in WITH_RISK and draw.random() < LEARNS_SAFETY:
            courses.append(safe[0])
        main = self.leads_to.get(occupation.code) or next(iter(c.code for c in self._of("training")))
        courses.append(self.courses[main])
        place = draw.choice(self.places[occupation.code])
        return Way(occupation.sector, tuple(courses), place.kind), place

    def _of(self, kind: str) -> list[Course]:
        return [course for course in self.courses.values() if course.kind == kind]


def read() -> Ground:
    """Read the region; its people, runs and places are left as they are."""
    groups: dict[str, list[Run]] = defaultdict(list)
    for run in Run.objects.select_related("training", "provider").order_by("training__code", "code"):
        groups[run.training.code].append(run)
    courses = {code: _course(at, code, runs[0]) for at, (code, runs) in enumerate(groups.items())}
    granted = {credential: code for code, runs in groups.items() for credential in runs[0].grants}
    occupations = {row.code: row for row in Occupation.objects.order_by("code")}
    leads_to = {
        code: granted[row.qualification_id] for code, row in occupations.items() if row.qualification_id in granted
    }
    places: dict[str, list[Place]] = defaultdict(list)
    for place in Place.objects.select_related("employer__organisation").order_by("code"):
        places[place.occupation_id].append(place)
    return Ground(_moulds(occupations, places), courses, dict(groups), leads_to, dict(places))


def _course(at: int, code: str, run: Run) -> Course:
    kind = KINDS[run.cost_kind]
    weeks = min(LONGEST, max(1, round(((run.end - run.start).days + 1) / 7)))
    return Course(code, kind, weeks, EVERY[kind], offset=at * 5 % EVERY[kind])


def _moulds(occupations: Mapping[str, Occupation], places: Mapping[str, Sequence[Place]]) -> list[Mould]:
    """The people who want an occupation in which there are places."""
    wishes: dict[int, list[Wish]] = defaultdict(list)
    for wish in Wish.objects.order_by("pk"):
        wishes[wish.candidate_id].append(wish)
    held: dict[int, list[Holding]] = defaultdict(list)
    for row in Holding.objects.filter(in_period=False).order_by("pk"):
        held[row.candidate_id].append(row)
    found = []
    for candidate in Candidate.objects.order_by("subject__pseudonym"):
        own = wishes[candidate.pk]
        if any(wish.occupation_id in places for wish in own):
            wanted = [occupations[wish.occupation_id] for wish in own]
            found.append(Mould(candidate, wanted, own, held[candidate.pk]))
    return found
