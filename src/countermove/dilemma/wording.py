"""Names of games, rules and terms in both languages."""

from __future__ import annotations

from countermove.document.text import Text, listed
from countermove.numeric.forms import Place

GAMES: dict[str, Text] = {
    "prisoners_dilemma": Text("a prisoner's dilemma", "囚徒困境"),
    "stag_hunt": Text("a stag hunt (an assurance game)", "猎鹿博弈（一种保证博弈）"),
    "assurance": Text("an assurance game", "保证博弈"),
    "chicken": Text("chicken", "胆小鬼博弈"),
    "deadlock": Text("a deadlock", "僵局博弈"),
    "harmony": Text("harmony", "和谐博弈"),
    "peace": Text("peace (a harmonious game)", "和平博弈（一种和谐博弈）"),
    "concord": Text("concord (a harmonious game)", "融洽博弈（一种和谐博弈）"),
    "coordination": Text("a coordination game", "协调博弈"),
    "battle": Text("battle (two outcomes, each the favourite of one side)", "争先博弈（两个结局，各为一方所偏爱）"),
    "hero": Text("hero (someone must go first, and the other gains more)", "英雄博弈（须有人先行，而另一方获益更多）"),
    "compromise": Text("compromise (each does best alone, both apart is second worst)", "妥协博弈"),
    "asymmetric": Text("an asymmetric game", "非对称博弈"),
    "tied": Text("a game with ties", "含并列收益的博弈"),
    "none": Text("no dilemma at all: paying is in nobody's interest", "根本不构成困境：出资不符合任何一方的利益"),
}

RULES: dict[str, Text] = {
    "grim": Text("grim reversion", "冷酷触发"),
    "tit_for_tat": Text("tit-for-tat", "以牙还牙"),
    "generous_tit_for_tat": Text("generous tit-for-tat", "宽容的以牙还牙"),
    "win_stay_lose_shift": Text("win-stay, lose-shift", "赢则守、输则变"),
    "limited_punishment_2": Text("two rounds of punishment", "惩罚两轮"),
    "contrite": Text("contrite tit-for-tat", "悔过的以牙还牙"),
    "always_restrain": Text("unconditional restraint", "无条件克制"),
    "always_accelerate": Text("unconditional acceleration", "无条件加速"),
}

TERMS: dict[str, Text] = {
    "linkage": Text("linkage", "议题挂钩"),
    "relative_gains": Text("weight on relative gains", "相对收益权重"),
    "transfer": Text("deposit", "保证金"),
    "sanction": Text("sanction", "惩罚"),
    "overlap": Text("overlap of fields", "领域重叠度"),
    "detection": Text("probability of detection", "发现概率"),
    "discount": Text("discount factor", "贴现因子"),
    "cut": Text("probability that the channel breaks", "渠道中断概率"),
    "restore": Text("probability that the channel is restored", "渠道恢复概率"),
    "T": Text("temptation", "诱惑收益"),
    "R": Text("reward of joint restraint", "共同克制收益"),
    "P": Text("payoff of joint acceleration", "共同加速收益"),
    "S": Text("payoff of restraining alone", "单方克制收益"),
}

FIELDS: dict[str, Text] = {
    **TERMS,
    "cost": Text("cost", "成本"),
    "step": Text("what each payer adds", "每位出资者的增益"),
    "prize": Text("prize", "争夺的利益"),
    "decisiveness": Text("decisiveness of effort", "投入的决定性"),
    "window": Text("overlap of investment windows", "投资窗口重叠度"),
    "strength": Text("strength", "实力"),
    "overlap_apart": Text("overlap when each keeps to its strengths", "各展所长时的重叠度"),
    "window_apart": Text("overlap of windows when staggered", "错开时的窗口重叠度"),
    "trust": Text("trust", "信任"),
    "gain": Text("gain", "收益"),
    "loss": Text("loss", "损失"),
    "chance": Text("chance of a good outcome", "结果良好的概率"),
    "learns": Text("chance to learn by waiting", "等待获知的概率"),
    "false_alarm": Text("false alarms", "误报概率"),
    "fine": Text("fine", "罚金"),
    "harm": Text("harm", "损害"),
    "alarm_cost": Text("cost of a false alarm", "误报成本"),
    "closes": Text("chance that a gap is closed", "漏洞被堵上的概率"),
    "redesigns": Text("chance of redesign", "重新设计的概率"),
    "redesign_cost": Text("cost of redesign", "重新设计的成本"),
    "conceded": Text("harm of what is exempt", "豁免部分的损害"),
    "verified": Text("share verified", "可核查比例"),
    "misuse": Text("harm of misuse", "滥用的损害"),
    "prior": Text("prior weight", "先验权重"),
    "belief": Text("belief that the other restrains", "认为对方克制的信念"),
    "error": Text("share of erratic acts", "偏离动机的比例"),
    "execution_errors": Text("errors of execution", "执行失误"),
    "perception_errors": Text("errors of perception", "认知失误"),
}


def game(name: str) -> Text:
    """Return a game's name in words."""
    return GAMES.get(name, Text.both(name))


def place(found: Place) -> Text:
    """Return the place of a game in words: one name, or both sides'."""
    if found.row == found.column:
        return game(found.row)
    return Text("{a} for the one and {b} for the other", "一方为{a}，另一方为{b}").of(
        a=game(found.row), b=game(found.column)
    )


def number(value: float) -> str:
    """Return a number with as many digits as a reader needs."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if abs(value) < 1_000 else f"{value:.4g}"


def names(parts: list[Text]) -> Text:
    """Return texts as a list."""
    return listed(parts)


def joined(clauses: list[Text]) -> Text:
    """Return whole clauses one after another."""
    return Text("; ".join(part.get("en") for part in clauses), "；".join(part.get("zh") for part in clauses))
