"""Carries webhooks to the service, signed, and judges the answers as Twilio does."""

from dataclasses import dataclass
from xml.etree import ElementTree

from bot.emulator.ports import HttpAnswer, HttpPoster, PostFailed
from bot.emulator.timeline import Post
from bot.emulator.twiml import BadTwiml, Verb, read_twiml
from bot.emulator.webhooks import RETRY_HEADER, SIGNATURE_HEADER, sign


class TryAgain(Exception):
    """The connection was never made: Twilio's default is one more try (rc=1, rp=ct)."""


@dataclass(frozen=True)
class Fault:
    """What was wrong with an answer. `code` is Twilio's: 11200, 11205, 12100, 12300."""

    code: int
    reason: str


class Courier:
    """Posts forms with the signature of one account."""

    def __init__(self, http: HttpPoster, auth_token: str, timeout_seconds: float) -> None:
        self._http = http
        self._auth_token = auth_token
        self._timeout_seconds = timeout_seconds

    def carry(self, post: Post) -> Fault | None:
        """Call a webhook; None when its answer is right.

        Raises:
            TryAgain: when the first attempt could not connect.
        """
        answer = self._post(post)
        return answer if isinstance(answer, Fault) else fault_of(answer)

    def ask(self, post: Post) -> tuple[Verb, ...] | Fault:
        """Call a webhook that says how a call goes on.

        Raises:
            TryAgain: when the first attempt could not connect.
        """
        answer = self._post(post)
        if isinstance(answer, Fault):
            return answer
        if not 200 <= answer.status < 300:
            return Fault(11200, f"HTTP {answer.status}")
        try:
            return read_twiml(answer.body, post.url)
        except BadTwiml as bad:
            return Fault(bad.code, bad.reason)

    def _post(self, post: Post) -> HttpAnswer | Fault:
        headers = {SIGNATURE_HEADER: sign(post.url, post.form, self._auth_token)}
        if post.attempt:
            headers[RETRY_HEADER] = f"{post.sid}-{post.attempt}"
        try:
            return self._http.post(post.url, post.form, headers, self._timeout_seconds)
        except PostFailed as failure:
            if failure.connected or post.attempt:
                return Fault(11205, failure.reason)
            raise TryAgain from failure

    def post_raw(self, url: str, form: dict[str, str], signature: str | None) -> HttpAnswer:
        """Post any form at once. A `signature` of None is computed; an empty one is left out.

        Raises:
            PostFailed: when no answer came.
        """
        if signature is None:
            signature = sign(url, form, self._auth_token)
        headers = {SIGNATURE_HEADER: signature} if signature else {}
        return self._http.post(url, form, headers, self._timeout_seconds)


def fault_of(answer: HttpAnswer) -> Fault | None:
    """What is wrong with an answer: 2xx is right, empty or with TwiML that holds no verbs.

    The emulator carries out no TwiML verbs about texts; an answer with some is reported, not ignored.
    """
    if not 200 <= answer.status < 300:
        return Fault(11200, f"HTTP {answer.status}")
    if not answer.body.strip() or "xml" not in answer.content_type:
        return None
    try:
        root = ElementTree.fromstring(answer.body)
    except ElementTree.ParseError:
        return Fault(12100, "the answer is not XML")
    if root.tag != "Response":
        return Fault(12100, "the answer is not TwiML")
    if len(root):
        return Fault(12300, "the answer holds TwiML verbs, which this emulator does not carry out")
    return None
