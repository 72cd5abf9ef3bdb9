"""What a candidate reads about the own data: all of it, in plain words, with roles instead of names of colleagues."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from koppelkans.core.models import AuditEntry, District, TargetGroup
from koppelkans.core.roles import ROLES
from koppelkans.journeys.models import Agreement, Decision
from koppelkans.journeys.rules import agreement_of, goes_on, standing
from koppelkans.people import queries, rules
from koppelkans.people.actions.own import PURPOSE
from koppelkans.people.models import Candidate, ContactCard, WeekItem
from koppelkans.people.states import Reason
from koppelkans.planning.actions.rounds import told_of
from koppelkans.planning.queries import latest_of
from koppelkans.privacy.register import ACTIVITIES
from koppelkans.web.people import words
from koppelkans.web.tables import Fact, Moment
from koppelkans.web.week import Block, Week, week_picture

LATEST = 60


def everything(candidate: Candidate, today: date) -> dict[str, Any]:
    """The page of a candidate."""
    items = [item for item in queries.week_items_of(candidate, today) if rules.goes_on(item, today)]
    return {
        "candidate": candidate,
        "contact": contact_facts(candidate),
        "about": about_facts(candidate),
        "holdings": [
            Fact(held.credential.name, str(held.get_proof_display()).capitalize(), note=period(held.since, held.until))
            for held in queries.holdings_of(candidate)
        ],
        "wishes": [
            Fact(
                wish.occupation.name,
                str(words.share_words(wish.preference, words.PREFERENCES)).capitalize(),
                note=_("Geschikt: %(how)s") % {"how": words.share_words(wish.aptitude, words.APTITUDES)},
            )
            for wish in queries.wishes_of(candidate)
        ],
        "week": week_of(candidate, items),
        "proposal": proposal_of(candidate),
        "said": said_by(candidate),
        "seen": seen_by(candidate),
    }


def proposal_of(candidate: Candidate) -> dict[str, Any]:
    """What was proposed to you last and what was decided about it, in plain words; empty when nothing was."""
    latest = latest_of(candidate)
    if latest is None:
        return {}
    decision = standing(latest)
    day = timezone.localdate(latest.round.asked_at)
    decided = str(decision.get_outcome_display()).capitalize() if decision else _("Hierover is nog niet besloten")
    agreement = agreement_of(decision)
    if agreement is not None and not goes_on(decision):
        decided = _("Gaat toch niet door")
    elif agreement is not None and agreement.state == Agreement.State.ASKED:
        decided = _("Wij wachten op een ja van iedereen")
    reason = str(decision.get_reason_display()).capitalize() if decision and decision.reason else ""
    return {
        "pathway": told_of(latest, get_language() or "nl").get("pathway", "") if latest.place else "",
        "placed": latest.place is not None,
        "facts": [
            Fact(_("Gezocht op"), day),
            *([Fact(_("Je eerste dag"), latest.first_day)] if latest.place else []),
            Fact(_("Besluit"), decided, note=reason),
        ],
    }


def said_by(candidate: Candidate) -> list[Moment]:
    """What you said when something was decided, as it was written down; the latest first."""
    said = Decision.objects.filter(proposal__candidate=candidate).exclude(own_words="").order_by("-at", "-pk")
    return [
        Moment(row.decided_on, str(row.get_outcome_display()).capitalize(), text=row.own_words) for row in said[:LATEST]
    ]


def period(since: date | None, until: date | None) -> str:
    """A period, in words."""
    return str(words.period_words(since, until))


def contact_facts(candidate: Candidate) -> list[Fact]:
    """Who you are to us; only your own case worker sees this."""
    try:
        card: ContactCard | None = candidate.contact_card
    except ObjectDoesNotExist:
        card = None
    who = str(candidate.owner) if candidate.owner else _("nog niemand")
    facts = [Fact(_("Jouw nummer bij ons"), str(candidate)), Fact(_("Je klantmanager"), who)]
    if card is None:
        return facts
    return [
        Fact(_("Je naam"), card.name),
        Fact(_("Je telefoonnummer"), card.phone),
        Fact(_("Je e-mailadres"), card.email),
        *facts,
    ]


def about_facts(candidate: Candidate) -> list[Fact]:
    """What we plan with."""
    wanted = [*candidate.districts, *candidate.not_districts]
    places = {found.code: str(found) for found in District.objects.filter(code__in=wanted)} if wanted else {}
    groups = {found.code: str(found) for found in TargetGroup.objects.filter(code__in=candidate.groups)}
    baseline = None if candidate.baseline is None else words.percent(candidate.baseline)
    reason = Reason(candidate.reason).label if candidate.reason in Reason.values else ""
    return [
        Fact(_("Hoe het ervoor staat"), str(candidate.get_status_display()).capitalize(), note=reason),
        Fact(_("Gemeente"), str(candidate.municipality)),
        Fact(_("Kenmerk van de gemeente"), candidate.own_key),
        Fact(_("Postcode"), candidate.postcode_id),
        Fact(_("Je kunt beginnen vanaf"), candidate.available_from),
        Fact(_("Hoe je reist"), words.modes_words(candidate.modes)),
        Fact(_("Hoe lang je wilt reizen"), _("%(minutes)s minuten") % {"minutes": candidate.max_travel}),
        Fact(_("Alleen in deze wijken"), _names(candidate.districts, places) or _("overal")),
        Fact(_("Niet in deze wijken"), _names(candidate.not_districts, places) or _("geen")),
        Fact(_("Groepen waar je bij hoort voor een regeling"), _names(candidate.groups, groups)),
        Fact(_("Kans op werk zonder traject, volgens een schatting"), baseline),
        Fact(_("Laatst gecontroleerd"), candidate.confirmed_on),
    ]


def _names(codes: Iterable[str], names: dict[str, str]) -> str:
    return ", ".join(names.get(code, code) for code in codes)


def week_of(candidate: Candidate, items: Iterable[WeekItem]) -> Week:
    """Your week as a picture."""
    blocks: dict[str, list[Block]] = {}
    for item in items:
        for code in item.dayparts:
            blocks.setdefault(code, []).append(Block(item.kind, item.get_kind_display().capitalize()))
    return week_picture(blocks, free=candidate.dayparts)


def seen_by(candidate: Candidate) -> list[Moment]:
    """Who saw or changed something, once per day, role and purpose, latest first."""
    entries = AuditEntry.objects.filter(subject=candidate.subject_id).order_by("-at", "-pk")
    found: dict[tuple[date, str, str], Moment] = {}
    for entry in entries[: LATEST * 5]:
        day = timezone.localdate(entry.at)
        if entry.user_id is None:
            who = _("Jijzelf") if entry.purpose == PURPOSE else _("De computer")
        else:
            names = [str(ROLES[code].name) for code in entry.role.split(",") if code in ROLES]
            who = str(", ".join(names).capitalize() or _("Een medewerker"))
        why = str(ACTIVITIES[entry.purpose].name) if entry.purpose in ACTIVITIES else entry.purpose
        found.setdefault((day, who, why), Moment(day, who, text=why))
    return list(found.values())[:LATEST]
