"""A country whose names and reports attack the page that shows them: Madeland, with hostile text in every field.

Its truce begins at an hour, and it has reports of every verdict, with and without a place, an origin and a toll.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from holdfire.assessment import Batch
from holdfire.records import Decision
from holdfire.records.decision import Determination
from made import AGREEMENT, WORLD, Made, attack

CUT_OFF = datetime(2020, 6, 10, tzinfo=UTC)

TEXTS = {
    "script": '<script id="owned">document.title="owned"</script>',
    "image": '<img id="owned" src=x onerror="document.title=\'owned\'">',
    "end of script": '</script><script id="owned">document.title="owned"</script>',
    "end of noscript": '</ol></noscript><b id="owned" onclick=alert(1)>owned</b>',
    "end of style": '</style></title><style id="owned">*{display:none}</style>',
    "comment": "<!--<script>",
    "end of comment": "--!> --> ]]> <![CDATA[ <?php",
    "link": '<a id="owned" href="javascript:document.title=\'owned\'">owned</a>',
    "vector": '</svg><svg id="owned" onload="document.title=\'owned\'">',
    "quotes": "\"'`\\\" onmouseover=alert(1) '",
    "entities": "&lt;b&gt; &amp;amp; &#60;script&#62; &nbsp",
    "template": "{{ 7*7 }}{% raw %}${7*7} {n} {name} $& $1 $` %s",
    "formula": "=1+1",
    "formula with a sign": "+cmd|' /C calc'!A0",
    "turned around": "left \u202eright\u202c \u2067again\u2069",
    "marks": "\u200e\u200f\u200b\u00ad\ufeff odd",
    "controls": "null\x00 bell\x07 escape\x1b next\x85 line\u2028 paragraph\u2029 end",
    "lines": "first\nsecond\r\nthird\n\n<li>fourth</li>",
    "one long word": "x" * 10_000,
    "many words": "many words " * 910,
    "high": "a\u0301" * 40 + "\U0001f9a0" * 20,
    "Arabic": "كتيبة <b>الشمال</b> 123",
    "capital letters": "STRASSE Straße İstanbul",
    "property": "__proto__",
}
"""What strangers write, by name."""

COUNTS: list[dict[str, Any]] = [
    {
        "claimed_by": [text],
        "period": {"from": "2020-03-02", "to": "2020-03-20"},
        "total": 7,
        "parts": {"north": 3, text: 4},
        "counts": text,
        "flags": [text],
    }
    for text in TEXTS.values()
]


_REFUSED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Characters that a file of the world or of terms may not hold."""


def write(folder: Path) -> Made:
    """Its world and its truce, in files of a folder."""
    world, truce = yaml.safe_load(WORLD), yaml.safe_load(AGREEMENT)
    texts = [text for text in TEXTS.values() if not _REFUSED.search(text)]  # reports may hold them, these files not
    for n, each in enumerate([*world["actors"], *world["claimants"], *world["areas"], *world["places"]]):
        each["name"]["en"] = f"{each['name']['en']} {texts[n % len(texts)]}"
    truce |= {"starts": "2020-03-01T06:00", "title": f"Truce {TEXTS['end of script']} {TEXTS['image']}"}
    truce["parties"]["north"]["name"] = f"the North {TEXTS['image']}"
    truce["references"]["text"]["title"] = f"Truce {TEXTS['end of style']}"
    for n, clause in enumerate(truce["clauses"]):
        clause["says"] += f" {texts[n]}"
        clause["phrases"] = [texts[-n - 1]]
        for reading in clause.get("interpretations", ()):
            reading |= {"says": f"{reading['says']} {texts[n + 6]}", "whose": texts[n + 8]}
    for name, content in (("madeland.yaml", world), ("made-truce.yaml", truce)):
        (folder / name).write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return Made(folder)


def reports() -> list[dict[str, Any]]:
    """A report for each text with that text wherever a report has any, then some that are only plain."""
    attacks = [
        attack(
            id=f"{text} {n}",
            when=f"2020-03-{n + 1:02}",
            where={"name": text, "lat": 0.3 + n / 20, "lon": 10.2 + (n % 7) / 5, "in": ["madeland"]},
            claimed_by=[text, "north-news"] if n % 2 else [text],
            carried_by=[text],
            compiled_by=text,
            words=text,
            flags=[text],
            actors=[text] if n % 3 == 0 else ["north-army"],
            targets=[text] if n % 3 == 1 else ["south-army"],
            killed=n,
            civilians_killed=n // 4,
        )
        for n, text in enumerate(TEXTS.values())
    ]
    return [*attacks, *_PLAIN]


_PLAIN: list[dict[str, Any]] = [
    attack(id="before the hour", when="2020-03-01T03:00", killed=2, claimed_by=["south-news"]),
    attack(id="after the hour", when="2020-03-01T09:00", claimed_by=["south-news", "monitor"]),
    attack(id="in the baseline", when="2020-02-11", claimed_by=["monitor"]),
    attack(id="before the baseline", when="2020-01-11", claimed_by=["monitor"]),
    attack(id="after the end", when="2020-06-03", claimed_by=["monitor"]),
    attack(id="weeks long", when={"from": "2020-03-05", "to": "2020-04-20"}, killed=9),
    attack(id="no place", where=None, killed=3),
    attack(id="a place that nobody knows", where="somewhere"),
    attack(id="far away", where="far-away", killed=1),
    attack(id="with the banned", targets=["banned"], where="valley-town", claimed_by=["monitor"]),
    attack(id="permitted", act="reinforcement", weapon="heavy_weapon", where="old-town", targets=None),
    attack(id="of all fighters", actors=["fighters"], killed=4, civilians_killed=4),
    attack(id="either way", direction="unknown", claimed_by=["monitor", "south-news"]),
    attack(id="not an act of the truce", act="statement", targets=None),
    *(attack(id=f"crowd {n}", when="2020-04-02", killed=n) for n in range(9)),
]


def judged(made: Made) -> Batch:
    """All of them held against the truce, with decisions by people on the first."""
    return made.judge(*reports(), decisions=decisions())


def decisions() -> list[Decision]:
    """What people and bodies decided of the reports, each in its report's hostile words."""
    return [
        Determination(
            what="determine",
            about=f"{text} {n}",
            to="undetermined",
            body=text,
            method=text,
            date="2020-05-01",
            by=text,
            why=text,
            when=datetime(2020, 5, 2, tzinfo=UTC),
        )
        for n, text in enumerate(TEXTS.values())
        if n % 4 == 0
    ]
