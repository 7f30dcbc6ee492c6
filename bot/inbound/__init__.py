"""A message on its way in: stored first, understood in a second transaction (invariant 1)."""
