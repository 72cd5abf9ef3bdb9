"""The ground: region, municipalities, organisations, people who log in, roles, the audit trail, vocabulary, one-time links."""
