"""`stress` at the command line: what cannot be drawn is refused with place and cure; what is told, and how."""

from __future__ import annotations

from pathlib import Path

import pytest

from countermove.cli.main import main

DOCUMENT = """countermove: 1
title: {en: Two and two, zh: 二对二}
parameters:
  p: {value: {uniform: [0, 1]}}
actors: {a: {name: {en: United States, zh: 美国}}, b: {name: {en: China, zh: 中国}}}
models:
  m:
    kind: conflict
    options: {a: {x: {name: {en: Sign, zh: 签署}}}, b: {y: {name: {en: Build, zh: 建造}}}}
    preferences:
      a: {statements: [x, not y, x iff y]}
      b: {partial: [[NN, YN], [YN, NY]]}
"""


def stress(tmp_path: Path, text: str, *how: str) -> int:
    file = tmp_path / "bad.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SystemExit) as left:
        main(["stress", str(file), "--draws", "200", *how])
    return int(left.value.code or 0)


@pytest.mark.parametrize(
    ("written", "wrong", "said"),
    [
        (
            "uniform: [0, 1]",
            "uniform: [2, 1]",
            "bad.yaml:4:14: parameters.p.value: [2.0, 1.0] does not rise; write the",
        ),
        ("uniform: [0, 1]", "triangular: [0, 3, 2]", "bad.yaml:4:14: parameters.p.value: "),
        ("uniform: [0, 1]", "normal: [0, -1]", "bad.yaml:4:14: parameters.p.value: "),
        (
            "[YN, NY]]",
            "[YN, NY], [NY, NN]]",
            "bad.yaml:12:20: models.m.preferences.b.partial: the pairs go in a circle: NN > YN > NY > NN; take one",
        ),
        (
            "parameters:",
            "studies: {s: {draws: 0}}\nparameters:",
            "bad.yaml:3:22: studies.s.draws: input should be greater",
        ),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], written: str, wrong: str, said: str
) -> None:
    assert stress(tmp_path, DOCUMENT.replace(written, wrong)) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert said in told.err
    assert "Traceback" not in told.err


def test_no_draws_at_all_is_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert stress(tmp_path, DOCUMENT, "--draws", "0") == 2
    assert "0 is not in the range x>=1" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("lang", "lines"),
    [
        (
            "en",
            (
                "What a share is a share of",
                "  - what the United States prefers: 3 statements in every ranking, all alike [assumption]",
                "- Nobody gains by moving (Nash): what most often holds together, and nothing else:",
            ),
        ),
        (
            "zh",
            (
                "份额是什么的份额",
                "  - 美国的偏好：3条陈述的所有排列，机会均等〔假设〕",
                "- 无人能从单独行动中获益（纳什）：最常同时成立且仅此而已的是：",
            ),
        ),
    ],
)
def test_a_study_is_told_in_lists_of_peoples_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str, lines: tuple[str, ...]
) -> None:
    text = DOCUMENT.replace(
        "statements: [x, not y, x iff y]", "statements: [x, not y, x iff y], vary: {statements: shuffle}"
    )
    assert stress(tmp_path, text, "--lang", lang) == 0
    said = capsys.readouterr().out.splitlines()
    for line in lines:
        assert line in said
    body = "\n".join(said)
    for code in (" x ", "not y", " iff "):
        assert code not in body, "options and statements go by their names"
