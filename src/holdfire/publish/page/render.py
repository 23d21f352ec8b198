"""The page as text: templates filled, style, script and data in it, and a policy that lets nothing else run."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from markupsafe import Markup

from ...terms.official import Official
from ..language import Language
from ..picture import written
from ..situation import Situation
from ..templates import templates
from .data import Data
from .rows import Rows
from .texts import as_json, in_style, without_controls
from .view import View, situation_view


def page(
    situation: Situation,
    language: Language,
    *,
    measured: bool = True,
    counts: Sequence[Mapping[str, Any]] = (),
    other: tuple[Language, str] | None = None,
    official: Official | None = None,
) -> str:
    """The whole page.

    Args:
        situation: what an edition shows of a record.
        language: in which it is said.
        measured: whether the reports are a record of a period; a chosen set has no rates.
        counts: what others published as counts, as `counts` of a file of reports has them.
        other: the same page in another language, and the address of its file.
        official: the agreement's own text, where a user attached it; one that is not public is in no public edition.
    """
    view = situation_view(situation, language, counts, other, official, measured=measured)
    data = Data(view.spoken)
    known = data.all()
    known["map"] = view.drawn.data(data.spots.values)
    style = _style(view)
    script = _file("page.js")
    html = (
        templates("holdfire.publish.page")
        .get_template("page.html")
        .render(
            view=view,
            lang=language,
            _=language._,
            ngettext=language.ngettext,
            sp=view.spoken,
            policy=_policy(script, style),
            style=Markup(style),  # noqa: S704 - our own files
            script=Markup(script),  # noqa: S704
            data=Markup(as_json(known)),  # noqa: S704 - escaped there
            rows=Markup("\n".join(Rows(view.spoken).lines())),  # noqa: S704 - escaped there
        )
    )
    return without_controls(html)


def write_page(path: Path, html: str) -> None:
    """Write the page under another name first, so that it is whole or not there."""
    written(path, html.encode("utf-8"))


def _style(view: View) -> str:
    """The style sheet, with what stands on each printed sheet."""
    return (_file("tokens.css") + _file("page.css")).replace('"SHEET"', in_style(view.sheet()))


def _policy(script: str, style: str) -> str:
    return (
        f"default-src 'none'; script-src {hash_of_text(script)}; style-src {hash_of_text(style)}; img-src data:;"
        " base-uri 'none'; form-action 'none'"
    )


def hash_of_text(text: str) -> str:
    """The hash by which a policy lets the exact text between two tags run.

    >>> hash_of_text("")
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
    """
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}'"


def _file(name: str) -> str:
    return (files("holdfire.publish.page") / name).read_text(encoding="utf-8")
