"""Pages about logging in, users and invitations."""
