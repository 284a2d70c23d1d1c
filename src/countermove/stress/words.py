"""What a study rests on, in words: the measure as a list, what outcomes depend on, what flips them, what to learn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any

from countermove.document.text import Lang, Text

if TYPE_CHECKING:
    from countermove.kind import Input
    from countermove.stress.flips import Flip
    from countermove.stress.learning import Driver, FoundBox, Told
    from countermove.stress.robustness import Together
    from countermove.stress.study import Layout, StudyAnswer

SHOWN = 4  # flips that are told
INPUTS_SHOWN = 12
SETS_SHOWN = 3  # most frequent sets a concept
FREQUENT = 0.05  # sets that come in fewer draws are not told
SUBJECTS_SHOWN = 3  # subjects of a set
CLEAR = 0.95  # a fact that settles an outcome in so many draws is told
WORTH_TELLING = 0.05  # so is one that takes away more of the doubt than this

DESIGN = Text("{draws} draws, {form}; seed {seed}.", "{draws}次抽样，{form}；种子{seed}。")
INPUT = Text("{name}: {law}", "{name}：{law}")
SOURCED = Text("{name}: {law} [{basis}]", "{name}：{law}〔{basis}〕")
BASIS = Text("basis: {names}", "依据：{names}")
ASSUMED = Text("assumption", "假设")
MORE_INPUTS = Text("and {count} more; --show prints all", "另有{count}项；--show列出全部")
SAMPLING = Text(
    "The intervals cover the sampling of draws only: they narrow with more draws, and say nothing about whether the "
    "laws are the right ones.",
    "区间只反映抽样误差：抽样越多区间越窄，但并不说明所设分布是否正确。",
)
ABOUT_BOXES = Text(
    "How to read this: conditions that hold together make a box. Behind each stands quasi-p, the chance that the box "
    "would be as dense had the condition been put at random, and in how many of ten searches on resampled draws the "
    "same thing was restricted again. Conditions that chance explains (quasi-p above {level}) are left out.",
    "读法：同时成立的条件构成一个盒子。每项条件之后标明：准p值，即若该条件随机放置、盒子仍如此密集的机会；以及在重抽样的十次搜索中"
    "有几次再度限制同一项。可由偶然解释的条件（准p值高于{level}）已略去。",
)
OVERALL = Text("{name}: in {share} of all draws.", "{name}：占全部抽样的{share}。")
FACT = Text(
    "In {true} of the draws in which this is true, and in {false} of the others: {fact}.",
    "在以下为真的抽样中占{true}，在其余抽样中占{false}：{fact}。",
)
BOX = Text(
    "So in {density} of the draws that meet the following (of all draws: {base}); these are {coverage} of the draws in "
    "which it is so:",
    "在满足以下条件的抽样中有{density}成立（全部抽样中为{base}），占所有成立抽样的{coverage}：",
)
NOT_BOX = Text(
    "Not so in {density} of the draws that meet the following (of all draws: {base}); these are {coverage} of the "
    "draws in which it is not so:",
    "在满足以下条件的抽样中有{density}不成立（全部抽样中为{base}），占所有不成立抽样的{coverage}：",
)
NUMBER = Text("{name}, a number:", "{name}（数值）：")
VARIANCE = Text(
    "Shares of its variance (Shapley effects, all inputs together 100%): {shares}.",
    "其方差的分担（夏普利效应，全部输入合计100%）：{shares}。",
)
EVEN = Text(
    "No input carries a tenth of its variance (Shapley effects).",
    "没有任何一项输入承担其方差的十分之一（夏普利效应）。",
)
OF_INPUT = Text("{name} {share} ({low} to {high})", "{name}{share}（{low}至{high}）")
EXACTLY = Text("So in exactly the draws that meet the following:", "恰在满足以下条件的抽样中成立：")
LIMIT = Text("{limit} (quasi-p {chance}, again {again} of 10)", "{limit}（准p值{chance}，10次中再现{again}次）")
UNTOLD = Text(
    "Nothing tells when it holds: no condition stands out from chance.", "看不出何时成立：没有任何条件明显超出偶然。"
)
FLIP = Text(
    "{name}: so in the case as stated. {input}: {share} of its draws change that with all else as stated; the nearest "
    "change found is from {before} to {after}.",
    "{name}：在所述情形下成立。{input}：其他一切照旧时，其抽样中有{share}会改变这一点；所找到的最近变化是由{before}变为{after}。",
)
NOT_FLIP = Text(
    "{name}: not so in the case as stated. {input}: {share} of its draws change that with all else as stated; the "
    "nearest change found is from {before} to {after}.",
    "{name}：在所述情形下不成立。{input}：其他一切照旧时，其抽样中有{share}会改变这一点；所找到的最近变化是由{before}变为{after}。",
)
RERANKED = Text(
    "{name}: so in the case as stated. {input}: {share} of its draws change that with all else as stated; the nearest "
    "change found ranks {after}.",
    "{name}：在所述情形下成立。{input}：其他一切照旧时，其抽样中有{share}会改变这一点；所找到的最近变化是{after}。",
)
NOT_RERANKED = Text(
    "{name}: not so in the case as stated. {input}: {share} of its draws change that with all else as stated; the "
    "nearest change found ranks {after}.",
    "{name}：在所述情形下不成立。{input}：其他一切照旧时，其抽样中有{share}会改变这一点；所找到的最近变化是{after}。",
)
NO_FLIP = Text(
    "No single input changes an outcome of the case as stated within what was tried.",
    "在所尝试的范围内，没有任何单个输入会改变所述情形的结果。",
)
LEARN = Text(
    "Worth learning first: {input}. Knowing it alone would take away {share} of the doubt about the outcomes looked "
    "into, on average; {rest}.",
    "最值得先查明的是：{input}。仅知道这一项，平均即可消除所考察结果{share}的疑问；{rest}。",
)
SECOND = Text("next comes {input} with {share}", "其次是{input}，为{share}")
ALONE = Text("nothing else varies", "此外别无变动")
SPLIT = Text(
    "No single unknown takes away a tenth of the doubt when learnt alone: what matters is how they combine.",
    "单独查明任何一项未知都不能消除十分之一的疑问：关键在于它们的组合。",
)
TOGETHER = Text("{sense}: what most often holds together, and nothing else:", "{sense}：最常同时成立且仅此而已的是：")
ONE_SET = Text("in {share} of draws: {subjects}", "占抽样的{share}：{subjects}")
SCATTERED = Text(
    "{sense}: what holds together changes from draw to draw; no set comes in more than {share} of draws.",
    "{sense}：同时成立的结果随抽样而变；没有任何一组超过抽样的{share}。",
)
EXCHANGED = Text("the first of these with {on} in place of {off}", "同第一组，但以{on}代替{off}")
WIDER = Text("the first of these and {on} as well", "同第一组，另加{on}")
NARROWER = Text("the first of these without {off}", "同第一组，但无{off}")
NO_SUBJECT = Text("no outcome at all", "没有任何结果")
AND_MORE = Text("{subjects} and {count} more", "{subjects}等共{all}项")


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence, and what is listed below it; a sentence with a list ends in a colon."""

    text: Text
    under: tuple[Line, ...] = ()

    def flat(self) -> Text:
        """Return all of it as one paragraph."""
        return Text(self._flat("en"), self._flat("zh"))

    def _flat(self, lang: Lang) -> str:
        said = self.text.get(lang)
        parts = [line._flat(lang) for line in self.under]
        space, between, stop = (" ", "; ", ".") if lang == "en" else ("", "；", "。")
        if not said.endswith((":", "：")):
            return space.join([said, *parts])
        return f"{said}{space}{between.join(parts)}{stop}"

    def indented(self, lang: Lang, depth: int = 0) -> Iterator[str]:
        """Yield it as lines for a terminal."""
        yield f"{'  ' * depth}- {self.text.get(lang)}"
        for line in self.under:
            yield from line.indented(lang, depth + 1)

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {"text": self.text.to_dict(), "under": [line.to_dict() for line in self.under]}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of what is told: a title and its lines."""

    title: Text
    lines: tuple[Line, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {"title": self.title.to_dict(), "lines": [line.to_dict() for line in self.lines]}


def percent(share: float) -> str:
    """Write a share as per cent; never 0% or 100% for what is neither.

    Examples
    --------
    >>> percent(0.8312), percent(0.99999), percent(0.00001), percent(1.0)
    ('83.1%', '>99.9%', '<0.1%', '100%')
    """
    if share in (0, 1):
        return f"{share:.0%}"
    rounded = f"{share:.1%}"
    return {"0.0%": "<0.1%", "100.0%": ">99.9%"}.get(rounded, rounded)


def input_line(one: Input) -> Line:
    """Return one line on an input: what, by which law, on what basis."""
    if not one.basis:
        return Line(INPUT.of(name=one.name, law=one.law.say()))
    known = [ASSUMED if name == "assumption" else Text.both(name) for name in one.basis]
    names = Text(", ".join(name.get("en") for name in known), "、".join(name.get("zh") for name in known))
    basis = names if one.basis == ("assumption",) else BASIS.of(names=names)
    return Line(SOURCED.of(name=one.name, law=one.law.say(), basis=basis))


def design_text(layout: Layout) -> Text:
    """Say how many draws there will be, how they are laid out, and from which seed."""
    from countermove.stress.draws import FORMS

    return DESIGN.of(draws=f"{layout.draws:,}", form=FORMS[layout.plan.design.form], seed=layout.seed)


def measure_lines(layout: Layout) -> list[Line]:
    """Return the measure as a list, one line an input, the first twelve."""
    from countermove.stress.plan import measure_frame

    opening, closing = measure_frame(layout.plan)
    inputs = layout.inputs()
    under = [input_line(one) for one in inputs[:INPUTS_SHOWN]]
    if len(inputs) > INPUTS_SHOWN:
        under.append(Line(MORE_INPUTS.of(count=len(inputs) - INPUTS_SHOWN)))
    return [Line(opening, tuple(under)), Line(closing), Line(SAMPLING)]


def set_lines(answer: StudyAnswer) -> Iterator[Line]:
    """Yield the most frequent sets of what holds together, where the kind gives words for them."""
    words = answer.layout.plan.held
    sets: dict[str, list[Together]] = {}
    for one in answer.robustness.together:
        sets.setdefault(one.concept, []).append(one)
    senses = {one.concept: one.sense for one in words if one.sense is not None}
    for concept, sense in senses.items():
        most = max((one.share.value for one in sets.get(concept, ())), default=0.0)
        frequent = [one for one in sets.get(concept, [])[:SETS_SHOWN] if one.share.value >= FREQUENT]
        called = {one.subject: one.short or Text.both(one.subject) for one in words if one.concept == concept}
        said = [
            Line(ONE_SET.of(subjects=_told_set(one, frequent[0], called), share=percent(one.share.value)))
            for one in frequent
        ]
        if said:
            yield Line(TOGETHER.of(sense=_capital(sense)), tuple(said))
        elif most:
            yield Line(SCATTERED.of(sense=_capital(sense), share=percent(most)))


def driver_lines(drivers: Sequence[Driver]) -> list[Line]:
    """Return what each outcome that was looked into depends on: facts and boxes, each limit with how firm it is."""
    lines = []
    for driver in drivers:
        under: list[Line] = []
        exact = next((one for one in driver.boxes if one.holds and one.box.density == one.box.coverage == 1), None)
        boxes = [exact] if exact is not None else list(driver.boxes)
        if all(len(box.limits) > 1 for box in boxes):  # a box of one limit says the same, and more
            under += [Line(_fact(one)) for one in driver.facts[:1] if _settles(one) or one.removed > WORTH_TELLING]
        under += [_box(box) for box in boxes]
        if driver.share is None:
            lines.append(Line(NUMBER.of(name=driver.outcome.name), tuple(_variance(driver))))
            continue
        overall = OVERALL.of(name=driver.outcome.name, share=percent(driver.share.value))
        lines.append(Line(overall, (*(under or [Line(UNTOLD)]), *_variance(driver))))
    levels = [box.level for driver in drivers for box in driver.boxes]
    return [Line(ABOUT_BOXES.of(level=percent(max(levels)))), *lines] if levels else lines


def flip_lines(answer: StudyAnswer) -> list[Line]:
    """Return the nearest flips, of the outcomes that were looked into where there are any."""
    if not answer.flips:
        known = any(one.stated is not None for one in answer.robustness.held)
        return [Line(NO_FLIP)] if known else []
    looked = {driver.outcome.id for driver in answer.drivers}
    of_those = [one for one in answer.flips if one.outcome.id in looked]
    return [Line(_flip(one)) for one in (of_those or answer.flips)[:SHOWN]]


def information_lines(answer: StudyAnswer) -> list[Line]:
    """Return what is worth learning first, and what next."""
    if not answer.information:
        return []
    best, *others = answer.information
    if best.removed < 0.1:
        return [Line(SPLIT)]
    rest = SECOND.of(input=others[0].name, share=percent(others[0].removed)) if others else ALONE
    return [Line(LEARN.of(input=best.name, share=percent(best.removed), rest=rest))]


def _fact(told: Told) -> Text:
    return FACT.of(fact=told.fact, true=percent(told.true.value), false=percent(told.false.value))


def _variance(driver: Driver) -> Iterator[Line]:
    """Yield the inputs that carry at least a tenth of the variance, at most three."""
    known = [one for one in driver.effects if isfinite(one.shapley.value)]
    strong = sorted((one for one in known if one.shapley.value >= 0.1), key=lambda one: -one.shapley.value)[:3]
    shares = [
        OF_INPUT.of(
            name=one.name,
            **{key: percent(min(1.0, max(0.0, getattr(one.shapley, key)))) for key in ("low", "high")},
            share=percent(one.shapley.value),
        )
        for one in strong
    ]
    if shares:
        joined = Text("; ".join(one.get("en") for one in shares), "；".join(one.get("zh") for one in shares))
        yield Line(VARIANCE.of(shares=joined))
    elif known:
        yield Line(EVEN)


def _settles(one: Told) -> bool:
    """Say whether an outcome nearly always, or nearly never, holds on one side of a fact."""
    return max(one.true.value, one.false.value) >= CLEAR or min(one.true.value, one.false.value) <= 1 - CLEAR


def _box(box: FoundBox) -> Line:
    firm = zip(box.limits, box.support.quasi_p, box.support.again, strict=True)
    limits = tuple(
        Line(LIMIT.of(limit=limit, chance=percent(chance), again=round(10 * again))) for limit, chance, again in firm
    )
    if box.holds and box.box.density == box.box.coverage == 1:
        return Line(EXACTLY, limits)
    shares = {"density": box.box.density, "coverage": box.box.coverage, "base": box.base.value}
    return Line((BOX if box.holds else NOT_BOX).of(**{name: percent(one) for name, one in shares.items()}), limits)


def flip_form(stated: bool, ranks: bool) -> Text:
    """Return the sentence for a flip: of what is so as stated or not, by another ranking or another value."""
    if ranks:
        return RERANKED if stated else NOT_RERANKED
    return FLIP if stated else NOT_FLIP


def _flip(flip: Flip) -> Text:
    words = {"name": flip.outcome.name, "input": _capital(flip.name), "before": flip.before, "after": flip.after}
    return flip_form(flip.stated, flip.ranks).of(share=percent(flip.share), **words)


def _told_set(one: Together, first: Together, called: Mapping[str, Text]) -> Text:
    """Return a set by its subjects; where the first is too long to tell whole, by how it differs from that."""
    on = [called[subject] for subject in one.subjects if subject not in first.subjects]
    off = [called[subject] for subject in first.subjects if subject not in one.subjects]
    cut = len(first.subjects) > SUBJECTS_SHOWN and max(len(on), len(off)) <= SUBJECTS_SHOWN
    if one is first or not cut:
        return _set([called[subject] for subject in one.subjects])
    if on and off:
        return EXCHANGED.of(on=_set(on), off=_set(off))
    return WIDER.of(on=_set(on)) if on else NARROWER.of(off=_set(off))


def _set(names: Sequence[Text]) -> Text:
    if not names:
        return NO_SUBJECT
    first = names[:SUBJECTS_SHOWN]
    said = Text(" + ".join(name.get("en") for name in first), "＋".join(name.get("zh") for name in first))
    rest = len(names) - SUBJECTS_SHOWN
    return AND_MORE.of(subjects=said, count=rest, all=len(names)) if rest > 0 else said


def _capital(text: Text) -> Text:
    english = text.get("en")
    return Text(english[:1].upper() + english[1:], text.zh)
