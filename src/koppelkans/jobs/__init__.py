"""Background and nightly work: each task calls one action."""
