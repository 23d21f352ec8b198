"""How each proposition stands: what corroborates it, what speaks against it, and what only a body can say."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from holdfire.incidents.corroboration import Method
from holdfire.records import Alternative, Proposition, Status, Verified

from .reporting import METHOD, origins, report, stand

REPORTED, CORROBORATED, VERIFIED = Status.REPORTED, Status.CORROBORATED, Status.VERIFIED


def changed(section: str, **fields: Any) -> Method:
    """The default method with some fields of a section otherwise."""
    return METHOD.model_copy(update={section: getattr(METHOD, section).model_copy(update=fields)})


# what agrees


def test_two_voices_that_it_happened_do_not_corroborate_who_did_it() -> None:
    found = stand(report("a", "icrc"), report("b", "hrw", actors=("russia",)))
    assert found["occurred", None].status is CORROBORATED
    assert found["by_whom", '"russia"'].status is REPORTED
    assert origins(found["by_whom", '"russia"']) == [("hrw",)]


def test_what_nobody_says_has_no_account() -> None:
    assert set(stand(report("a", "icrc"))) == {("occurred", None), ("act", '"shelling"')}


def test_a_finer_act_corroborates_the_coarser_and_is_itself_said_by_one() -> None:
    found = stand(report("a", "icrc", act="shelling"), report("b", "hrw", act="armed_attack"))
    assert found["act", '"armed_attack"'].status is CORROBORATED
    assert found["act", '"shelling"'].status is REPORTED
    assert not found["act", '"shelling"'].disputed_by


def test_a_user_may_let_the_coarser_act_corroborate_the_finer() -> None:
    told = report("a", "icrc", act="shelling"), report("b", "hrw", act="armed_attack")
    found = stand(*told, method=changed("agreement", act="in_line"))
    assert found["act", '"shelling"'].status is CORROBORATED


def test_acts_that_share_nothing_are_rivals_and_each_disputes_the_other() -> None:
    found = stand(report("a", "icrc", act="shelling"), report("b", "hrw", act="arrest"))
    assert [each.status for key, each in found.items() if key[0] == "act"] == [REPORTED] * 2
    assert found["act", '"shelling"'].disputed_by == ("hrw",)
    assert found["act", '"arrest"'].disputed_by == ("icrc",)
    assert found["occurred", None].status is CORROBORATED


def test_a_unit_speaks_for_what_it_is_part_of() -> None:
    found = stand(
        report("a", "icrc", actors=("syrian-armed-forces",)), report("b", "hrw", actors=("government-of-syria",))
    )
    assert found["by_whom", '"government-of-syria"'].status is CORROBORATED
    assert found["by_whom", '"syrian-armed-forces"'].status is REPORTED
    assert not found["by_whom", '"syrian-armed-forces"'].disputed_by


def test_one_of_two_perpetrators_may_be_corroborated() -> None:
    found = stand(report("a", "icrc", actors=("russia",)), report("b", "hrw", actors=("russia", "government-of-syria")))
    assert found["by_whom", '"russia"'].status is CORROBORATED
    assert found["by_whom", '"government-of-syria"'].status is REPORTED
    assert not found["by_whom", '"russia"'].disputed_by


def test_rival_perpetrators_are_accounts_of_their_own() -> None:
    found = stand(report("a", "sohr", actors=("russia",)), report("b", "sana", actors=("jaysh-al-islam",)))
    one, other = found["by_whom", '"russia"'], found["by_whom", '"jaysh-al-islam"']
    assert (origins(one), one.disputed_by) == ([("sohr",)], ("sana",))
    assert (origins(other), other.disputed_by) == ([("sana",)], ("sohr",))


def test_a_name_that_leaves_open_who_they_are_disputes_nobody_whom_it_may_mean() -> None:
    found = stand(report("a", "icrc", actors=("syrian-insurgents",)), report("b", "hrw", actors=("jaysh-al-islam",)))
    assert not found["by_whom", '"jaysh-al-islam"'].disputed_by
    found = stand(
        report("a", "icrc", actors=("syrian-insurgents",)), report("b", "hrw", actors=("government-of-syria",))
    )
    assert found["by_whom", '"government-of-syria"'].disputed_by == ("icrc",)


def test_two_sides_of_whom_it_is_not_told_who_acted_say_nothing_of_by_whom() -> None:
    found = stand(report("a", "icrc", actors=("russia",), targets=("jaysh-al-islam",), direction="unknown"))
    assert not {"by_whom", "against_whom"} & {proposition for proposition, _ in found}


def test_in_an_exchange_each_acted_on_the_other() -> None:
    found = stand(report("a", "icrc", actors=("russia",), targets=("jaysh-al-islam",), direction="mutual"))
    assert {value for proposition, value in found if proposition == "by_whom"} == {'"russia"', '"jaysh-al-islam"'}


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ((5, 5), (5, 5), True),
        ((5, 5), (6, 6), True),
        ((3, 8), (8, 10), True),
        ((20, 20), (25, 25), True),
        ((20, 20), (26, 26), False),
        ((5, None), (40, 40), True),
        ((0, 0), (1, 1), False),
        ((0, 3), (4, 4), True),
        ((5, 5), (8, 8), False),
    ],
)
def test_counts_of_dead_agree_if_they_overlap_or_nearly_do(
    one: tuple[int, int | None], other: tuple[int, int | None], agree: bool
) -> None:
    found = stand(*(report(who, who, killed_low=n[0], killed_high=n[1]) for who, n in (("icrc", one), ("hrw", other))))
    account = found["harm", json.dumps(list(one))]
    assert account.status is (CORROBORATED if agree else REPORTED)
    assert account.disputed_by == (() if agree else ("hrw",))


def test_who_raises_its_own_count_is_not_against_itself() -> None:
    found = stand(report("a", "icrc", killed=3), report("b", "icrc", killed=30), report("c", "hrw", killed=30))
    assert found["harm", "[3, 3]"].disputed_by == ("hrw",)
    assert found["harm", "[30, 30]"].disputed_by == ()


def test_of_very_many_counts_those_that_most_reports_say_have_an_account_and_all_are_against_them() -> None:
    many = [report(f"r{n:03}", f"group {n}", killed=100 * n) for n in range(300)]
    more = [report(f"s{n}", who, killed=100_000) for n, who in enumerate(("icrc", "hrw"))]
    found = {value: each for (proposition, value), each in stand(*many, *more).items() if proposition == "harm"}
    assert len(found) == 200
    assert (found["[100000, 100000]"].status, len(found["[100000, 100000]"].disputed_by)) == (CORROBORATED, 300)


def test_a_rival_value_that_somebody_backs_is_his_word() -> None:
    rival = Alternative(of="a", field="actors", value='["jaysh-al-islam"]', backed_by=("sana",))
    doubt = Alternative(of="a", field="actors", value='["ahrar-al-sham"]', weight=0.3)
    found = stand(report("a", "icrc", actors=("russia",)), alternatives=(rival, doubt))
    assert {value for proposition, value in found if proposition == "by_whom"} == {'"russia"', '"jaysh-al-islam"'}
    assert origins(found["by_whom", '"jaysh-al-islam"']) == [("sana",)]
    assert found["by_whom", '"russia"'].disputed_by == ("sana",)


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("killed", "7", ("harm", "[7, 7]")),
        ("killed", '{"low": 3}', ("harm", "[3, null]")),
        ("targets", '{"targets": ["jaysh-al-islam"], "target_basis": "claimed"}', ("against_whom", '"jaysh-al-islam"')),
        ("act", '"arrest"', ("act", '"arrest"')),
    ],
)
def test_rival_values_as_files_have_them(field: str, value: str, expected: tuple[str, str]) -> None:
    rival = Alternative(of="a", field=field, value=value, backed_by=("hrw",))
    assert origins(stand(report("a", "icrc"), alternatives=(rival,))[expected]) == [("hrw",)]


def test_a_rival_value_that_cannot_be_read_says_what_it_should_be() -> None:
    rival = Alternative(of="a", field="killed", value='"many"', backed_by=("hrw",))
    with pytest.raises(ValueError, match=r"a: a rival value of killed to be a number of dead.* found 'many'"):
        stand(report("a", "icrc"), alternatives=(rival,))


# denials


def test_a_denial_is_listed_and_takes_no_voice_away() -> None:
    told = report("a", "icrc"), report("b", "hrw")
    denial = report("c", "russian-mod", flags=("denied",))
    before, after = stand(*told)["occurred", None], stand(*told, denial)["occurred", None]
    assert (after.status, after.voices) == (before.status, before.voices)
    assert after.disputed_by == ("russian-mod",)


def test_who_denies_having_done_it_does_not_deny_that_it_happened() -> None:
    found = stand(
        report("a", "sohr", actors=("russia",)), report("b", "russian-mod", actors=("russia",), flags=("denied",))
    )
    assert found["by_whom", '"russia"'].disputed_by == ("russian-mod",)
    assert found["by_whom", '"russia"'].reports == ("a",)
    assert found["occurred", None].disputed_by == ()


def test_a_denial_for_an_organisation_is_one_for_its_units() -> None:
    found = stand(
        report("a", "sohr", actors=("syrian-armed-forces",)),
        report("b", "sana", actors=("government-of-syria",), flags=("denied",)),
        report("c", "hrw", actors=("jaysh-al-islam",)),
    )
    assert "sana" in found["by_whom", '"syrian-armed-forces"'].disputed_by
    assert "sana" not in found["by_whom", '"jaysh-al-islam"'].disputed_by


def test_a_flag_may_say_what_is_denied() -> None:
    found = stand(report("a", "sohr", killed=9), report("b", "sana", flags=("denied:harm",)))
    assert found["harm", "[9, 9]"].disputed_by == ("sana",)
    assert found["occurred", None].disputed_by == ()


def test_what_is_denied_and_nobody_here_said_has_an_account_without_a_voice() -> None:
    found = stand(report("a", "icrc"), report("b", "russian-mod", actors=("russia",), flags=("denied",)))
    account = found["by_whom", '"russia"']
    assert (account.voices, account.disputed_by, account.status) == ((), ("russian-mod",), REPORTED)


def test_a_denial_alone_leaves_an_event_that_nobody_says_occurred() -> None:
    found = stand(report("a", "sana", flags=("denied",)))
    assert list(found) == [("occurred", None)]
    assert (found["occurred", None].voices, found["occurred", None].disputed_by) == ((), ("sana",))


def test_a_denial_on_nobodys_word_is_listed_as_such() -> None:
    found = stand(report("a", "icrc"), report("b", flags=("denied",)))
    assert found["occurred", None].disputed_by == ("unattributed",)


# verification


def found_by_body(proposition: str, value: object = None, about: str = "a") -> Verified:
    return Verified(
        what="verify",
        about=about,
        proposition=Proposition(proposition),
        value=value,
        body="Joint Commission",
        method="visit",
        access="the site and the hospital",
        date="2016-03-09",
        by="a. user",
        why="its report",
        when=datetime(2016, 3, 10, tzinfo=UTC),
    )


def test_only_a_decision_verifies_and_it_says_who_how_and_with_what_access() -> None:
    found = stand(report("a", "icrc"), verified=(found_by_body("occurred"),))["occurred", None]
    assert (found.status, found.credibility) == (VERIFIED, 1)
    assert found.verified == "Joint Commission, 2016-03-09: visit; the site and the hospital"


def test_many_voices_verify_nothing() -> None:
    many = [report(each, each) for each in ("icrc", "hrw", "afp", "reuters", "msf", "un")]
    assert stand(*many)["occurred", None].status is CORROBORATED


def test_that_it_happened_is_verified_and_who_did_it_is_not() -> None:
    found = stand(report("a", "icrc", actors=("russia",)), verified=(found_by_body("occurred"),))
    assert found["by_whom", '"russia"'].status is REPORTED


def test_a_verified_value_verifies_what_it_means_and_speaks_against_its_rival() -> None:
    told = (
        report("a", "icrc", actors=("government-of-syria",)),
        report("b", "hrw", actors=("jaysh-al-islam",)),
    )
    found = stand(*told, verified=(found_by_body("by_whom", "syrian-armed-forces"),))
    assert found["by_whom", '"syrian-armed-forces"'].status is VERIFIED
    assert found["by_whom", '"syrian-armed-forces"'].voices == ()
    assert found["by_whom", '"government-of-syria"'].status is VERIFIED
    rival = found["by_whom", '"jaysh-al-islam"']
    assert (rival.status, "Joint Commission" in rival.disputed_by) == (REPORTED, True)


def test_a_body_that_found_that_it_did_not_happen_is_listed_against_it() -> None:
    found = stand(report("a", "icrc"), verified=(found_by_body("occurred", False),))["occurred", None]
    assert (found.status, found.disputed_by) == (REPORTED, ("Joint Commission",))


def test_a_decision_about_another_incident_is_passed_over() -> None:
    told = report("a", "icrc")
    assert stand(told, verified=(found_by_body("occurred", about="z"),)) == stand(told)


def test_a_verification_says_which_of_rival_values_it_means() -> None:
    told = report("a", "icrc", killed=3), report("b", "hrw", killed=30)
    with pytest.raises(ValueError, match=r"harm about a by Joint Commission to state a `value`.*\[3, 3\], \[30, 30\]"):
        stand(*told, verified=(found_by_body("harm"),))
    assert stand(*told, verified=(found_by_body("harm", 30),))["harm", "[30, 30]"].status is VERIFIED
    assert stand(told[0], verified=(found_by_body("harm"),))["harm", "[3, 3]"].status is VERIFIED


@pytest.mark.parametrize(("proposition", "value"), [("act", "no such act"), ("harm", "many"), ("by_whom", 3)])
def test_a_verified_value_that_cannot_be_read_is_told(proposition: str, value: object) -> None:
    with pytest.raises(ValueError, match="expected the verified"):
        stand(report("a", "icrc"), verified=(found_by_body(proposition, value),))


def test_accounts_stand_by_proposition_and_the_best_borne_out_first() -> None:
    found = stand(
        report("a", "icrc", actors=("jaysh-al-islam",)),
        report("b", "hrw", actors=("russia",)),
        report("c", "afp", actors=("russia",)),
    )
    assert list(found) == [
        ("occurred", None),
        ("act", '"shelling"'),
        ("by_whom", '"russia"'),
        ("by_whom", '"jaysh-al-islam"'),
    ]
