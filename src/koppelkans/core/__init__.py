"""The ground: region, municipalities, organisations, who logs in, roles, audit trail, vocabulary, one-time links."""
