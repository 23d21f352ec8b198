"""List, map, chart and address always agree, with each other and with what Python selects; every number opens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfire.publish.incidents import VERDICTS
from holdfire.publish.page.texts import seen
from holdfire.publish.publication import page_account
from holdfire.publish.selection import EITHER, OTHERS, Query
from holdfire.publish.situation import Situation

from .conftest import Opening
from .harness import Opened
from .looking import Number, Seen, go, numbers, query_of, shown
from .pages import CODES, Published

DRAWN = ("violation", "undetermined", "permitted")
"""What the chart has bars for; all violence stands behind them in grey."""

PAGES = ("chronicle", "hostile")
"""A public page, and a confidential one that knows of places and of incidents without one."""

Opens = dict[str, Opened]


@pytest.fixture(scope="module")
def standing(
    opened: Opening, chronicle: Mapping[str, Published], hostile: Mapping[str, Published]
) -> Iterator[dict[str, tuple[Opened, Published]]]:
    """Both pages, open, to be shown one address after the other."""
    one, other = chronicle["en"], hostile["en"]
    with opened(one.path, width=1440) as first, opened(other.path, width=1440) as second:
        yield {"chronicle": (first, one), "hostile": (second, other)}
        assert first.complaints() == []
        assert second.complaints() == []


def agree(shows: Seen, published: Published, query: Query) -> None:
    """All parts of a page show what a query means. Raises `AssertionError` that names the part."""
    expected = published.select(query)
    assert shows.count == len(expected), "list"
    assert shows.idents == tuple(seen(each.id) for each in expected)[: len(shows.idents)], "rows"
    assert len(shows.idents) >= min(40, len(expected)), "rows"
    assert shows.on_map + shows.off == len(expected), "map"
    assert chosen(shows, query) == bars(published, query), "chart"


def chosen(shows: Seen, query: Query) -> dict[Any, int]:
    """The bars of the days that are chosen."""
    since, until = query.since, query.until
    return {
        (day, verdict): n
        for (day, verdict), n in shows.bars.items()
        if (since is None or day >= since) and (until is None or day <= until)
    }


def bars(published: Published, query: Query) -> dict[Any, int]:
    """What the chart's bars should be: incidents by day and verdict."""
    days, start = set(published.situation.series.days), published.situation.record.start
    drawn = [each for each in published.select(query) if each.verdict in DRAWN]
    found = Counter((each.counted_on(start), each.verdict) for each in drawn)
    return {} if query.long else {key: n for key, n in found.items() if key[0] in days}


# Each filter by itself


def single_filters(situation: Situation) -> list[Query]:
    """For every key some queries of it alone, over the page's days; and the days by themselves."""
    whole = situation.during(situation.period)
    since, until = situation.period.since, situation.period.until
    lead = situation.leads[0]
    party = next(iter(situation.record.agreement.parties))
    clause = situation.clauses[0]
    regions = Counter(each.region or "" for each in situation.incidents).most_common(2)
    return [
        whole,
        *(whole.within(verdicts=(each,)) for each in VERDICTS),
        whole.within(verdicts=("violation", "permitted")),
        *(whole.within(kinds=(each,)) for each in ("fact", "precision", "aggregate", "delineation")),
        *(whole.within(statuses=(each,)) for each in ("reported", "verified", "disputed")),
        *(whole.within(claimants=each) for each in ((lead,), (OTHERS,), ("",), (lead, OTHERS), ("nobody",))),
        whole.within(shared=True),
        *(whole.within(sides=(each,)) for each in (party, f"{party}:violation", f"{party}:undetermined", EITHER)),
        *(whole.within(regions=(region,)) for region, _ in regions),
        whole.within(words="Straße"),
        whole.within(words="x" * 30),
        *(whole.within(asked=(n,)) for n in range(min(3, len(situation.record.asked)))),
        whole.within(clauses=(clause.clause,)),
        whole.within(clauses=(f"{clause.clause}/{clause.reading}/violation",)),
        *(whole.within(harm=each) for each in ("killed", "civilians")),
        whole.within(sensitive=True),
        Query(long=True),
        Query(since=until, until=until),
        Query(since=since, until=since),
        Query(since=since - timedelta(days=10), until=since - timedelta(days=1)),
        Query(since=since - timedelta(days=400), until=until + timedelta(days=400)),
        Query(since=until, until=since),
    ]


