"""Monitors' bulletins of counts: which family a document is of, and what it counts, claimant by claimant."""

from __future__ import annotations

import re

from ..records import Document
from ..records.reading import Count
from ..world import World
from .bulletins.lexicon import Rule, words
from .bulletins.read import counts_of, document_flags
from .bulletins.text import source_of
from .osce import read_report

_LOOKED_AT = 20_000
_LIKELY_ENOUGH = 2


def is_bulletin(document: Document) -> str | None:
    """The family of bulletins (`osce-smm`, `russian-centre`, `snhr`) that a document is of, or nothing.

    Known by the issuer's name in the title or text with a thing counted beside it, or by two of its set phrases.

    >>> is_bulletin(Document(id="d", kind="text", text="SNHR recorded 14 breaches of the truce on its first day."))
    'snhr'
    >>> is_bulletin(Document(id="d", kind="text", text="The envoy spoke of a truce."))
    """
    text = f"{document.title or ''}\n{document.text[:_LOOKED_AT]}"
    text += "\n".join(" ".join(row) for table in document.tables[:5] for row in table.rows[:5])[:_LOOKED_AT]
    seen: dict[str, set[str]] = {}
    sure: dict[str, int] = {}
    for hit in words().marks.find(text):
        family, certain = hit.value
        seen.setdefault(family, set()).add(text[hit.start : hit.end].casefold())
        if certain:
            sure.setdefault(family, hit.start)
    counted = bool(re.search(r"\d", text)) and bool(words().nouns.find(text))
    likely = [family for family, found in seen.items() if len(found) >= _LIKELY_ENOUGH]
    if sure and counted:
        return min(sure, key=lambda family: sure[family])
    return max(likely, key=lambda family: len(seen[family])) if likely and counted else None


def read_bulletin(document: Document, world: World) -> tuple[list[Count], list[str]]:
    """Every count that a bulletin prints, in text and tables, and flags for what could not be read.

    Each keeps its claimant, its period (half-open, UTC, missing where the bulletin does not state it), and its counting
    rule. Figures of the period before are counts of their own period. Sums are checked and never corrected.
    """
    family = is_bulletin(document)
    if family == "osce-smm":
        counts, _, flags = read_report(document, world)
        return counts, [*document_flags(document, family, counts), *flags]
    source = source_of(document, world, family)
    counts, flags = counts_of(source)
    return counts, [*document_flags(document, family, counts), *flags]


def counting_rules() -> tuple[Rule, ...]:
    """The counting rules that are known of each claimant, with where they were read and what was not."""
    return words().rules
