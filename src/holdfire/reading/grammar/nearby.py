"""The words right before and right behind a word, within its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Token


def ahead(token: Token, most: int) -> list[Token]:
    """At most so many words behind a word, in order, up to the end of its sentence."""
    doc = token.doc
    found: list[Token] = []
    for i in range(token.i + 1, min(token.i + 1 + most, len(doc))):
        word = doc[i]
        if word.is_sent_start:
            break
        found.append(word)
    return found


def back(token: Token, most: int) -> list[Token]:
    """At most so many words before a word, the nearest first, down to the beginning of its sentence."""
    doc, word = token.doc, token
    found: list[Token] = []
    while len(found) < most and not word.is_sent_start and word.i > 0:
        word = doc[word.i - 1]
        found.append(word)
    return found
