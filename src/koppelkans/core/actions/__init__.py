"""The verbs of the ground: who logs in, one-time links, and what goes out."""
