"""Addresses of the pages about people."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from koppelkans.web.people import views_around, views_held, views_language, views_list, views_page, views_profile

app_name = "people"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views_list.people, name="list"),
    path("nieuw/", views_profile.register, name="new"),
    path("export/", views_list.export, name="export"),
    path("agenda.ics", views_list.calendar, name="calendar"),
    path("overdragen/", views_around.caseload, name="caseload"),
    path("waarneming/", views_around.cover, name="cover"),
    path("waarneming/<int:cover>/stop/", views_around.end_cover, name="end-cover"),
    path("wie/<str:pseudonym>/", views_page.detail, name="detail"),
    path("wie/<str:pseudonym>/agenda.ics", views_page.calendar, name="person-calendar"),
    path("wie/<str:pseudonym>/gegevens/", views_profile.edit, name="edit"),
    path("wie/<str:pseudonym>/klopt/", views_profile.confirm, name="confirm"),
    path("wie/<str:pseudonym>/stil/", views_profile.park, name="park"),
    path("wie/<str:pseudonym>/stoppen/", views_profile.leave, name="leave"),
    path("wie/<str:pseudonym>/weer/", views_profile.resume, name="resume"),
    path("wie/<str:pseudonym>/bewijs/", views_held.add_holding, name="add-holding"),
    path("wie/<str:pseudonym>/bewijs/<int:holding>/einde/", views_held.end_holding, name="end-holding"),
    path("wie/<str:pseudonym>/bewijs/<int:holding>/weg/", views_held.remove_holding, name="remove-holding"),
    path("wie/<str:pseudonym>/taal/", views_language.measure, name="measure"),
    path("wie/<str:pseudonym>/wens/", views_held.add_wish, name="add-wish"),
    path("wie/<str:pseudonym>/wens/<int:wish>/", views_held.edit_wish, name="edit-wish"),
    path("wie/<str:pseudonym>/wens/<int:wish>/weg/", views_held.remove_wish, name="remove-wish"),
    path("wie/<str:pseudonym>/week/", views_held.add_week_item, name="add-week-item"),
    path("wie/<str:pseudonym>/week/<int:item>/weg/", views_held.remove_week_item, name="remove-week-item"),
    path("wie/<str:pseudonym>/contact/", views_around.contact, name="contact"),
    path("wie/<str:pseudonym>/notitie/", views_around.add_note, name="add-note"),
    path("wie/<str:pseudonym>/notitie/<int:note>/weg/", views_around.remove_note, name="remove-note"),
    path("wie/<str:pseudonym>/overdragen/", views_around.hand_over, name="hand-over"),
    path("wie/<str:pseudonym>/overnemen/", views_around.take_over, name="take-over"),
]
if find_spec("koppelkans.web.people.imports_urls"):
    urlpatterns.append(path("import/", include("koppelkans.web.people.imports_urls")))
