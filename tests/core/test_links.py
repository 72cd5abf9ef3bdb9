"""One-time links: one thing, for one person, once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from koppelkans.core.actions import links
from koppelkans.core.models import OneTimeLink, Subject
from making import NOW, make_actor

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


def made(purpose: str = "own-page", subject: Subject | None = None) -> str:
    """The token of a new link."""
    return links.make(purpose, subject=subject, by=make_actor("case-worker"), now=NOW, valid=WEEK)


def test_only_the_hash_is_kept() -> None:
    """The token of a link is nowhere in the database."""
    token = made()
    kept = OneTimeLink.objects.values().get()
    assert len(token) >= 43
    assert all(token not in str(value) for value in kept.values())


def test_link_works_once() -> None:
    """A link opens once; the second time there is nothing."""
    link = links.look_up(made(), "own-page", now=NOW)
    assert link is not None
    assert links.use(link, now=NOW)
    assert not links.use(link, now=NOW)


def test_wrong_old_used_and_withdrawn_look_the_same() -> None:
    """A link that does not work is never told from one that does not exist."""
    token = made()
    assert links.look_up("wrong", "own-page", now=NOW) is None
    assert links.look_up(token, "something-else", now=NOW) is None
    assert links.look_up(token, "own-page", now=NOW + WEEK) is None
    link = links.look_up(token, "own-page", now=NOW)
    assert link is not None
    links.withdraw(link, now=NOW)
    assert links.look_up(token, "own-page", now=NOW) is None


def test_new_link_replaces_the_earlier_one_of_the_same_person_only() -> None:
    """Making a link for somebody ends their earlier one, and nobody else's."""
    one, other = Subject.objects.create(), Subject.objects.create()
    first, of_other, second = made(subject=one), made(subject=other), made(subject=one)
    working = [token for token in (first, of_other, second) if links.look_up(token, "own-page", now=NOW)]
    assert working == [of_other, second]