@pytest.mark.parametrize("name", PAGES)
def test_list_map_and_chart_show_what_each_filter_means(
    standing: dict[str, tuple[Opened, Published]], name: str
) -> None:
    there, published = standing[name]
    wrong = {}
    for query in single_filters(published.situation):
        go(there.page, query.address())
        try:
            agree(shown(there.page, published), published, query)
        except AssertionError as said:
            wrong[query.address()] = str(said)
    assert wrong == {}


# Any filters together


@st.composite
def queries(draw: st.DrawFn, situation: Situation) -> Query:
    """Up to four filters at once, over days that lie anywhere from before the first incident to after the last."""
    incidents, record = situation.incidents, situation.record
    days = st.dates(min(each.day for each in incidents), max(each.day for each in incidents))
    parties = list(record.agreement.parties)
    origins = sorted({origin for each in incidents for origin in each.claimed_by})
    findings = sorted({"/".join(one) for each in record.decided for one in each.findings})
    values: dict[str, st.SearchStrategy[Any]] = {
        "verdicts": some(VERDICTS),
        "kinds": some(sorted({each.kind for each in incidents if each.kind})),
        "statuses": some(("reported", "corroborated", "verified", "disputed")),
        "claimants": some([*origins, OTHERS, ""]),
        "sides": some([*parties, *(f"{party}:{each}" for party in parties for each in VERDICTS), EITHER]),
        "regions": some(sorted({each.region or "" for each in incidents})),
        "words": st.sampled_from(sorted({(each.place or "Idlib")[:12].strip() for each in incidents})),
        "asked": st.lists(st.integers(0, len(record.asked)), min_size=1, max_size=3).map(tuple),
        "clauses": some([*findings, *(each.clause for each in situation.clauses)]),
        "harm": st.sampled_from(("killed", "civilians")),
        "shared": st.just(True),
        "sensitive": st.just(True),
    }
    names = draw(st.lists(st.sampled_from(sorted(values)), max_size=4, unique=True))
    found = {name: draw(values[name]) for name in names}
    if draw(st.integers(0, 9)) == 0:
        return Query(**found, long=True)
    period = draw(st.booleans())
    since, until = (situation.period.since, situation.period.until) if period else sorted((draw(days), draw(days)))
    return Query(**found, since=since, until=until)


def some(values: Any) -> st.SearchStrategy[tuple[Any, ...]]:
    """One to three of them."""
    return st.lists(st.sampled_from(list(values)), min_size=1, max_size=3, unique=True).map(tuple)


@pytest.mark.parametrize("name", PAGES)
@settings(max_examples=25)
@given(data=st.data())
def test_list_map_and_chart_show_what_any_filters_mean(
    standing: dict[str, tuple[Opened, Published]], name: str, data: st.DataObject
) -> None:
    there, published = standing[name]
    query = data.draw(queries(published.situation))
    assert query_of(query.address(), published) == query
    go(there.page, query.address())
    agree(shown(there.page, published), published, query)


@pytest.mark.parametrize(
    "address",
    [
        "v=violation,undetermined&from=2016-03-01&to=2016-03-20",
        "c=~others&b=1",
        "w=government:violation&h=civilians",
        "long=1",
    ],
)
def test_an_address_that_is_opened_anew_shows_the_same(
    opened: Opening, standing: dict[str, tuple[Opened, Published]], address: str
) -> None:
    there, published = standing["chronicle"]
    go(there.page, address)
    before = shown(there.page, published)
    with opened(published.path, at=address, width=1440) as again:
        assert shown(again.page, published) == before
        agree(before, published, query_of(address, published))


# Controls


