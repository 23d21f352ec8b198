"""What the agreements of the library show: the same act, and another answer, for a reason that is in the text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from holdfire.promises import Delivery

from .library import judged, promised, terms_of


def _utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


# Minsk: one place, one weapon, two baselines

GRAD = {"when": "2015-04-10", "act": "military_presence", "weapon": "grad_launcher"}


def test_in_minsk_one_place_is_inside_for_one_side_and_outside_for_the_other() -> None:
    """Chystiakove lies 25 km from the line of September 2014, from which the formations measure, and 47 km from the
    actual line, from which Ukraine measures; launchers stand no nearer than 35 km to one's own line."""
    formations = judged("minsk-2-2015", {**GRAD, "actors": ["certain-areas-donetsk"], "where": "Chystiakove"})
    ukraine = judged("minsk-2-2015", {**GRAD, "actors": ["ukrainian-armed-forces"], "where": "Chystiakove"})
    assert formations.verdict("all.3") == "violation"
    assert ukraine.verdict("all.3") == "out_of_scope"
    assert ukraine.findings["all.3", "plain"]["reason"] == "place:outside"


def test_in_minsk_where_the_two_lines_are_one_both_sides_are_answered_alike() -> None:
    """Kostiantynivka lies 23 km from either line, Kramatorsk 47 km."""
    for where, verdict in (("Kostiantynivka", "violation"), ("Kramatorsk", "out_of_scope")):
        for side in ("certain-areas-donetsk", "ukrainian-armed-forces"):
            assert judged("minsk-2-2015", {**GRAD, "actors": [side], "where": where}).verdict("all.3") == verdict


def test_in_minsk_nobody_named_leaves_open_which_line_counts() -> None:
    found = judged("minsk-2-2015", {**GRAD, "where": "Chystiakove"})
    assert (found.verdict("all.3"), found.event["kind"]) == ("undetermined", "fact")


# Gaza: deadlines hang on the approval

APPROVED = _utc(2025, 10, 9, 22, 20)  # 01:20 of 10 October at the place, UTC+3
LATER = APPROVED + timedelta(hours=31, minutes=15)


def test_in_gaza_the_deadline_moves_with_the_approval() -> None:
    on = "2025-10-10T02:00"
    first = promised("gaza-2025-10", on, events={"approval": APPROVED})["isr.p1"]
    second = promised("gaza-2025-10", on, events={"approval": LATER})["isr.p1"]
    assert first.due == APPROVED + timedelta(hours=24)
    assert second.due == LATER + timedelta(hours=24)


def test_in_gaza_a_deadline_down_the_chain_moves_with_what_it_hangs_on() -> None:
    """The hostages are due 72 hours after the withdrawal, whenever that was; without one they are not due yet."""
    on = "2025-10-20"
    for done in (_utc(2025, 10, 10, 9), _utc(2025, 10, 11, 17, 30)):
        withdrawn = Delivery("isr.p1", done, done, done=True, claimed_by=("idf-spokesperson",))
        found = promised("gaza-2025-10", on, withdrawn)
        assert found["fac.p1"].due == found["fac.p3"].due == done + timedelta(hours=72)
    waiting = promised("gaza-2025-10", on)["fac.p1"]
    assert (waiting.state, waiting.because, waiting.waits_for) == ("waiting", "promise_not_kept", "isr.p1")


def test_in_gaza_without_an_approval_nothing_that_hangs_on_it_is_due() -> None:
    found = promised("gaza-2025-10", "2025-10-20", events={"approval": None})["isr.p1"]
    assert (found.state, found.because, found.due) == ("waiting", "event_not_reported", None)


def test_in_gaza_a_clause_moves_with_the_approval_too() -> None:
    """By one reading no surveillance is flown for 72 hours from approval: until 01:20 of 13 October."""
    flight = {"act": "reconnaissance_flight", "actors": ["israeli-air-force"], "where": "Rimal"}
    at_two = {**flight, "when": "2025-10-13T02:00"}
    assert judged("gaza-2025-10", at_two).verdict("isr.2", "from-approval") == "out_of_scope"
    moved = judged("gaza-2025-10", at_two, "event approval = 2025-10-10T12:00")
    assert moved.verdict("isr.2", "from-approval") == "violation"


