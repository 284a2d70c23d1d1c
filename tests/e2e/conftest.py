"""The system's Chromium for tests that need a browser: no download, no request that is not local, no console error."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[2]
AXE_PLACES = (ROOT / "node_modules", Path.home() / ".cache" / "countermove" / "node_modules")
LOCAL = ("file:", "data:", "blob:", "about:", "http://127.0.0.1", "http://localhost")


def absent(reason: str) -> None:
    """Skip with a reason, or fail where everything has to run."""
    if os.environ.get("CM_REQUIRE_ALL") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError:
        absent("playwright is not installed")
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        absent("no Chromium on this machine")
    with sync_playwright() as player:
        opened = player.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield opened
        opened.close()


OpenPage = Callable[..., "Page"]


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Open pages of any width and colour scheme; the test fails on what they ask for or complain of."""
    contexts, faults = [], []

    def opened(address: str, width: int = 900, dark: bool = False) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light", reduced_motion="reduce"
        )
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda one: None if one.url.startswith(LOCAL) else faults.append(f"asked for {one.url}"))
        page.on("console", lambda one: faults.append(f"console: {one.text}") if one.type == "error" else None)
        page.on("pageerror", lambda one: faults.append(f"error: {one}"))
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not faults


@pytest.fixture(scope="session")
def axe() -> str:
    """Return the accessibility checker's source; `npm install --prefix ~/.cache/countermove axe-core` brings it."""
    for place in (Path(os.environ["CM_AXE"]),) if "CM_AXE" in os.environ else AXE_PLACES:
        file = place / "axe-core" / "axe.min.js" if place.is_dir() else place
        if file.is_file():
            return file.read_text(encoding="utf-8")
    pytest.skip("axe-core is not installed (npm install axe-core, or CM_AXE=…/axe.min.js)")
