"""Checking that a webhook comes from Twilio.

The address is rebuilt from the configured base and the raw request URI: what a proxy changed, and
what a framework decodes, would break the signature.
"""

from collections.abc import Iterable, Mapping

from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict


def raw_uri(environ: Mapping[str, object]) -> str:
    """Path and query exactly as the client sent them."""
    uri = environ.get("REQUEST_URI") or environ.get("RAW_URI")
    if isinstance(uri, str) and uri.startswith("/"):
        return uri
    query = environ.get("QUERY_STRING")
    return f"{environ.get('PATH_INFO', '')}" + (f"?{query}" if query else "")


def is_signed(
    tokens: Iterable[str],
    base_url: str,
    environ: Mapping[str, object],
    form: MultiDict[str, str],
    signature: str | None,
) -> bool:
    """True when `signature` is Twilio's, by any of the tokens, over this address and all form fields."""
    if not signature:
        return False
    url = base_url + raw_uri(environ)
    return any(RequestValidator(token).validate(url, form, signature) for token in tokens)