# Yemen: a quota in ships

OVER = "2022-06-04"


def _ships(amount: float, by: str, *, total: bool = False) -> Delivery:
    """So many, told of 2 June, the last day, or in all up to noon of the third; the time was over at 19:00."""
    when = _utc(2022, 6, 3, 9) if total else _utc(2022, 6, 2, 6)  # Aden is UTC+3
    return Delivery("gov.p1", when, when, amount, claimed_by=(by,), total=total)


def test_in_yemen_seventeen_ships_of_eighteen_are_too_few() -> None:
    found = promised("yemen-truce-2022", OVER, _ships(17, "un", total=True))["gov.p1"]
    assert (found.state, found.because, found.done, found.owed) == ("missed", "short", (17, 17), (18, 18))


def test_in_yemen_seventeen_that_were_reported_may_not_be_all() -> None:
    found = promised("yemen-truce-2022", OVER, _ships(17, "un"))["gov.p1"]
    assert (found.state, found.because, found.done) == ("undetermined", "not_all_reported", (17, 17))


def test_in_yemen_eighteen_ships_of_eighteen_are_enough() -> None:
    found = promised("yemen-truce-2022", OVER, _ships(10, "un"), _ships(8, "un"))["gov.p1"]
    assert (found.state, found.because, found.done) == ("kept", "done", (18, 18))


def test_in_yemen_two_counts_are_never_added() -> None:
    """Nine and nine would be eighteen; each count alone is too few. Where one is enough and one is not, it is open."""
    government, other = "yemen-government-statements", "houthi-delegation"
    halves = promised("yemen-truce-2022", OVER, *(_ships(9, by, total=True) for by in (government, other)))["gov.p1"]
    assert (halves.state, halves.because, halves.done) == ("missed", "short", (9, 9))
    rival = promised("yemen-truce-2022", OVER, _ships(18, government), _ships(11, other, total=True))["gov.p1"]
    assert (rival.state, rival.because) == ("undetermined", "sources_differ")
    assert rival.by_source == ((other, 11), (government, 18))


# Colombia: what lies outside is grave all the same

KIDNAPPING = {"act": "kidnapping_for_ransom", "actors": ["eln"], "targets": ["civilians"], "where": "Arauca"}


def test_in_colombia_a_kidnapping_is_out_of_scope_for_those_who_read_the_protocols_so() -> None:
    """In the first term the ELN reads the clause as one that does not speak of it, so that there is nothing to find;
    the government reads it as hostage-taking, and the words as they stand leave it open."""
    assert "finance-not-covered" in terms_of("colombia-eln-2023").agreement.clause("all.ihl").readings
    found = judged("colombia-eln-2023", {**KIDNAPPING, "when": "2023-10-28"})
    assert found.verdicts("all.ihl") == {"plain": "undetermined", "kidnapping-covered": "violation"}
    assert found.event["sensitive"]


def test_in_colombia_the_pledge_on_retentions_puts_a_kidnapping_out_of_scope_before_and_after_it_held() -> None:
    pledge = "eln.retentions"
    for day, verdict in (("2024-02-05", "out_of_scope"), ("2024-02-06", "violation"), ("2024-05-05", "violation")):
        assert judged("colombia-eln-2023", {**KIDNAPPING, "when": day}).verdict(pledge) == verdict
    noticed = judged("colombia-eln-2023", {**KIDNAPPING, "when": "2024-05-06"})
    assert noticed.verdict(pledge, "ended-by-notice") == "out_of_scope"


def test_in_colombia_extortion_is_in_no_list_and_out_of_scope() -> None:
    found = judged("colombia-eln-2023", {**KIDNAPPING, "act": "extortion", "when": "2023-11-15"})
    assert (found.event["verdict"], found.event["reason"]) == ("out_of_scope", "no_clause")


# Lebanon: one strike, two readings


