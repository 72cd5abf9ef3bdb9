"""The nouns of programmes."""

from koppelkans.programmes.models.pilots import Criterion, Lesson, ScalingDecision, Score
from koppelkans.programmes.models.programmes import Budget, Participation, Partner, Programme, Target

__all__ = [
    "Budget",
    "Criterion",
    "Lesson",
    "Participation",
    "Partner",
    "Programme",
    "ScalingDecision",
    "Score",
    "Target",
]
