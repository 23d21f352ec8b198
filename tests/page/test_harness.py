"""The harness hears what it is there to hear: each fault is put into a small page, and must be told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from .conftest import Opening
from .harness import audit, chromium, screenshot
from .timing import filter_ms, main_thread

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<title>A page</title>
<style>
  :root {{ color-scheme: light dark; }}
  body {{ background: light-dark(#ffffff, #111111); color: light-dark(#111111, #eeeeee); }}
  {style}
</style>
</head>
<body><main><h1>A page</h1>{body}</main><script>{script}</script></body>
</html>
"""
OPEN_POLICY = "default-src * 'unsafe-inline'"

Written = Callable[..., Path]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """Writes a page that has no fault but those given."""

    def write(body: str = "", *, style: str = "", script: str = "", policy: str = OPEN_POLICY) -> Path:
        path = tmp_path / "page.html"
        path.write_text(PAGE.format(body=body, style=style, script=script, policy=policy), encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_sound_page_gives_no_complaint(written: Written, opened: Opening, scheme: str) -> None:
    page = written("<p>All is <a href='#there'>well</a>.</p>", style="a { color: inherit; }")
    with opened(page, scheme=scheme) as there:
        there.page.get_by_role("link").click()
        assert there.page.evaluate("location.hash") == "#there"
        there.page.reload()
        assert audit(there.page) == []
        assert there.complaints() == []


@pytest.mark.parametrize(
    ("body", "style", "rule"),
    [
        (
            "<p class=faint>Hard to read</p>",
            ".faint { color: light-dark(#cccccc, #333333); }",
            "color-contrast (serious)",
        ),
        (
            "<button class=small>a</button><button class=small>b</button>",
            ".small { width: 12px; height: 12px; padding: 0; border: 0; margin: 0; font-size: 6px; }",
            "target-size (serious)",
        ),
        ("<h4>Too deep</h4>", "", "heading-order (moderate)"),
        ("<button></button>", "", "button-name (critical)"),
    ],
    ids=["contrast", "WCAG 2.2 target size", "best practice", "name"],
)
def test_the_audit_finds_faults_of_access(written: Written, opened: Opening, body: str, style: str, rule: str) -> None:
    with opened(written(body, style=style)) as there:
        found = audit(there.page)
        assert found
        assert all(line.startswith(rule) for line in found), found
        assert audit(there.page, within="h1") == []


def test_contrast_is_judged_in_the_scheme_that_is_shown(written: Written, opened: Opening) -> None:
    page = written("<p class=grey>Grey</p>", style=".grey { color: light-dark(#111111, #333333); }")
    with opened(page, scheme="light") as there:
        assert audit(there.page) == []
    with opened(page, scheme="dark") as there:
        assert [line.partition(" ")[0] for line in audit(there.page)] == ["color-contrast"]


def test_many_places_of_one_fault_are_cut_short_and_counted(written: Written, opened: Opening) -> None:
    with opened(written("<button></button> " * 11)) as there:
        found = audit(there.page)
    named = [line for line in found if line.startswith("button-name")]
    assert len(named) == 9
    assert named[-1] == "button-name (critical): and 3 more places"


def test_an_audit_of_a_page_without_scripts_is_refused(written: Written, opened: Opening) -> None:
    with opened(written(), javascript=False) as there, pytest.raises(ValueError, match="scripts run"):
        audit(there.page)


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without"])
def test_an_outside_picture_is_heard_as_a_request_and_does_not_load(
    written: Written, opened: Opening, javascript: bool
) -> None:
    with opened(written("<img src='https://example.org/a.png' alt='a'>"), javascript=javascript) as there:
        assert there.page.evaluate("document.images[0].naturalWidth") == 0
        assert "request: https://example.org/a.png" in there.complaints()


@pytest.mark.parametrize(
    ("script", "address"),
    [
        ("fetch('https://example.org/f').catch(() => 0)", "https://example.org/f"),
        ("navigator.sendBeacon('https://example.org/b', 'x')", "https://example.org/b"),
        ("new WebSocket('wss://example.org/w')", "wss://example.org/w"),
        ("import('./beside.js').catch(() => 0)", "beside.js"),
    ],
    ids=["fetch", "beacon", "socket", "file beside it"],
)
def test_whatever_a_script_asks_for_is_heard(written: Written, opened: Opening, script: str, address: str) -> None:
    page = written(script=script)
    (page.parent / "beside.js").write_text("document.title = 'reached'", encoding="utf-8")
    with opened(page) as there:
        there.complaints()
        assert [asked for asked in there.requests if asked.endswith(address)]
        assert there.page.title() == "A page"


def test_errors_on_the_console_and_uncaught_ones_are_heard(written: Written, opened: Opening) -> None:
    with opened(written(script="console.error('wrong'); console.log('told'); nowhere()")) as there:
        assert there.complaints() == ["console: wrong", "error: ReferenceError: nowhere is not defined"]


def test_an_error_after_the_page_has_opened_is_heard(written: Written, opened: Opening) -> None:
    with opened(written("<button onclick='nowhere()'>Go</button>")) as there:
        assert there.complaints() == []
        there.page.get_by_role("button").click()
        assert there.complaints() == ["error: ReferenceError: nowhere is not defined"]


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without"])
def test_a_breach_of_the_policy_is_heard(written: Written, opened: Opening, javascript: bool) -> None:
    page = written("<p style='color: red'>Red</p>", policy="default-src 'none'; style-src-elem 'unsafe-inline'")
    with opened(page, javascript=javascript) as there:
        there.complaints()
        assert any(line.startswith("style-src-attr: inline, line") for line in there.policy), there.policy


def test_scripts_do_not_run_where_they_are_off(written: Written, opened: Opening) -> None:
    page = written(script="document.title = 'changed'")
    with opened(page, javascript=False) as there:
        assert there.page.title() == "A page"
    with opened(page) as there:
        assert there.page.title() == "changed"


def test_the_page_sees_language_width_zoom_and_touch(written: Written, opened: Opening) -> None:
    seen = "[navigator.language, innerWidth, devicePixelRatio, matchMedia('(pointer: coarse)').matches, location.hash]"
    page = written()
    with opened(page, lang="ar", zoom=2, at="v=violation") as there:
        assert there.page.evaluate(seen) == ["ar", 640, 2, False, "#v=violation"]
    with opened(page, width=390, height=844, touch=True) as there:
        assert there.page.evaluate(seen) == ["en", 390, 1, True, ""]


def test_a_screenshot_shows_the_window_the_whole_page_or_a_part(written: Written, opened: Opening) -> None:
    page = written(
        "<div class=tall></div>",
        style="h1 { display: none; } body { margin: 0; } .tall { height: 2000px; width: 50px; }",
    )
    with opened(page, width=400, height=300) as there:
        sizes = [
            _size(screenshot(there.page, page.with_name("window.png"))),
            _size(screenshot(there.page, page.with_name("whole.png"), whole=True)),
            _size(screenshot(there.page, page.with_name("part.png"), of=".tall")),
        ]
    assert sizes[0] == (400, 300)
    assert sizes[1] == (400, 2000)
    assert sizes[2] == (50, 2000)


def test_the_work_of_the_main_thread_is_measured(written: Written, browser: Browser) -> None:
    spin = "const end = performance.now() + 120; while (performance.now() < end);"
    work = main_thread(browser, written(script=spin))
    assert work.longest_ms >= 118
    assert work.total_ms >= work.longest_ms
    assert work.parts["script_ms"] >= 118


def test_the_answer_to_an_input_is_timed_to_its_last_change(written: Written, opened: Opening) -> None:
    script = """document.querySelector('button').onclick = event => {
      event.target.textContent = 'wait';
      setTimeout(() => { event.target.textContent = 'done'; }, 150);
    };"""
    with opened(written("<button>Go</button>", script=script)) as there:
        assert filter_ms(there.page, lambda page: page.get_by_role("button").click()) >= 150
        assert there.page.get_by_role("button").inner_text() == "done"


def test_a_change_of_the_address_is_timed_like_an_input(written: Written, opened: Opening) -> None:
    script = "addEventListener('hashchange', () => { document.querySelector('h1').textContent = location.hash; });"
    with opened(written(script=script)) as there:
        assert filter_ms(there.page, lambda page: page.evaluate("location.hash = 'v=violation'")) > 0
        assert there.page.get_by_role("heading").inner_text() == "#v=violation"


def test_an_action_that_changes_nothing_has_no_time(written: Written, opened: Opening) -> None:
    with opened(written("<button>Go</button>")) as there, pytest.raises(ValueError, match="changed nothing"):
        filter_ms(there.page, lambda page: page.get_by_role("button").click())


def test_the_browser_is_looked_for_where_it_is_said_to_be(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOLDFIRE_CHROMIUM", str(tmp_path / "nowhere"))
    assert chromium() is None
    monkeypatch.delenv("HOLDFIRE_CHROMIUM")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert chromium() is None


def _size(picture: Path) -> tuple[int, int]:
    """Width and height from the head of a PNG."""
    head = picture.read_bytes()[16:24]
    return int.from_bytes(head[:4], "big"), int.from_bytes(head[4:], "big")
