"""The pages of the administrator: who logs in, with which roles, and who is invited."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from koppelkans.core.actions import invitations
from koppelkans.core.actions import users as actions
from koppelkans.core.models import Grant, Invitation, User
from koppelkans.core.queries import users as queries
from koppelkans.core.refusal import Refused
from koppelkans.core.roles import May
from koppelkans.core.rules.users import closing_reasons, ending_reasons
from koppelkans.web.account import throttle
from koppelkans.web.account.forms import GrantForm, InviteForm, SearchForm, WhyForm
from koppelkans.web.account.words import role_name, within
from koppelkans.web.door import Asked, opened
from koppelkans.web.tables import Cell, Column, Fact, Table

INVITATIONS_AN_HOUR = 100


def address_of_invitation(token: str) -> str:
    """The full address of the page that welcomes somebody."""
    return str(settings.SITE_URL) + reverse("account:welcome", args=[token])


@opened(May.EDIT_USERS)
@require_safe
def users(request: Asked) -> HttpResponse:
    """Everybody who logs in, and who is invited."""
    today, now = timezone.localdate(), timezone.now()
    form = SearchForm(request.GET)
    search = form.cleaned_data if form.is_valid() else {}
    found = queries.users(request.actor, search=search.get("q", ""), role=search.get("role", ""), today=today)
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    rows = [_user_row(user) for user in page]
    columns = [Column(_("Naam")), Column(_("Rollen")), Column(_("Laatst ingelogd")), Column(_("Tweede stap"))]
    context = {
        "form": form,
        "page": page,
        "stuck": queries.stuck_messages(request.actor).count(),
        "table": Table([*columns, Column(_("Stand"))], rows, caption=_("Mensen die inloggen")),
        "waiting": [
            {
                "invitation": invitation,
                "role": role_name(invitation.role),
                "within": within(invitation),
                "works": queries.works(invitation, now),
            }
            for invitation in queries.waiting_invitations(request.actor)
        ],
    }
    return render(request, "account/users.html", context)


def _user_row(user: Any) -> list[Any]:
    """One line of the list; the query adds `held` and `second_factor`."""
    return [
        Cell(user.name or user.email, url=reverse("account:user", args=[user.pk]), note=user.email),
        ", ".join(f"{role_name(grant.role)} ({within(grant)})" for grant in user.held),
        user.last_login or _("nog niet"),
        user.second_factor,
        Cell(_("Kan inloggen"), tone="good") if user.is_active else Cell(_("Afgesloten"), tone="neutral"),
    ]


@opened(May.EDIT_USERS)
def invite(request: Asked) -> HttpResponse:
    """Invite somebody to a role."""
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if throttle.too_often("invite", str(request.user.pk), most=INVITATIONS_AN_HOUR, seconds=3600):
            return throttle.slow_down(request)
        given = form.cleaned_data

        def act() -> None:
            invitations.invite(
                given["email"],
                by=request.actor,
                name=given["name"],
                role=given["role"],
                municipality=given["municipality"],
                organisation=given["organisation"],
                address=address_of_invitation,
                now=timezone.now(),
            )

        if tried(form, act):
            messages.success(request, _("De uitnodiging gaat naar %(email)s.") % {"email": given["email"]})
            return redirect("account:users")
    return render(request, "account/invite.html", {"form": form})


@opened(May.EDIT_USERS)
@require_POST
def resend(request: Asked, pk: int) -> HttpResponse:
    """Send an invitation again."""
    invitation = get_object_or_404(Invitation, pk=pk)
    if throttle.too_often("invite", str(request.user.pk), most=INVITATIONS_AN_HOUR, seconds=3600):
        return throttle.slow_down(request)
    done = _("De uitnodiging is opnieuw verstuurd. De oude link werkt niet meer.")
    return do(
        request,
        lambda: invitations.resend(invitation, by=request.actor, address=address_of_invitation, now=timezone.now()),
        done,
        reverse("account:users"),
    )


@opened(May.EDIT_USERS)
@require_POST
def withdraw(request: Asked, pk: int) -> HttpResponse:
    """Withdraw an invitation."""
    invitation = get_object_or_404(Invitation, pk=pk)
    return do(
        request,
        lambda: invitations.withdraw(invitation, by=request.actor, now=timezone.now()),
        _("De uitnodiging is ingetrokken."),
        reverse("account:users"),
    )


@opened(May.EDIT_USERS)
def user(request: Asked, pk: int) -> HttpResponse:
    """Somebody who logs in: the roles, and a form for one more."""
    today = timezone.localdate()
    shown: Any = get_object_or_404(queries.users(request.actor, today=today), pk=pk)
    form = GrantForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def act() -> None:
            actions.add_grant(shown, by=request.actor, today=today, now=timezone.now(), **given)

        if tried(form, act):
            messages.success(request, _("De rol is gegeven."))
            return redirect("account:user", pk=pk)
    grants = [_grant_row(grant, request, today) for grant in queries.grants_of(shown)]
    facts = [
        Fact(_("E-mailadres"), shown.email),
        Fact(_("Account sinds"), shown.date_joined.date()),
        Fact(_("Laatst ingelogd"), shown.last_login or _("nog niet")),
        Fact(_("Tweede stap"), shown.second_factor),
    ]
    context = {
        "shown": shown,
        "facts": facts,
        "grants": grants,
        "form": form,
        "reasons": closing_reasons(shown, request.actor) if shown.is_active else [],
    }
    return render(request, "account/user.html", context)


def _grant_row(grant: Grant, request: Asked, today: Any) -> dict[str, Any]:
    holds = grant.since <= today and (grant.until is None or grant.until >= today)
    return {
        "grant": grant,
        "role": role_name(grant.role),
        "within": within(grant),
        "holds": holds,
        "reasons": ending_reasons(grant, request.actor, today) if holds else [],
    }


@opened(May.EDIT_USERS)
@require_POST
def end_grant(request: Asked, pk: int) -> HttpResponse:
    """End a role at once."""
    grant = get_object_or_404(Grant, pk=pk)
    return do(
        request,
        lambda: actions.end_grant(grant, by=request.actor, today=timezone.localdate(), now=timezone.now()),
        _("De rol is gestopt."),
        reverse("account:user", args=[grant.user_id]),
    )


@opened(May.EDIT_USERS)
@require_POST
def close(request: Asked, pk: int) -> HttpResponse:
    """Let somebody log in no more."""
    closed = get_object_or_404(User, pk=pk)
    return do(
        request,
        lambda: actions.close_account(closed, by=request.actor, now=timezone.now()),
        _("Deze persoon is uitgelogd en kan niet meer inloggen."),
        reverse("account:user", args=[pk]),
    )


@opened(May.EDIT_USERS)
@require_POST
def reopen(request: Asked, pk: int) -> HttpResponse:
    """Let somebody log in again."""
    opened_again = get_object_or_404(User, pk=pk)
    return do(
        request,
        lambda: actions.open_account(opened_again, by=request.actor, now=timezone.now()),
        _("Deze persoon kan weer inloggen, na een nieuw wachtwoord via ‘Wachtwoord vergeten’."),
        reverse("account:user", args=[pk]),
    )


@opened(May.EDIT_USERS)
def forget_second_factor(request: Asked, pk: int) -> HttpResponse:
    """Somebody lost the phone: a new second factor at the next login."""
    shown = get_object_or_404(User, pk=pk)
    form = WhyForm(request.POST or None)
    here = reverse("account:user", args=[pk])
    if request.method == "POST" and form.is_valid():
        actions.forget_second_factor(shown, by=request.actor, why=form.cleaned_data["why"], now=timezone.now())
        messages.success(request, _("De tweede stap is gewist. Bij het inloggen stelt deze persoon een nieuwe in."))
        return redirect(here)
    context = {
        "heading": _("Tweede stap wissen van %(name)s") % {"name": shown.name},
        "lead": _("Doe dit alleen als je zeker weet dat deze persoon het zelf vraagt. Bel even."),
        "form": form,
        "submit": _("Tweede stap wissen"),
        "danger": True,
        "cancel": here,
    }
    return render(request, "components/confirm.html", context)


def tried(form: Any, act: Callable[[], None]) -> bool:
    """Act; what is refused stands in the form."""
    try:
        act()
    except Refused as refused:
        for reason in refused.reasons:
            form.add_error(None, str(reason))
        return False
    return True


def do(request: Asked, act: Callable[[], object], done: str, back: str) -> HttpResponse:
    """Act and go back, with what was done or why it was refused."""
    try:
        act()
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, str(reason))
    else:
        messages.success(request, done)
    return redirect(back)
