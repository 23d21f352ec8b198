"""Whether a sentence of ours says no more than it may, and the same of either side: words that it never uses.

The words and their reasons are data (language/wording.yaml).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from .language.catalogue import FOLDER

_QUOTED = re.compile('“[^”]*”|«[^»]*»|"[^"]*"')
_PLACES = re.compile(r"\{[^{}]*\}")
_ALIF = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ة": "ه", "ى": "ي", "\N{ARABIC TATWEEL}": None})


@dataclass(frozen=True)
class Objection:
    """A word in a sentence, and why it has no place there."""

    word: str
    why: str


@cache
def rules() -> dict[str, Any]:
    """The list as it is written."""
    read: dict[str, Any] = yaml.safe_load((FOLDER / "wording.yaml").read_text(encoding="utf-8"))
    return read


def objections(text: str, code: str, *, paraphrase: bool = False) -> list[Objection]:
    """What is wrong with a sentence in a language. A paraphrase of a clause may say what the clause says, and the names
    and words that are let be there.

    >>> [each.word for each in objections("The regime violated gov.2", "en")]
    ['violated', 'regime']
    >>> objections("apparent violation, if as reported; “terrorists”, says one side", "en")
    []
    >>> [each.word for each in objections("استشهد مدنيان", "ar")]
    ['استشهد']
    """
    bare = _plain(text)
    for word, _ in _words("let_be", code) if paraphrase else ():
        bare = word.sub(" ", bare)
    kinds = ["takes_sides"] if paraphrase else ["overstates", "takes_sides"]
    return [
        Objection(found.group(0).strip(), why)
        for kind in kinds
        for word, why in _words(kind, code)
        for found in word.finditer(bare)
    ]


def unconditional(text: str, code: str) -> bool:
    """Whether a sentence with places to fill names a verdict without saying on what condition.

    >>> unconditional("{n} are apparent violations", "en")
    True
    >>> unconditional("If as reported: {n} are apparent violations", "en")
    False
    """
    said, read = _plain(text, places=False), rules()
    names = _plain(read["verdict"][code]) in said
    return names and "{" in text and _plain(read["conditions"][code]) not in said


def _plain(text: str, places: bool = True) -> str:
    """Lower case, without quotations, places, vowel signs and the forms of alif."""
    bare = _QUOTED.sub(" ", text)
    bare = _PLACES.sub(" ", bare) if places else bare
    bare = "".join(letter for letter in bare if unicodedata.category(letter) != "Mn")
    return bare.translate(_ALIF).casefold()


@cache
def _words(kind: str, code: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(_read(each, code) for each in rules()[kind].get(code, ()))


def _read(each: dict[str, str], code: str) -> tuple[re.Pattern[str], str]:
    word = each["word"]
    before = r"(?<!\w)[وفبكل]{0,2}(?:ال|لل)?" if code == "ar" else r"\b"
    return re.compile(rf"{before}(?:{word})(?!\w)", re.IGNORECASE), each["why"]


def sentences(code: str) -> Iterator[tuple[str | None, str, str]]:
    """Every sentence of a language as context, English and what is said: all forms of those that depend on a number."""
    from .language.messages import collected, read

    catalogue = None if code == "en" else read(code)
    for message in collected():
        if message.id:
            english = message.id if isinstance(message.id, str) else message.id[0]
            told = message if catalogue is None else catalogue.get(english, message.context)
            said = (message.id if catalogue is None else told.string) if told else ()
            yield from ((message.context, english, each) for each in ([said] if isinstance(said, str) else said or ()))
