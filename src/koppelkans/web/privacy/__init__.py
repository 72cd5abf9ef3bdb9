"""Pages about who saw whom, retention and erasure."""
