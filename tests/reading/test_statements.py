"""Who is quoted or reported as saying what: sentences written for it, and the page of 27 August 2016."""

from __future__ import annotations

from pathlib import Path

import pytest

from holdfire.reading.grammar.parsing import parse
from holdfire.reading.names.actors import actors
from holdfire.reading.speech.quotations import quotations
from holdfire.reading.speech.statements import statements
from holdfire.records.reading import Choice, Mention, Span, Statement
from holdfire.world import World


def read(text: str, **more: object) -> list[Statement]:
    return statements(parse(text), **more)  # type: ignore[arg-type]


def quoted(text: str) -> list[tuple[str | None, str]]:
    return [(each.speaker, each.words) for each in read(text) if each.quoted]


def reported(text: str) -> list[tuple[str | None, str | None, str]]:
    return [(each.speaker, each.verb, each.words) for each in read(text) if not each.quoted]


def a_date(text: str, words: str, value: str) -> Mention:
    at = text.index(words)
    return Mention(
        kind="date", span=Span(start=at, end=at + len(words), words=words), choices=(Choice(value=value, weight=1.0),)
    )


# Quotation marks


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("He said “we stay” and left.", ["we stay"]),
        ('He said "we stay" and left.', ["we stay"]),
        ("«Nous restons», dit-il.", ["Nous restons"]),
        ("‘It’s over,’ she said. ‘Nobody’s sons will come back.’", ["It’s over,", "Nobody’s sons will come back."]),
        ("The rebels’ men didn’t fire on the soldiers’ post.", []),
        ("“He told us ‘go home’, so we went,” she said.", ["He told us ‘go home’, so we went,"]),
        ('"He told us "go home" and left," she said.', ['He told us "go home" and left,']),
        ("“One.\n\n“Two,” he said.\n\n“Three,” he said.", ["One.\n\n“Two,", "Three,"]),
        ("“Never closed.\n\nAnother paragraph.", ["Never closed."]),
        ('They had to leave" he said. "There was no way."', ["There was no way."]),
        ('"It is ours he said. "We stay," he added.', ["We stay,"]),
        ("He spoke of the '90s and rock 'n' roll.", []),
    ],
)
def test_what_stands_between_quotation_marks(text: str, inside: list[str]) -> None:
    assert [text[each.start : each.end] for each in quotations(text)] == inside


@pytest.mark.parametrize("mark", ['"', "“", "‘a", "'a ", '" a', "“a”’"])
def test_a_text_of_nothing_but_marks_costs_little(mark: str) -> None:
    assert len(quotations(mark * 20_000)) <= 20_000


# Speaker before, after and in the middle


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We will stay”, the governor told reporters on Sunday.", [("the governor", "We will stay")]),
        ("The governor said, “We will stay”.", [("The governor", "We will stay")]),
        (
            "“If they fire,” said General Petrov, “we will answer.”",
            [("Petrov", "If they fire"), ("Petrov", "we will answer.")],
        ),
        (
            "“The road is open,” Omar Saleh, a driver, said. “Nobody uses it.”",
            [("Omar Saleh", "The road is open"), ("Omar Saleh", "Nobody uses it.")],
        ),
        ("Weiss said on Tuesday: “The convoy is ready. It waits.”", [("Weiss", "The convoy is ready. It waits.")]),
        ("“Not one point is new”, according to a diplomat.", [("a diplomat", "Not one point is new")]),
        (
            "State media quoted a military source as saying “the town is ours now”.",
            [("a military source", "the town is ours now")],
        ),
        (
            "“The town is ours now,” a senior officer was quoted as saying.",
            [("a senior officer", "The town is ours now")],
        ),
        (
            "The agency said its staff had been “shot at twice” and demanded that both sides “respect the cross”.",
            [("The agency", "shot at twice"), ("The agency", "respect the cross")],
        ),
        (
            "The Front rejected the offer as “surrender under another name”.",
            [("Front", "surrender under another name")],
        ),
    ],
)
def test_a_quotation_is_given_to_the_one_the_sentence_names(text: str, expected: list[tuple[str, str]]) -> None:
    assert quoted(text) == expected


def test_a_clause_that_is_quoted_in_part_gives_the_clause_and_the_words() -> None:
    report, words = read("Kerry said there are still “a few narrow issues to be resolved” before a lasting accord.")
    assert (report.quoted, report.words) == (
        False,
        "there are still “a few narrow issues to be resolved” before a lasting accord",
    )
    assert (words.quoted, words.words) == (True, "a few narrow issues to be resolved")
    assert {report.speaker, words.speaker} == {"Kerry"}


# What the text gives to nobody


