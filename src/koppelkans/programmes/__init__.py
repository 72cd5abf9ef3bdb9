"""Why: programmes with their period, partners, admission rule and cap."""
