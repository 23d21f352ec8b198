"""One browser for all tests of a page in a process, where Chromium is there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial

import pytest
from playwright.sync_api import Browser, sync_playwright

from . import harness
from .pages import chronicle, ged, hostile

__all__ = ["chronicle", "ged", "hostile"]

Opening = Callable[..., AbstractContextManager[harness.Opened]]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium; without one the test is skipped."""
    program = harness.chromium()
    if program is None:
        pytest.skip(harness.MISSING)
    with sync_playwright() as playwright:
        started = harness.launched(playwright, program)
        yield started
        started.close()


@pytest.fixture(scope="session")
def opened(browser: Browser) -> Opening:
    """`harness.opened` in that browser: `with opened(path, lang="ar") as there: ...`."""
    return partial(harness.opened, browser)
