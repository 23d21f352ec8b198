"""Templates of pages: what others wrote is escaped, and a name that nothing fills is an error."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from .page.texts import seen, shortened


@cache
def templates(package: str) -> Environment:
    """The templates of a package, with the filters `seen` and `shortened` for the text of others."""
    made = Environment(
        loader=PackageLoader(package),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"seen": seen, "shortened": shortened}
    return made
