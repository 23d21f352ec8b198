"""Asking a language model what a passage says. It is off unless somebody names an endpoint, and nothing needs it.

The model is not trusted. Its answer counts for what it can show: each value with words that stand in the passage,
letter by letter, for a field and from values that are known beforehand. So whatever a passage makes a model say, at
worst words of it are put into a wrong field, by a named model, with a confidence that never passes one half.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING, Any

from ..records import Record, Span, Standing
from ._endpoint import AskingError, Endpoint, client_of, send
from .knowledge import knowledge
from .subtypes import subtypes

if TYPE_CHECKING:
    import httpx

__all__ = ["Answer", "AskingError", "Dropped", "Endpoint", "Proposal", "ask", "ask_each", "checked", "endpoint"]

KEY = "HOLDFIRE_LLM_KEY"
"""The variable of the environment that holds the key of an endpoint that wants one."""

MOST_SURE = 0.5
"""The confidence of a proposal is at most this, whatever the model says of itself."""

LONGEST = 8_000
"""Characters of a passage: a sentence or some paragraphs, not a document."""

SHORTEST_QUOTE = 3
MOST = 50
_SHOWN = 200


class Proposal(Record):
    """One value that a model proposes. `span` is its quote, which stands in the passage; positions count there.

    `by` is the name of the model. A proposal is never more than reported.
    """

    field: str
    value: str
    span: Span
    by: str
    confidence: float
    standing: Standing = Standing.REPORTED


class Dropped(Record):
    """One answer that is not used, and why: `no_answer unknown_field no_quote quote_too_short quote_not_in_text
    value_not_allowed value_not_in_quote twice too_many`. What the model said is cut to 200 characters."""

    reason: str
    field: str = ""
    value: str = ""
    quote: str = ""


class Answer(Record):
    """What came back for one passage. `problem` says why nothing did: `timeout no_connection redirected http_…
    answer_too_large answer_compressed not_an_answer not_json text_too_long`."""

    proposals: tuple[Proposal, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    problem: str | None = None


def endpoint(url: str, model: str, **bounds: Any) -> Endpoint:
    """An endpoint with the key that stands in `HOLDFIRE_LLM_KEY`, if one does; `bounds` are those of `Endpoint`.

    Raises `ValueError` for an address that is no HTTPS and not on this machine.
    """
    return Endpoint(url, model, os.environ.get(KEY) or None, **bounds)


def ask(text: str, where: Endpoint) -> Answer:
    """What a model proposes for one passage. It never fails for what a server or a model does: `problem` tells that.

    Raises `ReadingError` where httpx is not installed.
    """
    with client_of(where) as client:
        return _asked(text, where, client)


def ask_each(texts: Iterable[str], where: Endpoint) -> Iterator[Answer]:
    """One answer a passage, in order. At most `at_once` questions are under way, and few passages are held.

    Raises `ReadingError` where httpx is not installed.
    """
    with client_of(where) as client, ThreadPoolExecutor(where.at_once) as pool:
        waiting: deque[Future[Answer]] = deque()
        try:
            for text in texts:
                waiting.append(pool.submit(_asked, text, where, client))
                if len(waiting) >= 2 * where.at_once:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for each in waiting:
                each.cancel()


def _asked(text: str, where: Endpoint, client: httpx.Client) -> Answer:
    if len(text) > LONGEST:
        return Answer(problem="text_too_long")
    if len(text.strip()) < SHORTEST_QUOTE:
        return Answer()
    try:
        said = send(client, where, messages(text))
    except AskingError as bad:
        return Answer(problem=bad.problem)
    return checked(said, text, where.model)


def messages(text: str) -> list[dict[str, str]]:
    """The question: the instruction, and the passage as data of its own between marks that cannot stand in it.

    >>> [each["role"] for each in messages("Calm held.")]
    ['system', 'user']
    """
    passage = text.encode("utf-8", "replace").decode()
    # A passage cannot hold the hash of itself, so it cannot close the mark and go on outside.
    tag = f"passage-{hashlib.sha256(passage.encode()).hexdigest()[:16]}"
    return [
        {"role": "system", "content": _instruction().format(tag=tag)},
        {"role": "user", "content": f"<{tag}>\n{passage}\n</{tag}>"},
    ]


@cache
def _fields() -> dict[str, str]:
    """What values each field may have: `subtypes` or `words`."""
    return {name: entry["of"] for name, entry in knowledge("words", "asking.yaml")["fields"].items()}


@cache
def _instruction() -> str:
    content = knowledge("words", "asking.yaml")
    fields = [f"- {name}: {entry['says']}" for name, entry in content["fields"].items()]
    kinds = [f"- {each.id}: {each.says}" for each in subtypes().values()]
    listed = "\n".join(["Fields:", *fields, "Ids for kind:", *kinds])
    return str(content["instruction"]) + "\n" + listed.replace("{", "{{").replace("}", "}}")


def checked(said: str, text: str, model: str) -> Answer:
    """What of a model's words can be used on a passage: a pure function, whatever the model is or says.

    >>> said = '{"answers": [{"field": "kind", "value": "shelling", "quote": "shells fell", "confidence": 1}]}'
    >>> found = checked(said, "In Daraya shells fell.", "small")
    >>> found.proposals[0].value, found.proposals[0].span.start, found.proposals[0].confidence
    ('shelling', 10, 0.5)
    >>> checked(said, "All was calm.", "small").dropped[0].reason
    'quote_not_in_text'
    """
    listed = _listed(said)
    if listed is None:
        return Answer(problem="not_json")
    kept: dict[tuple[str, str, str], Proposal] = {}
    dropped: list[Dropped] = []
    for number, each in enumerate(listed):
        if number >= MOST:
            dropped.append(Dropped(reason="too_many"))
            break
        found = _proposal(each, text, model)
        if isinstance(found, Proposal):
            key = (found.field, found.value, found.span.words)
            if key not in kept:
                kept[key] = found
                continue
            found = _dropped("twice", *key)
        dropped.append(found)
    return Answer(proposals=tuple(kept.values()), dropped=tuple(dropped))


def _listed(said: str) -> list[Any] | None:
    """The answers in what a model said: one JSON object, which many models put into a fence."""
    text = said.strip()
    if text.startswith("```") and text.endswith("```"):
        text = text[3:-3].removeprefix("json").strip()
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return None
    listed = content.get("answers") if isinstance(content, dict) else content
    return listed if isinstance(listed, list) else None


def _proposal(answer: Any, text: str, model: str) -> Proposal | Dropped:
    if not isinstance(answer, dict):
        return Dropped(reason="no_answer")
    given = [answer.get(name) for name in ("field", "value", "quote")]
    field, value, quote = (each if isinstance(each, str) else "" for each in given)
    reason = _refused(field, value, quote, text)
    if reason is not None:
        return _dropped(reason, field, value, quote)
    start = text.index(quote)
    span = Span(start=start, end=start + len(quote), words=quote)
    return Proposal(field=field, value=value, span=span, by=model, confidence=_confidence(answer.get("confidence")))


def _refused(field: str, value: str, quote: str, text: str) -> str | None:
    allowed = _fields().get(field)
    if allowed is None:
        return "unknown_field"
    if not quote:
        return "no_quote"
    if len(quote.strip()) < SHORTEST_QUOTE or not any(letter.isalnum() for letter in quote):
        return "quote_too_short"
    if quote not in text:
        return "quote_not_in_text"
    if allowed == "subtypes":
        return None if value in subtypes() else "value_not_allowed"
    return None if value.strip() and value in quote else "value_not_in_quote"


def _confidence(said: Any) -> float:
    """What the model says of itself where that is a share, and never more than `MOST_SURE`."""
    # JSON has whole numbers that no float holds: they are compared before anything is made of them.
    if isinstance(said, bool) or not isinstance(said, int | float) or said != said:
        return MOST_SURE
    return float(min(max(said, 0.0), MOST_SURE))


def _dropped(reason: str, field: str, value: str, quote: str) -> Dropped:
    cut = [each.encode("utf-8", "replace").decode()[:_SHOWN] for each in (field, value, quote)]
    return Dropped(reason=reason, field=cut[0], value=cut[1], quote=cut[2])
