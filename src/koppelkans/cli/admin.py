"""`koppelkans admin`: lets the first administrator in."""

from __future__ import annotations

import argparse

from koppelkans.cli.arguments import Commands, add_command
from koppelkans.cli.platform import need_tables
from koppelkans.cli.status import INVALID, OK, Refused


def add_to(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the subcommand."""
    parser = add_command(
        commands,
        "admin",
        run,
        short="invite an administrator",
        long="Invites somebody as administrator and prints the link, which works once, for seven days. Who can log in\n"
        "already gets the role at once; who was invited already gets a new link.",
        example="koppelkans admin samira@example.org --name 'Samira de Wit'",
    )
    parser.add_argument("email", metavar="EMAIL", help="the address to log in with")
    parser.add_argument("--name", default="", help="the name of the administrator")


def run(arguments: argparse.Namespace) -> int:
    """Invite, or give the role to who has an account."""
    need_tables()
    from django.conf import settings
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email
    from django.urls import reverse
    from django.utils import timezone

    from koppelkans.core import refusal
    from koppelkans.core.access import house
    from koppelkans.core.actions import invitations, users
    from koppelkans.core.models import User
    from koppelkans.core.roles import Administrator

    email, by, now = arguments.email.strip().lower(), house("koppelkans admin"), timezone.now()
    try:
        validate_email(email)
    except ValidationError as error:
        raise Refused(f"{arguments.email!r} is not an e-mail address") from error

    def address(token: str) -> str:
        return str(settings.SITE_URL) + reverse("account:welcome", args=[token])

    user = User.objects.filter(email=email).first()
    try:
        if user is not None:
            users.add_grant(user, by=by, role=Administrator.code, today=timezone.localdate(now), now=now)
            print(f"{email} can log in already and is administrator now")
            return OK
        waiting = invitations.for_address(email, now=now)
        if waiting is not None and waiting.role == Administrator.code:
            url = invitations.resend(waiting, by=by, address=address, now=now)
        else:
            _, url = invitations.invite(
                email, by=by, name=arguments.name, role=Administrator.code, address=address, now=now
            )
    except refusal.Refused as error:
        raise Refused(str(error), INVALID) from error
    print(f"open this link within seven days and choose a password:\n{url}")
    return OK
