"""Addresses of the pages about offers."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from koppelkans.web.supply import views_closing, views_edit, views_files, views_list, views_map, views_offers

app_name = "supply"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views_list.index, name="index"),
    path("klopt/", views_list.confirm_all, name="confirm-all"),
    path("kaart/", views_map.offers_map, name="map"),
    path("bestand/trainingen/", views_files.import_runs, name="runs-import"),
    path("bestand/plekken/", views_files.import_places, name="places-import"),
    path("bestand/trainingen.csv", views_files.runs_csv, name="runs-csv"),
    path("bestand/trainingen.xlsx", views_files.runs_xlsx, name="runs-xlsx"),
    path("bestand/plekken.csv", views_files.places_csv, name="places-csv"),
    path("bestand/plekken.xlsx", views_files.places_xlsx, name="places-xlsx"),
    path("training/nieuw/", views_edit.run_new, name="run-new"),
    path("training/te-klein/", views_closing.small, name="small"),
    path("training/<str:code>/", views_offers.run, name="run"),
    path("training/<str:code>/gaat-niet-door/", views_closing.close, name="run-close"),
    path("training/<str:code>/aanpassen/", views_edit.run_edit, name="run-edit"),
    path("training/<str:code>/kopie/", views_offers.run_copy, name="run-copy"),
    path("training/<str:code>/klopt/", views_offers.run_confirm, name="run-confirm"),
    path("training/<str:code>/intrekken/", views_offers.run_withdraw, name="run-withdraw"),
    path("training/<str:code>/weer-open/", views_offers.run_reopen, name="run-reopen"),
    path("training/<str:code>/wachtlijst/", views_offers.run_wait, name="run-wait"),
    path("plek/nieuw/", views_edit.place_new, name="place-new"),
    path("plek/<str:code>/", views_offers.place, name="place"),
    path("plek/<str:code>/aanpassen/", views_edit.place_edit, name="place-edit"),
    path("plek/<str:code>/kopie/", views_offers.place_copy, name="place-copy"),
    path("plek/<str:code>/klopt/", views_offers.place_confirm, name="place-confirm"),
    path("plek/<str:code>/intrekken/", views_offers.place_withdraw, name="place-withdraw"),
    path("plek/<str:code>/weer-open/", views_offers.place_reopen, name="place-reopen"),
    path("plek/<str:code>/wachtlijst/", views_offers.place_wait, name="place-wait"),
    path("wachtlijst/<int:entry>/weg/", views_offers.leave_waiting, name="leave-waiting"),
    path("soort/<str:code>/", views_offers.training, name="training"),
    path("soort/<str:code>/beschrijven/", views_offers.training_edit, name="training-edit"),
    path("werkgevers/", views_edit.employers, name="employers"),
    path("werkgever/nieuw/", views_edit.employer_new, name="employer-new"),
    path("werkgever/<str:code>/", views_edit.employer, name="employer"),
    path("werkgever/<str:code>/aanpassen/", views_edit.employer_edit, name="employer-edit"),
    path("werkgever/<str:code>/begeleiders/", views_edit.mentors_taken, name="mentors-taken"),
]
