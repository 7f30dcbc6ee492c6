"""Reads what a webhook wants done on a call: the few TwiML verbs that the emulator carries out."""

from dataclasses import dataclass
from urllib.parse import urljoin
from xml.etree import ElementTree

# How fast a voice speaks: about 150 words a minute.
_CHARACTERS_A_SECOND = 14


class BadTwiml(ValueError):
    """An answer that cannot be carried out; `code` is Twilio's: 12100, 12300."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


@dataclass(frozen=True)
class Words:
    """Something is said, and nothing for `seconds` when there is no text."""

    text: str
    seconds: float


@dataclass(frozen=True)
class Gather:
    """Keys are waited for: `digits` of them or `finish`, until `seconds` have passed without one."""

    action: str
    digits: int | None
    finish: str
    seconds: float
    prompts: tuple[Words, ...]


@dataclass(frozen=True)
class Redirect:
    """Another webhook says how it goes on."""

    url: str


@dataclass(frozen=True)
class HangUp:
    """The call ends."""


Verb = Words | Gather | Redirect | HangUp


def read_twiml(body: str, url: str) -> tuple[Verb, ...]:
    """The verbs of a document that `url` answered; relative addresses in it count from there.

    Raises:
        BadTwiml: when it is no TwiML, or asks for what this emulator does not do.
    """
    try:
        root = ElementTree.fromstring(body)
    except ElementTree.ParseError:
        raise BadTwiml(12100, "the answer is not XML") from None
    if root.tag != "Response":
        raise BadTwiml(12100, "the answer is not TwiML")
    return tuple(_verb(node, url) for node in root)


def _verb(node: ElementTree.Element, url: str) -> Verb:
    if node.get("method", "POST") != "POST":
        raise BadTwiml(12300, "this emulator calls webhooks by POST only")
    if node.tag == "Gather":
        return _gather(node, url)
    if node.tag == "Redirect":
        return Redirect(urljoin(url, (node.text or "").strip()))
    if node.tag == "Hangup":
        return HangUp()
    return _words(node)


def _words(node: ElementTree.Element) -> Words:
    if node.tag == "Pause":
        return Words("", _number(node, "length", 1))
    if node.tag != "Say":
        raise BadTwiml(12300, f"the answer holds <{node.tag}>, which this emulator does not carry out")
    text = " ".join("".join(node.itertext()).split())
    times = max(1, int(_number(node, "loop", 1)))
    return Words(text, times * len(text) / _CHARACTERS_A_SECOND)


def _gather(node: ElementTree.Element, url: str) -> Gather:
    if node.get("input", "dtmf") != "dtmf":
        raise BadTwiml(12300, "this emulator hears keys only, no speech")
    digits = int(_number(node, "numDigits", 0))
    return Gather(
        action=urljoin(url, node.get("action", "")),
        digits=digits or None,
        finish=node.get("finishOnKey", "#"),
        seconds=_number(node, "timeout", 5),
        prompts=tuple(_words(child) for child in node),
    )


def _number(node: ElementTree.Element, name: str, otherwise: float) -> float:
    try:
        return max(0.0, float(node.get(name, otherwise)))
    except ValueError:
        raise BadTwiml(12300, f"{name} of <{node.tag}> is not a number") from None
