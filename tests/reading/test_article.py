"""The first page that this software must read: a scraped news page of 27 August 2016 on talks in Geneva."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from holdfire.reading import read_documents
from holdfire.records import Reading, ReadObservation, Standing
from holdfire.sources.document import read_documents as documents_of
from holdfire.world import load_world, theatres

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def page(shared: Path) -> Reading:
    path = shared / "articles" / "2016-08-27-geneva-talks.txt"
    documents = documents_of(path, published=date(2016, 8, 27), zone="Asia/Damascus")
    [reading] = read_documents(documents, load_world(theatres=theatres()), zone="Asia/Damascus")
    return reading


def said(page: Reading, speaker: str) -> list[str]:
    return [each.words for each in page.statements if (each.speaker or "").split()[-1:] == [speaker]]


def told(events: tuple[ReadObservation, ...], kind: str, words: str) -> ReadObservation:
    found = [each for each in events if each.kind == kind and words in each.span.words]
    assert found, f"no {kind} was read from the sentence with {words!r}"
    return found[0]


def test_page_furniture_is_out_of_the_text(page: Reading) -> None:
    text, removed = page.document.text, " ".join(page.document.removed)
    for furniture in ("Share", "Advertisement", "Flag as Inappropriate", "kick off Syria talks"):
        assert furniture not in text
        assert furniture in removed
    assert page.document.title == "US, Russia Fail to Reach a Deal on Syria"
    assert "swallow a bitter pill" in text


def test_the_day_is_the_one_given(page: Reading) -> None:
    assert page.document.published is not None
    assert page.document.published_from == "given"


def test_every_span_stands_where_it_says(page: Reading) -> None:
    spans = [
        each.span for each in (*page.observations, *page.context, *page.statements, *page.promises, *page.relations)
    ]
    spans += [span for each in page.observations for span in each.spans.values()]
    spans += [each.span for each in page.mentions]
    assert spans
    for span in spans:
        source = page.document.title if span.of == "title" else page.document.text
        assert source is not None
        assert source[span.start : span.end] == span.words


def test_three_statements_of_kerry(page: Reading) -> None:
    words = " | ".join(said(page, "Kerry"))
    assert "a few narrow issues to be resolved" in words
    assert "we achieved clarity on the path forward" in words
    assert "benefited from the calm" in words


def test_statements_of_lavrov_and_trudeau(page: Reading) -> None:
    [lavrov] = said(page, "Lavrov")
    assert "spoil the atmosphere" in lavrov
    [trudeau] = [each for each in page.statements if each.speaker == "Elizabeth Trudeau"]
    assert trudeau.words.startswith("We’re very focused obviously")
    assert trudeau.role is not None
    assert "spokeswoman" in trudeau.role


def test_weekdays_are_resolved_against_the_day_of_publication(page: Reading) -> None:
    dates = {each.words.split(",")[0]: each.date for each in page.statements if each.date}
    assert next(day for words, day in dates.items() if "clarity on the path" in words) == "2016-08-26"
    assert next(day for words, day in dates.items() if "very focused" in words) == "2016-08-25"


def test_a_quotation_without_a_speaker_is_given_to_nobody(page: Reading) -> None:
    [quote] = [each for each in page.statements if each.words.startswith("The Obama administration correctly")]
    assert quote.unattributed
    assert quote.speaker is None


def test_the_capture_of_darayya(page: Reading) -> None:
    capture = told(page.observations, "ground_advance", "capture the rebel-held town")
    assert capture.actors == ("government-of-syria",)
    assert (capture.place, capture.standing) == ("Darayya", Standing.REPORTED)
    assert told(page.observations, "siege", "four-year siege").place == "Darayya"
    assert told(page.observations, "withdrawal", "to withdraw under an agreement").place == "Darayya"
    assert told(page.observations, "agreement_reached", "to withdraw under an agreement")
    assert capture.when_start is None


def test_the_local_promise_of_daraya(page: Reading) -> None:
    [promise] = [each for each in page.promises if each.deed == "evacuation"]
    assert (promise.state, promise.place, promise.agreed_on) == ("agreed", "daraya", "2016-08-25")
    assert set(promise.debtor) == {"syrian-armed-forces", "syrian-insurgents"}
    assert [(each.low, each.unit, each.approximate) for each in promise.amounts] == [
        (4000, "residents", False),
        (700, "insurgents", True),
    ]
    assert promise.due is not None
    assert (promise.due.words, promise.due.vague, promise.due.latest) == ("in the coming days", True, None)
    assert {(each.party, each.state, each.date) for each in promise.consents} == {
        ("syrian-armed-forces", "agreed", "2016-08-25"),
        ("syrian-insurgents", "agreed", "2016-08-25"),
    }
    assert told(page.context, "evacuation", "evacuate all the 4,000").standing is Standing.PLANNED


def test_the_february_accord_and_the_violations_after_it_are_context(page: Reading) -> None:
    violations = told(page.context, "violation_alleged", "violations of the agreement began")
    assert violations.standing is Standing.PAST
    assert violations.when_start is None
    assert not [each for each in page.observations if each.kind == "violation_alleged"]


def test_the_48_hour_pause_is_proposed_and_not_in_force(page: Reading) -> None:
    [pause] = [each for each in page.promises if each.deed == "pause"]
    assert (pause.state, pause.in_force, pause.place) == ("proposed", False, "aleppo")
    assert [(each.low, each.unit) for each in pause.amounts] == [(48, "hours")]
    assert not [each for each in page.observations if each.kind == "pause_announced"]


def test_the_group_formerly_known_as_al_nusra(page: Reading) -> None:
    [mention] = [each for each in page.mentions if "formerly known as al-Nusra" in each.span.words]
    assert mention.choices[0].value == "jabhat-al-nusra"
    mixed = [(each.of, each.to) for each in page.relations if each.kind == "intermingled_with"]
    assert mixed == [("syrian-insurgents", "jabhat-al-nusra")]


def test_who_supports_whom(page: Reading) -> None:
    support = {(each.of, each.to) for each in page.relations if each.kind == "supports"}
    assert support == {
        ("united-states", "syrian-insurgents"),
        ("gulf-states", "syrian-insurgents"),
        ("russia", "government-of-syria"),
        ("iran", "government-of-syria"),
    }


def test_how_the_talks_stand(page: Reading) -> None:
    about = {kind: " | ".join(each.about or "" for each in page.talks if each.kind == kind) for kind in
             {each.kind for each in page.talks}}  # fmt: skip
    assert "most of the technical discussions" in about["progress"]
    assert "a few narrow issues" in about["issue_open"]
    separation = [each for each in page.talks if each.kind == "technical_team" and "separate" in each.span.words]
    assert separation


def test_the_title_is_no_agreement_reached(page: Reading) -> None:
    titles = [each.kind for each in page.talks if each.span.of == "title"]
    assert titles == ["no_agreement"]
    assert "agreement_reached" not in {
        each.kind for each in page.observations if "agreement in principle" in each.span.words
    }
    assert not [each for each in page.talks if each.kind == "agreement_reached" and "in principle" in each.span.words]
