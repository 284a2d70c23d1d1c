"""The system's Chromium for tests that need a browser: no download, no request that is not local, no console error."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

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

    def opened(address: str, width: int = 900, dark: bool = False, height: int = 900, forgiven: str = "") -> Page:
        def heard(kind: str, text: str) -> None:  # where nobody answers, the browser itself complains
            if kind == "error" and not (forgiven and forgiven in text):
                faults.append(f"console: {text}")

        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda one: None if one.url.startswith(LOCAL) else faults.append(f"asked for {one.url}"))
        page.on("console", lambda one: heard(one.type, one.text))
        page.on("pageerror", lambda one: faults.append(f"error: {one}"))
        page.set_default_timeout(20_000)
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not faults


@pytest.fixture(scope="session")
def axe_source() -> str | None:
    """Return the accessibility checker's source; `npm install --prefix ~/.cache/countermove axe-core` brings it."""
    for place in (Path(os.environ["CM_AXE"]),) if "CM_AXE" in os.environ else AXE_PLACES:
        file = place / "axe-core" / "axe.min.js" if place.is_dir() else place
        if file.is_file():
            return file.read_text(encoding="utf-8")
    return None


@pytest.fixture(scope="session")
def axe(axe_source: str | None) -> str:
    """Return the accessibility checker, or skip where it is not installed."""
    if axe_source is None:
        pytest.skip("axe-core is not installed (npm install axe-core, or CM_AXE=…/axe.min.js)")
    return axe_source


SERIOUS = """
axe.run({ resultTypes: ["violations"] }).then((all) =>
  all.violations
    .filter((one) => ["serious", "critical"].includes(one.impact))
    .map((one) => [one.id, one.nodes.length, one.nodes[0].html]))
"""


def accessible(page: Page, axe_source: str | None) -> None:
    """Refuse a page with a serious finding of the accessibility checker."""
    if axe_source is not None:
        page.evaluate(axe_source)
        assert page.evaluate(SERIOUS) == []


@dataclass(frozen=True)
class Bench:
    """A workbench as a person started it: the folder it serves and the address it printed."""

    folder: Path
    address: str

    def put(self, name: str, scenario: str = "prisoners") -> Path:
        """Put a library scenario into the folder under a name of its own."""
        file = self.folder / name
        file.write_bytes(files("countermove.library").joinpath(f"{scenario}.yaml").read_bytes())
        return file


@contextmanager
def started(folder: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Start the workbench as a person does, and end it; yield the address that it prints, and its process."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "countermove", "serve", str(folder), "--no-open"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        lines = (process.stdout.readline() for _ in range(3))
        found = re.search(r"http://127\.0\.0\.1:\d+/\?token=\S+", "".join(lines))
        assert found is not None
        try:
            yield found[0], process
        finally:
            process.terminate()


@pytest.fixture(scope="session")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """Return one workbench for all tests; each works on documents of its own."""
    folder = tmp_path_factory.mktemp("bench")
    with started(folder) as (address, _):
        yield Bench(folder, address)


@pytest.fixture
def at(bench: Bench, open_page: OpenPage, axe_source: str | None) -> Iterator[OpenPage]:
    """Open a document of the workbench: ``at("name=x.yaml", width=1280)``; a page is left accessible."""
    pages: list[Page] = []

    def opened(query: str, **rest: Any) -> Page:
        pages.append(open_page(f"{bench.address}&{query}", **{"width": 1280, **rest}))
        return pages[-1]

    yield opened
    for page in pages:
        if page.url.startswith("http"):
            accessible(page, axe_source)
