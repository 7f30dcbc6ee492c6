"""The words that a provider itself acts on, whatever the service thinks of them."""

from collections.abc import Mapping
from enum import StrEnum


class Keyword(StrEnum):
    """Twilio's OptOutType."""

    STOP = "STOP"
    START = "START"
    HELP = "HELP"


# Twilio's defaults for long codes; other languages come with Advanced Opt-Out, by configuration.
DEFAULT_KEYWORDS: Mapping[str, Keyword] = {
    **dict.fromkeys(
        ("stop", "stopall", "unsubscribe", "end", "quit", "cancel", "revoke", "optout"), Keyword.STOP
    ),
    **dict.fromkeys(("start", "yes", "unstop"), Keyword.START),
    **dict.fromkeys(("help", "info"), Keyword.HELP),
}


def keyword_of(body: str, keywords: Mapping[str, Keyword]) -> Keyword | None:
    """The keyword that a body is, or None: the whole trimmed message must match, as at Twilio."""
    return keywords.get(body.strip().casefold())


def with_words(
    keywords: Mapping[str, Keyword], *, stop: tuple[str, ...] = (), start: tuple[str, ...] = ()
) -> dict[str, Keyword]:
    """A copy of `keywords` with further words, for example ALTO."""
    return {
        **keywords,
        **{word.casefold(): Keyword.STOP for word in stop},
        **{word.casefold(): Keyword.START for word in start},
    }


def own_reply(keyword: Keyword, provider_name: str) -> str:
    """What the provider's network answers by itself; the service never sees this text."""
    if keyword is Keyword.STOP:
        return f"{provider_name}: You will get no more messages from this number. Reply START to resubscribe."
    if keyword is Keyword.START:
        return f"{provider_name}: You have been re-subscribed. Reply STOP to unsubscribe."
    return f"{provider_name}: Reply STOP to unsubscribe. Msg&Data rates may apply."
