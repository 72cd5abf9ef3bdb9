"""Goes through a staged file without changing anybody: every error, what would change, and the first rows of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from koppelkans.core.models import Credential, District, Grant, Occupation, Postcode, TargetGroup
from koppelkans.core.roles import ROLES, May
from koppelkans.core.vocabulary import CredentialKind, Mode
from koppelkans.people.imports.differences import CHANGED, NEW, SKIPPED, UNCHANGED, Change, changes
from koppelkans.people.imports.owners import Standing
from koppelkans.people.imports.problems import Problem
from koppelkans.people.imports.reading import Known, Reader
from koppelkans.people.languages import CONTACT_LANGUAGES

CHUNK = 1_000
MOST_PROBLEMS = 1_000  # that are kept: more than anybody mends at once
PREVIEWED = 20

Rows = Iterable[tuple[int, list[str]]]


@dataclass
class Outcome:
    """What a check found."""

    rows: int = 0
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys((NEW, CHANGED, UNCHANGED, SKIPPED), 0))
    problems: list[Problem] = field(default_factory=list)
    problem_count: int = 0
    preview: list[dict[str, Any]] = field(default_factory=list)

    def wrong(self, problems: list[Problem]) -> None:
        """Count problems and keep the first."""
        self.problem_count += len(problems)
        self.problems += problems[: MOST_PROBLEMS - len(self.problems)]


def check(
    rows: Rows,
    reader: Reader,
    municipality: str,
    today: date,
    standing: Standing,
    tell: Callable[[int], None] | None = None,
) -> Outcome:
    """Read every row and compare it with who is known; `tell` hears how many rows are done."""
    outcome = Outcome()
    outcome.wrong(reader.default_problems)
    for chunk in in_chunks(rows):
        lines = []
        for row, cells in chunk:
            line, problems = reader.read(row, cells)
            outcome.wrong(problems)
            if line.own_key:
                lines.append(line)
        for change in changes(lines, municipality, today, standing):
            outcome.counts[change.kind] += 1
            outcome.wrong(change.against)
            if change.kind == NEW:
                outcome.wrong(change.line.lacking)
            if change.kind in (NEW, CHANGED) and len(outcome.preview) < PREVIEWED:
                outcome.preview.append(_preview(change))
        outcome.rows += len(chunk)
        if tell is not None:
            tell(outcome.rows)
    outcome.problems.sort(key=lambda problem: problem.row or 0)
    return outcome


def in_chunks(rows: Rows, size: int = CHUNK) -> Iterator[list[tuple[int, list[str]]]]:
    """The rows, so many at a time."""
    source = iter(rows)
    while chunk := list(islice(source, size)):
        yield chunk


def _preview(change: Change) -> dict[str, Any]:
    """One row of the preview: never a name, a phone number or an address."""
    facts = [[name, _shown(_before(change, name)), _shown(value)] for name, value in change.profile.items()]
    return {
        "row": change.line.row,
        "key": change.line.own_key,
        "kind": change.kind,
        "facts": facts,
        "holds": change.holds,
        "wishes": list(change.wishes),
        "contact": bool(change.contact),
    }


def _before(change: Change, name: str) -> Any:
    return None if change.candidate is None else getattr(change.candidate, name)


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return "|".join(value)
    return "" if value is None else str(value)


def known_in(municipality: str, today: date) -> Known:
    """What the region knows, for reading files of a municipality."""
    credentials = list(Credential.objects.values_list("code", "name", "kind"))
    languages = {code: name for code, name, kind in credentials if kind == CredentialKind.LANGUAGE}
    groups = dict(TargetGroup.objects.values_list("code", "name"))
    owners = _owners(municipality, today)
    lists = {
        "owner": {email: name for email, (_user, name) in owners.items()},
        "credential": {code: name for code, name, _kind in credentials},
        "language": languages,
        "occupation": dict(Occupation.objects.values_list("code", "name")),
        "district": dict(District.objects.values_list("code", "name")),
        "group": {code: name or code for code, name in groups.items()},
        "mode": {str(mode.value): str(mode.label) for mode in Mode},
        "contact_language": CONTACT_LANGUAGES,
    }
    postcodes = frozenset(Postcode.objects.values_list("code", flat=True))
    return Known(lists, postcodes, {email: user for email, (user, _name) in owners.items()})


def _owners(municipality: str, today: date) -> dict[str, tuple[int, str]]:
    """Who can be the case worker of somebody in this municipality: e-mail -> user and name."""
    roles = [code for code, role in ROLES.items() if May.EDIT_PEOPLE in role.may]
    grants = Grant.objects.filter(role__in=roles, municipality=municipality, since__lte=today, user__is_active=True)
    return {
        email: (user, name)
        for email, user, name, until in grants.values_list("user__email", "user", "user__name", "until")
        if until is None or until >= today
    }
