"""What: trainings and their runs, employers and their places."""
