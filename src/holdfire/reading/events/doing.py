"""Grammar of doing: the words that are the subject and the object of what a word tells."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..grammar.nearby import ahead
from .naming import lemma, listed

if TYPE_CHECKING:
    from spacy.tokens import Token

_DEEP = 5
_VERBAL = ("VERB", "AUX")
_RELATIVE = frozenset({"that", "which", "who", "whom"})
_OF_OBJECT = frozenset({"of", "for", "from"})
_WHEN = frozenset({"when", "after", "as", "while", "before"})
"""On the noun before a verb they show that the verb is that of a clause, whose subject is the noun."""

_ONE_NOUN = frozenset({"compound", "amod", "nmod", "conj", "appos"})


def is_name(token: Token) -> bool:
    """Whether a word that was taken for "is" is a name in capitals."""
    return token.lower_ == "is" and token.text == "IS"


def is_verb(token: Token) -> bool:
    """Whether a word stands as a verb; the tagger takes "airstrikes" for one now and then, the parser less often."""
    return token.pos_ in _VERBAL and token.dep_ not in ("pobj", "dobj", "nsubj", "amod", "compound", "nmod", "poss")


def noun_head(token: Token) -> Token:
    """The noun that a word is part of: *strike* of *air strikes*, the first of nouns joined by *and*."""
    each = token
    while each.dep_ in _ONE_NOUN and each.head != each and each.head.pos_ in ("NOUN", "PROPN"):
        each = each.head
    return each


def is_passive(verb: Token) -> bool:
    """Whether a verb has its patient as a subject: *was shelled*, *a town shelled by*."""
    if any(child.dep_ in ("aux", "auxpass") and is_name(child) for child in verb.children):
        return False
    if any(child.dep_ in ("nsubjpass", "auxpass") for child in verb.children):
        return True
    if any(child.dep_ == "nsubj" for child in verb.children):
        return False
    if verb.tag_ != "VBN" or any(child.dep_ in ("aux", "dobj", "oprd") for child in verb.children):
        return False
    if verb.dep_ == "acl" and any(child.lower_ in _WHEN for child in verb.head.children):
        return False
    return verb.dep_ != "conj" or verb.head.pos_ not in _VERBAL or is_passive(verb.head)


def telling_verb(token: Token, peaceful: bool = False) -> Token | None:
    """The verb whose subject did what a word tells: the word itself, or the verb that it is the object or means of."""
    if is_verb(token):
        return token
    each = noun_head(token)
    for _ in range(_DEEP):
        above = each.head
        if above == each:
            return None
        if each.dep_ in ("dobj", "attr", "oprd"):
            return above if above.pos_ in _VERBAL and does(above, peaceful) else None
        if each.dep_ != "pobj":
            return None
        over = above.head
        if above.lower_ == "of" and over.pos_ in ("NOUN", "NUM", "PROPN"):
            if lemma(over) not in listed("weapons") and lemma(over) not in listed("events"):
                return None
            each = noun_head(over)
        elif over.pos_ in _VERBAL and above.lower_ == "under" and lemma(over) in listed("suffer"):
            return over
        elif over.pos_ in _VERBAL and (lemma(over) in listed("deeds") or lemma(over) in listed("filling")):
            if above.lower_ in ("with", "using", "through", "via"):
                return over
            if above.lower_ not in ("in", "during"):
                return None
            return over if not is_passive(over) or any(each.dep_ == "agent" for each in over.children) else None
        else:
            return None
    return None


def does(verb: Token, peaceful: bool = False) -> bool:
    """Whether who is the subject of a verb did what its object tells; `peaceful` for talks, truces and agreements."""
    name = lemma(verb)
    return name in listed("light") | listed("deeds") | listed("filling") or (peaceful and name in listed("peaceful"))


def subjects(verb: Token, depth: int = _DEEP) -> Iterator[tuple[Token, str]]:
    """Who does what a verb tells, its subject or *by*-phrase, also where another verb lends it; and how it is named."""
    if depth == 0:
        return
    agents = [each for each in verb.children if each.dep_ == "agent"]
    if is_passive(verb):
        for each in _behind(agents):
            yield each, "agent"
            if lemma(each) in listed("weapons"):  # "by a bullet fired by the police"
                clauses = [child for child in each.children if child.dep_ == "acl" and child.pos_ in _VERBAL]
                yield from (one for clause in clauses for one in subjects(clause, depth - 1))
        if not agents and verb.dep_ == "acl" and lemma(verb.head) in listed("weapons"):
            yield from _fired(verb.head, depth)  # "fired rockets filled with gas"
        if not agents and verb.dep_ == "conj" and not _subject(verb):
            yield from subjects(verb.head, depth - 1)
        return
    own = _subject(verb)
    if own is not None:
        antecedent = own.lower_ in _RELATIVE and verb.dep_ == "relcl"
        yield from _weapon_or(verb.head if antecedent else own, depth)
    elif verb.dep_ in ("acl", "relcl") and verb.head.pos_ in ("NOUN", "PROPN"):
        yield from _of_participle(verb, depth)
    elif verb.dep_ in ("xcomp", "ccomp"):
        yield from _lent(verb, depth)
    elif verb.dep_ in ("conj", "advcl", "acomp") and verb.head != verb:
        above = verb.head
        if (above.pos_ in _VERBAL or above.pos_ == "ADJ") and lemma(above) not in listed("turned"):
            yield from subjects(above, depth - 1)
    elif verb.dep_ == "pcomp" and verb.head.head.pos_ in _VERBAL:
        above = verb.head.head
        if verb.head.lower_ in _OF_OBJECT or lemma(above) in listed(
            "accusing"
        ):  # who accuses the army of shelling did not shell
            yield from ((each, "subject") for each in above.children if each.dep_ in ("dobj", "nsubjpass"))
        else:
            yield from subjects(above, depth - 1)


def _subject(verb: Token) -> Token | None:
    named = (each for each in verb.children if each.dep_ in ("aux", "auxpass") and is_name(each))
    return next((each for each in verb.children if each.dep_ == "nsubj"), next(named, None))


def _behind(prepositions: list[Token]) -> Iterator[Token]:
    for each in prepositions:
        yield from (child for child in each.children if child.dep_ == "pobj")


def _weapon_or(subject: Token, depth: int) -> Iterator[tuple[Token, str]]:
    """A subject; where it is a weapon, who fired it, if the clause over it says so."""
    yield subject, "subject"
    if lemma(subject) in listed("weapons"):
        yield from _fired(subject, depth)


_OPEN = frozenset({"by", "with", "against", "between", "among"})


def _of_participle(verb: Token, depth: int) -> Iterator[tuple[Token, str]]:
    """Who does what a participle behind a noun tells: that noun, if it is a side of its own clause.

    Not those who were hit in "targeted the rebels, killing ten", nor who stands last in a row of nouns.
    """
    noun = verb.head
    if noun.dep_ in ("nsubj", "nsubjpass") or lemma(verb) not in listed("results"):
        if noun.dep_ != "pobj" or verb.i == noun.i + 1 or noun.head.lower_ in _OPEN or noun.head.dep_ == "agent":
            yield from _weapon_or(noun, depth)
        elif lemma(noun) in listed("weapons"):
            yield from _fired(noun, depth)
        return
    over = _over(noun)
    if lemma(noun) in listed("weapons"):
        yield from _fired(noun, depth)
    elif over is not None and lemma(over) in listed("deeds"):
        yield from subjects(over, depth - 1)


def _fired(weapon: Token, depth: int) -> Iterator[tuple[Token, str]]:
    verb = telling_verb(weapon)
    if verb is not None:
        yield from subjects(verb, depth - 1)


def _lent(verb: Token, depth: int) -> Iterator[tuple[Token, str]]:
    """The subject of an infinitive: that of the verb over it, or its object where it makes somebody do it."""
    above = verb.head
    patient = next((each for each in above.children if each.dep_ in ("dobj", "nsubjpass")), None)
    if above.pos_ not in _VERBAL:
        if above.pos_ == "NOUN" and lemma(above) in listed("speech") and verb.dep_ == "xcomp":
            yield above, "subject"  # "Group claims to have shelled", taken for a noun
        if above.pos_ == "ADJ":
            yield from subjects(above.head, depth - 1) if above.dep_ == "acomp" else ()
    elif patient is not None and (lemma(above) in listed("causative") or patient.dep_ == "nsubjpass"):
        yield patient, "subject"
    elif verb.dep_ == "xcomp":
        yield from subjects(above, depth - 1)


def objects(verb: Token) -> Iterator[Token]:
    """Who is acted on by what a verb tells: its object, or its subject in the passive."""
    own = [each for each in verb.children if each.dep_ in ("dobj", "nsubjpass", "dative")]
    for each in own:
        if each.lower_ in _RELATIVE and verb.dep_ == "relcl":
            yield verb.head
        elif each.dep_ == "dative" and each.pos_ == "ADP":
            yield from _behind([each])
        else:
            yield each
    yield from (each for one in verb.children if is_name(one) and one.i > verb.i for each in (one, *one.children))
    if own or not is_passive(verb):
        return
    if verb.dep_ in ("acl", "relcl"):
        if not _open(verb):
            yield verb.head
    elif verb.dep_ == "conj" and verb.head.pos_ in _VERBAL and is_passive(verb.head):
        yield from (each for each in verb.head.children if each.dep_ == "nsubjpass")


def _open(verb: Token) -> bool:
    """Whether it is open who was hit: "the unit targeted with rockets a convoy", where no *by* stands."""
    return any(each.lower_ == "with" for each in ahead(verb, 1)) and not any(
        each.dep_ == "agent" for each in verb.children
    )


def behind(word: Token, prepositions: frozenset[str]) -> Iterator[Token]:
    """What stands behind some prepositions that hang on a word."""
    for each in word.children:
        if each.dep_ in ("prep", "agent") and each.lower_ in prepositions:
            yield from (child for child in each.children if child.dep_ == "pobj")


def victims(token: Token) -> Iterator[Token]:
    """Those whom a clause that belongs to what a word tells says were killed or hurt."""
    noun = noun_head(token)
    if noun.dep_ == "nsubj":
        toll = (each for each in noun.head.children if each.dep_ == "dobj" and lemma(each) in listed("tolls"))
        for each in toll:
            yield from behind(each, frozenset({"among", "of"}))
    met: set[int] = set()
    verb = token if is_verb(token) else _over(noun_head(token))
    for start in (noun_head(token), verb):
        if start is None:
            continue
        for each in _near(start):
            if each.i not in met and lemma(each) in listed("harm"):
                met.add(each.i)
                yield from _hurt(each)


def _over(noun: Token) -> Token | None:
    """The verb of the clause in which a noun stands."""
    each = noun
    for _ in range(_DEEP):
        if each.head == each or each.dep_ in ("relcl", "acl"):
            return None
        each = each.head
        if each.pos_ in _VERBAL:
            return each
    return None


def _near(verb: Token) -> Iterator[Token]:
    """A verb, those that follow from it (*killing two*), and those that it gives the occasion of (*died when*)."""
    yield verb
    todo = [verb]
    for _ in range(2):
        some = [
            each for above in todo for each in above.children if each.dep_ in ("advcl", "xcomp", "acl", "conj", "dep")
        ]
        todo = [each for each in some if each.pos_ in _VERBAL and not _another(each)]
        yield from todo
    above, by = verb, verb.dep_
    for _ in range(2):
        if by not in ("advcl", "conj", "pcomp") or above.head == above:
            return
        above = above.head.head if by == "pcomp" else above.head
        by = above.dep_
        if above.pos_ in _VERBAL and not _another(above):
            yield above


def _another(verb: Token) -> bool:
    """Whether somebody else is said to have done it."""
    return any(each.dep_ in ("nsubj", "agent") and lemma(each) not in listed("events") for each in verb.children) and (
        lemma(verb) != "die"
    )


def _hurt(verb: Token) -> Iterator[Token]:
    if lemma(verb) == "die":
        yield from (each for each in verb.children if each.dep_ == "nsubj")
    else:
        yield from objects(verb)
    yield from behind(verb, frozenset({"including"}))


def speakers(token: Token) -> Iterator[Token]:
    """Who says the clause in which a word stands, from the nearest verb of speech upwards."""
    each = token
    for _ in range(2 * _DEEP):
        if each.head == each:
            return
        each = each.head
        if each.pos_ in _VERBAL and lemma(each) in listed("speech"):
            own = _subject(each)
            if own is not None and own != token and not own.is_ancestor(token):
                yield own
                return
