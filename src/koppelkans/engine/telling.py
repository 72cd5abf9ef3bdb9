"""An explanation in sentences: why this pathway, or what stopped somebody, and the next best; for command and pages."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from koppelkans.engine.explain import Alternative, Explanation
from koppelkans.engine.plan import TERMS, Plan
from koppelkans.engine.region import PLACE_KINDS, Region
from koppelkans.engine.travel import trip_minutes
from koppelkans.engine.words import Words, chance, sentence


@dataclass(frozen=True)
class Another:
    """One of the next best pathways: what it is, its figures, what it differs, and what stands in its way."""

    pathway: str
    facts: str
    difference: str
    obstacles: tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """What there is to tell of one candidate, in sentences; `pathway` is empty for who is left out."""

    pathway: str
    facts: str
    payers: tuple[str, ...]
    terms: tuple[str, ...]
    reasons: tuple[str, ...]
    count: str
    others: tuple[Another, ...]


def tell(words: Words, region: Region, plan: Plan, explanation: Explanation) -> Told:
    """The sentences of an explanation; `words` knows the names of this region."""
    telling = Telling(words, region, plan)
    chosen, count = explanation.chosen, explanation.pathways
    return Told(
        pathway=telling.pathway(chosen) if chosen else "",
        facts=telling.facts(chosen) if chosen else "",
        payers=tuple(telling.payers(explanation.candidate)) if chosen else (),
        terms=tuple(telling.terms(chosen)) if chosen else (),
        reasons=()
        if chosen
        else tuple(
            reason_for(words, region, explanation.candidate, item) for item in explanation.reasons or ("unknown",)
        ),
        count=words.say("explain.pathways", n=count) if count else words.say("explain.no_pathway"),
        others=tuple(telling.alternative(alternative) for alternative in explanation.alternatives),
    )


def text(language: str, region: Region, plan: Plan, explanation: Explanation) -> str:
    """What `koppelkans explain` prints, without a newline at the end."""
    words = Words(language, region)
    say, told = words.say, tell(words, region, plan, explanation)
    candidate = region.candidates.ids[explanation.candidate]
    lines = [say("explain.proposed" if told.pathway else "explain.unplaced", candidate=candidate), ""]
    if told.pathway:
        lines += [f"  {line}" for line in (told.pathway, told.facts, *told.payers)]
        lines += ["", say("explain.why"), *(f"  {line}" for line in told.terms)]
    else:
        lines += [say("explain.blocked"), *(f"  - {reason}" for reason in told.reasons)]
    lines += ["", told.count]
    if told.others:
        heading = "explain.alternatives" if told.pathway else "explain.possible"
        lines += [say(heading, n=len(told.others))]
        for rank, other in enumerate(told.others, 1):
            verdict = " ".join([other.difference, *other.obstacles])
            lines += [f"  {rank}. {other.pathway}", f"     {other.facts}", f"     {verdict}"]
        lines += ["", say("explain.unit")]
    return "\n".join(lines)


def reason_for(words: Words, region: Region, candidate: int, item: str) -> str:
    """What stands in somebody's way, as a sentence; a journey that takes too long with its minutes and the limit."""
    code, _, place = item.partition(":")
    if code == "travel" and place in region.places.ids:
        minutes = minutes_to(region, candidate, int(region.places.postcode[region.places.ids.index(place)]))
        most = float(region.candidates.max_travel[candidate])
        if most < minutes < math.inf:
            limit = words.minutes(most)
            told = words.say(
                "reason.travel_minutes",
                name=words.name("place", place),
                minutes=words.minutes(math.ceil(minutes)),
                limit=limit,
            )
            return sentence(told, "")
    return words.reason(item)


def minutes_to(region: Region, candidate: int, postcode: int) -> float:
    """Minutes that somebody travels to a postcode (rows); infinite where nothing gets there."""
    people = region.candidates
    who, where = np.array([candidate]), np.array([postcode])
    return float(trip_minutes(region, people.postcode[who], where, people.modes[who])[0])


