"""Addresses of the pages about rounds, proposals and decisions."""

from __future__ import annotations

from django.urls import path

from koppelkans.web.planning import (
    views,
    views_about,
    views_board,
    views_bottlenecks,
    views_compare,
    views_deciding,
    views_fairness,
    views_groups,
    views_mine,
    views_proposals,
    views_requests,
    views_scenarios,
    views_steering,
)

app_name = "planning"
urlpatterns = [
    path("", views.rounds, name="list"),
    path("mijn-kandidaten/", views_mine.mine, name="mine"),
    path("mijn-kandidaten/<int:pk>/verteld/", views_mine.told, name="told"),
    path("nieuw/", views.new, name="new"),
    path("<int:pk>/", views_board.one, name="round"),
    path("<int:pk>/voortgang/", views.progress, name="progress"),
    path("<int:pk>/stoppen/", views.stop, name="stop"),
    path("<int:pk>/over/", views_about.about, name="about"),
    path("<int:pk>/over/ophalen/", views_about.download, name="download"),
    path("<int:pk>/groepen/", views_groups.groups, name="groups"),
    path("<int:pk>/eerlijkheid/", views_fairness.fairness, name="fairness"),
    path("<int:pk>/eerlijkheid/uitrekenen/", views_fairness.ask_price, name="price"),
    path("<int:pk>/eerlijkheid/voortgang/", views_fairness.price_progress, name="price-progress"),
    path("<int:pk>/papier/", views_proposals.sheets, name="sheets"),
    path("voorstel/<int:pk>/", views_proposals.proposal, name="proposal"),
    path("voorstel/<int:pk>/besluit/", views_deciding.decide, name="decide"),
    path("voorstel/<int:pk>/terug/", views_deciding.undo, name="undo"),
    path("voorstel/<int:pk>/papier/", views_proposals.sheet, name="sheet"),
    path("voorstel/<int:pk>/sturen/", views_steering.steer, name="steer"),
    path("voorstel/<int:pk>/kies/", views_steering.choose, name="choose"),
    path("plekken/", views_proposals.places, name="places"),
    path("sturing/", views_steering.overview, name="steering"),
    path("sturing/vast/<str:pseudonym>/los/", views_steering.unpin, name="unpin"),
    path("sturing/uitgesloten/<int:pk>/weg/", views_steering.allow, name="allow"),
    path("sturing/vrijhouden/training/<str:code>/", views_steering.reserve_run, name="reserve-run"),
    path("sturing/vrijhouden/plek/<str:code>/", views_steering.reserve_place, name="reserve-place"),
    path("sturing/vrijhouden/<int:pk>/stop/", views_steering.end_reserve, name="end-reserve"),
    path("gevraagd/", views_requests.requests, name="requests"),
    path("gevraagd/<int:pk>/", views_requests.one, name="request"),
    path("<int:pk>/knelpunten/", views_bottlenecks.bottlenecks, name="bottlenecks"),
    path("<int:pk>/vragen/", views_requests.ask, name="ask"),
    path("<int:pk>/wat-als/", views_scenarios.scenarios, name="scenarios"),
    path("<int:pk>/wat-als/nieuw/", views_scenarios.new, name="what-if"),
    path("<int:pk>/opnieuw/", views_scenarios.again, name="again"),
    path("<int:pk>/wordt-de-ronde/", views_scenarios.adopt, name="adopt"),
    path("<int:pk>/vergelijken/", views_compare.compare, name="compare"),
    path("<int:pk>/vergelijken.csv", views_compare.compare_csv, name="compare-csv"),
    path("<int:pk>/vergelijken.xlsx", views_compare.compare_xlsx, name="compare-xlsx"),
]
