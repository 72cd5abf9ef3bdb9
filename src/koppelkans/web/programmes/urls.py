"""Addresses of the pages about programmes."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from koppelkans.web.programmes import views, views_criteria, views_lessons, views_parts, views_scaling

ONE = "programma/<str:code>/"

app_name = "programmes"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.programmes, name="list"),
    path("nieuw/", views.new, name="new"),
    path("deelname/<int:number>/neemt-de-plek/", views.accept, name="accept"),
    path("deelname/<int:number>/stopt/", views.end, name="end"),
    path("deelname/<int:number>/toch-meedoen/", views.above, name="above"),
    path(ONE, views.programme, name="programme"),
    path(f"{ONE}aanpassen/", views.edit, name="edit"),
    path(f"{ONE}aanmelden/", views.admit, name="admit"),
    path(f"{ONE}toelating/", views_parts.ways, name="ways"),
    path(f"{ONE}toelating/nieuw/", views_parts.way_new, name="way-new"),
    path(f"{ONE}toelating/uitzonderingen/", views_parts.exceptions, name="exceptions"),
    path(f"{ONE}toelating/<int:way>/", views_parts.way, name="way"),
    path(f"{ONE}toelating/<int:way>/weg/", views_parts.way_remove, name="way-remove"),
    path(f"{ONE}partners/<int:partner>/", views_parts.partner, name="partner"),
    path(f"{ONE}doelen/", views_parts.targets, name="targets"),
    path(f"{ONE}doelen/aanpassen/", views_parts.targets_edit, name="targets-edit"),
    path(f"{ONE}criteria/", views_criteria.criteria, name="criteria"),
    path(f"{ONE}criteria/nieuw/", views_criteria.criterion_new, name="criterion-new"),
    path(f"{ONE}criteria/vastzetten/", views_criteria.lock, name="lock"),
    path(f"{ONE}criteria/<int:criterion>/", views_criteria.criterion_edit, name="criterion-edit"),
    path(f"{ONE}criteria/<int:criterion>/weg/", views_criteria.criterion_remove, name="criterion-remove"),
    path(f"{ONE}criteria/<int:criterion>/omhoog/", views_criteria.criterion_up, name="criterion-up"),
    path(f"{ONE}criteria/<int:criterion>/uitkomst/", views_criteria.score, name="score"),
    path(f"{ONE}opschalen/", views_scaling.page, name="scaling"),
    path(f"{ONE}opschalen/rekenen/", views_scaling.study, name="study"),
    path(f"{ONE}opschalen/stand/", views_scaling.progress, name="study-progress"),
    path(f"{ONE}opschalen/besluit/", views_scaling.decide, name="decide"),
    path(f"{ONE}opschalen/besluit/<int:decision>/pdf/", views_scaling.pdf, name="decision-pdf"),
    path(f"{ONE}opschalen/besluit/<int:decision>/odt/", views_scaling.odt, name="decision-odt"),
    path(f"{ONE}lessen/", views_lessons.lessons, name="lessons"),
    path(f"{ONE}lessen/nieuw/", views_lessons.lesson_new, name="lesson-new"),
    path(f"{ONE}opvolger/", views_lessons.succeed, name="succeed"),
]
