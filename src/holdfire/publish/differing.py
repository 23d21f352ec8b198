"""What one agreement, or one version of it, demands otherwise than another: in words, clause by clause."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..terms import Agreement, Clause, Promise
from ..world import World
from .describing import Describer
from .language import Language, Text


@dataclass(frozen=True)
class Difference:
    """One thing that differs: `about` is the id of a clause or promise, or a part of the head; `before` or `after` is
    None where it is only in one of the two."""

    about: str
    what: str
    before: Text | None
    after: Text | None


def differences(one: Agreement, other: Agreement, world: World, words: Language) -> list[Difference]:
    """What is demanded, of whom, where and when, in one and not in the other."""
    before, after = (Describer(each, world, words) for each in (one, other))
    found = list(_by_name("period", _period(before), _period(after)))
    found += _by_name("party", _parties(before), _parties(after))
    found += _by_name("excluded", _excluded(before), _excluded(after))
    for mine, theirs in (
        ({each.id: each for each in one.clauses}, {each.id: each for each in other.clauses}),
        ({each.id: each for each in one.promises}, {each.id: each for each in other.promises}),
    ):
        for ident in dict.fromkeys((*mine, *theirs)):
            found += _of_clause(ident, mine.get(ident), theirs.get(ident), before, after)
    return found


def _of_clause(
    ident: str, mine: Clause | Promise | None, theirs: Clause | Promise | None, before: Describer, after: Describer
) -> Iterator[Difference]:
    if mine is None or theirs is None:
        says = [None if each is None else before.words.term(each.says) for each in (mine, theirs)]
        yield Difference(ident, "clause", says[0], says[1])
        return
    yield from _by_name(ident, _stated(mine, before), _stated(theirs, after))


def _by_name(about: str, before: Mapping[str, Text], after: Mapping[str, Text]) -> Iterator[Difference]:
    for name in dict.fromkeys((*before, *after)):
        mine, theirs = before.get(name), after.get(name)
        if (mine and mine.plain) != (theirs and theirs.plain):
            yield Difference(about, name, mine, theirs)


def _period(said: Describer) -> dict[str, Text]:
    """The lines on from when to when, each by its own words: what both have is no difference."""
    return {line.text.plain: line.text for line in said.period() if line.indent == 1}


def _parties(said: Describer) -> dict[str, Text]:
    return {key: line.text for key, line in said.parties()}


def _excluded(said: Describer) -> dict[str, Text]:
    return {line.text.plain: line.text for line in said.excluded()}


def _stated(each: Clause | Promise, said: Describer) -> dict[str, Text]:
    """What is demanded, by its parts; each reading apart."""
    parties = each.binds if isinstance(each, Clause) else each.debtor
    found = {"bound": said.words.joined([said.words.term(said.agreement.parties[key].name) for key in parties])}
    found["says"] = said.words.term(each.says)
    for reading in each.readings:
        for n, line in enumerate(said.stated(each, reading)):
            found[f"{reading} {n + 1}"] = line
    return found
