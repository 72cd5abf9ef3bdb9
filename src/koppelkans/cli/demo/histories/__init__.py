"""Invented histories of a programme: people who signed up, learnt, worked, stopped, and what was counted of it.

`write` is called by the demo with 1,500 people and by the benchmark with many more.
"""

from koppelkans.cli.demo.histories.writing import Scale, Staff, Written, choose, write, write_lives

__all__ = ["Scale", "Staff", "Written", "choose", "write", "write_lives"]
