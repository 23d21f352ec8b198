"""Who speaks: a run of words into a name and a role, a surname into the full name before it, a pronoun into a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from ..knowledge import knowledge

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_PRONOUNS = {"he": "one", "she": "one", "it": "body", "they": "many"}
_NAMESAKES = 20
_LINKS = frozenset(["of", "for", "on", "in", "to", "at"])


@dataclass(frozen=True, slots=True)
class Words:
    """What a name is told by: see words/speakers.yaml."""

    roles: frozenset[str]
    of: frozenset[str]
    titles: frozenset[str]
    particles: frozenset[str]
    bodies: frozenset[str]
    times: frozenset[str]
    people: frozenset[str]
    short: frozenset[str]
    reports: frozenset[str]


@cache
def words() -> Words:
    content = knowledge("words", "speakers.yaml")
    sets = {name: frozenset(content[name]) for name in Words.__dataclass_fields__}
    return Words(**{**sets, "roles": sets["roles"] | sets["short"]})


@dataclass(frozen=True, slots=True)
class Speaker:
    """A speaker as the text words it: characters [start, end) are the name. `sure` is for the name, 0 to 1."""

    name: str
    start: int
    end: int
    role: str | None = None
    person: bool = False
    pronoun: str | None = None
    sure: float = 0.9


def speaker(tokens: Sequence[Token]) -> Speaker | None:
    """Name and role in the words that stand for a speaker; None where they hold neither noun nor pronoun."""
    run = _trimmed(_maker(tokens))
    if not run:
        return None
    if run[-1].lower_ in words().times:
        return None
    if len(run) == 1 and run[0].lower_ in _PRONOUNS:
        return _made(run, pronoun=_PRONOUNS[run[0].lower_])
    if not any(token.pos_ in ("NOUN", "PROPN") or _capital(token) or token.pos_ == "PRON" for token in run):
        return None
    named = _named(run)
    if named is not None:
        name, role = named
        return _made(name, role=_text(_without_titles(role)) or None, person=True)
    plain = _without_titles(run)
    body = plain[1:] if plain[0].pos_ == "DET" and any(_capital(each) for each in plain[1:]) else plain
    return _made(body or run, person=_like_person(body))


def full_names(doc: Doc) -> dict[str, list[tuple[int, str, str | None]]]:
    """Names of persons with a role before them, by their last word: where each stands, the whole name, the role."""
    known = words()
    found: dict[str, list[tuple[int, str, str | None]]] = {}
    run: list[Token] = []
    for token in [*doc, None]:
        if token is not None and (_capital(token) or _bare(token) in known.roles or (run and _inside(token))):
            run.append(token)
            continue
        if token is not None and token.text == "." and run and _bare(run[-1]) in known.short | known.titles:
            run.append(token)
            continue
        if len(run) > 1:
            _hold(run, found)
        run = []
    return found


def speaks(who: Speaker, token: Token) -> bool:
    """Whether a noun, the head of a speaker's words, is such that it can say something: a name, a role, people, a body.

    An id or a report ("the statement") can too; "attack" or "date" cannot, and there the grammar was misread.
    """
    known, noun = words(), token.lemma_.lower()
    if who.person or who.pronoun or _capital(token):
        return True
    return any(noun in each or token.lower_ in each for each in (known.roles, known.bodies, known.people))


def human(name: str) -> bool:
    """Whether a plain noun phrase is for a person: "a local resident", "one of the guards"."""
    known = words()
    parts = [each.casefold() for each in name.split()]
    return any(each in kind or each.removesuffix("s") in kind for each in parts for kind in (known.roles, known.people))


class Fuller:
    """Full names by their last word, each with the place where it stands first."""

    def __init__(self, names: dict[str, list[tuple[int, str, str | None]]]):
        self._first: dict[str, dict[str, int]] = {}
        for found in names.values():
            for at, name, _ in found:
                self.add(at, name)

    def add(self, at: int, name: str) -> None:
        """Hold a name; beyond so many with one surname nobody is told apart by it, and no more are held."""
        held = self._first.setdefault(last_word(name), {})
        if len(held) < _NAMESAKES:
            held.setdefault(name, at)

    def of(self, who: Speaker) -> Speaker:
        """The speaker under the full name that stands earlier in the text, where exactly one full name ends so."""
        if who.pronoun or not who.name:
            return who
        held = self._first.get(last_word(who.name), {})
        fuller = [name for name, at in held.items() if at <= who.start and ends(name, who.name)]
        if len(fuller) != 1:
            return who
        name = fuller[0]
        return replace(who, name=name, person=True) if len(name) > len(who.name) else replace(who, person=True)


def last_word(name: str) -> str:
    """The surname by which a name is found again."""
    return _key(name.split()[-1])


def ends(name: str, part: str) -> bool:
    """Whether a name ends with another: the surname, or the name itself."""
    whole, piece = [_key(each) for each in name.split()], [_key(each) for each in part.split()]
    return len(whole) >= len(piece) and whole[-len(piece) :] == piece


def _key(word: str) -> str:
    return word.casefold().rsplit("-", 1)[-1].strip(".,’'")


def _hold(run: list[Token], found: dict[str, list[tuple[int, str, str | None]]]) -> None:
    named = _named(_trimmed(run))
    if named is None:
        return
    name = _text(named[0])
    if " " in name:
        found.setdefault(last_word(name), []).append((named[0][0].idx, name, _text(named[1]) or None))


def _maker(tokens: Sequence[Token]) -> Sequence[Token]:
    """The one who made it, in "a statement by the ministry"; nothing in brackets."""
    for n, token in enumerate(tokens):
        if n and token.text == "(":
            return tokens[:n]
        if n and token.lower_ in ("by", "from") and tokens[n - 1].lemma_.lower() in words().reports:
            return tokens[n + 1 :]
    return tokens


def _trimmed(tokens: Sequence[Token]) -> list[Token]:
    run = [token for token in tokens if not token.is_space]
    while run and (run[0].pos_ in ("PUNCT", "ADV", "CCONJ", "SCONJ", "ADP") or run[0].is_quote):
        run.pop(0)
    while run and (run[-1].pos_ in ("PUNCT", "ADV", "AUX", "ADP", "CCONJ", "PART", "NUM") or run[-1].is_quote):
        run.pop()
    return run


def _named(run: list[Token]) -> tuple[list[Token], list[Token]] | None:
    """A person's name and what is said of them beside it, or None where no person is named."""
    known = words()
    if not run:
        return None
    at = [n for n, token in enumerate(run) if _bare(token) in known.roles]
    titles = [n for n, token in enumerate(run) if _bare(token) in known.titles]
    if titles and not any(n > titles[-1] for n in at):
        name = _name_from(run, titles[-1] + 1)
        return (name, run[: titles[-1]]) if name else None
    if not at:
        return _after_possessive(run)
    for role in reversed(at):
        begin = _past_role(run, role)
        name = _name_from(run, begin)
        rest = run[begin + len(name) :]
        if name and (not rest or rest[0].text == "," or rest[0].pos_ == "DET"):
            return name, run[:begin]
        if role == at[-1] and begin < len(run) and (run[begin].lower_ in _LINKS or run[begin].text == ","):
            tail = _tail(run, begin)
            if tail:
                return tail, run[: len(run) - len(tail)]
    return _leading(run)


