"""Pages about results: dashboards with charts, definitions, exports and the public counter."""
