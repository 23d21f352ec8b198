"""Rules about words, looked up: what they say is what spaCy's own matching of them says."""

from __future__ import annotations

import pytest

spacy = pytest.importorskip("spacy")

from holdfire.reading.grammar.attributes import QuickRules  # noqa: E402
from holdfire.reading.grammar.parsing import MODEL  # noqa: E402

TEXTS = [
    "The army said that its planes had bombed two towns near the river on Friday.",
    "There is a plan, and there were three before; nobody who was asked would say whose it is.",
    "Let's go, y'all: it ain't so, they're gonna leave, and we've gotta stay. She gets it; he got it.",
    "Those were released.\n\n \tAn accord\twas signed\nby them.",
    "Us? You and I saw me, him and themselves; may they be as they're.",
    "",
]


@pytest.fixture(scope="module")
def models() -> tuple[object, object]:
    own, ours = (spacy.load(MODEL, exclude=["ner"]) for _ in range(2))
    _, ruler = ours.remove_pipe("attribute_ruler")
    spacy.language.Language.component("test_attributes", func=QuickRules(ruler))
    ours.add_pipe("test_attributes", before="lemmatizer")
    return own, ours


@pytest.mark.parametrize("text", TEXTS)
def test_every_word_is_given_what_spacy_gives_it(models, text: str) -> None:
    said = [
        [(word.text, word.tag_, word.pos_, word.dep_, word.lemma_, str(word.morph)) for word in nlp(text)]
        for nlp in models
    ]
    assert said[0] == said[1]


def test_words_that_no_rule_names_take_no_room(models) -> None:
    """Whoever sends words without end fills no memory: two of one tag are one entry."""
    _, ruler = spacy.load(MODEL, exclude=["ner"]).remove_pipe("attribute_ruler")
    rules = QuickRules(ruler)
    kept = rules.kept

    def read(word: str) -> int:
        doc = spacy.tokens.Doc(ruler.vocab, words=[word], tags=["NN"], deps=["dobj"], heads=[0])
        rules(doc)
        return len(kept)

    assert read("zarbligon") == read("quixvoster") == 1
