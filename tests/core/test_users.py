"""Who is let in: invitations, roles, closing an account."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from koppelkans.core.access import Actor, Closed, actor_of, house
from koppelkans.core.actions import invitations, users
from koppelkans.core.models import AuditEntry, Grant, Invitation, Message, User
from koppelkans.core.queries import users as queries
from koppelkans.core.refusal import Refused
from koppelkans.core.roles import May
from making import NOW, PASSWORD, TODAY, make_actor, make_municipality, make_organisation, make_user

pytestmark = pytest.mark.django_db


def invite(by: Actor, **fields: Any) -> tuple[Invitation, str]:
    """Invite a controller, unless told otherwise; the address is the bare token."""
    values: dict[str, Any] = {"role": "controller", "address": lambda token: token, "now": NOW}
    return invitations.invite(fields.pop("email", "new@example.org"), by=by, **(values | fields))


def reasons(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    """The codes of a refusal."""
    return {reason.code for reason in refused.value.reasons}


def test_invited_becomes_user_with_role() -> None:
    """An invitation becomes an account with the role it named, from the day it is accepted."""
    by = make_actor("administrator")
    invitation, token = invite(by, email=" New@Example.org ", name="Jonas Bakker")
    assert token in Message.objects.get().body
    assert token not in Invitation.objects.get().token_hash
    found = invitations.look_up(token, now=NOW)
    assert found == invitation
    user = invitations.accept(invitation, name="Jonas B.", password=PASSWORD, now=NOW)
    assert (user.email, user.name, user.check_password(PASSWORD)) == ("new@example.org", "Jonas B.", True)
    grant = user.grants.get()
    assert (grant.role, grant.since, grant.granted_by) == ("controller", TODAY, by.user)
    assert invitations.look_up(token, now=NOW) is None
    assert list(AuditEntry.objects.order_by("pk").values_list("action", "who")) == [
        ("user.invite", str(by.user)),
        ("user.accept", "Jonas B."),
    ]


def test_invitation_works_once_and_for_a_week() -> None:
    """A link that was used, is too old, withdrawn or replaced opens nothing."""
    by = make_actor("administrator")
    invitation, token = invite(by)
    assert invitations.look_up(token, now=NOW + timedelta(days=7)) is None
    again = invitations.resend(invitation, by=by, address=lambda given: given, now=NOW + timedelta(days=8))
    assert invitations.look_up(token, now=NOW + timedelta(days=8)) is None
    later = NOW + timedelta(days=9)
    assert invitations.look_up(again, now=later) == invitation
    invitations.withdraw(invitation, by=by, now=later)
    assert invitations.look_up(again, now=later) is None
    for verb in (
        lambda: invitations.withdraw(invitation, by=by, now=later),
        lambda: invitations.resend(invitation, by=by, address=str, now=later),
        lambda: invitations.accept(invitation, name="X", password=None, now=later),
    ):
        with pytest.raises(Refused) as refused:
            verb()
        assert reasons(refused) == {"invitation-withdrawn"}


def test_accepting_twice_makes_one_account() -> None:
    """Two windows with the same invitation make one account."""
    invitation, _token = invite(make_actor("administrator"))
    invitations.accept(invitation, name="Jonas", password=PASSWORD, now=NOW)
    with pytest.raises(Refused) as refused:
        invitations.accept(invitation, name="Jonas", password=PASSWORD, now=NOW)
    assert reasons(refused) == {"invitation-used"}
    assert User.objects.filter(email="new@example.org").count() == 1


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"role": "king"}, "role-unknown"),
        ({"role": "case-worker"}, "scope-region"),
        ({"role": "controller", "municipality": True}, "scope-municipality"),
        ({"role": "training-provider"}, "scope-region"),
        ({"role": "training-provider", "organisation": "employer"}, "scope-kind"),
        ({"role": "employer", "organisation": "employer", "municipality": True}, "scope-two"),
        ({"email": "known@example.org"}, "user-exists"),
        ({"email": "waiting@example.org"}, "invited-already"),
    ],
)
def test_invitation_is_refused_with_its_reason(fields: dict[str, Any], code: str) -> None:
    """A role outside its scope, somebody known and somebody invited already are refused, each with its reason."""
    by = make_actor("administrator")
    make_user(email="known@example.org")
    invite(by, email="waiting@example.org")
    if "municipality" in fields:
        fields = fields | {"municipality": make_municipality()}
    if "organisation" in fields:
        fields = fields | {"organisation": make_organisation(fields["organisation"])}
    with pytest.raises(Refused) as refused:
        invite(by, **fields)
    assert reasons(refused) == {code}


@pytest.mark.parametrize("role", ["case-worker", "region-coordinator", "privacy-officer", "controller", "employer"])
def test_only_an_administrator_lets_people_in(role: str) -> None:
    """No other role invites, gives or ends roles, closes accounts, or sees who has one."""
    by, user = make_actor(role), make_user("controller")
    for verb in (
        lambda: invite(by),
        lambda: users.add_grant(user, by=by, role="controller", today=TODAY, now=NOW),
        lambda: users.end_grant(user.grants.get(), by=by, today=TODAY, now=NOW),
        lambda: users.close_account(user, by=by, now=NOW),
        lambda: users.open_account(user, by=by, now=NOW),
        lambda: users.forget_second_factor(user, by=by, why="", now=NOW),
        lambda: queries.users(by, today=TODAY),
        lambda: queries.waiting_invitations(by),
    ):
        with pytest.raises(Closed):
            verb()


def test_role_is_given_and_ends_at_once() -> None:
    """A role opens what it opens from today, not twice, and nothing after it was ended."""
    by, user = make_actor("administrator"), make_user()
    grant = users.add_grant(user, by=by, role="controller", today=TODAY, now=NOW)
    assert actor_of(user, TODAY).may(May.SEE_MONEY)
    with pytest.raises(Refused) as refused:
        users.add_grant(user, by=by, role="controller", today=TODAY, now=NOW)
    assert reasons(refused) == {"granted-already"}
    yesterday = TODAY - timedelta(days=1)
    with pytest.raises(Refused) as refused:
        users.add_grant(user, by=by, role="administrator", until=yesterday, today=TODAY, now=NOW)
    assert reasons(refused) == {"until-past"}
    users.end_grant(grant, by=by, today=TODAY, now=NOW)
    assert not actor_of(user, TODAY).may(May.SEE_MONEY)


def test_administrator_keeps_the_last_key() -> None:
    """An administrator ends one of two own roles, never the last, and never closes the own account."""
    by = make_actor("administrator")
    assert by.user is not None
    grant = by.user.grants.get()
    with pytest.raises(Refused) as refused:
        users.end_grant(grant, by=by, today=TODAY, now=NOW)
    assert reasons(refused) == {"own-last-administrator"}
    with pytest.raises(Refused) as refused:
        users.close_account(by.user, by=by, now=NOW)
    assert reasons(refused) == {"own-account"}
    Grant.objects.create(user=by.user, role="administrator", since=TODAY)
    users.end_grant(grant, by=by, today=TODAY, now=NOW)
    assert actor_of(by.user, TODAY).may(May.EDIT_USERS)


def test_closed_account_comes_back_without_its_old_password() -> None:
    """Who was closed and opened again has no password that works, so no old session either."""
    by, user = house("test"), make_user("controller")
    before = user.get_session_auth_hash()
    users.close_account(user, by=by, now=NOW)
    users.open_account(user, by=by, now=NOW)
    user.refresh_from_db()
    assert user.is_active
    assert not user.has_usable_password()
    assert user.get_session_auth_hash() != before


def test_list_of_users_asks_the_same_of_the_database_however_many(django_assert_num_queries: Any) -> None:
    """The list of users costs two questions for any number of people."""
    by = make_actor("administrator")
    for _number in range(5):
        make_user("case-worker")
    with django_assert_num_queries(2):
        assert len([user.held for user in queries.users(by, today=TODAY)]) == 6  # type: ignore[attr-defined]
    assert queries.users(by, role="case-worker", today=TODAY).count() == 5
    assert queries.users(by, search="user", role="administrator", today=TODAY).count() == 1
