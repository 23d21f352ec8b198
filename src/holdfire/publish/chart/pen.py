"""The pen that draws SVG: coordinates run with the reading direction, paint is a class or attributes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from xml.sax.saxutils import quoteattr

from .letters import Direction, legal, set_in
from .palette import Scheme, attributes

Anchor = Literal["start", "middle", "end"]
_OTHER: dict[Anchor, Anchor] = {"start": "end", "middle": "middle", "end": "start"}


def tag(name: str, values: dict[str, object], inside: str | None = None) -> str:
    """One element; `inside` is markup.

    >>> tag("text", {"x": 1.0}, escaped("<b>"))
    '<text x="1">&lt;b&gt;</text>'
    """
    written = "".join(f" {key}={quoteattr(_value(value))}" for key, value in values.items())
    return f"<{name}{written}/>" if inside is None else f"<{name}{written}>{inside}</{name}>"


def escaped(text: str) -> str:
    """Text as markup."""
    return legal(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _value(value: object) -> str:
    return short(value) if isinstance(value, float) else legal(str(value))


def short(number: float) -> str:
    """A coordinate, to a hundredth.

    >>> short(12.0), short(0.456), short(-0.001)
    ('12', '0.46', '0')
    """
    written = f"{number:.2f}".rstrip("0").rstrip(".")
    return "0" if written == "-0" else written


@dataclass(frozen=True)
class Pen:
    """`across` is measured from the side where reading begins: left, or right in a drawing that runs to the left."""

    width: float
    direction: Direction
    scheme: Scheme | None

    def paint(self, kind: str) -> dict[str, object]:
        """What gives a part its look: its class where a style sheet does it, else attributes."""
        return {"class": kind} if self.scheme is None else dict(attributes(kind, self.scheme))

    def x(self, across: float) -> float:
        """The place on the sheet."""
        return across if self.direction == "ltr" else self.width - across

    def rect(self, kind: str, across: float, y: float, wide: float, high: float, **more: object) -> str:
        """A box that begins `across`."""
        left = min(self.x(across), self.x(across + wide))
        placed = {"x": float(left), "y": float(y), "width": float(wide), "height": float(high)}
        return tag("rect", {**self.paint(kind), **placed, **_named(more)})

    def path(self, kind: str, steps: list[tuple[float, float] | None], closed: bool = False, **more: object) -> str:
        """Lines from point to point; None lifts the pen."""
        drawn, command = "", "M"
        for step in steps:
            if step is None:
                command = "M"
                continue
            drawn += f"{command}{short(self.x(step[0]))} {short(step[1])}"
            command = "L"
        return tag("path", {**self.paint(kind), "d": drawn + "Z" * closed, **_named(more)})

    def text(self, kind: str, across: float, y: float, words: str, anchor: Anchor = "start", **more: object) -> str:
        """Words. The anchor, too, goes by the reading direction."""
        side = anchor if self.direction == "ltr" else _OTHER[anchor]
        values = {"x": float(self.x(across)), "y": float(y), "text-anchor": side, **_named(more)}
        painted = {} if self.scheme is None and kind == "tx" else self.paint(kind)
        return tag("text", {**painted, **values}, escaped(set_in(legal(words), self.direction)))


def _named(more: dict[str, object]) -> dict[str, object]:
    return {name.replace("_", "-"): value for name, value in more.items()}
