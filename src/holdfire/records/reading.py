"""What was read from a document: each value with the words that it came from, and how sure the reading is."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from ._schema import Record
from .alternative import Alternative
from .observation import Claim
from .span import Span as Span


class Depth(StrEnum):
    """How far the reading of a document went.

    `full`: sentences into events, statements, promises and talks. `surface`: places, dates, numbers and known actors.
    `counts`: a bulletin's counts. `form`: a filled-in form, nothing was interpreted. `none`: no text could be read.
    """

    FULL = "full"
    SURFACE = "surface"
    COUNTS = "counts"
    FORM = "form"
    NONE = "none"


class Standing(StrEnum):
    """How the text puts an event. Only `reported` ones are observations; the others are kept beside, as context."""

    REPORTED = "reported"
    DENIED = "denied"
    NEGATED = "negated"
    PLANNED = "planned"
    POSSIBLE = "possible"
    PAST = "past"


class DocumentTable(Record):
    """A table of a document, as text. `after` is the character of the text at which it stood."""

    rows: tuple[tuple[str, ...], ...]
    caption: str | None = None
    after: int | None = None


class Document(Record):
    """A page, article, message or file as clean text.

    `id` is a hash of its content. `published` is taken from the page or given by the user and is never guessed:
    `published_from` says which (`given`, `page`, `header`), and `published_words` what stood there. `removed` are lines
    that were taken for boilerplate, in order. Character positions of every span count in `text`; the title is apart.
    """

    id: str
    file: str | None = None
    kind: str
    title: str | None = None
    text: str = ""
    publisher: str | None = None
    author: str | None = None
    url: str | None = None
    published: datetime | None = None
    published_precision: str | None = None
    published_from: str | None = None
    published_words: str | None = None
    language: str | None = None
    tables: tuple[DocumentTable, ...] = ()
    removed: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()


class ReadObservation(Claim):
    """One claim about one event as it was read from text: an observation whose date may be missing.

    Fields are those of an observation, but `when_start`, `when_end` and `when_precision` are missing where the text
    does not date the event: no date is invented. `span` is the sentence or clause; `spans` and `confidence` are by
    field (`act`, `actors`, `targets`, `place`, `when`, `weapon`, `killed`, `claimed_by`). `kind` is the ceasefire
    sub-type (reading/subtypes.yaml), `codes` are those of ACLED, CAMEO and PLOVER that are read as its act. Only
    `reported` events are observations; those that are denied, planned, possible, negated or past stand in the
    document's context.
    """

    kind: str
    standing: Standing = Standing.REPORTED
    source: str = "reading"
    zone: str = "UTC"
    span: Span
    spans: dict[str, Span] = Field(default_factory=dict)
    confidence: dict[str, float] = Field(default_factory=dict)
    codes: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    alternatives: tuple[Alternative, ...] = ()


class Statement(Record):
    """What somebody is quoted or reported as saying.

    `speaker` is None and `unattributed` true where the text does not give the speaker. `role` is as the text words it.
    `quoted` tells the speaker's own words from a report of them. `stance`: `asserts accuses denies promises demands
    hopes warns welcomes refuses declines`. `date` is the day on which it was said, where the text gives one.
    """

    speaker: str | None = None
    speaker_id: str | None = None
    role: str | None = None
    unattributed: bool = False
    quoted: bool = True
    words: str
    verb: str | None = None
    stance: str | None = None
    date: str | None = None
    span: Span
    speaker_span: Span | None = None
    confidence: dict[str, float] = Field(default_factory=dict)


class Quantity(Record):
    """A number as reported: `low` and `high` bound it, and one of them is missing where the text bounds one side.

    "some 700" is 700 to 700 with `approximate`; "at least 12" has no `high`; "dozens" is 24 and more.
    """

    low: float | None = None
    high: float | None = None
    unit: str | None = None
    approximate: bool = False
    words: str


class Due(Record):
    """By when: `earliest` and `latest` (days, ISO 8601) where the words give them; `vague` where they give none."""

    words: str
    earliest: str | None = None
    latest: str | None = None
    vague: bool = False


class Consent(Record):
    """Where a party stands on a promise: `agreed`, `refused`, `awaited` or `not_stated`."""

    party: str
    state: str
    date: str | None = None
    span: Span | None = None


class ReadPromise(Record):
    """Who is to do what, how much, where and by when, as the text has it.

    `state`: `agreed`, `proposed`, `offered`, `under_way`, `done`, `refused`.
    """

    debtor: tuple[str, ...] = ()
    deed: str
    place: str | None = None
    amounts: tuple[Quantity, ...] = ()
    due: Due | None = None
    agreed_on: str | None = None
    consents: tuple[Consent, ...] = ()
    state: str
    in_force: bool = False
    span: Span
    spans: dict[str, Span] = Field(default_factory=dict)
    confidence: dict[str, float] = Field(default_factory=dict)


class Talk(Record):
    """Something said of a negotiation.

    `kind`: `meeting progress issue_open issue_settled technical_team offer no_agreement agreement_reached doubt`.
    """

    kind: str
    about: str | None = None
    parties: tuple[str, ...] = ()
    place: str | None = None
    date: str | None = None
    span: Span
    confidence: dict[str, float] = Field(default_factory=dict)


class Relation(Record):
    """That one actor backs, is part of, or is mixed with another: `supports`, `part_of`, `intermingled_with`."""

    kind: str
    of: str
    to: str
    how: str | None = None
    span: Span
    confidence: dict[str, float] = Field(default_factory=dict)


class Count(Record):
    """A number that a bulletin reports for an area, party and type.

    `counts` says what is counted (`violations incidents explosions shots arrests killed …`); `rule` is the bulletin's
    counting rule in its words. `period_start` and `period_end` are instants, half-open; `cut_off` the local time at
    which the bulletin closes. `kind` is `count`, or `effort` for patrols, cameras, access refused and exercises, which
    stand beside the counts and are never added to them.
    """

    kind: str = "count"
    counts: str
    value: int | None = None
    quantity: Quantity | None = None
    area: str | None = None
    place: str | None = None
    by: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    act: str | None = None
    claimed_by: str | None = None
    period_start: datetime | None = None
    period_end: datetime | None = None
    cut_off: str | None = None
    rule: str | None = None
    whole: bool = False
    span: Span | None = None
    flags: tuple[str, ...] = ()


class Reading(Record):
    """All that was read from one document. `depth` says how far the reading went, `flags` what stood in its way."""

    document: Document
    depth: Depth
    observations: tuple[ReadObservation, ...] = ()
    context: tuple[ReadObservation, ...] = ()
    statements: tuple[Statement, ...] = ()
    promises: tuple[ReadPromise, ...] = ()
    talks: tuple[Talk, ...] = ()
    relations: tuple[Relation, ...] = ()
    counts: tuple[Count, ...] = ()
    mentions: tuple[Mention, ...] = ()
    flags: tuple[str, ...] = ()


class Choice(Record):
    """One thing that words may mean, with its weight; the weights of a mention's choices sum to at most 1."""

    value: str
    weight: float


class Mention(Record):
    """A place, actor, date or number named in a text.

    `kind`: `place actor date number`. `choices` are ids (a place or area; an actor) or values, the likeliest first.
    For a date: `value` is `YYYY-MM-DD`, `YYYY-MM-DDTHH:MM` at the place, `YYYY-MM`, `YYYY` or `first/last` (both
    included), and `precision` as of an observation, or `vague`, `unanchored`. Nothing is chosen where the words do not
    decide: then several choices stand.
    """

    kind: str
    span: Span
    choices: tuple[Choice, ...] = ()
    precision: str | None = None
    quantity: Quantity | None = None
    confidence: float = 1.0


Reading.model_rebuild()
