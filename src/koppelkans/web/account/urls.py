"""Addresses of these pages."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from koppelkans.web.account import views, views_users

app_name = "account"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.me, name="me"),
    path("verlengen/", views.extend, name="extend"),
    path("welkom/<str:token>/", views.welcome, name="welcome"),
    path("gebruikers/", views_users.users, name="users"),
    path("gebruikers/uitnodigen/", views_users.invite, name="invite"),
    path("gebruikers/<int:pk>/", views_users.user, name="user"),
    path("gebruikers/<int:pk>/afsluiten/", views_users.close, name="close"),
    path("gebruikers/<int:pk>/heropenen/", views_users.reopen, name="reopen"),
    path("gebruikers/<int:pk>/tweede-stap/", views_users.forget_second_factor, name="forget-second-factor"),
    path("rollen/<int:pk>/stoppen/", views_users.end_grant, name="end-grant"),
    path("uitnodigingen/<int:pk>/opnieuw/", views_users.resend, name="resend"),
    path("uitnodigingen/<int:pk>/intrekken/", views_users.withdraw, name="withdraw"),
]