def _past_role(run: list[Token], role: int) -> int:
    """The word after a role, past "of State" and a full stop."""
    begin = role + 1
    while begin + 1 < len(run) and run[begin].lower_ == "of" and _bare(run[begin + 1]) in words().of:
        begin += 2
    return begin + 1 if begin < len(run) and run[begin].text == "." else begin


def _name_from(run: list[Token], begin: int) -> list[Token]:
    """Capitalised words from there on, with the small words inside a name."""
    name: list[Token] = []
    for token in run[begin:]:
        if not (_inside(token) or (_capital(token) and _bare(token) not in words().bodies)):
            break
        name.append(token)
    while name and not _capital(name[-1]):
        name.pop()
    return name


def _tail(run: list[Token], begin: int) -> list[Token]:
    """The name at the end of "director of the body, First Last" or, without a comma, what the grammar ties to it."""
    commas = [n for n in range(begin, len(run)) if run[n].text == ","]
    if commas:
        name = _name_from(run, commas[0] + 1)
        return name if name and name[-1] is run[-1] else []
    last = run[-1]
    name = [last]
    for token in reversed(run[begin:-1]):
        if token.head is not last or token.dep_ not in ("compound", "flat") or token.lower_ in _LINKS:
            break
        name.insert(0, token)
    good = len(name) > 1 and all(_capital(each) or _inside(each) for each in name)
    return name if good and _bare(last) not in words().bodies else []


