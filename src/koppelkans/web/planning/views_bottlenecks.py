"""What holds a round back, and what one can do about it."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from koppelkans.core.access import Actor
from koppelkans.core.models import TargetGroup
from koppelkans.core.roles import May
from koppelkans.planning import queries
from koppelkans.planning import queries_requests as asked_for
from koppelkans.planning.asked import Asked as Wanted
from koppelkans.planning.asked import Change
from koppelkans.planning.models import Round
from koppelkans.planning.queries_scenarios import changes_of, things_of
from koppelkans.planning.rules_scenarios import may_start
from koppelkans.planning.what_if import KINDS, Things, changes_for, joined, one_more
from koppelkans.web.door import Asked, opened
from koppelkans.web.planning import drafts
from koppelkans.web.planning.views_requests import requests_table
from koppelkans.web.planning.words_scarce import Scarce, scarce, url_of
from koppelkans.web.tables import Cell, Column, Table

DRAWN = 10


@opened(May.SEE_ROUNDS)
@require_GET
def bottlenecks(request: Asked, pk: int) -> HttpResponse:
    """What one more of everything scarce brings, and the groups that do not begin."""
    made, actor = queries.find_round(pk, request.actor), request.actor
    if made.status != Round.Status.DONE:
        return redirect("planning:round", pk)
    starts = may_start(made, actor)
    names = {group.code: str(group) for group in TargetGroup.objects.all()}
    rows = [scarce(row, actor, names) for row in made.figures.get("bottlenecks", [])]
    trying = _Trying(made) if starts else None
    closed = _lacking(made)
    requests = list(asked_for.of_round(made, actor))
    context = {
        "round": made,
        "known": "bottlenecks" in made.figures,
        "bars": _bars(rows),
        "measured": any(row.measured is not None for row in rows),
        "table": _table(made, rows[:DRAWN], trying),
        "others": _table(made, rows[DRAWN:], trying),
        "left": made.figures.get("bottlenecks_left", 0),
        "groups": closed and _closed(made, closed[:DRAWN], actor, trying),
        "other_groups": _closed(made, closed[DRAWN:], actor, trying),
        "requests": requests_table(requests, timezone.localdate(), round_shown=False),
        "asked": len(requests),
        "may_start": starts,
    }
    return render(request, "planning/bottlenecks.html", context)


def _bars(rows: list[Scarce]) -> list[dict[str, Any]]:
    """The dearest as bars: what was measured, and where nothing is certain the estimate in another colour."""
    drawn = rows[:DRAWN]
    lengths = [row.measured if row.tried else row.price for row in drawn]
    most = max((length or 0.0 for length in lengths), default=0.0) or 1.0
    return [
        {
            "row": row,
            "width": round(100 * max(length or 0.0, 0.0) / most, 1),
            "tone": "good" if row.tried else "neutral",
        }
        for row, length in zip(drawn, lengths, strict=True)
    ]


class _Trying:
    """What somebody who plans can try from here: a what-if of the round, or of the round that this what-if is of."""

    def __init__(self, made: Round) -> None:
        scenario = made.kind == Round.Kind.SCENARIO and not Wanted.read(made.asked).keep
        self.base = made if made.kind == Round.Kind.ROUND else made.parent if scenario else None
        if made.emptied_on is not None:
            self.base = None
        self.changes = changes_of(made) if scenario else []
        self.things = things_of(made) if self.base else Things(b"")

    def one_more(self, kind: str, id_: str) -> str:
        """Where to try one more of something; nowhere from what cannot be tried further."""
        more = one_more(kind, id_, self.things)
        return self._url(more) if more or kind != "fairness" else self._url([], soort="floor", ding=id_)

    def without_minimum(self, run: str) -> str:
        """Where to try a group that begins with whoever comes."""
        return self._url(changes_for(KINDS["run-minimum"], run, "0", self.things))

    def _url(self, more: list[Change], **query: str) -> str:
        if self.base is None or not (more or query):
            return ""
        return reverse("planning:what-if", args=[self.base.pk]) + drafts.query_of(joined(self.changes, more), **query)


def _table(made: Round, rows: list[Scarce], trying: _Trying | None) -> Table:
    columns = [Column(_("Wat knelt er?")), Column(_("Eén meer")), Column(_("Wat het oplevert, nagerekend"))]
    columns.append(Column(_("Schatting vooraf"), number=True))
    if trying:
        columns.append(Column(_("Wat kun je doen?")))
    cells = []
    for row in rows:
        line: list[Any] = [Cell(row.title, url=row.url), row.unit, row.gain, row.estimate]
        if trying:
            tried = (trying.one_more(row.kind, row.id), _("Probeer dit"))
            line.append(_links(tried, (_ask_url(made, row.kind, row.id, row.month), _("Vraag het"))))
        cells.append(line)
    return Table(columns, cells, caption=_("Knelpunten"))


def _links(*links: tuple[str, str]) -> SafeString:
    """Links beside each other; without those that lead nowhere."""
    drawn = format_html_join("", '<a class="utrecht-link" href="{}">{}</a>', (link for link in links if link[0]))
    return format_html('<span class="kk-cluster">{}</span>', drawn)


def _ask_url(made: Round, kind: str, id_: str, month: str = "") -> str:
    return f"{reverse('planning:ask', args=[made.pk])}?{urlencode({'soort': kind, 'ding': id_, 'maand': month})}"


def _lacking(made: Round) -> list[dict[str, Any]]:
    """Groups that do not begin, first those that lack the fewest people and fit the most."""
    fit = made.figures.get("fit", {})
    rows = [
        {**row, "fit": fit.get(row["id"], [None, None])}
        for row in made.figures.get("runs", [])
        if not row["planned"] and row["lacks"]
    ]
    return sorted(rows, key=lambda row: (row["lacks"] > (row["fit"][0] or 0), row["lacks"], row["id"]))


def _closed(made: Round, rows: list[dict[str, Any]], actor: Actor, trying: _Trying | None) -> Table:
    """Groups that do not begin: how many people they lack, and how many people they would fit."""
    columns = [Column(_("Groep")), Column(_("Begint")), Column(_("Zo veel mensen te weinig"), number=True)]
    columns += [Column(_("Mensen bij wie het past"), number=True), Column(_("Van hen zonder voorstel"), number=True)]
    if trying:
        columns.append(Column(_("Wat kun je doen?")))
    cells = []
    for row in rows:
        line: list[Any] = [Cell(row["name"], url=url_of("run_minimum", row["id"], actor))]
        line += [date.fromisoformat(row["start"]), row["lacks"], *row["fit"]]
        if trying:
            tried = (trying.without_minimum(row["id"]), _("Probeer zonder minimum"))
            line.append(_links(tried, (_ask_url(made, "run_minimum", row["id"]), _("Vraag het"))))
        cells.append(line)
    return Table(columns, cells, caption=_("Groepen die niet beginnen"))
