"""Addresses of the pages about results."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from koppelkans.web.reports import views, views_checking

app_name = "reports"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.dashboard, name="dashboard"),
    path("betekenis/", views.meanings, name="meanings"),
    path("geteld/", views.counted, name="counted"),
    path("tabel.csv", views.as_csv, name="csv"),
    path("tabellen.ods", views.as_ods, name="ods"),
    path("tabellen.xlsx", views.as_xlsx, name="xlsx"),
    path("controle/", views_checking.check, name="check"),
    path("definitie/", views_checking.definition, name="definition"),
]
