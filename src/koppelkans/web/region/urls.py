"""Addresses of the pages about the region as a whole."""

from __future__ import annotations

from django.urls import path

from koppelkans.web.region import views, views_chances

app_name = "region"
urlpatterns = [
    path("", views.index, name="index"),
    path("map/", views.download, name="export"),
    path("map/inlezen/", views.bring_in, name="import"),
    path("periode/", views.settings, name="settings"),
    path("gemeenten/", views.names, name="names"),
    path("kansen/", views_chances.coefficients, name="coefficients"),
]
