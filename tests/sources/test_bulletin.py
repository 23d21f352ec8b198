"""Bulletins of counts: what is counted, by whom, for when, and whether it adds up."""

from __future__ import annotations

import doctest
import re
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from holdfire.records import Document, DocumentTable
from holdfire.records.reading import Count
from holdfire.sources.bulletin import counting_rules, is_bulletin, read_bulletin
from holdfire.sources.bulletins.lexicon import words
from holdfire.world import World, load_world

FOLDER = Path(__file__).parent / "bulletins"
WORLD = load_world(theatres=("ukraine",))


def document(name: str, published: datetime | None = None) -> Document:
    return Document(id=name, kind="text", text=(FOLDER / f"{name}.txt").read_text("utf-8"), published=published)


def counts_of(name: str, published: datetime | None = None) -> list[Count]:
    return read_bulletin(document(name, published), WORLD)[0]


def one(among: list[Count], **wanted: object) -> Count:
    found = [each for each in among if all(getattr(each, field) == value for field, value in wanted.items())]
    assert len(found) == 1, (wanted, found)
    return found[0]


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("snhr-first-week-as-reported", "snhr"),
        ("snhr-arabic", "snhr"),
        ("centre-evening", "russian-centre"),
        ("centre-russian", "russian-centre"),
        ("osce-day", "osce-smm"),
        ("osce-russian", "osce-smm"),
    ],
)
def test_the_family_is_told_by_the_issuer(name: str, family: str) -> None:
    assert is_bulletin(document(name)) == family


def test_a_plain_article_is_no_bulletin() -> None:
    text = "The ministers met in Geneva on Friday. They spoke of 10 issues."
    assert is_bulletin(Document(id="x", kind="text", text=text)) is None


class TestParts:
    def test_a_misprint_is_flagged_and_kept_as_printed(self) -> None:
        """219 by combat and 32 by arrest are not 242, and 18 and 5 arrests are not 32."""
        counts = counts_of("snhr-first-week-as-reported")
        whole = one(counts, value=242)
        arrests = one(counts, value=32)
        assert "parts_do_not_sum" in whole.flags
        assert "parts_do_not_sum" in arrests.flags
        assert (whole.whole, whole.claimed_by) == (True, "snhr")
        assert whole.quantity is not None
        assert (whole.quantity.low, whole.quantity.high) == (242, None)
        assert (whole.period_start, whole.period_end) == (None, None), "the day of publication is no period"

    def test_parts_that_add_up_are_not_flagged(self) -> None:
        combat = one(counts_of("snhr-first-week-as-reported"), value=219)
        assert combat.act == "armed_attack"
        assert "parts_do_not_sum" not in combat.flags

    def test_each_part_has_its_party(self) -> None:
        counts = counts_of("snhr-first-week-as-reported")
        assert {each.value: each.by for each in counts if each.by} == {
            203: ("government-of-syria",),
            10: ("russia",),
            6: ("syrian-insurgents",),
            18: ("government-of-syria",),
            5: ("kurdish-self-administration",),
        }

    def test_parts_by_area_and_each(self) -> None:
        counts = counts_of("snhr-two-parties")
        by_government = [each for each in counts if each.by == ("government-of-syria",) and each.area]
        assert {each.area: each.value for each in by_government} == {
            "homs-governorate": 12,
            "hama-governorate": 6,
            "daraa-governorate": 6,
            "aleppo-governorate": 6,
        }
        assert not any("parts_do_not_sum" in each.flags for each in counts)

    def test_one_short_in_a_closed_list(self) -> None:
        counts = counts_of("centre-misprint")
        assert "parts_do_not_sum" in one(counts, value=13).flags
        assert sum(each.value or 0 for each in counts if each.area) == 12

    def test_a_percentage_is_held_against_the_numbers(self) -> None:
        shares = [each for each in counts_of("snhr-two-parties") if "share" in each.flags]
        assert [(each.quantity.low, "percentage_differs" in each.flags) for each in shares if each.quantity] == [
            (75, False),
            (35, True),
        ]

    def test_including_may_leave_some_out(self) -> None:
        text = "SNHR recorded 20 breaches, including 12 in Aleppo and three in Hama."
        counts, _ = read_bulletin(Document(id="x", kind="text", text=text), WORLD)
        assert "parts_do_not_sum" not in one(counts, value=20).flags

    def test_more_parts_than_the_whole_is_flagged_after_including_too(self) -> None:
        text = "SNHR recorded 14 breaches, including 12 in Aleppo and three in Hama."
        counts, _ = read_bulletin(Document(id="x", kind="text", text=text), WORLD)
        assert "parts_do_not_sum" in one(counts, value=14).flags

    def test_explosions_are_part_of_the_violations(self) -> None:
        counts = counts_of("osce-quiet")
        assert "part_exceeds_total" in one(counts, value=12).flags

    def test_areas_of_a_number_that_is_not_read_are_no_parts_of_one_another(self) -> None:
        text = "SNHR: 19 oddities in the provinces: Idlib – 4 breaches, Aleppo – 4, Latakia – 7."
        counts, _ = read_bulletin(Document(id="x", kind="text", text=text), WORLD)
        assert [each.value for each in counts] == [4, 4, 7]
        assert not any("parts_do_not_sum" in each.flags for each in counts)

    def test_lines_after_a_colon_are_parts(self) -> None:
        text = "SNHR recorded 9 breaches:\n- Aleppo: 4\n- Hama: 3\n- Idlib: 1\nThree people were killed."
        counts, _ = read_bulletin(Document(id="x", kind="text", text=text), WORLD)
        assert [(each.area, each.value) for each in counts if each.area] == [
            ("aleppo-governorate", 4),
            ("hama-governorate", 3),
            ("idlib-governorate", 1),
        ]
        assert "parts_do_not_sum" in one(counts, value=9).flags


