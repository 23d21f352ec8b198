"""Where sentences end in news text, and what happens to long texts and where the model is missing."""

from __future__ import annotations

import pickle
from time import process_time

import pytest

from holdfire.reading.grammar import parsing
from holdfire.reading.grammar.parsing import parse, parse_all
from holdfire.reading.problem import ReadingError


def sentences(text: str) -> list[str]:
    return [sent.text.strip() for sent in parse(text).sents]


def test_a_blank_line_always_ends_a_sentence() -> None:
    assert sentences("No deal on the truce\n\nThe two sides met\n\nin Geneva.") == [
        "No deal on the truce",
        "The two sides met",
        "in Geneva.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Lt. Gen. Sergei Kuralenko spoke to reporters at the base.",
        "Groups backed by the U.S. Defense Department left the town.",
        "The U.N. envoy met Mr. Kerry and Gen. Idris in St. Petersburg.",
        "Shells fell at 6 a.m. Friday on the eastern quarter.",
    ],
)
def test_an_abbreviation_ends_no_sentence(text: str) -> None:
    assert sentences(text) == [text]


def test_a_country_in_letters_can_end_a_sentence() -> None:
    assert sentences("The rebels are backed by the U.S. The talks will resume.") == [
        "The rebels are backed by the U.S.",
        "The talks will resume.",
    ]


def test_a_sentence_ends_inside_a_quotation_only_after_a_full_stop() -> None:
    text = "“We stayed. We will go on; nobody: not they, not you – nobody – can stop us,” he said."
    assert sentences(text) == [
        "“We stayed.",
        "We will go on; nobody: not they, not you – nobody – can stop us,” he said.",
    ]


def test_a_closing_quotation_mark_stays_with_its_sentence() -> None:
    assert sentences('The commander said: "We hold the town." Shelling went on.') == [
        'The commander said: "We hold the town."',
        "Shelling went on.",
    ]


def test_a_long_text_is_read_in_pieces_and_is_one_text_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing, "PIECE", 60)
    text = "\n\n".join(f"Shells hit the market of town {n} and killed nobody." for n in range(5))
    doc = parse(text)
    assert doc.text == text
    assert [sent.text.strip() for sent in doc.sents] == text.split("\n\n")


@pytest.mark.parametrize("text", ["x" * 150, "one two three " * 12, "", " ", "\n\n\n", "“" * 90])
def test_any_text_comes_back_as_it_was(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing, "PIECE", 60)
    assert parse(text).text == text


@pytest.mark.parametrize("sign", ['"', "(", ",", "%", "a,", "“"])
def test_a_word_without_end_is_taken_apart_in_proportion_to_its_length(sign: str) -> None:
    """spaCy alone needs 5 to 20 seconds for each; the text stays as it was."""
    text = f"He said {sign * 8_000} and left."
    begun = process_time()
    assert parse(text).text == text
    assert process_time() - begun < 5


def test_a_sentence_without_end_ends_somewhere() -> None:
    doc = parse("They met in the town hall and " * 700)
    assert max(len(sent) for sent in doc.sents) <= 2 * 500


def test_many_texts_come_in_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing, "PIECE", 20)
    texts = ["The first is here and it is long.", "", "The third.", "And the fourth of them is long too."]
    assert [doc.text for doc in parse_all(texts, batch_size=2)] == texts


def test_without_the_model_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing, "MODEL", "no_such_model")
    parsing._pipeline.cache_clear()
    try:
        with pytest.raises(
            ReadingError, match=r"no_such_model\. Install it: pip install \"holdfire\[read\]\""
        ) as caught:
            parse("x")
    finally:
        parsing._pipeline.cache_clear()
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)
