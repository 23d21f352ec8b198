"""Documents to readings: in full for English, to names, days and numbers for four other languages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from ..records import Depth, Document, Mention, Reading, ReadObservation, Standing, Talk
from ..world import World
from ..world.time import zone_info
from .events.events import FURTHER, Setting, events
from .events.tensing import tensed
from .events.things import Things
from .figures.dates import dates, durations
from .figures.numbers import numbers
from .grammar.parsing import parse_all
from .grammar.scene import Scene
from .names.actors import actors
from .names.places import places
from .phrases import words
from .speech.claiming import claimed
from .speech.origins import speakers
from .speech.statements import statements
from .talks.negotiating import talks
from .talks.promising import promises
from .talks.relating import relations

if TYPE_CHECKING:
    from spacy.tokens import Doc

FULL = "en"
"""The language that is read in full."""

SURFACE = ("ar", "fr", "ru", "es")
"""Languages that are read to places, dates, numbers and known actors."""

TITLE = 0.8
"""How much is left of the confidence in what only a title tells: titles leave out words, and exaggerate."""

BATCH = 32


def read_documents(
    documents: Iterable[Document], world: World, *, source: str | None = None, zone: str = "UTC"
) -> Iterator[Reading]:
    """One reading a document, in order. `source` is the outlet that carried them, where the document names none.

    `zone` is the IANA zone in which days and times of the text are meant, where no place gives another. Nothing read
    here is more than reported. Raises `ReadingError` where what reads English is not installed.
    """
    zone_info(zone)
    reader = _Reader(world, source, zone)
    for some in _batches(documents):
        yield from reader.read(some)


def _batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    waiting = iter(documents)
    while some := list(islice(waiting, BATCH)):
        yield some


class _Reader:
    """What stays the same from document to document."""

    def __init__(self, world: World, source: str | None, zone: str):
        self._world, self._source, self._zone = world, source, zone
        self._things = Things(world)

    def read(self, documents: Sequence[Document]) -> Iterator[Reading]:
        english = [each for each in documents if each.language == FULL and each.text.strip()]
        parsed = parse_all((text for each in english for text in (each.title or "", each.text)), batch_size=BATCH)
        for document in documents:
            if not document.text.strip():
                yield Reading(document=document, depth=Depth.NONE, flags=("nothing_to_read",))
            elif document.language == FULL:
                title, text = next(parsed), next(parsed)
                yield _together(document, self._full(document, text), self._full(document, title))
            elif document.language in SURFACE:
                mentions = self._mentions(document, document.text)
                yield Reading(document=document, depth=Depth.SURFACE, mentions=mentions, flags=("read_to_names_only",))
            else:
                yield Reading(document=document, depth=Depth.NONE, flags=("language_not_read",))

    def _full(self, document: Document, doc: Doc) -> Reading:
        day = _day(document)
        mentions = tensed(Scene(doc, self._mentions(document, doc.text), day))
        scene = Scene(doc, mentions, day)
        text = words(doc.text)
        said = statements(doc, mentions=mentions, published=scene.published, world=self._world)
        carried_by = self._carriers(document)
        spoken = speakers(said)
        setting = Setting(
            scene=scene,
            world=self._world,
            weapons=self._things.weapons(text),
            sites=self._things.sites(text),
            origins=lambda sentence: claimed(doc, sentence, self._world, spoken, carried_by),
            zone=self._zone,
            document=document.id,
            published=document.published,
            messages=document.kind == "chat",
        )
        told = events(setting)
        return Reading(
            document=document,
            depth=Depth.FULL,
            observations=tuple(each for each in told if _is_news(each)),
            context=tuple(each for each in told if not _is_news(each)),
            statements=tuple(said),
            promises=tuple(promises(scene)),
            talks=tuple(talks(scene)),
            relations=tuple(relations(scene, self._world)),
            mentions=mentions,
        )

    def _mentions(self, document: Document, text: str) -> tuple[Mention, ...]:
        language, day = document.language or FULL, _day(document)
        found = [
            *places(text, language, self._world),
            *actors(text, language, self._world, day),
            *dates(text, language, day, self._zone),
            *_numbers(text, language),
        ]
        return tuple(sorted(found, key=lambda each: (each.span.start, each.span.end)))

    def _carriers(self, document: Document) -> tuple[str, ...]:
        """The outlet that carried a document: the one that it names, else the one that was given."""
        named = document.publisher or self._source
        return () if named is None else (self._world.claimants.resolve(named),)


def _is_news(event: ReadObservation) -> bool:
    """Whether an event is reported, and not only told again."""
    return event.standing is Standing.REPORTED and FURTHER not in event.flags


def _numbers(text: str, language: str) -> list[Mention]:
    """Numbers, and durations in place of the numbers that they hold: *48-hour* is hours, and counts nobody."""
    lasting = durations(text, language)
    inside = {at for each in lasting for at in range(each.span.start, each.span.end)}
    return [*lasting, *(each for each in numbers(text, language) if each.span.start not in inside)]


def _day(document: Document) -> date | None:
    """The civil day of publication, as it is printed: in the document's own offset."""
    return None if document.published is None else document.published.date()


def _together(document: Document, text: Reading, title: Reading) -> Reading:
    """The text, and of the title what the text does not tell itself: a title repeats its text."""
    kinds = {each.kind for each in (*text.observations, *text.context)}
    return text.model_copy(
        update={
            "observations": (*text.observations, *_titled(title.observations, kinds)),
            "context": (*text.context, *_titled(title.context, kinds)),
            "talks": (*(_of_title(each) for each in title.talks), *text.talks),
            "flags": (() if document.published else ("dates_not_anchored",)),
        }
    )


def _titled(told: Sequence[ReadObservation], kinds: set[str]) -> list[ReadObservation]:
    """Events of a title whose kind the text does not tell, under ids of their own."""
    return [
        _of_title(each).model_copy(update={"id": f"{each.id}-title", "flags": (*each.flags, "from_title")})
        for each in told
        if each.kind not in kinds
    ]


_R = TypeVar("_R", ReadObservation, Talk)


def _of_title(told: _R) -> _R:
    update: dict[str, object] = {"span": told.span.model_copy(update={"of": "title"})}
    if isinstance(told, ReadObservation):
        update["spans"] = {name: each.model_copy(update={"of": "title"}) for name, each in told.spans.items()}
        update["confidence"] = {name: round(sure * TITLE, 3) for name, sure in told.confidence.items()}
    return told.model_copy(update=update)
