"""Knowledge files: YAML with a line number for every value, so that a mistake can be pointed at."""

from __future__ import annotations

import re
import reprlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from ..records import Record
from ._plainly import plainly


class KnowledgeError(ValueError):
    """A knowledge file cannot be used. Carries each problem with its place and remedy."""

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.problems,)


@dataclass(frozen=True)
class Problem:
    """One thing wrong in one file: what was expected, what was found, where, and what to do."""

    file: str
    line: int
    found: str
    expected: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: found {self.found}; expected {self.expected}. {self.remedy}"


class Reference(Record):
    """Where a fact was read. `read` says how much of it: `full`, `excerpt`, `summary` or `no`."""

    title: str
    publisher: str | None = None
    date: object = None
    url: str | None = None
    read: Literal["full", "excerpt", "summary", "no"] = "no"
    note: str | None = None
    says: str | None = None
    licence: str | None = None


SAFE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""What reads YAML without running anything: in C where that is there, ten times as fast."""


_BOOL = "tag:yaml.org,2002:bool"


class _NoDate(yaml.constructor.ConstructorError):
    pass


class _Twice(yaml.constructor.ConstructorError):
    """A key that stands twice in one mapping: one of the two values would be lost in silence."""


class _Plain(SAFE):  # type: ignore[misc]
    """Reads `yes`, `no`, `on` and `off` as the words that they are, as YAML 1.2 does: truth is true and false alone."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML's own shape
        letter: [(tag, pattern) for tag, pattern in resolvers if tag != _BOOL or letter in "tTfF"]
        for letter, resolvers in SAFE.yaml_implicit_resolvers.items()
    }


