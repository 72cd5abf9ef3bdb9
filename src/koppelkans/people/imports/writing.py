"""Writes what a file says, in chunks and in the transaction of the caller, and keeps how each person was before.

Fifty thousand people come in with bulk statements, so this does not go through the actions for one person; the rules
are the same because the values are read by the same field types and the constraints stand in the database.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from koppelkans.core.models import Subject
from koppelkans.core.models.words import new_pseudonym
from koppelkans.people.imports.checking import Rows, in_chunks
from koppelkans.people.imports.differences import (
    CHANGED,
    NEW,
    SKIPPED,
    UNCHANGED,
    Change,
    changes,
    contact_card,
    digest_of_new,
    digests,
    loaded,
    state_of,
)
from koppelkans.people.imports.owners import Standing
from koppelkans.people.imports.problems import Problem
from koppelkans.people.imports.reading import Line, Reader
from koppelkans.people.models import Candidate, ContactCard, Holding, Import, ImportedRow, Wish

SOME = 200  # rows in one statement that changes columns of each


class Stale(Exception):
    """The file was right when it was checked, and is no longer."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems[0].sentence)
        self.problems = problems


@dataclass
class _Parts:
    """What was written for people of one chunk, by candidate."""

    cards: dict[int, ContactCard] = field(default_factory=dict)
    holdings: dict[int, list[Holding]] = field(default_factory=lambda: defaultdict(list))
    wishes: dict[int, list[Wish]] = field(default_factory=lambda: defaultdict(list))


