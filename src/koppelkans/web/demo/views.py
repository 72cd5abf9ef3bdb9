"""Log in as one of the demo's people, with one button; only where `settings.DEMO` says that the data is invented."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from koppelkans.core.models import Grant, User
from koppelkans.core.roles import ROLES
from koppelkans.web.door import public

DOMAIN = "@demo.example"
# what to try, by role
TO_DO: dict[str, tuple[str | Promise, ...]] = {
    "case-worker": (
        _("Bekijk bij ‘Mijn kandidaten’ wie op jou wacht."),
        _("Open een voorstel. Vraag: waarom niet deze plek?"),
        _("Beslis. Daarna zie je wie nog ja moet zeggen."),
    ),
    "coach": (
        _("Kijk bij ‘Signalen’ wie vandaag aandacht vraagt."),
        _("Open een traject en schrijf op hoe een gesprek ging."),
    ),
    "region-coordinator": (
        _("Open de eerste ronde en bekijk de knelpunten."),
        _("Probeer iets uit bij ‘Wat als’ en vergelijk twee plannen."),
        _("Start een ronde voor de hele regio en kijk hoe ver hij is."),
    ),
    "employer-adviser": (
        _("Er is jou iets gevraagd. Geef antwoord."),
        _("Zoek werkgevers op en voeg een plek toe."),
    ),
    "training-provider": (_("Bevestig je groepen en maak een groep voor het volgende seizoen."),),
    "employer": (_("Voeg op je telefoon een leerwerkplek toe."),),
    "controller": (_("Bekijk wat er vrij is in elk fonds."),),
    "privacy-officer": (_("Zoek op wie iemands gegevens zag."),),
    "administrator": (_("Nodig een collega uit."),),
}

# and for who begins otherwise than the others of that role
ELSE: dict[str, tuple[str | Promise, ...]] = {
    f"buren{DOMAIN}": (
        _("Kijk bij de kandidaten. Je ziet alleen mensen van je eigen gemeente."),
        _("Start een ronde voor je eigen gemeente."),
    ),
}


@public
@require_GET
def logins(request: HttpRequest) -> HttpResponse:
    """One login per role."""
    if not settings.DEMO:
        raise Http404
    grants = Grant.objects.filter(user__email__endswith=DOMAIN).select_related("user", "municipality", "organisation")
    people = [
        {
            "user": grant.user,
            "role": ROLES[grant.role].name,
            "within": grant.municipality or grant.organisation or _("de hele regio"),
            "to_do": ELSE.get(grant.user.email, TO_DO[grant.role]),
        }
        for grant in grants.order_by("pk")
    ]
    return render(request, "demo/logins.html", {"people": people})


@public
@require_POST
def log_in(request: HttpRequest) -> HttpResponse:
    """Log in as one of them."""
    if not settings.DEMO:
        raise Http404
    user = get_object_or_404(User, email=request.POST.get("email", ""), email__endswith=DOMAIN, is_active=True)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect(settings.LOGIN_REDIRECT_URL)
