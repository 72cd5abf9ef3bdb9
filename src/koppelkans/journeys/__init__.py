"""The human decision about a proposal, and what it takes."""
