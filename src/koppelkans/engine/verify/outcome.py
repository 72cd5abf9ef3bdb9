"""The plan folder against itself: its rows, the figures of each proposal, runs.csv, unplaced.csv, value and bound."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from koppelkans.engine.plan import (
    BOTTLENECK_KINDS,
    NO_GAIN,
    PLAN_CODES,
    RULE_CODES,
    TERMS,
    Plan,
)
from koppelkans.engine.region import Region
from koppelkans.engine.verify.breach import Breach, euros, iso
from koppelkans.engine.verify.facts import Facts
from koppelkans.engine.verify.together import Proposal, people_per_run
from koppelkans.engine.verify.value import figures, previous_stands

TOLERANCE = 1e-6
REASON_CODES = frozenset((*RULE_CODES, *PLAN_CODES, NO_GAIN))


def row_breaches(facts: Facts, plan: Plan) -> Iterator[Breach]:
    """Rows that point nowhere or stand twice; while there are any, the other checks have nothing to stand on."""
    proposals, funding, region = plan.proposals, plan.funding, facts.region
    people, runs, places = len(facts.candidates), len(facts.runs), len(facts.places)
    for name, rows, least, size in (
        ("proposals.csv: candidate", proposals.candidate.tolist(), 0, people),
        ("proposals.csv: runs", [run for row in proposals.runs for run in row], 0, runs),
        ("proposals.csv: place", proposals.place.tolist(), 0, places),
        ("funding.csv: for", funding.candidate.tolist(), -1, people),
        ("funding.csv: step", funding.run.tolist(), -1, runs),
        ("funding.csv: cost_kind", funding.kind.tolist(), 0, region.funds.pays.shape[1]),
        ("funding.csv: fund", funding.fund.tolist(), 0, len(region.funds.ids)),
        ("unplaced.csv: candidate", plan.unplaced.candidate.tolist(), 0, people),
    ):
        wrong = [row for row in rows if not least <= row < size]
        if wrong:
            yield Breach("file", name, f"{len(wrong)} references to nothing, the first is row {wrong[0]}.")
    for name, rows in (
        ("proposals.csv", proposals.candidate.tolist()),
        ("unplaced.csv", plan.unplaced.candidate.tolist()),
    ):
        if any(later < row for row, later in pairwise(rows)):
            yield Breach("file", name, "The rows are not sorted by candidate.")
        for row, times in sorted(Counter(rows).items()):
            if times > 1 and 0 <= row < people:
                yield Breach("file", f"{name} {facts.candidates[row].id}", f"The candidate stands there {times} times.")
    if len(plan.opened) != runs or len(plan.planned) != runs:
        yield Breach("file", "runs.csv", f"{len(plan.opened)} rows for {runs} runs.")


def figure_breaches(facts: Facts, plan: Plan, proposals: Sequence[Proposal]) -> Iterator[Breach]:
    """Figures of proposals.csv that are not what they should be."""
    told = plan.proposals
    for row, proposal in enumerate(proposals):
        who, runs = proposal.candidate, proposal.runs
        order = [(run.start, run.id) for run in runs]
        if order != sorted(set(order)):
            yield Breach("file", who.id, "The runs are not listed once each, by start.")
        if proposal.first_day is None or proposal.place.occupation not in who.wishes:
            continue  # P3 or P1 says so; such a pathway has no value
        day = int(told.first_day[row])
        if day != proposal.first_day:
            yield Breach("P3", who.id, f"The plan says {iso(day)}; the first day is {iso(proposal.first_day)}.")
        right = figures(facts, who, runs, proposal.place)
        if int(told.cost[row]) != right.cost:
            message = f"The cost is {euros(right.cost)}, not {euros(int(told.cost[row]))}."
            yield Breach("value", f"{who.id} cost", message)
        for name, said, meant in (
            ("probability", told.probability[row], right.probability),
            ("preference", told.preference[row], right.preference),
            ("travel_minutes", told.travel_minutes[row], right.travel_minutes),
            ("value", told.value[row], right.value),
            *zip((f"reason {term}" for term in TERMS), told.terms[row], right.terms, strict=True),
        ):
            if not abs(said - meant) <= TOLERANCE:
                yield Breach("value", f"{who.id} {name}", f"It is {meant!r}, not {float(said)!r}.")


def run_breaches(facts: Facts, plan: Plan, proposals: Sequence[Proposal]) -> Iterator[Breach]:
    """Rows of runs.csv that differ from the proposals."""
    people = people_per_run(proposals)
    for run, opened, planned in zip(facts.runs, plan.opened, plan.planned.tolist(), strict=True):
        if planned != people[run.row]:
            message = f"runs.csv says {planned} planned; the proposals have {people[run.row]}."
            yield Breach("file", f"{run.id} planned", message)
        if people[run.row] > 0 and not opened:
            yield Breach("file", f"{run.id} opened", "People are planned in it, so it opens.")
        if opened and people[run.row] + run.seats_taken < max(1, run.seats_min):
            message = f"{people[run.row] + run.seats_taken} people in it; it opens with {max(1, run.seats_min)}."
            yield Breach("file", f"{run.id} opened", message)


def unplaced_breaches(facts: Facts, plan: Plan, proposals: Sequence[Proposal]) -> Iterator[Breach]:
    """People who are neither proposed nor unplaced, or both; reasons that the format does not know."""
    placed = {proposal.candidate.row for proposal in proposals}
    unplaced = dict(zip(plan.unplaced.candidate.tolist(), plan.unplaced.reasons, strict=True))
    for candidate in facts.candidates:
        if candidate.row in placed and candidate.row in unplaced:
            yield Breach("file", candidate.id, "The candidate has a proposal and stands in unplaced.csv.")
        if candidate.row not in placed and candidate.row not in unplaced:
            yield Breach("file", candidate.id, "The candidate has no proposal and does not stand in unplaced.csv.")
    for row, reasons in unplaced.items():
        if not reasons:
            yield Breach("file", facts.candidates[row].id, "unplaced.csv gives no reason.")
        for reason in reasons:
            if reason.partition(":")[0] not in REASON_CODES:
                yield Breach("file", facts.candidates[row].id, f"unplaced.csv gives an unknown reason {reason!r}.")


def bottleneck_breaches(plan: Plan) -> Iterator[Breach]:
    """Rows of bottlenecks.csv that cannot be: an unknown kind, a month that is not due, a figure that is none."""
    for row in plan.bottlenecks:
        where = f"bottlenecks.csv {row.kind} {row.id}"
        if row.kind not in BOTTLENECK_KINDS:
            yield Breach("file", where, f"The kind is unknown; it is one of {', '.join(BOTTLENECK_KINDS)}.")
        if bool(row.month) != (row.kind == "mentors"):
            yield Breach("file", where, "A month stands there for mentors and for nothing else.")
        for name, figure in (("price", row.price), ("measured", row.measured)):
            if figure is not None and not math.isfinite(figure):
                yield Breach("file", where, f"The {name} is not a finite number: {figure!r}.")


def certificate_breaches(facts: Facts, plan: Plan, proposals: Sequence[Proposal]) -> Iterator[Breach]:
    """A plan value that is not the sum of its parts, a bound that cannot be one, a gap that is something else."""
    value = plan_value(facts, proposals)
    if value is not None and not abs(plan.value - value) <= TOLERANCE:
        yield Breach("value", "plan", f"The plan value is {value!r}, not {plan.value!r}.")
    if not math.isfinite(plan.bound):
        yield Breach("bound", "plan", f"The bound is not a finite number: {plan.bound!r}.")
        return
    reached = plan.value if value is None else value
    if not plan.bound >= reached - TOLERANCE:
        yield Breach("bound", "plan", f"The bound {plan.bound!r} is below the plan value {reached!r}.")
    gap = (plan.bound - plan.value) / max(1.0, abs(plan.bound))
    told = {"value": plan.value, "bound": plan.bound, "gap": gap}
    for name, meant in told.items():
        said = plan.certificate.get(name, meant)
        if not (isinstance(said, (int, float)) and abs(said - meant) <= TOLERANCE):
            message = f"certificate.json says {said!r}; it is {meant!r}."
            yield Breach("value" if name == "value" else "bound", f"certificate {name}", message)


def input_breaches(region: Region, plan: Plan) -> Iterator[Breach]:
    """A plan that was made for another input: its bound says nothing of this one."""
    made_for = plan.certificate.get("input", region.digest)
    if region.digest and made_for != region.digest:
        message = (
            f"The plan was made for another input: {str(made_for)[:12]}…, and this region is {region.digest[:12]}…."
        )
        yield Breach("file", "certificate input", message)


def plan_value(facts: Facts, proposals: Sequence[Proposal]) -> float | None:
    """The plan value worked out anew; None while a pathway has none."""
    if any(p.first_day is None or p.place.occupation not in p.candidate.wishes for p in proposals):
        return None
    weights = facts.settings.objective
    groups = sum(
        run.group_cost for run in map(facts.runs.__getitem__, people_per_run(proposals)) if run.seats_taken == 0
    )
    placed = {proposal.candidate.row for proposal in proposals}
    dropped = sum(previous_stands(facts, who) for who in facts.candidates if who.row not in placed)
    values = (figures(facts, p.candidate, p.runs, p.place).value for p in proposals)
    return math.fsum((*values, -weights.euro * groups / 100, -weights.drop * dropped))
