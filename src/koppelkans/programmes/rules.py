"""The admission rule of a programme: data that is checked and told in plain words; empty reasons: allowed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext_lazy as _

from koppelkans.core.models import Credential, Subject, TargetGroup
from koppelkans.core.refusal import Reason
from koppelkans.programmes.models import Programme

ASKS = frozenset({"groups_any", "holds_all", "sectors_any"})
FIELD_OF = {"dates": "ends_on", "admission": "admission"}


@dataclass(frozen=True)
class Person:
    """What of somebody matters for admission; the caller knows the person, this room does not."""

    subject: Subject
    municipality: str
    groups: Sequence[str] = field(default_factory=tuple)
    holds: Sequence[str] = field(default_factory=tuple)  # with what these imply
    sectors: Sequence[str] = field(default_factory=tuple)  # of the occupations wished for


def against_admission(programme: Programme, person: Person, today: date) -> list[Reason]:
    """Why somebody cannot take part; that it is full is no reason: then one waits."""
    reasons = []
    if programme.ends_on < today:
        reasons.append(Reason("ended", _("Dit programma is voorbij.")))
    codes = {municipality.pk for municipality in programme.municipalities.all()}
    if codes and person.municipality not in codes:
        reasons.append(Reason("municipality", _("Dit programma is voor mensen uit een andere gemeente.")))
    rule = programme.admission
    if (groups := rule.get("groups_any")) and not set(groups) & set(person.groups):
        reasons.append(Reason("group", _("Dit programma is voor een andere doelgroep.")))
    if set(rule.get("holds_all", ())) - set(person.holds):
        reasons.append(Reason("holds", _("Deze persoon heeft nog niet alles wat nodig is.")))
    if (sectors := rule.get("sectors_any")) and not set(sectors) & set(person.sectors):
        reasons.append(Reason("sector", _("Deze persoon wil werk in een andere sector.")))
    return reasons


def against_programme(programme: Programme) -> list[Reason]:
    """What is wrong with a programme as it is filled in."""
    reasons = []
    if programme.ends_on < programme.starts_on:
        reasons.append(Reason("dates", _("De laatste dag ligt voor de eerste dag.")))
    rule = programme.admission
    if not isinstance(rule, Mapping) or set(rule) - ASKS or not all(isinstance(rule[name], list) for name in rule):
        reasons.append(Reason("admission", _("Deze toelating begrijpen wij niet.")))
    return reasons


def admission_in_words(programme: Programme) -> list[str]:
    """The admission rule as sentences; none: everybody may take part."""
    rule, lines = programme.admission, []
    if codes := rule.get("groups_any"):
        names = {group.code: str(group) for group in TargetGroup.objects.filter(pk__in=codes)}
        listed = _either([names.get(code, code) for code in codes])
        lines.append(str(_("Je hoort bij: %(groups)s.") % {"groups": listed}))
    if codes := rule.get("holds_all"):
        names = {credential.code: credential.name for credential in Credential.objects.filter(pk__in=codes)}
        lines.append(str(_("Je hebt al: %(held)s.") % {"held": ", ".join(names.get(code, code) for code in codes)}))
    if codes := rule.get("sectors_any"):
        lines.append(str(_("Je wilt werken in: %(sectors)s.") % {"sectors": _either(list(codes))}))
    return lines


def _either(names: list[str]) -> str:
    """Names with `or` before the last."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {_('of')} {names[-1]}"
