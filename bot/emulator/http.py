"""Posts webhooks over a real socket, to this machine only."""

from collections.abc import Mapping

import requests

from bot.emulator.loopback import is_loopback_url
from bot.emulator.ports import HttpAnswer, PostFailed

_MAX_BODY = 64 * 1024


class LoopbackPoster:
    """An `HttpPoster` that never leaves loopback, follows no redirect and reads no proxy settings."""

    def post(
        self, url: str, form: Mapping[str, str], headers: Mapping[str, str], timeout_seconds: float
    ) -> HttpAnswer:
        """See `HttpPoster.post`. An address outside this machine counts as not connected."""
        if not is_loopback_url(url):
            raise PostFailed(
                "the webhook is not on this machine; the emulator calls no other", connected=True
            )
        with requests.Session() as session:
            session.trust_env = False
            try:
                answer = session.post(
                    url,
                    data=dict(form),
                    headers=dict(headers),
                    timeout=timeout_seconds,
                    allow_redirects=False,
                )
            except requests.ConnectTimeout as error:
                raise PostFailed("the connection timed out", connected=False) from error
            except requests.Timeout as error:
                raise PostFailed("no answer in time", connected=True) from error
            except requests.ConnectionError as error:
                raise PostFailed("the connection was refused or broke", connected=_was_open(error)) from error
            except requests.RequestException as error:
                raise PostFailed(f"not posted: {type(error).__name__}", connected=True) from error
        return HttpAnswer(answer.status_code, answer.headers.get("Content-Type", ""), answer.text[:_MAX_BODY])


def _was_open(error: requests.ConnectionError) -> bool:
    """Whether the connection stood before it broke: then the form may have been read."""
    return "NewConnectionError" not in repr(error)
