"""Being told to stop: a flag that a signal sets and a loop reads.

A plain flag, not an Event: a handler runs inside the main thread, and an Event that this thread is
just waiting on would lock itself out.
"""

import signal
import time
from types import FrameType

STEP_SECONDS = 0.2


class StopSignal:
    """Set by SIGTERM or SIGINT. Make it in the main thread."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._on_signal)

    def wait(self, seconds: float = STEP_SECONDS) -> bool:
        """Wait a little; true when we have been told to stop."""
        if not self.asked:
            time.sleep(seconds)
        return self.asked

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self.asked = True
