"""The nouns of planning."""

from koppelkans.planning.models.rounds import Proposal, Round
from koppelkans.planning.models.scaling import ScalingStudy
from koppelkans.planning.models.steering import Forbidden, Pinned, Request, Reserve

__all__ = ["Forbidden", "Pinned", "Proposal", "Request", "Reserve", "Round", "ScalingStudy"]
