"""Addresses of the pages about rounds, proposals and decisions."""

from __future__ import annotations

from django.urls import path

from koppelkans.web.planning import (
    views,
    views_board,
    views_deciding,
    views_fairness,
    views_groups,
    views_proposals,
)

app_name = "planning"
urlpatterns = [
    path("", views.rounds, name="list"),
    path("nieuw/", views.new, name="new"),
    path("<int:pk>/", views_board.one, name="round"),
    path("<int:pk>/voortgang/", views.progress, name="progress"),
    path("<int:pk>/stoppen/", views.stop, name="stop"),
    path("<int:pk>/groepen/", views_groups.groups, name="groups"),
    path("<int:pk>/eerlijkheid/", views_fairness.fairness, name="fairness"),
    path("<int:pk>/eerlijkheid/uitrekenen/", views_fairness.ask_price, name="price"),
    path("<int:pk>/eerlijkheid/voortgang/", views_fairness.price_progress, name="price-progress"),
    path("<int:pk>/papier/", views_proposals.sheets, name="sheets"),
    path("voorstel/<int:pk>/", views_proposals.proposal, name="proposal"),
    path("voorstel/<int:pk>/besluit/", views_deciding.decide, name="decide"),
    path("voorstel/<int:pk>/terug/", views_deciding.undo, name="undo"),
    path("voorstel/<int:pk>/papier/", views_proposals.sheet, name="sheet"),
]
