"""Addresses of these pages."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from koppelkans.web.privacy import views_algorithm, views_erasures, views_terms, views_trail

app_name = "privacy"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views_trail.trail, name="trail"),
    path("logboek.<str:form>", views_trail.export, name="export"),
    path("persoon/", views_trail.find, name="find"),
    path("persoon/<str:pseudonym>/", views_trail.person, name="person"),
    path("handeling/<uuid:trace>/", views_trail.act, name="act"),
    path("register/", views_terms.register, name="register"),
    path("algoritme/", views_algorithm.residents, name="algorithm"),
    path("algoritmeregister/", views_algorithm.entry, name="entry"),
    path("algoritmeregister.json", views_algorithm.entry_file, name="entry-file"),
    path("feiten/", views_algorithm.facts, name="facts"),
    path("termijnen/", views_terms.terms, name="terms"),
    path("termijnen/<str:code>/", views_terms.term, name="term"),
    path("wissen/", views_erasures.waiting, name="erasures"),
    path("wissen/bekijken/", views_erasures.look, name="look"),
    path("wissen/besluit/", views_erasures.decide, name="decide"),
    path("wissen/besloten/", views_erasures.decided, name="decided"),
]
