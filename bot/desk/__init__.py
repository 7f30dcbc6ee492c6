"""What staff see and do, without Flask: one file a use case. The caller owns the transaction."""
