"""What the chances of the region rest on: per coefficient a source, a spread, and when it was measured."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from koppelkans.core.models import Region
from koppelkans.core.refusal import Refused
from koppelkans.core.roles import May
from koppelkans.planning.actions.settings import tell_coefficients
from koppelkans.planning.coefficients import of_region
from koppelkans.web.door import Asked, opened
from koppelkans.web.region.forms_chances import CoefficientsForm


@opened(May.EDIT_SETTINGS)
@require_http_methods(["GET", "POST"])
def coefficients(request: Asked) -> HttpResponse:
    """Say where each coefficient comes from; its height is part of the region folder and stays."""
    region = Region.objects.first()
    if region is None:
        messages.error(request, _("Er is nog geen regio. Haal er eerst een op."))
        return redirect("region:index")
    form = CoefficientsForm(request.POST or None, table=of_region(region))
    if request.method == "POST" and form.is_valid():
        try:
            tell_coefficients(form.told(), by=request.actor, now=timezone.now())
        except Refused as error:
            for reason in error.reasons:
                form.refuse(reason)
        else:
            messages.success(request, _("De herkomst van de kansen is opgeslagen."))
            return redirect("region:index")
    return render(request, "region/chances.html", {"form": form}, status=422 if form.errors else 200)
