"""The contact ladder and what silence becomes: attempts, calls for people, the clock of the child (6.3)."""
