"""What holds of all incidents: order, copies, denials, and what is left when somebody is taken out."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from holdfire.incidents.corroboration.accounts import _Case
from holdfire.incidents.corroboration.telling import Telling
from holdfire.incidents.corroboration.voices import Voices
from holdfire.records import Account, Observation, Proposition, Status

from .reporting import METHOD, STORY, WORLD, report, stand

NAMED = (
    "icrc",
    "hrw",
    "sohr",
    "snhr",
    "sana",
    "syrian-army-command",
    "russian-mod",
    "tass",
    "ocha",
    "unicef",
    "a group",
)
OUTLETS = ("reuters", "afp", "guardian", "tass", "sana", "daily-star")
ACTORS = ("russia", "government-of-syria", "syrian-armed-forces", "jaysh-al-islam", "syrian-insurgents")
RANK = {each: rank for rank, each in enumerate(Status)}
STORIES = tuple(" ".join(random.Random(n).sample(STORY.split(), len(STORY.split()))) for n in range(4))


@st.composite
def told(draw: st.DrawFn, named: bool = False, denials: bool = True) -> dict[str, object]:
    """What one report says. `named`: on the word of one or two origins, with no text that could be a copy."""
    fields: dict[str, object] = {
        "claimed_by": draw(
            st.lists(st.sampled_from(NAMED), min_size=1, max_size=2, unique=True)
            if named
            else st.lists(st.sampled_from((*NAMED, "witness")), max_size=2, unique=True)
        ),
        "act": draw(st.sampled_from(("shelling", "armed_attack", "air_strike", "arrest"))),
        "actors": tuple(draw(st.lists(st.sampled_from(ACTORS), max_size=2, unique=True))),
        "direction": draw(st.sampled_from(("known", "unknown", "mutual"))),
        "compiled_by": draw(st.sampled_from((None, "ucdp", "machine-reading"))),
    }
    if draw(st.booleans()):
        fields["killed"] = draw(st.integers(0, 12))
    if not named:
        fields["carried_by"] = tuple(draw(st.lists(st.sampled_from(OUTLETS), max_size=2, unique=True)))
        fields["words"] = draw(st.sampled_from((None, *STORIES)))
    if denials and draw(st.integers(0, 3)) == 0:
        fields["flags"] = (draw(st.sampled_from(("denied", "denied:harm", "denied:by_whom", "denied:act"))),)
    return fields


@st.composite
def incidents(draw: st.DrawFn, named: bool = False, denials: bool = True) -> list[Observation]:
    """The reports of one incident."""
    fields = draw(st.lists(told(named, denials), min_size=1, max_size=6))
    return [report(f"r{n}", **each) for n, each in enumerate(fields)]  # type: ignore[arg-type]


def worth(found: dict[tuple[str, str | None], Account]) -> dict[tuple[str, str | None], tuple[Status, int, str]]:
    return {key: (each.status, each.credibility, each.reason) for key, each in found.items()}


def never_higher(before: dict[tuple[str, str | None], Account], after: dict[tuple[str, str | None], Account]) -> bool:
    return all(RANK[each.status] <= RANK[before[key].status] for key, each in after.items() if key in before)


@given(incidents(), st.randoms(use_true_random=False))
def test_the_order_of_reports_changes_nothing(reports: list[Observation], chance: random.Random) -> None:
    mixed = [*reports]
    chance.shuffle(mixed)
    assert list(stand(*mixed).items()) == list(stand(*reports).items())


@given(incidents(), st.data())
def test_the_same_report_once_more_changes_no_status_and_no_credibility(
    reports: list[Observation], data: st.DataObject
) -> None:
    again = data.draw(st.sampled_from(reports)).model_copy(update={"id": "again"})
    assert worth(stand(*reports, again)) == worth(stand(*reports))


@given(incidents(), st.data(), st.booleans())
def test_another_outlet_with_the_same_words_changes_no_status_and_no_credibility(
    reports: list[Observation], data: st.DataObject, names_nobody: bool
) -> None:
    """Whether it says whose words they are or not."""
    copied = data.draw(st.sampled_from(reports))
    reports = [each.model_copy(update={"words": STORY}) if each is copied else each for each in reports]
    origins = () if names_nobody and copied.compiled_by != "ucdp" and "witness" not in copied.claimed_by else None
    update = {"id": "copy", "carried_by": ("a new outlet",), "words": STORY}
    if origins is not None and (copied.claimed_by or copied.carried_by):
        update["claimed_by"] = origins
    if copied.claimed_by or copied.carried_by:
        copy = copied.model_copy(update=update)
        assert worth(stand(*reports, copy)) == worth(stand(*reports))


@given(incidents(), st.data())
def test_a_copy_by_whomever_raises_no_status(reports: list[Observation], data: st.DataObject) -> None:
    copied = data.draw(st.sampled_from([each for each in reports if each.claimed_by] or reports))
    outlet = data.draw(st.sampled_from(OUTLETS))
    reports = [each.model_copy(update={"words": STORY}) if each is copied else each for each in reports]
    if copied.claimed_by:
        copy = copied.model_copy(update={"id": "copy", "carried_by": (outlet,), "words": STORY})
        assert never_higher(stand(*reports), stand(*reports, copy))


@given(incidents(named=True), st.sampled_from(NAMED))
def test_without_the_reports_of_one_origin_no_status_is_higher(reports: list[Observation], origin: str) -> None:
    left = [each for each in reports if origin not in each.claimed_by]
    if left:
        assert never_higher(stand(*reports), stand(*left))


@given(incidents(), told())
def test_a_denial_lowers_no_status_and_takes_no_voice(reports: list[Observation], fields: dict[str, object]) -> None:
    denial = report("no", **(fields | {"flags": ("denied:occurred", "denied:harm"), "words": None, "carried_by": ()}))  # type: ignore[arg-type]
    before, after = stand(*reports), stand(*reports, denial)
    for key, each in before.items():
        assert (after[key].status, after[key].voices) == (each.status, each.voices)
        assert set(each.disputed_by) <= set(after[key].disputed_by)
    assert set(denial.claimed_by or ("unattributed",)) <= set(after["occurred", None].disputed_by)


@given(incidents(denials=False))
def test_every_report_stands_in_what_it_says_and_no_origin_in_two_voices_of_one_account(
    reports: list[Observation],
) -> None:
    found = stand(*reports)
    assert set(found["occurred", None].reports) == {each.id for each in reports}
    for account in found.values():
        assert {each for voice in account.voices for each in voice.reports} <= set(account.reports)
        if account.proposition is not Proposition.OCCURRED:
            assert set(account.reports) <= set(found["occurred", None].reports)


@given(incidents(denials=False).filter(lambda reports: len(reports) == 1))
@settings(max_examples=60)
def test_the_short_way_for_one_report_gives_what_the_long_way_gives(reports: list[Observation]) -> None:
    telling = Telling(reports, (), WORLD, METHOD)
    case = _Case(telling, Voices(telling.heard, telling.texts, WORLD.claimants, METHOD), WORLD, METHOD)
    assert [each for one in Proposition for each in case.accounts(one, ())] == list(stand(*reports).values())


def mirrored(each: Observation) -> Observation:
    """The same report with the two sides changed for one another."""
    turn = {"sana": "sohr", "sohr": "sana", "russia": "jaysh-al-islam", "jaysh-al-islam": "russia"}
    fields = {name: tuple(turn.get(one, one) for one in getattr(each, name)) for name in ("claimed_by", "actors")}
    return each.model_copy(update=fields)


SIDES = st.lists(st.sampled_from(("sana", "sohr", "icrc")), min_size=1, max_size=2, unique=True)


@given(st.lists(st.tuples(SIDES, st.sampled_from(("russia", "jaysh-al-islam"))), min_size=1, max_size=4))
def test_what_either_side_says_is_worth_the_same(lines: list[tuple[list[str], str]]) -> None:
    reports = [report(f"r{n}", who, actors=(by,)) for n, (who, by) in enumerate(lines)]
    other = stand(*map(mirrored, reports))
    assert sorted(worth(stand(*reports)).values()) == sorted(worth(other).values())
