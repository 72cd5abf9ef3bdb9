"""What Dutch an occupation asks: the list of occupations, and per skill what is needed when."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from koppelkans.core.access import Closed
from koppelkans.core.actions.language import MOMENT, may_demand, set_demands
from koppelkans.core.language import Proposal, proposals
from koppelkans.core.models import Occupation
from koppelkans.core.roles import May
from koppelkans.core.vocabulary import LEVELS, Skill
from koppelkans.web.door import Asked, opened
from koppelkans.web.forms import Form
from koppelkans.web.supply.asking import ask
from koppelkans.web.supply.flow import posted
from koppelkans.web.tables import NOTHING, Cell, Column, Table

A_PAGE = 50
CHOICES = [("", _("Niet nodig")), *((level, level) for level in LEVELS[1:])]


class DemandsForm(Form):
    """Per skill: on the first day, for safety (and for which tasks), in the end."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = []
        for skill in Skill:
            names = []
            for moment in MOMENT:
                names.append(name := f"{skill.value}_{moment.value}")
                self.fields[name] = forms.ChoiceField(
                    required=False, choices=CHOICES, label=str(moment.label).capitalize()
                )
            names.append(name := f"{skill.value}_tasks")
            self.fields[name] = forms.CharField(
                required=False, max_length=300, label=_("Om welke taken veilig te doen?")
            )
            self.groups.append((str(skill.label).capitalize(), names))

    def demands(self) -> tuple[dict[tuple[str, str], str], dict[str, str]]:
        """The levels by skill and moment, and the tasks by skill."""
        data = self.cleaned_data
        levels = {
            (skill, moment): level
            for skill in Skill.values
            for moment in MOMENT.values
            if (level := data[f"{skill}_{moment}"])
        }
        return levels, {skill: data[f"{skill}_tasks"] for skill in Skill.values}


@opened(May.SEE_OFFERS)
@require_GET
def demands(request: Asked) -> HttpResponse:
    """Every occupation, and what was said of it."""
    rows: QuerySet[Any] = Occupation.objects.annotate(said=Count("language_demands")).order_by("name")
    found = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    said = {
        (row.occupation_id, row.skill): row.level
        for one in Occupation.objects.filter(pk__in=[row.pk for row in found]).prefetch_related("language_demands")
        for row in one.language_demands.all()
        if row.moment == MOMENT.END
    }
    lines = []
    for row in found:
        url = reverse("supply:demand", args=[row.pk]) if may_demand(request.actor) else ""
        cells = [said.get((row.pk, skill), NOTHING) for skill in Skill.values]
        stand = Cell(_("ingevuld"), tone="good") if row.said else Cell(_("nog niet gezegd"), tone="warning")
        lines.append([Cell(row.name, url=url), *cells, stand])
    columns = [
        Column(_("Beroep")),
        *(Column(_("%(skill)s, aan het eind") % {"skill": str(skill.label).capitalize()}) for skill in Skill),
        Column(_("Stand")),
    ]
    table = Table(columns, lines, caption=_("Taal per beroep"))
    return render(request, "supply/demands.html", {"page": found, "table": table, "name": _("beroepen")})


@opened(May.EDIT_PLACES)
def demand(request: Asked, code: str) -> HttpResponse:
    """Form for what one occupation asks; a proposal only fills it in, nothing is kept before it is saved."""
    if not may_demand(request.actor):
        raise Closed(May.EDIT_PLACES)
    occupation = get_object_or_404(Occupation, pk=code)
    chosen = next((row for row in proposals() if row.code == request.GET.get("voorstel")), None)
    form = DemandsForm(posted(request), initial=_filled(occupation, chosen))

    def act(_data: dict[str, Any]) -> object:
        levels, tasks = form.demands()
        return set_demands(occupation, levels=levels, tasks=tasks, by=request.actor, now=timezone.now())

    return ask(
        request,
        form,
        act,
        heading=_("Taal voor %(work)s") % {"work": occupation},
        told=_("Opgeslagen."),
        back=reverse("supply:demands"),
        proposals=proposals(),
        chosen=chosen,
        template="supply/demand.html",
    )


def _filled(occupation: Occupation, chosen: Proposal | None) -> dict[str, str]:
    """What the form begins with: the proposal that was chosen, else what stands."""
    if chosen is not None:
        rows = list(chosen.demands)
    else:
        rows = [(row.skill, row.moment, row.level, row.tasks) for row in occupation.language_demands.all()]
    found = {f"{skill}_{moment}": level for skill, moment, level, _tasks in rows}
    return found | {f"{skill}_tasks": tasks for skill, moment, _level, tasks in rows if moment == MOMENT.SAFETY}
