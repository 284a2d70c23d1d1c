"""Numbers and lists of a bargain in words."""

from __future__ import annotations

from countermove.bargain.compromise import Floats
from countermove.bargain.solution import SMALLEST, BargainSolution, Deal
from countermove.document.text import Text, listed

RULES = {
    "nash": Text("Nash package", "纳什方案"),
    "kalai_smorodinsky": Text("Kalai–Smorodinsky package", "卡莱—斯莫罗丁斯基方案"),
    "egalitarian": Text("egalitarian package", "平均主义方案"),
    "utilitarian": Text("utilitarian package", "功利主义方案"),
    "agenda_setter": Text("agenda setter's package", "议程设定者方案"),
    "mean": Text("plain mean", "简单平均"),
    "capability_salience_mean": Text("compromise mean", "加权均值（实力×重视程度）"),
    "capability_salience_median": Text("compromise median", "加权中位数（实力×重视程度）"),
    "challenge_pairwise": Text("challenge model, votes of the contest", "挑战模型（按单场票数）"),
    "challenge_pairwise_restless": Text("challenge model, rivals may drift", "挑战模型（对手可能自行移动）"),
    "challenge_all_votes": Text("challenge model, all votes, least move", "挑战模型（按全部票数，最小让步）"),
    "challenge_all_votes_by_kind": Text(
        "challenge model, all votes, by kind of offer", "挑战模型（按全部票数，按提议类别）"
    ),
    "exchange": Text("exchange model", "交换模型"),
    "ensemble": Text("ensemble", "综合预测"),
    "ensemble_fitted": Text("ensemble weighted by the back-test", "按回测加权的综合预测"),
    "ensemble_picked": Text("one rule picked by the back-test", "按回测选出的单一规则"),
    "constant_50": Text("constant 50", "常数50"),
    "capability_salience_mean_filled": Text("compromise mean, saliences filled", "加权均值（补齐重视程度）"),
    "voting_power_salience_mean": Text("voting power × salience mean", "投票权×重视程度均值"),
}


def points(value: float) -> str:
    """Write utility in points: 100 is the whole scale of an issue of full salience.

    Examples
    --------
    >>> points(0.125), points(-0.04), points(0.0)
    ('+12.5', '−4', '0')
    """
    shown = f"{abs(100 * value):.1f}".rstrip("0").rstrip(".")
    return "0" if shown == "0" else f"{'+' if value > 0 else '−'}{shown}"


def package(solution: BargainSolution, deal: Deal) -> Text:
    """Return a package in words: every issue with the level it settles on."""
    parts = [
        Text("{issue} {level}", "{issue} {level}").of(
            issue=solution.issue_label(i), level=solution.wording(i, solution.level(i, level))
        )
        for i, level in enumerate(deal.choice)
        if not solution.is_left(i, level)
    ]
    left = [solution.issue_label(i) for i, level in enumerate(deal.choice) if solution.is_left(i, level)]
    settled = Text("; ".join(part.get("en") for part in parts), "；".join(part.get("zh") for part in parts))
    if not left:
        return settled
    if not parts:
        return Text("nothing is changed", "不作任何改变")
    return Text("{s}; left as today: {l}", "{s}；维持现状：{l}").of(s=settled, l=listed(left, 10))


def movers(solution: BargainSolution, change: Floats, sign: int) -> list[Text]:
    """Return the parties that gain (+1) or lose (−1), each with its points, the largest first."""
    order = sorted(range(len(change)), key=lambda k: -sign * change[k])
    return [
        Text("{party} ({points})", "{party}（{points}）").of(party=solution.party_label(k), points=points(change[k]))
        for k in order
        if sign * change[k] > SMALLEST
    ]


def who_moves(solution: BargainSolution, change: Floats) -> Text:
    """Say who gains and who loses against the status quo."""
    gains, losses = movers(solution, change, 1), movers(solution, change, -1)
    up = (Text("{g} gains", "{g}获益") if len(gains) == 1 else Text("{g} gain", "{g}获益")).of(g=listed(gains))
    down = (Text("{b} loses", "{b}受损") if len(losses) == 1 else Text("{b} lose", "{b}受损")).of(b=listed(losses))
    if gains and losses:
        return Text("{up}; {down}", "{up}，{down}").of(up=up, down=down)
    if gains:
        return Text("{up} and nobody loses", "{up}，无人受损").of(up=up)
    if losses:
        return Text("nobody gains and {down}", "无人获益，{down}").of(down=down)
    return Text("nobody gains or loses", "各方均无得失")
