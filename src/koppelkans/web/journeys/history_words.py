"""What happened to a journey in words: what was done, of which step, and what was before and after."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from koppelkans.core.vocabulary import Skill
from koppelkans.journeys.models import Break, Contact, Event, Form, Instruction, Party, Proof, Step, Why
from koppelkans.journeys.signals_rules import BY_CODE
from koppelkans.people.languages import contact_languages
from koppelkans.results.models import Measure
from koppelkans.supply.models import Breach
from koppelkans.web.journeys.shown_steps import moved_rows, name_of
from koppelkans.web.journeys.shown_work import WHY_BACK
from koppelkans.web.privacy.words import action_words
from koppelkans.web.tables import Moment, in_words

TONES = {"step.end": "good", "journey.done": "good", "journey.stop": "warning", "journey.pause": "warning"}
CODES: dict[str, dict[str, Any]] = {
    "result": dict(Step.Result.choices),
    "why": dict(Why.choices) | WHY_BACK,
    "advice": dict(Step.Next.choices),
    "kind": dict(Break.Kind.choices),
    "form": dict(Form.choices),
    "level": dict(Proof.Level.choices),
    "measure": dict(Measure.choices),
    "party": dict(Party.choices),
    "how": dict(Contact.How.choices) | dict(Instruction.How.choices),
    "language": contact_languages(),
    "rests_on": {"instruction": _lazy("bewijs van de instructie"), "release": _lazy("vrijgave door een ander")},
    "end": dict(Breach.End.choices),
    "outcome": dict(Contact.Outcome.choices),
    "signal": {code: rule.title for code, rule in BY_CODE.items()},
}


def moment_of(event: Event, steps: dict[int, Step]) -> Moment:
    """An event as the timeline shows it."""
    title = action_words(event.what)
    if event.step is not None:
        title = f"{title}: {name_of(event.step)}"
    lines = facts_in_words(event.facts, steps)
    if event.concerns != timezone.localdate(event.at):
        lines.insert(0, _("Voor %(day)s.") % {"day": in_words(event.concerns)})
    if event.why:
        why = str(CODES["why"].get(event.why, event.why)).removesuffix(".")
        lines.append(_("Reden: %(why)s.") % {"why": why})
    return Moment(event.at, title, " ".join(lines), str(event.by or _("Koppelkans")), TONES.get(event.what, ""))


def facts_in_words(facts: dict[str, Any], steps: dict[int, Step]) -> list[str]:
    """What is kept of an event, as far as a page can say it."""
    labels = {
        "started_on": _("begonnen op"),
        "ended_on": _("laatste dag"),
        "result": _("resultaat"),
        "advice": _("advies"),
        "advice_words": _("uitleg bij het advies"),
        "hours_missed": _("uren gemist"),
        "progress": _("hoe ver"),
        "kind": _("soort"),
        "employer": _("werkgever"),
        "form": _("soort werk"),
        "hours": _("uren per week"),
        "since": _("vanaf"),
        "until": _("tot en met"),
        "level": _("bewijs"),
        "measure": _("wat telt"),
        "signal": _("signaal"),
        "what": _("taak"),
        "party": _("wie"),
        "how": _("hoe"),
        "task": _("taak"),
        "language": _("taal"),
        "rests_on": _("op grond van"),
        "guarantor": _("garantie van"),
        "end": _("hoe het afliep"),
        "outcome": _("uitkomst"),
        "due_on": _("dag"),
        "again_on": _("weer op"),
    }
    lines = [f"{line}." for line in moved_rows(facts.get("moved", []), steps)]
    lines += [f"{str(Skill(skill).label).capitalize()}: {level}." for skill, level in facts.get("levels", {}).items()]
    lines += [str(line) for line in facts.get("by_hand", [])]
    for monday, (before, after) in sorted(facts.get("weeks", {}).items()):
        words = {"week": in_words(date.fromisoformat(monday)), "present": after[0], "planned": after[1]}
        line = _("Week van %(week)s: %(present)s van %(planned)s uur") % words
        lines.append(line + (_(" (was %(hours)s).") % {"hours": before[0]} if before else "."))
    for name, label in labels.items():
        value = facts.get(name)
        if isinstance(value, list) and len(value) == 2:
            before, after = (_value(name, one) for one in value)
            lines.append(
                _("%(label)s: eerst %(before)s, nu %(after)s.")
                % {"label": label.capitalize(), "before": before, "after": after}
            )
        elif isinstance(value, str | int) and value != "":
            lines.append(f"{label.capitalize()}: {_value(name, value)}.")
    return lines


def _value(name: str, value: Any) -> str:
    """A value that was kept: a code by its words, a day as a day."""
    if value in (None, ""):
        return _("niets")
    if name.endswith("_on") or name in {"since", "until"}:
        return str(in_words(date.fromisoformat(value)))
    return str(CODES.get(name, {}).get(value, value))
