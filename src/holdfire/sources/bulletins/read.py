"""All counts of one bulletin, from its text and its tables, and what holds of it as a whole."""

from __future__ import annotations

from collections.abc import Sequence

from ...records import Document
from ...records.reading import Count
from .sums import flag_repeats
from .table import read_table
from .text import LONGEST_TEXT, Source, read_text


def counts_of(
    source: Source, skip: Sequence[tuple[int, int]] = (), tables: Sequence[int] = ()
) -> tuple[list[Count], list[str]]:
    """The counts of text and tables, with repeats flagged; not those of text in `skip` and of `tables` by number."""
    counts, flags = read_text(source, skip)
    for at, table in enumerate(source.document.tables):
        if at in tables:
            continue
        found, told = read_table(source, at, table)
        counts += found
        flags += told
    flag_repeats(counts)
    return counts, flags


def document_flags(document: Document, family: str | None, counts: list[Count]) -> list[str]:
    """What holds of the document as a whole."""
    told = {
        "family_unknown": family is None,
        "nothing_counted": not counts,
        "period_not_stated": bool(counts) and all(each.period_start is None for each in counts),
        "text_cut": len(document.text) > LONGEST_TEXT,
    }
    return [name for name, holds in told.items() if holds]
