"""Pages and scraped text: what is text, what is furniture, when and where it was published, and hostile pages."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from time import monotonic

import pytest

from holdfire.sources.page import LARGEST_PAGE, read_page
from holdfire.sources.problem import SourceError

try:
    import trafilatura  # noqa: F401

    INSTALLED = True
except ImportError:
    INSTALLED = False
pages = pytest.mark.skipif(not INSTALLED, reason='what reads pages is not whole here: pip install "holdfire[read]"')

STORY = (
    "Two monitors said on Saturday that shells fell near the northern bridge, and that nobody was hurt in the village.",
    "A spokesman for the army denied that any of its units had fired, and said that the truce would be kept by all.",
    "The observers asked both sides to open the road, which has been closed to convoys for more than eleven days.",
)


def page(body: str = "", head: str = "", lang: str = "en") -> str:
    told = "".join(f"<p>{line}</p>" for line in STORY)
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><title>Shells near the bridge | The Valley Post</title>{head}</head>'
        f"<body><nav><a href='/'>Home</a></nav><article><h1>Shells near the bridge</h1>{told}{body}</article>"
        f"<footer>All rights reserved</footer></body></html>"
    )


def scraped(*lines: str) -> str:
    return "\n\n".join(lines)


# Scraped text


def test_the_title_is_apart_and_furniture_is_kept_aside_in_order() -> None:
    found = read_page(scraped("Share", "Shells near the bridge", *STORY, "Advertisement", "Leave a comment"))
    assert found.title == "Shells near the bridge"
    assert found.text == "\n\n".join(STORY)
    assert found.removed == ("Share", "Advertisement", "Leave a comment")


def test_headlines_of_other_articles_after_the_last_sentence_are_no_text() -> None:
    found = read_page(scraped("Shells near the bridge", *STORY, "Envoys open talks in the capital"))
    assert found.removed == ("Envoys open talks in the capital",)


def test_a_list_of_counts_is_not_taken_for_headlines() -> None:
    found = read_page(
        scraped("Daily bulletin", "The centre recorded breaches:", "in the north of Lower Valley", "in Ford")
    )
    assert "in the north of Lower Valley" in found.text
    assert not found.removed


def test_a_sentence_that_begins_like_furniture_stays() -> None:
    line = "Also on Friday, an agreement could be reached at talks, the group said on Facebook and Twitter."
    assert line in read_page(scraped("Talks go on", *STORY, line)).text


@pytest.mark.parametrize(
    ("lines", "gone"),
    [
        (("قصفت المدفعية القرية صباح اليوم وقتل ثلاثة أشخاص.", "اقرأ أيضا"), "اقرأ أيضا"),
        (
            ("Трое жителей деревни погибли при обстреле утром.", "Читайте также: переговоры идут"),
            "Читайте также: переговоры идут",
        ),
        (("Trois habitants du village ont été tués ce matin.", "Lire aussi"), "Lire aussi"),
        (("Tres vecinos del pueblo murieron esta mañana.", "Compartir"), "Compartir"),
    ],
)
def test_furniture_is_known_in_other_languages(lines: tuple[str, str], gone: str) -> None:
    found = read_page(scraped(*lines))
    assert (found.text, found.removed) == (lines[0], (gone,))


def test_quotes_and_dashes_stay_as_they_are() -> None:
    line = "He said “the road is open” – nobody’s convoy has passed, and «no one» asked why."
    assert read_page(scraped("The road", line)).text == line


# When it was published


def test_without_a_date_there_is_none_and_it_says_so() -> None:
    found = read_page(scraped("Shells near the bridge", *STORY))
    assert found.published is None
    assert "no_publication_date" in found.flags


def test_a_line_that_only_dates_the_text_is_its_date_and_no_text() -> None:
    found = read_page(scraped("Shells near the bridge", "By A. Writer", "Published: 5 March 2016, 14:05", *STORY))
    assert found.published == datetime.fromisoformat("2016-03-05T14:05+00:00")
    assert (found.published_precision, found.published_from) == ("minute", "page")
    assert found.published_words == "Published: 5 March 2016, 14:05"
    assert found.author == "A. Writer"
    assert found.text == "\n\n".join(STORY)


@pytest.mark.parametrize(
    "opening",
    [
        "Shells near the bridge\n\nBy Lena Harwood\n5 March 2016\n\n",
        "Shells near the bridge\nBy Lena Harwood\n5 March 2016\n\n",
        "Shells near the bridge\nBy Lena Harwood\n5 March 2016\n",
        "Shells near the bridge\n\nBy Lena Harwood\nPublished: 5 March 2016\n",
        "Shells near the bridge\n5 March 2016\n\nBy Lena Harwood\n",
    ],
)
def test_title_author_and_date_on_lines_below_one_another_are_told_apart(opening: str) -> None:
    found = read_page(opening + scraped(*STORY))
    assert (found.title, found.author, found.text) == (
        "Shells near the bridge",
        "Lena Harwood",
        "\n\n".join(STORY),
    )
    assert found.published is not None
    assert found.published.date() == date(2016, 3, 5)


@pytest.mark.parametrize("line", ["By Lena Harwood, 5 March 2016", "By Lena Harwood | March 5, 2016"])
def test_author_and_date_in_one_line(line: str) -> None:
    found = read_page(scraped("Shells near the bridge", line, *STORY))
    assert found.published is not None
    assert (found.author, found.published.date()) == ("Lena Harwood", date(2016, 3, 5))


@pytest.mark.parametrize(
    ("title", "day", "line"),
    [
        ("قصف قرب الجسر", "24 آب 2016", "قصفت المدفعية القرية صباح اليوم وقتل ثلاثة أشخاص."),
        ("Обстрел у моста", "24 августа 2016 г.", "Трое жителей деревни погибли при обстреле утром."),
        ("Tirs près du pont", "24 août 2016", "Trois habitants du village ont été tués ce matin."),
        ("Disparos junto al puente", "24 de agosto de 2016", "Tres vecinos del pueblo murieron esta mañana."),
    ],
)
def test_a_date_right_below_a_title_is_read_in_other_languages(title: str, day: str, line: str) -> None:
    found = read_page(f"{title}\n{day}\n\n{line}")
    assert (found.title, found.text, found.published_words) == (title, line, day)
    assert found.published is not None
    assert found.published.date() == date(2016, 8, 24)


@pytest.mark.parametrize(
    "paragraph",
    [
        "The parties agreed that the first truce ended on\n27 August 2016\nand that it will not be renewed at all.",
        "The parties agreed that the first truce ended late\n27 August 2016.",
        "By Friday the truce had failed\nin most parts of the city, two monitors said there.",
        "The road to the town was closed to all convoys\nBy Friday, and then it was open to some of them.",
    ],
)
def test_lines_of_print_are_no_title_author_or_date(paragraph: str) -> None:
    found = read_page(scraped(paragraph, *STORY))
    assert (found.title, found.author, found.published) == (None, None, None)
    assert found.text == "\n\n".join([paragraph, *STORY])


def test_a_greeting_above_the_text_is_no_title() -> None:
    assert read_page("Dear colleagues there,\n" + scraped(*STORY)).title is None


def test_a_title_above_a_name_is_apart() -> None:
    found = read_page("5 March 2016\n\nShells near the bridge\nLena Harwood, Ford\n\n" + scraped(*STORY))
    assert found.title == "Shells near the bridge"
    assert found.text == scraped("Lena Harwood, Ford", *STORY)


def test_a_title_right_above_the_text_is_apart() -> None:
    found = read_page("Shells near the bridge\n" + scraped(*STORY))
    assert (found.title, found.text) == ("Shells near the bridge", "\n\n".join(STORY))


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_bulletin_whose_title_ends_in_a_date_is_dated_by_it(gap: str) -> None:
    title = "Bulletin of the Centre on the cessation of hostilities (August 24, 2016)"
    found = read_page(title + gap + scraped(*STORY))
    assert (found.title, found.text, found.published_words) == (title, "\n\n".join(STORY), "August 24, 2016")
    assert found.published is not None
    assert found.published.date() == date(2016, 8, 24)
    dated = read_page(scraped(title, "25 August 2016", *STORY))
    assert dated.published is not None
    assert (dated.published.day, dated.flags) == (25, ())


def test_a_date_in_a_sentence_is_no_publication_date() -> None:
    assert read_page(scraped("The truce", "The truce began on 27 February 2016 at midnight.", *STORY)).published is None


def test_day_and_month_in_figures_are_not_guessed() -> None:
    found = read_page(scraped("Shells near the bridge", "03/04/2016", *STORY))
    assert found.published is None
    assert found.published_words == "03/04/2016"
    assert {"ambiguous_date", "no_publication_date"} <= set(found.flags)
    assert read_page(scraped("Shells near the bridge", "23/04/2016", *STORY)).published is not None


def test_a_day_is_a_day_in_the_zone_that_is_given() -> None:
    found = read_page(scraped("Shells near the bridge", "27 August 2016", *STORY), zone="Asia/Damascus")
    assert found.published == datetime.fromisoformat("2016-08-26T21:00+00:00")
    assert found.published.date() == date(2016, 8, 27)


def test_a_page_keeps_its_own_date_and_a_given_one_that_differs_is_flagged() -> None:
    text = scraped("Shells near the bridge", "27 August 2016", *STORY)
    found = read_page(text, published=date(2016, 8, 28))
    assert found.published is not None
    assert (found.published.day, found.published_from, found.published_precision) == (27, "page", "day")
    assert "published_differs" in found.flags
    assert "published_differs" not in read_page(text, published=date(2016, 8, 27)).flags


def test_an_instant_that_falls_on_the_same_day_where_the_page_was_published_does_not_differ() -> None:
    text = scraped("Shells near the bridge", "27 August 2016", *STORY)
    # 22:30 UTC on the 26th is half past one on the 27th in Damascus.
    found = read_page(text, published="2016-08-26T22:30+00:00", zone="Asia/Damascus")
    assert "published_differs" not in found.flags


def test_a_given_day_fills_a_gap() -> None:
    found = read_page(scraped("Shells near the bridge", *STORY), published="2016-08-28")
    assert found.published == datetime.fromisoformat("2016-08-28T00:00+00:00")
    assert (found.published_from, found.published_words, found.flags) == ("given", None, ())


@pytest.mark.parametrize(
    ("given", "flags"),
    [("2016-04-03", set()), ("2016-03-04", set()), ("2016-04-05", {"ambiguous_date", "published_differs"})],
)
def test_a_given_day_settles_a_date_that_can_be_read_in_two_ways(given: str, flags: set[str]) -> None:
    found = read_page(scraped("Shells near the bridge", "03/04/2016", *STORY), published=given)
    assert found.published is not None
    assert (found.published.date().isoformat(), found.published_from) == (given, "given")
    assert (found.published_words, set(found.flags)) == ("03/04/2016", flags)


def test_a_given_date_that_is_none_is_named() -> None:
    with pytest.raises(ValueError, match="expected a date, found 'Friday'"):
        read_page("Talks failed.", published="Friday")
    with pytest.raises(TypeError, match="expected a date, found '20160827'"):
        read_page("Talks failed.", published=20160827)  # type: ignore[arg-type]


# Pages


@pages
def test_a_page_gives_its_text_title_outlet_date_and_language() -> None:
    head = (
        '<meta property="og:site_name" content="The Valley Post">'
        '<meta property="article:published_time" content="2016-03-05T08:00:00+02:00">'
        '<link rel="canonical" href="https://valley.example/bridge">'
    )
    found = read_page(page(head=head))
    assert (found.title, found.publisher, found.language) == ("Shells near the bridge", "The Valley Post", "en")
    assert found.url == "https://valley.example/bridge"
    assert found.published is not None
    assert (found.published.isoformat(), found.published_from) == ("2016-03-05T08:00:00+02:00", "page")
    assert found.text == "\n\n".join(STORY)


@pages
def test_linked_data_tells_date_author_and_outlet() -> None:
    head = (
        '<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "datePublished": "2016-03-05",'
        '"author": [{"name": "A. Writer"}], "publisher": {"name": "The Valley Post"}}]}</script>'
    )
    found = read_page(page(head=head))
    assert (found.published_precision, found.author, found.publisher) == ("day", "A. Writer", "The Valley Post")
    assert "A. Writer" not in found.text


@pages
def test_a_language_that_the_text_is_not_in_is_flagged() -> None:
    found = read_page(page(lang="ar"))
    assert found.language == "en"
    assert "language_differs" in found.flags


@pages
@pytest.mark.parametrize(
    "hidden",
    [
        "<p style='display: none'>SECRET words that nobody sees, and that end as a sentence does.</p>",
        "<p hidden>SECRET words that nobody sees, and that end as a sentence does.</p>",
        "<p aria-hidden='true'>SECRET words that nobody sees, and that end as a sentence does.</p>",
        "<p style='font-size:0'>SECRET words that nobody sees, and that end as a sentence does.</p>",
        "<!-- SECRET words that nobody sees, and that end as a sentence does. -->",
        "<script>var x = 'SECRET words that nobody sees, and that end as a sentence does.'</script>",
        "<style>p::after { content: 'SECRET words that nobody sees, and that end.' }</style>",
        "<noscript><p>SECRET words that nobody sees, and that end as a sentence does.</p></noscript>",
        "<template><p>SECRET words that nobody sees, and that end as a sentence does.</p></template>",
    ],
)
def test_what_a_reader_does_not_see_is_no_text(hidden: str) -> None:
    found = read_page(page(hidden))
    assert "SECRET" not in found.text
    assert STORY[2] in found.text


UNSEEN = "SECRET words that nobody sees, and that end as a sentence does."


@pages
@pytest.mark.parametrize(
    ("rules", "hidden"),
    [
        (".h{display:none}", "<p class='big h'>"),
        (".a, .h , .b { color: red; Display : NONE !important }", "<div class='h'><p>"),
        ("#h{visibility:hidden}", "<p id='h'>"),
        ("p.h{font-size:0px}", "<p class='h'>"),
        ("*.h{opacity:0.0}", "<p class='h'>"),
        ("@import url(x.css); @media screen { .a{color:red} .h{display:none} }", "<p class='h'>"),
        ("@media print{.a{color:red}.b{color:blue}} /* } { */ .h{display:none}", "<p class='h'>"),
        (".a::after{content:'}{'} .h{display:none}", "<p class='h'>"),
        (".h{display:block} .h{display:none}", "<p class='h'>"),
        (".h{display:none} .h.open{display:block}", "<p class='h'>"),
    ],
)
def test_what_the_pages_own_style_sheet_hides_is_no_text(rules: str, hidden: str) -> None:
    found = read_page(page(f"{hidden}{UNSEEN}</p>", f"<style>{rules}</style>"))
    assert "SECRET" not in found.text
    assert STORY[2] in found.text


@pages
def test_a_piece_of_a_page_that_begins_with_a_style_sheet_is_a_page() -> None:
    found = read_page(f"<style>.h{{display:none}}</style><p class='h'>{UNSEEN}</p><p>{STORY[0]}</p>")
    assert (found.kind, found.text) == ("page", STORY[0])


@pages
@pytest.mark.parametrize(
    ("sheet", "shown"),
    [
        ("<style>@media print{.a{color:red} .h{display:none}}</style>", "<p class='h'>"),
        ("<style>@media (max-width: 600px){.h{display:none}}</style>", "<p class='h'>"),
        ("<style media='print'>.h{display:none}</style>", "<p class='h'>"),
        ("<noscript><style>.h{display:none}</style></noscript>", "<p class='h'>"),
        ("<style>@keyframes x{from{opacity:0}} .h:hover{display:none} .no .h{display:none}</style>", "<p class='h'>"),
        ("<style>.h{display:none} .h{display:block}</style>", "<p class='h'>"),
        ("<style>.h{display:none} .tabs .h.open{display:block}</style>", "<p class='h open'>"),
        ("<style>#one{display:block} .h{display:none}</style>", "<p class='h' id='one'>"),
        ("<style>div.h, .hh, #h{display:none} .h{opacity:0.9; font-size:0.9em}</style>", "<p class='h'>"),
    ],
)
def test_what_a_style_sheet_hides_elsewhere_is_text(sheet: str, shown: str) -> None:
    line = "The third road was opened again in the evening, as both of the parties had promised."
    assert line in read_page(page(f"{shown}{line}</p>", sheet)).text


@pages
@pytest.mark.parametrize(
    "rules",
    ["{" * 500_000, "/*" * 250_000, "'" * 500_000, ".h" * 250_000, ".h,"  * 150_000 + "{display:none}",
     ".a.h{display:block}" * 25_000, "@media screen{" * 17_000 + ".h{color:red}" * 20_000,
     ".h{" + "display:none;" * 38_000 + "}", "@media screen{" * 35_000],
)  # fmt: skip
def test_style_sheets_are_read_in_bounded_time(rules: str) -> None:
    began = monotonic()
    many = f"<p class='{'a h ' * 100}'>{STORY[0]}</p>" * 500
    read_page(page(many, f"<style>.a{{color:red}}{rules}</style>"))
    assert monotonic() - began < 10


@pages
def test_many_rules_for_many_elements_are_read_in_bounded_time() -> None:
    began = monotonic()
    names = [f"c{at}" for at in range(30)]
    hiding = "".join(f".{name}{{display:none}}" for name in names)
    showing = "".join(f".{name}.x{at}{{display:block}}" for name in names for at in range(20))
    many = f"<p class='{' '.join(names)}'>Hidden.</p>" * 50_000
    assert "Hidden" not in read_page(page(many, f"<style>{hiding}{showing}</style>")).text
    assert monotonic() - began < 20


@pages
def test_an_article_cut_in_pieces_is_put_together() -> None:
    advert = "<div class='advert'><p>Buy a kettle today.</p></div>"
    pieces = advert.join(f"<div class='chunk'><p>{line}</p><p>{line[::-1]}.</p></div>" for line in STORY)
    found = read_page(f"<html><body><article><h1>The bridge</h1>{pieces}</article></body></html>")
    assert all(line in found.text for line in STORY)
    assert "kettle" not in found.text


@pages
def test_a_table_stands_apart_with_the_place_where_it_stood() -> None:
    table = "<table><tr><th>Area</th><th>Breaches</th></tr><tr><td>Ford</td><td>4</td></tr></table>"
    found = read_page(page(table + "<p>The centre said that it counts arrests and closed roads as breaches too.</p>"))
    assert [each.rows for each in found.tables] == [(("Area", "Breaches"), ("Ford", "4"))]
    after = found.tables[0].after
    assert after is not None
    assert found.text[:after].endswith(STORY[2])
    assert "Ford" not in found.text


@pages
def test_a_line_that_is_only_a_link_is_furniture() -> None:
    found = read_page(page("<p><a href='/x'>Envoys open talks in the capital</a></p><p>" + STORY[0][::-1] + ".</p>"))
    assert "Envoys open talks" not in found.text


# Hostile input


def test_control_characters_and_overrides_of_direction_are_taken_out_and_flagged() -> None:
    found = read_page(scraped("The road", "The road is \u202eclosed\u202c to \x00convoys\x07 today, they said."))
    assert found.text == "The road is closed to convoys today, they said."
    assert {"control_characters", "direction_overrides"} <= set(found.flags)


def test_invisible_tags_are_taken_out() -> None:
    hidden = "".join(chr(0xE0000 + ord(each)) for each in "ignore the text")
    found = read_page(scraped("The road", f"The road is closed{hidden} today."))
    assert found.text == "The road is closed today."
    assert "invisible_characters" in found.flags


@pytest.mark.parametrize(
    ("line", "encoding"),
    [
        ("قصفت المدفعية القرية صباح اليوم وقتل ثلاثة أشخاص.", "cp1256"),
        ("Трое жителей деревни погибли при обстреле утром.", "cp1251"),
        ("Трое жителей деревни погибли при обстреле утром.", "koi8-r"),
        ("La trêve a été violée à l’aube, a déclaré l’émissaire.", "cp1252"),
    ],
)
def test_text_that_is_not_what_it_declares_is_read_by_its_letters(line: str, encoding: str) -> None:
    found = read_page(b"(charset=utf-8)\n\n" + line.encode(encoding))
    assert line in found.text
    assert "encoding_differs" in found.flags


def test_a_few_broken_bytes_in_utf8_are_shown_and_flagged() -> None:
    found = read_page("Трое жителей деревни погибли при обстреле утром.".encode() + b" \xff\xfe\xfa.")
    assert "Трое жителей" in found.text
    assert "replacement_characters" in found.flags


def test_utf16_is_read_by_its_mark() -> None:
    assert read_page(scraped("The road", STORY[0]).encode("utf-16")).text == STORY[0]


def test_a_page_of_fifty_million_bytes_is_refused_with_the_limit() -> None:
    with pytest.raises(SourceError, match="at most 20 million bytes"):
        read_page(b"a" * 50_000_000)
    assert LARGEST_PAGE == 20_000_000


def test_a_hundred_thousand_elements_in_one_another_are_read_as_bare_text() -> None:
    began = monotonic()
    deep = "<html><body>" + "<div>" * 100_000 + f"<p>{STORY[0]}</p><script>SECRET()</script>" + "</div>" * 100_000
    found = read_page(deep)
    assert found.text == STORY[0]
    assert "structure_not_read" in found.flags
    assert monotonic() - began < 5


@pages
def test_a_page_with_too_many_elements_is_read_as_bare_text_in_bounded_time() -> None:
    began = monotonic()
    found = read_page("<html><body>" + f"<p>{STORY[0]}</p>" * 70_000)
    assert "structure_not_read" in found.flags
    assert STORY[0] in found.text
    assert monotonic() - began < 20


@pages
def test_many_elements_deep_in_one_another_are_read_as_bare_text_in_bounded_time() -> None:
    began = monotonic()
    found = read_page("<html><body>" + "<div class='share-box'>" * 200 + f"<p>{STORY[0]}</p>" * 20_000)
    assert "structure_not_read" in found.flags
    assert monotonic() - began < 20


@pages
@pytest.mark.parametrize(
    "content",
    [
        '<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        f"<html><body><p>{STORY[0]}</p><p>&b;&b;&b;</p></body></html>",
        "<html><body>" + "<" * 200_000,
        "<html><body>" + "<a href='" * 50_000,
        "<html><body>" + "<!--" * 50_000,
        "<html><body><table>" + "<tr><td>" * 20_000,
        "<html><body>" + "&amp" * 100_000,
        "<html><head><script type='application/ld+json'>" + "[" * 100_000 + "</script></head><body></body></html>",
    ],
)
def test_broken_markup_is_read_in_bounded_time(content: str) -> None:
    began = monotonic()
    assert len(read_page(content).text) < 3_000_000
    assert monotonic() - began < 10


@pages
def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr("socket.socket.connect", refused)
    monkeypatch.setattr("socket.getaddrinfo", refused)
    linked = '<base href="http://192.0.2.1/"><link rel="stylesheet" href="http://192.0.2.1/x.css">'
    framed = (
        '<iframe src="http://192.0.2.1/"></iframe><img src="http://192.0.2.1/x.png"><object data="http://192.0.2.1/">'
    )
    assert STORY[0] in read_page(page(framed, linked)).text


def test_markup_and_formulas_in_text_stay_words() -> None:
    line = "He wrote =cmd('calc') and {{ 7 * 7 }} on the wall, and nobody ran it."
    assert read_page(scraped("The wall", line)).text == line


# Real pages


@pytest.mark.shared
def test_the_page_of_27_august_is_clean(shared: Path) -> None:
    data = (shared / "articles" / "2016-08-27-geneva-talks.txt").read_bytes()
    found = read_page(data, published=date(2016, 8, 27))
    assert found.title == "US, Russia Fail to Reach a Deal on Syria"
    lines = found.text.split("\n\n")
    assert len(lines) == 13
    assert lines[0].startswith("The United States and Russian Federation")
    assert lines[-1].startswith("Asked about the possibility")
    assert not {"Share", "Advertisement"} & set(lines)
    assert "Flag as Inappropriate" not in found.text
    assert [line.split()[0] for line in found.removed] == ["Share", "Advertisement", "Advertisement", "Be", "Kerry,"]
    assert (found.language, found.published_from, found.flags) == ("en", "given", ())
    assert found.published is not None
    assert found.published.utcoffset() == timedelta(0)


@pages
@pytest.mark.shared
def test_bodies_of_the_benchmark_are_found_as_well_as_the_best_extractor_finds_them(shared: Path) -> None:
    from bench.reading_pages import score_bodies, trafilatura_bodies

    ours, best = score_bodies(shared), score_bodies(shared, trafilatura_bodies(precise=True))
    assert ours["pages"] == 88
    assert ours["body_f1"] >= max(best["body_f1"], 0.975)
