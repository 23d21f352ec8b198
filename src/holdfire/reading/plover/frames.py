"""The frames of words/verbs.yaml, ready to be looked up, and what stands with a verb that they ask for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from ..knowledge import knowledge

if TYPE_CHECKING:
    from spacy.tokens import Token

_WIDE = 6
"""Words that are looked at from a noun phrase's head to each end of it."""

_DEEP = 40
"""Words below a verb that `any=` looks at."""

_OBJECTS = frozenset({"dobj", "nsubjpass", "attr", "oprd", "dative", "obj", "acomp"})
_PARTICLES = frozenset({"prt", "advmod", "acomp", "dobj"})
_CLAUSES = frozenset({"xcomp", "pcomp"})


@dataclass(frozen=True, slots=True)
class Frame:
    """A line of the lexicon: the event, and what must (or must not) stand with its verb."""

    event: str
    particle: str | None
    asks: tuple[tuple[str, frozenset[str] | None, bool], ...]

    @property
    def size(self) -> int:
        """How much it asks for: a named word counts for more than that something is there."""
        return sum(3 if words else 2 for _, words, _ in self.asks) + (2 if self.particle else 0)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All of words/verbs.yaml. `nouns` gives events by a noun's lemma, with the modifier that it may ask for."""

    verbs: Mapping[str, tuple[Frame, ...]]
    nouns: Mapping[str, tuple[tuple[str | None, str], ...]]
    intents: Mapping[str, frozenset[str]]
    planned: Mapping[str, str]
    negated: Mapping[str, str]
    hostile: frozenset[str]
    mutual: frozenset[str]
    swapped: Mapping[str, str]
    crowd: frozenset[str]
    killing: frozenset[str]
    defiant: frozenset[str]
    known: frozenset[str]
    light: frozenset[str]
    occurs: frozenset[str]
    root: Mapping[str, str]
    targets: Mapping[str, float]
    times: frozenset[str]
    steering: frozenset[str]
    plainly: frozenset[str]
    musing: frozenset[str]


@cache
def lexicon() -> Lexicon:
    content: dict[str, Any] = knowledge("words", "verbs.yaml")
    classes = {name: frozenset(words) for name, words in content["classes"].items()}
    verbs: dict[str, list[Frame]] = {}
    for event, lines in content["verbs"].items():
        for line in lines:
            lemma, frame = _frame(event, line, classes)
            verbs.setdefault(lemma, []).append(frame)
    nouns: dict[str, list[tuple[str | None, str]]] = {}
    for event, names in content["carried_nouns"].items():
        for name in names:
            *before, last = name.split()
            nouns.setdefault(last, []).append((before[-1] if before else None, event))
    return Lexicon(
        verbs={lemma: tuple(frames) for lemma, frames in verbs.items()},
        nouns={noun: tuple(sorted(found, key=lambda each: each[0] is None)) for noun, found in nouns.items()},
        intents={name: frozenset(words) for name, words in content["intents"].items()},
        planned=content["futures"]["planned"],
        negated=content["futures"]["negated"],
        hostile=frozenset(content["futures"]["hostile"]),
        mutual=frozenset(content["mutual"]),
        swapped=content["swapped"],
        crowd=frozenset(content["crowd"]),
        killing=frozenset(content["killing"]),
        defiant=frozenset(content["defiant"]),
        known=frozenset(verbs).union(content["light"], *content["intents"].values()),
        light=frozenset(content["light"]),
        occurs=frozenset(content["occurs"]),
        root=content["root"],
        targets=content["targets"],
        times=frozenset(content["times"]),
        steering=frozenset(content["steering"]),
        plainly=frozenset(content["plainly"]),
        musing=frozenset(content["musing"]),
    )


def _frame(event: str, line: str, classes: Mapping[str, Collection[str]]) -> tuple[str, Frame]:
    head, *conditions = line.split()
    lemma, _, particle = head.partition("+")
    asks = []
    for each in conditions:
        wanted = not each.startswith("!")
        key, _, values = each.lstrip("!").partition("=")
        words = frozenset(word for part in values.split("|") if part for word in classes.get(part, (part,)))
        asks.append((key, None if not words or "*" in words else words, wanted))
    return lemma, Frame(event, particle or None, tuple(asks))