class TestPeriods:
    def test_24_hours_end_at_the_cut_off_in_its_zone(self) -> None:
        whole = one(counts_of("centre-evening"), value=18)
        assert (whole.period_start, whole.period_end) == (
            datetime(2016, 9, 16, 19, tzinfo=UTC),
            datetime(2016, 9, 17, 19, tzinfo=UTC),
        )
        assert whole.cut_off == "22:00"

    def test_without_a_cut_off_nothing_is_guessed(self) -> None:
        whole = one(counts_of("centre-misprint", datetime(2016, 9, 17, tzinfo=UTC)), value=13)
        assert (whole.period_start, whole.period_end) == (None, None)
        assert {"period_hours:24", "period_end_not_stated"} <= set(whole.flags)

    def test_a_period_across_months_in_civil_days_of_damascus(self) -> None:
        whole = one(counts_of("snhr-two-parties"), value=40)
        assert whole.period_start == datetime(2016, 2, 27, 22, tzinfo=UTC)
        assert whole.period_end == datetime(2016, 3, 3, 22, tzinfo=UTC)

    def test_a_missing_period_is_flagged(self) -> None:
        counts, flags = read_bulletin(document("snhr-no-period"), WORLD)
        assert all(each.period_start is None and "period_not_stated" in each.flags for each in counts)
        assert "period_not_stated" in flags

    def test_a_running_total_has_no_start(self) -> None:
        joined = one(counts_of("centre-evening"), counts="settlements_joined")
        assert (joined.value, joined.period_start) == (1204, None)
        assert "running_total" in joined.flags

    def test_evenings_take_the_cut_off_and_the_figure_before_its_own_day(self) -> None:
        counts = counts_of("osce-day")
        now, before = one(counts, value=60), one(counts, value=110)
        assert (now.period_start, now.period_end) == (
            datetime(2019, 8, 4, 16, 30, tzinfo=UTC),
            datetime(2019, 8, 5, 16, 30, tzinfo=UTC),
        )
        assert (before.period_start, before.period_end) == (datetime(2019, 8, 3, 16, 30, tzinfo=UTC), now.period_start)
        assert "previous_period" in before.flags

    def test_the_previous_reporting_period_has_no_stated_length(self) -> None:
        before = one(counts_of("osce-day"), value=90)
        assert (before.counts, before.period_start) == ("violations", None)
        assert "previous_period_not_dated" in before.flags


