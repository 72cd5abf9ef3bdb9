"""Commands of Django for the jobs; `koppelkans` has the ones that users need."""
