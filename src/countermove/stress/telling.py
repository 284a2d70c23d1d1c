"""What a study found, as the JSON of FORMAT §3 and in sentences; a share of draws is never called a probability."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from countermove.document.text import Text
from countermove.kind import Outcome
from countermove.stress.bounds_words import always_said, assured, bound_data, semicolons
from countermove.stress.drivers.intervals import Estimate

if TYPE_CHECKING:
    from countermove.stress.flips import Flip
    from countermove.stress.learning import Driver, Effect, FoundBox, Told
    from countermove.stress.robustness import Held
    from countermove.stress.study import StudyAnswer

SHOWN = 4  # outcomes a sentence list opens with
CLEAR = 0.95  # a fact that settles an outcome in so many draws is told
WORTH_TELLING = 0.05  # so is one that takes away more of the doubt than this

OFTEN = Text(
    "{name}: in {share} of {draws} draws ({low} to {high}).", "{name}：{draws}次抽样中的{share}（{low}至{high}）。"
)
NEVER = Text("In none of {draws} draws holds any outcome that is counted.", "{draws}次抽样中，所计结果无一成立。")
SPREAD = Text(
    "{name}: {median} in the middle draw, from {low} to {high} in nine draws of ten.",
    "{name}：中位数为{median}，十分之九的抽样介于{low}与{high}之间。",
)
PARTLY = Text(
    "{name}: has a value in {share} of draws; there {median} in the middle draw, from {low} to {high} in nine of ten.",
    "{name}：在{share}的抽样中有取值；其中位数为{median}，十分之九介于{low}与{high}之间。",
)
UNDEFINED = Text("{name}: has a value in none of the draws.", "{name}：在所有抽样中均无取值。")
SAMPLING = Text(
    "The intervals cover the sampling of draws only: they narrow with more draws, and say nothing about whether the "
    "laws are the right ones.",
    "区间只反映抽样误差：抽样越多区间越窄，但并不说明所设分布是否正确。",
)
FAILED = Text(
    "{count} of {draws} draws have no answer and are left out of the shares; the first: {error}.",
    "{draws}次抽样中有{count}次没有结果，未计入份额；第一个原因：{error}。",
)
FACT = Text(
    "{name}: in {true} of the draws in which “{fact}” is true, in {false} of the others.",
    "{name}：在“{fact}”为真的抽样中占{true}，在其余抽样中占{false}。",
)
BOX = Text(
    "{name}: in {density} of the draws in which: {limits}. That covers {coverage} of all draws in which it is so.",
    "{name}：在满足以下条件的抽样中占{density}：{limits}。这涵盖了所有成立抽样的{coverage}。",
)
NOT_BOX = Text(
    "{name}: not so in {density} of the draws in which: {limits}. That covers {coverage} of all draws in which it is "
    "not so.",
    "{name}：在满足以下条件的抽样中有{density}不成立：{limits}。这涵盖了所有不成立抽样的{coverage}。",
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
NO_FLIP = Text(
    "No single input changes an outcome of the case as stated within what was tried.",
    "在所尝试的范围内，没有任何单个输入会改变所述情形的结果。",
)
LEARN = Text(
    "Worth learning first: {input}. Knowing it alone would take away {share} of the doubt about the outcomes looked "
    "into, on average, and no other single unknown more.",
    "最值得先查明的是：{input}。仅知道这一项，平均即可消除所考察结果{share}的疑问，没有其他单项更多。",
)
SPLIT = Text(
    "No single unknown takes away a tenth of the doubt when learnt alone: what matters is how they combine.",
    "单独查明任何一项未知都不能消除十分之一的疑问：关键在于它们的组合。",
)


def payload(answer: StudyAnswer) -> dict[str, Any]:
    """Return the ``result`` of ``stress --json``: no times, no engines, so that equal studies give equal bytes."""
    found = answer.robustness
    stated = {True: True, False: False, None: None}
    outcomes: list[dict[str, Any]] = [
        {
            **_outcome(one.outcome),
            **_share(one.share),
            "stated": stated[one.stated],
            **bound_data(answer.bounds.get(one.outcome.id)),
        }
        for one in found.held
    ]
    outcomes += [
        {**_outcome(one.outcome), "share": None, "low": _number(one.low), "high": _number(one.high),
         "defined": _number(one.defined.value), "mean": _number(one.mean), "median": _number(one.median),
         "stated": _number(one.stated)}
        for one in found.spread
    ]  # fmt: skip
    return {
        "study": str(answer.folder) if answer.folder is not None else None,
        "title": answer.layout.title.to_dict(),
        "model": answer.layout.plan.cases[0].model,
        "readings": [case.reading for case in answer.layout.plan.cases],
        "draws": found.draws,
        "answered": found.answered,
        "seed": answer.layout.seed,
        "measure": answer.layout.measure().to_dict(),
        "inputs": inputs_data(answer.layout.inputs()),
        "outcomes": outcomes,
        "sets": [
            {"concept": one.concept, "subjects": list(one.subjects), **_share(one.share)} for one in found.together
        ],
        "sure": [one.to_dict() for one in assured(answer)],
        "drivers": [_driver(one) for one in answer.drivers],
        "flips": [_flip(one) for one in answer.flips],
        "information": [
            {"inputs": list(one.inputs), "name": one.name.to_dict(), "removed": _number(one.removed)}
            for one in answer.information
        ],
        "failed": {
            "count": found.failed,
            "first": [{"draw": one.draw, "error": one.error, "seed": one.seed} for one in found.failures],
        },
        "text": [sentence.to_dict() for sentence in sentences(answer)],
    }


def inputs_data(inputs: Sequence[Any]) -> list[dict[str, Any]]:
    """Return what varies, as JSON: id, name, law in words, basis."""
    return [
        {"id": one.id, "name": one.name.to_dict(), "law": one.law.say().to_dict(), "basis": list(one.basis)}
        for one in inputs
    ]


def sentences(answer: StudyAnswer) -> list[Text]:
    """Return what was found in sentences: shares first, then the measure, then what they rest on."""
    found = answer.robustness
    said = _robust(answer, [driver.outcome.id for driver in answer.drivers])
    said += assured(answer)
    said += [answer.layout.measure(), SAMPLING]
    if found.failed:
        said.append(FAILED.of(count=f"{found.failed:,}", draws=f"{found.draws:,}", error=found.failures[0].error))
    for driver in answer.drivers:
        if all(len(box.limits) > 1 for box in driver.boxes):  # a box of one limit says the same, and more
            said += _facts(driver)
        said += [_box(driver, box) for box in driver.boxes]
    said += _flips(answer)
    if answer.information:
        best = answer.information[0]
        said.append(LEARN.of(input=best.name, share=percent(best.removed)) if best.removed >= 0.1 else SPLIT)
    return said


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


def _robust(answer: StudyAnswer, looked_into: Sequence[str]) -> list[Text]:
    """Say what always holds, then, one a concept, what of the stated case may fail, then what was looked into."""
    found = answer.robustness
    draws = f"{found.answered:,}"
    said = always_said(answer, SHOWN)
    if found.held and not any(one.share.value > 0 for one in found.held):
        said.append(NEVER.of(draws=draws))
    doubtful = sorted(
        (one for one in found.held if 0 < one.share.value < 1),
        key=lambda one: (one.stated is not True, -one.share.value),
    )
    concepts: dict[str, Held] = {}
    for one in doubtful:
        concepts.setdefault(one.outcome.concept, one)
    first = list(concepts.values())[: 2 * SHOWN]
    shown = first + [one for one in doubtful if one.outcome.id in looked_into and one not in first]
    said += [_often(one, draws) for one in shown]
    for spread in found.spread[: 2 * SHOWN]:
        words = {"low": f"{spread.low:.4g}", "median": f"{spread.median:.4g}", "high": f"{spread.high:.4g}"}
        defined, name = spread.defined.value, spread.outcome.name
        if defined == 0:
            said.append(UNDEFINED.of(name=name))
        elif defined < 1:
            said.append(PARTLY.of(name=name, share=percent(defined), **words))
        else:
            said.append(SPREAD.of(name=name, **words))
    return said


def _often(one: Held, draws: str) -> Text:
    shares = {"share": percent(one.share.value), "low": percent(one.share.low), "high": percent(one.share.high)}
    return OFTEN.of(name=one.outcome.name, draws=draws, **shares)


def _facts(driver: Driver) -> list[Text]:
    telling = [one for one in driver.facts[:1] if _settles(one) or one.removed > WORTH_TELLING]
    shares = [(one, percent(one.true.value), percent(one.false.value)) for one in telling]
    return [FACT.of(name=driver.outcome.name, fact=one.fact, true=true, false=false) for one, true, false in shares]


def _settles(one: Told) -> bool:
    """Say whether an outcome nearly always, or nearly never, holds on one side of a fact."""
    return max(one.true.value, one.false.value) >= CLEAR or min(one.true.value, one.false.value) <= 1 - CLEAR


def _box(driver: Driver, box: FoundBox) -> Text:
    words = {"density": percent(box.box.density), "coverage": percent(box.box.coverage)}
    form = BOX if box.holds else NOT_BOX
    return form.of(name=driver.outcome.name, limits=semicolons(box.limits, len(box.limits)), **words)


def _flips(answer: StudyAnswer) -> list[Text]:
    if not answer.flips:
        known = any(one.stated is not None for one in answer.robustness.held)
        return [NO_FLIP] if known else []
    looked = {driver.outcome.id for driver in answer.drivers}
    of_those = [one for one in answer.flips if one.outcome.id in looked]
    return [_flip_said(one) for one in (of_those or answer.flips)[:SHOWN]]


def _flip_said(flip: Flip) -> Text:
    form = FLIP if flip.stated else NOT_FLIP
    words = {"name": flip.outcome.name, "input": flip.name, "before": flip.before, "after": flip.after}
    return form.of(share=percent(flip.share), **words)


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return {
        "id": outcome.id, "subject": outcome.subject, "concept": outcome.concept, "name": outcome.name.to_dict(),
    }  # fmt: skip


def _share(one: Estimate) -> dict[str, Any]:
    return {"share": _number(one.value), "low": _number(one.low), "high": _number(one.high)}


def _estimate(one: Estimate | None) -> dict[str, Any] | None:
    return None if one is None else {"value": _number(one.value), "low": _number(one.low), "high": _number(one.high)}


def _driver(one: Driver) -> dict[str, Any]:
    return {
        **_outcome(one.outcome),
        **_share(one.share),
        "facts": [_fact(told) for told in one.facts],
        "boxes": [_box_data(box) for box in one.boxes],
        "tree": [
            {"path": [step.to_dict() for step in path], "draws": draws, "share": _number(share)}
            for path, draws, share in one.tree
        ],
        "inputs": [_effect(effect) for effect in one.effects],
        "importance_floor": _number(one.floor),
    }


def _fact(told: Told) -> dict[str, Any]:
    return {
        "text": told.fact.to_dict(), "if_true": _share(told.true), "if_false": _share(told.false),
        "removed": _number(told.removed),
    }  # fmt: skip


def _box_data(found: FoundBox) -> dict[str, Any]:
    return {
        "holds": found.holds,
        "coverage": _estimate(found.support.coverage),
        "density": _estimate(found.support.density),
        "mass": _number(found.box.mass),
        "limits": [
            {"text": text.to_dict(), "quasi_p": _number(chance), "again": _number(again)}
            for text, chance, again in zip(found.limits, found.support.quasi_p, found.support.again, strict=True)
        ],
        "trajectory": [
            {"coverage": _number(step[0]), "density": _number(step[1]), "mass": _number(step[2]), "limits": step[3]}
            for step in found.steps
        ],
    }


def _effect(effect: Effect) -> dict[str, Any]:
    return {
        "inputs": list(effect.inputs), "name": effect.name.to_dict(), "first": _estimate(effect.first),
        "total": _estimate(effect.total), "shapley": _estimate(effect.shapley),
        "importance": _estimate(effect.importance),
    }  # fmt: skip


def _flip(flip: Flip) -> dict[str, Any]:
    return {
        **_outcome(flip.outcome), "stated": flip.stated, "input": flip.input, "input_name": flip.name.to_dict(),
        "share": _number(flip.share), "distance": _number(flip.distance), "before": flip.before.to_dict(),
        "after": flip.after.to_dict(),
    }  # fmt: skip


def _number(value: float | None) -> float | None:
    """Round to 12 significant digits, so that the last bits of an average do not reach a file; None for no number."""
    if value is None or not math.isfinite(value):
        return None
    return float(f"{value:.12g}")
