"""What is scarce, in words: what a bottleneck is about, what one more of it is, and where to read about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from koppelkans.core.access import Actor
from koppelkans.core.roles import May

# by kind of bottlenecks.csv: what it is about, and what one unit more of it is
ABOUT: dict[str, tuple[str | Promise, str | Promise]] = {
    "run_seats": (gettext_lazy("Groep is vol: %(name)s"), gettext_lazy("1 plek erbij")),
    "run_minimum": (gettext_lazy("Te weinig mensen voor groep: %(name)s"), gettext_lazy("1 mens minder nodig")),
    "place": (gettext_lazy("Werkplek is bezet: %(name)s"), gettext_lazy("1 plek erbij")),
    "mentors": (gettext_lazy("Begeleiding bij %(name)s"), gettext_lazy("1 mens meer begeleiden")),
    "fund": (gettext_lazy("Geld is op: %(name)s"), gettext_lazy("€ 1.000 erbij")),
    "guarantee": (gettext_lazy("Garantie is op: %(name)s"), gettext_lazy("€ 1.000 erbij")),
    "fairness": (gettext_lazy("Afspraak over een groep: %(name)s"), gettext_lazy("1 mens minder nodig")),
}
ASKS: dict[str, str | Promise] = {
    "run_seats": gettext_lazy(
        "Kan er in deze groep nog iemand bij, of kan er een tweede groep komen, ook in de avond?"
    ),
    "run_minimum": gettext_lazy("Kan deze groep met minder mensen beginnen?"),
    "place": gettext_lazy("Kan er op deze werkplek nog iemand bij?"),
    "mentors": gettext_lazy("Kun je iemand meer begeleiden?"),
    "fund": gettext_lazy("Kan er geld bij in dit fonds?"),
    "guarantee": gettext_lazy("Kan de garantie hoger?"),
    "fairness": gettext_lazy("Kan deze afspraak anders?"),
}

LEAST_SHOWN = 0.01


@dataclass(frozen=True)
class Scarce:
    """One bottleneck as a page shows it."""

    kind: str
    id: str
    month: str
    title: str
    unit: str
    url: str
    price: float
    measured: float | None
    tried: bool  # planned again
    people: int | None

    @property
    def gain(self) -> str:
        """What one unit more brings; nothing demonstrable is said so."""
        if self.measured is None:
            return _("geen aantoonbaar verschil")
        if not self.people:
            return _("%(gain)s, zonder dat er iemand bij komt") % {"gain": figure(self.measured)}
        more = ngettext("%(n)d mens met een voorstel erbij", "%(n)d mensen met een voorstel erbij", self.people)
        less = ngettext("%(n)d mens met een voorstel minder", "%(n)d mensen met een voorstel minder", -self.people)
        told = more % {"n": self.people} if self.people > 0 else less % {"n": -self.people}
        return f"{figure(self.measured)} ({told})"

    @property
    def estimate(self) -> str:
        """What it would bring by its price alone."""
        return figure(self.price)


def figure(value: float) -> str:
    """A gain with its sign."""
    if 0 < value < LEAST_SHOWN:
        return _("minder dan %(least)s") % {"least": figure(LEAST_SHOWN)}
    return f"{'+' if value > 0 else ''}{number_format(value, decimal_pos=2, use_l10n=True)}"


def scarce(row: dict[str, Any], actor: Actor, groups: dict[str, str]) -> Scarce:
    """A bottleneck of the figures of a round."""
    kind, id_, month = row["kind"], row["id"], row["month"]
    name = groups.get(id_, id_) if kind == "fairness" else row["name"] or id_
    about, unit = ABOUT[kind]
    title = str(about) % {"name": name}
    if month:
        title = _("%(title)s, in %(month)s") % {"title": title, "month": month_words(month)}
    url = url_of(kind, id_, actor)
    return Scarce(
        kind, id_, month, title, str(unit), url, row["price"], row["measured"], row.get("tried", False), row["people"]
    )


def month_words(month: str) -> str:
    """A month as a person reads it."""
    return date_format(date(int(month[:4]), int(month[5:]), 1), "F Y")


def url_of(kind: str, id_: str, actor: Actor) -> str:
    """The page of the thing, for who may open it."""
    if kind in ("fund", "guarantee"):
        return reverse("funds:fund", args=[id_]) if actor.may(May.SEE_MONEY) else ""
    pages = {"run_seats": "run", "run_minimum": "run", "place": "place", "mentors": "employer"}
    if kind not in pages or not actor.may(May.SEE_OFFERS):
        return ""
    return reverse(f"supply:{pages[kind]}", args=[id_])
