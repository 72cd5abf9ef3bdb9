"""Who: candidates, what they hold, their wishes, the week they have, and how they come in."""
