"""What a back-test says in words: denominators, what was beaten and what was not, and the misses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from countermove.document.text import Text, listed

SHOWN_MISSES = 12

SCORED = Text(
    "Texts held out: {count}, clusters of siblings among them: {clusters}. Each forecast is scored on the parties "
    "whose position is stated and was not revealed: {denominators}.",
    "共留出{count}个文本，属于{clusters}个同类簇；每次预测只在立场有记录且未透露的各方上评分：{denominators}。",
)
DENOMINATOR = Text("{text} {joined} of {stated}", "{text} {stated}方中{joined}方加入")
BEATEN = Text(
    "The model is better than {names}, with a 90 % interval of the paired difference above zero.",
    "本模型优于{names}，成对差值的90%区间在零以上。",
)
NOT_BEATEN = Text(
    "It is not shown to be better than {names}: the interval of the paired difference reaches zero.",
    "尚不能说明它优于{names}：成对差值的区间包含零。",
)
WORSE = Text(
    "It is worse than {names}, with the interval of the paired difference below zero.",
    "它不如{names}：成对差值的区间在零以下。",
)
ONE_CLUSTER = Text(
    "All texts held out are siblings, so that no interval can be given and nothing is shown. The model's score is "
    "better, or where negative worse, than that of each baseline by: {names}.",
    "留出的文本全属一个同类簇，无法给出区间，也不能说明任何优劣。本模型得分优于各基准的幅度（负值为劣）：{names}。",
)
GAIN = Text("{name} {gain}", "{name} {gain}")
GAP = Text("{name} ({gain}; {low} to {high})", "{name}（{gain}；{low}至{high}）")
STRATUM = {
    "contested": Text(
        "On {count} contested texts its Brier score is {ours}, that of the best baseline ({name}) {other}.",
        "在{count}个有争议的文本上，其布赖尔分数为{ours}，最好的基准（{name}）为{other}。",
    ),
    "near_universal_or_rare": Text(
        "On {count} texts that nearly all or hardly any joined it is {ours}, that of the best baseline ({name}) "
        "{other}.",
        "在{count}个几乎全部加入或极少加入的文本上为{ours}，最好的基准（{name}）为{other}。",
    ),
}
MISSES = Text("The worst misses: {misses}.", "偏差最大的预测：{misses}。")
MISSED_JOINER = Text("{party} joined {text} (forecast {chance})", "{party}加入了{text}（预测{chance}）")
MISSED_OTHER = Text(
    "{party} is not among those who joined {text} (forecast {chance})", "{party}未在加入{text}之列（预测{chance}）"
)
TOO_LATE = Text(
    "Left out for {text}, since not known before it: {names}.", "在{text}的预测中未使用（其发生前尚不可知）：{names}。"
)
PACE = Text(
    "Counts a year ahead, 1, 3 and 5 years after opening, each from what the text showed until then: {within} of "
    "{count} fell within the 90 % interval; the mean error is {error} parties, that of “as many as last year” {plain}.",
    "在文本开放1、3、5年后，各凭此前情况预测未来一年的加入数：{count}次中有{within}次落入90%区间；平均误差为{error}方，"
    "“与上年相同”的平均误差为{plain}方。",
)
AHEAD = Text(
    "Expected within a year of {day}, from each text's own past alone: {texts}.",
    "自{day}起一年内预计（仅凭各文本自身过往）：{texts}。",
)
AHEAD_JOIN = Text(
    "{text} {expected} more ({low} to {high}) of {at_risk} not yet in",
    "{text}尚未加入的{at_risk}方中再有{expected}方加入（{low}至{high}）",
)
AHEAD_RATIFY = Text(
    "{text} {expected} ratifications ({low} to {high}) by {at_risk} signatories",
    "{text}的{at_risk}个签署方中有{expected}方批准（{low}至{high}）",
)
SKIPPED = Text("Not scored, since too little is known: {texts}.", "因已知信息太少而未评分：{texts}。")


def notes_of(result: Mapping[str, Any], ours: str) -> list[dict[str, Any]]:
    """Return the sentences that go with a table of scores, in both languages, the denominators first."""
    return [text.to_dict() for text in _sentences(result, ours)]


def _sentences(result: Mapping[str, Any], ours: str) -> Iterator[Text]:
    rows = [
        DENOMINATOR.of(text=row["text"], joined=row["joined"], stated=row["denominator"]) for row in result["texts"]
    ]
    yield SCORED.of(count=len(rows), clusters=result["clusters"], denominators=listed(rows, 30))
    yield from _differences(result)
    for name, scores in result["strata"].items():
        others = {model: score for model, score in scores.items() if model not in ("texts", ours)}
        best = min(others, key=lambda model: others[model])
        yield STRATUM[name].of(
            count=scores["texts"], ours=f"{scores[ours]:.3f}", name=best, other=f"{others[best]:.3f}"
        )
    if result["misses"]:
        misses = [
            (MISSED_JOINER if miss["joined"] else MISSED_OTHER).of(
                party=miss["party"], text=miss["text"], chance=f"{miss['forecast']:.2f}"
            )
            for miss in result["misses"][:SHOWN_MISSES]
        ]
        yield MISSES.of(misses=listed(misses, SHOWN_MISSES))
    yield from _pace(result["pace"])
    for text, names in result["too_late"].items():
        yield TOO_LATE.of(text=text, names=listed([Text.both(name) for name in names]))
    if result["skipped"]:
        yield SKIPPED.of(texts=listed([Text.both(text) for text in result["skipped"]]))


def _differences(result: Mapping[str, Any]) -> Iterator[Text]:
    """Say which baselines are beaten; of a single cluster of siblings only by how much, since nothing is resampled."""
    if result["clusters"] < 2:
        gains = [GAIN.of(name=name, gain=f"{gap['gain']:+.3f}") for name, gap in result["differences"].items()]
        yield ONE_CLUSTER.of(names=listed(gains, 20))
        return
    told: dict[Text, list[Text]] = {BEATEN: [], NOT_BEATEN: [], WORSE: []}
    for name, gap in result["differences"].items():
        words = BEATEN if gap["beaten"] else WORSE if gap["high"] < 0 else NOT_BEATEN
        told[words].append(
            GAP.of(name=name, gain=f"{gap['gain']:+.3f}", low=f"{gap['low']:+.3f}", high=f"{gap['high']:+.3f}")
        )
    for words, gaps in told.items():
        if gaps:
            yield words.of(names=listed(gaps, 20))


def _pace(pace: Mapping[str, Any]) -> Iterator[Text]:
    if pace["checks"]:
        yield PACE.of(
            within=pace["within"],
            count=len(pace["checks"]),
            error=f"{pace['mean_error']:.1f}",
            plain=f"{pace['mean_error_as_last_year']:.1f}",
        )
    for day in dict.fromkeys(one["from"] for one in pace["ahead"]):
        texts = [
            (AHEAD_JOIN if one["act"] == "join" else AHEAD_RATIFY).of(
                text=one["text"],
                expected=f"{one['expected']:.0f}",
                low=one["low"],
                high=one["high"],
                at_risk=one["denominator"],
            )
            for one in pace["ahead"]
            if one["from"] == day
        ]
        yield AHEAD.of(day=day, texts=listed(texts, 40))
