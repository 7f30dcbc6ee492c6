"""The texts that families read: one gettext catalogue a language, looked up by key.

A missing text or parameter is an error, never a silent change to another language. A language has
every text to families that English has, or it counts as having no texts; texts to staff are English
and need no other. Nothing is said here about reviews: who approved a language's texts is data of the
provider, kept by the exact version that `Catalogue.version` gives.
"""

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter

from babel.messages.pofile import PoFileError, read_po

LOCALES = Path(__file__).parent.parent / "locales"
TEXTS_FILE = "texts.po"
SOURCE_LANGUAGE = "en"
"""The language whose texts to families every other language must have."""

ALLOWED_PARAMS = frozenset({"public_name", "phone", "question", "child", "link", "code", "first", "second"})
"""What the shell fills in by name; a text may use no other placeholder."""

GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_7_EXTENSION = frozenset("^{}\\[~]|€\f")
GSM_7_SINGLE, GSM_7_PART = 160, 153
UCS_2_SINGLE, UCS_2_PART = 70, 67


class TextError(LookupError):
    """A text cannot be given: the message names language, key and what is missing."""


@dataclass(frozen=True, slots=True)
class _Language:
    version: str
    texts: dict[str, str]


class Catalogue:
    """All languages that are shipped, read once from `locales/<language>/texts.po`."""

    def __init__(self, languages: dict[str, _Language]) -> None:
        self._languages = languages

    @classmethod
    def load(cls, root: Path = LOCALES) -> "Catalogue":
        """Read every language under `root`. Raises TextError when a file is not a valid catalogue."""
        return _load(root)

    @property
    def languages(self) -> frozenset[str]:
        """BCP 47 tags of the languages that have every text to families."""
        return frozenset(self._languages)

    def keys(self, language: str) -> frozenset[str]:
        """Keys that have a text in `language`."""
        return frozenset(self._language(language).texts)

    def version(self, language: str) -> str:
        """The exact version of a language's texts: the number in its header and a digest of the texts.

        Any change of a text changes it, so that a review never covers words nobody reviewed.
        """
        return self._language(language).version

    def template(self, language: str, key: str) -> str:
        """The text with its placeholders. Raises TextError when the language has none."""
        text = self._language(language).texts.get(key)
        if not text:
            raise TextError(f"no text {key!r} in language {language!r}: add it to {language}/{TEXTS_FILE}")
        return text

    def text(self, language: str, key: str, **params: str) -> str:
        """The text as it is sent. Raises TextError for a missing text or parameter."""
        template = self.template(language, key)
        missing = sorted(placeholders(template) - params.keys())
        if missing:
            raise TextError(f"text {key!r} in language {language!r} needs {', '.join(missing)}")
        return template.format(**params)

    def _language(self, language: str) -> _Language:
        if language not in self._languages:
            raise TextError(f"no catalogue for language {language!r}: shipped are {sorted(self._languages)}")
        return self._languages[language]


def is_for_staff(key: str) -> bool:
    """Whether a text goes to staff, so that it stands in English only."""
    return key == "page" or key.startswith("page.")


def placeholders(template: str) -> frozenset[str]:
    """Names in braces, as `{phone}`."""
    return frozenset(name for _, name, _, _ in Formatter().parse(template) if name is not None)


def segments(text: str) -> tuple[str, int]:
    """Encoding ("GSM-7" or "UCS-2") and number of SMS segments that a carrier will count."""
    if all(c in GSM_7 or c in GSM_7_EXTENSION for c in text):
        units = sum(2 if c in GSM_7_EXTENSION else 1 for c in text)
        single, part, encoding = GSM_7_SINGLE, GSM_7_PART, "GSM-7"
    else:
        units = len(text.encode("utf-16-be")) // 2
        single, part, encoding = UCS_2_SINGLE, UCS_2_PART, "UCS-2"
    return encoding, 1 if units <= single else -(-units // part)


@cache
def _load(root: Path) -> Catalogue:
    read = {path.parent.name: _read(path) for path in sorted(root.glob(f"*/{TEXTS_FILE}"))}
    source = read[SOURCE_LANGUAGE].texts if SOURCE_LANGUAGE in read else {}
    needed = {key for key in source if not is_for_staff(key)}
    return Catalogue({tag: language for tag, language in read.items() if needed <= language.texts.keys()})


def _read(path: Path) -> _Language:
    source = path.read_text(encoding="utf-8")
    try:
        with path.open("rb") as file:
            catalog = read_po(file, abort_invalid=True)
    except (PoFileError, ValueError) as error:
        raise TextError(f"{path.parent.name}/{path.name}: {error}") from error
    texts = {str(m.id): str(m.string) for m in catalog if m.id and m.string and not m.fuzzy}
    number = re.search(r'^"X-Texts-Version: *([^\s\\]+)', source, re.MULTILINE)
    if number is None:
        raise TextError(f"{path.parent.name}/{path.name}: the header X-Texts-Version is missing")
    digest = hashlib.sha256(repr(sorted(texts.items())).encode()).hexdigest()[:8]
    return _Language(version=f"{number[1]}+{digest}", texts=texts)
