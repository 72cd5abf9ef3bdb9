"""What a person can ask of the rounds to come about one proposal, each with its address and its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from koppelkans.planning.models import Forbidden, Pinned, Proposal
from koppelkans.planning.queries_steering import forbidden_for, pin_of
from koppelkans.web.planning.words_steering import Names, why_of

PIN, PLACE, PAIR, OUT, RUN = "vast", "plek", "paar", "uit", "training:"


@dataclass(frozen=True)
class Wanted:
    """One way to steer: what is forbidden by it (both empty and not `pins`: everything)."""

    key: str
    label: str
    title: str
    run: str = ""
    place: str = ""
    pins: bool = False
    url: str = ""


def ways_of(proposal: Proposal) -> dict[str, Wanted]:
    """The ways to steer that make sense for this proposal, in the order of the page."""
    found = []
    if proposal.place is not None:
        code, runs = proposal.place.code, list(proposal.runs)
        names = Names(set(runs), {code})
        where = names.place(code)
        found.append(Wanted(PIN, _("Zet dit traject vast"), _("Dit traject vastzetten"), pins=True))
        title = _("Nooit meer: %(what)s")
        found.append(Wanted(PLACE, _("Nooit meer deze plek"), title % {"what": where}, place=code))
        for run in runs:
            words = {"what": names.run(run)}
            found.append(Wanted(RUN + run, title % words, title % words, run=run))
        if runs:
            last = runs[-1]
            pair = {"run": names.run(last), "place": where}
            label = _("Nooit meer deze training met deze plek")
            found.append(Wanted(PAIR, label, _("Nooit meer: %(run)s met %(place)s") % pair, run=last, place=code))
    found.append(Wanted(OUT, _("Niet meedoen in rondes"), _("Niet meedoen in rondes")))
    base = reverse("planning:steer", args=[proposal.pk])
    return {way.key: replace(way, url=f"{base}?{urlencode({'wat': way.key})}") for way in found}


@dataclass(frozen=True)
class Steered:
    """One thing that steers somebody's rounds, as it is listed: by whom, when, and where it is taken back."""

    person: str
    what: str
    who: str
    when: datetime | None
    why: str
    url: str


def steered_of(proposal: Proposal) -> list[Steered]:
    """What steers the rounds of the person of this proposal."""
    pinned, rows = pin_of(proposal.candidate), list(forbidden_for(proposal.candidate))
    return listed([pinned] if pinned else [], rows)


def listed(pins: Sequence[Pinned], rows: Sequence[Forbidden]) -> list[Steered]:
    """Pins and what is forbidden, in words."""
    names = Names(
        {run for pin in pins for run in pin.runs} | {row.run for row in rows},
        {pin.place for pin in pins} | {row.place for row in rows},
    )
    fixed = _("Vastgezet: %(pathway)s")
    found = [
        Steered(
            person=pin.person,
            what=fixed % {"pathway": names.pathway(pin.runs, pin.place)},
            who=str(pin.by or ""),
            when=pin.at,
            why="",
            url=reverse("planning:unpin", args=[pin.person]),
        )
        for pin in pins
    ]
    return found + [
        Steered(
            person=row.candidate.subject.pseudonym,
            what=names.forbidden(row),
            who=str(row.by or ""),
            when=row.at,
            why=why_of(row),
            url=reverse("planning:allow", args=[row.pk]),
        )
        for row in rows
    ]
