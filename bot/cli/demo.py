"""`prs-checkin demo`: everything on this machine, nothing leaves it.

Makes keys, database, a login and the sample families' past once; then starts emulator, web and worker and
waits. Stopped and started again it goes on where it was.
"""

import json
import socket
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import click

from bot.cli.processes import Children, new_keys, own_command, web_command
from bot.cli.seeding import EMAIL, JOURNAL, PASSWORD, seed_once
from bot.cli.shared import refuse
from bot.ids import SystemIds
from bot.settings import Settings, environment, load

SAMPLES = Path(__file__).parent.parent.parent / "samples"
READY_SECONDS = 180


def run_demo(folder: Path, port: int) -> int:
    """Prepare, start, print the addresses, wait. Returns the exit status."""
    ports = (port, port + 1, port + 2)
    _refuse_busy(ports)
    environ, settings = _settings(folder, port)
    seed_once(settings, folder, SAMPLES)
    children = Children(environ)
    start_all(children, settings, folder, port)
    try:
        _wait_until_ready(children, ports[:2], folder)
    except _NotReady as problem:
        children.stop()
        refuse(str(problem))
    _announce(port)
    return children.wait()


def seed_demo(folder: Path, port: int) -> None:
    """Only prepare the demo and its history; the next start goes on from there."""
    seed_once(_settings(folder, port)[1], folder, SAMPLES)


def _settings(folder: Path, port: int) -> tuple[dict[str, str], Settings]:
    folder.mkdir(parents=True, exist_ok=True)
    environ = environment() | demo_environment(folder, port)
    settings = load(environ)
    if not settings.loopback:
        raise RuntimeError("the demo may only talk to loopback")
    return environ, settings


def demo_environment(folder: Path, port: int) -> dict[str, str]:
    """The settings of the demo. Its keys are made once and stay in its folder."""
    secrets = folder / "secrets.json"
    if not secrets.exists():
        keys = new_keys()
        keys["TWILIO_AUTH_TOKEN"] = SystemIds().bytes(16).hex()
        secrets.touch(mode=0o600)
        secrets.write_text(json.dumps(keys))
    return {
        **json.loads(secrets.read_text()),
        "DATABASE_URL": environment().get("DATABASE_URL") or f"sqlite:///{folder.resolve()}/prs-checkin.db",
        "PUBLIC_NAME": "Maple Street",
        "PUBLIC_PHONE": "+12025550100",
        "PUBLIC_BASE_URL": f"http://127.0.0.1:{port}",
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_MESSAGING_SERVICE_SID": "MG" + "0" * 32,
        "TWILIO_FROM": "+12025550199",
        "TWILIO_API_BASE_URL": f"http://127.0.0.1:{port + 1}",
        "SMTP_URL": f"smtp://127.0.0.1:{port + 2}",
        "CONTACT_WINDOW": "00:00-24:00",
        "SCHOOL_HOURS": "none",
        "WEB_PORT": str(port),
    }


def start_all(children: Children, settings: Settings, folder: Path, port: int) -> None:
    """Start the three processes; each writes its log into the folder."""
    emulator = own_command(
        "emulator", "--port", str(port + 1), "--smtp-port", str(port + 2),
        "--phones", str(SAMPLES / "phones.yaml"), "--journal", str(folder / JOURNAL),
    )  # fmt: skip
    children.start("emulator", emulator, str(folder / "emulator.log"))
    children.start("web", web_command(settings), str(folder / "web.log"))
    children.start("worker", own_command("worker"), str(folder / "worker.log"))


class _NotReady(RuntimeError):
    """A process did not come up."""


def _refuse_busy(ports: tuple[int, ...]) -> None:
    for port in ports:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                refuse(f"Port {port} is in use: stop what uses it, or choose another with --port.")


def _wait_until_ready(children: Children, ports: tuple[int, ...], folder: Path) -> None:
    paths = dict(zip(ports, ("/health", "/emulator/health"), strict=True))
    deadline = time.monotonic() + READY_SECONDS
    while paths:
        name = children.ended()
        if name is not None:
            raise _NotReady(f"{name} did not start; its log: {folder / name}.log")
        if time.monotonic() > deadline:
            raise _NotReady(f"not ready after {READY_SECONDS} seconds; see the logs in {folder}")
        paths = {port: path for port, path in paths.items() if not _answers(port, path)}
        time.sleep(0.2)


def _answers(port: int, path: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _announce(port: int) -> None:
    click.echo(
        f"""
  Console   http://127.0.0.1:{port}      {EMAIL} / {PASSWORD}
  Phones    http://127.0.0.1:{port + 1}      type as a child or a sponsor here

  All families are invented, and nothing leaves this machine. Stop with Ctrl-C.
"""
    )
    sys.stdout.flush()
