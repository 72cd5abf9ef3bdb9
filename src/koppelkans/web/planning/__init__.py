"""Pages about rounds, proposals and decisions."""
