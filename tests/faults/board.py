"""A page of memory that harness and service processes share: the clock, what is armed, who is where.

It is a mapped file, so it outlives every process that is killed.
"""

import datetime as dt
import fcntl
import mmap
import struct
import threading
from pathlib import Path

from bot.steps import Step

STEPS = tuple(Step)
SLOTS = 8
NOBODY = -1
_SIZE = 4096
_OFFSET, _ARMED, _LEFT, _AWAY = 0, 8, 12, 16
_PASSED, _KILLED, _SLOT = 64, 1024, 2048
_SLOT_SIZE = 32


class Board:
    """Open the same path in every process."""

    def __init__(self, path: Path) -> None:
        self.path = path
        new = not path.exists()
        self._file = path.open("a+b")
        if new:
            self._file.truncate(_SIZE)
        self._map = mmap.mmap(self._file.fileno(), _SIZE)
        self._thread = threading.Lock()
        if new:
            self._put("i", _ARMED, NOBODY)

    # The clock

    def now(self) -> dt.datetime:
        """The present instant: the machine's, moved by what has been jumped over."""
        return dt.datetime.now(dt.UTC) + dt.timedelta(seconds=self._get("d", _OFFSET))

    def jump(self, seconds: float) -> None:
        """Let time pass at once, for everybody."""
        self._put("d", _OFFSET, self._get("d", _OFFSET) + seconds)

    # Kills

    def arm(self, step: Step, nth: int) -> None:
        """Whoever passes this step for the n-th time from now on is to die."""
        self._put("i", _LEFT, nth)
        self._put("i", _ARMED, STEPS.index(step))

    def disarm(self) -> None:
        """Nobody dies."""
        self._put("i", _ARMED, NOBODY)

    @property
    def armed(self) -> bool:
        """Whether somebody is still to die."""
        return bool(self._get("i", _ARMED) != NOBODY)

    def strikes(self, step: Step) -> bool:
        """Count a passing; true when this process is to die now."""
        index = STEPS.index(step)
        if self._get("i", _ARMED) != index:
            self._add(_PASSED + 4 * index)
            return False
        with self._thread:
            fcntl.lockf(self._file, fcntl.LOCK_EX, 1, 0)
            try:
                self._add(_PASSED + 4 * index)
                if self._get("i", _ARMED) != index:
                    return False
                left = self._get("i", _LEFT) - 1
                self._put("i", _LEFT, left)
                if left > 0:
                    return False
                self._put("i", _ARMED, NOBODY)
                self._add(_KILLED + 4 * index)
                return True
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN, 1, 0)

    def killed(self, step: Step) -> int:
        """How many processes died at a step."""
        return int(self._get("i", _KILLED + 4 * STEPS.index(step)))

    def passed(self, step: Step) -> int:
        """How often a step was passed; a few passings at the same moment may count as one."""
        return int(self._get("i", _PASSED + 4 * STEPS.index(step)))

    # The database

    @property
    def away(self) -> bool:
        """Whether the service finds no database."""
        return bool(self._get("i", _AWAY))

    @away.setter
    def away(self, away: bool) -> None:
        self._put("i", _AWAY, int(away))

    # Workers

    def calling(self, slot: int, calling: bool) -> None:
        """A worker says whether it is between a claim and the record of its outcome."""
        self._put("i", self._at(slot), int(calling))

    def is_calling(self, slot: int) -> bool:
        """Whether the worker of a slot is under way with a text."""
        return bool(self._get("i", self._at(slot)))

    def round_done(self, slot: int) -> None:
        """A worker has run all its ticks once more."""
        self._add(self._at(slot) + 4)

    def rounds(self, slot: int) -> int:
        """How often a worker has run all its ticks."""
        return int(self._get("i", self._at(slot) + 4))

    # Faults of the service itself

    def complain(self, what: str) -> None:
        """A process saw what must never be."""
        with self.path.with_suffix(".complaints").open("a", encoding="utf-8") as file:
            file.write(what.replace("\n", " | ") + "\n")

    @property
    def complaints(self) -> list[str]:
        """What processes saw that must never be."""
        path = self.path.with_suffix(".complaints")
        return path.read_text(encoding="utf-8").splitlines() if path.exists() else []

    def close(self) -> None:
        """Close the map; the file stays."""
        self._map.close()
        self._file.close()

    @staticmethod
    def _at(slot: int) -> int:
        return _SLOT + slot * _SLOT_SIZE

    def _get(self, kind: str, at: int) -> float:
        return struct.unpack_from(kind, self._map, at)[0]  # type: ignore[no-any-return]

    def _put(self, kind: str, at: int, value: float) -> None:
        struct.pack_into(kind, self._map, at, value)

    def _add(self, at: int) -> None:
        self._put("i", at, self._get("i", at) + 1)
