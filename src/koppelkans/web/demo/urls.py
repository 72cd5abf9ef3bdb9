"""Addresses of the demo."""

from __future__ import annotations

from django.urls import path

from koppelkans.web.demo import views

app_name = "demo"
urlpatterns = [path("", views.logins, name="logins"), path("inloggen/", views.log_in, name="log-in")]
