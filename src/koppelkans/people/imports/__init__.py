"""Candidates from a municipality's own file: staged, read through a mapping, checked, written as a whole, undone."""
