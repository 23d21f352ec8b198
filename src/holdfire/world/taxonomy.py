"""Acts, weapons and sites: what subsumes what, and how the codes of datasets map onto it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from ..records import Record
from ._names import fold

NO, UNKNOWN, YES = 0, 1, 2
"""The three answers of a test (Kleene): conjunction is the minimum, disjunction the maximum."""


class Term(Record):
    """One act, weapon or kind of site. `parent` may be several: the taxonomy is a graph without cycles."""

    id: str
    name: dict[str, str]
    parent: str | tuple[str, ...] | None = None
    says: str = ""
    symmetric: bool = False
    harmless: bool = False
    weapon: str | None = None
    added: str | None = None
    note: str | None = None
    calibre_mm_min: float | None = None
    calibre_mm_max: float | None = None
    aliases: tuple[str, ...] = ()
    source: str | None = None
    unchecked: bool | str = False

    @property
    def parents(self) -> tuple[str, ...]:
        if self.parent is None:
            return ()
        return (self.parent,) if isinstance(self.parent, str) else self.parent


class Taxonomy:
    """Terms under terms.

    >>> acts = Taxonomy([Term(id="attack", name={"en": "attack"}),
    ...                  Term(id="shelling", name={"en": "shelling"}, parent="attack"),
    ...                  Term(id="arrest", name={"en": "arrest"})])
    >>> acts.answer({"attack"}, "shelling"), acts.answer({"shelling"}, "attack"), acts.answer({"attack"}, "arrest")
    (2, 1, 0)
    """

    def __init__(self, terms: Iterable[Term]):
        self.terms = {term.id: term for term in terms}

    def __contains__(self, term: object) -> bool:
        return term in self.terms

    @cached_property
    def _below(self) -> dict[str, frozenset[str]]:
        below: dict[str, set[str]] = {term: {term} for term in self.terms}
        for term in self.terms:
            for above in self.above(term):
                below.setdefault(above, {above}).add(term)
        return {term: frozenset(under) for term, under in below.items()}

    def above(self, term: str) -> frozenset[str]:
        """Everything that subsumes the term, itself not included."""
        found: set[str] = set()
        waiting = list(self.terms[term].parents) if term in self.terms else []
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                waiting.extend(self.terms[one].parents if one in self.terms else ())
        return frozenset(found)

    def below(self, term: str) -> frozenset[str]:
        """The term and everything that it subsumes."""
        return self._below.get(term, frozenset({term}))

    def answer(self, spoken_of: Iterable[str], term: str) -> int:
        """Whether words that speak of some terms cover this one: yes below them, unknown above, else no."""
        covered = frozenset().union(*(self.below(one) for one in spoken_of))
        if term in covered:
            return YES
        return UNKNOWN if covered & self.below(term) else NO

    @cached_property
    def _names(self) -> dict[str, str]:
        index = {}
        for term in self.terms.values():
            for name in (*term.aliases, *term.name.values(), term.id):
                index[fold(name)] = term.id
        return index

    def lookup(self, name: str) -> str | None:
        """The term of that id, name or alias."""
        return name if name in self.terms else self._names.get(fold(name))

    def name(self, term: str, language: str = "en") -> str:
        """What the term is called; its id where it has no name in that language."""
        found = self.terms.get(term)
        return term.replace("_", " ") if found is None else found.name.get(language, found.name.get("en", term))


class AcledCode(Record):
    """How one ACLED event type and sub-event type is read here."""

    event_type: str
    sub_event_type: str
    act: str
    also: tuple[str, ...] = ()
    weapon: str | None = None
    names_perpetrator: bool = False
    note: str | None = None
    source: str | None = None
    unchecked: bool | str = False


class Code(Record):
    """How one code of CAMEO, PLOVER or UCDP is read here."""

    act: str
    code: str | None = None
    event: str | None = None
    mode: str | None = None
    type_of_violence: int | None = None
    direction: str | None = None
    weapon: str | None = None
    names_perpetrator: bool | None = None
    note: str | None = None
    source: str | None = None
    unchecked: bool | str = False


class Crosswalk:
    """From the codes of event datasets to acts."""

    def __init__(self, acled: Iterable[AcledCode], cameo: Iterable[Code], plover: Iterable[Code]):
        self.acled = {(fold(code.event_type), fold(code.sub_event_type)): code for code in acled}
        self.cameo = {str(code.code): code for code in cameo}
        self.plover = {(code.event, code.mode): code for code in plover}

    @cached_property
    def _of_act(self) -> dict[str, dict[str, tuple[str, ...]]]:
        found: dict[str, dict[str, list[str]]] = {}
        for acled in self.acled.values():
            found.setdefault(acled.act, {}).setdefault("acled", []).append(acled.sub_event_type or acled.event_type)
        for name, codes in (("cameo", self.cameo), ("plover", self.plover)):
            for key, code in codes.items():
                written = str(key) if name == "cameo" else "-".join(part for part in key if part)
                found.setdefault(code.act, {}).setdefault(name, []).append(written)
        return {
            act: {name: tuple(dict.fromkeys(listed)) for name, listed in codes.items()} for act, codes in found.items()
        }

    def codes_of(self, act: str, acts: Taxonomy) -> dict[str, tuple[str, ...]]:
        """The codes of each scheme (`acled cameo plover`) that are read as an act; else those of the act above it.

        >>> acts = Taxonomy([Term(id="fire", name={"en": "fire"}), Term(id="mortar", name={"en": "m"}, parent="fire")])
        >>> Crosswalk([], [Code(act="fire", code="194")], []).codes_of("mortar", acts)
        {'cameo': ('194',)}
        """
        found: dict[str, tuple[str, ...]] = {}
        waiting = [act]
        while waiting:
            one = waiting.pop(0)
            for name, codes in self._of_act.get(one, {}).items():
                found.setdefault(name, codes)
            waiting += acts.terms[one].parents if one in acts.terms else ()
        return found

    def from_acled(self, event_type: str, sub_event_type: str) -> AcledCode | None:
        """The reading of an ACLED coding, in the spelling of any of its layouts."""
        return self.acled.get((fold(event_type), fold(sub_event_type)))

    def from_cameo(self, code: str) -> Code | None:
        """The reading of a CAMEO code; a code without its own entry is read as its base, then as its root."""
        return next((self.cameo[code[:n]] for n in range(len(code), 1, -1) if code[:n] in self.cameo), None)
