"""What reports write: the figures of the night, kept by day."""

from koppelkans.reports.actions.computing import compute, compute_all

__all__ = ["compute", "compute_all"]
