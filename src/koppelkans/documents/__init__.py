"""How it is written down: tables and calendars, in and out; knows no domain."""
