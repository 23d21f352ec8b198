"""Text of others made safe to show: controls are seen, long ones are shortened, nothing ends a line or a script."""

from __future__ import annotations

import json
import re
from typing import Any

from ..language import Language, Text

_UNSEEN = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff"
_UNSEEN_HERE = re.compile(f"[{_UNSEEN}]")
_UNSEEN_OF_OTHERS = re.compile(f"[{_UNSEEN}\u2066-\u2069]")
_ISOLATES = re.compile("[\u2066-\u2069]")
_IN_SCRIPT = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
_UNSAFE_IN_SCRIPT = re.compile("[<>&\u2028\u2029]")


def seen(text: str) -> str:
    """Somebody else's text with each control that would not be seen, or turns text around, as U+FFFD.

    >>> seen("a\\x00b\\u202ec")
    'a\\ufffdb\\ufffdc'
    """
    return _UNSEEN_OF_OTHERS.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def without_controls(html: str) -> str:
    """The whole page's text as a parser takes it; isolates are ours and stay."""
    return _UNSEEN_HERE.sub("\ufffd", html)


def shortened(text: str, most: int) -> str:
    """The text, or its beginning with an ellipsis.

    >>> shortened("abcdef", 4), shortened("abc", 4)
    ('abc…', 'abc')
    """
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def brief(words: Language, said: Text, most: int) -> Text:
    """What is said, or its beginning as somebody else's text."""
    if len(said.plain) <= most:
        return said
    return words.foreign(shortened(_ISOLATES.sub("", said.plain), most))


def as_json(value: Any) -> str:
    """Data for a script element: nothing in it ends the element, and no text in it has a control.

    >>> as_json({"a": "</script>"})
    '{"a":"\\\\u003c/script\\\\u003e"}'
    """
    written = json.dumps(_seen_within(value), ensure_ascii=False, separators=(",", ":"))
    return _UNSAFE_IN_SCRIPT.sub(lambda found: _IN_SCRIPT[found[0]], written)


def _seen_within(value: Any) -> Any:
    if isinstance(value, str):
        return without_controls(value.__str__())
    if isinstance(value, dict):
        return {key: _seen_within(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)) and any(isinstance(each, (str, dict, list, tuple)) for each in value):
        return [_seen_within(each) for each in value]
    return value


def in_style(text: str) -> str:
    """Text as a string of a style sheet: all but letters, digits and spaces escaped.

    >>> in_style('a"b')
    '"a\\\\22 b"'
    """
    return '"' + "".join(each if each.isalnum() or each == " " else f"\\{ord(each):x} " for each in seen(text)) + '"'