class TestClaimants:
    def test_two_sides_of_one_bulletin_stay_apart(self) -> None:
        counts = counts_of("centre-evening")
        assert one(counts, counts="violations", value=18).claimed_by == "russian-reconciliation-centre"
        assert one(counts, counts="violations", value=9).claimed_by == "turkish-military"
        assert not any(each.value == 27 for each in counts)

    def test_a_commission_of_two_countries_is_no_place(self) -> None:
        text = (
            "Centre for reconciliation: the Russian part of the Russian-Turkish commission recorded 11 facts of firing "
            "in the provinces: Idlib – four, Hama – seven. The Turkish part recorded 8 facts of the opening of fire."
        )
        counts, _ = read_bulletin(Document(id="x", kind="text", text=text), WORLD)
        assert [(each.value, each.area, each.claimed_by) for each in counts] == [
            (11, None, "russian-reconciliation-centre"),
            (4, "idlib-governorate", "russian-reconciliation-centre"),
            (7, "hama-governorate", "russian-reconciliation-centre"),
            (8, None, "turkish-military"),
        ]

    def test_the_counting_rule_goes_with_the_number(self) -> None:
        whole = one(counts_of("snhr-first-week-as-reported"), value=242)
        assert "arrest" in (whole.rule or "")
        assert "rule_from_library:snhr-breaches" in whole.flags
        assert all(rule.source and rule.says for rule in counting_rules())

    def test_every_claimant_of_the_lists_is_known(self) -> None:
        world = load_world(theatres=("ukraine",))
        for name in ("snhr", "russian-reconciliation-centre", "turkish-military", "osce-smm-reports"):
            assert name in world.claimants


class TestWords:
    def test_russian(self) -> None:
        counts = counts_of("centre-russian")
        assert "parts_do_not_sum" not in one(counts, value=14).flags
        assert "parts_do_not_sum" not in one(counts, value=21).flags
        turkish = [each for each in counts if each.claimed_by == "turkish-military" and each.area]
        assert {each.area: each.value for each in turkish} == {
            "aleppo-governorate": 9,
            "hama-governorate": 7,
            "idlib-governorate": 3,
            "homs-governorate": 1,
            "daraa-governorate": 1,
        }
        assert one(counts, counts="settlements_joined").value == 1096
        assert one(counts, value=14).period_end == datetime(2017, 1, 5, 17, tzinfo=UTC)

    def test_arabic(self) -> None:
        counts = counts_of("snhr-arabic")
        assert [(each.value, each.area) for each in counts] == [
            (9, None),
            (5, "hama-governorate"),
            (4, "aleppo-governorate"),
        ]
        assert "parts_do_not_sum" not in counts[0].flags

    def test_damascus_of_the_centre_may_be_the_province(self) -> None:
        part = one(counts_of("centre-damascus"), value=4)
        assert (part.area, part.place) == (None, "Damascus")
        assert "area_ambiguous" in part.flags

    def test_none_in_so_many_words_is_zero(self) -> None:
        assert one(counts_of("centre-evening"), counts="air_strikes").value == 0
        assert one(counts_of("snhr-no-period"), counts="arrests").value == 0
        assert one(counts_of("osce-quiet"), counts="violations", area="luhansk-oblast").value == 0

    def test_effort_stands_beside(self) -> None:
        effort = {each.counts: each for each in counts_of("centre-evening") if each.kind == "effort"}
        assert {name: each.value for name, each in effort.items()} == {
            "humanitarian_actions": 4,
            "people_aided": 1150,
            "aid_kg": 2450,
        }

    def test_a_number_that_counts_nothing_known_is_flagged(self) -> None:
        text = "SNHR recorded 4 breaches. The force is said to number 60,000."
        counts, flags = read_bulletin(Document(id="x", kind="text", text=text), WORLD)
        assert [each.value for each in counts] == [4]
        assert flags[-1].startswith("unread_number:60,000")

    def test_dates_clocks_distances_and_names_are_no_counts(self) -> None:
        text = "SNHR: on 5 March 2016 at 19:30, 3km off road H-20, under resolution 2254, 7 breaches were recorded."
        counts, flags = read_bulletin(Document(id="x", kind="text", text=text), WORLD)
        assert [each.value for each in counts] == [7]
        assert not [each for each in flags if each.startswith("unread_number")]

    def test_the_title_counts_where_the_text_does_not(self) -> None:
        made = Document(id="x", kind="text", title="14 breaches on the first day", text="SNHR published its report.")
        counts, _ = read_bulletin(made, WORLD)
        assert counts[0].value == 14
        assert counts[0].span is not None
        assert counts[0].span.of == "title"

    def test_a_summary_and_its_body_are_one_count_twice(self) -> None:
        text = "SNHR recorded 14 breaches.\nIn full: SNHR recorded 14 breaches."
        counts, _ = read_bulletin(Document(id="x", kind="text", text=text), WORLD)
        assert ["repeated" in each.flags for each in counts] == [False, True]


