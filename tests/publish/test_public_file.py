"""An attack on the bytes of a public page: nothing that is withheld is in it, in any encoding."""

from __future__ import annotations

import base64
import codecs
import html
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pyarrow.compute as pc
import pytest

from holdfire.engines import Job, run
from holdfire.publish.editions import Rules, show
from holdfire.publish.incidents import Incident, Record
from holdfire.publish.language import language
from holdfire.publish.page import page
from holdfire.publish.publication import record_of
from holdfire.publish.situation import Situation
from holdfire.world import World
from made import Made, attack

from .shown import record, situation

SECRETS = {
    "id": "field-note-77",
    "where": "south-town",
    "when": "2020-03-15T14:27",
    "claimed_by": ["baker at the corner"],
    "carried_by": ["cousin of the baker"],
    "compiled_by": "Z. Clerk",
    "words": "my neighbour Karim saw it from the bakery",
    "targets": ["Battalion of Yusuf"],
}


def encodings(secret: str) -> Iterator[bytes]:
    """A text in every way in which a page could hold it."""
    plain = secret.encode()
    for text in (secret, secret.upper(), secret.lower(), secret[::-1], codecs.encode(secret, "rot13")):
        yield text.encode()
    yield html.escape(secret).encode()
    yield quote(secret).encode()
    yield json.dumps(secret)[1:-1].encode()
    yield "".join(f"\\u{ord(letter):04x}" for letter in secret).encode()
    yield "".join(f"&#{ord(letter)};" for letter in secret).encode()
    yield plain.hex().encode()
    yield secret.encode("utf-16-le")
    for shift in range(3):
        yield base64.b64encode(b"\0" * shift + plain)[4:-4] or b"\xff\xfe"


def leaks(content: bytes, secret: str) -> list[bytes]:
    """The encodings of a secret that a file holds."""
    return [each for each in encodings(secret) if each in content]


@pytest.mark.parametrize("code", ["en", "ar"])
def test_a_public_page_holds_no_secret_in_any_encoding(made: Made, code: str) -> None:
    reports = [attack(**SECRETS), attack(id="other-note-9", killed=3)]
    public, confidential = (
        page(situation(made, reports, edition), language(code)).encode() for edition in ("public", "confidential")
    )
    secrets = ("field-note-77", "other-note-9", "south-town", "14:27", "13:27", "baker", "cousin", "Clerk", "Karim",
               "Battalion", "Yusuf")  # fmt: skip
    assert {secret: leaks(public, secret) for secret in secrets if leaks(public, secret)} == {}
    for secret in ("field-note-77", "Karim", "Yusuf"):
        assert leaks(confidential, secret), f"the search is blind to {secret}"


def test_what_is_held_back_is_nowhere(made: Made) -> None:
    reports = [
        attack(),
        attack(id="r-2", act="convoy_refused", when="2020-06-12", claimed_by=["north-news"]),
        attack(id="r-3", act="guard_post", when="2020-06-09", where="north-town"),
    ]
    content = page(situation(made, reports), language()).encode()
    assert b"convoy" not in content
    assert b"guard post" not in content
    assert b"News of the North" not in content


def test_two_publications_cannot_be_linked(made: Made) -> None:
    """Made anew, a page has nothing of the ids of the page before."""
    before, after = (Situation(show(record(made, [attack()]), Rules())) for _ in range(2))
    ident = before.incidents[0].id
    assert ident in page(before, language())
    assert ident not in page(after, language())


# The chronicle, and GED where it is there


@pytest.fixture(scope="module")
def chronicle(world: World) -> Record:
    """The demonstration's reports."""
    folder = Path(__file__).resolve().parents[2] / "src" / "holdfire" / "chronicle"
    job = Job(
        files=tuple(sorted(folder.glob("*.yaml"))), terms=("syria-coh-2016",), baseline="2016-02-20", settle=False
    )
    kept = run(job, keep_rows=10_000).kept
    assert kept is not None
    return record_of(job, kept, "syria-coh-2016", world)


def test_no_words_ids_or_places_of_the_chronicle_are_in_its_public_page(chronicle: Record) -> None:
    content = page(Situation(show(chronicle, Rules())), language(), measured=False)
    assert not [each.id for each in chronicle.incidents if each.id in content]
    assert not [words for each in chronicle.incidents for words in shingles(each.words) if words in content]
    places = Counter(each.place for each in chronicle.incidents if each.place)
    rows = content[content.index("<noscript>") : content.rindex("</noscript>")]
    regions = {area.name["en"].removesuffix(" Governorate") for area in chronicle.world.areas.areas.values()}
    told = [place for place in places if f">{place}<" in rows and place not in regions]
    assert told == []


def shingles(words: str | None, size: int = 8) -> list[str]:
    """Every eight words in a row."""
    parts = (words or "").split()
    return [" ".join(parts[n : n + size]) for n in range(len(parts) - size + 1)]


def traits(each: Incident) -> tuple[object, ...]:
    return each.region, each.day, each.killed_low, each.killed_best, each.killed_high, each.civilians


def test_who_holds_the_dataset_finds_no_more_than_the_page_says(world: World, shared: Path) -> None:
    """An attacker with GED joins by id, then by region, days and toll; the page says how far the second goes."""
    job = Job(
        files=(shared / "ucdp_ged_syria" / "ged_syria_2016H1_shared.csv",),
        terms=("syria-coh-2016",), baseline="2016-01-28", settle=False,
    )  # fmt: skip
    kept = run(job, keep_rows=10_000).kept
    assert kept is not None
    whole = record_of(job, kept, "syria-coh-2016", world)
    public = Situation(show(whole, Rules()))
    content = page(public, language())
    known = kept.observations["id"].to_pylist()
    numbers = {ident.rpartition(":")[2] for ident in known}
    assert not [ident for ident in known if ident in content]
    assert not numbers & set(re.findall(r"\b\d{5,7}\b", content))
    words = [each for each in pc.drop_null(kept.observations["words"]).to_pylist() if len(each.split()) >= 8]
    assert words
    assert not [each for text in words[:400] for each in shingles(text)[:1] if each in content]
    found = Counter(map(traits, whole.incidents))
    matched = sum(found[traits(each)] == 1 for each in public.incidents)
    assert matched <= public.told_apart
    assert f"{public.told_apart:,} of {len(public.incidents):,}" in re.sub(r"<[^>]*>", "", content)


def test_order_and_dates_of_publication_give_nothing_away(chronicle: Record) -> None:
    """The list is the same whatever the order in which the record holds its reports."""
    rules = Rules(key=b"k" * 32)
    turned = replace(chronicle, incidents=chronicle.incidents[::-1])
    one, other = (page(Situation(show(each, rules)), language(), measured=False) for each in (chronicle, turned))
    rows = [text[text.index("<noscript>") : text.rindex("</noscript>")] for text in (one, other)]
    assert re.findall(r'id="([^"]+)"', rows[0]) == re.findall(r'id="([^"]+)"', rows[1])
