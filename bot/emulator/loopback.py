"""The emulator stays on this machine: what counts as a loopback host, and the refusal of all others."""

from ipaddress import ip_address
from urllib.parse import urlsplit


class NotLoopback(ValueError):
    """An address outside this machine was given."""


def is_loopback(host: str) -> bool:
    """Whether a host name or IP address (no port, no brackets) is this machine itself.

    Names are not looked up: only `localhost` is trusted, every other name could point anywhere.
    """
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def require_loopback(host: str) -> None:
    """Raise `NotLoopback`, with the remedy, unless the host is this machine."""
    if not is_loopback(host):
        raise NotLoopback(
            f"The emulator listens on this machine only, not on {host!r}: anybody who reaches it can speak "
            "as any family. Use 127.0.0.1, ::1 or localhost."
        )


def is_loopback_url(url: str) -> bool:
    """Whether a URL is http(s) and leads to this machine."""
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and is_loopback(parts.hostname or "")