class _Once(_Plain):
    """Refuses a key that stands twice in one mapping."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        first: dict[str, int] = {}
        for key, _ in node.value:
            if key.tag != "tag:yaml.org,2002:merge" and isinstance(key, yaml.ScalarNode):
                if key.value in first:
                    lines = f"lines {first[key.value]} and {key.start_mark.line + 1}"
                    raise _Twice(None, None, f"{key.value!r} twice ({lines})", key.start_mark)
                first[key.value] = key.start_mark.line + 1
        found: dict[Any, Any] = super().construct_mapping(node, deep)
        return found


class _Dated(_Once):
    """Tells a date that does not exist with its line."""

    def date(self, node: yaml.ScalarNode) -> object:
        try:
            return self.construct_yaml_timestamp(node)
        except ValueError:
            return self.impossible(node)

    def impossible(self, node: yaml.ScalarNode) -> object:
        raise _NoDate(None, None, f"{node.value}, which is no date", node.start_mark)


class _Lenient(_Dated):
    """Leaves a date that does not exist as the text that it is."""

    def impossible(self, node: yaml.ScalarNode) -> object:
        return str(node.value)


for _each in (_Dated, _Lenient):
    _each.add_constructor("tag:yaml.org,2002:timestamp", _each.date)


@dataclass(frozen=True)
class Document:
    """A YAML file, its content, and its node tree for line numbers."""

    path: Path
    content: dict[str, Any]
    text: str

    @cached_property
    def _tree(self) -> Any:
        return yaml.compose(self.text, Loader=SAFE)

    def line_of(self, location: tuple[str | int, ...]) -> int:
        """The line (from 1) of the value at a path such as `("clauses", 2, "act")`, or of its nearest parent."""
        node = self._tree
        line = 1
        for step in location:
            child = _child(node, step)
            if child is None:
                continue
            node, line = child
        return line


def _child(node: Any, step: str | int) -> tuple[Any, int] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return value, key.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step].start_mark.line + 1
    return None


def read_yaml(path: Path, *, impossible_dates: bool = False) -> Document:
    """Read one knowledge file. With `impossible_dates`, one such as 2016-02-31 is kept as text.

    Raises `KnowledgeError` where the file is missing, is not UTF-8, is not YAML or is not a mapping.
    """
    name = path.name
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise KnowledgeError([Problem(str(path), 1, "no such file", "a YAML file", "Check the path.")]) from None
    except IsADirectoryError:
        raise KnowledgeError([Problem(str(path), 1, "a folder", "a YAML file", "Name the file.")]) from None
    except UnicodeDecodeError as bad:
        line = path.read_bytes()[: bad.start].count(b"\n") + 1
        found = f"byte 0x{path.read_bytes()[bad.start]:02x}, which is not UTF-8"
        raise KnowledgeError([Problem(name, line, found, "UTF-8 text", "Save the file as UTF-8.")]) from None
    try:
        content = yaml.load(text, Loader=_Lenient if impossible_dates else _Dated)  # noqa: S506 - a safe loader, in C where it is there
    except yaml.MarkedYAMLError as bad:
        line = bad.problem_mark.line + 1 if bad.problem_mark else 1
        found = bad.problem or "text that is not YAML"
        if isinstance(bad, _Twice):
            problem = Problem(name, line, found, "each key once", "Put what belongs together under one of them.")
            raise KnowledgeError([problem]) from None
        expected = "a date that exists" if isinstance(bad, _NoDate) else "valid YAML"
        raise KnowledgeError([Problem(name, line, found, expected, _mend(text, line, found))]) from None
    except (yaml.YAMLError, ValueError, RecursionError) as bad:
        raise KnowledgeError([Problem(name, 1, str(bad), "valid YAML", "Mend the file.")]) from None
    if not isinstance(content, dict):
        found = "nothing" if content is None else f"a {type(content).__name__}"
        raise KnowledgeError([Problem(name, 1, found, "a mapping of names to values", "See docs/formats.md.")])
    document = Document(path, content, text)
    _sound(document)
    return document


MOST_VALUES = 500_000
"""Values that a file may hold, counted with everything that its anchors repeat."""

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def _sound(document: Document) -> None:
    """Refuses what no honest file holds: anchors that repeat themselves without bound, and characters that would move
    the words around them on a screen. Raises `KnowledgeError`."""
    sizes: dict[int, int] = {}
    within: set[int] = set()

    def size(value: Any, at: tuple[str | int, ...]) -> int:
        if not isinstance(value, dict | list):
            if isinstance(value, str) and (found := _CONTROLS.search(value)):
                code = f"the control character U+{ord(found[0]):04X}"
                raise _UnsoundError(code, "text without control characters", document.line_of(at))
            return 1
        if id(value) in within:
            raise _UnsoundError("an anchor that holds itself", "values that end")
        if id(value) not in sizes:
            within.add(id(value))
            inner = value.items() if isinstance(value, dict) else enumerate(value)
            keys = sum(size(key, at) for key in value) if isinstance(value, dict) else 0
            sizes[id(value)] = 1 + keys + sum(size(each, (*at, key)) for key, each in inner)
            within.discard(id(value))
        return sizes[id(value)]

    try:
        if size(document.content, ()) > MOST_VALUES:
            raise _UnsoundError(
                "more values than a file may hold", f"at most {MOST_VALUES:,}, repeated anchors included"
            )
    except _UnsoundError as bad:
        problem = Problem(document.path.name, bad.line, bad.found, bad.expected, "Mend the file.")
        raise KnowledgeError([problem]) from None
    except RecursionError:
        problem = Problem(
            document.path.name, 1, "values nested very deeply", "a plain list of entries", "Mend the file."
        )
        raise KnowledgeError([problem]) from None


class _UnsoundError(ValueError):
    def __init__(self, found: str, expected: str, line: int = 1):
        self.found, self.expected, self.line = found, expected, line
        super().__init__(found)


def _mend(text: str, line: int, found: str) -> str:
    """What most often is the matter where YAML cannot be read."""
    lines = text.splitlines()
    shown = lines[line - 1] if 0 < line <= len(lines) else ""
    if "\t" in shown:
        return "Put spaces in place of the tab."
    if "mapping values are not allowed" in found or "',' or '}'" in found:
        return "Put the sentence in quotes: it holds a colon, a comma or a bracket."
    if "quoted scalar" in found or "unexpected end of stream" in found:
        return "Close the quote that was opened in this line or above."
    return "Mend the line."


_T = TypeVar("_T", bound=BaseModel)


def checked(document: Document, model: type[_T], value: object, at: tuple[str | int, ...] = ()) -> _T:
    """The value, found in the document at `at`, as the given class, or a `KnowledgeError` that names the lines."""
    try:
        return model.model_validate(value)
    except ValidationError as bad:
        raise KnowledgeError(_problems(document, bad, model, at)) from None
    except RecursionError:
        problem = Problem(
            document.path.name, document.line_of(at), "values nested very deeply", "fewer levels", "Mend it."
        )
        raise KnowledgeError([problem]) from None


def _problems(
    document: Document, bad: ValidationError, model: type[BaseModel], at: tuple[str | int, ...]
) -> list[Problem]:
    """The errors that pydantic found, in plain words, with their lines; a value of several kinds is told once."""
    found: dict[tuple[tuple[str | int, ...], str], dict[str, str]] = {}
    for error in bad.errors(include_url=False):
        location = _there(document.content, (*at, *error["loc"]))
        missing = error["type"] == "missing"
        where = (*location, error["loc"][-1]) if missing else location
        expected, remedy = plainly(error, model)
        found.setdefault((where, "nothing" if missing else _short(error["input"])), {})[expected] = remedy
    return [
        Problem(
            document.path.name,
            document.line_of(where),
            f"{shown} at {'.'.join(map(str, where))}" if where else shown,
            " or ".join(told),
            next(iter(told.values())),
        )
        for (where, shown), told in found.items()
    ]


def _there(content: Any, location: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """The steps that lead somewhere in the file; those that only name a member of a union do not."""
    steps: list[str | int] = []
    for step in location:
        listed = isinstance(content, list) and isinstance(step, int) and step < len(content)
        if listed or (isinstance(content, dict) and isinstance(step, str) and step in content):
            content = content[step]
            steps.append(step)
    return tuple(steps)


def _short(value: object) -> str:
    if isinstance(value, Mapping):
        return "a mapping with " + ", ".join(str(key) for key in list(value)[:4])
    text = str(value) if isinstance(value, date) else repr(value) if isinstance(value, str) else reprlib.repr(value)
    return text if len(text) <= 60 else text[:57] + "…"
