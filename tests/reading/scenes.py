"""A text on the table with what is named in it, for tests of what is read from a scene."""

from __future__ import annotations

from datetime import date

from holdfire.reading.grammar.parsing import parse
from holdfire.reading.grammar.scene import Scene
from holdfire.records import Choice, Mention, Quantity, Span


def scene(text: str, published: date | None = None, **named: str | tuple[str, ...]) -> Scene:
    """A scene in which the given words are mentions: `place__Daraya="daraya"`, `actor__the_army="syrian-armed-forces"`.

    The key is the kind, two underscores, and the words with underscores for blanks; the value its choice or choices.
    """
    return Scene(parse(text), tuple(_mention(text, *key.split("__"), value) for key, value in named.items()), published)


def _mention(text: str, kind: str, words: str, value: str | tuple[str, ...]) -> Mention:
    plain = words.replace("_", " ")
    start = text.index(plain)
    span = Span(start=start, end=start + len(plain), words=plain)
    values = (value,) if isinstance(value, str) else value
    if kind == "number":
        low, _, unit = values[0].partition(" ")
        return Mention(kind=kind, span=span, quantity=Quantity(low=float(low), high=float(low), unit=unit, words=plain))
    if values == ("vague",):
        return Mention(kind=kind, span=span, precision="vague")
    share = 1 / len(values)
    return Mention(
        kind=kind, span=span, precision="day", choices=tuple(Choice(value=each, weight=share) for each in values)
    )
