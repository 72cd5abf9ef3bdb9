"""Addresses of safe work, language and work guarantees within a journey."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from koppelkans.web.journeys import views_language, views_promises, views_safety

patterns: list[URLPattern | URLResolver] = [
    path("vrijgaven/", views_safety.releases, name="safety-releases"),
    path("vrijgaven/<int:release>/", views_safety.decide_release, name="safety-decide"),
    path("garanties/", views_promises.breaches, name="breaches"),
    path("garanties/<int:breach>/", views_promises.breach, name="breach"),
    path("<int:number>/veilig/", views_safety.safety, name="safety"),
    path("<int:number>/veilig/<int:task>/bewijs/", views_safety.prove, name="safety-prove"),
    path("<int:number>/veilig/bewijs/<int:instruction>/klopt-niet/", views_safety.unprove, name="safety-unprove"),
    path("<int:number>/veilig/<int:step>/<int:task>/begin/", views_safety.begin, name="safety-begin"),
    path("<int:number>/veilig/<int:step>/<int:task>/vrijgave/", views_safety.ask_release, name="safety-ask"),
    path("<int:number>/taal/", views_language.language, name="language"),
    path("<int:number>/taal/meten/", views_language.measure, name="language-measure"),
    path("<int:number>/garantie/", views_promises.promised, name="promised"),
    path("<int:number>/garantie/<int:guarantee>/", views_promises.say_broken, name="promise-broken"),
]
