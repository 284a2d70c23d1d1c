"""Where a participation game leads from a chosen start, from chance beginnings, and when choices are noisy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from countermove.agreement.logit import Basin, basins, logit_equilibrium
from countermove.agreement.participation import TIE, Bools, Floats, Ints, Participation, cascade
from countermove.document.faults import AnalysisError
from countermove.document.text import Text
from countermove.kind import Finding, Json

if TYPE_CHECKING:
    from countermove.agreement.solution import AgreementSolution, GameAnswer
    from countermove.agreement.written_games import NoiseSection

FOLLOW = Text(
    "If {start} were inside at the outset, {followers} would follow, the last of them in round {rounds}; {out} would "
    "stay out.",
    "若{start}一开始就在内，{followers}会随之加入，最后一批在第{rounds}轮；{out}仍不加入。",
)
ALL_FOLLOW = Text(
    "If {start} were inside at the outset, all the others would follow, the last of them in round {rounds}.",
    "若{start}一开始就在内，其余各方都会随之加入，最后一批在第{rounds}轮。",
)
NOBODY_FOLLOWS = Text(
    "If {start} were inside at the outset, nobody would follow.", "若{start}一开始就在内，没有任何一方会随之加入。"
)
REGRET = Text(
    "{said} Of those inside, {regret} would then be better off outside.", "{said}其中{regret}届时退出反而更有利。"
)
NOISY = Text(
    "If parties follow their benefit with noise (precision {precision}), {count} of {total} {unit} join on average; "
    "more often than not do {likely}.",
    "若各方大体按收益行事但带有随机性（精度{precision}），平均有{total}个{unit}中的{count}个加入；加入机会过半的是{likely}。",
)
NOISY_NOBODY = Text(
    "If parties follow their benefit with noise (precision {precision}), {count} of {total} {unit} join on average; "
    "nobody does more often than not.",
    "若各方大体按收益行事但带有随机性（精度{precision}），平均有{total}个{unit}中的{count}个加入；没有任何一方加入的机会过半。",
)
NOISY_TWO = Text(
    "If parties follow their benefit with noise (precision {precision}), expectations decide: where nobody is expected "
    "to join {low} of {total} {unit} join on average, where all are {high}.",
    "若各方大体按收益行事但带有随机性（精度{precision}），结果取决于预期：若预期无人加入，平均有{total}个{unit}中的{low}个加入；"
    "若预期全部加入，则为{high}个。",
)
CHASING = Text(
    "If parties follow their benefit with noise (precision {precision}), what each does keeps changing what others do: "
    "no settled chances were found; a lower precision may have some.",
    "若各方大体按收益行事但带有随机性（精度{precision}），各方的选择不断改变他方的选择：没有找到稳定的机会；降低精度或可得到。",
)
BASINS = Text(
    "From {starts} chance beginnings, with the parties reconsidering in turn: {ends}.",
    "从{starts}种随机初始状态出发、各方依次重新考虑：{ends}。",
)
SETTLED = Text("{share} end with {inside} inside", "{share}终止于{inside}加入")
SETTLED_NOBODY = Text("{share} end with nobody inside", "{share}终止于无人加入")
SETTLED_ALL = Text("{share} end with all inside", "{share}终止于全部加入")
OTHERS = Text("{share} end in one of {count} other outcomes", "{share}终止于另外{count}种结局之一")
UNSETTLED = Text("{share} do not settle", "{share}未能稳定")
SHOWN = 3


@dataclass(frozen=True, slots=True)
class StartAnswer:
    """What follows from a chosen start: the round of each party, and who ends inside at a loss."""

    start: tuple[str, ...]
    wave: Ints
    regret: Bools


@dataclass(frozen=True, slots=True)
class NoiseAnswer:
    """Chances of joining where nobody, and where everybody, is expected to join; and where chance beginnings end.

    The chances are each a reply to themselves to within 1e-10; empty where replies keep chasing each other.
    """

    precision: float
    starts: int
    from_none: Floats
    from_all: Floats
    basins: tuple[Basin, ...]
    unsettled: float

    @property
    def one(self) -> bool:
        """Whether both expectations lead to the same chances."""
        return bool(np.abs(self.from_none - self.from_all).max(initial=0.0) < 1e-6)


def answer_start(parties: tuple[str, ...], game: Participation, start: tuple[str, ...]) -> StartAnswer:
    """Return what follows if these are inside at the outset, whether it pays them or not."""
    found = cascade(game, np.array([party in start for party in parties]))
    return StartAnswer(start, found.wave, found.inside & (game.net(found.inside) < -TIE))


def answer_noise(game: Participation, section: NoiseSection) -> NoiseAnswer:
    """Return the logit equilibria from both ends, and the share of chance beginnings that end in each outcome."""
    n = game.alone.size
    try:
        low = logit_equilibrium(game, section.precision, np.zeros(n)).probability
        high = logit_equilibrium(game, section.precision, np.ones(n)).probability
    except AnalysisError:  # the finding says so
        low = high = np.zeros(0)
    found, unsettled = basins(game, section.starts, section.seed)
    return NoiseAnswer(section.precision, section.starts, low, high, tuple(found), unsettled)


def start_finding(solution: AgreementSolution, game: GameAnswer, answer: StartAnswer) -> Finding:
    """Say who follows from the chosen start."""
    start = solution.called(answer.start)
    followers, out = game.named(answer.wave > 0), game.named(answer.wave < 0)
    rounds = int(answer.wave.max(initial=0))
    if not followers:
        text = NOBODY_FOLLOWS.of(start=start)
    elif not out:
        text = ALL_FOLLOW.of(start=start, rounds=rounds)
    else:
        text = FOLLOW.of(start=start, followers=solution.called(followers), rounds=rounds, out=solution.called(out))
    if answer.regret.any():
        text = REGRET.of(said=text, regret=solution.called(game.named(answer.regret)))
    certificate: Json = {
        "concept": "start",
        "round": {party: int(wave) for party, wave in zip(game.parties, answer.wave, strict=True)},
    }
    return Finding("from-start", text, "exact", solution.basis, certificate, tuple(followers))


def noise_findings(solution: AgreementSolution, game: GameAnswer, answer: NoiseAnswer) -> Iterator[Finding]:
    """Say how many join when choices are noisy, and where chance beginnings end."""
    settled = answer.from_none.size == game.counts.size
    low = float(answer.from_none @ game.counts) if settled else 0.0
    high = float(answer.from_all @ game.counts) if settled else 0.0
    parts: dict[str, Text | str] = {
        "precision": f"{answer.precision:g}",
        "total": f"{game.counts.sum():.6g}",
        "unit": solution.unit,
    }
    likely = game.named(answer.from_none > 0.5) if settled else []
    if not settled:
        text = CHASING.of(precision=parts["precision"])
    elif not answer.one:
        text = NOISY_TWO.of(**parts, low=f"{low:.3g}", high=f"{high:.3g}")
    elif likely:
        text = NOISY.of(**parts, count=_mean(low), likely=solution.called(likely))
    else:
        text = NOISY_NOBODY.of(**parts, count=_mean(low))
    data = noise_data(game, answer)
    yield Finding("noisy-choice", text, "bounded", solution.basis, data["chance_of_joining"])
    ends = [_settled(solution, game, basin) for basin in answer.basins[:SHOWN]]
    rest = answer.basins[SHOWN:]
    if rest:
        ends.append(OTHERS.of(share=_share(sum(basin.share for basin in rest)), count=len(rest)))
    if answer.unsettled > 0:
        ends.append(UNSETTLED.of(share=_share(answer.unsettled)))
    said = Text("; ".join(end.get("en") for end in ends), "；".join(end.get("zh") for end in ends))
    text = BASINS.of(starts=answer.starts, ends=said)
    yield Finding("basins", text, "sampled", solution.basis, data["chance_beginnings"])


def noise_data(game: GameAnswer, answer: NoiseAnswer) -> Json:
    """Return chances of joining and where chance beginnings end, as data."""
    none, every = (
        dict(zip(game.parties, chance.tolist(), strict=False)) for chance in (answer.from_none, answer.from_all)
    )
    return {
        "chance_of_joining": {"if_nobody_is_expected": none, "if_all_are_expected": every, "error": 1e-10},
        "chance_beginnings": {
            "starts": answer.starts,
            "ends": [{"inside": game.named(basin.inside), "share": basin.share} for basin in answer.basins],
            "unsettled": answer.unsettled,
        },
    }


def _settled(solution: AgreementSolution, game: GameAnswer, basin: Basin) -> Text:
    share = _share(basin.share)
    if not basin.inside.any():
        return SETTLED_NOBODY.of(share=share)
    if basin.inside.all():
        return SETTLED_ALL.of(share=share)
    return SETTLED.of(share=share, inside=solution.called(game.named(basin.inside), 6))


def _mean(value: float) -> str:
    return f"{value:.3g}" if value >= 0.001 or value == 0 else "<0.001"


def _share(value: float) -> str:
    return f"{value:.0%}" if value >= 0.095 or value == 0 else f"{value:.1%}"
