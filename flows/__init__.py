"""The pure core: what we ask, what a reply means, what the rules require.

No clock, no randomness, no environment, no database and no network in here; everything that
changes is passed in, and everything that should happen is returned as data.
"""
