"""Offers in words and tables, the same on every page that shows them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from koppelkans.core.models import Credential, TargetGroup
from koppelkans.core.vocabulary import CredentialKind
from koppelkans.supply import queries
from koppelkans.supply.models import Place, Run
from koppelkans.supply.queries import Offer
from koppelkans.supply.queries_guarantees import labelled
from koppelkans.web.money import euros_of
from koppelkans.web.tables import NOTHING, Cell, Column, Fact, Table
from koppelkans.web.week import Block, Day, Week, week_picture
from koppelkans.web.week import Cell as WeekCell

Words = str | Promise


def url_of(offer: Offer, name: str = "") -> str:
    """The address of an offer's page, or of one of its verbs."""
    kind = "run" if isinstance(offer, Run) else "place"
    return reverse(f"supply:{kind}{'-' + name if name else ''}", args=[offer.code])


def state_of(offer: Offer, today: date) -> tuple[Words, str]:
    """How an offer stands, with its tone."""
    last_day = offer.start if isinstance(offer, Run) else offer.start_until
    if offer.withdrawn_on is not None:
        return _("Ingetrokken"), "bad"
    if isinstance(offer, Run) and offer.end < today:
        return _("Voorbij"), "neutral"
    if last_day < today:
        return (_("Begonnen") if isinstance(offer, Run) else _("Voorbij")), "neutral"
    if queries.drops_out(offer, today):
        return _("Doet niet mee: niet bevestigd"), "bad"
    if queries.is_stale(offer, today):
        return _("Lang niet bevestigd"), "warning"
    return _("Klopt"), "good"


def left(number: int) -> Words:
    """How much is free."""
    return _("vol") if number == 0 else str(number)


def _free(offer: Any, most: int) -> Cell:
    """What is free, with who waits below."""
    waits = gettext("%(number)d op de wachtlijst") % {"number": offer.waits} if offer.waits else ""
    note = gettext("van %(most)d") % {"most": most}
    return Cell(left(offer.free), note=f"{note} · {waits}" if waits else note)


def runs_table(rows: Iterable[Any], today: date, sort: str = "", *, sorting: bool = True) -> Table:
    """Runs with what is free, and which are a diploma with a work guarantee."""
    rows = list(rows)
    carried = labelled({run.training_id: run.training for run in rows}.values(), today)
    columns = [
        Column(_("Training"), sort="name" if sorting else ""),
        Column(_("Wie geeft het"), sort="provider" if sorting else ""),
        Column(_("Eerste dag"), sort="start" if sorting else ""),
        Column(_("Waar")),
        Column(_("Vrij"), sort="free" if sorting else "", number=True),
        Column(_("Stand")),
    ]
    lines = []
    for run in rows:
        words, tone = state_of(run, today)
        until = gettext("tot en met %(day)s") % {"day": date_format(run.end, "j b Y")}
        lines.append(
            [
                Cell(
                    run.name,
                    url=url_of(run),
                    note=_("Diploma met werkgarantie") if run.training_id in carried else "",
                ),
                str(run.provider),
                Cell(run.start, note=until),
                run.postcode_id,
                _free(run, run.seats_max),
                Cell(words, tone=tone),
            ]
        )
    return Table(columns, lines, caption=_("Trainingen"), sort=sort)


def places_table(rows: Iterable[Any], today: date, sort: str = "", *, sorting: bool = True) -> Table:
    """Places with what is free."""
    columns = [
        Column(_("Werk"), sort="name" if sorting else ""),
        Column(_("Werkgever"), sort="employer" if sorting else ""),
        Column(_("Soort"), sort="kind" if sorting else ""),
        Column(_("Beginnen"), sort="start" if sorting else ""),
        Column(_("Waar")),
        Column(_("Vrij"), sort="free" if sorting else "", number=True),
        Column(_("Stand")),
    ]
    lines = []
    for place in rows:
        words, tone = state_of(place, today)
        until = gettext("tot en met %(day)s") % {"day": date_format(place.start_until, "j b Y")}
        lines.append(
            [
                Cell(str(place.occupation), url=url_of(place)),
                str(place.employer),
                place.get_kind_display(),
                Cell(place.start_from, note=until),
                Cell(place.postcode_id, note=str(place.district) if place.district else ""),
                _free(place, place.capacity),
                Cell(words, tone=tone),
            ]
        )
    return Table(columns, lines, caption=_("Plekken"), sort=sort)


def named(codes: Sequence[str]) -> str:
    """Credentials by name, in their order."""
    names = dict(Credential.objects.filter(pk__in=codes).values_list("code", "name"))
    return ", ".join(names.get(code, code) for code in codes)


def groups_named(codes: Sequence[str]) -> str:
    """Target groups by name, in their order."""
    names = {group.code: str(group) for group in TargetGroup.objects.filter(pk__in=codes)}
    return ", ".join(names.get(code, code) for code in codes)