@pytest.mark.parametrize(
    "text",
    [
        "The mayor welcomed the pause. “It is the first quiet night since March.” Shops opened.",
        "Lund said that the families had gone home. “The coalition sees this as its last chance.”",
        "Haddad spoke for an hour.\n\n“The town is lost.”",
        "“The town is lost,” Haddad said.\n\n“The road is open again.” Nobody came.",
        "“The town is lost,” Haddad said. “Haddad is a man of the past.”",
        "“The town is lost,” Haddad said. The shelling went on. “The road is open again.”",
        "It was reported that both sides would “stop all fire along the river”.",
        "Ivanov met Foreign Minister Aslan and President Karim. “This was useful,” he said.",
    ],
)
def test_a_quotation_whose_speaker_is_not_given_is_unattributed(text: str) -> None:
    last = [each for each in read(text) if each.quoted][-1]
    assert last.unattributed
    assert last.speaker is None
    assert last.speaker_span is None


@pytest.mark.parametrize(
    "text",
    [
        "The operation, called “Shield of the North”, began in May.",
        "The so-called “green corridor” stayed shut.",
        "State television said “terrorists” had fired on the suburb.",
        "The film “The Long Truce” was shown.",
        "Protesters gathered under the banner “Friday of Patience”.",
    ],
)
def test_a_name_or_a_label_in_quotation_marks_is_no_statement(text: str) -> None:
    assert quoted(text) == []


def test_what_is_described_does_not_speak() -> None:
    assert all(each.unattributed for each in read("The gas was described as having a “chlorine-like smell about it”."))


# Pronouns, names and roles


def test_a_pronoun_takes_the_only_name_it_can_mean_with_less_trust() -> None:
    denial, words = read("Rebel commander Abu Yahya denied the attack. “We did not fire a round,” he said.")
    assert (denial.speaker, denial.role, denial.stance) == ("Abu Yahya", "Rebel commander", "denies")
    assert words.speaker == "Abu Yahya"
    assert words.confidence["speaker"] <= 0.6


def test_in_he_said_he_hoped_the_one_who_hopes_is_the_one_who_said_so() -> None:
    (*_, hope) = read("The envoy said he hoped that the truce would hold.")
    assert (hope.speaker, hope.stance, hope.words) == ("The envoy", "hopes", "the truce would hold")


def test_a_pronoun_for_a_body_takes_no_persons_name() -> None:
    text = "The Observatory said ten people had died. It said the toll could rise."
    assert reported(text)[1] == ("Observatory", "say", "the toll could rise")
    assert read("Governor Talal Barazi said ten had died. It said the toll could rise.")[1].unattributed


@pytest.mark.parametrize(
    ("text", "speaker", "role"),
    [
        (
            "State Department spokeswoman Elizabeth Trudeau said it was late.",
            "Elizabeth Trudeau",
            "State Department spokeswoman",
        ),
        ("Russian Foreign Minister Sergey Lavrov said it was late.", "Sergey Lavrov", "Russian Foreign Minister"),
        ("US Secretary of State John Kerry said it was late.", "John Kerry", "US Secretary of State"),
        ("Mr. Kerry said it was late.", "Kerry", None),
        (
            "Rami Haddad, director of the Northern Monitor, said it was late.",
            "Rami Haddad",
            "director of the Northern Monitor",
        ),
        ("The UN envoy for Syria, Staffan de Mistura, said it was late.", "Staffan de Mistura", "UN envoy for Syria"),
        ("Syria's Foreign Minister Walid al-Muallem said it was late.", "Walid al-Muallem", "Syria's Foreign Minister"),
        ("The Syrian Observatory for Human Rights said it was late.", "Syrian Observatory for Human Rights", None),
        ("The Russian Defence Ministry said it was late.", "Russian Defence Ministry", None),
        ("A military source said it was late.", "A military source", None),
        ("Rebels and residents said it was late.", "Rebels and residents", None),
        ("A statement by the Russian Defence Ministry said it was late.", "Russian Defence Ministry", None),
        ("Lt. Gen. Sergei Kuralenko said it was late.", "Sergei Kuralenko", "Lt. Gen."),
        ("The Northern Monitor (NM) said it was late.", "Northern Monitor", None),
    ],
)
def test_a_speaker_is_a_name_and_a_role_as_the_text_words_them(text: str, speaker: str, role: str | None) -> None:
    (found,) = read(text)
    assert (found.speaker, found.role) == (speaker, role)
    assert found.speaker_span is not None
    assert text[found.speaker_span.start : found.speaker_span.end] == found.speaker_span.words == speaker


