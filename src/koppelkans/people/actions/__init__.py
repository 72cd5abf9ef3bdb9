"""The verbs of people: each checks who may, asks the rules, locks, writes and leaves a trail."""
