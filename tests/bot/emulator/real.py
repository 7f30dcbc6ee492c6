"""The real clock and fresh ids, for tests over real sockets."""

from datetime import UTC, datetime
from uuid import uuid4


class WallClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class FreshIds:
    def new_hex(self) -> str:
        return uuid4().hex