def test_a_surname_is_put_under_the_full_name_before_it() -> None:
    text = "Foreign Minister Sergey Lavrov arrived. Lavrov said the talks were useful."
    (found,) = read(text)
    assert found.speaker == "Sergey Lavrov"
    assert found.speaker_span is not None
    assert found.speaker_span.words == "Lavrov"


def test_a_surname_that_two_people_bear_stays_as_it_is() -> None:
    text = "President Bashar Assad met General Maher Assad. Assad said the war was won."
    assert read(text)[0].speaker == "Assad"


# Reported speech


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kerry said that the gains were lost.", ("Kerry", "say", "the gains were lost")),
        ("The gains were lost, Kerry said.", ("Kerry", "say", "The gains were lost")),
        ("According to activists, two shells hit the market.", ("activists", None, "two shells hit the market")),
        ("Two shells hit the market, according to activists.", ("activists", None, "Two shells hit the market")),
        ("The army denied the attack on the market.", ("The army", "deny", "the attack on the market")),
        ("The rebels promised to leave the town.", ("The rebels", "promise", "to leave the town")),
        ("Ankara accused Moscow of breaking the truce.", ("Ankara", "accuse", "Moscow of breaking the truce")),
        ("The envoy urged both sides to stop.", ("The envoy", "urge", "both sides to stop")),
    ],
)
def test_speech_is_reported_in_a_clause(text: str, expected: tuple[str, str | None, str]) -> None:
    assert reported(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Kerry did not say that a deal was near.",
        "The minister will announce that the truce is over.",
        "Kerry may say that a deal is near.",
        "It was reported that a deal was near.",
        "The army took the town after a long siege.",
    ],
)
def test_what_was_not_said_or_by_nobody_is_no_reported_statement(text: str) -> None:
    assert [each for each in read(text) if each.speaker is not None] == []


@pytest.mark.parametrize(
    ("verb", "stance"),
    [
        ("said", "asserts"),
        ("claimed", "asserts"),
        ("denied", "denies"),
        ("promised", "promises"),
        ("demanded", "demands"),
        ("hoped", "hopes"),
        ("warned", "warns"),
    ],
)
def test_the_verb_gives_the_stance(verb: str, stance: str) -> None:
    (found,) = read(f"The minister {verb} that the truce would hold.")
    assert found.stance == stance


def test_the_same_words_read_the_same_whoever_says_them() -> None:
    sides = ("The rebels", "The government", "The army", "The Americans", "The Russians")
    found = [read(f"{side} accused the others of breaking the truce.")[0] for side in sides]
    assert {(each.verb, each.stance, each.words) for each in found} == {
        ("accuse", "accuses", "the others of breaking the truce")
    }


# Days and ids


def test_the_day_is_the_one_beside_the_verb_and_not_one_that_is_spoken_of() -> None:
    text = "“We will meet on Monday”, Kerry told press late Friday evening."
    dates = (a_date(text, "Monday", "2016-08-29"), a_date(text, "late Friday evening", "2016-08-26"))
    (found,) = statements(parse(text), mentions=dates)
    assert found.date == "2016-08-26"


def test_a_day_in_the_clause_that_is_reported_is_not_the_day_of_saying_it() -> None:
    text = "Kerry said that a convoy reached the town on Thursday."
    (found,) = statements(parse(text), mentions=[a_date(text, "Thursday", "2016-08-25")])
    assert found.date is None


def test_a_week_is_no_day() -> None:
    text = "Kerry said earlier this week that the end was near."
    (found,) = statements(parse(text), mentions=[a_date(text, "earlier this week", "2016-08-22/2016-08-27")])
    assert found.date is None


def test_a_claimant_of_the_register_has_its_id(world: World) -> None:
    (found,) = read("The Observatory said ten people had died.", world=world)
    assert found.speaker_id == "sohr"


def test_an_actor_named_by_a_mention_has_its_id() -> None:
    text = "Ahrar al-Sham said it had left the hill."
    actor = Mention(
        kind="actor", span=Span(start=0, end=13, words="Ahrar al-Sham"), choices=(Choice(value="ahrar", weight=1.0),)
    )
    assert statements(parse(text), mentions=[actor])[0].speaker_id == "ahrar"


@pytest.mark.parametrize(
    "ending",
    [
        ", the Nonesuch Network for Human Rights said.",
        ", the Syrian Observatory for Human Rights said on Saturday.",
        " the Syrian Observatory for Human Rights said.",
        ", Doctors Without Borders said.",
        ", the Office of the Envoy for Nonesuch reported.",
        ", the Syrian Observatory for Human Rights’s spokesman said.",
    ],
)
def test_what_a_body_with_a_long_name_said_is_all_that_stands_before_the_name(ending: str, world: World) -> None:
    (found,) = read("Shells hit Douma" + ending, world=world)
    assert found.words == "Shells hit Douma"
    assert found.speaker == ending.strip(", ").removeprefix("the ").split(" said")[0].split(" reported")[0]


