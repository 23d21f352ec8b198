"""The messages of the sources, and what a catalogue lacks of them.

Messages are `_("…")`, `ngettext("…", "…", n)`, `pgettext("…", "…")` and `marked("…")` in Python and in templates, also
as methods (`lang._`); the sentences of en.yaml under their path as context; and of the agreements that come with
holdfire everything that they say in our words, in the context `terms`; of kinds of condition their patterns.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po

from ...terms import Agreement
from ...world import checked, read_yaml
from .catalogue import FOLDER, catalogue_file, leaves, patterns

KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "marked": None,
    "ngettext": (1, 2),
    "forms": (1, 2),
    "pgettext": ((1, "c"), 2),
}
SOURCES = FOLDER.parent
CONDITIONS = SOURCES.parent / "terms" / "conditions"
LIBRARY = SOURCES.parent / "terms" / "library"
Ident = tuple[str | None, str, str | None]
"""Context, message, and the form for many."""


def collected() -> Catalog:
    """Every message that the sources hold, each with where it stands."""
    found = Catalog(project="holdfire", charset="utf-8")
    for (context, one, many), places in sorted(_all().items(), key=lambda each: (each[1], each[0][1])):
        found.add((one, many) if many else one, context=context, locations=[(place, 0) for place in sorted(places)])
    return found


def _all() -> dict[Ident, set[str]]:
    found: dict[Ident, set[str]] = {}
    for ident, place in (*_coded(), *_of_terms(), *_of_python(), *_of_templates()):
        found.setdefault(ident, set()).add(place)
    return found


def _coded() -> Iterator[tuple[Ident, str]]:
    for path, said in leaves(patterns()):
        if path != "language":
            yield (
                ((path, said, None) if isinstance(said, str) else (path, said["one"], said["other"])),
                "language/en.yaml",
            )


def _of_terms() -> Iterator[tuple[Ident, str]]:
    for path in sorted(LIBRARY.glob("*.yaml")):
        if not path.name.endswith(".cases.yaml"):
            for text in said_in(checked(document := read_yaml(path), Agreement, document.content)):
                yield ("terms", text, None), f"terms/library/{path.name}"


def said_in(agreement: Agreement) -> Iterator[str]:
    """Everything that an agreement's file says in our words and a page shows, each with single spaces."""
    found = [agreement.title, *(party.name for party in agreement.parties.values())]
    for demand in agreement.demands:
        found += [demand.says, *(reading.says for reading in demand.interpretations)]
    for clause in agreement.clauses:
        for several in (clause.exempts, clause.exceptions, clause.waived):
            found += [each.says for each in several]
        found += [step.says for excuse in clause.exceptions for step in excuse.procedure]
    for promise in agreement.promises:
        found += [each.unit for each in ((promise.amount,) if promise.amount else ())]
        found += [share.unit for share in promise.of_which]
        found += [ratio.counts.replace("_", " ") for ratio in promise.ratios if ratio.counts]
    head: list[Any] = [
        *agreement.events,
        *agreement.phases,
        *agreement.definitions.values(),
        *agreement.changes,
        *agreement.texts,
    ]
    found += [each.says for each in head]
    views: list[Any] = [*agreement.ends, *agreement.rival_starts]
    found += [each.says for each in views if each.says]
    found += [agreement.renewal.says] if agreement.renewal and agreement.renewal.says else []
    found += [*agreement.lists.values(), *(note.says for note in agreement.notes)]
    yield from (" ".join(text.split()) for text in found)


def _of_python() -> Iterator[tuple[Ident, str]]:
    for path in (*sorted(SOURCES.rglob("*.py")), *sorted(CONDITIONS.rglob("*.py"))):
        with path.open("rb") as file:
            for _, messages, _, context in extract("python", file, keywords=KEYWORDS, options={"encoding": "utf-8"}):
                yield _ident(messages, context), _shown_place(path)


