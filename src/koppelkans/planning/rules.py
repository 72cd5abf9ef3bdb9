"""What speaks against a round, and against a pathway as things stand today; empty: allowed."""

from __future__ import annotations

from collections import Counter
from datetime import date
from math import ceil, isfinite

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from koppelkans.core.folder import codes
from koppelkans.core.models import Region
from koppelkans.core.refusal import Reason
from koppelkans.engine import rules
from koppelkans.engine.problems import RegionError
from koppelkans.engine.region import Region as Snapshot
from koppelkans.engine.telling import minutes_to
from koppelkans.engine.words import Words
from koppelkans.people.models import Candidate
from koppelkans.people.queries import wishes_of
from koppelkans.people.rules import missing_for_planning
from koppelkans.people.sensitive import BSN, sensitive
from koppelkans.people.states import Status
from koppelkans.planning.folder import Selection, Sheets, write_folder
from koppelkans.planning.models import Proposal, Round
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


def against_copy(snapshot: bytes) -> list[Reason]:
    """Why nothing can be made from what an earlier round planned with."""
    if snapshot:
        return []
    return [Reason("emptied", _("De gegevens van deze ronde zijn gewist na de bewaartermijn. Start een nieuwe ronde."))]


def against_stopping(round_: Round) -> list[Reason]:
    """Why a round cannot be stopped."""
    if round_.status in {Round.Status.QUEUED, Round.Status.RUNNING}:
        return []
    return [Reason("ended", _("Deze ronde is al klaar."))]


def against_sheets(sheets: Sheets) -> list[Reason]:
    """Why what was asked cannot give a plan: nobody or nowhere is left, the days, weights, floors or locks."""
    reasons = []
    if not sheets.rows["candidates.csv"]:
        reasons.append(Reason("no-people", _("Met deze keuze blijft er niemand over om voor te plannen.")))
    if not sheets.rows["places.csv"]:
        reasons.append(Reason("no-places", _("Met deze keuze blijft er geen plek over.")))
    if sheets.tree["plan_until"] < sheets.tree["plan_from"]:
        reasons.append(Reason("period", _("De laatste dag ligt voor de eerste dag.")))
    return reasons or [*against_weights(sheets), *against_floors(sheets), *against_locks(sheets)]


def against_weights(sheets: Sheets) -> list[Reason]:
    """Why with these weights everybody would stay without a place: nothing counts, or the best place costs too much."""
    weights = {name: float(value) for name, value in sheets.tree["objective"].items()}
    most = weights["durable"] + weights["preference"]
    if most <= 0:
        return [Reason("weights-nothing", _("Zo telt niets mee: zet blijvend werk of de wens hoger dan nul."))]
    costs = [float(cost or 0) for cost in sheets.column("places.csv", "cost")]
    waits = [_weeks(sheets.tree["plan_from"], day) for day in sheets.column("places.csv", "start_from")]
    if max(most - weights["euro"] * cost - weights["week"] * wait for cost, wait in zip(costs, waits, strict=True)) > 0:
        return []
    if max(most - weights["euro"] * cost for cost in costs) <= 0:
        return [Reason("weights-euro", _("Zo weegt geld zo zwaar dat niemand een plek krijgt. Zet het gewicht lager."))]
    text = _("Zo weegt wachten zo zwaar dat niemand een plek krijgt. Zet het gewicht lager.")
    return [Reason("weights-week", text)]


def _weeks(first: date, day: str) -> float:
    return max(0, (date.fromisoformat(day) - first).days) / 7


def against_floors(sheets: Sheets) -> list[Reason]:
    """Why a floor cannot hold: nobody of the group takes part."""
    people = Counter(group for cell in sheets.column("candidates.csv", "groups") for group in codes(cell))
    return [
        Reason(
            "floor-empty",
            _("Niemand in deze ronde hoort bij de groep “%(group)s”. Haal de ondergrens weg.")
            % {"group": row["group"]},
        )
        for row in sheets.tree.get("fairness") or []
        if row["min_share"] > 0 and not people[row["group"]]
    ]


def against_locks(sheets: Sheets) -> list[Reason]:
    """Why the locks cannot hold: more people than a place or a run can take."""
    rows = sheets.rows.get("locks.csv") or []
    asked = Counter(place for _person, _runs, place in rows)
    asked.update(run for _person, runs, _place in rows for run in codes(runs))
    if not asked:
        return []
    room = dict(zip(sheets.column("places.csv", "place"), sheets.column("places.csv", "capacity"), strict=True))
    free = {name: int(cell) for name, cell in room.items()}
    runs = (sheets.column("runs.csv", name) for name in ("run", "seats_max", "seats_taken"))
    free |= {name: int(most) - int(taken or 0) for name, most, taken in zip(*runs, strict=True)}
    return [
        Reason(
            "locks",
            _("Bij %(offer)s zijn %(locked)d trajecten vastgezet en er is plek voor %(free)d. Maak er een los.")
            % {"offer": name, "locked": count, "free": free[name]},
        )
        for name, count in sorted(asked.items())
        if name in free and count > free[name]
    ]


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
    if gone := _gone(proposal, now):
        return [
            Reason("offer-gone", _("Dit aanbod is er niet meer of is vol: %(codes)s.") % {"codes": ", ".join(gone)})
        ]
    rows = tuple(now.runs.ids.index(code) for code in proposal.runs)
    words = Words("en" if (get_language() or "nl").startswith("en") else "nl", now)
    broken = rules.breaches(now, 0, rows, now.places.ids.index(proposal.place.code))
    place = now.places.ids.index(proposal.place.code)
    return [reason for rule in broken for reason in _broken(rule, now, rows, place, words)] or missing_for_planning(
        candidate, wishes_of(candidate)
    )


def _broken(rule: str, now: Snapshot, rows: tuple[int, ...], place: int, words: Words) -> list[Reason]:
    """A broken rule in sentences: P8 by what of it is broken, a journey with its minutes and the limit."""
    if rule == "P8":
        return [Reason(rule, words.say(f"rule.{part}")) for part in rules.breaches_of_p8(now, 0, rows, place)]
    if rule == "P7":
        where = [int(now.places.postcode[place]), *(int(now.runs.postcode[run]) for run in rows)]
        longest = max(minutes_to(now, 0, postcode) for postcode in where)
        if isfinite(longest):
            limit = words.minutes(float(now.candidates.max_travel[0]))
            return [Reason(rule, words.say("rule.P7_minutes", minutes=words.minutes(ceil(longest)), limit=limit))]
    return [Reason(rule, words.say(f"rule.{rule}"))]


def _gone(proposal: Proposal, now: Snapshot) -> list[str]:
    """What of a pathway is not offered today, by name where it is still known."""
    codes = sorted(set(proposal.runs) - set(now.runs.ids))
    names = {run.code: str(run) for run in Run.objects.filter(code__in=codes)}
    found = [names.get(code, code) for code in codes]
    place = proposal.place
    return found if place is None or place.code in now.places.ids else [*found, str(place)]
