"""Spoiled documents are read or refused, never a traceback; ``CM_FUZZ_CASES=10000`` for the long run."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.document.mutations import corpus, read_or_refuse, spoiled

CASES = int(os.environ.get("CM_FUZZ_CASES", "150"))
DOCUMENTS = corpus()
FOUND = [
    b"title: x\nclaims: 3\ncountermove: 1\ninclude: [library:register]\n",  # `in` on a number
    b"countermove: 1\ntitle: x\nmodels: {m: {kind: conflict, a: {basis: [{a: 1}]}}}\n",  # an unhashable claim id
    b"countermove: 1\ntitle: x\n<<: [1]\n",  # a merge of what is no mapping
    b'countermove: 1\ntitle: x\ninclude: ["a\\0b"]\n',  # a file name with a zero byte
    b"countermove: 1\ntitle: x\nparameters: {p: " + b"9" * 400 + b"}\n",  # an integer beyond floating point
]


@pytest.mark.parametrize("content", FOUND)
def test_documents_that_once_broke_the_reader(content: bytes, tmp_path: Path) -> None:
    read_or_refuse(content, tmp_path)


@settings(max_examples=CASES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(range(len(DOCUMENTS))), st.integers(0, 2**64 - 1))
def test_spoiled_documents_are_refused_with_a_place(index: int, seed: int) -> None:
    read_or_refuse(spoiled(DOCUMENTS[index], random.Random(seed)), Path(__file__).parent)


@settings(max_examples=CASES, deadline=None)
@given(st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_are_refused_with_a_place(content: bytes) -> None:
    read_or_refuse(content, Path(__file__).parent)
    read_or_refuse(b"countermove: 1\ntitle: x\n" + content, Path(__file__).parent)
