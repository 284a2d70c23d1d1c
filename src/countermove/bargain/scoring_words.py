"""A back-test in words: the scores of every rule, by policy area, and the worst misses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from countermove.bargain.wording import RULES
from countermove.document.text import Lang, Text

HEAD = Text(
    "{decisions} decisions of {proposals} proposals, held out by {by}; errors on a scale of 0 to 100.",
    "{proposals}项提案的{decisions}项决策，按{by}留出；误差以0至100的刻度计。",
)
WAYS = {
    "proposal": Text("proposal", "提案"),
    "area": Text("policy area", "政策领域"),
    "time": Text("time (each year scored by the years before)", "时间（每年只用此前年份）"),
    "other file": Text("file", "文件"),
}
COLUMNS = (
    Text("rule", "规则"),
    Text("mean error", "平均误差"),
    Text("median", "中位误差"),
    Text("gain (95% interval)", "改进（95%区间）"),
    Text("CRPS gain (95% interval)", "CRPS改进（95%区间）"),
    Text("80% covers", "80%区间覆盖"),
)
GAIN = Text(
    "Gain: mean error of “{reference}” less that of the rule, on the same decisions; the interval resamples proposals.",
    "改进：在同一批决策上“{reference}”的平均误差减去该规则的平均误差；区间按提案重抽样。",
)
AREAS = Text("Mean error by policy area: {reference}, then {best}", "各政策领域的平均误差：{reference}，以及{best}")
MISSES = Text("Worst misses of “{best}”", "“{best}”最大的失误")
MISS = Text(
    "{issue} ({area}): forecast {forecast}, 80% between {low} and {high}; outcome {outcome}",
    "{issue}（{area}）：预测{forecast}，80%在{low}与{high}之间；结果{outcome}",
)


def backtest_lines(result: Mapping[str, Any], lang: Lang) -> Iterator[str]:
    """Yield the lines of a back-test for people; ``result`` as ``Backtest.to_json`` gives it."""
    yield HEAD.of(
        decisions=result["decisions"], proposals=result["proposals"], by=WAYS.get(result["by"], result["by"])
    ).get(lang)
    yield ""
    rows = [[column.get(lang) for column in COLUMNS]]
    for name, own in result["models"].items():
        mark = " *" if name == result["best"] else ""
        rows.append(
            [
                _rule(name).get(lang) + mark,
                f"{own['mae']:.2f}",
                f"{own['median_ae']:.2f}",
                _with_interval(own, "gain").get(lang),
                _with_interval(own, "crps_gain").get(lang),
                f"{100 * own['coverage']:.0f}%",
            ]
        )
    yield from _aligned(rows)
    yield ""
    yield GAIN.of(reference=_rule(result["reference"])).get(lang)
    yield from _areas(result, lang)
    yield ""
    yield MISSES.of(best=_rule(result["best"])).get(lang)
    for miss in result["misses"]:
        numbers = {key: f"{miss[key]:.0f}" for key in ("forecast", "low", "high", "outcome")}
        yield "  " + MISS.of(issue=miss["issue"], area=miss["area"], **numbers).get(lang)


def _areas(result: Mapping[str, Any], lang: Lang) -> Iterator[str]:
    reference, best = result["reference"], result["best"]
    yield ""
    yield AREAS.of(reference=_rule(reference), best=_rule(best)).get(lang)
    rows = [
        ["  " + area, f"{own['decisions']:.0f}", f"{own[reference]:.2f}", f"{own[best]:.2f}"]
        for area, own in sorted(result["areas"].items(), key=lambda pair: -pair[1]["decisions"])
    ]
    yield from _aligned(rows)


def _rule(name: str) -> Text:
    return RULES.get(name, Text.both(name))


def _with_interval(own: Mapping[str, float], score: str) -> Text:
    value, low, high = (f"{own[score + end]:.2f}".replace("-", "−") for end in ("", "_low", "_high"))
    return Text("{value} ({low} to {high})", "{value}（{low}至{high}）").of(value=value, low=low, high=high)


def _aligned(rows: list[list[str]]) -> Iterator[str]:
    """Yield rows with their columns under each other, Chinese characters counted as two wide."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        first, *rest = [cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)]
        yield "  ".join([first, *rest]).rstrip()


def _width(words: str) -> int:
    return sum(2 if ord(sign) > 0x2E7F else 1 for sign in words)
