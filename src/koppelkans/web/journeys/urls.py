"""Addresses of the pages about journeys."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from koppelkans.web.journeys import views

app_name = "journeys"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.journeys, name="list"),
    path("groepen/", views.groups, name="groups"),
    path("<int:number>/", views.journey, name="journey"),
    path("<int:number>/geschiedenis/", views.history, name="history"),
]
