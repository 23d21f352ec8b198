"""How what is said is said in a language: sentences, numbers, dates and names.

`language("ar")` is all that a page asks. Babel is imported only where a number or a date is written, or another
language than English is spoken. How to add a language: docs/languages.md.
"""

from __future__ import annotations

from .spoken import Language, language, marked
from .text import Text, isolate

__all__ = ["Language", "Text", "isolate", "language", "marked"]
