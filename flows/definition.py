"""The questionnaires that are published: read, checked and found by name and version.

Questionnaires are YAML files, one a role and version (docs/flows.md). They are read by
`flows.definition_yaml` and checked by `flows.definition_checks`; a file with any problem is not used.
"""

import hashlib
from functools import cache
from pathlib import Path

from flows.definition_checks import check_definition
from flows.definition_values import (
    IDENTITY_MODES,
    Condition,
    Definition,
    DefinitionError,
    Problem,
    Step,
    StepKind,
    Wording,
)
from flows.definition_yaml import read_definition
from flows.texts import Catalogue
from flows.vocabulary import Role

__all__ = [
    "IDENTITY_MODES",
    "Condition",
    "Definition",
    "DefinitionError",
    "Library",
    "Problem",
    "Step",
    "StepKind",
    "Wording",
    "load_definition",
    "published_checksums",
]

LEVEL_ONE = Path(__file__).parent / "level_one"
CHECKSUMS = "checksums.txt"


def load_definition(path: Path) -> Definition:
    """Read and check one questionnaire against the shipped texts. Raises DefinitionError."""
    source = path.read_bytes()
    definition, problems = read_definition(path.name, source, hashlib.sha256(source).hexdigest())
    if definition is not None:
        problems += check_definition(path.name, definition, Catalogue.load())
    if definition is None or problems:
        raise DefinitionError(sorted(problems, key=lambda problem: problem.line))
    return definition


class Library:
    """All published questionnaires, by name and version."""

    def __init__(self, definitions: dict[tuple[str, int], Definition]) -> None:
        self._definitions = definitions

    @classmethod
    def load(cls, folder: Path = LEVEL_ONE) -> "Library":
        """Read every questionnaire in `folder`. Raises DefinitionError with the problems of all."""
        return _load_library(folder)

    def get(self, flow: str, version: int) -> Definition:
        """The version that a conversation began with. Raises KeyError when it was never published."""
        return self._definitions[flow, version]

    def all(self) -> tuple[Definition, ...]:
        """Every published version, by name and version."""
        return tuple(self._definitions[key] for key in sorted(self._definitions))

    def newest(self, role: Role, check_in: int) -> Definition:
        """What a new conversation uses. Raises KeyError when no questionnaire exists for it.

        An alternate caregiver is asked what a sponsor is asked.
        """
        asked = Role.CHILD if role is Role.CHILD else Role.SPONSOR
        found = [d for d in self._definitions.values() if (d.role, d.check_in) == (asked, check_in)]
        if not found:
            raise KeyError(f"no questionnaire for {asked}, check-in {check_in}")
        return max(found, key=lambda definition: definition.version)


@cache
def _load_library(folder: Path) -> Library:
    published = published_checksums(folder)
    problems: list[Problem] = []
    definitions: dict[tuple[str, int], Definition] = {}
    for path in sorted(folder.glob("*.yaml")):
        try:
            definition = load_definition(path)
        except DefinitionError as error:
            problems += error.problems
            continue
        definitions[definition.flow, definition.version] = definition
        problems += _unpublished(path.name, definition, published)
    missing = published.keys() - {path.name for path in folder.glob("*.yaml")}
    problems += [Problem(name, 0, "file", "was published and is gone") for name in sorted(missing)]
    if problems:
        raise DefinitionError(problems)
    return Library(definitions)


def published_checksums(folder: Path) -> dict[str, str]:
    """SHA-256 by file name, as `sha256sum` writes them."""
    lines = (folder / CHECKSUMS).read_text(encoding="utf-8").splitlines()
    return {name: checksum for checksum, name in (line.split() for line in lines if line.strip())}


def _unpublished(name: str, definition: Definition, published: dict[str, str]) -> list[Problem]:
    if published.get(name) == definition.checksum:
        return []
    if name in published:
        message = "a published version never changes: undo the change and write the next version"
    else:
        message = f"not published: add the line '{definition.checksum}  {name}' to {CHECKSUMS}"
    return [Problem(name, 0, "file", message)]
