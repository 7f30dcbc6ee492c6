"""What stays of a case: contacts held by voice, signed reports, referrals, and the closing."""
