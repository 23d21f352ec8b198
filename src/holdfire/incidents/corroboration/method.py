"""The method of corroboration as data: who is a voice, what agrees, and which grade follows. A user can change each."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, field_validator

from ...records import Proposition, Record
from ...world import Document, KnowledgeError, Problem, Reference, World, checked, read_yaml

Grade = Literal["A", "B", "C", "D", "E", "F"]
_REMEDY = "See docs/incidents.md, “Voices and statuses”."


class _Section(Record):
    source: str | None = None
    unchecked: bool | str = False


class Origins(_Section):
    """Who is an origin, and what stands for one where a report cites nobody."""

    outlet_without_origin: Literal["its_own_word", "no_voice"]
    unnamed_origin: Literal["no_voice", "its_carrier"]
    text_readers: frozenset[str]
    compilers: frozenset[str]
    unnamed: frozenset[str]
    unnamed_words: frozenset[str]
    unnamed_alone: frozenset[str]


class _EachYes(Record):
    occurred: bool
    act: bool
    by_whom: bool
    against_whom: bool
    harm: bool


class Camps(_Section):
    """Whether those of one side are one voice, by proposition; `nobody` are camps that make nobody one."""

    one_voice: _EachYes
    nobody: frozenset[str]
    allied: tuple[tuple[str, ...], ...]


class Copying(_Section):
    """When two texts are one: sequences of so many words, and the share of the shorter that stands in the other."""

    shingle: int = Field(ge=1, le=50)
    containment: float = Field(gt=0, le=1)
    least_words: int = Field(ge=1)
    longest_words: int = Field(ge=1, le=100_000)
    flood: int = Field(ge=2)


class Agreement(_Section):
    """When what one says backs what another says."""

    act: Literal["narrower", "in_line"]
    actors: Literal["narrower", "in_line"]
    harm_share: float = Field(ge=0, lt=1)
    harm_persons: int = Field(ge=0)
    most_values: int = Field(ge=1)


class _EachNumber(Record):
    occurred: int = Field(ge=2)
    act: int = Field(ge=2)
    by_whom: int = Field(ge=2)
    against_whom: int = Field(ge=2)
    harm: int = Field(ge=2)


class Corroborated(_Section):
    """How many voices corroborate each proposition; never fewer than two."""

    voices: _EachNumber


class Denials(_Section):
    """What a report denies that says no more than that it denies."""

    naming_actors: tuple[Proposition, ...]
    naming_nobody: tuple[Proposition, ...]


class Rule(Record):
    """One line of the credibility table: a grade, its code, and what must hold. What is not stated holds."""

    grade: int = Field(ge=1, le=6)
    reason: str = Field(min_length=1)
    verified: bool | None = None
    voices_at_least: int | None = None
    voices_at_most: int | None = None
    disputing_at_least: int | None = None
    disputing_at_most: int | None = None
    agreeing_at_least: int | None = None
    others_at_least: int | None = None
    outnumbered: bool | None = None

    @property
    def always(self) -> bool:
        """Whether it holds of every account."""
        return not self.model_fields_set - {"grade", "reason"}


class Method(Record):
    """How reports corroborate each other.

    >>> default_method().corroborated.voices.by_whom
    2
    """

    references: dict[str, Reference]
    origins: Origins
    camps: Camps
    copying: Copying
    agreement: Agreement
    corroborated: Corroborated
    denials: Denials
    grades: dict[str, Grade]
    credibility: tuple[Rule, ...] = Field(min_length=1)
    credibility_source: str | None = None
    credibility_unchecked: bool | str = False

    @field_validator("credibility")
    @classmethod
    def _complete(cls, rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
        if not rules[-1].always:
            raise ValueError("expected a last rule with only grade and reason, found one that need not hold")
        return rules


@cache
def default_method() -> Method:
    """The method that comes with holdfire: method.yaml in this folder."""
    document = _ours()
    return _known(document, checked(document, Method, document.content), None)


def read_method(path: Path, world: World | None = None) -> Method:
    """The default method with a user's file laid over it: a file of one line such as `grades: {sohr: B}` will do.

    With a world, whoever is graded must be among its claimants. Raises `KnowledgeError` that names the line, what was
    found, what was expected and what to do.
    """
    document = read_yaml(path)
    whole = _laid_over(_ours().content, document.content)
    return _known(document, checked(document, Method, whole), world)


@cache
def _ours() -> Document:
    return read_yaml(Path(str(files(__package__) / "method.yaml")))


def _laid_over(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    both = {name: (below[name], value) for name, value in above.items() if name in below}
    inner = {name: _laid_over(*two) for name, two in both.items() if all(isinstance(each, dict) for each in two)}
    return {**below, **above, **inner}


def _known(document: Document, method: Method, world: World | None) -> Method:
    """The method, if every source and every claimant that it names is known."""
    sections = {name: getattr(getattr(method, name), "source", None) for name in Method.model_fields}
    named: dict[tuple[str, ...], str | None] = {(name, "source"): source for name, source in sections.items()}
    named["credibility_source",] = method.credibility_source
    problems = [
        Problem(document.path.name, document.line_of(at), f"source {source!r}", "one of `references`", _REMEDY)
        for at, source in named.items()
        if source is not None and source not in method.references
    ]
    problems += [
        Problem(
            document.path.name,
            document.line_of(("grades", who)),
            f"a grade for {who!r}",
            "the id of a claimant",
            "Correct it, or add the claimant to a --world file.",
        )
        for who in method.grades
        if world is not None and who not in world.claimants
    ]
    if problems:
        raise KnowledgeError(problems)
    return method