TABLE = DocumentTable(
    caption="Breaches through combat operations, 27 February to 4 March 2016",
    rows=(
        ("Governorate", "Government forces", "Russian forces", "Total", "%"),
        ("Aleppo", "10", "2", "12", "44"),
        ("Hama", "5", "-", "6", "22"),
        ("Idlib", "7", "1", "9", "10"),
        ("Total", "22", "3", "27", ""),
    ),
)


class TestTables:
    def counts(self) -> list[Count]:
        made = Document(
            id="x", kind="page", text="Syrian Network for Human Rights, report on breaches", tables=(TABLE,)
        )
        return read_bulletin(made, WORLD)[0]

    def cell(self, row: int, column: int) -> Count:
        return next(each for each in self.counts() if f"table:0/{row}/{column}" in each.flags)

    def test_a_cell_has_its_area_party_act_and_period(self) -> None:
        cell = self.cell(1, 2)
        assert (cell.value, cell.area, cell.by, cell.act) == (2, "aleppo-governorate", ("russia",), "armed_attack")
        assert cell.period_start == datetime(2016, 2, 26, 22, tzinfo=UTC)
        assert (cell.span, cell.claimed_by) == (None, "snhr")

    def test_a_missing_cell_is_not_zero(self) -> None:
        assert self.cell(2, 2).value is None
        assert "cell_missing" in self.cell(2, 2).flags

    def test_totals_of_rows_and_columns_are_held_against_the_cells(self) -> None:
        flagged = {(n, m): set(self.cell(n, m).flags) for n, m in ((1, 3), (2, 3), (3, 3), (4, 1), (4, 2), (4, 3))}
        assert "parts_do_not_sum" not in flagged[1, 3]
        assert "parts_incomplete" in flagged[2, 3]
        assert "parts_do_not_sum" in flagged[3, 3]
        assert "parts_do_not_sum" not in flagged[4, 1]
        assert "parts_incomplete" in flagged[4, 2]
        assert "parts_do_not_sum" in flagged[4, 3]

    def test_shares_of_a_table(self) -> None:
        assert "percentage_differs" not in self.cell(1, 4).flags
        assert "percentage_differs" in self.cell(3, 4).flags

    def test_a_table_that_counts_nothing_known_says_so(self) -> None:
        bare = DocumentTable(rows=(("Name", "Age"), ("A", "40")))
        made = Document(id="x", kind="page", text="SNHR. 4 breaches." + " " * 600, tables=(bare,))
        counts, flags = read_bulletin(made, WORLD)
        assert [each.value for each in counts] == [4]
        assert "table_not_read:0" in flags


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.txt")), ids=lambda path: path.stem)
def test_spans_are_the_words_of_the_text(path: Path) -> None:
    text = path.read_text("utf-8")
    counts, _ = read_bulletin(Document(id=path.stem, kind="text", text=text), load_world(theatres=("ukraine",)))
    assert counts or path.stem == "osce-nowhere"
    for each in counts:
        assert each.span is not None
        assert text[each.span.start : each.span.end] == each.span.words


