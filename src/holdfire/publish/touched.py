"""The decisions that a later vintage touches, in words: what was decided, what became of it, and what to do."""

from __future__ import annotations

import json
from typing import Any

from ..assessment.touched import Effect, Touched
from ..records import (
    Correction,
    Decision,
    Determination,
    ExceptionJudged,
    Merged,
    NotSame,
    Split,
    Verified,
)


def entry(each: Touched) -> dict[str, Any]:
    """One decision and one report that it is about, as JSON has it."""
    decision = each.decision
    corrects = isinstance(decision, Correction) and each.effect not in (Effect.GONE, Effect.RENAMED)
    return {
        "line": each.line,
        "what": decision.what,
        "id": each.id,
        "by": decision.by,
        "when": decision.when.isoformat(),
        "why": decision.why,
        "decided": decided(decision),
        "effect": each.effect.value,
        "changes": [{name: change[name] for name in ("column", "from", "to")} for change in each.changes],
        **({"from": decision.was, "now": each.says} if isinstance(decision, Correction) and corrects else {}),
        **({"to": each.says} if each.effect is Effect.RENAMED else {}),
        "says": became(each),
        "remedy": remedy(each),
    }


def decided(decision: Decision) -> str:
    """What was decided, in a few words.

    >>> from datetime import UTC, datetime
    >>> made = {"by": "A. Analyst", "why": "seen", "when": datetime(2016, 9, 1, tzinfo=UTC)}
    >>> decided(NotSame(what="not_same", about="r-1", with_=("r-2", "r-3"), **made))
    'another event than r-2, r-3'
    """
    match decision:
        case Correction(proposition=field, was=was, to=to):
            return f"{field} read as {shown(to)}, was {shown(was)}"
        case ExceptionJudged(proposition=exception, to=to):
            return f"{exception.replace('_', ' ')} {to}"
        case Determination(to=to, body=body, method=method, date=date):
            return f"determined as {to.replace('_', ' ')} by {body}, {method}, {date}"
        case Merged(with_=others):
            return f"one event with {', '.join(others)}"
        case NotSame(with_=others):
            return f"another event than {', '.join(others)}"
        case Split(into=parts):
            return "not one event but several: " + " | ".join(", ".join(part) for part in parts)
        case Verified(proposition=proposition, body=body, method=method, date=date):
            return f"{proposition.replace('_', ' ')} verified by {body}, {method}, {date}"


def shown(value: Any) -> str:
    """A value for people.

    >>> [shown(each) for each in (None, ["a", "b"], [], 3, {"bearing": 90})]
    ['nothing', 'a, b', 'nothing', '3', '{"bearing": 90}']
    """
    if value in (None, "", []):
        return "nothing"
    if isinstance(value, list | tuple):
        return ", ".join(map(shown, value))
    return json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, dict) else str(value)


def short(value: Any, most: int = 70) -> str:
    """A value for people, in so many letters at most.

    >>> short("a long headline", 7)
    'a long…'
    """
    text = shown(value)
    return text if len(text) <= most else text[: most - 1] + "…"


def became(each: Touched) -> str:
    """What became of the report, and of what the decision does."""
    decision, changed = each.decision, f"{each.id} changed ({_moved(each)})"
    match each.effect:
        case Effect.GONE:
            return f"{each.id} was withdrawn."
        case Effect.RENAMED:
            return f"{each.id} now stands under the id {each.says}, with the same content."
        case Effect.OVERTAKEN:
            return f"{each.id} now says so by itself: {_field(decision)} is {shown(each.says)}."
        case Effect.LAPSED if isinstance(decision, Correction):
            return f"{each.id} now says {decision.proposition}: {shown(each.says)}, no longer {shown(decision.was)}."
        case Effect.LAPSED:
            return f"{changed}: nobody invokes {_field(decision)} in it any more."
        case Effect.IDLE:
            return f"{changed}; the decision acted on it neither before nor now."
        case Effect.STARTS:
            return f"{changed}; the decision did not act on it before, and does now."
        case Effect.STANDS:
            return f"{changed}; the decision stands."


def _moved(each: Touched) -> str:
    return "; ".join(f"{of['column']}: {short(of['from'])} → {short(of['to'])}" for of in each.changes)


def _field(decision: Decision) -> str:
    return decision.proposition if isinstance(decision, Correction | ExceptionJudged) else ""


def remedy(each: Touched) -> str:
    """What a person may want to do."""
    match each.effect:
        case Effect.GONE:
            return _of_withdrawn(each.decision)
        case Effect.RENAMED:
            return f"It has no effect now; add the line again with {each.says} in place of {each.id}."
        case Effect.OVERTAKEN:
            return "Nothing to do: the line has no effect now."
        case Effect.LAPSED if isinstance(each.decision, Correction):
            now = json.dumps(each.says, ensure_ascii=False)
            return f'It has no effect now. See whether the row is still wrong; if so, add a line with "from": {now}.'
        case Effect.LAPSED:
            return "It has no effect now. See whether the exception was invoked."
        case Effect.IDLE:
            return "See what it was meant for, and whether to decide anew."
        case Effect.STARTS:
            return "See whether that is meant."
        case Effect.STANDS:
            return _of_changed(each.decision)


def _of_withdrawn(decision: Decision) -> str:
    match decision:
        case Determination():
            return "A determination stands on a report that its source withdrew: tell the body that made it."
        case Verified():
            return "What was verified hangs on a report that its source withdrew: name another report of the incident."
        case Merged() | NotSame() | Split():
            return "It acts on the other reports alone; see whether it is still needed."
    return "It has no effect now. If the event stands under another id, decide on that one."


def _of_changed(decision: Decision) -> str:
    match decision:
        case Determination():
            return "It was made on what was reported then: tell the body what changed."
        case Verified():
            return "See whether the report still says what was verified."
        case Merged():
            return "See whether the reports are still of one event."
        case NotSame() | Split():
            return "See whether the reports are still of several events."
    return "See whether its reason still holds for the row as it stands now."
