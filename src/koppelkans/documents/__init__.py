"""How it is written down: tables, calendars, charts and papers, in and out; knows no domain."""
