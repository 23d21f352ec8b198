"""One list of coded sentences (en.yaml), and one catalogue a language (LC_MESSAGES/holdfire.po) that speaks it and the
page's own words."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(str(files("holdfire.publish"))) / "language"
PATTERNS = FOLDER / "en.yaml"
FORMS = {"one", "other"}
"""What makes an entry of en.yaml one sentence that depends on a number."""


@cache
def patterns() -> dict[str, Any]:
    """The English sentence patterns, by what they say."""
    loaded: dict[str, Any] = yaml.safe_load(PATTERNS.read_text(encoding="utf-8"))
    return loaded


def catalogue_file(code: str) -> Path:
    """Where the catalogue of a language lies."""
    return FOLDER / code / "LC_MESSAGES" / "holdfire.po"


def known() -> list[str]:
    """The languages that can be spoken, English first."""
    return ["en", *sorted(path.parts[-3] for path in FOLDER.glob("*/LC_MESSAGES/holdfire.po"))]


@cache
def translations(code: str) -> NullTranslations:
    """The catalogue of a language; for English, one that says everything as it is written.

    Raises `ValueError` for a language without one.
    """
    if code == "en":
        return NullTranslations()
    if not catalogue_file(code).is_file():
        raise ValueError(f"expected a language among {', '.join(known())}, found {code!r}")
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    binary = io.BytesIO()
    with catalogue_file(code).open("rb") as file:
        write_mo(binary, read_po(file, locale=code))
    binary.seek(0)
    return GNUTranslations(binary)


def leaves(tree: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, str | Mapping[str, str]]]:
    """The sentences of a list of patterns, each under its path; one that depends on a number as a mapping.

    >>> list(leaves({"a": {"b": "said"}, "n": {"one": "a day", "other": "{n} days"}}))
    [('a.b', 'said'), ('n', {'one': 'a day', 'other': '{n} days'})]
    """
    for name, value in tree.items():
        here = f"{path}.{name}" if path else str(name)
        if isinstance(value, Mapping) and set(value) != FORMS:
            yield from leaves(value, here)
        else:
            yield here, value


def translated(tree: Any, speak: Any, path: str = "") -> Any:
    """The same tree with each sentence in another language. `speak` gets the path and the English."""
    if isinstance(tree, Mapping) and set(tree) != FORMS:
        return {name: translated(value, speak, f"{path}.{name}" if path else str(name)) for name, value in tree.items()}
    return speak(path, tree)
