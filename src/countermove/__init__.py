"""countermove: moves, countermoves and what holds.

Three lines are enough::

    import countermove
    for answer in countermove.load("us-plan").solve():
        print(answer.reading, answer.findings()[0].text.en)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from countermove._version import __version__

if TYPE_CHECKING:
    from countermove.analysis import Answer, Answers, Scenario, load, loads
    from countermove.comparison import Comparison, compare
    from countermove.document.faults import AnalysisError, DocumentError, Fault
    from countermove.document.text import Text
    from countermove.kind import Figure, Finding, Table

_PUBLIC = {
    "load": "countermove.analysis",
    "loads": "countermove.analysis",
    "Scenario": "countermove.analysis",
    "Answer": "countermove.analysis",
    "Answers": "countermove.analysis",
    "compare": "countermove.comparison",
    "Comparison": "countermove.comparison",
    "DocumentError": "countermove.document.faults",
    "AnalysisError": "countermove.document.faults",
    "Fault": "countermove.document.faults",
    "Text": "countermove.document.text",
    "Finding": "countermove.kind",
    "Figure": "countermove.kind",
    "Table": "countermove.kind",
}

__all__ = [
    "AnalysisError",
    "Answer",
    "Answers",
    "Comparison",
    "DocumentError",
    "Fault",
    "Figure",
    "Finding",
    "Scenario",
    "Table",
    "Text",
    "__version__",
    "compare",
    "load",
    "loads",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for, so that ``--help`` pays for nothing numeric."""
    if name in _PUBLIC:
        from importlib import import_module

        return getattr(import_module(_PUBLIC[name]), name)
    raise AttributeError(f"module 'countermove' has no attribute {name!r}")
