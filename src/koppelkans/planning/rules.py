"""What speaks against a round, and against a pathway as things stand today; empty: allowed."""

from __future__ import annotations

from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from koppelkans.core.models import Region
from koppelkans.core.refusal import Reason
from koppelkans.engine import rules
from koppelkans.engine.problems import RegionError
from koppelkans.engine.words import Words
from koppelkans.people.models import Candidate
from koppelkans.people.queries import wishes_of
from koppelkans.people.rules import missing_for_planning
from koppelkans.people.sensitive import BSN, sensitive
from koppelkans.people.states import Status
from koppelkans.planning.folder import Selection, write_folder
from koppelkans.planning.models import Proposal
from koppelkans.planning.snapshots import read_snapshot, zipped
from koppelkans.supply.models import Place, Run
from koppelkans.supply.queries import place_of


def against_name(name: str) -> list[Reason]:
    """Why a round cannot be called this: everybody of the region reads it."""
    return [reason for reason in sensitive(name) if reason.code == BSN]


def against_round(region: Region | None, selection: Selection) -> list[Reason]:
    """Why no round can be made of this."""
    if region is None or region.plan_from is None:
        return [Reason("no-region", _("Er is nog geen regio met een periode om te plannen. Vraag het de beheerder."))]
    reasons = []
    if not selection.people.exists():
        reasons.append(
            Reason("no-people", _("Er is niemand om voor te plannen. Kijk bij de kandidaten wat er nog mist."))
        )
    if not selection.places.exists():
        reasons.append(Reason("no-places", _("Er is geen plek die nog kan beginnen. Vul eerst het aanbod aan.")))
    return reasons


def against_pathway(proposal: Proposal, today: date) -> list[Reason]:
    """Why this pathway is not possible for this person today, by the very rules that made the plan."""
    region = Region.objects.get()
    candidate = proposal.candidate
    if candidate.status != Status.ACTIVE:
        return [Reason("not-active", _("Deze kandidaat doet nu niet mee."))]
    if proposal.place is None:
        return [Reason("no-pathway", _("Er is geen traject om te kiezen."))]
    held = place_of(candidate.subject, today)
    if held is not None:  # said before all else: their own booking may be what fills the place
        return [
            Reason(
                "has-place",
                _("Deze kandidaat heeft al een plek: %(place)s, vanaf %(day)s.")
                % {"place": held.place, "day": f"{held.first_day:%d-%m-%Y}"},
            )
        ]
    selection = Selection(
        Candidate.objects.filter(pk=candidate.pk),
        Run.objects.filter(code__in=proposal.runs, withdrawn_on=None),
        Place.objects.filter(pk=proposal.place.pk, withdrawn_on=None),
    )
    try:
        now = read_snapshot(zipped(lambda folder: write_folder(region, selection, folder, today=today)))
    except RegionError as error:
        return [Reason(problem.code, str(problem)) for problem in error.problems]
    gone = sorted(set(proposal.runs) - set(now.runs.ids)) + sorted({proposal.place.code} - set(now.places.ids))
    if gone:
        return [
            Reason("offer-gone", _("Dit aanbod is er niet meer of is vol: %(codes)s.") % {"codes": ", ".join(gone)})
        ]
    rows = tuple(now.runs.ids.index(code) for code in proposal.runs)
    words = Words("en" if (get_language() or "nl").startswith("en") else "nl", now)
    broken = rules.breaches(now, 0, rows, now.places.ids.index(proposal.place.code))
    return [Reason(rule, words.say(f"rule.{rule}")) for rule in broken] or missing_for_planning(
        candidate, wishes_of(candidate)
    )
