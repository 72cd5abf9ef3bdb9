"""Addresses of the pages about programmes."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from koppelkans.web.programmes import views

app_name = "programmes"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.programmes, name="list"),
    path("nieuw/", views.new, name="new"),
    path("deelname/<int:number>/neemt-de-plek/", views.accept, name="accept"),
    path("deelname/<int:number>/stopt/", views.end, name="end"),
    path("programma/<str:code>/", views.programme, name="programme"),
    path("programma/<str:code>/aanpassen/", views.edit, name="edit"),
    path("programma/<str:code>/aanmelden/", views.admit, name="admit"),
]
