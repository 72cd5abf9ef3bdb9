"""Commands of Django for the jobs."""
