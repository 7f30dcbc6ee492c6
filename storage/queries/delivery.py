"""Twilio's message states in their order, for receipts that come late, twice or in disorder."""

RANKS = {
    "scheduled": 0,
    "accepted": 1,
    "queued": 2,
    "sending": 3,
    "sent": 4,
    "undelivered": 5,
    "failed": 5,
    "canceled": 5,
    "delivered": 6,
    "read": 7,
}
FAILED = frozenset({"undelivered", "failed"})


def status_rank(status: str) -> int:
    """How far a status is; one that we do not know ranks lowest and changes nothing."""
    return RANKS.get(status, -1)
