"""Runs the network by the real clock: one thread that waits until the next event is due."""

import threading

from bot.emulator.network import Network
from bot.emulator.ports import Clock


class Pump:
    """Starts and stops the thread. Events run one after another, so that a phone's texts keep their order."""

    def __init__(self, network: Network, clock: Clock) -> None:
        self._network = network
        self._clock = clock
        self._stopping = False
        self._thread = threading.Thread(target=self._work, name="emulator-pump", daemon=True)

    @property
    def alive(self) -> bool:
        """Whether the thread runs."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Begin to run due events."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the event in hand (at most one webhook call) and end the thread."""
        with self._network.changed:
            self._stopping = True
            self._network.changed.notify_all()
        self._thread.join()

    def _work(self) -> None:
        while self._wait():
            self._network.run_until(self._clock.now(), halt=lambda: self._stopping)

    def _wait(self) -> bool:
        """Wait until something is due; False when the pump is to stop."""
        with self._network.changed:
            while not self._stopping:
                due = self._network.next_due()
                seconds = None if due is None else (due - self._clock.now()).total_seconds()
                if seconds is not None and seconds <= 0:
                    return True
                self._network.changed.wait(seconds)
            return False
