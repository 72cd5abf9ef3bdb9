"""Pages about journeys: steps, work, guidance and what was reached."""