def _shown_place(path: Path) -> str:
    return path.relative_to(SOURCES if SOURCES in path.parents else SOURCES.parent).as_posix()


def _of_templates() -> Iterator[tuple[Ident, str]]:
    for path in sorted(SOURCES.glob("page/templates/**/*.html")):
        for messages, context in in_template(path.read_text(encoding="utf-8")):
            yield _ident(messages, context), path.relative_to(SOURCES).as_posix()


def _ident(messages: str | Iterable[str], context: str | None) -> Ident:
    several = (messages,) if isinstance(messages, str) else tuple(messages)
    return context, several[0], several[1] if len(several) > 1 else None


def in_template(source: str) -> Iterator[tuple[tuple[str, ...], str | None]]:
    """The messages of a Jinja template, also where the functions are methods.

    >>> list(in_template("{{ lang._('Who') }} {{ lang.ngettext('{n} day', '{n} days', 3) }}"))
    [(('Who',), None), (('{n} day', '{n} days'), None)]
    """
    from jinja2 import Environment, nodes

    read = Environment(autoescape=True, extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"]).parse(source)
    for call in read.find_all(nodes.Call):
        function = call.node
        name = function.name if isinstance(function, nodes.Name) else getattr(function, "attr", None)
        if name in KEYWORDS:
            given = [each.value for each in call.args if isinstance(each, nodes.Const) and isinstance(each.value, str)]
            if name == "pgettext" and len(given) == 2:
                yield (given[1],), given[0]
            elif name in ("ngettext", "forms") and len(given) == 2:
                yield tuple(given), None
            elif name in ("_", "gettext", "marked") and given:
                yield (given[0],), None


def read(code: str) -> Catalog:
    """The catalogue of a language as it is committed."""
    with catalogue_file(code).open("rb") as file:
        return read_po(file, locale=code)


def lacking(catalogue: Catalog, wanted: Catalog | None = None) -> list[str]:
    """What is missing, fuzzy, short of a form, or has other places to fill than the English; a line each."""
    found = []
    for message in wanted or collected():
        if message.id:
            said = catalogue.get(_key(message), message.context)
            found += [f"{problem}: {_shown(message)}" for problem in _problems(message, said, catalogue.num_plurals)]
    return found


def _problems(message: Message, said: Message | None, forms: int) -> Iterator[str]:
    if said is None or not said.string or not any(said.string):
        yield "missing"
        return
    if said.fuzzy:
        yield "fuzzy"
    if isinstance(message.id, str):
        if not isinstance(said.string, str):
            yield "has forms and needs none"
        elif places(said.string) != places(message.id):
            yield "other places to fill"
        return
    told = (said.string,) if isinstance(said.string, str) else tuple(said.string)
    if len(told) < forms or not all(told):
        yield f"needs {forms} forms"
    elif not all(places(each) | {"n"} == places(message.id[1]) | {"n"} for each in told):
        yield "other places to fill"


def places(text: str) -> set[str]:
    """The names of the places in a pattern.

    >>> sorted(places("{n} of {all}"))
    ['all', 'n']
    """
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _shown(message: Message) -> str:
    return f"[{message.context}] {_key(message)}" if message.context else _key(message)


def added(catalogue: Catalog) -> int:
    """Add what the sources hold and the catalogue lacks, untranslated; how many. Nothing is taken away."""
    new = 0
    for message in collected():
        if message.id:
            there = catalogue.get(_key(message), message.context)
            new += there is None
            if there is None:
                catalogue.add(message.id, locations=message.locations, context=message.context)
            else:
                there.locations = message.locations
    return new


def pruned(catalogue: Catalog) -> int:
    """Take out what no source says any more; how many."""
    wanted = {(message.context, _key(message)) for message in collected()}
    gone = [each for each in catalogue if each.id and (each.context, _key(each)) not in wanted]
    for message in gone:
        catalogue.delete(_key(message), message.context)
    return len(gone)
