"""Which language a reply is written in: script, listed words, and statistical detectors.

Three voices for Latin and shared scripts: function words of our own lists, eldc, and py3langid (for
Haitian Creole and Pashto too). langdetect is asked only when these disagree. Short replies keep the
language of the conversation: nobody is switched by one word. Glottal apostrophes (k', q', tz') mark
Mayan languages, which no detector knows: they are `und` and go to a person.
"""

import re
from collections import Counter
from functools import lru_cache
from typing import Any

from flows.understanding.lexicon import common_words, languages
from flows.understanding.normalise import Token

UNKNOWN = "und"
_DETECTABLE = ("en", "es", "pt", "fr", "ar", "ru", "uk", "zh", "fa", "hi", "pa", "tr")
_ALSO = ("ht", "ps")
_GLOTTAL = re.compile(r"(?:\b|[^\W\d_])(?:tz|ch|k|q|b)['’ʼ]\w|\w(?:tz|ch|k|q)['’ʼ]", re.IGNORECASE)
_FRENCH = re.compile(r"(?:qu|k)['’ʼ](?:il|el|on|un|a|est|en|y)|\bk['’ʼ]\w+\b", re.IGNORECASE)
_PASHTO = frozenset("ښځڅډړږګېۍټڼ")
_PERSIAN = frozenset("پچژگکی")
_UKRAINIAN = frozenset("іїєґІЇЄҐ")
_RUSSIAN = frozenset("ыэъёЫЭЪЁ")
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


def detect(text: str, tokens: tuple[Token, ...], prior: str) -> str:
    """BCP 47 code of the reply, `prior` when it is too short to tell, `und` when it is none of ours."""
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
        return _cyrillic(text, tokens, prior)
    if script == "ARABIC":
        return _arabic(text, tokens, prior)
    return _latin(text, tokens, prior)


def _cyrillic(text: str, tokens: tuple[Token, ...], prior: str) -> str:
    ukrainian = sum(c in _UKRAINIAN for c in text)
    russian = sum(c in _RUSSIAN for c in text)
    if ukrainian != russian:
        return "uk" if ukrainian > russian else "ru"
    return _vote(text, tokens, ("ru", "uk"), prior if prior in ("ru", "uk") else "ru")


def _arabic(text: str, tokens: tuple[Token, ...], prior: str) -> str:
    if any(c in _PASHTO for c in text):
        return "ps"
    home = prior if prior in ("ar", "fa-AF", "ps") else ""
    persian = any(c in _PERSIAN for c in text)
    choices = ("fa-AF", "ps") if persian else ("ar", "fa-AF", "ps")
    return _vote(text, tokens, choices, home if home in choices else choices[0])


def _latin(text: str, tokens: tuple[Token, ...], prior: str) -> str:
    return _vote(text, tokens, tuple(code for code in languages()), prior)


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


def _vote(text: str, tokens: tuple[Token, ...], choices: tuple[str, ...], prior: str) -> str:
    words = [t for t in tokens if any(c.isalpha() for c in t.text)]
    scores = _word_scores(tokens, choices)
    if len(words) <= 1 and scores.get(prior, 0) > 0:
        return prior
    for code, weight in _statistical(text, choices).items():
        scores[code] = scores.get(code, 0.0) + weight * (0.4 + 0.12 * min(len(words), 10))
    if prior in choices:
        scores[prior] = scores.get(prior, 0.0) + 0.6
    if not scores:
        return prior
    ranked = sorted(scores, key=lambda code: (-scores[code], code != prior))
    best = ranked[0]
    if len(ranked) > 1 and scores[best] - scores[ranked[1]] < 0.35 and len(words) > 3:
        third = _third_voice(text)
        if third in ranked[:2]:
            best = third
    if best != prior and len(words) <= 1 and scores[best] < scores.get(prior, 0.0) + 0.8:
        return prior
    return best


def _clean(text: str) -> str:
    return " ".join(text[:400].encode("utf-8", "ignore").decode("utf-8").replace("\x00", " ").split())


def _statistical(text: str, choices: tuple[str, ...]) -> dict[str, float]:
    """Votes of eldc (12 languages) and py3langid (14), each up to 1."""
    cleaned = _clean(text).lower()
    if not cleaned:
        return {}
    votes: dict[str, float] = {}
    first = _bcp47(str(_eldc().detect(cleaned)))
    second, probability = _langid().classify(cleaned)
    second = _bcp47(second)
    if first in choices:
        votes[first] = votes.get(first, 0.0) + 1.0
    if second in choices:
        votes[second] = votes.get(second, 0.0) + float(probability)
    return votes


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
    import json
    from pathlib import Path

    import langdetect
    from langdetect.detector_factory import DetectorFactory
    from langdetect.utils.lang_profile import LangProfile

    factory = DetectorFactory()
    factory.seed = 0
    folder = Path(langdetect.__file__).with_name("profiles")
    names = [code for code in (*_DETECTABLE, "zh-cn") if (folder / code).is_file()]
    for index, name in enumerate(names):
        profile = LangProfile(**json.loads((folder / name).read_text(encoding="utf-8")))
        factory.add_profile(profile, index, len(names))
    return factory


def _third_voice(text: str) -> str:
    from langdetect.lang_detect_exception import LangDetectException

    detector = _langdetect().create()
    detector.append(_clean(text).lower())
    try:
        return _bcp47(str(detector.detect()))
    except LangDetectException:
        return UNKNOWN  # no features in the text: the third voice abstains
