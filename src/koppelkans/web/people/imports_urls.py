"""Addresses of the pages that bring people in from a file, and make one of two."""

from __future__ import annotations

from django.urls import path

from koppelkans.web.people import doubles, imports

app_name = "imports"
urlpatterns = [
    path("", imports.start, name="start"),
    path("<int:pk>/", imports.detail, name="detail"),
    path("<int:pk>/kolommen/", imports.columns, name="columns"),
    path("<int:pk>/codes/", imports.codes, name="codes"),
    path("<int:pk>/nakijken/", imports.check, name="check"),
    path("<int:pk>/voortgang/", imports.progress, name="progress"),
    path("<int:pk>/fouten.xlsx", imports.problems, name="problems"),
    path("<int:pk>/overnemen/", imports.perform, name="perform"),
    path("<int:pk>/terugdraaien/", imports.undo, name="undo"),
    path("<int:pk>/weggooien/", imports.abandon, name="abandon"),
    path("dubbel/", doubles.doubles, name="doubles"),
    path("dubbel/<str:first>/<str:second>/", doubles.compare, name="compare"),
    path("dubbel/<str:first>/<str:second>/samenvoegen/", doubles.merge, name="merge"),
    path("dubbel/<str:first>/<str:second>/twee-mensen/", doubles.keep_apart, name="keep-apart"),
]
