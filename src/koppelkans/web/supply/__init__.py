"""Pages about trainings, runs, employers and places."""
