"""Headers of every page of the console: nothing is kept, framed, or loaded from elsewhere."""

from collections.abc import Callable

from flask import Response, request

OURS = frozenset({"console", "door"})

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
HSTS = "max-age=31536000; includeSubDomains"


def is_ours() -> bool:
    """Whether a request is the console's: one of its pages, or an address that nobody answers."""
    return request.url_rule is None or request.blueprint in OURS


def secure(*, https: bool) -> Callable[[Response], Response]:
    """What adds the headers to a response of the console."""

    def add(response: Response) -> Response:
        if not is_ours():
            return response
        response.headers.update(HEADERS)
        if https:
            response.headers["Strict-Transport-Security"] = HSTS
        if request.endpoint != "door.static":
            response.headers["Cache-Control"] = "no-store"
        return response

    return add
