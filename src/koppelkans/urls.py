"""Every URL of the platform: those of the pages, and those of the login that allauth gives."""

from __future__ import annotations

from django.urls import include, path

handler400 = "koppelkans.web.door.bad_request"
handler403 = "koppelkans.web.door.forbidden"
handler404 = "koppelkans.web.door.not_found"
handler429 = "koppelkans.web.account.throttle.slow_down"
handler500 = "koppelkans.web.door.broken"

urlpatterns = [
    path("account/", include("koppelkans.web.account.urls")),
    path("", include("koppelkans.web.account.login_urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("koppelkans.web.start.urls")),
    path("kandidaten/", include("koppelkans.web.people.urls")),
    path("aanbod/", include("koppelkans.web.supply.urls")),
    path("geld/", include("koppelkans.web.funds.urls")),
    path("programmas/", include("koppelkans.web.programmes.urls")),
    path("trajecten/", include("koppelkans.web.journeys.urls")),
    path("rondes/", include("koppelkans.web.planning.urls")),
    path("resultaten/", include("koppelkans.web.reports.urls")),
    path("teller/", include("koppelkans.web.reports.counter_urls")),
    path("regio/", include("koppelkans.web.region.urls")),
    path("privacy/", include("koppelkans.web.privacy.urls")),
    path("demo/", include("koppelkans.web.demo.urls")),
    path("mij/", include("koppelkans.web.candidate.urls")),
    path("ja/", include("koppelkans.web.consent.urls")),
    path("tekenen/", include("koppelkans.web.signing.urls")),
]
