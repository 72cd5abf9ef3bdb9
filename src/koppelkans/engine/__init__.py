"""The calculation: a Region goes in, a Plan with reasons comes out. No Django, no clock, no network."""
