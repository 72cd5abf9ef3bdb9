"""Measures with a definition, dashboards, forecasts and public counters."""
