"""The ledger: what was reached, as +1 and -1 rows, without names, never changed."""
