"""Across all rooms: who saw whom, retention and erasure."""
