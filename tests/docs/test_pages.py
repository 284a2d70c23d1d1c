"""The Python that pages show runs; formulas become MathML; a site that asks for something outside is found out."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PYTHON = re.compile(r"^```python\n(.*?)^```$", re.M | re.S)
PAGES = [page for page in sorted((ROOT / "docs").rglob("*.md")) if PYTHON.search(page.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT / "docs")))
def test_python_of_a_page_runs(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    blocks = PYTHON.findall(page.read_text(encoding="utf-8"))
    shared: dict[str, object] = {}
    examples = "\n".join(block for block in blocks if ">>>" in block)
    if examples:
        flags = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
        runner = doctest.DocTestRunner(verbose=False, optionflags=flags)
        failures: list[str] = []
        runner.run(doctest.DocTestParser().get_doctest(examples, shared, page.name, str(page), 0), out=failures.append)
        assert not failures, "".join(failures)
    for block in blocks:
        if ">>>" not in block:
            exec(compile(block, str(page), "exec"), shared)


def test_formulas_become_mathml_outside_code_only() -> None:
    pytest.importorskip("latex2mathml", reason="formulas need the extra [docs]")
    from docs import hooks

    marked = hooks.on_page_markdown("A sum $x_i$ and `$detection`.\n\n```yaml\nvalue: $a # $b\n```\n\n$$x_1 + y_2$$\n")
    shown = hooks.on_page_content(marked, page=None)  # type: ignore[arg-type]  # the page is not looked at
    assert shown.count("<math") == 2 and "<msub>" in shown
    assert "`$detection`" in shown and "value: $a # $b" in shown


def test_requests_outside_are_found(tmp_path: Path) -> None:
    from docs.build import requests_outside

    (tmp_path / "good.html").write_text('<a href="https://example.org">x</a><script src="own.js"></script>')
    assert requests_outside(tmp_path) == []
    (tmp_path / "bad.html").write_text('<script src="//cdn.example/x.js"></script><img src="https://b.example/y.png">')
    (tmp_path / "bad.css").write_text("@import 'https://fonts.example/z.css'; a {background: url(https://c.example/p)}")
    assert [one.split(": ")[1] for one in requests_outside(tmp_path)] == [
        "https://fonts.example/z.css", "https://c.example/p", "//cdn.example/x.js", "https://b.example/y.png",
    ]  # fmt: skip