def test_a_page_with_nothing_but_a_table() -> None:
    tree = html.fromstring((FOLDER / "snhr-table.html").read_text("utf-8"))
    rows = tuple(tuple(cell.text_content() for cell in row) for row in tree.iter("tr"))
    table = DocumentTable(rows=rows, caption=tree.findtext(".//caption"))
    page = Document(id="x", kind="page", title=tree.findtext(".//title"), text=tree.findtext(".//p"), tables=(table,))
    counts, _ = read_bulletin(page, WORLD)
    assert [(each.value, each.area) for each in counts if each.by == ("russia",)] == [
        (2, "aleppo-governorate"),
        (None, "hama-governorate"),
        (3, None),
    ]
    assert all(each.period_start == datetime(2016, 2, 26, 22, tzinfo=UTC) for each in counts)


def test_the_example_in_the_documentation_runs() -> None:
    found = doctest.testfile(str(Path(__file__).parents[2] / "docs" / "bulletins.md"), module_relative=False)
    assert (found.failed, found.attempted > 5) == (0, True)


VOCABULARY = """SNHR|OSCE SMM|breaches|violations|explosions|arrests|including|by|in|of|(|)|:|;|-|,|.|12|3,4|5-7|1,477
19:30|two|Aleppo|Hama|Donetsk region|government forces|previous|24 hours|from 12 to 19 September 2016|no|each|%|total
heard|positioned|Svitlodarsk|3-5km south-east|NNE|evening|4 August|нарушений|по|Латакия|خروق|منها|٤|as of|denied
withdrawal lines|tanks|positioned in Popasna|undetermined explosions"""
WORDS = st.sampled_from(re.split(r"[|\n]", VOCABULARY)) | st.just("\n")
texts = st.lists(WORDS, max_size=60).map(" ".join) | st.text(max_size=200)
cells = st.lists(st.lists(WORDS | st.text(max_size=12), max_size=6).map(tuple), max_size=6).map(tuple)


@given(text=texts, title=st.none() | texts, rows=cells)
def test_any_text_and_table_is_read_without_an_error(
    text: str, title: str | None, rows: tuple[tuple[str, ...], ...]
) -> None:
    made = Document(id="x", kind="page", text=text, title=title, tables=(DocumentTable(rows=rows, caption=title),))
    is_bulletin(made)
    for family in ("SNHR ", "Centre for reconciliation ", "OSCE SMM "):
        read = made.model_copy(update={"text": family + text})
        counts, _ = read_bulletin(read, WORLD)
        for each in counts:
            whole = read.title or "" if each.span and each.span.of == "title" else read.text
            assert each.span is None or whole[each.span.start : each.span.end] == each.span.words
            assert each.period_start is None or each.period_end is None or each.period_start < each.period_end


numbers = st.lists(st.integers(3, 9999).filter(lambda n: n not in range(1900, 2100)), min_size=1, max_size=8)


@given(printed=numbers, noun=st.sampled_from(("breaches", "arrests", "ceasefire violations", "explosions")))
def test_every_number_that_is_printed_before_its_noun_is_kept(printed: list[int], noun: str) -> None:
    text = "SNHR. " + " ".join(f"It recorded {value:,} {noun} then." for value in printed)
    counts, _ = read_bulletin(Document(id="x", kind="text", text=text), WORLD)
    assert [each.value for each in counts if each.span] == printed


def test_a_hostile_text_takes_little_time() -> None:
    """As much as is read of brackets, numbers or names is bounded work."""
    for part in ("(12 ", "Aleppo 5 ", "breaches ", "previous (", "3-5km N, ", "12 of which ", "a" * 40, "1,"):
        text = "SNHR " + part * (210_000 // len(part))
        began = time.perf_counter()
        read_bulletin(Document(id="x", kind="text", text=text), WORLD)
        assert time.perf_counter() - began < 20, part


def test_parties_are_known(world: World) -> None:
    for hit in words().parties.values:
        assert all(actor in world.actors for actor in hit)
