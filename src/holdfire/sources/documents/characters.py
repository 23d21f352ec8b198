"""Characters of a document: bytes to text by the encoding that fits, and out with what a reader does not see."""

from __future__ import annotations

import codecs
import re

_DECLARED = re.compile(rb"""(?:charset|encoding)\s{0,4}=\s{0,4}["']?\s{0,4}([A-Za-z0-9_.:-]{2,40})""")
_LOOKED_AT = 4096
_SAMPLE = 1 << 16
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))

_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_HIDDEN = re.compile("[\U000e0000-\U000e007f\ufff9-\ufffb]")
# Marks that only help to set a line, and would part a word from its spelling. The joiners (200c, 200d) are letters.
_MARKS = re.compile("[\u00ad\u200b\u200e\u200f\u061c\u2060\ufeff]")
_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile("[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_SURROGATES = re.compile("[\ud800-\udfff]")

Flags = dict[str, None]
"""Flags in the order in which they were raised, each once."""


def decode(data: bytes) -> tuple[str, list[str]]:
    """Bytes as text, and what was odd about them.

    A byte order mark counts first, then UTF-8 where it holds, then what the page declares, then what the bytes look
    like. Bytes that nothing explains become U+FFFD and are flagged; nothing is guessed byte by byte.

    >>> decode("Алеппо".encode("utf-8"))
    ('Алеппо', [])
    >>> decode(b"<meta charset=windows-1251>" + "Алеппо".encode("cp1251"))
    ('<meta charset=windows-1251>Алеппо', [])
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace"), []
    declared = _declared(data[:_LOOKED_AT])
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError:
        pass
    if declared not in (None, "utf-8", "ascii"):
        try:
            return data.decode(str(declared)), []
        except (UnicodeDecodeError, LookupError):
            pass
    if _mostly_utf8(data):
        return data.decode("utf-8", "replace"), []
    return data.decode(_likely(data), "replace"), ["encoding_differs" if declared else "encoding_by_content"]


def _declared(head: bytes) -> str | None:
    found = _DECLARED.search(head)
    if not found:
        return None
    try:
        name = codecs.lookup(found[1].decode("ascii"))
    except LookupError:
        return None
    return name.name if getattr(name, "_is_text_encoding", True) else None


def _mostly_utf8(data: bytes) -> bool:
    """Whether letters beyond ASCII are mostly whole in UTF-8: then a few bytes are broken, or are of another file."""
    high = sum(map(data[: 1 << 20].count, range(0x80, 0x100)))
    broken = data[: 1 << 20].decode("utf-8", "replace").count("�")
    return high > 0 and broken * 4 < high


def _likely(data: bytes) -> str:
    """The single-byte encoding under which the letters make words. Fails to Windows-1252, the commonest."""
    sample = _high_part(data)
    if _AMONG_ASCII.search(sample) and len(_AMONG_ASCII.findall(sample)) * 2 > len(_HIGH.findall(sample)):
        return "cp1252"  # letters with accents stand among plain ones
    scored = {name: _likeness(sample.decode(name, "replace")) for name in _ENCODINGS}
    best = max(scored, key=lambda name: scored[name])
    return best if scored[best] > 0 else "cp1252"


_HIGH = re.compile(rb"[\x80-\xff]")
_AMONG_ASCII = re.compile(rb"(?<=[A-Za-z ])[\x80-\xff](?=[A-Za-z ])|(?<=[A-Za-z])[\x80-\xff]|[\x80-\xff](?=[a-z])")
_ENCODINGS = ("cp1256", "cp1251", "koi8-r", "iso8859-6")
# The letters of each script, the commonest first. A wrong encoding makes common letters into seldom ones or signs.
_LETTERS = ("اليمنورتبعدهسكفقحةأجشطىصخ", "оеаинтсрвлкмдпуяыьгзбчй")
_WEIGHTS = {letter: 2 - at / len(letters) for letters in _LETTERS for at, letter in enumerate(letters)}
_ODD_CASE = re.compile("[а-яё][А-ЯЁ]")


def _high_part(data: bytes) -> bytes:
    """The part of a file with letters beyond ASCII: markup before it says nothing."""
    first = _HIGH.search(data)
    start = max(0, (first.start() if first else 0) - 32)
    return re.sub(rb"<[^<>]{0,500}>", b" ", data[start : start + _SAMPLE])


def _likeness(text: str) -> float:
    """How common the letters beyond ASCII are in the languages of their script; capitals inside words count against."""
    letters = sum(_WEIGHTS.get(each, 0.0) for each in text.lower()) / max(1, sum(ord(each) > 127 for each in text))
    return letters - len(_ODD_CASE.findall(text)) / max(1, len(text))


def neutral(text: str) -> tuple[str, list[str]]:
    """Text without the characters that act instead of being read, and flags for those that were found.

    Control characters, overrides of direction and invisible tags are dropped; every line end becomes one newline.

    >>> neutral("safe\\u202etxt.exe\\x07")
    ('safetxt.exe', ['control_characters', 'direction_overrides'])
    """
    if text.isascii() and not _CONTROLS.search(text):
        return _ENDS.sub("\n", text), []
    flags = []
    for flag, pattern in (
        ("control_characters", _CONTROLS), ("direction_overrides", _DIRECTIONS), ("invisible_characters", _HIDDEN),
    ):  # fmt: skip
        text, times = pattern.subn("", text)
        if times:
            flags.append(flag)
    text = _SURROGATES.sub("�", text)
    if "�" in text:
        flags.append("replacement_characters")
    return _ENDS.sub("\n", _MARKS.sub("", text)), flags


def one_line(text: str | None, most: int = 500) -> str | None:
    """Text as one line with single spaces, cut at `most` characters; nothing for nothing.

    >>> one_line("  Talks\\n in Geneva ")
    'Talks in Geneva'
    """
    if not text:
        return None
    return " ".join(neutral(text[: most * 4])[0].split())[:most] or None


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text: parted by empty lines, or by line ends where there are none. Spaces become single.

    >>> paragraphs("One  line\\nand its end.\\n\\nTwo.")
    ['One line\\nand its end.', 'Two.']
    """
    lines = [_SPACES.sub(" ", line).strip() for line in text.split("\n")]
    found: list[list[str]] = [[]]
    for line in lines:
        if line:
            found[-1].append(line)
        elif found[-1]:
            found.append([])
    return ["\n".join(each) for each in found if each]
