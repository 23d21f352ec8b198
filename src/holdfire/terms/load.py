"""Agreements from the library and from the user's own files, checked against the world."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path

from ..world import Document, KnowledgeError, Problem, World, checked, load_world, read_yaml, theatres
from .agreement import Agreement
from .form import problems_of_form


@dataclass(frozen=True)
class Terms:
    """An agreement, the file it came from, and the rule cases beside it."""

    agreement: Agreement
    document: Document

    @property
    def id(self) -> str:
        return self.agreement.id

    @cached_property
    def version(self) -> str:
        """A hash of the file's text: the same text is the same version, wherever it lies."""
        return hashlib.sha256(self.document.text.encode()).hexdigest()[:12]

    @property
    def cases_path(self) -> Path:
        """The file of rule cases beside the terms."""
        return self.document.path.with_suffix(".cases.yaml")


def library_paths() -> list[Path]:
    """The agreements that come with holdfire."""
    folder = Path(str(files("holdfire.terms"))) / "library"
    return [path for path in sorted(folder.glob("*.yaml")) if not path.name.endswith(".cases.yaml")]


def terms_path(name: str | Path) -> Path:
    """The file of an agreement, by its id in the library or its path. Raises `KnowledgeError` where it is neither."""
    known = {path.stem: path for path in library_paths()}
    path = known.get(str(name), Path(name))
    if path.suffix not in (".yaml", ".yml"):
        expected = "one of " + ", ".join(known) + ", or a file of your own ending in .yaml"
        raise KnowledgeError(
            [Problem(str(name), 1, f"no agreement {str(name)!r}", expected, "See `holdfire terms list`.")]
        )
    return path


def world_for(names: Iterable[str | Path], *own: Path) -> World:
    """The world that some agreements speak of: ours, the theatres that they name, and the user's own files over it.

    >>> "islamic-state" in world_for(["syria-coh-2016"]).actors
    True
    """
    named: set[str] = set()
    for name in names:
        stated = read_yaml(terms_path(name)).content.get("world") or ()
        named |= {str(each) for each in ([stated] if isinstance(stated, str) else stated)}
    return load_world(*own, theatres=tuple(sorted(named & set(theatres()))))


def load_terms(name: str | Path, world: World) -> Terms:
    """An agreement by its id in the library, or by the path of a file.

    Raises `KnowledgeError` naming file, line, what was found and what was expected.
    """
    document = read_yaml(terms_path(name))
    agreement = checked(document, Agreement, document.content)
    problems = list(problems_of_form(agreement, document, world))
    if problems:
        raise KnowledgeError(problems)
    return Terms(agreement, document)


def unchecked_in(agreement: Agreement) -> int:
    """How many facts in the agreement are marked as not read in a source."""
    return sum(bool(getattr(each, "unchecked", False)) for each in agreement.facts())
