"""The sentences about compared texts and about how far their coders agree."""

from __future__ import annotations

from collections.abc import Iterator

from countermove.bargain.solution import BargainSolution
from countermove.bargain.texts import TextComparison
from countermove.bargain.wording import points
from countermove.document.text import Text, listed
from countermove.kind import Finding

APART = Text(
    "{a} and {b} stand {d}% of the scale apart on average (80% of draws: {low}–{high}%). Shared: {s}. In dispute: {p}. "
    "Past each other (one cares at least twice as much): {o}.",
    "{a}与{b}平均相距刻度的{d}%（80%的抽样在{low}%至{high}%之间）。共有：{s}。有争议：{p}。"
    "各说各话（一方的重视程度至少是另一方的两倍）：{o}。",
)
COMMON = Text(
    "A candidate minimum common package of {a} and {b}: {package}; it brings them {ga} and {gb} points.",
    "{a}与{b}最小共同方案的候选：{package}；分别给双方带来{ga}点和{gb}点。",
)
CODED = Text(
    "The {n} stances coded twice agree with Krippendorff's α of {alpha} (1 is full agreement, 0 chance; below 0.67 "
    "conclusions are tentative at best); the coders are farthest apart on {party} and “{issue}”, by {d}% of the scale.",
    "{n}个被编码两次的立场，其克里彭多夫α为{alpha}（1为完全一致，0为随机；低于0.67时结论至多是初步的）；"
    "编码者分歧最大的是{party}在“{issue}”上的立场，相差刻度的{d}%。",
)


def about_texts(solution: BargainSolution, basis: tuple[str, ...]) -> Iterator[Finding]:
    """Say how far each compared pair stands apart, what it could settle at once, and how firm the coding is."""
    for one in solution.comparisons:
        yield apart(solution, one, basis)
        if one.common:
            yield Finding(f"common-{one.first}-{one.second}", _common(solution, one), "exact", basis, one.common,
                          tuple(one.common))  # fmt: skip
    yield from _coding(solution)


def apart(solution: BargainSolution, one: TextComparison, basis: tuple[str, ...]) -> Finding:
    """Say how far two parties stand apart and on what."""
    groups = {
        relation: listed([solution.section.issues[c.issue].name for c in one.issues if c.relation == relation], 10)
        for relation in ("shared", "disputed", "past_each_other")
    }
    first, second = _names(solution, one)
    share = {key: f"{100 * value:.0f}" for key, value in (("d", one.distance), ("low", one.low), ("high", one.high))}
    text = APART.of(a=first, b=second, s=groups["shared"], p=groups["disputed"], o=groups["past_each_other"], **share)
    subjects = (*(c.issue for c in one.issues), f"{one.first}/{one.second}")
    return Finding(f"texts-{one.first}-{one.second}", text, "assumed", basis, None, subjects)


def _common(solution: BargainSolution, one: TextComparison) -> Text:
    first, second = _names(solution, one)
    issues = solution.numbers.issues
    parts = [
        Text("{issue} {level}", "{issue} {level}").of(
            issue=solution.section.issues[name].name,
            level=solution.wording(issues.index(name), level),
        )
        for name, level in one.common.items()
    ]
    settled = Text("; ".join(part.get("en") for part in parts), "；".join(part.get("zh") for part in parts))
    return COMMON.of(a=first, b=second, package=settled, ga=points(one.gain[0]), gb=points(one.gain[1]))


def _names(solution: BargainSolution, one: TextComparison) -> tuple[Text, Text]:
    return _label(solution, one.first), _label(solution, one.second)


def _label(solution: BargainSolution, name: str) -> Text:
    """Return a party's name for people, or a source's own."""
    parties = solution.numbers.parties
    return solution.party_label(parties.index(name)) if name in parties else Text.both(name)


def _coding(solution: BargainSolution) -> Iterator[Finding]:
    found = solution.coding
    if found is None or found.widest is None:
        return
    actor, issue, distance = found.widest
    text = CODED.of(
        n=found.units, alpha=f"{found.alpha:.2f}", d=f"{100 * distance:.0f}",
        party=solution.party_label(solution.numbers.parties.index(actor)), issue=solution.section.issues[issue].name,
    )  # fmt: skip
    basis = tuple(dict.fromkeys(claim for passage in solution.section.passages for claim in passage.basis))
    certificate = {"alpha": found.alpha, "by_issue": found.by_issue, "coders": list(found.coders)}
    yield Finding("coding", text, "exact", basis, certificate, (issue, actor))