def test_every_control_writes_the_address_of_what_it_shows(opened: Opening, chronicle: Mapping[str, Published]) -> None:
    """One control after the other, each pressed as a reader would; list, map and chart follow each."""
    published = chronicle["en"]
    party = next(iter(published.situation.record.agreement.parties))
    region = next(each.region for each in published.situation.incidents if each.region)
    lead = published.situation.leads[0]
    with opened(published.path, width=1440) as there:
        page = there.page
        steps = [
            (lambda: box("v", "out_of_scope").uncheck(), "v=violation,undetermined,permitted"),
            (lambda: box("c", lead).uncheck(), None),
            (lambda: box("r", "r").check(), None),
            (lambda: box("r", "r").uncheck(), None),
            (lambda: page.locator("select[name=w]").select_option(party), None),
            (lambda: page.locator("select[name=a]").select_option(region), None),
            (lambda: page.locator("input[name=from]").fill("2016-03-01"), None),
            (lambda: page.locator("input[name=to]").fill("2016-04-10"), None),
            (lambda: page.locator("#presets a[data-days='7']").click(), None),
            (lambda: page.locator("#presets a[data-days=all]").click(), None),
            (lambda: page.locator("#chips button").first.click(), None),
        ]

        def box(name: str, value: str) -> Any:
            return page.locator(f"input[name={name}][value='{value}']")

        addresses = [""]
        for press, expected in steps:
            press()
            address = page.evaluate("location.hash.slice(1)")
            assert expected in (None, address)
            assert address != addresses[-1]
            addresses.append(address)
            agree(shown(page, published), published, query_of(address, published))
        for address in addresses[-2:0:-1]:
            page.go_back()
            assert page.evaluate("location.hash.slice(1)") == address
            agree(shown(page, published), published, query_of(address, published))
        assert there.complaints() == []


def test_the_rest_of_the_list_can_be_called_up(opened: Opening, chronicle: Mapping[str, Published]) -> None:
    published = chronicle["en"]
    whole = published.situation.during(published.situation.period)
    with opened(published.path) as there:
        more = there.page.locator("#shown .more button")
        while more.count():
            more.click()
        assert shown(there.page, published).idents == tuple(each.id for each in published.select(whole))


# Numbers


@pytest.mark.parametrize("code", CODES)
def test_the_five_numbers_are_those_of_the_account(
    opened: Opening, chronicle: Mapping[str, Published], code: str
) -> None:
    published = chronicle[code]
    expected = page_account(published.situation, None)["heads"]
    for javascript in (False, True):
        with opened(published.path, lang=code, javascript=javascript) as there:
            found = there.page.evaluate(_HEADS)
        assert found == {key: _account(each) for key, each in expected.items()}, f"scripts: {javascript}"


_HEADS = """() => Object.fromEntries([...document.querySelectorAll('[data-head]')].map(head => {
  const number = within => Number(within.querySelector('a.n').dataset.n);
  const rows = [...head.querySelectorAll('[data-bar]')];
  return [head.dataset.head, {
    n: number(head.querySelector('[data-part=now]')),
    before: number(head.querySelector('.chg')),
    by: Object.fromEntries(rows.map(row => [row.dataset.bar, number(row.querySelector('.v'))])),
  }];
}))"""


def _account(head: dict[str, Any]) -> dict[str, Any]:
    by = {each["claimed_by"] or "~": each["n"] for each in head["by_claimant"]}
    return {"n": head["n"], "before": head["before"], "by": by | {"+": head["in_several"]}}


