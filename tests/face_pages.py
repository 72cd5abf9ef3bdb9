"""Pages to try the components on: a form with every kind of field, a list, one page with all that shows."""

from __future__ import annotations

import datetime
from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path
from django.views.decorators.csrf import csrf_protect

import chart_samples
from koppelkans.web.door import public
from koppelkans.web.forms import DaypartsField, Form, MoneyField
from koppelkans.web.tables import Cell, Column, Fact, Moment, Table
from koppelkans.web.week import Block, week_picture

HEAD = '{% extends "base.html" %}{% load design %}{% block heading %}Proef{% endblock %}'
LIST = (
    HEAD
    + """{% block breadcrumbs %}{% crumb "Start" "/" %}{% crumb "Proef" %}{% endblock %}
{% block actions %}{% link_button "Toevoegen" "/formulier/" kind="primary" icon="add" %}{% endblock %}
{% block content %}{% include "components/filters.html" with form=filters target="lijst" reset="." %}
{% include "components/table.html" with id="lijst" %}{% include "components/pager.html" with name="dingen" %}
{% endblock %}"""
)
FORM = (
    HEAD
    + """{% block body_class %}narrow{% endblock %}
{% block content %}<p id="aantal">{{ count }}</p>{% include "components/form.html" with cancel="/" %}{% endblock %}"""
)
SHOWN = (
    HEAD
    + """{% block prefix %}Kandidaat {% tag "Klaar" "good" %}{% endblock %}
{% block actions %}{% print_button %}{% copy_link "/tonen/" %}{% endblock %}
{% block content %}{% include "components/steps.html" %}{% include "components/week.html" %}
{% sheet title="Wat we weten" %}{% include "components/facts.html" %}{% endsheet %}
{% sheet title="Doen" %}{% action "Neem aan" "/a/" reasons=reasons %}{% post_button "Zet terug" "/b/" kind="danger" %}
{% endsheet %}<div class="kk-grid">{% card title="Ronde" url="/r/" %}<p>18 van 25</p>{% endcard %}
{% figure_card 12 "geplaatst" note="dit jaar" %}</div>{% alert kind="warning" title="Let op" %}<p>Nu.</p>{% endalert %}
{% include "components/progress.html" %}{% include "components/bar.html" with total=20 %}
{% include "components/empty.html" with title="Niets" text="Nog niet." url="/x/" action="Voeg toe" %}{% endblock %}
{% block aside %}{% sheet title="Verloop" %}{% include "components/timeline.html" %}{% endsheet %}{% endblock %}"""
)
CHARTS = (
    HEAD
    + """{% block content %}<div class="kk-stack">
{% for chart in charts %}{% include "components/chart.html" %}{% endfor %}</div>{% endblock %}"""
)


class Every(Form):
    """A form with every kind of field."""

    groups = (("Reizen", ("bike", "minutes")), ("Wanneer", ("dayparts", "since")))

    code = forms.CharField(label="Nummer", help_text="Geen BSN.", max_length=20)
    language = forms.ChoiceField(label="Hoe goed is de taal?", choices=["A1", "A2"], widget=forms.RadioSelect)
    wishes = forms.MultipleChoiceField(
        label="Wensen", choices=["Zorg", "Groen"], widget=forms.CheckboxSelectMultiple, required=False
    )
    kind = forms.ChoiceField(label="Soort", choices=[("", "Kies"), ("a", "A")], required=False)
    bike = forms.BooleanField(label="Kan fietsen", required=False)
    minutes = forms.IntegerField(label="Minuten", required=False)
    budget = MoneyField(label="Budget", required=False)
    dayparts = DaypartsField(label="Dagdelen", required=False)
    since = forms.DateField(label="Vanaf", required=False)
    note = forms.CharField(label="Notitie", widget=forms.Textarea, required=False)
    proof = forms.FileField(label="Bewijs", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("language", "wishes"):
            field: Any = self.fields[name]
            field.choices = [(choice, choice) for choice in field.choices]


class Filters(Form):
    """What a list can be narrowed by."""

    q = forms.CharField(label="Zoek", required=False)
    own = forms.BooleanField(label="Alleen mijn", required=False)


def draw(request: HttpRequest | None, source: str, **context: Any) -> HttpResponse:
    """A page from the text of a template."""
    navigation = [
        {"label": "Proef", "url": "/", "current": True},
        {"label": "Formulier", "url": "/formulier/", "count": 3},
    ]
    return HttpResponse(engines["django"].from_string(source).render({"navigation": navigation, **context}, request))


def table(sort: str = "code") -> Table:
    """A table with every kind of cell."""
    return Table(
        caption="Dingen",
        columns=[
            Column("Ding", sort="code"),
            Column("Wijk"),
            Column("Minuten", number=True, sort="m"),
            Column("Stand"),
        ],
        rows=[
            [Cell("K-1", url="/tonen/"), "Oost", 1250, Cell("Klaar", tone="good")],
            ["K-2", None, 3, datetime.date(2026, 11, 3)],
            ["<b>K-3</b>", "", 0, Cell(True, note="echt waar")],
        ],
        sort=sort,
        footer=["Samen", "", 1253, ""],
    )


@public
def listing(request: HttpRequest) -> HttpResponse:
    """The list."""
    page = Paginator(range(2000), 25).get_page(request.GET.get("page", 3))
    return draw(request, LIST, table=table(request.GET.get("sort", "code")), page=page, filters=Filters())


answers: list[str] = []


@public
@csrf_protect
def form(request: HttpRequest) -> HttpResponse:
    """The form, counting how often it was accepted."""
    given = Every(request.POST or None, request.FILES or None)
    if request.method == "POST" and given.is_valid():
        answers.append(given.cleaned_data["code"])
    return draw(request, FORM, form=given, count=len(answers))


@public
def shown(request: HttpRequest) -> HttpResponse:
    """All that shows."""
    blocks = {
        "mo-am": [Block("language", "Taalles")],
        "th-am": [Block("language", "Taalles"), Block("work", "Oefenbaan")],
        "we-pm": [Block("care", "Kinderen", url="/k/")],
        "fr-am": [Block("school", "Lassen")],
        "fr-pm": [Block("plan", "Proefplaats")],
    }
    return draw(
        request,
        SHOWN,
        week=week_picture(blocks, ["mo-pm"]),
        facts=[("Taal", "B1"), Fact("Diploma", "Lasser", note="tot mei"), ("Rijbewijs", None)],
        moments=[
            Moment(datetime.date(2026, 11, 2), "Nagekeken", by="Sanne de Wit", tone="good"),
            Moment(datetime.date(2026, 9, 1), "Aangemeld", text="Uit een bestand.", url="/x/"),
        ],
        steps=[("Aanmelden", "done"), ("Voorstel", "current"), ("Plaatsing", "later")],
        reasons=["Er is nog geen rijbewijs."],
        progress=SimpleNamespace(done=1200, total=5000, label="Bestand", finished=False, failed=""),
        parts=[("Bezet", 12, "accent"), ("Vrij", 8, "free")],
    )


@public
def charts(request: HttpRequest) -> HttpResponse:
    """A chart of every kind."""
    return draw(request, CHARTS, charts=chart_samples.every())


urlpatterns = [
    path("", listing),
    path("formulier/", form),
    path("tonen/", shown),
    path("grafieken/", charts),
    path("i18n/", include("django.conf.urls.i18n")),
    path("account/", include("koppelkans.web.account.urls")),
    path("", include("koppelkans.web.account.login_urls")),
]
