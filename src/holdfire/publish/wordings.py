"""What was read from the words of a row, in a sentence: the words, the values, the weight."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..assessment.worded import FromWords
from ..world import World
from .language import Language, Text


def said_from_words(each: FromWords, coded: tuple[Sequence[str], Sequence[str]], words: Language, world: World) -> Text:
    """One rival value with the words that it was read from. `coded` are the two sides as the row's coding has them.

    An edition that shows no words of sources has none here either.
    """
    values = {
        "what": words.joined(_values(each, coded, words, world)),
        "weight": words.number(round(each.weight, 2)),
    }
    if not each.words:
        return words._("Read from the words of the row: {what}; weight {weight}", **values)
    said = words.foreign(each.words)
    return words._("Read from the words of the row, “{words}”: {what}; weight {weight}", words=said, **values)


def _values(
    each: FromWords, coded: tuple[Sequence[str], Sequence[str]], words: Language, world: World
) -> Iterator[Text]:
    if each.act:
        yield words.act(each.act, world)
    if each.weapon:
        yield words.weapon(each.weapon, world)
    one, other = (
        (coded[0] if each.actors is None else each.actors),
        (coded[1] if each.targets is None else each.targets),
    )
    if each.directed:
        actors, targets = words.names(one, world), words.names(other, world)
        yield words._("if {actors} acted on {targets}", actors=actors, targets=targets)
        return
    for side in (each.actors, each.targets):
        if side is not None:
            yield words.names(side, world)
