"""What the columns of an export mean: exports join groups and names in several ways, and write names or labels."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...world import fold
from .form import Form, Question

_JOINED = re.compile(r"[/.:-]")
_AXIS = re.compile(r"^_?(.*)[_-](latitude|longitude|accuracy|precision)$", re.IGNORECASE)
_LONGEST = 1000
_TRUE = frozenset({"1", "1.0", "true", "yes"})

META = {
    "_uuid": "uuid",
    "key": "uuid",
    "__id": "uuid",
    "_id": "number",
    "instanceid": "instance",
    "rootuuid": "root",
    "deprecatedid": "replaces",
    "_submission_time": "sent",
    "submissiondate": "sent",
    "_validation_status": "validation",
    "reviewstate": "validation",
    "_index": "index",
    "_parent_index": "parent_index",
    "parent_key": "parent",
}
"""Columns about the submission that are read, and what they tell. All others about it are about a person or a telephone
(who sent it, its number, its address): they are never read."""

_PARENT = re.compile(r"^_submission_+uuid$")


@dataclass(frozen=True)
class Meant:
    """What one column holds: `what` is `answer`, `option`, `axis` or `meta`, `name` the question or the meta-datum."""

    what: str
    name: str
    part: str = ""


class Headers:
    """The columns of one table of an export. `scope` is the repeat whose table it is, None for the main one."""

    def __init__(self, form: Form, columns: Sequence[str], scope: str | None):
        self._form = form
        self._here = {name: each for name, each in form.asked.items() if each.inside == scope}
        self._labels = {fold(word): name for name, each in self._here.items() for word in each.ask.values()}
        self.meant = [self.of(column) for column in columns]

    def of(self, column: str) -> Meant | None:
        """What a column holds; None for one that is not read.

        >>> from holdfire.world import load_world
        >>> from holdfire.sources.forms import load_form
        >>> headers = Headers(load_form(load_world()), [], None)
        >>> headers.of("report/incident/act"), headers.of("username")
        (Meant(what='answer', name='act', part=''), None)
        """
        column = column.strip()
        if len(column) > _LONGEST:
            return None
        if found := self._name(column):
            return Meant("answer", found)
        if meta := META.get(column.lower()) or META.get(_JOINED.split(column)[-1].lower()):
            return Meant("meta", meta)
        if _PARENT.match(column):
            return Meant("meta", "parent")
        return self._part(column)

    def _name(self, text: str) -> str | None:
        """The question that a header names, with or without its groups, by its name or its words."""
        if found := self._labels.get(fold(text)) or self._labels.get(fold(text.rsplit("/", 1)[-1])):
            return found
        name = _JOINED.split(text)[-1]
        return name if name in self._here else None

    def _part(self, column: str) -> Meant | None:
        axis = _AXIS.match(column)
        if axis and (name := self._name(axis[1]) or self._name(axis[1].rsplit("/_", 1)[-1])):
            return Meant("axis", name, axis[2].lower()) if self._here[name].type == "geopoint" else None
        for cut in _JOINED.finditer(column):
            name = self._name(column[: cut.start()])
            question = self._here.get(name or "")
            if question and question.of and question.type == "select_multiple":
                option = self._form.chosen(question.of, column[cut.end() :])
                return Meant("option", question.name, option) if option else None
        return None

    @property
    def known(self) -> int:
        """How many columns answer a question."""
        return sum(each is not None and each.what != "meta" for each in self.meant)

    def read(self, cells: Sequence[str]) -> tuple[dict[str, str], dict[str, str]]:
        """The answers of one row by question, and its meta-data; empty cells are left out."""
        answers: dict[str, str] = {}
        meta: dict[str, str] = {}
        options: dict[str, list[str]] = {}
        axes: dict[str, dict[str, str]] = {}
        for meant, cell in zip(self.meant, cells, strict=False):
            text = cell.strip()
            if meant is None or not text:
                continue
            if meant.what == "answer":
                answers.setdefault(meant.name, text)
            elif meant.what == "meta":
                meta.setdefault(meant.name, text)
            elif meant.what == "axis":
                axes.setdefault(meant.name, {})[meant.part] = text
            elif text.lower() in _TRUE:
                options.setdefault(meant.name, []).append(meant.part)
        answers |= {name: _point(parts) for name, parts in axes.items()}
        answers |= {name: " ".join(chosen) for name, chosen in options.items()}
        return answers, meta


def _point(axes: Mapping[str, str]) -> str:
    """A point as an XForm writes it: latitude, longitude, altitude and accuracy in metres. What is missing is `?`."""
    accuracy = axes.get("accuracy") or axes.get("precision") or "0"
    return f"{axes.get('latitude', '?')} {axes.get('longitude', '?')} 0 {accuracy}"


def several(form: Form, question: Question, text: str) -> list[str] | None:
    """The choices in a cell that holds several, by their ids or words, put together again; None where one is unknown.

    >>> from holdfire.world import load_world
    >>> from holdfire.sources.forms import load_form
    >>> form = load_form(load_world())
    >>> basis = form.asked["basis"]
    >>> several(form, basis, "Damage or remnants seen afterwards Heard"), several(form, basis, "rumour")
    (['traces', 'heard'], None)
    """
    words, found, at = text.split(), [], 0
    while at < len(words):
        # The longest run of words is a few: a choice has no more than that.
        for upto in range(min(len(words), at + 16), at, -1):
            if choice := form.chosen(question.of or "", " ".join(words[at:upto])):
                found.append(choice)
                at = upto
                break
        else:
            return None
    return found
