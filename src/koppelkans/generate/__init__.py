"""Realistic region folders of any size: real places, invented people, scarce where life is scarce."""

from koppelkans.generate.folder import write

__all__ = ["write"]
