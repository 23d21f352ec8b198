"""What all reports of an incident tell: who is heard in each, what it says or denies, and its words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from ...records import Alternative, Observation, Proposition
from ...world import World
from .heard import Heard, backing, heard, of_dataset
from .method import Method
from .propositions import Value, denies, rival, said


class Telling:
    """Reports by their place in `heard`, in the order of their ids, then what rival values let somebody say.

    `told` has, for each proposition, the reports by the values that they say together; `denied` those that deny, with
    the values that they name. `texts` are words that show copying: a dataset's row has none, for its words are the
    compiler's.
    """

    def __init__(
        self, reports: Sequence[Observation], alternatives: Iterable[Alternative], world: World, method: Method
    ):
        self._most = method.agreement.most_values
        self.heard: list[Heard] = []
        self.texts: list[str | None] = []
        self.told: dict[Proposition, dict[tuple[Value, ...], list[int]]] = {each: {} for each in Proposition}
        self.denied: dict[Proposition, list[tuple[tuple[Value, ...], int]]] = {}
        for report in sorted(reports, key=_order) if len(reports) > 1 else reports:
            self._report(report, world, method)
        for each in sorted((each for each in alternatives if each.backed_by), key=_order_of_rivals):
            self._rival(each, world, method)

    @property
    def plain(self) -> bool:
        """Whether there is one report and no rival value that somebody backs, and it denies nothing and says of no
        proposition more than one value."""
        return (
            len(self.heard) == 1
            and not self.denied
            and all(len(told) <= 1 and all(len(some) == 1 for some in told) for told in self.told.values())
        )

    def values(self, proposition: Proposition) -> list[Value]:
        """The different values that are said of a proposition; of very many, those that most reports say."""
        found: Counter[Value] = Counter()
        for some, reports in self.told[proposition].items():
            for each in some:
                found[each] += len(reports)
        if len(found) <= self._most:
            return list(found)
        return sorted(found, key=lambda each: (-found[each], str(each)))[: self._most]

    def _report(self, report: Observation, world: World, method: Method) -> None:
        at, what = len(self.heard), said(report)
        self.heard.append(heard(report, method.origins, world.claimants))
        self.texts.append(None if of_dataset(report, method.origins) else report.words)
        denied = denies(report, method.denials) if report.flags else ()
        for proposition in denied:
            self.denied.setdefault(proposition, []).append((what.get(proposition, ()), at))
        if not denied:
            for proposition, values in what.items():
                self.told[proposition].setdefault(values, []).append(at)

    def _rival(self, each: Alternative, world: World, method: Method) -> None:
        found = rival(each)
        if found is None:
            return
        proposition, values = found
        self.told[proposition].setdefault(values, []).append(len(self.heard))
        self.heard.append(backing(each, method.origins, world.claimants))
        self.texts.append(None)


def _order(report: Observation) -> tuple[str, ...]:
    """Two reports that are alike in this are alike in all that is asked here."""
    return report.id, report.observation_id, *report.claimed_by, *report.carried_by


def _order_of_rivals(each: Alternative) -> tuple[str, ...]:
    return each.of, each.field, each.value, *each.backed_by
