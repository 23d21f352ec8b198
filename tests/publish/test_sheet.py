"""The review sheet: each item beside the words that it came from, how sure it is, and nobody's words as markup."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from lxml import html as markup

from holdfire.publish.sheet import local_days, review_sheet
from holdfire.world import World
from sheets import TEXT, document, event, hostile, span


def sheet(world: World, *documents: dict[str, object]) -> markup.HtmlElement:
    return markup.document_fromstring(review_sheet(documents, world))


def words(element: markup.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def rows(page: markup.HtmlElement) -> dict[str, markup.HtmlElement]:
    """Runs of the text, by how they begin."""
    return {words(each.find_class("said")[0])[:12]: each for each in page.find_class("row")}


def test_the_words_of_each_field_are_marked_where_they_stand(world: World) -> None:
    found = rows(sheet(world, document()))
    marked = {each.get("data-of"): each.text_content() for each in found["Army shells "].iter("mark")}
    assert marked == {"act": "shells", "place": "Daraya", "when": "on Friday", "killed": "12"}
    assert [each.text_content() for each in found["“We will sta"].iter("mark")] == ["John Hill"]
    promised = {each.get("data-of"): each.text_content() for each in found["They agreed "].iter("mark")}
    assert promised == {"deed": "leave", "due": "in the coming days"}


def test_the_whole_text_is_there_in_order(world: World) -> None:
    said = [each.text_content().strip() for each in sheet(world, document()).find_class("said")]
    assert said == TEXT.split("\n\n")


def test_what_nothing_was_read_from_says_so(world: World) -> None:
    bare = rows(sheet(world, document()))["Nobody else "]
    assert "nothing was read here" in words(bare)
    assert not bare.find_class("item")


def test_how_sure_each_value_is_stands_beside_it(world: World) -> None:
    item = rows(sheet(world, document()))["Army shells "].find_class("item")[0]
    told = {row[0].text_content(): row for row in item.iter("tr")}
    for name, value, sure, cells in (
        ("what", "shelling", "0.91", 3), ("where", "Daraya", "0.62", 2), ("when", "2016-08-26", "0.35", 1),
    ):  # fmt: skip
        row = told[name]
        assert (row[1].text_content(), row[2].text_content()) == (value, sure)
        assert len(row[2].find_class("on")) == cells
    assert told["killed"][1].text_content() == "12 or more"
    assert told["to whom"][1].text_content() == "not stated"
    assert told["to whom"][2].text_content() == ""


def test_a_deadline_without_a_date_has_none(world: World) -> None:
    assert "in the coming days (no date given)" in words(rows(sheet(world, document()))["They agreed "])


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("en", "ltr"), ("ru", "ltr"), (None, "ltr")])
def test_a_text_stands_in_its_own_direction(world: World, language: str | None, direction: str) -> None:
    text = "قصفت القوات مدينة دوما" if language == "ar" else "Words."
    page = sheet(world, document(language=language, text=text, observations=[], statements=[], promises=[]))
    assert {each.get("dir") for each in page.find_class("said")} == {direction}
    assert {each.get("lang") for each in page.find_class("said")} == {language or ""}
    assert page.get("dir") == "ltr"


def test_what_comes_from_a_table_or_the_title_marks_nothing_in_the_text(world: World) -> None:
    """Their positions count elsewhere: in the text they would mark other words."""
    of_table = {
        "counts": "violations", "value": 18, "area": "Latakia", "span": {**span("Daraya"), "of": "table"},
    }  # fmt: skip
    of_title = event(span={**span("Daraya"), "of": "title"}, spans={"place": {**span("Daraya"), "of": "title"}})
    page = sheet(world, document(counts=[of_table], observations=[of_title], statements=[], promises=[]))
    assert not list(page.iter("mark"))
    assert "From tables" in words(page)
    assert "From the title" in words(page)
    assert len(page.find_class("item")) == 2


def test_a_span_beyond_the_text_breaks_nothing(world: World) -> None:
    far = {"start": 10_000, "end": 20_000, "words": "x", "of": "text"}
    page = sheet(world, document(observations=[event(span=far, spans={"act": far})]))
    assert "Event, reported" in words(page)
    assert TEXT.split("\n\n")[0] in words(page)


def test_no_day_of_publication_is_told_as_unknown(world: World) -> None:
    assert "not known; none was guessed" in words(sheet(world, document()))
    dated = document(published="2016-08-27T00:00:00Z", published_from="given")
    assert "2016-08-27, given by the user" in words(sheet(world, dated))


def test_days_are_those_of_the_place() -> None:
    assert local_days("2016-08-25T21:00:00Z", "2016-08-28T21:00:00Z", "Asia/Damascus") == "2016-08-26 to 2016-08-28"
    assert local_days("2016-08-26T09:00:00Z", "2016-08-26T09:01:00Z", "UTC").endswith("(UTC)")


class _Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize(
    "bad",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "' onmouseover='alert(1)",
        "</style></title></table><style>*{display:none}</style>",
        "<!-- --> <![CDATA[ ]]>",
        "&lt;script&gt; {{ 7*7 }} {% raw %}",
        "null\x00 escape\x1b[2J turned \u202eround\u202c \u2067so\u2069 half \ud800",
    ],
)
def test_nobodys_words_are_markup(world: World, bad: str) -> None:
    page = review_sheet([hostile(bad)], world)
    seen = _Elements()
    seen.feed(page)
    tags = [tag for tag, _ in seen.found]
    assert not set(tags) & {"script", "img", "iframe", "object", "link", "base", "form", "svg", "a"}
    assert tags.count("style") == 1
    assert not [name for _, attributes in seen.found for name in attributes if name.startswith("on") or name == "style"]
    assert not set(page) & {"\x00", "\x1b", "\u202e", "\u2067", "\ud800"}
    policy = next(each["content"] for tag, each in seen.found if tag == "meta" and "http-equiv" in each)
    assert policy is not None
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    page.encode("utf-8")