def how_well(term: float, weight: float) -> str:
    """How well something fits, from its term of z and the weight it has there: `high`, `middle` or `low`."""
    fit = term / weight if weight else 0.0
    return "high" if fit >= 0.7 else "middle" if fit >= 0.4 else "low"


class Telling:
    """The parts of an explanation, each as a sentence."""

    def __init__(self, words: Words, region: Region, plan: Plan) -> None:
        self.words, self.region, self.plan = words, region, plan

    def pathway(self, pathway: Alternative) -> str:
        """Its runs and its place, by name."""
        runs = [self.words.name("run", self.region.runs.ids[run]) for run in pathway.runs]
        place = self.words.name("place", self.region.places.ids[pathway.place])
        if not runs:
            return sentence(self.words.say("explain.direct", place=place), "")
        told = self.words.say("explain.pathway", runs=self.words.listing(runs), place=place)
        return sentence(told, self.region.runs.ids[pathway.runs[0]])

    def facts(self, pathway: Alternative) -> str:
        """First day, chance, travel and cost in one line."""
        return self.words.say(
            "explain.facts",
            first_day=self.words.date(pathway.first_day),
            chance=self.words.chance(pathway.probability),
            travel=self.words.minutes(pathway.travel_minutes),
            cost=self.words.euros(pathway.cost),
        )

    def payers(self, candidate: int) -> list[str]:
        """Which fund pays what for this person."""
        funding, lines = self.plan.funding, []
        for row in (funding.candidate == candidate).nonzero()[0]:
            run = int(funding.run[row])
            place = self.words.say("explain.place")
            what = self.words.name("run", self.region.runs.ids[run]) if run >= 0 else place
            fund = self.words.name("fund", self.region.funds.ids[funding.fund[row]])
            amount = self.words.euros(int(funding.amount[row]))
            lines.append(self.words.say("explain.money", amount=amount, what=what, fund=fund))
        return lines

    def terms(self, pathway: Alternative) -> list[str]:
        """The facts that counted for the chance, the heaviest first: what each adds or takes off by itself."""
        z = sum(pathway.terms)
        effects = [
            (chance(z) - chance(z - term), name) for name, term in zip(TERMS, pathway.terms, strict=True) if term
        ]
        effects.sort(key=lambda effect: (-abs(effect[0]), TERMS.index(effect[1])))
        lines = []
        for effect, name in effects:
            if name != "intercept":
                key = "raises" if effect > 0 else "lowers"
                term = self.term(name, pathway)
                lines.append(self.words.say(f"explain.{key}", term=term, points=self.words.points(effect)))
        return lines

    def term(self, name: str, pathway: Alternative) -> str:
        """One term of z in words."""
        say = self.words.say
        if name in ("aptitude", "preference"):
            weight = getattr(self.region.settings.scorecard, name)
            return say(f"term.{name}_{how_well(pathway.terms[TERMS.index(name)], weight)}")
        if name == "travel_hour":
            return say("term.travel_hour", minutes=self.words.minutes(pathway.travel_minutes))
        if name == "kind":
            kind = PLACE_KINDS[self.region.places.kind[pathway.place]]
            return say("term.kind", kind=say(f"kind.{kind}"))
        return say(f"term.{name}")

    def alternative(self, alternative: Alternative) -> Another:
        """One of the next best: what it is, what it differs, what stands in its way."""
        difference = self.words.number(abs(alternative.difference), 2)
        key = "better" if alternative.difference > 0 else "worse"
        if difference == self.words.number(0, 2):
            key = "equal"
        obstacles = [self.words.reason(item) for item in alternative.obstacles] or [self.words.say("explain.fits")]
        return Another(
            pathway=self.pathway(alternative),
            facts=self.facts(alternative),
            difference=self.words.say(f"explain.{key}", difference=difference),
            obstacles=tuple(obstacles),
        )
