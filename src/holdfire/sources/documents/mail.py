"""E-mail: the text of a message, its heading, and the names of what is attached. Nothing attached is opened."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.errors import HeaderParseError, MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr

from ...records import Document, DocumentTable
from ..page import LARGEST_PAGE, of_markup, too_large
from ..problem import SourceError
from .boilerplate import without_furniture
from .characters import decode, neutral, one_line, paragraphs
from .given import LONGEST_TEXT, Given, Own, record
from .publication import Published, read_date

_LONGEST_HEADER = 2_000
_MOST_PARTS = 500
_QUOTED = re.compile(r"^>")
_INTRODUCES = re.compile(
    r"^(?:On|Am|Le|El|В)\b.{5,200}(?:wrote|schrieb|a écrit|escribió|писал\(?а?\)?)\s?:$|^-{2,}.{3,40}-{2,}$"
)
_MANY_PARTS = re.compile(rb"^content-type:\s{0,20}multipart/", re.IGNORECASE | re.MULTILINE)
_MOST_NESTED = 100


def mail_documents(data: bytes, given: Given) -> Iterator[Document]:
    """One message as a document."""
    yield message_document(data, given)


def mbox_documents(lines: Iterator[bytes], given: Given) -> Iterator[Document]:
    """The messages of a mailbox file, one after another; only one is held at a time."""
    for message in _messages(lines, given):
        yield message_document(message, given)


def _messages(lines: Iterator[bytes], given: Given) -> Iterator[bytes]:
    held: list[bytes] = []
    size = 0
    empty = True
    for line in lines:
        if empty and line.startswith(b"From "):
            if held:
                yield b"".join(held)
            held, size = [], 0
        else:
            held.append(line[1:] if re.match(rb">+From ", line) else line)
            size += len(line)
            if size > LARGEST_PAGE:
                raise too_large(given.name, size)
        empty = not line.strip()
    if held:
        yield b"".join(held)


def message_document(data: bytes, given: Given) -> Document:
    """A message as a document. An HTML part is cleaned as a page is; quoted messages of others are taken out."""
    if len(_MANY_PARTS.findall(data)) > _MOST_NESTED:
        raise _bad(given, "a message of more than a hundred parts inside parts")
    try:
        message = message_from_bytes(data)
        parts = _parts(message)
    except (MessageError, RecursionError, ValueError, LookupError):
        raise _bad(given, "a message whose parts cannot be told apart") from None
    own = _body(parts, given)
    own.title = _heading(message, "subject")
    name, address = parseaddr(_heading(message, "from") or "")
    own.author = one_line(name or address)
    own.published = _date(message, given)
    attached = [_attached(part) for part in parts if _is_attachment(part)]
    if attached:
        rows = (("name", "type"), *attached)
        own.tables = [*own.tables, (None, DocumentTable(rows=rows, caption="attachments, not opened"))]
        own.flags = [*own.flags, "attachments_not_read"]
    return record(own, given)


def _bad(given: Given, found: str) -> SourceError:
    return SourceError(
        given.name, found=found, expected="an e-mail message", remedy="Save the message's text as a file of its own."
    )


def _parts(message: Message) -> list[Message]:
    return [part for _, part in zip(range(_MOST_PARTS), message.walk(), strict=False) if not part.is_multipart()]


def _heading(message: Message, name: str) -> str | None:
    value = message.get(name)
    if value is None:
        return None
    text = str(value)[:_LONGEST_HEADER]
    try:
        return one_line(str(make_header(decode_header(text))))
    except (HeaderParseError, LookupError, ValueError):
        return one_line(text)


def _date(message: Message, given: Given) -> Published | None:
    words = _heading(message, "date")
    return read_date(words, given.zone, "header") if words else None


def _is_attachment(part: Message) -> bool:
    return part.get_content_maintype() != "text" or part.get_content_disposition() == "attachment"


def _attached(part: Message) -> tuple[str, str]:
    try:
        name = part.get_filename()
    except (ValueError, LookupError):
        name = None
    return one_line(name, 200) or "without a name", part.get_content_type()[:100]


def _body(parts: list[Message], given: Given) -> Own:
    """The plain part, or the HTML part where there is no plain one."""
    texts = [part for part in parts if not _is_attachment(part)]
    plain = [part for part in texts if part.get_content_type() == "text/plain"]
    for part in plain:
        text, odd = _text(part)
        if text.strip():
            own = _plain(text)
            own.flags = [*odd, *own.flags]
            return own
    for part in texts:
        if part.get_content_type() == "text/html":
            text, odd = _text(part)
            own = of_markup(text, given)
            own.kind, own.flags = "mail", [*odd, *own.flags]
            return own
    return Own("mail", flags=["no_text"])


def _text(part: Message) -> tuple[str, list[str]]:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    charset = part.get_content_charset() or ""
    try:
        text, odd = data.decode(charset), list[str]()
    except (LookupError, UnicodeDecodeError):
        text, odd = decode(data)
    text, flags = neutral(text)
    return text, [*odd, *flags]


def _plain(text: str) -> Own:
    cut = ["text_cut"] if len(text) > LONGEST_TEXT else []
    lines = text[:LONGEST_TEXT].split("\n")
    signature = next((at for at, line in enumerate(lines) if line.rstrip() == "--"), len(lines))
    kept, removed = [], [line for line in lines[signature:] if line.strip()]
    quoted = False
    for line in lines[:signature]:
        if _QUOTED.match(line) or _INTRODUCES.match(line.strip()[:300]):
            removed.append(line.strip())
            quoted = True
        else:
            kept.append(line)
    stay, furniture = without_furniture(paragraphs("\n".join(kept)))
    flags = [*cut, "quoted_reply_removed"] if quoted else cut
    return Own("mail", stay, removed=[*removed, *furniture], flags=flags if stay else [*flags, "no_text"])
