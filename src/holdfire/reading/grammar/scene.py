"""A parsed document with the places, actors, dates and numbers that were found in it, looked up by word."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from ...records import Mention, Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token
    from spacy.tokens import Span as Sentence

_CLAUSES = frozenset({"relcl", "advcl", "acl", "appos", "parataxis", "ccomp"})


@dataclass(frozen=True)
class Scene:
    """One document on the table. `published` is its day, where it is known."""

    doc: Doc
    mentions: Sequence[Mention] = ()
    published: date | None = None
    _by_kind: dict[str, list[Mention]] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        for each in sorted(self.mentions, key=lambda mention: mention.span.start):
            self._by_kind.setdefault(each.kind, []).append(each)

    @cached_property
    def _starts(self) -> dict[str, list[int]]:
        return {kind: [each.span.start for each in found] for kind, found in self._by_kind.items()}

    def of(self, kind: str, start: int = 0, end: int | None = None) -> list[Mention]:
        """The mentions of a kind that begin in characters [start, end), in order."""
        starts = self._starts.get(kind, [])
        first = bisect_left(starts, start)
        last = len(starts) if end is None else bisect_left(starts, end)
        return self._by_kind.get(kind, [])[first:last]

    def at(self, kind: str, token: Token) -> Mention | None:
        """The mention of a kind that a word is part of."""
        found = self.of(kind, max(0, token.idx - 120), token.idx + len(token.text))
        return next((each for each in reversed(found) if each.span.end > token.idx), None)

    def first(self, mention: Mention) -> Token | None:
        """The first word of a mention."""
        found = self.doc.char_span(mention.span.start, mention.span.end, alignment_mode="expand")
        return None if found is None else found[0]

    def under(self, kind: str, token: Token) -> list[Mention]:
        """The mentions of a kind in the phrase that a word heads, without clauses that hang on it."""
        found = [each for each in (self.at(kind, word) for word in phrase(token)) if each is not None]
        return list(dict.fromkeys(found))

    def span(self, start: int, end: int) -> Span:
        """Characters [start, end) with their words."""
        return Span(start=start, end=end, words=self.text[start:end])

    def sentence(self, sentence: Sentence) -> Span:
        """The span of a sentence, without the white space round it."""
        words = self.text[sentence.start_char : sentence.end_char].rstrip()
        start = sentence.start_char + len(words) - len(words.lstrip())
        return self.span(start, sentence.start_char + len(words))

    @cached_property
    def text(self) -> str:
        """The text, put together once: a Doc does so each time that it is asked."""
        return self.doc.text

    @cached_property
    def places(self) -> frozenset[int]:
        """The indices of the words inside place names."""
        inside = {at for each in self.of("place") for at in range(each.span.start, each.span.end)}
        return frozenset(token.i for token in self.doc if token.idx in inside)


def phrase(token: Token) -> Iterator[Token]:
    """A word and what hangs on it, in the order of the text, without clauses of their own."""
    held: list[Token] = []
    waiting = [token]
    while waiting:
        each = waiting.pop()
        held.append(each)
        waiting += [child for child in each.children if child.dep_ not in _CLAUSES and not child.is_punct]
    return iter(sorted(held, key=lambda word: word.i))


def best(mention: Mention) -> str | None:
    """The likeliest choice of a mention, where it has any."""
    return mention.choices[0].value if mention.choices else None
