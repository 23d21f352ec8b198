"""Readings made by hand for the review sheet: one of each list, and one in which every text is hostile."""

from __future__ import annotations

from typing import Any

TEXT = (
    "Army shells hit Daraya on Friday, killing 12.\n\n“We will stay,” said John Hill.\n\nNobody else spoke.\n\n"
    "They agreed to leave in the coming days."
)


def span(words: str, text: str = TEXT, of: str = "text") -> dict[str, Any]:
    """Where words stand in a text."""
    start = text.index(words)
    return {"start": start, "end": start + len(words), "words": words, "of": of}


def event(**changed: Any) -> dict[str, Any]:
    """A shelling as it is read from the first sentence."""
    return {
        "id": "read:abc/1",
        "kind": "shelling",
        "act": "shelling",
        "standing": "reported",
        "actors": [{"id": "government-of-syria", "weight": 1.0}],
        "place": "Daraya",
        "zone": "Asia/Damascus",
        "when_start": "2016-08-25T21:00:00Z",
        "when_end": "2016-08-26T21:00:00Z",
        "harm": {"killed": {"low": 12, "best": 12, "high": None}},
        "span": span("Army shells hit Daraya on Friday, killing 12."),
        "spans": {"act": span("shells"), "place": span("Daraya"), "when": span("on Friday"), "killed": span("12")},
        "confidence": {"act": 0.91, "place": 0.62, "when": 0.35},
    } | changed


def document(**changed: Any) -> dict[str, Any]:
    """A document with an event, a statement and a promise."""
    return {
        "document_id": "abc",
        "title": "Shells hit Daraya",
        "text": TEXT,
        "language": "en",
        "depth": "full",
        "flags": ["dates_not_anchored"],
        "removed": ["Share this"],
        "observations": [event()],
        "statements": [
            {
                "speaker": "John Hill",
                "quoted": True,
                "words": "We will stay",
                "verb": "say",
                "stance": "asserts",
                "span": span("“We will stay,” said John Hill."),
                "speaker_span": span("John Hill"),
                "confidence": {"words": 0.95, "speaker": 0.8},
            }
        ],
        "promises": [
            {
                "debtor": [],
                "deed": "withdrawal",
                "state": "agreed",
                "due": {"words": "in the coming days", "vague": True},
                "span": span("They agreed to leave in the coming days."),
                "spans": {"deed": span("leave"), "due": span("in the coming days")},
                "confidence": {},
            }
        ],
    } | changed


def hostile(bad: str) -> dict[str, Any]:
    """A document whose every field of text is `bad`."""
    text = f"{bad} Shells hit {bad} on Friday."
    whole = {"start": 0, "end": len(text), "words": text, "of": "text"}
    part = {"start": 0, "end": len(bad), "words": bad, "of": "text"}
    return {
        "title": bad, "text": text, "language": "en", "publisher": bad, "file": bad, "url": bad, "author": bad,
        "published": None, "depth": "full", "flags": [bad], "removed": [bad],
        "observations": [
            event(place=bad, span=whole, spans={"act": part}, actors=[{"id": bad}], flags=[bad],
                  claimed_by=[bad], kind=bad, act=bad)
        ],
        "context": [event(place=bad, span={**whole, "of": "title"}, spans={}, kind=bad)],
        "statements": [
            {"speaker": bad, "role": bad, "words": bad, "verb": bad, "stance": bad, "date": bad, "span": whole,
             "speaker_span": part}
        ],
        "promises": [
            {"debtor": [bad], "deed": bad, "state": bad, "place": bad, "amounts": [{"low": 1, "unit": bad}],
             "due": {"words": bad, "vague": True}, "agreed_on": bad, "consents": [{"party": bad, "state": bad}],
             "span": whole}
        ],
        "talks": [{"kind": bad, "about": bad, "parties": [bad], "date": bad, "span": whole}],
        "relations": [{"kind": bad, "of": bad, "to": bad, "how": bad, "span": whole}],
        "counts": [
            {"counts": bad, "value": 3, "area": bad, "place": bad, "rule": bad, "cut_off": bad, "by": [bad],
             "claimed_by": bad, "span": {**part, "of": "table"}, "flags": [bad]}
        ],
    }  # fmt: skip
