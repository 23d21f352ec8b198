"""An agreement in plain language: who must do what to whom, where, from when to when, unless. One pattern a kind."""

from __future__ import annotations

from collections.abc import Iterator

from ..language import Text
from .demands import Demands
from .head import Head
from .saying import Line

__all__ = ["Describer", "Line"]


class Describer(Head, Demands):
    """Says one agreement in one language."""

    def lines(self) -> Iterator[Line]:
        """The whole page."""
        yield from self.head()
        for each in self.agreement.demands:
            yield Line("plain", 0, Text(""))
            yield from self.demand(each)
        if self.agreement.notes:
            yield Line("plain", 0, Text(""))
            yield Line("head", 0, self.words._("What the text says and is not judged here"))
            for note in self.agreement.notes:
                yield Line("plain", 1, self.words.term(note.says))
                yield from self._source(note.source, note.unchecked, 2)
