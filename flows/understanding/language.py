"""Which language a reply is written in: script, listed words, and statistical detectors.

Three voices for Latin and shared scripts: function words of our own lists, eldc, and, where these do
not settle it, py3langid (it knows Haitian Creole and Pashto too). langdetect knows 40 languages that
nothing else here does: it is asked when hardly a word is known, and what it names goes to a person.
Languages of other scripts are often typed in Latin letters; lists of their words tell them (`roman:`).
Short replies keep the language of the conversation: nobody is switched by one word. Glottal apostrophes
(k', q', tz') mark Mayan languages, which no detector knows: they are `und` and go to a person.
"""

import re
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import Any

from flows.understanding.lexicon import common_words, languages, roman_words
from flows.understanding.normalise import Token

UNKNOWN = "und"
STRANGE_WORDS, SURE_OF_ANOTHER = 4, 0.99
"""langdetect is asked when at most one word in four is known, and how sure it must be that the language
is none of ours: such a reply is `und`, and a person reads it."""

FAR_AHEAD = 1.0
"""How far words and eldc must lead so that no other detector is needed."""

_DETECTABLE = ("en", "es", "pt", "fr", "ar", "ru", "uk", "zh", "fa", "hi", "pa", "tr")
_ALSO = ("ht", "ps")
_GLOTTAL = re.compile(r"(?:\b|[^\W\d_])(?:tz|ch|k|q|b)['’ʼ]\w|\w(?:tz|ch|k|q)['’ʼ]", re.IGNORECASE)
_FRENCH = re.compile(r"(?:qu|k)['’ʼ](?:il|el|on|un|a|est|en|y)|\bk['’ʼ]\w+\b", re.IGNORECASE)
_PASHTO = frozenset("ښځڅډړږګېۍټڼ")
_PERSIAN = frozenset("پچژگکی")
_UKRAINIAN = frozenset("іїєґІЇЄҐ")
_RUSSIAN = frozenset("ыэъёЫЭЪЁ")
OTHER_SCRIPTS = frozenset({"ar", "fa-AF", "hi", "pa", "ps", "ru", "uk", "zh"})
"""Languages whose own letters are not Latin ones; phones without them write them in Latin letters."""

_ARABIZI = re.compile(r"^(?=.*[a-z]{2})(?:[a-z]+[23579][a-z]+[a-z0-9]*|[3578][a-z]{2,}[0-9]?|[a-z]{2,}[37])$")
_SCRIPTS = {"GURMUKHI": "pa", "DEVANAGARI": "hi", "HAN": "zh"}


def _script(char: str) -> str:
    if char < "\u0250" or "\u1e00" <= char <= "\u1eff":
        return "LATIN"
    for low, high, name in (
        ("\u0400", "\u052f", "CYRILLIC"),
        ("\u0600", "\u06ff", "ARABIC"),
        ("\u0750", "\u077f", "ARABIC"),
        ("\u0900", "\u097f", "DEVANAGARI"),
        ("\u0a00", "\u0a7f", "GURMUKHI"),
        ("\u3400", "\u9fff", "HAN"),
        ("\ufb50", "\ufeff", "ARABIC"),
    ):
        if low <= char <= high:
            return name
    return "OTHER"


def is_mayan(text: str) -> bool:
    """Whether glottal apostrophes mark a Mayan language."""
    return bool(_GLOTTAL.search(_FRENCH.sub(" ", text)))


def detect(text: str, tokens: tuple[Token, ...], prior: str, *, third_voice: bool = True) -> str:
    """BCP 47 code of the reply, `prior` when it is too short to tell, `und` when it is none of ours.

    `third_voice`: whether langdetect is heard; switched off to measure what it is worth.
    """
    letters = [c for c in text if c.isalpha()]
    if not letters:
        return prior
    if is_mayan(text):
        return UNKNOWN
    script, count = Counter(_script(c) for c in letters).most_common(1)[0]
    if script == "OTHER":
        return UNKNOWN if count >= 3 else prior
    if script in _SCRIPTS:
        return _SCRIPTS[script]
    if script == "CYRILLIC":
        return _cyrillic(text, tokens, prior, third_voice)
    if script == "ARABIC":
        return _arabic(text, tokens, prior, third_voice)
    return _latin(text, tokens, prior, third_voice)


def _cyrillic(text: str, tokens: tuple[Token, ...], prior: str, third_voice: bool) -> str:
    ukrainian = sum(c in _UKRAINIAN for c in text)
    russian = sum(c in _RUSSIAN for c in text)
    if ukrainian != russian:
        return "uk" if ukrainian > russian else "ru"
    return _vote(text, tokens, ("ru", "uk"), prior if prior in ("ru", "uk") else "ru", third_voice)


def _arabic(text: str, tokens: tuple[Token, ...], prior: str, third_voice: bool) -> str:
    if any(c in _PASHTO for c in text):
        return "ps"
    home = prior if prior in ("ar", "fa-AF", "ps") else ""
    persian = any(c in _PERSIAN for c in text)
    choices = ("fa-AF", "ps") if persian else ("ar", "fa-AF", "ps")
    return _vote(text, tokens, choices, home if home in choices else choices[0], third_voice)


def _latin(text: str, tokens: tuple[Token, ...], prior: str, third_voice: bool) -> str:
    roman = _romanised(tokens, prior)
    if roman:
        return roman
    choices = tuple(code for code in languages() if code not in OTHER_SCRIPTS)
    return _vote(text, tokens, choices, prior, third_voice)


