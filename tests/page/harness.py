"""Opens a page in Debian's Chromium with every way out cut, hears what it says, and audits it.

    with opened(browser, path, lang="ar", scheme="dark", width=390) as there:
        there.page.get_by_role("button").first.click()
        assert audit(there.page) == []
        assert there.complaints() == []

Nothing that is opened here reaches a network: names do not resolve, contexts are offline, and each request but that for
the page's own file is recorded and aborted.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Route

MISSING = "Chromium is not installed: scripts/install-debian installs it"
STANDARDS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
TIME_LIMIT_MS = 20_000

_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    # The address bar's pop-ups are pages too: each window would open two. The last such switch holds, so Playwright's
    # own that bear on a page stand here again.
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,AimEnabled,PaintHolding,OptimizationHints,MediaRouter,"
    "LensOverlay,HttpsUpgrades,PreconnectToSearch,NetworkTimeServiceQuerying,DestroyProfileOnBrowserClose",
)
_PLACES_SHOWN = 8
_NEXT_FRAME = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done())))"


def chromium() -> Path | None:
    """Where Chromium is: `HOLDFIRE_CHROMIUM`, else `chromium` on the path; None where there is none."""
    found = os.environ.get("HOLDFIRE_CHROMIUM") or shutil.which("chromium")
    return Path(found) if found and Path(found).is_file() else None


def launched(playwright: Playwright, program: Path) -> Browser:
    """A headless browser with no profile and no way out; to be closed by whoever asked."""
    return playwright.chromium.launch(executable_path=program, args=list(_FLAGS), timeout=60_000)


@dataclass(frozen=True)
class Opened:
    """A page that stands open, and what was heard from it since: all lists are empty while all is well."""

    page: Page
    javascript: bool
    console: list[str] = field(default_factory=list)
    """Console errors, in the browser's words."""
    errors: list[str] = field(default_factory=list)
    """Errors that the script did not catch."""
    policy: list[str] = field(default_factory=list)
    """Breaches of the Content-Security-Policy: `directive: what was blocked`."""
    requests: list[str] = field(default_factory=list)
    """Addresses asked for, other than the file itself; none was reached."""

    def complaints(self) -> list[str]:
        """All that was heard until the page has painted, a line each."""
        if self.javascript:
            self.page.evaluate(_NEXT_FRAME)
        self.page.wait_for_timeout(50)
        kinds = {"console": self.console, "error": self.errors, "policy": self.policy, "request": self.requests}
        return [f"{kind}: {line}" for kind, lines in kinds.items() for line in lines]


@contextmanager
def opened(
    browser: Browser,
    path: Path,
    *,
    at: str = "",
    lang: str = "en",
    scheme: Literal["light", "dark"] = "light",
    width: int = 1280,
    height: int = 900,
    zoom: float = 1.0,
    touch: bool = False,
    javascript: bool = True,
    sharpness: float = 1.0,
) -> Iterator[Opened]:
    """Open a file as a reader would, from `file://`.

    Args:
        at: the part of the address after `#`.
        lang: what the browser asks for, as the page's script sees it; the page's own language is in the file.
        width: of the window, in device pixels before `sharpness`; so is `height`.
        zoom: the browser's own zoom; 2 gives the page half the width in CSS pixels, as Chromium does.
        touch: a coarse pointer, and the viewport of a phone.
        javascript: whether scripts run.
        sharpness: device pixels for each pixel of the window, for pictures.
    """
    context = browser.new_context(
        locale=lang,
        color_scheme=scheme,
        viewport={"width": round(width / zoom), "height": round(height / zoom)},
        device_scale_factor=zoom * sharpness,
        has_touch=touch,
        is_mobile=touch,
        java_script_enabled=javascript,
        reduced_motion="reduce",
        timezone_id="UTC",
    )
    try:
        context.set_default_timeout(TIME_LIMIT_MS)
        there = Opened(context.new_page(), javascript)
        own = path.resolve().as_uri()
        _cut(context, own)
        _listen(there, own)
        there.page.goto(f"{own}#{at}" if at else own, wait_until="load")
        yield there
    finally:
        context.close()


def audit(page: Page, within: str | None = None) -> list[str]:
    """What axe finds against WCAG 2.2 A and AA and best practice, a line each.

    A line reads `rule (impact): what it asks: where: why`. Of one rule at most eight places are told; the rest are
    counted.

    Args:
        page: an open page whose scripts run; axe cannot work where they do not.
        within: a selector of the part to audit; None audits the whole page.
    """
    if page.evaluate("matchMedia('(scripting: none)').matches"):
        raise ValueError("axe needs a page whose scripts run: open it with javascript=True")
    options = {"runOnly": {"type": "tag", "values": list(STANDARDS)}, "resultTypes": ["violations"]}
    found = Axe().run(page, context=within, options=options).response["violations"]
    return [line for rule in found for line in _told(rule)]


def screenshot(page: Page, to: Path, *, whole: bool = False, of: str | None = None) -> Path:
    """Write what is seen as PNG: the window, the `whole` page, or the first element that the selector `of` matches."""
    page.evaluate("document.fonts.ready.then(() => true)")
    if of is None:
        page.screenshot(path=to, full_page=whole, animations="disabled")
    else:
        page.locator(of).first.screenshot(path=to, animations="disabled")
    return to


def _cut(context: BrowserContext, own: str) -> None:
    def only_itself(route: Route) -> None:
        if _bare(route.request.url) == own:
            route.continue_()
        else:
            route.abort()

    context.set_offline(True)
    context.route("**/*", only_itself)


def _listen(there: Opened, own: str) -> None:
    page = there.page
    page.on("console", lambda said: there.console.append(said.text) if said.type in ("error", "assert") else None)
    page.on("pageerror", lambda error: there.errors.append(f"{error.name}: {error.message}"))
    page.on("request", lambda asked: there.requests.append(asked.url) if _leaves(asked.url, own) else None)
    page.on("websocket", lambda socket: there.requests.append(socket.url))
    # Chromium's own issues: they tell of breaches where no script runs, too.
    session = page.context.new_cdp_session(page)
    session.on("Audits.issueAdded", lambda event: _hear_breach(there, event["issue"]))
    session.send("Audits.enable")


def _hear_breach(there: Opened, issue: dict[str, Any]) -> None:
    breach = issue["details"].get("contentSecurityPolicyIssueDetails")
    if breach is None:
        return
    where = breach.get("sourceCodeLocation", {})
    place = f"line {where['lineNumber'] + 1}, column {where['columnNumber']}" if where else "the page"
    there.policy.append(f"{breach['violatedDirective']}: {breach.get('blockedURL') or f'inline, {place}'}")


def _leaves(url: str, own: str) -> bool:
    return _bare(url) != own and not url.startswith(("data:", "blob:"))


def _bare(url: str) -> str:
    return url.partition("#")[0]


def _told(rule: dict[str, Any]) -> Iterator[str]:
    for node in rule["nodes"][:_PLACES_SHOWN]:
        why = re.sub(r"\s+", " ", node.get("failureSummary", "")).strip()
        where = " ".join(str(step) for step in node["target"])
        yield f"{rule['id']} ({rule['impact']}): {rule['help']}: {where}: {why}"
    if len(rule["nodes"]) > _PLACES_SHOWN:
        yield f"{rule['id']} ({rule['impact']}): and {len(rule['nodes']) - _PLACES_SHOWN} more places"
