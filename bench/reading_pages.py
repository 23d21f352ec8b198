"""How well the body of a news page is found, beside other extractors: `python -m bench.reading_pages --json`.

The measure is that of the article-extraction benchmark: shingles of four words, precision and recall a page, their
means over the pages (precision over those where something was found), and F1 of the means. The gold is read from the
shared data folder; nothing of it is kept.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import statistics
import sys
import time
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from holdfire.records import Document
from holdfire.sources.page import read_page

SHARED = Path(os.environ.get("HOLDFIRE_SHARED", Path(__file__).resolve().parents[2] / "shared" / "data"))

_WORD = re.compile(r"\w+")
_WORDS = 4

Extractor = Callable[[bytes], str]


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Every run of four words, with how often it stands; a shorter text is one run."""
    words = _WORD.findall(text)
    runs = (tuple(words[at : at + _WORDS]) for at in range(max(1, len(words) - _WORDS + 1)))
    return Counter(run for run in runs if run)


def compared(gold: str, found: str) -> tuple[float | None, float | None]:
    """Precision and recall of one page; nothing where nothing was found, or where there is nothing to find."""
    true, read = shingles(gold), shingles(found)
    both = sum((true & read).values())
    return both / sum(read.values()) if read else None, both / sum(true.values()) if true else None


def score(pairs: list[tuple[float | None, float | None]]) -> dict[str, float]:
    """Mean precision, mean recall and their F1."""
    precision, recall = (statistics.mean(value for each in pairs if (value := each[at]) is not None) for at in (0, 1))
    return {"body_f1": 2 * precision * recall / (precision + recall), "precision": precision, "recall": recall}


def holdfire_body(page: bytes) -> str:
    return whole_text(read_page(page))


def whole_text(document: Document) -> str:
    """A document's text with the cells of its tables where they stood, as the gold has them."""
    text = document.text
    for table in sorted(
        (each for each in document.tables if each.after is not None), key=lambda each: -(each.after or 0)
    ):
        cells = "\n".join(" ".join(row) for row in table.rows)
        text = f"{text[: table.after]}\n{cells}\n{text[table.after :]}"
    return text


def trafilatura_bodies(*, precise: bool = False) -> Extractor:
    from trafilatura import extract

    return lambda page: extract(page, include_comments=False, favor_precision=precise) or ""


def _readability() -> Extractor:
    import lxml.html
    from readability import Document as Summary

    return lambda page: "\n".join(lxml.html.fromstring(Summary(page.decode("utf-8", "replace")).summary()).itertext())


def _newspaper() -> Extractor:
    import newspaper

    def body(page: bytes) -> str:
        article = newspaper.Article("http://page.invalid/", language="en", fetch_images=False)
        article.download(input_html=page.decode("utf-8", "replace"))
        article.parse()
        return str(article.text)

    return body


def _justext() -> Extractor:
    import justext

    words = justext.get_stoplist("English")
    return lambda page: "\n".join(each.text for each in justext.justext(page, words) if not each.is_boilerplate)


def _resiliparse() -> Extractor:
    from resiliparse.extract.html2text import extract_plain_text

    return lambda page: str(extract_plain_text(page.decode("utf-8", "replace"), main_content=True))


EXTRACTORS: dict[str, Callable[[], Extractor]] = {
    "holdfire": lambda: holdfire_body,
    "trafilatura": trafilatura_bodies,
    "trafilatura_precise": lambda: trafilatura_bodies(precise=True),
    "readability": _readability,
    "newspaper": _newspaper,
    "justext": _justext,
    "resiliparse": _resiliparse,
}


def score_bodies(shared: Path = SHARED, extractor: Extractor = holdfire_body) -> dict[str, Any]:
    """F1, precision and recall over the shared pages, their number, and how many an extractor reads in a second."""
    folder = shared / "article_extraction"
    gold = json.loads((folder / "ground-truth_shared.json").read_text(encoding="utf-8"))
    pages = {key: gzip.decompress((folder / "html" / f"{key}.html.gz").read_bytes()) for key in gold}
    extractor(next(iter(pages.values())))  # what is loaded once is not counted
    began = time.perf_counter()
    found = {key: _tried(extractor, page) for key, page in pages.items()}
    seconds = time.perf_counter() - began
    failed = sum(each is None for each in found.values())
    pairs = [compared(gold[key]["articleBody"], found[key] or "") for key in gold]
    return {**score(pairs), "pages": len(pages), "failed": failed, "pages_per_s": len(pages) / seconds}


def _tried(extractor: Extractor, page: bytes) -> str | None:
    try:
        return extractor(page)
    except Exception:  # noqa: BLE001 - a rival that fails on a page has found nothing there
        return None


def measure(shared: Path = SHARED) -> dict[str, Any]:
    """Each extractor's figures, or why it was skipped."""
    if not (shared / "article_extraction").is_dir():
        return {"skipped": "the shared data folder is absent"}
    figures: dict[str, Any] = {}
    for name, opened in EXTRACTORS.items():
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                figures[name] = score_bodies(shared, opened())
        except ImportError as missing:
            figures[name] = {"skipped": str(missing)}
    return figures


def main() -> None:
    figures = measure()
    if "--json" in sys.argv:
        print(json.dumps(figures))
        return
    for name, each in figures.items():
        print(f"{name:20}", each if "skipped" in each else {key: round(value, 3) for key, value in each.items()})


if __name__ == "__main__":
    main()
