"""Chat exports: one document a civil day, one paragraph a message, `Name: words`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from ...records import Document, DocumentTable
from ..problem import SourceError
from .boilerplate import folded, furniture
from .characters import decode, neutral, one_line
from .chat_lines import Line, day_of, messages_of, order_of
from .given import Given, Own, record
from .publication import Published

_Message = tuple[str, str | None, str]
"""The time of day, who wrote it, and what."""


def chat_documents(data: bytes, given: Given) -> Iterator[Document]:
    """The days of a chat exported as text.

    Where neither the file nor the day that the user gives tells day from month, it is one document, dated as given.
    """
    text, odd = decode(data)
    text, flags = neutral(text)
    messages = messages_of(text.split("\n"))
    order = order_of(message.figures for message in messages) or _given_order(messages, given)
    if order is None:
        said = [(f"{each.words}", each.who, each.what) for each in messages]
        words = messages[0].words if messages else ""
        yield _day(said, Published(None, None, words, "header", ambiguous=True), None, given, [*odd, *flags])
        return
    days: dict[date, list[_Message]] = {}
    for each in messages:
        day = day_of(each.figures, order)
        if day is not None:
            days.setdefault(day, []).append((each.at.strftime("%H:%M"), each.who, each.what))
    for day, said in days.items():
        yield _day(said, _published(day, given.zone), None, given, [*odd, *flags])


def _given_order(messages: Sequence[Line], given: Given) -> str | None:
    """The order of day and month in which the day that the user gives is among those of the messages."""
    if given.published is None:
        return None
    day = given.published.date() if isinstance(given.published, datetime) else given.published
    seen = {message.figures for message in messages}
    orders = [order for order in ("dmy", "mdy") if all(day_of(each, order) for each in seen)]
    found = [order for order in orders if any(day_of(each, order) == day for each in seen)]
    return found[0] if len(found) == 1 else None


def telegram_documents(data: bytes, given: Given) -> Iterator[Document]:
    """The days of a chat exported by Telegram as JSON (`result.json`). Each day is a day in the given zone."""
    text, flags = neutral(decode(data)[0])
    try:
        content = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        raise SourceError(
            given.name, found="a chat export that is broken JSON", expected="Telegram's result.json, whole",
            remedy="Export the chat again.",
        ) from None  # fmt: skip
    for name, messages in _chats(content):
        days: dict[date, list[_Message]] = {}
        for message in messages:
            at = _instant(message, given.zone)
            words = _words(message.get("text"))
            if at is None or not words:
                continue
            who = one_line(_string(message.get("from")) or _string(message.get("actor")))
            days.setdefault(at.date(), []).append((at.strftime("%H:%M"), who, words))
        for day, said in days.items():
            yield _day(said, _published(day, given.zone), name, given, flags)


def _chats(content: Any) -> Iterator[tuple[str | None, list[dict[str, Any]]]]:
    """The chats of an export: it holds one, or a list of them."""
    if not isinstance(content, dict):
        return
    listed = content.get("chats")
    chats = listed.get("list") if isinstance(listed, dict) else [content]
    for chat in chats if isinstance(chats, list) else []:
        messages = chat.get("messages") if isinstance(chat, dict) else None
        if isinstance(messages, list):
            yield one_line(_string(chat.get("name"))), [each for each in messages if isinstance(each, dict)]


def _string(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _instant(message: dict[str, Any], zone: ZoneInfo) -> datetime | None:
    try:
        unix = message.get("date_unixtime")
        if unix is not None:
            return datetime.fromtimestamp(int(unix), UTC).astimezone(zone)
        return datetime.fromisoformat(str(message.get("date"))).replace(tzinfo=zone)
    except (ValueError, OverflowError, OSError):
        return None


def _words(value: Any) -> str:
    """A message's words: Telegram writes text, or a list of texts and marked pieces."""
    if isinstance(value, str):
        return value.strip()
    if not isinstance(value, list):
        return ""
    parts = [
        each if isinstance(each, str) else _string(each.get("text")) if isinstance(each, dict) else "" for each in value
    ]
    return "".join(part or "" for part in parts).strip()


def _published(day: date, zone: ZoneInfo) -> Published:
    return Published(datetime.combine(day, time(), zone), "day", day.isoformat(), "header")


def _day(
    said: Sequence[_Message], published: Published, name: str | None, given: Given, flags: Sequence[str]
) -> Document:
    """One day."""
    lines: list[str] = []
    removed: list[str] = []
    rows: list[tuple[str, ...]] = [("at", "time", "sender")]
    at = 0
    notices = furniture().chat
    for clock, who, what in said:
        words = "\n".join(filter(None, (" ".join(line.split()) for line in what.split("\n"))))
        line = f"{who}: {words}" if who else words
        if not words or who is None or any(folded(words).startswith(notice) for notice in notices):
            removed.append(f"{clock} {line}")
            continue
        rows.append((str(at), clock, who))
        lines.append(line)
        at += len(line) + 2
    own = Own(
        "chat", lines, name, published=published, removed=removed, flags=[*flags],
        tables=[(None, DocumentTable(rows=tuple(rows), caption="messages"))] if lines else [],
    )  # fmt: skip
    return record(own, given)
