"""Envelope encryption: a data key per person or address, wrapped by the master key (6.8.5).

AES-256-GCM from `cryptography`. Rotating the master key re-wraps data keys and touches no row.
Randomness is passed in. Nothing in here logs or prints.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12

RandomBytes = Callable[[int], bytes]


class KeyProblem(ValueError):
    """A key is missing or malformed; the message names the remedy."""


class Unreadable(RuntimeError):
    """Sealed data does not open with the keys that are configured."""


def _decode_key(text: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise KeyProblem("a key is not valid base64; make one with: prs-checkin keys new") from None
    if len(key) != KEY_BYTES:
        raise KeyProblem("a key must hold 32 bytes; make one with: prs-checkin keys new")
    return key


@dataclass(frozen=True)
class Keyring:
    """The master keys by name, the first of which wraps new data keys, and the look-up key.

    The look-up key stays when master keys rotate: the blind index of numbers depends on it.
    """

    current: str
    masters: dict[str, bytes]
    lookup: bytes

    @classmethod
    def parse(cls, masters: str, lookup: str) -> "Keyring":
        """`masters`: `name:base64[,name:base64...]`, current one first; `lookup`: base64."""
        pairs = [part.strip().partition(":") for part in masters.split(",") if part.strip()]
        if not pairs or any(not name or not sep for name, sep, _ in pairs):
            raise KeyProblem("master keys are written name:base64, several separated by commas")
        keys = {name: _decode_key(value) for name, _, value in pairs}
        return cls(current=pairs[0][0], masters=keys, lookup=_decode_key(lookup))

    def blind_index(self, value: str) -> str:
        """A keyed digest by which an encrypted number can be looked up (hex, 64 characters)."""
        return hmac.new(self.lookup, value.encode(), hashlib.sha256).hexdigest()


def seal(key: bytes, plain: bytes, bound_to: str, random_bytes: RandomBytes) -> bytes:
    """Encrypt; `bound_to` (key id and field) must be the same when opening."""
    nonce = random_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound_to.encode())


def unseal(key: bytes, sealed: bytes, bound_to: str) -> bytes:
    """Decrypt what `seal` made. Raises Unreadable when key, field or bytes do not fit."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound_to.encode())
    except InvalidTag:
        raise Unreadable("sealed data does not open: wrong master key, or the row was altered") from None