def _goes_on(number: int) -> str:
    """From how many people on a group goes on."""
    if not number:
        return gettext("Altijd")
    text = ngettext("Vanaf %(number)d deelnemer", "Vanaf %(number)d deelnemers", number)
    return text % {"number": number}


def run_facts(run: Run) -> list[Fact]:
    """What one wants to know of a run."""
    nothing = _("Niets")
    return [
        Fact(_("Wie geeft de training"), str(run.provider)),
        Fact(_("Training"), str(run.training), url=reverse("supply:training", args=[run.training.code])),
        Fact(_("Eerste dag"), date_format(run.start, "l j F Y")),
        Fact(_("Laatste dag"), date_format(run.end, "l j F Y")),
        Fact(_("Postcode"), run.postcode_id),
        Fact(_("Gaat door"), _goes_on(run.seats_min)),
        Fact(_("Wat moet je al hebben"), named(run.requires) or nothing),
        Fact(_("Wat heb je daarna"), named(run.grants) or nothing),
        Fact(_("Voor wie"), groups_named(run.only_for) or _("Iedereen")),
        Fact(_("Kosten per deelnemer"), euros_of(run.seat_cost), note=run.get_cost_kind_display()),
        Fact(_("Kosten per groep"), euros_of(run.group_cost) or euros_of(run.seat_cost * 0)),
    ]


def place_facts(place: Place) -> list[Fact]:
    """What one wants to know of a place."""
    weeks = place.mentor_weeks
    needed = len(place.dayparts) if place.dayparts_needed is None else place.dayparts_needed
    return [
        Fact(
            _("Werkgever"), str(place.employer), url=reverse("supply:employer", args=[place.employer.organisation.code])
        ),
        Fact(_("Wat voor plek"), place.get_kind_display().capitalize()),
        Fact(_("Beroep"), str(place.occupation), note=place.occupation.sector),
        Fact(_("Beginnen kan vanaf"), date_format(place.start_from, "l j F Y")),
        Fact(_("Beginnen kan tot en met"), date_format(place.start_until, "l j F Y")),
        Fact(_("Postcode"), place.postcode_id),
        Fact(_("Wijk"), str(place.district) if place.district else _("Geen wijk")),
        Fact(_("Dagdelen per week"), needed),
        Fact(_("Begeleiding"), gettext("%(weeks)d weken") % {"weeks": weeks} if weeks else _("Geen")),
        Fact(_("Getekende werkgarantie"), place.get_guarantee_display().capitalize() or _("Nee")),
        Fact(_("Wat moet je al hebben"), named(place.requires) or _("Niets")),
        Fact(_("Voor wie"), groups_named(place.only_for) or _("Iedereen")),
        Fact(_("Kosten per persoon"), euros_of(place.cost), note=place.get_cost_kind_display()),
    ]


def week_of(offer: Offer) -> Week:
    """The dayparts of an offer as a picture."""
    if isinstance(offer, Place):
        kind, text = "work", _("Werk")
    else:
        kinds = set(Credential.objects.filter(pk__in=offer.grants).values_list("kind", flat=True))
        kind = "language" if kinds == {CredentialKind.LANGUAGE} else "school"
        text = _("Les")
    week = week_picture({daypart: [Block(kind, text)] for daypart in offer.dayparts})
    return OfferWeek([Day(day.name, [_plain(cell) for cell in day.cells]) for day in week.days])


class PlainCell(WeekCell):
    """A daypart of an offer: without a lesson or work it is nothing, not something that cannot be."""

    @property
    def label(self) -> Words:
        """Nothing to say."""
        return NOTHING


class OfferWeek(Week):
    """The week of an offer: the legend names only what there is."""

    @property
    def legend(self) -> list[tuple[str, Words]]:
        """The kinds that occur."""
        return [(kind, label) for kind, label in super().legend if kind != "none"]


def _plain(cell: WeekCell) -> WeekCell:
    return PlainCell(cell.code, cell.part, cell.kind, cell.blocks)


def seats_bar(offer: Offer, today: date) -> dict[str, Any]:
    """How many seats are taken, as the component for a bar asks."""
    booked = queries.bookings_of(offer, today).count()
    if isinstance(offer, Place):
        parts = [(_("Bezet"), booked, "info")]
        most = offer.capacity
    else:
        parts = [(_("Via dit platform"), booked, "info")]
        if offer.seats_taken:
            parts.append((_("Al ingeschreven"), offer.seats_taken, "neutral"))
        most = offer.seats_max
    taken = sum(number for _label, number, _tone in parts)
    return {"parts": [*parts, (_("Vrij"), max(0, most - taken), "free")], "total": most}


def until_weekday(day: date, weekday: int) -> timedelta:
    """How long after a day the next such day of the week is; never nothing."""
    return timedelta(days=(weekday - day.weekday() - 1) % 7 + 1)


def next_month(month: date) -> date:
    """The first day of the month after this one."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


def month_name(month: date) -> str:
    """A month in words."""
    return date_format(month, "F Y")
