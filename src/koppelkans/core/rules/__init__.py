"""What speaks against a verb of the ground; nothing here writes or reads the clock."""
