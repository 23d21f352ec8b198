"""How each proposition of an incident stands: for every value that is said, who says it and who says otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ...records import Account, Alternative, Observation, Proposition, Status, Verified, Voice
from ...world import World
from .grading import Standing, credibility
from .method import Method
from .propositions import Meaning, Value, text
from .telling import Telling
from .verifying import Findings
from .voices import Say, Voices, count

NOBODY = "unattributed"
"""The claimant that stands where a report denies and does not say on whose word."""


def accounts(
    reports: Sequence[Observation],
    world: World,
    method: Method,
    verified: Sequence[Verified] = (),
    alternatives: Sequence[Alternative] = (),
) -> tuple[Account, ...]:
    """How the propositions of one incident stand, from all of its reports.

    One account for each value that is said of a proposition, the best borne out first; that it occurred always has one.
    Of `alternatives` those count that somebody backs, as his word. `verified` are decisions; those about other
    incidents are passed over. The order of what is given changes nothing. Raises `ValueError` for a rival value or a
    verification that cannot be read.

    >>> from holdfire.incidents.corroboration import default_method
    >>> from holdfire.world import load_world
    >>> from holdfire.world.report import read_report
    >>> world, one = load_world(), {"when": "2016-03-01", "where": "Daraya", "killed": 3}
    >>> told = [read_report(one | {"id": who, "claimed_by": who, "act": act}, "Asia/Damascus", world)[0]
    ...         for who, act in (("sohr", "shelling"), ("icrc", "armed_attack"))]
    >>> for each in accounts(told, world, default_method()):
    ...     print(each.proposition, each.value, each.status, len(each.voices), each.credibility, each.reason)
    occurred None corroborated 2 1 confirmed
    act "armed_attack" corroborated 2 1 confirmed
    act "shelling" reported 1 2 consistent
    harm [3, 3] corroborated 2 1 confirmed
    """
    return Hearing(reports, world, method, verified, alternatives).accounts


class Hearing:
    """The reports of one incident heard together: `accounts` as above, and how many independent voices say what some of
    them say."""

    def __init__(
        self,
        reports: Sequence[Observation],
        world: World,
        method: Method,
        verified: Sequence[Verified] = (),
        alternatives: Sequence[Alternative] = (),
    ):
        telling = Telling(reports, alternatives, world, method)
        self._voices = Voices(telling.heard, telling.texts, world.claimants, method)
        self._at = {each.report: at for at, each in enumerate(telling.heard[: len(reports)])}
        self._counted: dict[tuple[Proposition, tuple[int, ...]], int] = {}
        if telling.plain and not verified:
            self.accounts = _alone(telling, self._voices, method)
            return
        case = _Case(telling, self._voices, world, method)
        decided = [each for each in verified if each.about in self._at]
        self.accounts = tuple(one for proposition in Proposition for one in case.accounts(proposition, decided))

    def count(self, reports: Iterable[str], proposition: Proposition) -> int:
        """How many independent voices stand behind some of the reports, by their ids, in what they say of a
        proposition. The names of those who speak have no part in it."""
        told = tuple(sorted(self._at[each] for each in reports))
        key = (proposition, told)
        if key not in self._counted:
            # of the time and the place, as of all but that it happened, a row does not tell which of its origins spoke
            self._counted[key] = count(self._voices.says(proposition, told, of=Proposition.ACT))
        return self._counted[key]


def _alone(telling: Telling, speaking: Voices, method: Method) -> tuple[Account, ...]:
    """The accounts of one report, of whom nobody can say otherwise: what most incidents are."""
    ids, unnamed = (telling.heard[0].report,), telling.heard[0].unnamed
    known: dict[tuple[bool, bool], tuple[tuple[Voice, ...], int, str]] = {}
    found = []
    for proposition, told in telling.told.items():
        if not told:
            continue
        key = (getattr(method.camps.one_voice, proposition.value), proposition is Proposition.OCCURRED)
        if key not in known:
            voices = speaking.voices(speaking.grouped(speaking.says(proposition, (0,))))
            known[key] = voices, *credibility(Standing(len(voices)), method.credibility)
        voices, grade, reason = known[key]
        enough = len(voices) >= getattr(method.corroborated.voices, proposition.value)
        status = Status.CORROBORATED if enough else Status.REPORTED
        found += [
            Account(proposition=proposition, value=text(value), status=status, voices=voices, unnamed=unnamed,
                    reports=ids, credibility=grade, reason=reason)
            for value in telling.values(proposition)
        ]  # fmt: skip
    return tuple(found)


class _Backing(NamedTuple):
    """What of all that is said of a proposition says one value: the sets of values, the reports, the voices."""

    some: frozenset[tuple[Value, ...]]
    told: tuple[int, ...]
    says: Sequence[Say]
    voices: tuple[Voice, ...]


class _Against(NamedTuple):
    """Who says otherwise: names, and how many independent voices they are."""

    names: frozenset[str]
    voices: int


class _Case:
    """One incident: what is told of it, and who counts as one voice in it."""

    def __init__(self, telling: Telling, voices: Voices, world: World, method: Method):
        self._telling, self._voices, self._world, self._method = telling, voices, world, method
        self._meaning = Meaning(world, method.agreement)
        self._known: dict[tuple[object, ...], tuple[Sequence[Say], tuple[Voice, ...]]] = {}

    def accounts(self, proposition: Proposition, decided: Sequence[Verified]) -> list[Account]:
        values = self._telling.values(proposition)
        findings = Findings(decided, proposition, values, self._world, self._meaning) if decided else None
        if proposition is Proposition.OCCURRED:
            values = [None]
        else:
            values = list(dict.fromkeys((*values, *(findings.values if findings else ()))))
            values += self._only_denied(proposition, values)
        found = [self._account(proposition, each, findings) for each in values]
        return found if len(found) < 2 else sorted(found, key=_best_first)

    def _account(self, proposition: Proposition, value: Value, findings: Findings | None) -> Account:
        backing = self._backing(proposition, value)
        against = self._against(proposition, value, backing, findings)
        verified = findings.of(value) if findings else None
        standing = Standing(
            voices=len(backing.voices),
            disputing=against.voices,
            agreeing=self._agreeing(proposition, value, backing),
            others=self._others(proposition, backing),
            verified=verified is not None,
        )
        grade, reason = credibility(standing, self._method.credibility)
        return Account(
            proposition=proposition,
            value=text(value),
            status=self._status(proposition, standing),
            voices=backing.voices,
            unnamed=tuple(sorted({each for at in backing.told for each in self._telling.heard[at].unnamed})),
            reports=tuple(sorted({self._telling.heard[at].report for at in backing.told})),
            disputed_by=tuple(sorted(against.names)),
            credibility=grade,
            reason=reason,
            verified=verified,
        )

    def _status(self, proposition: Proposition, of: Standing) -> Status:
        if of.verified:
            return Status.VERIFIED
        enough: int = getattr(self._method.corroborated.voices, proposition.value)
        return Status.CORROBORATED if of.voices >= enough else Status.REPORTED

    def _backing(self, proposition: Proposition, value: Value) -> _Backing:
        told = self._telling.told[proposition]
        some = [
            each for each in told if value in each or any(self._meaning.backs(proposition, one, value) for one in each)
        ]
        reports = tuple(sorted({at for each in some for at in told[each]}))
        return _Backing(frozenset(some), reports, *self._who(proposition, reports))

    def _who(self, proposition: Proposition, told: tuple[int, ...]) -> tuple[Sequence[Say], tuple[Voice, ...]]:
        """The voices among reports; found once where the same reports tell several propositions that count alike."""
        camps = getattr(self._method.camps.one_voice, proposition.value)
        key = (camps, proposition is Proposition.OCCURRED, *told)
        if key not in self._known:
            says = self._voices.says(proposition, told)
            self._known[key] = says, self._voices.voices(self._voices.grouped(says))
        return self._known[key]

    def _against(
        self, proposition: Proposition, value: Value, backing: _Backing, findings: Findings | None
    ) -> _Against:
        """Who denies it, or says what cannot be true beside it. Who says both is not against himself."""
        other = self._otherwise(proposition, value, backing)
        denying = self._denying(proposition, value)
        bodies = findings.against(value) if findings else frozenset()
        if not (denying or other or bodies):
            return _NO_ONE
        here = {each for at in backing.told for each in self._names(at)}
        saying = [at for at in other if not here.issuperset(self._names(at))]
        names = {each for at in saying for each in self._names(at)} - here
        names |= {each for at in denying for each in self._names(at) or (NOBODY,)}
        mine = {each for say in backing.says for each in say.classes}
        says = [each for each in self._voices.says(proposition, saying) if mine.isdisjoint(each.classes)]
        says += self._voices.says(proposition, denying)
        return _Against(bodies | names, count(says) + len(bodies))

    def _otherwise(self, proposition: Proposition, value: Value, backing: _Backing) -> list[int]:
        """The reports that say what cannot be true beside a value, or beside what else is said with it."""
        told = self._telling.told[proposition]
        if len(told) == len(backing.some):
            return []
        mine = {value, *(each for some in backing.some if len(some) > 1 for each in some)}
        return [at for some in told if not self._fit(proposition, some, mine) for at in told[some]]

    def _names(self, at: int) -> tuple[str, ...]:
        return self._telling.heard[at].origins + self._telling.heard[at].unnamed

    def _fit(self, proposition: Proposition, some: Iterable[Value], others: Iterable[Value]) -> bool:
        return any(self._meaning.fits(proposition, each, other) for each in some for other in others)

    def _denying(self, proposition: Proposition, value: Value) -> list[int]:
        denied = self._telling.denied.get(proposition)
        if denied is None:
            return []
        return [at for some, at in denied if not some or any(self._in_line(proposition, each, value) for each in some)]

    def _in_line(self, proposition: Proposition, one: Value, other: Value) -> bool:
        return self._meaning.backs(proposition, one, other) or self._meaning.backs(proposition, other, one)

    def _only_denied(self, proposition: Proposition, values: Iterable[Value]) -> list[Value]:
        """What is denied though no report says it: it has an account without a voice."""
        if proposition not in self._telling.denied:
            return []
        denied = dict.fromkeys(each for some, _ in self._telling.denied[proposition] for each in some)
        return [each for each in denied if not any(self._in_line(proposition, each, one) for one in values)]

    def _agreeing(self, proposition: Proposition, value: Value, backing: _Backing) -> int:
        """Voices that say what fits with a value without saying it."""
        told = self._telling.told[proposition]
        if len(told) == len(backing.some):
            return 0
        near = [each for each in told if each not in backing.some and self._fit(proposition, each, (value,))]
        if not near:
            return 0
        return self._more(backing, self._voices.says(proposition, {at for each in near for at in told[each]}))

    def _others(self, proposition: Proposition, backing: _Backing) -> int:
        """Voices that report the incident beside those that say the value."""
        everybody = self._telling.told[Proposition.OCCURRED].get((None,), [])
        if len(everybody) <= len(backing.told):
            return 0
        return self._more(backing, self._voices.says(proposition, everybody, of=Proposition.OCCURRED))

    def _more(self, backing: _Backing, says: Iterable[Say]) -> int:
        """How many voices more there are with what is said beside it."""
        return count((*backing.says, *says)) - len(backing.voices)


_NO_ONE = _Against(frozenset(), 0)
_RANK = {each: rank for rank, each in enumerate(Status)}


def _best_first(account: Account) -> tuple[object, ...]:
    return -_RANK[account.status], -len(account.voices), account.credibility, account.value or ""
