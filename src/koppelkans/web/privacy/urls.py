"""Addresses of these pages."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

app_name = "privacy"
urlpatterns: list[URLPattern | URLResolver] = []
