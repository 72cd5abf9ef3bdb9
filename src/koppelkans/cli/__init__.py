"""The command: arguments in, exit status and readable lines out; everything it knows it asks the engine."""
