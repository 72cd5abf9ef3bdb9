"""`koppelkans admin` lets the first administrator in."""

from __future__ import annotations

import re
from datetime import date

import pytest

from koppelkans.cli.main import main
from koppelkans.core.access import actor_of
from koppelkans.core.actions import invitations
from koppelkans.core.models import Invitation, Message
from koppelkans.core.roles import May
from making import PASSWORD, make_user

pytestmark = pytest.mark.django_db


def test_first_administrator_gets_a_link(capsys: pytest.CaptureFixture[str]) -> None:
    """The command prints a link that makes an administrator, and asked again a new one."""
    assert main(["admin", "Samira@Example.org", "--name", "Samira de Wit"]) == 0
    assert main(["admin", "samira@example.org"]) == 0
    links = re.findall(r"/account/welkom/([\w-]+)/", capsys.readouterr().out)
    invitation = Invitation.objects.get()
    found = [invitations.look_up(token, now=invitation.sent_at) for token in links]
    assert found == [None, invitation]
    user = invitations.accept(invitation, name="Samira", password=PASSWORD, now=invitation.sent_at)
    assert actor_of(user, invitation.sent_at.date()).may(May.EDIT_USERS)
    assert Message.objects.count() == 2


def test_who_logs_in_already_gets_the_role(capsys: pytest.CaptureFixture[str]) -> None:
    """Somebody with an account becomes administrator at once; the second time there is nothing to do."""
    user = make_user("controller", email="samira@example.org")
    assert main(["admin", "samira@example.org"]) == 0
    assert "is administrator now" in capsys.readouterr().out
    assert actor_of(user, date.today()).may(May.EDIT_USERS)
    assert main(["admin", "samira@example.org"]) == 2
    assert "already has this role" in capsys.readouterr().err


def test_what_is_no_address_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """A slip in the address is told, and nobody is invited."""
    assert main(["admin", "samira.example.org"]) == 2
    assert "is not an e-mail address" in capsys.readouterr().err
    assert not Invitation.objects.exists()
