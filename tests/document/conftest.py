"""Documents small enough to read, and ways of asking what is wrong in them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from countermove.document.faults import DocumentError, Fault
from countermove.document.reading import Document, read_content
from countermove.kinds import Registry

SMALL = """\
countermove: 1
title: {en: Water, zh: 水}
sources:
  s1: {title: A book}
claims:
  c1: {text: They met., source: s1, kind: fact, standing: supported}
parameters:
  detection: {value: {uniform: [0.3, 0.9]}, name: {en: Detection}, basis: assumption}
actors:
  syria: {name: Syria}
  iraq: {name: Iraq}
models:
  base:
    kind: conflict
    options:
      syria:
        release: {name: Release}
        escalate: {name: Escalate}
      iraq:
        attack: {name: Attack, basis: [c1]}
    infeasible:
      - release and escalate
    preferences:
      syria: {order: [NNN, NYN, NYY, YNN, NNY, YNY]}
      iraq: {statements: [release, not attack]}
    readings:
      mirror: {preferences: {iraq: {statements: [attack]}}}
      calm: {extends: mirror, preferences: {syria: {statements: [not escalate]}}}
    expect: {mirror: {nash: 1}}
"""


@pytest.fixture
def small() -> str:
    return SMALL


Read = Callable[[str], Document]
Faults = Callable[[str], list[Fault]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Read text as the document ``crisis.yaml`` of a folder of its own."""
    return lambda text: read_content(text.encode(), "crisis.yaml", tmp_path, Registry())


@pytest.fixture
def faults(read: Read) -> Faults:
    """Return what is wrong in a text."""

    def found(text: str) -> list[Fault]:
        with pytest.raises(DocumentError) as caught:
            read(text)
        return list(caught.value.faults)

    return found
