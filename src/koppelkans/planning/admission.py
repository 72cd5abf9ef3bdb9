"""What of a candidate matters for the admission rule of a programme, which does not know people itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from django.db.models import Prefetch, QuerySet

from koppelkans.core.models import Credential
from koppelkans.people.models import Candidate, Holding, Wish
from koppelkans.programmes.rules import Person


def person_of(candidate: Candidate, today: date) -> Person:
    """What of a candidate matters for admission; with all that a credential implies."""
    return next(persons_of(Candidate.objects.filter(pk=candidate.pk), today))


def persons_of(candidates: QuerySet[Candidate], today: date) -> Iterator[Person]:
    """The same of many people, in a handful of questions to the database."""
    implied = dict(Credential.objects.values_list("code", "implies"))
    rows = candidates.select_related("subject").prefetch_related(
        Prefetch("holdings", Holding.objects.exclude(until__lt=today).exclude(since__gt=today)),
        Prefetch("wishes", Wish.objects.select_related("occupation")),
    )
    for candidate in rows:
        held = _with_implied((row.credential_id for row in candidate.holdings.all()), implied)
        sectors = {wish.occupation.sector for wish in candidate.wishes.all()}
        yield Person(candidate.subject, candidate.municipality_id, candidate.groups, sorted(held), sorted(sectors))


def _with_implied(codes: Iterable[str], implied: Mapping[str, Iterable[str]]) -> set[str]:
    """These credentials and all that they imply."""
    todo, found = list(codes), set()
    while todo:
        code = todo.pop()
        if code not in found:
            found.add(code)
            todo += implied.get(code, ())
    return found
