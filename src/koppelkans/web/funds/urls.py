"""Addresses of the pages about money."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from koppelkans.web.funds import views

app_name = "funds"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.funds, name="list"),
    path("export/", views.export, name="export"),
    path("nieuw/", views.new, name="new"),
    path("reservering/<int:number>/", views.reservation, name="reservation"),
    path("fonds/<str:code>/", views.fund, name="fund"),
    path("fonds/<str:code>/aanpassen/", views.edit, name="edit"),
    path("fonds/<str:code>/gebruikt/", views.used, name="used"),
]
