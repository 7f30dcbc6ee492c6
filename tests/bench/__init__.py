"""`make bench`: how fast the service is, beside the floor that the same machine reaches in the same run.

Not collected by pytest: a figure that depends on the machine is no test. docs/bench-figures.md holds the
ratios, which depend on it little.
"""
