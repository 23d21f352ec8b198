"""What a text tells of the past: it is context, and no event of the day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from ...records import Mention
from ..grammar.scene import Scene, best
from ..knowledge import knowledge
from .harm import Harm

if TYPE_CHECKING:
    from spacy.tokens import Span as Sentence


@cache
def _known() -> dict[str, Any]:
    return knowledge("words", "history.yaml")


def long_past(scene: Scene, mention: Mention | None) -> bool:
    """Whether a date lies so far before publication that what it dates is history."""
    value = None if mention is None else best(mention)
    if value is None or scene.published is None:
        return False
    last = value.rpartition("/")[2][:10]
    try:
        day = date.fromisoformat(last) if len(last) == len("2016-08-27") else _end(last)
    except (ValueError, OverflowError):
        return False
    return scene.published - day > timedelta(days=_known()["days"])


def _end(value: str) -> date:
    """The last day of a month or a year."""
    year, _, month = value.partition("-")
    if not month:
        return date(int(year), 12, 31)
    return date(int(year) + int(month) // 12, int(month) % 12 + 1, 1) - timedelta(days=1)


def after_something_long_past(scene: Scene, sentence: Sentence) -> bool:
    """Whether a sentence tells what followed something long past: *the calm after the February accord*."""
    return any(long_past(scene, each) for each in scene.of("date", sentence.start_char, sentence.end_char))


def toll_of_a_war(scene: Scene, counts: Sequence[Harm]) -> bool:
    """Whether the dead that a sentence counts are those of the whole war: *a conflict that has killed 280,000*."""
    return any(each.what == "killed" and (_beyond(each) or _of_war(scene, each)) for each in counts)


def _beyond(count: Harm) -> bool:
    return bool(max(count.quantity.low or 0, count.quantity.high or 0) >= _known()["toll"])


def _of_war(scene: Scene, count: Harm) -> bool:
    """Whether a war is what killed, by the subject of the word of harm, or of what it describes."""
    verb = scene.doc[count.token]
    subjects = [each for each in verb.children if each.dep_ == "nsubj"]
    if verb.dep_ == "relcl" or (verb.dep_ == "acl" and not subjects):
        subjects = [verb.head]
    return any(each.lemma_.casefold() in _known()["wars"] for each in subjects)
