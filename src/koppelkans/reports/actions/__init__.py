"""What reports write: the figures of the night, kept by day."""

from koppelkans.reports.actions.computing import ask, compute_all

__all__ = ["ask", "compute_all"]
