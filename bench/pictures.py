"""The screenshots that the README shows: the page of the demo, as a reader sees it.

    python -m bench.pictures
    python -m bench.pictures --to elsewhere situation phone

Writes `docs/pictures/NAME.png`, with 256 colours, which a page of text and flat marks does not miss.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, sync_playwright
from tests.page.harness import MISSING, chromium, launched, opened, screenshot

from .made import made

PICTURES = Path(__file__).resolve().parents[1] / "docs" / "pictures"
DEMO = ("demo", "{folder}/demo")
ENGLISH, ARABIC = "demo/situation.html", "demo/situation.ar.html"
PHONE: dict[str, Any] = {"width": 390, "height": 844, "touch": True, "sharpness": 2.0}


@dataclass(frozen=True)
class Shot:
    """One picture: which page, how it is opened, what is clicked first, and what is taken."""

    page: str = ENGLISH
    how: dict[str, Any] = field(default_factory=dict)
    """As for `opened`; 1440 by 900 where it says nothing."""
    click: str | None = None
    """Selector of what to click first."""
    of: str | None = None
    """Selector of the element that is taken; None takes the window."""


SHOTS: dict[str, Shot] = {
    "situation": Shot(),
    "situation-dark": Shot(how={"scheme": "dark"}),
    "situation-phone": Shot(how=PHONE),
    "situation-ar": Shot(ARABIC, how={"lang": "ar"}),
    "incident": Shot(click="#shown a.it", how={"height": 1100}),
}


def main() -> None:
    """Read the command line, make the demo, take the pictures, say where they are."""
    parser = argparse.ArgumentParser(prog="python -m bench.pictures", description=__doc__.splitlines()[0])
    parser.add_argument("shots", nargs="*", default=list(SHOTS), help=", ".join(SHOTS))
    parser.add_argument("--to", type=Path, default=PICTURES, help="the folder to write to (docs/pictures)")
    asked = parser.parse_args()
    if unknown := set(asked.shots) - set(SHOTS):
        parser.error(f"expected some of {', '.join(SHOTS)}, found {', '.join(sorted(unknown))}")
    program = chromium()
    if program is None:
        sys.exit(MISSING)
    asked.to.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        made(Path(folder), ENGLISH, DEMO)
        browser = launched(playwright, program)
        for name in asked.shots:
            path = taken(browser, Path(folder), SHOTS[name], asked.to / f"{name}.png")
            print(f"{path} ({path.stat().st_size / 1000:.0f} kB)")
        browser.close()


def taken(browser: Browser, folder: Path, shot: Shot, to: Path) -> Path:
    """Take one picture of a page in a folder. A page with complaints is not shown: they are raised."""
    with opened(browser, folder / shot.page, **{"width": 1440, "height": 900} | shot.how) as there:
        if shot.click is not None:
            there.page.locator(shot.click).first.click()
        if told := there.complaints():
            raise SystemExit(f"{shot.page} is not fit to be shown: {'; '.join(told)}")
        screenshot(there.page, to, of=shot.of)
    lighten(to)
    return to


def lighten(picture: Path) -> None:
    """Write a PNG anew with 256 colours and no transparency.

    The palette covers the whole range of colours, so that the few pixels of a rare mark keep their hue.
    """
    with Image.open(picture) as full:
        few = full.convert("RGB").quantize(256, method=Image.Quantize.MAXCOVERAGE, kmeans=1, dither=Image.Dither.NONE)
    few.save(picture, optimize=True)


if __name__ == "__main__":
    main()
