"""Pages about candidates."""
