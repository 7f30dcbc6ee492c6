"""Texts on their way out: written in one transaction, sent with none open, receipts merged."""
