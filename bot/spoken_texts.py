"""What a caseworker says at enrolment: how information is shared (6.8.5), and that it is a choice (6.1).

Each language's words stand in `locales/<language>/spoken.yaml` with a version of their own, so that it can be
shown later exactly what a family was told. A language without them is spoken to through a qualified
interpreter from the English words (6.2.13).
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from flows.texts import LOCALES, SOURCE_LANGUAGE
from flows.vocabulary import SpokenKind

FILE = "spoken.yaml"


class SpokenTextError(ValueError):
    """A file of spoken texts cannot be used; the message names it."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """One text as it is said. `lines`: its sentences; `interpreted`: not in the person's own language."""

    kind: SpokenKind
    version: str
    language: str
    lines: tuple[str, ...]
    interpreted: bool = False


def spoken_text(kind: SpokenKind, language: str, root: Path = LOCALES) -> Spoken:
    """The text for a person of this language (BCP 47), in its nearest form: `pt-BR` takes `pt`."""
    for tag in (language, language.split("-")[0]):
        if (root / tag / FILE).exists():
            return _load(root / tag / FILE)[kind]
    found = _load(root / SOURCE_LANGUAGE / FILE)[kind]
    return Spoken(kind, found.version, found.language, found.lines, interpreted=True)


@cache
def _load(path: Path) -> dict[SpokenKind, Spoken]:
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8"))
        found = {}
        for kind in SpokenKind:
            lines = tuple(str(line) for line in given[kind.value]["lines"])
            version = given[kind.value]["version"]
            if not lines or not isinstance(version, str):
                raise SpokenTextError(f"{path.parent.name}/{path.name}: {kind} needs lines and a version")
            found[kind] = Spoken(kind, version, path.parent.name, lines)
    except (yaml.YAMLError, KeyError, TypeError) as error:
        raise SpokenTextError(f"{path.parent.name}/{path.name}: {error!r}") from error
    return found
