"""Faults: their order, their words, and their way through pickling."""

from __future__ import annotations

import pickle

from hypothesis import given
from hypothesis import strategies as st

from countermove.document.faults import DocumentError, Fault, Problem, did_you_mean, dotted


def test_an_error_tells_its_faults_in_file_order_and_once() -> None:
    late, early = Fault("a.yaml", 9, 1, "x", "late", "cure"), Fault("a.yaml", 2, 5, "y", "early", "")
    error = DocumentError([late, early, late])
    assert error.faults == [early, late]
    assert str(error) == "a.yaml:2:5: y: early\na.yaml:9:1: x: late; cure"


def test_an_error_survives_pickling() -> None:
    error = DocumentError([Fault("a.yaml", 1, 1, "", "wrong", "cure")])
    assert pickle.loads(pickle.dumps(error)).faults == error.faults


def test_a_fault_without_a_path_names_the_place_only() -> None:
    assert str(Fault("a.yaml", 1, 1, "", "the document is empty", "")) == "a.yaml:1:1: the document is empty"


def test_a_problem_moves_up_the_document() -> None:
    assert Problem(("rule",), "wrong", "cure", 3).below("models", "base") == Problem(
        ("models", "base", "rule"), "wrong", "cure", 3
    )


def test_paths_are_written_as_people_write_them() -> None:
    assert dotted(()) == ""
    assert dotted((0, "a", 1, 2, "b")) == "[0].a[1][2].b"


def test_did_you_mean() -> None:
    assert did_you_mean("relase", ["release", "escalate"]) == "did you mean 'release'? Known: escalate, release"
    assert did_you_mean("叙利亚", ["叙利亚国", "伊拉克"]) == "did you mean '叙利亚国'? Known: 伊拉克, 叙利亚国"
    assert did_you_mean("zzz", ["release"]) == "Known: release"
    assert did_you_mean("zzz", []) == "nothing of this sort is defined"
    many = did_you_mean("option7", (f"option{index}" for index in range(100)))
    assert many.startswith("did you mean 'option7'? 100 are known, among them ")


@given(st.text(), st.lists(st.text(), max_size=20))
def test_did_you_mean_always_answers(name: str, known: list[str]) -> None:
    assert did_you_mean(name, known)
