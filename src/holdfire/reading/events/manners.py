"""Words that deny, negate, plan or doubt: words/modality.yaml, and what stands at a word itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from ...records.reading import Standing
from ..knowledge import knowledge

if TYPE_CHECKING:
    from spacy.tokens import Token

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass"})
VERBS = frozenset({"VERB", "AUX"})


@dataclass(frozen=True, slots=True)
class Manners:
    """The word lists of words/modality.yaml, by manner."""

    verbs: dict[str, Standing]
    nouns: dict[str, Standing]
    adjectives: dict[str, Standing]
    adverbs: dict[str, Standing]
    auxiliaries: dict[str, Standing]
    marks: frozenset[str]
    claims: frozenset[str]
    dismissing: frozenset[str]
    asking: frozenset[str]
    opaque: frozenset[str]
    occurring: frozenset[str]
    determiners: frozenset[str]
    subjects: frozenset[str]
    prepositions: frozenset[str]
    phrases: frozenset[str]
    undertaking: frozenset[str]
    kept_from: frozenset[str]
    settling: frozenset[str]
    alleging: frozenset[str]
    ending: frozenset[str]
    presupposing: frozenset[str]
    unreal: frozenset[str]
    awaiting: frozenset[str]
    ahead: frozenset[str]
    ranks: frozenset[str]
    past: dict[str, frozenset[str]]


_MANNERS = {
    "possible": Standing.POSSIBLE,
    "planned": Standing.PLANNED,
    "negating": Standing.NEGATED,
    "denying": Standing.DENIED,
}


@cache
def manners() -> Manners:
    content = knowledge("words", "modality.yaml")

    def by_manner(kind: str) -> dict[str, Standing]:
        return {word: manner for name, manner in _MANNERS.items() for word in content[name].get(kind, ())}

    negating, denying = content["negating"], content["denying"]
    return Manners(
        verbs=by_manner("verbs"),
        nouns=by_manner("nouns"),
        adjectives=by_manner("adjectives"),
        adverbs=by_manner("adverbs") | dict.fromkeys(content["past"]["adverbs"], Standing.PAST),
        auxiliaries=by_manner("auxiliaries"),
        marks=frozenset(content["possible"]["marks"]),
        claims=frozenset(denying["claims"]),
        dismissing=frozenset(denying["dismissing"]),
        asking=frozenset(content["asking"]["verbs"]),
        opaque=frozenset(content["opaque"]["verbs"]),
        occurring=frozenset(content["occurring"]["verbs"]),
        undertaking=frozenset(content["undertaking"]["verbs"]),
        kept_from=frozenset(content["kept_from"]["verbs"]),
        settling=frozenset(content["settling"]["verbs"]),
        alleging=frozenset(content["alleging"]["verbs"]),
        ending=frozenset(content["ending"]["verbs"]),
        presupposing=frozenset(content["presupposing"]["nouns"]),
        determiners=frozenset(negating["determiners"]),
        subjects=frozenset(negating["subjects"]),
        prepositions=frozenset(negating["prepositions"]),
        phrases=frozenset(negating["phrases"]),
        ahead=frozenset(content["planned"]["phrases"]),
        awaiting=frozenset(content["awaiting"]["verbs"]),
        ranks=frozenset(content["ranking"]["adjectives"]),
        unreal=frozenset(content["possible"]["unreal"]),
        past={kind: frozenset(words) for kind, words in content["past"].items()},
    )


def negates(adverb: Token) -> bool:
    words = manners()
    if words.adverbs.get(adverb.lower_) is Standing.NEGATED:
        return True
    before = adverb.nbor(-1).lower_ if adverb.i else ""
    return f"{before} {adverb.lower_}" in words.phrases


def is_none(noun: Token) -> bool:
    words = manners()
    if noun.lower_ in words.subjects:
        return True
    if noun.lower_ == "one" and noun.i and noun.nbor(-1).lower_ == "no":
        return True
    return any(
        (each.dep_ in ("det", "neg", "preconj") and each.lower_ in words.determiners) or _not_one(each)
        for each in noun.children
    )


def _not_one(word: Token) -> bool:
    """Whether a word is the "not" of "not a shot"; "not only a shot" is another."""
    if word.lower_ in ("a", "an", "one"):
        return word.i > 0 and word.nbor(-1).lower_ == "not"
    return word.dep_ == "neg" and word.lower_ == "not" and word.nbor(1).lower_ in ("a", "an", "one")


def refuses(verb: Token) -> bool:
    return any(each.dep_ == "neg" or (each.dep_ == "advmod" and negates(each)) for each in verb.children)


def says(verb: Token) -> bool:
    """Whether a verb says or denies what hangs on it: its own "not" is then no "not" of that."""
    words = manners()
    return verb.lemma_ in words.opaque or words.verbs.get(verb.lemma_) is Standing.DENIED
