"""The own account, the welcome of who was invited, and keeping a session alive."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import get_adapter as get_social_adapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from koppelkans.core.actions import invitations
from koppelkans.core.queries import users as queries
from koppelkans.core.refusal import Refused
from koppelkans.web.account import gate, throttle
from koppelkans.web.account.forms import WelcomeForm
from koppelkans.web.account.words import role_name, within
from koppelkans.web.door import Asked, public, signed_in
from koppelkans.web.tables import Fact

WRONG_LINKS = 20  # from one address in five minutes


@signed_in
@require_safe
def me(request: Asked) -> HttpResponse:
    """Who I am here, and what I can change about it."""
    user = request.user
    held = [(role_name(grant.role), within(grant)) for grant in queries.held_on(timezone.localdate()).filter(user=user)]
    second = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()
    facts = [
        Fact(_("Naam"), user.name),
        Fact(_("E-mailadres"), user.email),
        *(Fact(_("Rol"), name, note=scope) for name, scope in held),
        Fact(_("Wachtwoord"), _("Ingesteld") if user.has_usable_password() else _("Je logt in via je gemeente")),
        Fact(_("Tweede stap"), _("Ingesteld") if second else _("Niet ingesteld")),
    ]
    return render(request, "account/me.html", {"facts": facts, "second_factor": second})


@signed_in
@require_POST
def extend(request: Asked) -> HttpResponse:
    """Go on: a request is enough; the answer says for how many seconds."""
    return JsonResponse({"seconds": gate.seconds_left(request, timezone.now())})


@public
@never_cache
@sensitive_post_parameters("password1", "password2")
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """Make an account from an invitation; looking at the page uses nothing up."""
    now, address = timezone.now(), throttle.address_of(request)
    if throttle.seen_often("link", address, most=WRONG_LINKS):
        return throttle.slow_down(request)
    invitation = invitations.look_up(token, now=now)
    if invitation is None:
        throttle.too_often("link", address, most=WRONG_LINKS, seconds=300)
        return render(request, "account/link_over.html", status=404)
    form = WelcomeForm(request.POST or None, email=invitation.email, initial={"name": invitation.name})
    if request.method == "POST" and form.is_valid():
        try:
            invitations.accept(
                invitation, name=form.cleaned_data["name"], password=form.cleaned_data["password1"], now=now
            )
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error(None, str(reason))
        else:
            messages.success(request, _("Je account is klaar. Log nu in met je e-mailadres en je wachtwoord."))
            return redirect("account_login")
    context = {
        "form": form,
        "facts": [
            Fact(_("E-mailadres"), invitation.email),
            Fact(_("Je rol"), role_name(invitation.role), note=within(invitation)),
        ],
        "provider": municipality(request),
    }
    return render(request, "account/welcome.html", context)


def municipality(request: HttpRequest) -> dict[str, str] | None:
    """The login of the municipality, where there is one."""
    for provider in get_social_adapter(request).list_providers(request):
        return {"name": settings.KOPPELKANS_OIDC_NAME, "url": provider.get_login_url(request)}
    return None