def test_a_clause_before_a_body_is_not_taken_from_who_spoke_before_it(world: World) -> None:
    """The head of a body speaks, not the body; and what others repeat is not said twice."""
    text = "Ali Haddad, head of the Syrian Observatory for Human Rights, said shells hit Douma."
    (found,) = read(text, world=world)
    assert found.speaker == "Ali Haddad"
    assert [each.speaker for each in read("He repeated what the White Helmets said.", world=world)] == []


def test_a_mention_on_a_small_part_of_the_speakers_name_is_not_the_speaker() -> None:
    text = "Ahrar al-Sham and the Levant Front said they had left the hill."
    actor = Mention(
        kind="actor", span=Span(start=0, end=13, words="Ahrar al-Sham"), choices=(Choice(value="ahrar", weight=1.0),)
    )
    assert [each.speaker_id for each in statements(parse(text), mentions=[actor])] == [None]


def test_one_speaker_has_one_id_whether_named_or_meant(world: World) -> None:
    """A person is a claimant too, for a ministry; beside an actor's mention that is not another speaker."""
    text = "Kerry said talks would go on. He said a truce was near. “We agree”, Kerry said."
    said = statements(parse(text), mentions=actors(text, "en", world), world=world)
    assert len(said) == 3
    assert {each.speaker_id for each in said} == {"united-states"}


# Any text


@pytest.mark.parametrize(
    "text", ["", " ", "“", "”“", '"said"', "said “", "“said” said “said”", "He said." * 300, "‘‘’’" * 50]
)
def test_any_text_is_read_and_every_span_is_its_words(text: str) -> None:
    for each in read(text):
        assert text[each.span.start : each.span.end] == each.span.words == each.words


@pytest.mark.parametrize("text", ["he said " * 3_000, "“a” said Mr. Lt. " * 1_000, "said that " * 2_000])
def test_a_text_made_to_be_slow_is_read_to_its_end(text: str) -> None:
    """No sentence is longer than so many words, and only so many statements are looked for in each."""
    assert len(read(text)) < len(text.split()) / 10


# The page of 27 August 2016


@pytest.fixture(scope="module")
def page(shared: Path) -> list[Statement]:
    text = (shared / "articles" / "2016-08-27-geneva-talks.txt").read_text(encoding="utf-8")
    days = (a_date(text, "late Friday evening", "2016-08-26"), *thursdays(text))
    return statements(parse(text), mentions=days)


def thursdays(text: str) -> list[Mention]:
    return [
        Mention(
            kind="date",
            span=Span(start=at, end=at + 8, words="Thursday"),
            choices=(Choice(value="2016-08-25", weight=1.0),),
        )
        for at in range(len(text))
        if text.startswith("Thursday", at)
    ]


def one(page: list[Statement], opening: str) -> Statement:
    (found,) = [each for each in page if each.words.startswith(opening)]
    return found


@pytest.mark.shared
def test_on_the_page_kerry_is_quoted_twice_and_reported_three_times(page: list[Statement]) -> None:
    kerry = [each for each in page if each.speaker == "Kerry"]
    assert [each.words for each in kerry if each.quoted] == [
        "a few narrow issues to be resolved",
        "Today I can say that we achieved clarity on the path forward",
    ]
    assert [" ".join(each.words.split()[:4]) for each in kerry if not each.quoted] == [
        "there are still “a",
        "technical teams were nearing",
        "Syrians benefited from the",
    ]
    assert one(page, "Today I can").date == "2016-08-26"
    assert one(page, "technical teams").date is None


@pytest.mark.shared
def test_on_the_page_the_words_on_the_obama_administration_are_nobodys(page: list[Statement]) -> None:
    found = one(page, "The Obama administration")
    assert found.unattributed
    assert found.speaker is None


@pytest.mark.shared
def test_on_the_page_the_others_have_their_words_roles_and_days(page: list[Statement]) -> None:
    trudeau = one(page, "We’re very focused")
    assert (trudeau.speaker, trudeau.role, trudeau.date) == (
        "Elizabeth Trudeau",
        "State Department spokeswoman",
        "2016-08-25",
    )
    assert one(page, "I don’t want").speaker == "Sergey Lavrov"
    assert one(page, "making the cessation").speaker == "United States and Russian Federation"
    hope = one(page, "the talks would help")
    assert (hope.speaker, hope.role, hope.stance, hope.date) == (
        "Staffan de Mistura",
        "United Nations envoy for Syria",
        "hopes",
        "2016-08-25",
    )
