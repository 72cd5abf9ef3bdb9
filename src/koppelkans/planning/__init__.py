"""The round: the platform's data as one snapshot, the engine, proposals with reasons."""