@dataclass
class Writer:
    """Writes the lines of one import."""

    batch: Import
    author: int | None
    today: date
    standing: Standing
    tell: Callable[[list[Candidate]], None]  # hears who was written, for the trail
    given: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))  # somebody else -> who became theirs

    def write(self, rows: Rows, reader: Reader) -> dict[str, int]:
        """Write all rows; raises Stale where something is wrong by now."""
        counts = dict.fromkeys((NEW, CHANGED, UNCHANGED, SKIPPED), 0)
        for chunk in in_chunks(rows):
            lines, wrong = [], list(reader.default_problems)
            for row, cells in chunk:
                line, problems = reader.read(row, cells)
                wrong += problems
                lines.append(line)
            self._lock(lines)
            found = changes(lines, self.batch.municipality_id, self.today, self.standing)
            wrong += [problem for change in found for problem in change.against]
            wrong += [problem for change in found if change.kind == NEW for problem in change.line.lacking]
            if wrong:
                raise Stale(wrong)
            for change in found:
                counts[change.kind] += 1
            self._chunk(found)
        return counts

    def _lock(self, lines: list[Line]) -> None:
        """Nobody changes hands between the look at whose they are and the writing."""
        keys = [line.own_key for line in lines]
        known = Candidate.objects.filter(municipality=self.batch.municipality_id, own_key__in=keys).order_by("pk")
        list(known.select_for_update().values_list("pk"))

    def _chunk(self, found: list[Change]) -> None:
        before = {
            change.candidate.pk: state_of(change.candidate)
            for change in found
            if change.kind == CHANGED and change.candidate is not None
        }
        fresh = [change for change in found if change.kind == NEW]
        for change, candidate in zip(
            fresh, self._add([change.profile | _key(change) for change in fresh]), strict=True
        ):
            change.candidate = candidate
        changed = [change for change in found if change.kind == CHANGED]
        self._change(changed)
        written = fresh + changed
        parts = _Parts()
        self._contacts(written, parts)
        self._holdings_and_wishes(written, parts)
        rows = {change.candidate.pk: change.line.row for change in written if change.candidate is not None}
        after = digests(loaded(change.candidate.pk for change in changed if change.candidate is not None))
        people = [change.candidate for change in written if change.candidate is not None]
        for candidate in people[: len(fresh)]:
            own = candidate.pk
            after[own] = digest_of_new(candidate, parts.cards.get(own), parts.holdings[own], parts.wishes[own])
        ImportedRow.objects.bulk_create(
            ImportedRow(batch=self.batch, candidate_id=pk, row=row, before=before.get(pk), after=after[pk])
            for pk, row in rows.items()
        )
        for change in written:
            owner = change.profile.get("owner_id")
            if owner is not None and owner != self.author:
                self.given[owner].append(str(change.candidate))
        self.tell(people)

    def _add(self, profiles: list[dict[str, Any]]) -> list[Candidate]:
        """New people, each with a pseudonym that nobody has."""
        subjects = Subject.objects.bulk_create(
            [Subject(pseudonym=pseudonym) for pseudonym in free_pseudonyms(len(profiles))]
        )
        return Candidate.objects.bulk_create(
            [
                Candidate(
                    subject=subject,
                    municipality_id=self.batch.municipality_id,
                    registered_on=self.today,
                    confirmed_on=self.today,
                    **profile,
                )
                for subject, profile in zip(subjects, profiles, strict=True)
            ]
        )

    def _change(self, changed: list[Change]) -> None:
        names: set[str] = set()
        for change in changed:
            for name, value in change.profile.items():
                setattr(change.candidate, name, value)
            names |= {name.removesuffix("_id") for name in change.profile}
            if change.candidate is not None and "owner_id" in change.profile:
                change.candidate.asked_on = None  # a new case worker has to be asked afresh
                names.add("asked_on")
        if names:
            people = [change.candidate for change in changed if change.candidate is not None and change.profile]
            Candidate.objects.bulk_update(people, sorted(names), batch_size=SOME)

    @staticmethod
    def _contacts(written: list[Change], parts: _Parts) -> None:
        added, changed = [], []
        for change in written:
            if not change.contact or change.candidate is None:
                continue
            card = None if change.kind == NEW else contact_card(change.candidate)
            if card is None:
                card = ContactCard(candidate=change.candidate, **change.contact)
                parts.cards[change.candidate.pk] = card
                added.append(card)
            else:
                for name, value in change.contact.items():
                    setattr(card, name, value)
                changed.append(card)
        ContactCard.objects.bulk_create(added)
        ContactCard.objects.bulk_update(changed, ["name", "phone", "email", "language"], batch_size=SOME)

    def _holdings_and_wishes(self, written: list[Change], parts: _Parts) -> None:
        """What people hold and wish: added, or a wish's figures changed; nothing is taken away."""
        holdings, added, changed = [], [], []
        for change in written:
            candidate = change.candidate
            holdings += [
                Holding(candidate=candidate, credential_id=code, author_id=self.author, recorded_on=self.today)
                for code in change.holds
            ]
            wished = {}
            if change.kind == CHANGED and candidate is not None and change.wishes:
                wished = {wish.occupation_id: wish for wish in candidate.wishes.all()}
            for occupation, (preference, aptitude) in change.wishes.items():
                wish = wished.get(occupation)
                if wish is None:
                    wish = Wish(candidate=candidate, occupation_id=occupation)
                    added.append(wish)
                else:
                    changed.append(wish)
                wish.preference, wish.aptitude = preference, aptitude
        for holding in Holding.objects.bulk_create(holdings):
            parts.holdings[holding.candidate_id].append(holding)
        for wish in Wish.objects.bulk_create(added):
            parts.wishes[wish.candidate_id].append(wish)
        Wish.objects.bulk_update(changed, ["preference", "aptitude"], batch_size=SOME)


def _key(change: Change) -> dict[str, str]:
    return {"own_key": change.line.own_key}


def free_pseudonyms(count: int) -> list[str]:
    """So many pseudonyms that nobody has; at 50,000 people the odds of a double are no longer nothing."""
    found: set[str] = set()
    while len(found) < count:
        drawn = {new_pseudonym() for _one in range(count - len(found))}
        taken = Subject.objects.filter(pseudonym__in=drawn).values_list("pseudonym", flat=True)
        found |= drawn - set(taken)
    return list(found)
