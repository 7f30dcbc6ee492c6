"""The one place that makes ids and random bytes."""

import os
import uuid
from typing import Protocol


class Ids(Protocol):
    """Makes ids and random bytes; seeded in tests and simulations."""

    def new(self) -> uuid.UUID:
        """A new id."""
        ...

    def bytes(self, size: int) -> bytes:
        """`size` random bytes, fit for keys."""
        ...


class SystemIds:
    """Ids and bytes from the operating system."""

    def new(self) -> uuid.UUID:
        """A new random id."""
        return uuid.uuid4()

    def bytes(self, size: int) -> bytes:
        """`size` random bytes from the operating system."""
        return os.urandom(size)

    def new_hex(self) -> str:
        """32 random hexadecimal digits."""
        return uuid.uuid4().hex
