"""A clock that moves only when told, and ids from a seed: the same run every time."""

import datetime as dt
import random
import uuid


class VirtualClock:
    """The present instant of a simulation (UTC)."""

    def __init__(self, start: dt.datetime) -> None:
        if start.tzinfo is None:
            raise ValueError("a virtual clock starts at an instant with a zone")
        self._now = start.astimezone(dt.UTC)

    def now(self) -> dt.datetime:
        """The present virtual instant in UTC."""
        return self._now

    def move(self, moment: dt.datetime) -> None:
        """Go to a later instant; an earlier one changes nothing."""
        self._now = max(self._now, moment.astimezone(dt.UTC))


class SeededIds:
    """Ids and bytes from a seed. For simulation and tests only: they can be foretold."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def new(self) -> uuid.UUID:
        """The next id."""
        return uuid.UUID(int=self._random.getrandbits(128), version=4)

    def new_hex(self) -> str:
        """The next 32 hexadecimal digits."""
        return self.new().hex

    def bytes(self, size: int) -> bytes:
        """The next bytes."""
        return self._random.randbytes(size)
