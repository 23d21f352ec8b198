"""Quoted and reported speech: who said what, in which capacity, by which verb, and when."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from ...records.reading import Mention, Span, Statement
from ...world import World
from .attributing import Source, source
from .bodies import known_names
from .identifying import Context
from .reported import Reported, able, reported
from .speakers import Fuller, Speaker, ends, full_names, human
from .speech import Text, lemma, speech, text_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_SHORT = 3
"""Words of a quotation inside another clause that may be a mere label of something."""

_DOUBTED = 0.55
"""Trust in a speaker whose words are for nothing that can speak: the grammar was misread, mostly."""
_LATELY = 40
"""Speakers and names that are looked through, at most, for whom a pronoun can mean."""


def statements(
    doc: Doc, *, mentions: Sequence[Mention] = (), published: date | None = None, world: World | None = None
) -> list[Statement]:
    """What somebody is quoted or reported as saying, in the order of the text.

    A speaker is named only where the words of the sentence give one, or where a quotation goes on right after another
    by the same speaker; else the statement is unattributed. `mentions` give dates and the ids of actors, `world` those
    of claimants. A sentence that reports a clause and quotes part of it gives two statements: the clause, and the words
    quoted. `published` is for callers that pass no mentions and changes nothing.

    >>> from holdfire.reading.grammar.parsing import parse
    >>> said = statements(parse("“We will stay”, army spokesman Ali Haddad said. The rebels denied the attack."))
    >>> [(each.speaker, each.role, each.stance, each.words) for each in said]
    [('Ali Haddad', 'army spokesman', 'asserts', 'We will stay'), ('The rebels', None, 'denies', 'the attack')]
    """
    context = Context(mentions, world)
    found = list(_Reading(text_of(doc, known_names(world)), context).read())
    return sorted(map(context.one_id, found), key=lambda each: (each.span.start, each.span.end))


@dataclass(frozen=True, slots=True)
class _Given:
    """A quotation that was given to somebody: its sentence's end, and what gave it."""

    end: int
    source: Source


