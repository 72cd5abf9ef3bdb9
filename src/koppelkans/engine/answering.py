"""Answers to questions about a plan in sentences, fit to be read aloud to the person they are about.

Nobody is ranked and nobody else is named: other people are counted.
"""

from __future__ import annotations

from koppelkans.engine.answers import CHOSEN, FITS, OUTBID, RULE, WITHIN_MARGIN, Change, Difference, Help, WhyNot
from koppelkans.engine.explain import Alternative
from koppelkans.engine.region import Region
from koppelkans.engine.telling import reason_for
from koppelkans.engine.words import Words, sentence

WEEK = 7


def tell_why_not(words: Words, region: Region, answer: WhyNot) -> tuple[str, ...]:
    """Why a person is not planned at a place: what is in the way, the chance there, and what the plan would become."""
    place = words.name("place", region.places.ids[answer.place])
    if answer.code == CHOSEN:
        return (sentence(words.say("answer.chosen", place=place), ""),)
    key = {RULE: "cannot", FITS: "fits", OUTBID: "outbid", WITHIN_MARGIN: "within_margin"}.get(answer.code, "blocked")
    lines = [sentence(words.say(f"answer.{key}", place=place), "")]
    lines += [_reason(words, region, answer.candidate, item) for item in answer.items]
    if answer.lacking:
        lines.append(words.say("answer.lacking", n=answer.lacking))
    if answer.pathway is None:
        return tuple(lines)
    lines.append(_chances(words, answer.pathway, answer.planned))
    if answer.difference is None:
        return (*lines, words.say("answer.no_plan"))
    if answer.items:
        lines.append(words.say("answer.anyhow"))
    return (*lines, *tell_difference(words, answer.difference))


def tell_help(words: Words, region: Region, help_: Help) -> tuple[str, ...]:
    """What would help, the pathway that fits then, and what the plan becomes."""
    then = words.say("answer.then", pathway=told_pathway(words, region, help_.pathway))
    return (tell_change(words, help_.change), then, *tell_difference(words, help_.difference))


def tell_change(words: Words, change: Change) -> str:
    """One change as something that helps."""
    match change.kind:
        case "earlier" if change.amount % WEEK == 0:
            return words.say("help.weeks", n=change.amount // WEEK)
        case "earlier":
            return words.say("help.earlier", n=change.amount)
        case "travel":
            return words.say("help.travel", minutes=words.minutes(change.amount))
        case "daypart":
            return words.say("help.daypart", daypart=words.say(f"daypart.{change.id}"))
        case _:
            table = TABLE_OF[change.kind]
            name, amount = words.name(table, change.id), words.euros(change.amount)
            return words.say(f"help.{change.kind}", name=name, amount=amount)


TABLE_OF = {
    "language": "credential",
    "credential": "credential",
    "seat": "run",
    "minimum": "run",
    "place": "place",
    "mentor": "employer",
    "fund": "fund",
}


def tell_beside(words: Words, pathway: Alternative, planned: Alternative) -> str:
    """What another pathway means for this very person: the travel, the first day of work, the chance."""
    minutes = round(pathway.travel_minutes) - round(planned.travel_minutes)
    days, chance = pathway.first_day - planned.first_day, round(100 * (pathway.probability - planned.probability))
    parts = []
    if minutes:
        key = "farther" if minutes > 0 else "nearer"
        parts.append(words.say(f"beside.{key}", minutes=words.minutes(abs(minutes))))
    if days:
        parts.append(words.say(f"beside.{'later' if days > 0 else 'earlier'}", n=abs(int(days))))
    if chance:
        parts.append(words.say(f"beside.{'likelier' if chance > 0 else 'unlikelier'}"))
    return words.say("beside.then", parts=words.listing(parts)) if parts else words.say("beside.same")


def tell_difference(words: Words, difference: Difference, *, about_person: bool = True) -> tuple[str, ...]:
    """What another plan differs from the plan: what it brings, how many people, and what changes for others.

    Where those others who lose their proposal are the whole loss it is told once: of others where somebody was asked
    about (`about_person`), else of people.
    """
    lines = [_whole(words, difference)]
    twice = difference.people < 0 and -difference.people == difference.others_out
    if difference.people and not (twice and about_person):
        key = "people_more" if difference.people > 0 else "people_fewer"
        lines.append(words.say(f"difference.{key}", n=abs(difference.people)))
    moved = difference.others - difference.others_out
    if moved:
        lines.append(words.say("difference.others", n=moved))
    if difference.others_out and (about_person or not twice):
        lines.append(words.say("difference.out", n=difference.others_out))
    if not difference.others:
        lines.append(words.say("difference.nobody"))
    return tuple(lines)


def told_pathway(words: Words, region: Region, pathway: Alternative) -> str:
    """Runs and place by name, as part of a sentence."""
    runs = [words.name("run", region.runs.ids[run]) for run in pathway.runs]
    place = words.name("place", region.places.ids[pathway.place])
    if not runs:
        return words.say("explain.direct", place=place)
    return words.say("explain.pathway", runs=words.listing(runs), place=place)


def _whole(words: Words, difference: Difference) -> str:
    """What the plan as a whole gains or loses, in placements where it shows there."""
    if not difference.demonstrable:
        return words.say("difference.same")
    same_way = difference.durable * difference.value > 0
    placements = words.number(abs(difference.durable), 1)
    if same_way and placements != words.number(0, 1):
        key = "more_placements" if difference.durable > 0 else "fewer_placements"
        return words.say(f"difference.{key}", n=placements)
    key = "worth_more" if difference.value > 0 else "worth_less"
    return words.say(f"difference.{key}", n=words.number(abs(difference.value), 2))


def _chances(words: Words, pathway: Alternative, planned: Alternative | None) -> str:
    chance = words.chance(pathway.probability)
    if planned is None:
        return words.say("answer.chance", chance=chance)
    return words.say("answer.chances", chance=chance, planned=words.chance(planned.probability))


def _reason(words: Words, region: Region, candidate: int, item: str) -> str:
    if item.startswith("locked:"):
        return words.say("answer.locked")
    return reason_for(words, region, candidate, item)
