"""The start page: what waits for whom."""
