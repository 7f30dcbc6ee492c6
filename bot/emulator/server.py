"""Runs the emulator in real time: web server, pump and mail catcher, on this machine only."""

import signal
import threading

from werkzeug.serving import WSGIRequestHandler, make_server

from bot.emulator.app import create_emulator, network_of
from bot.emulator.config import EmulatorConfig
from bot.emulator.faults import Faults
from bot.emulator.http import LoopbackPoster
from bot.emulator.loopback import require_loopback
from bot.emulator.mail import MailCatcher
from bot.emulator.ports import Clock, Ids
from bot.emulator.pump import Pump

# How often the web server looks whether it was asked to stop.
_POLL_SECONDS = 0.1


class _Quiet(WSGIRequestHandler):
    """Writes no access log: its lines would hold phone numbers."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        return


class EmulatorServer:
    """One running emulator. Port 0 takes any free port; `port` tells which."""

    def __init__(
        self,
        config: EmulatorConfig,
        *,
        host: str,
        port: int,
        smtp_port: int | None,
        clock: Clock,
        ids: Ids,
        faults: Faults | None = None,
    ) -> None:
        """Bind the web port.

        Raises:
            NotLoopback: when `host` is not this machine.
            OSError: when the port is taken.
        """
        require_loopback(host)
        app = create_emulator(
            config,
            clock=clock,
            ids=ids,
            http=LoopbackPoster(),
            healthy=lambda: self._pump.alive,
            faults=faults,
        )
        self.network = network_of(app)
        self._pump = Pump(self.network, clock)
        self._mail = (
            MailCatcher(host, smtp_port, clock=clock, keep=self.network.add_mail) if smtp_port else None
        )
        self._web = make_server(host, port, app, threaded=True, request_handler=_Quiet)
        self.port = int(self._web.server_port)
        self._thread = threading.Thread(
            target=self._web.serve_forever, args=(_POLL_SECONDS,), name="emulator-web", daemon=True
        )

    def start(self) -> None:
        """Start the pump, the mail catcher and the web server."""
        if self._mail is not None:
            self._mail.start()
        self._pump.start()
        self._thread.start()

    def stop(self) -> None:
        """Stop all three and wait for them; requests under way are finished."""
        self._web.shutdown()
        self._thread.join()
        self._web.server_close()
        self._pump.stop()
        if self._mail is not None:
            self._mail.stop()


def serve(
    config: EmulatorConfig, *, host: str, port: int, smtp_port: int | None, clock: Clock, ids: Ids
) -> None:
    """Run until SIGINT or SIGTERM. Call it from the main thread.

    Raises:
        NotLoopback, OSError, PhonesFileError, JournalError: before anything runs.
    """
    ends = {signal.SIGINT, signal.SIGTERM}
    # Blocked before any thread starts, and waited for: a handler could strike while a lock is held.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ends)
    try:
        server = EmulatorServer(config, host=host, port=port, smtp_port=smtp_port, clock=clock, ids=ids)
        server.start()
        signal.sigwait(ends)
        server.stop()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
