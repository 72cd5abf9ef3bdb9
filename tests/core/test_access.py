"""What somebody may do, and where."""

from __future__ import annotations

import pytest

from koppelkans.core.access import Closed, Unknown, actor_of, house
from koppelkans.core.models import Cover, Grant
from koppelkans.core.roles import May
from making import TODAY, make_actor, make_municipality, make_user

pytestmark = pytest.mark.django_db


def test_nothing_is_open_without_a_role() -> None:
    """Somebody without a role may do nothing at all."""
    actor = make_actor()
    assert not any(actor.may(permission) for permission in May)


def test_another_municipality_does_not_exist() -> None:
    """To a case worker people of another municipality do not exist; to a controller people are closed."""
    worker = make_actor("case-worker", municipality=make_municipality())
    worker.require_in(May.SEE_PEOPLE, "GM0394")
    with pytest.raises(Unknown):
        worker.require_in(May.SEE_PEOPLE, "GM0363")
    with pytest.raises(Closed):
        make_actor("controller").require_in(May.SEE_PEOPLE, "GM0394")


def test_a_grant_that_has_ended_opens_nothing() -> None:
    """A role counts from its first to its last day."""
    user = make_user("controller")
    Grant.objects.filter(user=user).update(until=TODAY.replace(day=1))
    assert not actor_of(user, TODAY).may(May.SEE_MONEY)


def test_cover_stands_for_the_absent() -> None:
    """Who covers for a colleague stands for them on the days of the cover only."""
    absent, stand_in = make_user("case-worker"), make_user("case-worker")
    Cover.objects.create(absent=absent, stand_in=stand_in, since=TODAY, until=TODAY)
    assert absent.pk in actor_of(stand_in, TODAY).stands_for()
    assert absent.pk not in actor_of(stand_in, TODAY.replace(day=3)).stands_for()


def test_the_house_may_do_everything() -> None:
    """A command or a job is not held by roles."""
    assert all(house("koppelkans import").everywhere(permission) for permission in May)
