"""Messages that come while the database is away or full: sealed on disk, safe before we answer 200.

One file a message, written whole, forced to the disk, and taken away only after the message is in the
database. A file that cannot be opened is set aside and never removed. Who has no folder, or no room in
it, answers 503: a message is never answered for and lost (invariant 1).
"""

import base64
import datetime as dt
import json
import logging
import os
from pathlib import Path

from sqlalchemy import text

from bot.inbound.form import BadForm, InboundForm, parse_form
from bot.inbound.process import process_address
from bot.inbound.store import store
from bot.runtime import Runtime
from bot.steps import Step, passed
from storage.crypto import Unreadable, seal, unseal

log = logging.getLogger(__name__)

BOUND_TO = "spooled message"
KEPT, SET_ASIDE = ".sealed", ".unreadable"


def put_aside(runtime: Runtime, form: InboundForm) -> bool:
    """Keep a message on disk; true once it is safe there, false when it cannot be."""
    folder = runtime.settings.spool_folder
    if folder is None:
        return False
    now = runtime.clock.now()
    name = f"{now:%Y%m%dT%H%M%S%f}-{runtime.keyring.blind_index(form.sid)[:16]}{KEPT}"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(folder, name, _sealed(runtime, form, now))
    except OSError as error:
        log.error("a message could not be put aside", extra={"kind": type(error).__name__})
        return False
    passed(Step.SPOOLED)
    log.warning("a message was put aside until the database is back")
    return True


def read_back(runtime: Runtime) -> int:
    """Store and process what was put aside, in the order of arrival. Returns how many messages."""
    with runtime.look() as work:
        work.session.execute(text("SELECT 1"))
    folder = runtime.settings.spool_folder
    files = sorted(folder.glob(f"*{KEPT}")) if folder is not None else []
    addresses = []
    for path in files:
        kept = _open(runtime, path)
        if kept is not None:
            form, arrived_at = kept
            addresses.append(store(runtime, form, arrived_at).address_id)
            passed(Step.READ_BACK)
            path.unlink(missing_ok=True)
            passed(Step.UNSPOOLED)
    for address_id in dict.fromkeys(addresses):
        process_address(runtime, address_id)
    return len(addresses)


def _sealed(runtime: Runtime, form: InboundForm, at: dt.datetime) -> bytes:
    ring = runtime.keyring
    plain = json.dumps({"form": json.loads(form.raw), "at": at.isoformat()}).encode()
    sealed = seal(ring.masters[ring.current], plain, BOUND_TO, runtime.ids.bytes)
    return json.dumps({"master": ring.current, "sealed": base64.b64encode(sealed).decode()}).encode()


def _write(folder: Path, name: str, content: bytes) -> None:
    """Whole or not at all: the name appears only when the content is on the disk."""
    draft = folder / f"{name}.draft"
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    passed(Step.SPOOL_DRAFT)
    draft.rename(folder / name)
    directory = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def _open(runtime: Runtime, path: Path) -> tuple[InboundForm, dt.datetime] | None:
    try:
        outer = json.loads(path.read_bytes())
        sealed = base64.b64decode(outer["sealed"])
        inner = json.loads(unseal(runtime.keyring.masters[outer["master"]], sealed, BOUND_TO))
        return parse_form(inner["form"], runtime.settings), dt.datetime.fromisoformat(inner["at"])
    except FileNotFoundError:
        return None  # another worker has just read it back
    except (ValueError, KeyError, TypeError, Unreadable, BadForm) as error:
        log.error("a message put aside cannot be read", extra={"kind": type(error).__name__})
        path.rename(path.with_suffix(SET_ASIDE))
        return None
