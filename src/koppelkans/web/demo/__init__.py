"""The first page of the demo: one login per role; it exists only where the data is invented."""
