"""The figures behind a decision to scale, as plain data: they are shown, kept with the decision, and never changed."""

from __future__ import annotations

from datetime import date
from typing import Any

from koppelkans.planning import queries_scaling
from koppelkans.planning.models import ScalingStudy
from koppelkans.programmes import queries
from koppelkans.programmes.models import Programme, Score
from koppelkans.results.models import Measure
from koppelkans.web.programmes.views_criteria import norm_of, value_of

Data = dict[str, Any]


def figures_of(programme: Programme, study: ScalingStudy | None, today: date) -> Data:
    """Criteria, people, results, lead time, costs, and what more people would need, as they are today."""
    cost = queries_scaling.cost_of(programme, today)
    started = queries.reached(programme, Measure.STARTED, today)
    durable = queries.reached(programme, Measure.DURABLE, today)
    first = queries.first_start(programme)
    return {
        "on": today.isoformat(),
        "criteria": criteria_of(programme),
        "cap": programme.cap,
        "tolerance": programme.tolerance,
        "ever": queries.ever_in_it(programme).count(),
        "taking_part": queries.taking_part(programme).count(),
        "waiting": len(queries.line(programme)),
        "started": started,
        "at_work": queries.reached(programme, Measure.AT_WORK, today),
        "durable": durable,
        "idea_on": programme.idea_on.isoformat() if programme.idea_on else None,
        "first_start": first.isoformat() if first else None,
        "lead_days": (first - programme.idea_on).days if first and programme.idea_on else None,
        "cents": cost.total,
        "group_cents": cost.groups,
        "per_start": each(cost.total, started),
        "per_durable": each(cost.total, durable),
        "study": study_data(study) if study else None,
    }


def study_data(study: ScalingStudy) -> Data:
    """The figures of a study with the sizes that were asked and how it can be asked again."""
    figures: Data = study.figures
    return figures | {"asked": study.sizes, "seed": study.seed, "study": study.pk}


def each(cents: int, people: int) -> int | None:
    """The cents for each of so many people; None where there is nobody to divide by."""
    return round(cents / people) if people > 0 else None


def criteria_of(programme: Programme) -> list[Data]:
    """Each criterion with the score that counts."""
    scores = queries.latest_scores(programme)
    found = []
    for criterion in programme.criteria.all():
        score = scores.get(criterion.pk)
        found.append(
            {
                "text": criterion.text,
                "norm": norm_of(criterion),
                "must": criterion.must,
                "outcome": score.outcome if score else "",
                "said": str(Score.Outcome(score.outcome).label) if score else "",
                "value": value_of(criterion, score.value) if score else "",
                "evidence": score.evidence if score else "",
                "by": str(score.by) if score else "",
                "on": score.at.date().isoformat() if score else "",
            }
        )
    return found
