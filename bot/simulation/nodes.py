"""Walking the nodes of a YAML file, because only they know their lines. Every problem is kept."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

import yaml

_Value = TypeVar("_Value")
_NULL = "tag:yaml.org,2002:null"
_MERGE = "tag:yaml.org,2002:merge"


class Nodes:
    """Reads nodes of one file and gathers what is wrong, each with its line.

    Scalars are taken as written: `yes` is a word and a date is text, whatever YAML makes of them.
    """

    def __init__(self, source: str) -> None:
        self._source = source
        self.problems: list[tuple[int, str]] = []

    def problem(self, node: yaml.Node | int, text: str) -> None:
        """Keep a problem at a node, or at a line counted from 1."""
        line = node if isinstance(node, int) else node.start_mark.line + 1
        self.problems.append((line, text))

    def lines(self) -> list[str]:
        """All problems by line, as they are shown."""
        return [f"{self._source}, line {line}: {text}" for line, text in sorted(set(self.problems))]

    def compose(self, text: str) -> yaml.Node | None:
        """The root of a document, or None with a problem kept."""
        try:
            root = yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark
            self.problem(mark.line + 1 if mark else 1, f"this is no valid YAML: {error.problem}")
            return None
        except yaml.YAMLError:
            self.problem(1, "this is no valid YAML: it holds a character that may not stand there")
            return None
        if root is None:
            self.problem(1, "the file is empty")
        return root

    def mapping(
        self, node: yaml.Node | None, allowed: Sequence[str] | None = None, required: Sequence[str] = ()
    ) -> dict[str, yaml.Node]:
        """The values of a mapping by key. `<<` takes over what does not stand here itself."""
        if node is None:
            return {}
        if not isinstance(node, yaml.MappingNode):
            self.problem(node, "expected `key: value` lines")
            return {}
        found: dict[str, yaml.Node] = {}
        for key, value in node.value:
            if key.tag != _MERGE:
                self._keep(found, key, value, allowed)
        for name, value in self._merged(node):
            found.setdefault(name, value)
        for name in required:
            if name not in found:
                self.problem(node, f"`{name}` is missing")
        return found

    def items(self, node: yaml.Node | None) -> list[yaml.Node]:
        """The items of a list; nothing for an absent one."""
        if node is None or node.tag == _NULL:
            return []
        if not isinstance(node, yaml.SequenceNode):
            self.problem(node, "expected a list")
            return []
        return list(node.value)

    def text(self, node: yaml.Node | None) -> str | None:
        """The text of a scalar as written, None for an absent or null one."""
        if node is None or node.tag == _NULL:
            return None
        if not isinstance(node, yaml.ScalarNode):
            self.problem(node, "expected a text")
            return None
        return str(node.value)

    def parsed(self, node: yaml.Node | None, parse: Callable[[str], _Value]) -> _Value | None:
        """A scalar read by `parse`; None for an absent one, or with the ValueError kept as a problem."""
        text = self.text(node)
        if node is None or text is None:
            return None
        try:
            return parse(text)
        except ValueError as error:
            self.problem(node, str(error))
            return None

    def _keep(
        self, found: dict[str, yaml.Node], key: yaml.Node, value: yaml.Node, allowed: Sequence[str] | None
    ) -> None:
        name = str(key.value) if isinstance(key, yaml.ScalarNode) else "?"
        if name in found:
            self.problem(key, f"`{name}` stands here twice")
        elif allowed is not None and name not in allowed:
            self.problem(key, f"unknown key `{name}`; known are {', '.join(allowed)}")
        else:
            found[name] = value

    def _merged(self, node: yaml.MappingNode) -> Iterator[tuple[str, yaml.Node]]:
        for key, value in node.value:
            if key.tag == _MERGE:
                for part in value.value if isinstance(value, yaml.SequenceNode) else [value]:
                    yield from self.mapping(part).items()
