"""What a proposal's page tells when it is asked: the next best, what would help, why not that place, what steers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from koppelkans.core.roles import May
from koppelkans.people.rules import against_decider
from koppelkans.planning import answers
from koppelkans.planning.actions import telling
from koppelkans.planning.models import Proposal, Round
from koppelkans.planning.queries import newer_than
from koppelkans.planning.queries_steering import forbidden_for, pin_of
from koppelkans.supply.models import Place
from koppelkans.supply.queries import places_visible_to, with_room
from koppelkans.supply.searching import Search, places
from koppelkans.web.door import Asked
from koppelkans.web.planning.steered import steered_of, ways_of

MOST_FOUND = 20
ON_PAPER = 3


@dataclass(frozen=True)
class Pathway:
    """Another pathway as the page shows it."""

    pathway: str
    facts: str
    said: tuple[str, ...]
    url: str  # where it is chosen; empty for who does not decide, and where it cannot be today
    against: str = ""  # why it cannot be today


def may_steer(request: Asked, found: Proposal) -> bool:
    """Whether this actor decides about this person, and so steers the rounds for them; from a what-if nobody does, nor
    from a proposal that a newer one came after."""
    if found.round.kind == Round.Kind.SCENARIO or newer_than(found) is not None:
        return False
    here = request.actor.everywhere(May.DECIDE) or (
        found.candidate.municipality_id in request.actor.municipalities(May.DECIDE)
    )
    return here and not against_decider(found.candidate, request.actor)


def asked_of(request: Asked, found: Proposal) -> dict[str, Any]:
    """Context of the parts of the page that are asked for: those that were answered before, and what is asked now."""
    steers = may_steer(request, found)
    return {
        **others_of(request, found, steers=steers),
        **helps_of(request, found),
        **_why_not(request, found, steers=steers),
        "may_steer": steers,
        "ways": list(ways_of(found).values()) if steers and not _is_fixed(found) else [],
        "steered": steered_of(found),
    }


def _is_fixed(found: Proposal) -> bool:
    """Whether rounds are held to this very pathway: then it is let go before anything else is asked of them."""
    pinned = pin_of(found.candidate)
    place = found.place.code if found.place else ""
    return pinned is not None and (sorted(pinned.runs), pinned.place) == (sorted(found.runs), place)


def others_of(request: Asked, found: Proposal, *, steers: bool) -> dict[str, Any]:
    """Context of `planning/_others.html`: worked out when it is asked for, else as it was kept."""
    language = get_language() or "nl"
    try:
        if "anders" in request.GET:
            others: list[answers.Other] | None = telling.others_of(found, language)
        else:
            others = answers.kept_others(found, language)
    except answers.Unanswered as reason:
        return {"other_pathways": [], "other_problem": str(reason)}
    shown = None if others is None else _pathways(found, others, steers=steers)
    return {"other_pathways": shown, "other_problem": ""}


def helps_of(request: Asked, found: Proposal) -> dict[str, Any]:
    """Context of `planning/_helps.html`: worked out when it is asked for, else as it was kept."""
    language = get_language() or "nl"
    try:
        if "helpt" in request.GET:
            return {"helps": telling.helps_of(found, language), "helps_problem": ""}
        return {"helps": answers.kept_helps(found, language), "helps_problem": ""}
    except answers.Unanswered as reason:
        return {"helps": [], "helps_problem": str(reason)}


def on_paper(found: Proposal, language: str, *, work_out: bool) -> dict[str, Any]:
    """What the sheet tells besides: the best other pathway and what would help; for many sheets only what was kept."""
    try:
        others = telling.others_of(found, language) if work_out else answers.kept_others(found, language)
        helps = telling.helps_of(found, language) if work_out else answers.kept_helps(found, language)
    except answers.Unanswered:  # the data are gone: the sheet tells what was told before
        others, helps = answers.kept_others(found, language), answers.kept_helps(found, language)
    return {"paper_others": (others or [])[:ON_PAPER], "paper_helps": (helps or [])[:ON_PAPER]}


def _pathways(found: Proposal, others: list[answers.Other], *, steers: bool) -> list[Pathway]:
    """Other pathways as the page shows them: what is not free any more today, or was forbidden since, has no button."""
    codes = {run for other in others for run in other.runs}, {other.place for other in others}
    free = with_room(*codes, timezone.localdate())
    never = [({row.run} - {""}, {row.place} - {""}) for row in forbidden_for(found.candidate)]
    shown = []
    for other in others:
        given = urlencode({"plek": other.place, "training": other.runs}, doseq=True)
        url = f"{reverse('planning:choose', args=[found.pk])}?{given}"
        against = ""
        if not free[0].issuperset(other.runs) or other.place not in free[1]:
            against = _("Dit is nu niet meer vrij.")
        elif any(runs <= set(other.runs) and place <= {other.place} for runs, place in never):
            against = _("Er is vastgelegd dat dit niet past.")
        shown.append(Pathway(other.pathway, other.facts, other.said, url if steers and not against else "", against))
    return shown


def _why_not(request: Asked, found: Proposal, *, steers: bool) -> dict[str, Any]:
    """The answer about one place, or the places that a few words could mean."""
    text = request.GET.get("plek", "").strip()
    context: dict[str, Any] = {"asked_place": text, "asked": None, "asked_problem": "", "meant": []}
    if not text:
        return context
    place = _named(request, text)
    if place is None:
        rows = places(request.actor, Search(text=text, everything=True), timezone.localdate())[:MOST_FOUND]
        alike = Counter(str(row) for row in rows)
        meant = [
            (str(row) if alike[str(row)] == 1 else _apart(row), f"?{urlencode({'plek': row.code})}#waarom-niet")
            for row in rows
        ]
        problem = "" if meant else _("We vinden geen plek met die naam. Probeer het beroep of de werkgever.")
        return context | {"meant": meant, "asked_problem": problem}
    context["asked_place"] = name_of(place)
    try:
        told = answers.why_not(found, place.code, get_language() or "nl")
    except answers.Unanswered as reason:
        return context | {"asked_problem": str(reason)}
    other = _pathways(found, [told.other], steers=steers)[0] if told.other else None
    return context | {"asked": told, "asked_pathway": other, "asked_name": str(place)}


def _apart(place: Place) -> str:
    """A place that is called like another: with its kind, where it is and from when."""
    told = {
        "place": place,
        "kind": place.get_kind_display(),
        "postcode": place.postcode.code,
        "day": date_format(place.start_from, "j F Y"),
    }
    return _("%(place)s: %(kind)s in %(postcode)s, vanaf %(day)s") % told


def _named(request: Asked, text: str) -> Place | None:
    """The place of this code, or that this line of the list of places names."""
    code = text.rpartition("(")[2].rstrip(")") if text.endswith(")") else text
    return places_visible_to(request.actor).filter(code=code).first()


def name_of(place: Place) -> str:
    """A place as it stands in the list of places: with its code, for two may be called alike."""
    return f"{place} ({place.code})"
