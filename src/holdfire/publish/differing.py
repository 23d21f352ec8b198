"""What one agreement, or one version of it, demands otherwise than another: in words, clause by clause."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..terms import Agreement, Clause, Promise
from ..world import World
from .describing import Describer, Line
from .language import Language, Text


@dataclass(frozen=True)
class Difference:
    """One thing that differs: `about` is the id of a clause or promise, or a part of the head; `what` differs in it;
    `before` or `after` is None where it is only in one of the two."""

    about: str
    what: str
    before: Text | None
    after: Text | None


Labelled = list[tuple[str, Text]]


def differences(one: Agreement, other: Agreement, world: World, words: Language) -> list[Difference]:
    """What is demanded, of whom, where and when, in one and not in the other."""
    before, after = (Describer(each, world, words) for each in (one, other))
    found: list[Difference] = []
    for about, mine, theirs in (
        ("period", _head(before.period()), _head(after.period())),
        ("area", _head(before.where()), _head(after.where())),
        ("party", _head(before.parties()), _head(after.parties())),
        ("excluded", _head(before.excluded()), _head(after.excluded())),
        ("terms", _head(before.others()), _head(after.others())),
    ):
        found += _compared(about, mine, theirs)
    mine_by_id, theirs_by_id = ({each.id: each for each in agreement.demands} for agreement in (one, other))
    for ident in dict.fromkeys((*mine_by_id, *theirs_by_id)):
        found += _of_clause(ident, mine_by_id.get(ident), theirs_by_id.get(ident), before, after)
    return found


def _of_clause(
    ident: str, mine: Clause | Promise | None, theirs: Clause | Promise | None, before: Describer, after: Describer
) -> Iterator[Difference]:
    if mine is None or theirs is None:
        says = [None if each is None else before.words.term(each.says) for each in (mine, theirs)]
        yield Difference(ident, "clause", says[0], says[1])
        return
    yield from _compared(ident, _demanded(mine, before), _demanded(theirs, after))


def _compared(about: str, before: Labelled, after: Labelled) -> Iterator[Difference]:
    """The lines that only one of the two has; of one label the first goes with the first."""
    for label in dict.fromkeys(name for name, _ in (*before, *after)):
        mine, theirs = ([text for name, text in several if name == label] for several in (before, after))
        gone = [each for each in mine if each.plain not in {text.plain for text in theirs}]
        new = [each for each in theirs if each.plain not in {text.plain for text in mine}]
        for n in range(max(len(gone), len(new))):
            yield Difference(about, label, gone[n] if n < len(gone) else None, new[n] if n < len(new) else None)


def _head(lines: Iterator[tuple[str, Line]]) -> Labelled:
    """The labelled lines of a part of the head; what is said of an entry's source demands nothing."""
    return [(label, line.text) for label, line in lines if label]


def _demanded(each: Clause | Promise, said: Describer) -> Labelled:
    """What is demanded, by its parts; each reading apart."""
    parties = each.binds if isinstance(each, Clause) else each.debtor
    found: Labelled = [("bound", said.bound(parties)), ("says", said.words.term(each.says))]
    if isinstance(each, Promise) and each.to:
        found.append(("to", said.bound(each.to)))
    if isinstance(each, Clause) and each.permission:
        found.append(("permission", said.words._("it allows")))
    if isinstance(each, Clause) and each.duty is not None:
        found.append(("duty", said.words.names(each.duty.prevent, said.world)))
    found += said.standing(each)
    for reading in each.readings:
        found += [(f"{reading}: {label}", text) for label, text in said.stated(each, reading)]
    return found
