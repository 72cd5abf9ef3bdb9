"""Questions about the ground; nothing here writes."""
