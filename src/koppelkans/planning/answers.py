"""What a round answers when it is asked about one person or one offer: each answer tested by planning again.

The engine's questions are made from what is kept with the round, for two rounds at most in a process, and asked one at
a time: a question takes about a second, and the solver is one for the whole process.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any

from django.utils.translation import gettext as _

from koppelkans.core.access import Actor
from koppelkans.engine.answering import tell_beside, tell_difference, tell_help, tell_why_not
from koppelkans.engine.answers import CHOSEN, Tested
from koppelkans.engine.core import CoreError, read_core
from koppelkans.engine.coring import core_again
from koppelkans.engine.explain import Alternative
from koppelkans.engine.questions import Questions
from koppelkans.engine.telling import Telling, how_well
from koppelkans.engine.words import Words, sentence
from koppelkans.planning.models import Proposal, Round
from koppelkans.planning.queries import BIG, rounds_visible_to
from koppelkans.planning.snapshots import read_outcome, read_snapshot

MOST = 2  # rounds whose questions a process keeps
NEAREST = 2  # of what is in the way, told on paper
FEW_PEOPLE = 300  # for so many a core that was not kept is made again while somebody waits
NEXT, HELPS = "next", "helps"  # what is kept with a proposal, by what was asked and the language
Key = tuple[Any, ...]

_kept: OrderedDict[Key, Questions] = OrderedDict()
_one_at_a_time = Lock()


class Unanswered(Exception):
    """Nothing can be asked; the text says why, to people."""


@dataclass(frozen=True)
class Other:
    """Another pathway in sentences, with the codes by which it is chosen."""

    pathway: str
    facts: str
    said: tuple[str, ...]
    runs: tuple[str, ...]
    place: str
    short: tuple[str, ...] = ()  # of what is said the part for on paper: what is in the way, else what it brings

    @classmethod
    def read(cls, kept: dict[str, Any]) -> Other:
        """What was kept with a proposal."""
        said, runs, short = (tuple(kept[name]) for name in ("said", "runs", "short"))
        return cls(kept["pathway"], kept["facts"], said, runs, kept["place"], short)


def round_of(proposal: Proposal) -> Round:
    """The round that is asked about a proposal: for a pathway that somebody chose, the round that it was chosen in."""
    made = Round.objects.defer(*BIG).get(pk=proposal.round_id)
    while made.kind == Round.Kind.CHOICE and made.parent is not None:
        made = made.parent
    return made


@contextmanager
def asking(made: Round) -> Iterator[Questions]:
    """The questions of a round, for one question at a time; raises Unanswered where there is nothing to ask."""
    with _one_at_a_time:
        yield questions_of(made)


def questions_of(made: Round) -> Questions:
    """The questions of a round, made once and kept; ask them within `asking`."""
    key = (made.pk, made.ended_at, made.value, made.certificate.get("input"))
    if key not in _kept:
        _kept[key] = _made(made)
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    _kept.move_to_end(key)
    return _kept[key]


def _made(made: Round) -> Questions:
    snapshot, outcome, core = Round.objects.values_list("snapshot", "outcome", "core").get(pk=made.pk)
    if not snapshot or not outcome:
        raise Unanswered(_("De gegevens van deze ronde zijn gewist, omdat ze te oud waren."))
    region = read_snapshot(bytes(snapshot))
    plan = read_outcome(region, bytes(outcome))
    if core:
        try:
            return Questions(region, plan, read_core(region, bytes(core)))
        except CoreError:  # of another version of the engine: made again below, where that is quick
            pass
    if len(region.candidates.ids) > FEW_PEOPLE:
        raise Unanswered(_("Deze ronde is te oud om vragen over te stellen. Maak een nieuwe ronde."))
    return Questions(region, plan, core_again(region, plan))


# ---- what was asked before


def key_of(what: str, language: str) -> str:
    """Under what an answer is kept in `Proposal.told`."""
    return f"{what}:{'en' if language.startswith('en') else 'nl'}"


def kept_others(proposal: Proposal, language: str) -> list[Other] | None:
    """The next best pathways, as they were worked out before; None: they were not."""
    found = proposal.told.get(key_of(NEXT, language))
    return None if found is None else [Other.read(row) for row in found]


def kept_helps(proposal: Proposal, language: str) -> list[list[str]] | None:
    """What would help, as it was worked out before; None: it was not."""
    found: list[list[str]] | None = proposal.told.get(key_of(HELPS, language))
    return found


# ---- about a person


def next_best(proposal: Proposal, language: str) -> list[Other]:
    """The next best three pathways, and what the plan becomes with each."""
    with asking(round_of(proposal)) as questions:
        words = _words(questions, language)
        return [_tested(questions, tested, words) for tested in questions.next_best(_person(questions, proposal))]


def what_helps(proposal: Proposal, language: str) -> list[list[str]]:
    """What would bring this person a (better) pathway: for each change the sentences that tell it."""
    with asking(round_of(proposal)) as questions:
        words = _words(questions, language)
        helps = questions.what_helps(_person(questions, proposal))
        return [list(tell_help(words, questions.region, found)) for found in helps]


@dataclass(frozen=True)
class NotThere:
    """Why not this place, in sentences; with the pathway there that comes nearest, if there is one."""

    code: str
    said: tuple[str, ...]
    other: Other | None


def why_not(proposal: Proposal, place: str, language: str) -> NotThere:
    """Why this person was not planned at this place."""
    with asking(round_of(proposal)) as questions:
        region = questions.region
        if place not in region.places.ids:
            raise Unanswered(_("Deze plek deed niet mee in deze ronde: ze was vol, voorbij of nog niet bekend."))
        words = _words(questions, language)
        found = questions.why_not(_person(questions, proposal), region.places.ids.index(place))
        other = None
        if found.pathway is not None and found.code != CHOSEN:
            other = _pathway(questions, found.pathway, (), words)
        return NotThere(found.code, tell_why_not(words, region, found), other)


def cost_of_choosing(proposal: Proposal, place: str, language: str) -> tuple[str, ...]:
    """What the plan becomes with this person at this place."""
    return why_not(proposal, place, language).said


def cost_of_pinning(proposal: Proposal) -> tuple[str, ...]:
    """What fixing a proposal costs: it is in the plan as it is, so nothing now."""
    lines = [_("Dit traject zit in het plan. Vastzetten kost nu niets.")]
    if proposal.round.kind == Round.Kind.CHOICE:
        lines = [_("Je hebt dit traject zelf gekozen. Wat dat kost, heb je daarbij gelezen.")]
    return (*lines, _("In een volgende ronde kan iemand anders de plek meer nodig hebben. Die krijgt hem dan niet."))


def cost_of_forbidding(proposal: Proposal, run: str, place: str, language: str) -> tuple[str, ...]:
    """What the plan becomes without this run, this place or the pair for this person; without both, without them."""
    with asking(round_of(proposal)) as questions:
        region, person = questions.region, _person(questions, proposal)
        if person in region.locks.candidate:
            raise Unanswered(_("In deze ronde stond een traject vast. Na een nieuwe ronde weten we wat dit kost."))
        if (run and run not in region.runs.ids) or (place and place not in region.places.ids):
            raise Unanswered(_("Dit aanbod deed niet mee in deze ronde. Het kost nu niets."))
        runs = (region.runs.ids.index(run),) if run else None
        difference = questions.cost_of_forbidding(person, runs, region.places.ids.index(place) if place else None)
        return tell_difference(_words(questions, language), difference)


def _words(questions: Questions, language: str) -> Words:
    return Words("en" if language.startswith("en") else "nl", questions.region)


def _person(questions: Questions, proposal: Proposal) -> int:
    pseudonym = proposal.candidate.subject.pseudonym
    if pseudonym not in questions.region.candidates.ids:
        raise Unanswered(_("Deze persoon deed niet mee in deze ronde."))
    return questions.region.candidates.ids.index(pseudonym)


def _tested(questions: Questions, tested: Tested, words: Words) -> Other:
    """One of the next best: what is in its way, and what the plan becomes with it."""
    obstacles = tuple(words.reason(item) for item in tested.pathway.obstacles)
    difference = tested.difference
    then = (words.say("answer.no_plan"),) if difference is None else tell_difference(words, difference)
    mine = () if tested.planned is None else (tell_beside(words, tested.pathway, tested.planned),)
    short = mine + (obstacles[:NEAREST] or then[:1])
    return replace(_pathway(questions, tested.pathway, mine + obstacles + then, words), short=short)


def _pathway(questions: Questions, found: Alternative, said: tuple[str, ...], words: Words) -> Other:
    region, telling = questions.region, Telling(words, questions.region, questions.plan)
    runs = tuple(region.runs.ids[run] for run in found.runs)
    return Other(telling.pathway(found), telling.facts(found), said, runs, region.places.ids[found.place])


# ---- about an offer


def why_in_short(proposal: Proposal, card: Mapping[str, Any], language: str) -> str:
    """The fact that counted most for a proposal, as a sentence; empty where none speaks for it.

    `card`: the scorecard of the region, with the weights that the terms are of.
    """
    parts = (item.partition("=") for item in proposal.reason)
    terms = {name: float(term) for name, is_term, term in parts if is_term and name != "intercept"}
    name = max(terms, key=lambda one: terms[one], default="")
    if not name or terms[name] <= 0 or proposal.place is None:
        return ""
    words = Words("en" if language.startswith("en") else "nl")
    if name in ("aptitude", "preference"):
        told = words.say(f"term.{name}_{how_well(terms[name], float(card.get(name, 0)))}")
    else:
        told = words.say(f"term.{name}", kind=words.say(f"kind.{proposal.place.kind}"))
    return sentence(f"{told}.", "")


def newest_round(actor: Actor) -> Round | None:
    """The newest round of all that this actor sees and that was computed."""
    done = rounds_visible_to(actor).filter(status=Round.Status.DONE, kind=Round.Kind.ROUND)
    return done.order_by("-asked_at", "-pk").first()


def came_near(made: Round, *, run: str = "", place: str = "") -> list[str]:
    """The pseudonyms of people who are not planned at this offer though it is near their best; by pseudonym."""
    with asking(made) as questions:
        region = questions.region
        if run and run in region.runs.ids:
            found = questions.came_near(run=region.runs.ids.index(run))
        elif place and place in region.places.ids:
            found = questions.came_near(place=region.places.ids.index(place))
        else:
            return []
        return [region.candidates.ids[row] for row in found]


def cost_of_reserving(made: Round, seats: int, language: str, *, run: str = "", place: str = "") -> tuple[str, ...]:
    """What the plan becomes when so many seats stay free."""
    with asking(made) as questions:
        region = questions.region
        if run and run in region.runs.ids:
            difference = questions.cost_of_reserving(run=region.runs.ids.index(run), seats=seats)
        elif place and place in region.places.ids:
            difference = questions.cost_of_reserving(place=region.places.ids.index(place), seats=seats)
        else:
            raise Unanswered(_("Dit aanbod deed niet mee in de laatste ronde. We weten niet wat dit kost."))
        return tell_difference(_words(questions, language), difference, about_person=False)