class _Reading:
    """One text: its quotations in order, then what is reported without them."""

    def __init__(self, text: Text, context: Context):
        self.text, self.context = text, context
        names = full_names(text.doc)
        self.fuller = Fuller(names)
        self.named = sorted((at, name) for each in names.values() for at, name, _ in each)
        self.before: list[Speaker] = []

    def read(self) -> Iterator[Statement]:
        """Every statement, in the order in which their speakers stand in the text, so that a pronoun finds its name."""
        reports = sorted(reported(self.text), key=lambda each: each.who.start)
        for n, given, again in self._given():
            at = given.who.start if given is not None and given.who is not None else self.text.quotations[n].left
            while reports and reports[0].who.start <= at:
                yield self._made(reports.pop(0))
            yield self._statement(n, given, again)
        for each in reports:
            yield self._made(each)

    def _given(self) -> Iterator[tuple[int, Source | None, bool]]:
        """The quotations that are somebody's words, what gives them to whom, and whether that stands before them."""
        last: _Given | None = None
        for n in range(len(self.text.quotations)):
            if self.text.last[n] < 0:
                continue
            given = source(self.text, n)
            again = given is None and last is not None and self._goes_on(n, last)
            if again and last is not None:
                given = replace(last.source, sure=last.source.sure - 0.1)
            if not self._is_said(n, given, again):
                continue
            yield n, given, again
            last = _Given(self._end(n, given), given) if given is not None and given.who is not None else None

    def _end(self, n: int, given: Source) -> int:
        """The last word of the sentence in which a quotation or its verb stands, whichever is later."""
        ends = [self.text.sentence(self.text.last[n])[1]]
        if given.verb is not None and given.verb.i > self.text.first[n]:
            ends.append(self.text.sentence(given.verb.i)[1])
        return max(ends)

    def _goes_on(self, n: int, last: _Given) -> bool:
        """Whether the quotation is the next sentence after one by the same speaker, in one paragraph, and speaks of
        that speaker nowhere."""
        doc, quotation = self.text.doc, self.text.quotations[n]
        who = last.source.who
        opening = next(m for m in range(self.text.first[n], -1, -1) if doc[m].idx <= quotation.left)
        between = doc[last.end : opening] if opening >= last.end else None
        if who is None or between is None or "".join(token.text for token in between).strip(' ”"'):
            return False
        before = doc[last.end - 1]
        if before.is_space and "\n" in before.text:
            return False
        words = self.text.plain[quotation.start : quotation.end]
        return not who.person or not any(
            part in words for part in who.name.split() if part[0].isupper() and len(part) > 3
        )

    def _is_said(self, n: int, given: Source | None, again: bool) -> bool:
        """Whether the quotation is somebody's words, and no name, title or label."""
        doc, quotation = self.text.doc, self.text.quotations[n]
        tokens = [doc[m] for m in range(self.text.first[n], self.text.last[n] + 1)]
        size = sum(token.is_alpha or token.like_num for token in tokens)
        if size < 2 and not (given is not None and tokens[-1].is_punct and tokens[0].text[0].isupper()):
            return False
        if self._named_by(n, tokens) or (_title(tokens) and not again):
            return False
        if again:
            return True
        if given is None:
            return self._stands_alone(n, tokens, size)
        verbal = any(token.tag_ in _FINITE for token in tokens)
        if size > _SHORT or verbal or self.text.plain[quotation.end - 1] in ",.?!":
            return True
        return self._hangs_on(tokens, given)

    def _named_by(self, n: int, tokens: list[Token]) -> bool:
        doc = self.text.doc
        at = self.text.first[n] - 1
        while at >= 0 and (self.text.within[at] == n or doc[at].pos_ in ("DET", "ADV")):
            at -= 1
        if at < 0 or lemma(doc[at]) not in speech().naming:
            return False
        title = sum(token.text[0].isupper() for token in tokens) * 2 > len(tokens)
        return title or doc[at].tag_ == "VBN" or doc[at].pos_ not in ("VERB", "AUX")

    def _stands_alone(self, n: int, tokens: list[Token], size: int) -> bool:
        """Without anybody to whom it is given, only a quotation that is a sentence of its own is a statement."""
        quotation = self.text.quotations[n]
        start = quotation.left
        before = self.text.plain[max(0, start - 40) : start].rstrip(" ")
        opens = not before or before[-1] in '.!?:”"\n'
        whole = self.text.plain[quotation.end - 1] in ".!?" or self.text.plain[
            quotation.right : quotation.right + 1
        ] in (".", "")
        finite = any(token.tag_ in _FINITE for token in tokens)
        if not opens:
            return False
        return (
            size > 1 if before.endswith(":") else size >= _SHORT and tokens[0].text[0].isupper() and (whole or finite)
        )

    def _hangs_on(self, tokens: list[Token], given: Source) -> bool:
        """A short quotation is one where it is what the verb speaks of itself: "described it as “a slow death”"."""
        if given.verb is None:
            return False
        inside = {token.i for token in tokens}
        root = next((token for token in tokens if token.head.i not in inside), tokens[0])
        at = root.head
        for _ in range(3):
            if at.i == given.verb.i:
                return root.dep_ not in ("nsubj", "nsubjpass")
            if at.pos_ in ("NOUN", "PROPN"):
                return False
            at = at.head
        return False

    def _resolved(self, who: Speaker) -> Speaker:
        """A pronoun becomes the name before it where only one can be meant; a surname the full name."""
        if who.pronoun is None:
            found = self.fuller.of(who)
            self.before.append(found)
            if found.person and " " in found.name:
                self.fuller.add(found.start, found.name)
            return found
        return self._meant(who)

    def _meant(self, who: Speaker) -> Speaker:
        """The last speaker within two sentences, if the kind fits and nobody else of that kind was named since."""
        since = self._since(who.start)
        one = who.pronoun == "one"
        fits = [each for each in self.before[-_LATELY:] if since <= each.start < who.start and _fits(each, one)]
        named = {each.name for each in fits} | (self._persons(since, who.start) if one else set())
        longest = max(named, key=len, default="")
        if not named or not all(ends(longest, each) for each in named):
            return replace(who, name="", sure=0.0)
        return replace(who, name=longest, person=one, sure=0.6)

    def _since(self, at: int) -> int:
        """Where the sentence begins that stands before the sentence, or the quotation, to which a word belongs."""
        text = self.text
        first = text.sentence(text.at(at))[0]
        for _ in range(2):
            n = text.within[first]
            if n >= 0:
                first = text.sentence(text.first[n])[0]
            if first == 0:
                return 0
            first = text.sentence(first - 1)[0]
            if text.within[first] < 0:
                break
        return text.places[first]

    def _persons(self, start: int, end: int) -> set[str]:
        """Persons named between two characters: with a role, or by the last word of a speaker's name."""
        first = bisect_left(self.named, (start, ""))
        found = {name for at, name in self.named[first : first + _LATELY] if at < end}
        known = {each.name for each in self.before[-_LATELY:] if each.person and each.name}
        return found | {name for name in known if self.text.plain.find(name.split()[-1], start, end) >= 0}

    def _statement(self, n: int, given: Source | None, again: bool) -> Statement:
        quotation = self.text.quotations[n]
        start, end = _stripped(self.text.plain, quotation.start, quotation.end)
        span = Span(start=start, end=end, words=self.text.plain[start:end])
        sure = 0.95 if quotation.closed else 0.5
        who = self._resolved(given.who) if given is not None and given.who is not None else None
        verb = given.verb if given is not None else None
        if given is None or who is None or not who.name:
            verb_sure = {"verb": 0.8} if verb is not None else {}
            return Statement(
                unattributed=True, words=span.words, span=span, verb=lemma(verb) if verb is not None else None,
                stance=_stance(verb), confidence={"words": sure, **verb_sure},
            )  # fmt: skip
        day = None if again or verb is None else self._day(verb, (quotation.left, quotation.right))
        trust = given.sure if able(self.text, given.who or who) else min(given.sure, _DOUBTED)
        return self._of(who, verb, span, quoted=True, day=day, words=sure, sure=trust)

    def _made(self, each: Reported) -> Statement:
        who = self._resolved(each.who)
        span = Span(start=each.start, end=each.end, words=self.text.plain[each.start : each.end])
        if not who.name:
            return Statement(
                unattributed=True, quoted=False, words=span.words, span=span, confidence={"words": 0.8},
                verb=lemma(each.verb) if each.verb is not None else None, stance=_stance(each.verb),
            )  # fmt: skip
        day = self._day(each.verb, (each.start, each.end)) if each.verb is not None else None
        return self._of(who, each.verb, span, quoted=False, day=day, words=0.8, sure=each.sure)

    def _of(
        self, who: Speaker, verb: Token | None, span: Span, *, quoted: bool, day: str | None, words: float, sure: float
    ) -> Statement:
        stance = _stance(verb) if verb is not None else "asserts"
        confidence = {"words": words, "speaker": round(min(sure, who.sure if who.pronoun else 1.0), 2), "stance": 0.85}
        if verb is not None:
            confidence["verb"] = 0.95
        if who.role is not None:
            confidence["role"] = 0.85
        if day is not None:
            confidence["date"] = 0.8
        text = self.text.plain
        return Statement(
            speaker=who.name, speaker_id=self.context.speaker_id(who), role=who.role, quoted=quoted, words=span.words,
            verb=lemma(verb) if verb is not None else None, stance=stance, date=day, span=span,
            speaker_span=Span(start=who.start, end=who.end, words=text[who.start : who.end]), confidence=confidence,
        )  # fmt: skip

    def _day(self, verb: Token, content: tuple[int, int]) -> str | None:
        """The day that stands beside the verb: right before it, or after it up to the end of its clause."""
        doc = self.text.doc
        end = verb.i + 1
        while end < len(doc) and end < verb.i + 10 and doc[end].text not in (".", ";", ",", ":", "“", '"', "that"):
            if doc[end].is_space or (end > verb.i + 1 and doc[end].tag_ in ("VBD", "VBZ", "VBP", "MD")):
                break
            end += 1
        stop = doc[end].idx if end < len(doc) else len(self.text.plain)
        begin = verb.i
        while begin > max(0, verb.i - 6) and doc[begin - 1].pos_ not in ("VERB", "PUNCT", "SPACE", "CCONJ", "SCONJ"):
            begin -= 1
        return self.context.day(doc[begin].idx, stop, content)


_FINITE = frozenset(["VB", "VBD", "VBZ", "VBP", "MD"])


def _title(tokens: list[Token]) -> bool:
    """A name in quotation marks: every word of weight with a capital, and no full stop."""
    weighty = [token for token in tokens if token.is_alpha and token.pos_ not in ("ADP", "DET", "CCONJ", "PART")]
    return len(weighty) > 1 and all(token.text[0].isupper() for token in weighty) and not tokens[-1].is_punct


def _fits(each: Speaker, one: bool) -> bool:
    """Whether "he" or "she" (`one`), else "it" or "they", can mean a speaker; a plain noun may be either."""
    plain = each.name.islower() or each.name.split()[0].lower() in ("a", "an", "the", "one")
    if each.person or not plain:
        return each.person == one
    return human(each.name) or not one


def _stance(verb: Token | None) -> str | None:
    return speech().verbs.get(lemma(verb)) if verb is not None else None


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] == ","):
        end -= 1
    return start, end
