"""Reads a file of scripted phones. Every problem is named with its line; all must be valid."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import yaml

from bot.emulator.calling import Habit, parse_habit
from bot.emulator.delivery import Delivery, parse_delivery
from bot.emulator.message import bare, is_address
from bot.emulator.phone import Holder, Phone
from bot.emulator.script import Rule, Script
from bot.emulator.spans import parse_span

_Value = TypeVar("_Value")
_PHONE_KEYS = ("name", "holder", "delivery", "calls", "after", "replies", "default")
_REPLY_KEYS = ("match", "any", "after_texts", "sequence", "say", "after")
_DEFAULT_AFTER = timedelta(seconds=2)


class PhonesFileError(ValueError):
    """The file is not valid; `problems` holds one line for each remedy needed."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def load_phones(path: Path) -> list[Phone]:
    """Read the phones of a file, in its order.

    Raises:
        PhonesFileError: with all problems at once.
    """
    return _Reader(path.name).read(path.read_text(encoding="utf-8"))


class _Reader:
    """Walks the YAML nodes, because only they know their lines."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._problems: list[str] = []

    def read(self, text: str) -> list[Phone]:
        try:
            root = yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise PhonesFileError([f"{self._source}, line {line}: {error.problem}"]) from error
        phones: list[Phone] = []
        if root is not None:
            phones = [self._phone(key, node) for key, node in self._pairs(root, None)]
        if self._problems:
            raise PhonesFileError(self._problems)
        return phones

    def _problem(self, node: yaml.Node, text: str) -> None:
        self._problems.append(f"{self._source}, line {node.start_mark.line + 1}: {text}")

    def _pairs(self, node: yaml.Node, allowed: tuple[str, ...] | None) -> Iterator[tuple[str, yaml.Node]]:
        if not isinstance(node, yaml.MappingNode):
            self._problem(node, "expected `key: value` lines")
            return
        seen: set[str] = set()
        for key, value in node.value:
            name = str(key.value)
            if name in seen:
                self._problem(key, f"{name!r} stands here twice")
            elif allowed is not None and name not in allowed:
                self._problem(key, f"unknown key {name!r}; known are {', '.join(allowed)}")
            else:
                yield name, value
            seen.add(name)

    def _text(self, node: yaml.Node | None) -> str | None:
        """The text of a scalar as written, None for an absent or null one."""
        if node is None or node.tag == "tag:yaml.org,2002:null":
            return None
        if not isinstance(node, yaml.ScalarNode):
            self._problem(node, "expected a text")
            return None
        return str(node.value)

    def _parsed(self, node: yaml.Node | None, parse: Callable[[str], _Value], otherwise: _Value) -> _Value:
        text = self._text(node)
        if node is None or text is None:
            return otherwise
        try:
            return parse(text)
        except (ValueError, re.error) as error:
            self._problem(node, str(error))
            return otherwise

    def _phone(self, number: str, node: yaml.Node) -> Phone:
        if number != bare(number) or not is_address(number):
            self._problem(node, f'{number!r} is not a number like "+12025550143" (in quotes)')
        keys = dict(self._pairs(node, _PHONE_KEYS))
        after = self._parsed(keys.get("after"), parse_span, _DEFAULT_AFTER)
        default = self._text(keys.get("default"))
        rules = tuple(self._rule(reply, after) for reply in self._items(keys.get("replies")))
        return Phone(
            number=number,
            name=self._text(keys.get("name")) or "",
            holder=self._parsed(keys.get("holder"), Holder, Holder.FAMILY),
            delivery=self._parsed(keys.get("delivery"), parse_delivery, Delivery()),
            habits=self._habits(keys.get("calls")),
            responder=Script(rules, default, after) if rules or default is not None else None,
        )

    def _habits(self, node: yaml.Node | None) -> tuple[Habit, ...]:
        """One way to take calls, or a list of them: one for each call."""
        nodes = self._items(node) if isinstance(node, yaml.SequenceNode) else [node] if node else []
        return tuple(self._parsed(item, parse_habit, Habit()) for item in nodes)

    def _items(self, node: yaml.Node | None) -> list[yaml.Node]:
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            self._problem(node, "expected a list")
            return []
        return list(node.value)

    def _rule(self, node: yaml.Node, after: timedelta) -> Rule:
        keys = dict(self._pairs(node, _REPLY_KEYS))
        if not {"match", "any", "sequence", "after_texts"} & keys.keys():
            self._problem(node, "a reply needs `match`, `any: true`, `sequence` or `after_texts`")
        if "any" in keys and {"match", "sequence"} & keys.keys():
            self._problem(node, "`any` stands alone; take it or the other away")
        if ("say" in keys) == ("sequence" in keys):
            self._problem(node, "a reply has `say` (null is silence), a `sequence` has its own list")
        if "any" in keys and self._text(keys["any"]) != "true":
            self._problem(keys["any"], "write `any: true`")
        pattern, contains = self._match(keys.get("match"))
        return Rule(
            after=self._parsed(keys.get("after"), parse_span, after),
            pattern=pattern,
            contains=contains,
            after_texts=self._parsed(keys.get("after_texts"), int, 0),
            sequence=tuple(self._text(item) for item in self._items(keys["sequence"]))
            if "sequence" in keys
            else None,
            say=self._text(keys.get("say")),
        )

    def _match(self, node: yaml.Node | None) -> tuple[re.Pattern[str] | None, tuple[str, ...]]:
        if isinstance(node, yaml.SequenceNode):
            return None, tuple(self._text(item) or "" for item in node.value)
        return self._parsed(node, _compile, None), ()


def _compile(pattern: str) -> re.Pattern[str] | None:
    return re.compile(pattern, re.IGNORECASE)