def test_in_lebanon_one_strike_stands_under_rival_readings_side_by_side() -> None:
    strike = {
        "when": "2024-12-10",
        "act": "air_strike",
        "actors": ["israel"],
        "targets": ["hezbollah"],
        "where": "Bint Jbeil",
    }
    found = judged("lebanon-2024-11", strike)
    verdicts = found.verdicts("isr.2")
    assert (verdicts["any-strike"], verdicts["enforcement"]) == ("violation", "permitted")
    assert (found.event["verdict"], found.event["kind"], found.event["sensitive"]) == ("undetermined", "meaning", True)


# Mindanao: closed lists

LISTED = {
    "an ambush": ({"act": "armed_attack", "targets": ["milf"]}, "all.hostile.attacks", "hostile", "violation"),
    "words against the other side": ({"act": "incitement"}, "all.provocative.words", "provocative", "violation"),
    "an administrative movement": (
        {"act": "administrative_movement"},
        "all.provocative.deployment",
        "exempted",
        "permitted",
    ),
}


@pytest.mark.parametrize("what", LISTED)
def test_in_mindanao_an_act_is_returned_with_the_list_on_which_it_stands(what: str) -> None:
    act, clause, listed, verdict = LISTED[what]
    by = {"actors": ["armed-forces-of-the-philippines"], "when": "1999-06-10", "where": "Buldon"}
    found = judged("grp-milf-1997", {**by, **act})
    assert found.verdict(clause) == verdict
    assert found.findings[clause, "plain"]["reason"] == ("no_exception:exempt" if listed == "exempted" else "all_met")
    stated = terms_of("grp-milf-1997").agreement.clause(clause)
    if verdict == "permitted":
        assert [each.listed_as for each in stated.exempts] == [listed]
    else:
        assert stated.listed_as == listed


# truces of one side, and rival ends

SHELLING = {"when": "2025-04-20", "act": "artillery_fire", "where": "Pokrovsk"}


def test_a_unilateral_truce_binds_the_side_that_declared_it_and_no_other() -> None:
    """At Easter each side had a declaration of its own: each clause judges one side and is silent on the other."""
    russia = judged("easter-truce-2025", {**SHELLING, "actors": ["russia"], "targets": ["ukrainian-armed-forces"]})
    ukraine = judged("easter-truce-2025", {**SHELLING, "actors": ["ukrainian-armed-forces"], "targets": ["russia"]})
    assert (russia.verdict("rus.1"), russia.verdict("ukr.1")) == ("violation", "out_of_scope")
    assert (ukraine.verdict("ukr.1"), ukraine.verdict("rus.1")) == ("violation", "out_of_scope")
    assert russia.findings["ukr.1", "plain"]["reason"] == "bound:other_side"


RIVAL_ENDS = {
    "yemen-truce-2022": (
        {
            "when": "2023-09-25",
            "act": "drone_strike",
            "actors": ["ansar-allah"],
            "targets": ["bahrain"],
            "where": "Najran",
        },
        {"expiry": "out_of_scope", "holds-on": "violation"},
    ),
    "grp-milf-1997": (
        {
            "when": "2000-07-09",
            "act": "ground_assault",
            "actors": ["armed-forces-of-the-philippines"],
            "targets": ["milf"],
            "where": "Camp Abubakar",
        },
        {"open": "violation", "all-out-war": "out_of_scope"},
    ),
    "easter-truce-2025": (
        {**SHELLING, "when": "2025-04-21T00:00", "actors": ["russia"], "targets": ["ukrainian-armed-forces"]},
        {"beyond-easter": "violation"},
    ),
}


@pytest.mark.parametrize("name", RIVAL_ENDS)
def test_an_agreement_with_rival_ends_answers_for_each(name: str) -> None:
    incident, by_end = RIVAL_ENDS[name]
    for end, verdict in by_end.items():
        assert judged(name, incident, f"end of {name} = {end}").event["verdict"] == verdict
    (plain,) = [end for end in terms_of(name).agreement.ends if end.plain]
    assert judged(name, incident).event["verdict"] == by_end.get(plain.id, "out_of_scope")


def test_a_view_of_the_end_that_nobody_holds_is_an_error() -> None:
    with pytest.raises((KeyError, ValueError)):
        judged("yemen-truce-2022", RIVAL_ENDS["yemen-truce-2022"][0], "end of yemen-truce-2022 = nobody-holds-this")
