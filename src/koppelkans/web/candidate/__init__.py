"""Pages for the candidate, behind a one-time link."""
