"""Texts that share their wording: found by sequences of words, in time that grows with the words and not with pairs."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from .method import Copying

_WORD = re.compile(r"\w+")
MOST = 50
"""Texts that are remembered for one sequence of words. What so many different texts share is a phrase, not a copy."""


def copies(texts: Sequence[str | None], rules: Copying) -> list[tuple[int, ...]]:
    """Positions of texts that are one, two or more together; each text in one group at most.

    The longest text of a group stands for it: each of the others is mostly contained in that one. The order of the
    texts changes nothing, and one more copy of a text changes no group but its own.

    >>> from .method import default_method
    >>> text = "Two barrel bombs fell on the market of the town shortly before noon, the Observatory said on Monday"
    >>> copies([text, "Nothing else.", text.upper() + "."], default_method().copying)
    [(0, 2)]
    """
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at, text in enumerate(texts):
        words = _words(text, rules.longest_words) if text else ()
        if len(words) >= rules.least_words:
            places[words].append(at)
    groups = [[at for words in group for at in places[words]] for group in _together(list(places), rules)]
    return sorted(tuple(sorted(group)) for group in groups if len(group) > 1)


def _words(text: str, longest: int) -> tuple[str, ...]:
    """The first words of a text, without case and punctuation; a word is at most 40 letters, a text is cut long before
    it costs anything."""
    return tuple(each[:40] for each in _WORD.findall(text[: longest * 40].casefold())[:longest])


def _together(texts: list[tuple[str, ...]], rules: Copying) -> list[list[tuple[str, ...]]]:
    """Different texts in groups: longest first, each goes to that before it which holds most of it, or stands alone."""
    leaders: list[list[tuple[str, ...]]] = []
    of_sequence: dict[int, list[int]] = defaultdict(list)
    for text in sorted(texts, key=lambda each: (-len(each), each)):
        sequences = _sequences(text, rules.shingle)
        leader = _leader(sequences, of_sequence, rules.containment)
        if leader is not None:
            leaders[leader].append(text)
            continue
        for each in sequences:
            if len(of_sequence[each]) < MOST:
                of_sequence[each].append(len(leaders))
        leaders.append([text])
    return leaders


def _sequences(words: tuple[str, ...], length: int) -> set[int]:
    return {hash(words[at : at + length]) for at in range(max(1, len(words) - length + 1))}


def _leader(sequences: set[int], of_sequence: dict[int, list[int]], containment: float) -> int | None:
    shared = Counter(leader for each in sequences if each in of_sequence for leader in of_sequence[each])
    best = min(shared, key=lambda each: (-shared[each], each), default=None)
    return best if best is not None and shared[best] >= containment * len(sequences) else None
