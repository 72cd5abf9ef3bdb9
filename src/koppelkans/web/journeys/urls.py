"""Addresses of the pages about journeys."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from koppelkans.web.journeys import views, views_deeds, views_guidance, views_signals, views_work

app_name = "journeys"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.journeys, name="list"),
    path("groepen/", views.groups, name="groups"),
    path("signalen/", views_signals.signals, name="signals"),
    path("vandaag/", views_signals.today, name="today"),
    path("<int:number>/", views.journey, name="journey"),
    path("<int:number>/geschiedenis/", views.history, name="history"),
    path("<int:number>/werk/", views_work.work, name="work"),
    path("<int:number>/werk/nieuw/", views_work.add, name="work-add"),
    path("<int:number>/werk/<int:spell>/aanpassen/", views_work.edit, name="work-edit"),
    path("<int:number>/werk/<int:spell>/laatste-dag/", views_work.end, name="work-end"),
    path("<int:number>/werk/<int:spell>/vergissing/", views_work.withdraw, name="work-withdraw"),
    path("<int:number>/werk/<int:spell>/bewijs/", views_work.prove, name="work-prove"),
    path("<int:number>/werk/bewijs/<int:proof>/klopt-niet/", views_work.unprove, name="work-unprove"),
    path("<int:number>/begeleiding/", views_guidance.guidance, name="guidance"),
    path("<int:number>/wie-bel-je/", views_guidance.card, name="card"),
    path("<int:number>/coach/", views_guidance.coach, name="coach"),
    path("<int:number>/buddy/", views_guidance.buddy, name="buddy"),
    path("<int:number>/contact/nieuw/", views_guidance.contact_new, name="contact-new"),
    path("<int:number>/contact/<int:contact>/", views_guidance.contact, name="contact"),
    path("<int:number>/contact/<int:contact>/verzetten/", views_guidance.contact_move, name="contact-move"),
    path("<int:number>/contact/<int:contact>/vervalt/", views_guidance.contact_cancel, name="contact-cancel"),
    path("<int:number>/taak/nieuw/", views_guidance.task_new, name="task-new"),
    path("<int:number>/taak/<int:task>/klaar/", views_guidance.task_done, name="task-done"),
    path("<int:number>/taak/<int:task>/vervalt/", views_guidance.task_cancel, name="task-cancel"),
    path("<int:number>/signaal/<slug:signal>/", views_guidance.heed, name="heed"),
    path("<int:number>/overeenkomst/", views_deeds.deed, name="deed"),
    path("<int:number>/overeenkomst/nieuw/", views_deeds.new, name="deed-new"),
    path("<int:number>/overeenkomst/<int:pk>/gemeente/", views_deeds.sign, name="deed-sign"),
    path("<int:number>/overeenkomst/<int:pk>.<str:kind>", views_deeds.file, name="deed-file"),
    path("tekenen/<int:pk>/papier/", views_deeds.sheet, name="deed-sheet"),
    path("tekenen/<int:pk>/nog-eens/", views_deeds.again, name="deed-again"),
]
