"""The page of one candidate, and the days ahead as a calendar file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as in_words
from django.utils.translation import gettext_lazy as _

from koppelkans.core.models import District, TargetGroup
from koppelkans.core.roles import May
from koppelkans.documents.calendars import calendar_file
from koppelkans.people import queries, rules
from koppelkans.people.actions import candidates
from koppelkans.people.languages import contact_languages
from koppelkans.people.models import Candidate, ContactCard, Holding, WeekItem, Wish
from koppelkans.people.queries_language import language_of
from koppelkans.people.states import Status
from koppelkans.planning.queries import latest_of
from koppelkans.web.door import Asked, opened
from koppelkans.web.people import words, words_language
from koppelkans.web.people.dates import ahead, events_of
from koppelkans.web.programmes.shown import of_person
from koppelkans.web.tables import Fact, Moment
from koppelkans.web.week import Block, Week, week_picture


@opened(May.SEE_PEOPLE)
def detail(request: Asked, pseudonym: str) -> HttpResponse:
    """Everything this actor may see of a person; that it was looked at is in the trail."""
    actor, today = request.actor, timezone.localdate()
    candidate = queries.find(pseudonym, actor)
    candidates.open_person(candidate, by=actor, page="detail", now=timezone.now())
    wishes = list(queries.wishes_of(candidate))
    holdings = list(queries.holdings_of(candidate))
    items = list(queries.week_items_of(candidate, today))
    own, edits = queries.sees_contact(candidate, actor), queries.may_edit(candidate, actor)
    context: dict[str, Any] = {
        "candidate": candidate,
        "own": own,
        "edits": edits,
        "contact": (card := queries.contact_of(candidate, actor)),
        "contact_facts": contact_facts(card),
        "notes": queries.notes_of(candidate, actor),
        "status_tone": words.STATUS_TONES[candidate.status],
        "stale": candidate.status == Status.ACTIVE and rules.stale(candidate, today),
        "dropped": rules.dropped_out(candidate, today),
        "missing": rules.not_planned_with(candidate, wishes, today),
        "parking_over": bool(candidate.parked_until and candidate.parked_until <= today),
        "holdings": [_held(holding, today) for holding in holdings],
        "language": words_language.shown(language_of(candidate, today)),
        "wishes": [_wanted(wish) for wish in wishes],
        "travel": travel_facts(candidate),
        "about": about_facts(candidate, edits=edits),
        "week": week_of(candidate, items, today),
        "week_items": [(item, words.period_words(item.since, item.until)) for item in items],
        "clashes": [
            reason for reason in rules.week_clashes(candidate.dayparts, items, today) if reason.code != "two-at-once"
        ],
        "programmes": of_person(candidate) if actor.may(May.SEE_PROGRAMMES) else [],
        "proposal": latest_of(candidate) if actor.may(May.SEE_ROUNDS) else None,
        "dates": [Moment(found.day, words.date_words(found)) for found in ahead(candidate, holdings, today)],
        "history": words.history(queries.history_of(candidate, words.HISTORY)),
        "moves": {status.value: not rules.move_faults(candidate, status, _any_reason(status)) for status in Status},
        "may_hand_over": actor.may(May.ASSIGN_PEOPLE) and edits and own,
        "may_take": edits and not own and (candidate.owner is None or not candidate.owner.is_active),
    }
    return render(request, "people/detail.html", context)


def _any_reason(status: Status) -> str:
    """A reason that passes, to ask whether the move itself is possible."""
    return {Status.PARKED: "temporary", Status.LEFT: "own-wish"}.get(status, "")


def _held(holding: Holding, today: date) -> dict[str, Any]:
    """One thing that is held, as a row."""
    over = holding.until is not None and holding.until < today
    soon = rules.expires_soon(holding, today)
    return {
        "holding": holding,
        "period": words.period_words(holding.since, holding.until),
        "proof_tone": "neutral" if holding.proof == Holding.Proof.SAID else "good",
        "tone": "bad" if over else "warning" if soon else "",
        "warning": _("is verlopen") if over else _("loopt binnenkort af") if soon else "",
    }


def _wanted(wish: Wish) -> dict[str, Any]:
    """One wish, as a row."""
    return {
        "wish": wish,
        "preference": words.share_words(wish.preference, words.PREFERENCES),
        "aptitude": words.share_words(wish.aptitude, words.APTITUDES),
        "asked": wish.preference is not None and wish.aptitude is not None,
    }


def contact_facts(card: ContactCard | None) -> list[Fact]:
    """What is on the contact card."""
    if card is None:
        return []
    languages = contact_languages()
    return [
        Fact(_("Naam"), card.name),
        Fact(_("Telefoonnummer"), card.phone, url=f"tel:{card.phone}"),
        Fact(_("E-mailadres"), card.email, url=f"mailto:{card.email}"),
        Fact(_("Taal waarin je contact hebt"), languages.get(card.language, card.language)),
    ]


def travel_facts(candidate: Candidate) -> list[Fact]:
    """Travel and districts."""
    wanted = [*candidate.districts, *candidate.not_districts]
    names = {found.code: str(found) for found in District.objects.filter(code__in=wanted)} if wanted else {}

    def named(codes: Iterable[str]) -> str:
        return ", ".join(names.get(code, code) for code in codes)

    return [
        Fact(_("Postcode"), candidate.postcode_id),
        Fact(_("Vervoer"), words.modes_words(candidate.modes)),
        Fact(_("Reistijd, enkele reis"), _("ten hoogste %(minutes)s minuten") % {"minutes": candidate.max_travel}),
        Fact(_("Alleen in deze wijken"), named(candidate.districts) or _("overal")),
        Fact(_("Niet in deze wijken"), named(candidate.not_districts) or _("geen")),
    ]


def about_facts(candidate: Candidate, *, edits: bool) -> list[Fact]:
    """What else planning knows, and whose person this is; the own key only where one may edit."""
    groups = {found.code: str(found) for found in TargetGroup.objects.filter(code__in=candidate.groups)}
    baseline = None if candidate.baseline is None else words.percent(candidate.baseline)
    facts = [
        Fact(_("Gemeente"), str(candidate.municipality)),
        Fact(_("Klantmanager"), str(candidate.owner) if candidate.owner else _("nog niemand")),
        Fact(_("Beschikbaar vanaf"), candidate.available_from),
        Fact(_("Doelgroepen"), ", ".join(groups.get(code, code) for code in candidate.groups)),
        Fact(_("Kans op werk zonder traject"), baseline),
        Fact(_("Gegevens bevestigd op"), candidate.confirmed_on),
        Fact(_("Aangemeld op"), candidate.registered_on),
    ]
    if edits:
        facts.insert(2, Fact(_("Kenmerk van de gemeente"), candidate.own_key))
    return facts


def week_of(candidate: Candidate, items: Sequence[WeekItem], today: date) -> Week:
    """The week of today as a picture."""
    blocks: dict[str, list[Block]] = {}
    for item in items:
        if rules.goes_on(item, today):
            for code in item.dayparts:
                blocks.setdefault(code, []).append(Block(item.kind, item.get_kind_display().capitalize()))
    return week_picture(blocks, free=candidate.dayparts)


@opened(May.SEE_PEOPLE)
def calendar(request: Asked, pseudonym: str) -> HttpResponse:
    """The days ahead of one person, as a file for an agenda."""
    candidate = queries.find(pseudonym, request.actor)
    now = timezone.now()
    candidates.open_person(candidate, by=request.actor, page="calendar", now=now)
    events = events_of(candidate, list(queries.holdings_of(candidate)), timezone.localdate())
    content = calendar_file(in_words("Koppelkans: %(who)s") % {"who": candidate}, events, now=now)
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{candidate}.ics"'.replace(":", "-")},
    )
