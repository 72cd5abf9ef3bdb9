"""The simpler ways to plan that the engine is set beside: those that it shows to a coordinator itself."""

from __future__ import annotations

from bench.listing import Listing
from koppelkans.engine.plan import Plan
from koppelkans.engine.simple import SimplePlan, first_come_first_served, greedy_by_value


def first_come(listing: Listing) -> Plan:
    """First come first served."""
    return _made(first_come_first_served(listing.problem))


def greedy(listing: Listing) -> Plan:
    """Greedily by value."""
    return _made(greedy_by_value(listing.problem))


def _made(simple: SimplePlan | None) -> Plan:
    if simple is None:
        raise ValueError("this way makes no plan that keeps every lock")
    return simple.plan


BASELINES = {"first come first served": first_come, "greedy by value": greedy}
