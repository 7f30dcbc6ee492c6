"""Questions to the database, by subject. Nothing in here commits."""