def _romanised(tokens: tuple[Token, ...], prior: str) -> str | None:
    """A language of another script typed in Latin letters, or None.

    A person who is written to in such a language keeps it unless the words are plainly English,
    Spanish or another of ours; nobody else is thought to write it for less than three words of it.
    """
    words = [t.text for t in tokens if any(c.isalpha() for c in t.text) and not t.text[0].isdigit()]
    digits = sum(bool(_ARABIZI.search(t.text)) for t in tokens)
    if not words and not digits:
        return None
    table, lists = _word_table(), _roman_table()
    shares = {
        code: sum(word in known for word in words) + (digits if code == "ar" else 0)
        for code, known in lists.items()
    }
    best = max(shares, key=lambda code: (shares[code], code == prior))
    ours = Counter(code for word in words for code in table.get(word, ()) if code not in OTHER_SCRIPTS)
    latin = max(ours.values(), default=0)
    count = max(1, len(words))
    if prior not in OTHER_SCRIPTS:
        sure = shares[best] >= 3 and shares[best] >= 0.4 * count and shares[best] > latin
        return best if sure else None
    if best != prior and shares[best] > shares[prior] + 1 and shares[best] > latin:
        return best
    if latin > shares[prior] or (latin == shares[prior] and latin * 2 >= count):
        return None
    return prior if shares[prior] or len(words) > 1 else None


@lru_cache(maxsize=1)
def _roman_table() -> dict[str, frozenset[str]]:
    return {code: roman_words(code) for code in sorted(OTHER_SCRIPTS) if code in languages()}


@lru_cache(maxsize=1)
def _word_table() -> dict[str, tuple[str, ...]]:
    table: dict[str, list[str]] = {}
    for code in languages():
        for word in common_words(code):
            table.setdefault(word, []).append(code)
    return {word: tuple(codes) for word, codes in table.items()}


def _word_scores(tokens: tuple[Token, ...], choices: tuple[str, ...]) -> dict[str, float]:
    """How many words each language claims; a word shared by several counts less for each."""
    table = _word_table()
    scores: dict[str, float] = {}
    for token in tokens:
        codes = [c for c in table.get(token.text, ()) if c in choices]
        for code in codes:
            scores[code] = scores.get(code, 0.0) + 1.0 / len(codes)
    return scores


def _vote(
    text: str, tokens: tuple[Token, ...], choices: tuple[str, ...], prior: str, third_voice: bool
) -> str:
    words = [t for t in tokens if any(c.isalpha() for c in t.text)]
    scores = _word_scores(tokens, choices)
    if len(words) <= 1 and scores.get(prior, 0) > 0:
        return prior
    cleaned = _clean(text).lower()
    weight = 0.4 + 0.12 * min(len(words), 10)
    first = _bcp47(str(_eldc().detect(cleaned))) if cleaned else UNKNOWN
    if first in choices:
        scores[first] = scores.get(first, 0.0) + weight
    if prior in choices:
        scores[prior] = scores.get(prior, 0.0) + 0.6
    if _agreed(scores, first):
        return first
    second, probability = _langid().classify(cleaned)
    second = _bcp47(second)
    if second in choices:
        scores[second] = scores.get(second, 0.0) + weight * float(probability)
    if not scores:
        return prior
    best = min(scores, key=lambda code: (-scores[code], code != prior))
    asked = third_voice and best not in OTHER_SCRIPTS and len(words) > STRANGE_WORDS
    if asked and not any(char.isdigit() for char in cleaned) and _strange(words, best, prior, choices):
        third = _third_voice(cleaned)
        best = UNKNOWN if third not in (*_DETECTABLE, *_ALSO, UNKNOWN) else best
    if best != prior and len(words) <= 1 and scores[best] < scores.get(prior, 0.0) + 0.8:
        return prior
    return best


def _strange(words: list[Token], best: str, prior: str, choices: tuple[str, ...]) -> bool:
    """Hardly a word of the likeliest language and none of the conversation's own."""
    table = _word_table()
    known = Counter(code for t in words for code in table.get(t.text, ()) if code in choices)
    return max(known[best], known[prior]) * STRANGE_WORDS <= len(words)


def _agreed(scores: dict[str, float], first: str) -> bool:
    """Words and the first detector say the same, far ahead of all else: the slower ones are not asked."""
    if first not in scores:
        return False
    others = max((value for code, value in scores.items() if code != first), default=0.0)
    return scores[first] - others >= FAR_AHEAD


def _clean(text: str) -> str:
    return " ".join(text[:400].encode("utf-8", "ignore").decode("utf-8").replace("\x00", " ").split())


def _bcp47(code: str) -> str:
    return "fa-AF" if code == "fa" else code


@lru_cache(maxsize=1)
def _eldc() -> Any:
    import eldc

    eldc.init()
    detector = eldc.instance()
    detector.set_languages(",".join(_DETECTABLE))
    return detector


@lru_cache(maxsize=1)
def _langid() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([*_DETECTABLE, *_ALSO])
    return identifier


@lru_cache(maxsize=1)
def _langdetect() -> Any:
    """langdetect with all of its 55 languages: it is asked for those that nothing else here knows."""
    import langdetect
    from langdetect.detector_factory import DetectorFactory

    factory = DetectorFactory()
    factory.seed = 0
    factory.load_profile(str(Path(langdetect.__file__).with_name("profiles")))
    return factory


def _third_voice(cleaned: str) -> str:
    """The language that langdetect is sure of, `und` when it is not."""
    from langdetect.lang_detect_exception import LangDetectException

    detector = _langdetect().create()
    detector.append(cleaned)
    try:
        ranked = detector.get_probabilities()
    except LangDetectException:
        return UNKNOWN  # no features in the text: the third voice abstains
    sure = ranked and ranked[0].prob >= SURE_OF_ANOTHER
    return _bcp47(str(ranked[0].lang).removesuffix("-cn").removesuffix("-tw")) if sure else UNKNOWN