_SAID = """() => {
  const every = (selector, what) => [...document.querySelectorAll(selector)].map(what);
  const said = selector => every(selector, each => each.textContent.replace(/\\s+/g, ' ').trim());
  const named = (...names) => each => names.map(name => each.getAttribute(name)).join(' ');
  return {
    sentence: said('#lede'),
    heads: said('.head'),
    'numbers of the heads': every('.head a.n[data-n]', named('data-n', 'data-sum')),
    'bars of the heads': every('.head rect', each => Number(each.getAttribute('width'))),
    filters: said('.ct'),
    sides: said('.sides td, .sides th'),
    sources: said('.fresh > *'),
    'off the map': said('#off-map'),
    marks: every('#map .marks use', named('href')).sort(),
    'words of the marks': every('#map .marks [aria-label]', named('aria-label')).sort(),
    'words of the insets': said('#map-words [data-inset]'),
    bars: every('#chart rect[data-d]', each => [
      named('data-d', 'class')(each), Math.round(each.getAttribute('y')), Math.round(each.getAttribute('height')),
    ].join(' ')).sort(),
    places: every('#map .marks use, #map .marks circle', each => {
      const box = each.getBBox();
      return [box.x + box.width / 2, box.y + box.height / 2, box.width];
    }).sort((a, b) => a[1] - b[1] || a[0] - b[0]),
  };
}"""
ROUNDING = 0.11
"""Places on the map are written to a tenth; a sum in another order may fall on the other side."""


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("code", CODES)
def test_the_script_changes_nothing_of_what_stands_on_the_page(
    opened: Opening, chronicle: Mapping[str, Published], hostile: Mapping[str, Published], code: str, name: str
) -> None:
    """Words, numbers, marks and bars before the script has run are those after."""
    published = {"chronicle": chronicle, "hostile": hostile}[name][code]
    found = []
    for javascript in (False, True):
        with opened(published.path, lang=code, width=1440, javascript=javascript) as there:
            found.append(there.page.evaluate(_SAID))
    before, after = found
    places = [each.pop("places") for each in found]
    for part in before:
        assert after[part] == before[part], part
    assert len(places[0]) == len(places[1])
    near = [max(abs(a - b) for a, b in zip(*pair, strict=True)) for pair in zip(*places, strict=True)]
    assert max(near) < ROUNDING


def test_every_number_that_is_seen_opens_to_what_it_counts(opened: Opening, chronicle: Mapping[str, Published]) -> None:
    """On every view it says what Python selects for its address; the page shows as many for each third of them."""
    published = chronicle["en"]
    with opened(published.path, width=1440) as there:
        found: list[Number] = []
        for address in published.views.values():
            go(there.page, address)
            found += numbers(there.page)
        assert len(found) > 150
        _check(found, published)
        _check_opened(there, sorted({each.address for each in found})[::3], published)


def test_every_number_on_the_page_of_ged_opens_to_what_it_counts(opened: Opening, ged: Published) -> None:
    with opened(ged.path, width=1440) as there:
        found = numbers(there.page)
        assert len(found) > 60
        _check(found, ged)
        _check_opened(there, sorted({each.address for each in found if each.sum}), ged)


def test_every_number_of_the_charts_table_opens_to_what_it_counts(
    opened: Opening, chronicle: Mapping[str, Published]
) -> None:
    published = chronicle["en"]
    with opened(published.path) as there:
        there.page.locator(".astable summary").click()
        found = [each for each in numbers(there.page) if each.address]
    assert len(found) > 5 * len(published.situation.series.days)
    _check(found, published)


_OPEN_EACH = """async addresses => {
  const found = {};
  for (const address of addresses) {
    if (location.hash !== `#${address}`) {
      const shown = new Promise(done => addEventListener('hashchange', done, {once: true}));
      location.hash = address;
      await shown;
    }
    found[address] = Number(document.querySelector('#found a.n').dataset.n);
  }
  return found;
}"""


def _check_opened(there: Opened, addresses: list[str], published: Published) -> None:
    """The list has as many incidents for each address as Python selects."""
    expected = {address: len(published.select(query_of(address, published))) for address in addresses}
    found = there.page.evaluate(_OPEN_EACH, addresses)
    assert {address: n for address, n in found.items() if n != expected[address]} == {}


def _check(found: list[Number], published: Published) -> None:
    wrong = {}
    for each in found:
        selected = published.select(query_of(each.address, published))
        counts = {"": len(selected), "killed": sum(one.killed or 0 for one in selected),
                  "civilians": sum(one.civilians or 0 for one in selected)}  # fmt: skip
        if each.n != counts[each.sum] or f"{each.n:,}" not in each.said:
            wrong[each.address, each.said] = counts[each.sum]
    assert wrong == {}