def _leading(run: list[Token]) -> tuple[list[Token], list[Token]] | None:
    """A name before its role: "First Last, director of", "First Last a police officer"."""
    begin = 0
    while begin < len(run) and (_bare(run[begin]) in words().roles or run[begin].text == "."):
        begin += 1
    office, run = run[:begin], run[begin:]
    role = next((n for n, token in enumerate(run) if _bare(token) in words().roles), len(run))
    name = _name_from(run[:role], 0)
    if len(name) > 2 and name[-1].is_upper and len(name[-1]) > 1:
        name.pop()
    rest = run[len(name) :]
    if not name or not rest or name[0].pos_ == "ADJ":
        return None
    apart = rest[0].text == "," or rest[0].pos_ == "DET"
    heads = role < len(run) and rest[0] is run[role] and len(rest) > 1 and rest[1].lower_ in _LINKS
    if not apart and (len(name) < 2 or (rest[0].pos_ == "NOUN" and not heads)):
        return None
    while rest and (rest[0].text == "," or rest[0].pos_ == "DET"):
        rest.pop(0)
    return name, office or rest


def _after_possessive(run: list[Token]) -> tuple[list[Token], list[Token]] | None:
    at = [n for n, token in enumerate(run) if token.tag_ == "POS"]
    if not at:
        return None
    name = _name_from(run, at[-1] + 1)
    return (name, run[: at[-1]]) if name and name[-1] is run[-1] else None


def _like_person(run: list[Token]) -> bool:
    """Capitalised through and through, and no body: a surname, or a full name without a role."""
    initials = len(run) == 1 and run[0].is_upper
    return bool(run) and not initials and len(run) < 6 and len(_name_from(run, 0)) == len(run)


def _without_titles(run: list[Token]) -> list[Token]:
    kept = [token for token in run if _bare(token) not in words().titles]
    while kept and kept[0].pos_ in ("DET", "PUNCT") and len(kept) > 1 and kept[0].pos_ == "PUNCT":
        kept.pop(0)
    while kept and kept[-1].text in (",", "-"):
        kept.pop()
    return kept


def _made(run: list[Token], *, role: str | None = None, person: bool = False, pronoun: str | None = None) -> Speaker:
    start, end = run[0].idx, run[-1].idx + len(run[-1])
    return Speaker(_text(run), start, end, _no_article(role), person, pronoun)


def _no_article(role: str | None) -> str | None:
    if role is None:
        return None
    first, _, rest = role.partition(" ")
    return rest if rest and first.lower() in ("the", "a", "an") else role


def _text(run: Sequence[Token]) -> str:
    """The words as they stand; where some were left out, with one space between what is left."""
    parts = []
    for n, token in enumerate(run):
        parts.append(token.text)
        if token.whitespace_ or (n + 1 < len(run) and run[n + 1].i != token.i + 1):
            parts.append(" ")
    return " ".join("".join(parts).split())


def _bare(token: Token) -> str:
    return token.lower_.rstrip(".")


def _capital(token: Token) -> bool:
    return token.text[0].isupper()


def _inside(token: Token) -> bool:
    return token.lower_ in words().particles
