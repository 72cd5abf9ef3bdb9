"""The agreement of a journey as a paper: what it is about, its steps, what everybody does, and who signs.

The candidate stands in it by pseudonym: who signs writes the own name below it, and that is kept beside the text.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from koppelkans.core.models import Organisation
from koppelkans.documents.paper import Bullets, Facts, Paper, Paragraph, Section, Signatures, Table, from_json
from koppelkans.documents.paper import Signature as Signed
from koppelkans.journeys.models import Deed, Journey, Party, Signature, Step

Parties = list[tuple[Party, Organisation | None]]


@cache
def words() -> dict[str, Any]:
    """The sentences of the agreement."""
    return tomllib.loads((files("koppelkans.journeys") / "agreement-text.toml").read_text(encoding="utf-8"))


def parties_of(steps: Iterable[Step]) -> Parties:
    """Who signs: the candidate, who gives each step, and the municipality; each once."""
    found: Parties = [(Party.CANDIDATE, None)]
    for step in steps:
        one: tuple[Party, Organisation | None] | None = None
        if step.run is not None:
            one = (Party.PROVIDER, step.run.provider)
        elif step.place is not None:
            one = (Party.EMPLOYER, step.place.employer.organisation)
        if one is not None and one not in found:
            found.append(one)
    return [*found, (Party.MUNICIPALITY, None)]


def name_of(party: str, organisation: Organisation | None) -> str:
    """A party as the agreement names it."""
    return str(words()["parties"][party]["name"]).format(who=organisation or "")


def paper_of(
    journey: Journey, steps: Sequence[Step], *, number: int, also: Mapping[str, Sequence[str]], today: date
) -> Paper:
    """The text of the agreement; `also` are further lines per party, and under "" for everybody."""
    say, who = words(), str(journey.candidate)
    heads = say["headings"]
    occupation = next((str(step.place.occupation) for step in reversed(steps) if step.place is not None), "")
    with override("nl"):
        known = [
            who,
            occupation,
            str(journey.programme or ""),
            _day(min((step.planned_start for step in steps), default=None)),
            str(journey.coach or ""),
        ]
        rows = tuple(_row(step) for step in steps)
    does = [
        Section(name_of(party, organisation), (Bullets((*say["parties"][party]["does"], *also.get(party, ()))),))
        for party, organisation in parties_of(steps)
    ]
    sections = [
        Section(
            heads["about"],
            (
                Paragraph(say["about"]["text"].format(occupation=occupation)),
                Facts(tuple((name, value) for name, value in zip(say["about"]["facts"], known, strict=True) if value)),
            ),
        ),
        Section(heads["steps"], (Table(tuple(say["steps"]["columns"]), rows, numbers=(4,)),)),
        *does,
        *([Section(heads["also"], (Bullets(tuple(also[""])),))] if also.get("") else []),
        Section(heads["rules"], (Bullets(tuple(say["rules"]["items"])),)),
    ]
    return Paper(
        title=say["title"].format(who=who),
        language="nl",
        date=today,
        sections=tuple(sections),
        foot=say["foot"].format(who=who, number=number),
    )


def _row(step: Step) -> tuple[str, ...]:
    where = step.run.provider if step.run else step.place.employer if step.place else ""
    name = str(step.run or (step.place.occupation if step.place else step.get_kind_display()))
    hours = "" if step.hours_week is None else f"{step.hours_week.normalize():f}".replace(".", ",")
    return (name, str(where), _day(step.planned_start), _day(step.planned_end) or words()["steps"]["open"], hours)


def _day(day: date | None) -> str:
    return date_format(day, "j F Y") if day else ""


def with_signatures(paper: Paper, deed: Deed, signatures: Iterable[Signature]) -> Paper:
    """The same text, and below it who signed when; the signatures are no part of the text that was signed."""
    say = words()
    with override("nl"):
        rows = tuple(
            Signed(
                name_of(one.party, one.organisation),
                one.name,
                date_format(timezone.localtime(one.signed_at), "j F Y H:i") if one.signed_at else "",
            )
            for one in signatures
        )
    block = Signatures(tuple(say["signs"]["columns"]), rows)
    kept = Facts((("SHA-256", deed.sha256),))
    return replace(paper, sections=(*paper.sections, Section(say["headings"]["signs"], (block, kept))))


def read(data: Mapping[str, Any]) -> Paper:
    """A paper as it was kept in the database, whatever order its keys have there."""
    return from_json(json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")))
