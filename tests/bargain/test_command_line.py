"""Bargains at the command line: bad input with its place, a user's file in both languages, other programs' files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from countermove.cli.main import main
from tests.bargain.conftest import write_decisions
from tests.bargain.test_exchange import SPACE
from tests.conformance.test_bargain import EMISSIONS, FORECASTS

DOCUMENT = """countermove: 1
title: {en: Two by two, zh: 二乘二}
actors:
  a: {name: {en: Alpha, zh: 甲}}
  b: {name: {en: Beta, zh: 乙}}
  home: {name: {en: Parliament, zh: 议会}}
models:
  base:
    kind: bargain
    issues:
      tariff: {name: {en: Tariff, zh: 关税}, levels: [0, 50, 100]}
      visas: {name: {en: Visas, zh: 签证}, levels: [0, 50, 100]}
    parties:
      a:
        patience: 0.9
        positions:
          tariff: {position: 0, salience: 1}
          visas: {position: 0, salience: 0.2, red_line: [0, {uniform: [80, 100]}]}
      b:
        patience: {uniform: [0.7, 0.9]}
        weight: 2
        positions:
          tariff: {position: 100, salience: 0.2}
          visas: {position: {uniform: [80, 100], centre: 100}, salience: 1}
      home:
        ratifies_for: a
        positions:
          visas: {position: 0, salience: 0.3}
          tariff: {position: 0, salience: 0.8}
    status_quo: {tariff: 50, visas: 50}
    talks: {first: b, rounds: 4, breakdown: 0.1}
    transfers: true
    contract:
      worth: {a: 0.1, b: 0.1}
      rights:
        revision: {name: Revision, holder: a, use: 0.3, gain: 0.2, loss: 0.3}
      clauses:
        sunset: {name: Sunset, ends_after: 1}
    location:
      firm: b
      now: here
      sites: {here: {name: Here}, there: {name: There, government: a, cost: 10}}
      markets: {a: {name: A's market, government: a, size: 50}}
      governments: {a: {tariffs: [0, 0.5], subsidies: [0, 5], plant: 3, passed_on: 0.2}}
    adoption: {standards: {a: 60, b: 40}, arrivals: 5, taste: 0.2}
    regulation: {issues: [tariff], regulators: [a, b], ties: [{between: [a, b], gain: 0.3}]}
    readings:
      mirror: {title: {en: As Beta tells it, zh: 乙方的说法}, parties: {a: {positions: {visas: {salience: 0.4}}}}}
"""

FAULTS = {
    "position off its scale": ("position: 0, salience: 1}", "position: 140, salience: 1}", "position 140 is off"),
    "salience nowhere positive": (
        "visas: {position: 0, salience: 0.3}\n          tariff: {position: 0, salience: 0.8}",
        "visas: {position: 0, salience: 0}",
        "nowhere above 0",
    ),
    "red line excludes own position": ("red_line: [0, {uniform: [80, 100]}]", "red_line: [20, 60]", "own position"),
    "red line upside down": ("red_line: [0, {uniform: [80, 100]}]", "red_line: [60, 20]", "accepts nothing"),
    "vetoes that leave no rule": (
        "    talks:", "    rule: {decide: majority, vetoes: [a, b]}\n    talks:", "nothing is left for the majority",
    ),
    "status quo off its scale": ("{tariff: 50, visas: 50}", "{tariff: 50, visas: 150}", "status quo 150 is off"),
    "status quo missing": ("{tariff: 50, visas: 50}", "{tariff: 50}", "status quo of 'visas' is missing"),
    "ratifies for nobody": ("ratifies_for: a", "ratifies_for: c", "no party with a say is called 'c'"),
    "ratifies and outside": ("ratifies_for: a", "ratifies_for: a\n        outside: true", "ratifies and yet"),
    "patience missing": ("        patience: 0.9\n", "", "patience of 'a' is missing"),
    "chances above one": ("first: b,", "proposes: {a: 0.9, b: 0.9},", "add up to 1.8"),
    "talks that never end": ("patience: 0.9\n", "patience: 1\n", None),
    "worths for other levels": ("0, salience: 1}", "0, salience: 1, worth: [1, 0]}", "2 worths for 3"),
    "holder who does not sign": ("holder: a", "holder: c", "nobody who signs is called 'c'"),
    "clause that changes nothing": ("ends_after: 1}", "joint: []}", "changes nothing"),
    "tariff in per cent": ("tariffs: [0, 0.5]", "tariffs: [0, 50]", "the tariff 50 is no share"),
    "site unknown": ("now: here", "now: her", "no site 'her'"),
    "standard of nobody": ("{a: 60, b: 40}", "{a: 60, c: 40}", "no party 'c'"),
    "tied to itself": ("between: [a, b]", "between: [a, a]", "tied to itself"),
    "regulates what is no issue": ("issues: [tariff], reg", "issues: [tarif], reg", "no issue 'tarif'"),
    "weight of zero": ("weight: 2", "weight: 0", "at least 1e-06"),
}  # fmt: skip


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(list(arguments))
    return int(left.value.code or 0)


def written(folder: Path, text: str = DOCUMENT) -> str:
    target = folder / "mine.yaml"
    target.write_text(text, encoding="utf-8")
    return str(target)


@pytest.mark.parametrize("name", FAULTS)
def test_bad_input_exits_1_with_place_reason_and_cure(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new, wrong = FAULTS[name]
    if wrong is None:
        old, new, wrong = "first: b, rounds: 4, breakdown: 0.1", "first: b", "talks never end"
        text = DOCUMENT.replace("uniform: [0.7, 0.9]", "uniform: [0.7, 1]").replace(old, new)
    else:
        text = DOCUMENT.replace(old, new, 1)
    assert text != DOCUMENT
    assert run("solve", written(tmp_path, text)) == 1
    said = capsys.readouterr()
    assert said.out == "" and "Traceback" not in said.err
    line = next(line for line in said.err.splitlines() if wrong in line)
    place, _, message = line.partition(": models.base.")
    assert place.split("mine.yaml:")[1].replace(":", "").isdigit() and ";" in message


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_users_file_answers_every_verb(lang: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine, page = written(tmp_path), tmp_path / "report.html"
    for verb in (
        ["check", mine], ["solve", mine], ["compare", mine], ["report", mine, "-o", str(page)],
        ["stress", mine, "--draws", "64", "-o", str(tmp_path / "study")],
        *(["explain", mine, subject] for subject in
          ("agreement", "tariff", "a", "home", "a/b", "contract", "location", "adoption", "regulation")),
    ):  # fmt: skip
        extra = [] if verb[0] == "check" else ["--lang", lang]
        assert run(*verb, *extra) == 0, verb
        said = capsys.readouterr().out
        assert "{" not in said and "None" not in said, verb
    told = page.read_text(encoding="utf-8")
    assert ("Who gains, who pays" in told) == (lang == "en") and ("谁获益、谁付出" in told) == (lang == "zh")


def solved(capsys: pytest.CaptureFixture[str], target: str) -> Any:
    assert run("solve", target, "--json") == 0
    return json.loads(capsys.readouterr().out)["result"]["models"]["base"]["readings"]["base"]


def test_every_rule_has_outcome_change_and_range(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = solved(capsys, written(tmp_path))
    rules = {*data["forecasts"], "nash", "kalai_smorodinsky", "egalitarian", "utilitarian"}
    assert {"mean", "exchange", "ensemble", "challenge_pairwise"} < rules
    for rule in rules:
        for end in ("tariff", "visas", "change.a", "change.b", "change.home"):
            low, high = data["ranges"][f"{rule}.{end}"]
            assert low <= high
    assert data["ratify"] == {"home": "a"} and data["outside"] == []
    assert set(data["agenda"]) == {"a", "b"} and set(data["talks"]["shares"]) == {"a", "b"}
    assert data["contract"]["opened_by"][0]["clauses"] == ["sunset"]
    assert data["location"]["site"] == "here" and data["location"]["tariff_that_moves"]["a"] == pytest.approx(0.25)


def test_emissions_of_1994_at_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The published risk exponents and what each variant forecasts, from a user's file (Bueno de Mesquita 1994)."""
    lines = ["issue,party,position,salience,capability,status_quo,low,high"]
    lines += [f"delay,{name},{x:g},{s:g},{c:g},10,4,10" for name, (c, x, s, _) in EMISSIONS.items()]
    table, document = tmp_path / "emissions.csv", tmp_path / "emissions.yaml"
    table.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert run("import", str(table), "--kind", "bargain", "-o", str(document)) == 0
    capsys.readouterr()
    assert run("explain", str(document), "delay", "--json") == 0
    rounds = json.loads(capsys.readouterr().out)["result"]["cases"][0]["challenge"]
    printed = {name: risk for name, (_, _, _, risk) in EMISSIONS.items()}
    assert {name: round(r, 2) for name, r in rounds["challenge_pairwise"]["risk"].items()} == printed
    for case in FORECASTS:
        assert rounds[case.variant]["medians"][: len(case.path)] == pytest.approx(case.path, abs=6e-4)
    data = solved(capsys, str(document))
    ends = {name: one["outcome"]["delay"] for name, one in data["forecasts"].items()}
    assert ends["challenge_pairwise"] == pytest.approx(7)
    assert rounds["challenge_pairwise"]["settled"] and not rounds["challenge_all_votes_by_kind"]["settled"]
    assert ends["capability_salience_mean"] == pytest.approx(7.390, abs=5e-4)


def test_utility_files_of_one_folder_become_a_bargain(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Levels keep their evaluations: what a package brings above no deal is its utility less the reservation value."""
    for name, numbers in (("a", (4, 2, 0, 0.5, 0.75, 0.25)), ("b", (1, 5, 1, -0.5, 0.2, 0.8))):
        x, y, o, s, w, v = numbers
        (tmp_path / f"{name}.xml").write_text(SPACE.format(x=x, y=y, o=o, s=s, w=w, v=v))
    document = tmp_path / "both.yaml"
    assert run("import", str(tmp_path / "a.xml"), "-o", str(document)) == 0
    capsys.readouterr()
    data = solved(capsys, str(document))
    worth = {
        "a": {(0, 0): 0.75, (0, 1): 0.875, (0, 2): 1.0, (1, 0): 0.375, (1, 1): 0.5, (1, 2): 0.625},
        "b": {(0, 0): 0.84, (0, 1): 0.44, (0, 2): 0.04, (1, 0): 1.0, (1, 1): 0.6, (1, 2): 0.2},
    }
    best = max(worth["a"], key=lambda k: (worth["a"][k] - 0.2) * (worth["b"][k] - 0.2))
    package = data["deals"]["nash"]["package"]
    assert (package["Brand"], package["Months"]) == best
    for name in "ab":
        change = data["deals"]["utilitarian"]["change"][name]
        chosen = data["deals"]["utilitarian"]["package"]
        at = (int(chosen["Brand"]), int(chosen["Months"]))
        assert change == pytest.approx(worth[name][at] - worth[name][0, 0])
    (tmp_path / "b.xml").unlink()
    assert run("import", str(tmp_path / "a.xml"), "--kind", "bargain") == 1
    assert "needs two actors" in capsys.readouterr().err


def test_back_test_of_a_users_decisions_in_both_languages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = str(write_decisions(tmp_path / "decisions.tsv", seed=3, proposals=24))
    assert run("backtest", "--kind", "bargain", table) == 0
    assert "held out by proposal" in capsys.readouterr().out
    assert run("backtest", "--kind", "bargain", table, "--lang", "zh") == 0
    assert "按提案留出" in capsys.readouterr().out
    lines = Path(table).read_text().splitlines()
    Path(table).write_text("\n".join([lines[0], lines[1], lines[2].replace("COD", "COD", 1) + "x", *lines[3:]]))
    assert run("backtest", "--kind", "bargain", table) == 1
    said = capsys.readouterr().err
    assert ":3:" in said and "Traceback" not in said
