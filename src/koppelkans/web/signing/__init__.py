"""Pages on which candidate, provider and employer give their yes, behind a one-time link and without an account."""