@dataclass(slots=True)
class Around:
    """What stands with a verb: lemmas of its object and subject, by preposition, and what clauses it has."""

    objects: frozenset[str]
    subjects: frozenset[str]
    particles: frozenset[str]
    behind: dict[str, frozenset[str]]
    clauses: frozenset[str]
    verb: Token
    below: frozenset[str] | None = None

    def meets(self, frame: Frame) -> bool:
        if frame.particle is not None and frame.particle not in self.particles:
            return False
        return all(self._holds(key, words) is wanted for key, words, wanted in frame.asks)

    def _holds(self, key: str, words: frozenset[str] | None) -> bool:
        if key in ("do", "that"):
            return key in self.clauses
        if key not in ("obj", "subj", "any"):
            found = self.behind.get(key)
            return found is not None and (words is None or bool(words & found))
        place = {"obj": self.objects, "subj": self.subjects, "any": None}[key]
        if place is None:
            place = self.below = _below(self.verb) if self.below is None else self.below
        return bool(place) if words is None else bool(words & place)


def around(verb: Token) -> Around:
    """What stands with a verb, in one pass over its children."""
    objects: set[str] = set()
    subjects: set[str] = set()
    particles: set[str] = set()
    behind: dict[str, frozenset[str]] = {}
    clauses: set[str] = set()
    for child in verb.children:
        dep = child.dep_
        if dep in _OBJECTS:
            objects |= phrase(child)
        if dep == "nsubj":
            subjects |= phrase(child)
        elif dep in _PARTICLES:
            particles.add(child.lower_)
        if dep in ("prep", "agent", "dative", "advmod", "prt") and child.pos_ in ("ADP", "SCONJ", "ADV", "PART"):
            particles.add(child.lower_)
            _behind(child, behind, clauses)
        elif dep in _CLAUSES:
            clauses.add("do")
        elif dep in ("ccomp", "parataxis"):
            clauses.add("do" if _infinitive(child) else "that")
        elif dep == "advcl" and _infinitive(child):
            clauses.add("do")
    if verb.dep_ in ("acl", "relcl") and verb.tag_ == "VBN":
        objects |= phrase(verb.head)
    elif verb.dep_ in ("acl", "relcl"):
        subjects |= phrase(verb.head)
    return Around(frozenset(objects), frozenset(subjects), frozenset(particles), behind, frozenset(clauses), verb)


def _behind(preposition: Token, behind: dict[str, frozenset[str]], clauses: set[str]) -> None:
    words = frozenset(word for each in preposition.children if each.dep_ == "pobj" for word in phrase(each))
    behind[preposition.lower_] = behind.get(preposition.lower_, frozenset()) | words
    for each in preposition.children:
        if each.dep_ == "pcomp":
            clauses.add("do")
        elif each.dep_ == "prep":
            inner = (one for one in each.children if one.dep_ == "pobj")
            behind[each.lower_] = frozenset(word for one in inner for word in phrase(one))


def _infinitive(verb: Token) -> bool:
    return any(each.dep_ == "aux" and each.lower_ == "to" for each in verb.children)


def _below(verb: Token) -> frozenset[str]:
    """The lemmas of what hangs on a verb, near it."""
    first, last = max(verb.left_edge.i, verb.i - _DEEP), min(verb.right_edge.i + 1, verb.i + _DEEP)
    return frozenset(each.lemma_.lower() for each in verb.doc[first:last])


def phrase(head: Token) -> frozenset[str]:
    """The lemmas of a noun phrase: its head, what stands beside that, what it is "of", and what is joined to it."""
    found = {head.lemma_.lower(), head.lower_}
    for child in head.children:
        if child.dep_ in ("compound", "amod", "nmod", "conj", "appos", "poss"):
            found.add(child.lemma_.lower())
            found |= {each.lemma_.lower() for each in child.children if each.dep_ in ("compound", "amod", "conj")}
        elif child.dep_ == "prep" and child.lower_ == "of":
            found |= {each.lemma_.lower() for each in child.children if each.dep_ == "pobj"}
    return frozenset(found)
