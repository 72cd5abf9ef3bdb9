"""Measures the engine: speed and quality per size, beside other solvers and beside simpler ways to plan."""
