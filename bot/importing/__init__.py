"""Reading the referrals file: from CSV to checked rows, and from checked rows to the database."""
