"""The admission rule of a programme: data that is checked and told in plain words; empty reasons: allowed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from koppelkans.core.models import Credential, Subject, TargetGroup
from koppelkans.core.refusal import Reason
from koppelkans.programmes.models import Programme

ASKS = ("groups_any", "holds_all", "holds_none", "sectors_any")
PLAIN = frozenset(ASKS)
WAYS = frozenset({"ways", "exceptions"})
MOST_WAYS = 12
LONGEST_PLAN = 731  # days after the first day: two years and a day
MOST_MOMENTS = 24
SHORTEST = 10  # letters: in fewer nobody explains anything
FIELD_OF = {
    "dates": "ends_on",
    "idea": "idea_on",
    "admission": "admission",
    "cap": "cap",
    "tolerance": "tolerance",
    "contact-plan": "contact_plan",
    "kind": "kind",
}


@dataclass(frozen=True)
class Person:
    """What of somebody matters for admission; the caller knows the person, this room does not."""

    subject: Subject
    municipality: str
    groups: Sequence[str] = field(default_factory=tuple)
    holds: Sequence[str] = field(default_factory=tuple)  # with what these imply
    sectors: Sequence[str] = field(default_factory=tuple)  # of the occupations wished for


@dataclass(frozen=True)
class Way:
    """One way in: what it asks; nothing asked lets everybody in. The only way of a plain rule has no name."""

    name: str = ""
    groups_any: Sequence[str] = field(default_factory=tuple)
    holds_all: Sequence[str] = field(default_factory=tuple)
    holds_none: Sequence[str] = field(default_factory=tuple)
    sectors_any: Sequence[str] = field(default_factory=tuple)


def ways_of(rule: Mapping[str, Any]) -> list[Way]:
    """The ways in of an admission rule, a plain rule as its only way."""
    rows = rule["ways"] if rule.get("ways") else [{name: rule[name] for name in ASKS if name in rule}]
    return [Way(**row) for row in rows]


def allows_exceptions(programme: Programme) -> bool:
    """Whether somebody may be let in against the rule, by name and with a reason."""
    return bool(programme.admission.get("exceptions"))


def against_way(way: Way, person: Person) -> list[Reason]:
    """Why somebody does not come in by one way."""
    reasons = []
    if way.groups_any and not set(way.groups_any) & set(person.groups):
        reasons.append(Reason("group", _("Dit programma is voor een andere doelgroep.")))
    if set(way.holds_all) - set(person.holds):
        reasons.append(Reason("holds", _("Deze persoon heeft nog niet alles wat nodig is.")))
    if set(way.holds_none) & set(person.holds):
        reasons.append(Reason("holds-not", _("Deze persoon heeft al wat je hier nog niet mag hebben.")))
    if way.sectors_any and not set(way.sectors_any) & set(person.sectors):
        reasons.append(Reason("sector", _("Deze persoon wil werk in een andere sector.")))
    return reasons


def way_for(programme: Programme, person: Person) -> Way | None:
    """The first way that lets somebody in; None where none does."""
    return next((way for way in ways_of(programme.admission) if not against_way(way, person)), None)


def against_rule(programme: Programme, person: Person) -> list[Reason]:
    """Why the rule does not let somebody in: of its only way, or of each way with its name."""
    ways = ways_of(programme.admission)
    if len(ways) == 1:
        return against_way(ways[0], person)
    each = [(way, against_way(way, person)) for way in ways]
    if not all(reasons for _way, reasons in each):
        return []
    return [
        Reason(reason.code, _("%(way)s: %(reason)s") % {"way": way.name, "reason": reason})
        for way, reasons in each
        for reason in reasons
    ]


def against_scope(programme: Programme, person: Person, today: date) -> list[Reason]:
    """Why somebody cannot take part whatever the rule says: no exception helps."""
    reasons = []
    if programme.ends_on < today:
        reasons.append(Reason("ended", _("Dit programma is voorbij.")))
    codes = {municipality.pk for municipality in programme.municipalities.all()}
    if codes and person.municipality not in codes:
        reasons.append(Reason("municipality", _("Dit programma is voor mensen uit een andere gemeente.")))
    return reasons


def against_admission(programme: Programme, person: Person, today: date) -> list[Reason]:
    """Why somebody cannot take part; that it is full is no reason: then one waits."""
    return against_scope(programme, person, today) + against_rule(programme, person)


def against_exception(programme: Programme, person: Person, why: str) -> list[Reason]:
    """Why somebody cannot be let in against the rule."""
    if not against_rule(programme, person):
        return [Reason("no-need", _("Deze persoon past bij de regel. Een uitzondering is niet nodig."))]
    if not allows_exceptions(programme):
        return [
            *against_rule(programme, person),
            Reason("no-exceptions", _("In dit programma zijn geen uitzonderingen op de regel.")),
        ]
    return against_why(why)


def against_why(why: str) -> list[Reason]:
    """A reason that is no reason."""
    if len(why.strip()) < SHORTEST:
        return [Reason("why", _("Schrijf in een zin waarom. Anderen lezen dat later terug."))]
    return []


def against_programme(programme: Programme) -> list[Reason]:
    """What is wrong with a programme as it is filled in."""
    reasons = []
    if programme.ends_on < programme.starts_on:
        reasons.append(Reason("dates", _("De laatste dag ligt voor de eerste dag.")))
    if programme.idea_on and programme.idea_on > programme.starts_on:
        reasons.append(Reason("idea", _("Het idee komt voor de eerste dag, niet erna.")))
    if not is_rule(programme.admission):
        reasons.append(Reason("admission", _("Deze toelating begrijpen wij niet.")))
    if programme.kind == Programme.Kind.PILOT and not programme.cap:
        reasons.append(Reason("cap", _("Een pilot heeft een grens: vul in hoeveel mensen ten hoogste meedoen.")))
    if programme.tolerance and not programme.cap:
        reasons.append(
            Reason("tolerance", _("Speling kan alleen als er een grens is. Vul de grens in, of geen speling."))
        )
    elif programme.cap and programme.tolerance > programme.cap:
        reasons.append(Reason("tolerance", _("De speling is groter dan de groep zelf. Kies een kleiner getal.")))
    return reasons + against_contact_plan(programme.contact_plan)


def against_contact_plan(plan: object) -> list[Reason]:
    """What is wrong with the days on which a coach has contact."""
    days = plan if isinstance(plan, list) else []
    if not days or len(days) > MOST_MOMENTS or not all(isinstance(day, int) for day in days):
        return [Reason("contact-plan", _("Vul dagen in, met een komma ertussen, bijvoorbeeld: 0, 7, 28."))]
    if days != sorted(set(days)) or days[0] < 0 or days[-1] > LONGEST_PLAN:
        return [
            Reason(
                "contact-plan",
                _("De dagen lopen op, elke dag staat er één keer, en de laatste is dag %(most)d of eerder.")
                % {"most": LONGEST_PLAN},
            )
        ]
    return []


def is_rule(rule: object) -> bool:
    """Whether an admission rule has one of the two shapes that are known."""
    if not isinstance(rule, Mapping):
        return False
    if not isinstance(rule.get("exceptions", False), bool):
        return False
    if "ways" not in rule:
        return not set(rule) - PLAIN - {"exceptions"} and _lists(rule)
    ways = rule["ways"]
    if set(rule) - WAYS or not isinstance(ways, list) or len(ways) > MOST_WAYS:
        return False
    known = all(isinstance(way, Mapping) and not set(way) - PLAIN - {"name"} and _lists(way) for way in ways)
    names = [way.get("name") for way in ways] if known else []
    return known and all(isinstance(name, str) and name.strip() for name in names) and len(set(names)) == len(names)


def _lists(row: Mapping[str, Any]) -> bool:
    return all(
        isinstance(row[name], list) and all(isinstance(code, str) for code in row[name]) for name in ASKS if name in row
    )


def against_kind(programme: Programme, before: str, *, started: bool) -> list[Reason]:
    """Why a programme cannot become a pilot, or a pilot a programme."""
    if programme.kind == before:
        return []
    if programme.criteria_locked_at:
        return [Reason("kind", _("De criteria liggen vast. Dit blijft een pilot."))]
    if programme.kind == Programme.Kind.PILOT and started:
        return [Reason("kind", _("Er zijn al mensen begonnen. Een pilot heeft criteria van voor de eerste start."))]
    return []


def against_start(programme: Programme) -> list[Reason]:
    """Why nobody can begin yet: a pilot is judged by criteria that were locked before the first start."""
    if programme.kind == Programme.Kind.PILOT and programme.criteria_locked_at is None:
        return [
            Reason(
                "criteria",
                _("In deze pilot kan nog niemand beginnen: de criteria voor succes liggen nog niet vast."),
            )
        ]
    return []


def admission_in_words(programme: Programme) -> list[str]:
    """The admission rule as sentences; none: everybody may take part."""
    ways = ways_of(programme.admission)
    codes = {code for way in ways for name in ASKS for code in getattr(way, name)}
    names = {row.code: str(row) for row in TargetGroup.objects.filter(pk__in=codes)} if codes else {}
    names |= {row.code: row.name for row in Credential.objects.filter(pk__in=codes)} if codes else {}
    lines = []
    for way in ways:
        said = _way_in_words(way, names)
        if way.name:
            lines.append(f"{way.name}: {' '.join(said) or _('er wordt niets gevraagd.')}")
        else:
            lines += said
    return lines


def _way_in_words(way: Way, names: Mapping[str, str]) -> list[str]:
    """What one way asks, each as a sentence."""

    def named(codes: Sequence[str]) -> list[str]:
        return [names.get(code, code) for code in codes]

    said = []
    if way.groups_any:
        said.append(_("Je hoort bij: %(groups)s.") % {"groups": _either(named(way.groups_any))})
    if way.holds_all:
        said.append(_("Je hebt al: %(held)s.") % {"held": ", ".join(named(way.holds_all))})
    if way.holds_none:
        said.append(_("Je hebt nog niet: %(held)s.") % {"held": _either(named(way.holds_none))})
    if way.sectors_any:
        said.append(_("Je wilt werken in: %(sectors)s.") % {"sectors": _either(list(way.sectors_any))})
    return [str(line) for line in said]


def _either(names: list[str]) -> str:
    """Names with `or` before the last."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {_('of')} {names[-1]}"
