"""Pages about the region as a whole: in and out as a folder, settings."""
