"""Sealing and opening the encrypted columns of one session's rows."""

import uuid
from collections.abc import Callable

from sqlalchemy.orm import Session

from storage.crypto import KEY_BYTES, Keyring, RandomBytes, Unreadable, seal, unseal
from storage.models.keys import DataKey


class Vault:
    """Opens data keys once per session and seals or opens single fields with them."""

    def __init__(
        self,
        session: Session,
        keyring: Keyring,
        new_id: Callable[[], uuid.UUID],
        random_bytes: RandomBytes,
    ) -> None:
        self._session = session
        self._keyring = keyring
        self._new_id = new_id
        self._random_bytes = random_bytes
        self._opened: dict[uuid.UUID, bytes] = {}

    def new_key(self) -> uuid.UUID:
        """Make a data key for a person or an address and return its id."""
        key_id = self._new_id()
        key = self._random_bytes(KEY_BYTES)
        master = self._keyring.current
        wrapped = seal(self._keyring.masters[master], key, f"data-key:{key_id}", self._random_bytes)
        self._session.add(DataKey(id=key_id, master=master, wrapped=wrapped))
        self._session.flush()
        self._opened[key_id] = key
        return key_id

    def seal(self, key_id: uuid.UUID, field: str, text: str) -> bytes:
        """Encrypt one field; any Unicode text, lone surrogates included, comes back unchanged."""
        plain = text.encode("utf-8", "surrogatepass")
        return seal(self._key(key_id), plain, f"{key_id}:{field}", self._random_bytes)

    def open(self, key_id: uuid.UUID, field: str, sealed: bytes) -> str:
        """Decrypt one field."""
        return unseal(self._key(key_id), sealed, f"{key_id}:{field}").decode("utf-8", "surrogatepass")

    def open_optional(self, key_id: uuid.UUID, field: str, sealed: bytes | None) -> str | None:
        """Decrypt one field that may be absent."""
        return None if sealed is None else self.open(key_id, field, sealed)

    def seal_optional(self, key_id: uuid.UUID, field: str, text: str | None) -> bytes | None:
        """Encrypt one field that may be absent."""
        return None if text is None else self.seal(key_id, field, text)

    def blind_index(self, value: str) -> str:
        """See Keyring.blind_index."""
        return self._keyring.blind_index(value)

    def _key(self, key_id: uuid.UUID) -> bytes:
        if key_id not in self._opened:
            row = self._session.get(DataKey, key_id)
            if row is None or row.master not in self._keyring.masters:
                raise Unreadable("a data key has no master key here; check PRS_MASTER_KEYS")
            master = self._keyring.masters[row.master]
            self._opened[key_id] = unseal(master, row.wrapped, f"data-key:{key_id}")
        return self._opened[key_id]
