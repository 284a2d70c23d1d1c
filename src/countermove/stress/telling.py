"""What a study found, as the JSON of FORMAT §3 and in sentences; a share of draws is never called a probability."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from countermove.document.text import Text
from countermove.kind import Outcome
from countermove.stress.drivers.intervals import Estimate

if TYPE_CHECKING:
    from countermove.stress.flips import Flip
    from countermove.stress.learning import Driver, Effect, FoundBox, Told
    from countermove.stress.robustness import Held, Robustness
    from countermove.stress.study import StudyAnswer

SHOWN = 4  # outcomes a sentence list opens with
CLEAR = 0.95  # a fact or box that settles an outcome in so many draws is called telling

OFTEN = Text(
    "Under {concept}, {name} holds in {share} of {draws} draws ({low} to {high}).",
    "在{concept}下，{name}在{draws}次抽样的{share}中成立（{low}至{high}）。",
)
ALWAYS = Text(
    "Under {concept}, {name} holds in every one of {draws} draws.", "在{concept}下，{name}在全部{draws}次抽样中成立。"
)
NEVER = Text(
    "Under {concept}, none of the outcomes counted holds in any of {draws} draws.",
    "在{concept}下，所计结果在{draws}次抽样中无一成立。",
)
SPREAD = Text(
    "{name} comes to {median} in the middle draw, and between {low} and {high} in nine draws of ten.",
    "{name}的中位数为{median}，十分之九的抽样介于{low}与{high}之间。",
)
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
    "{name} ({concept}) holds in {true} of the draws in which “{fact}” is true, and in {false} of the others.",
    "在“{fact}”为真的抽样中，{name}（{concept}）有{true}成立；在其余抽样中有{false}成立。",
)
BOX = Text(
    "{name} ({concept}) {verb} in {density} of the draws in which: {limits}. These are {coverage} of all draws in "
    "which it does.",
    "在满足以下条件的抽样中，{name}（{concept}）有{density}{verb}：{limits}。它们占所有此类抽样的{coverage}。",
)
HOLDS, FAILS = Text("holds", "成立"), Text("does not hold", "不成立")
FLIP = Text(
    "{name} ({concept}) {verb} in the case as stated; changing {input} alone changes that in {share} of its draws, the "
    "nearest being {before} → {after}.",
    "在所述情形下，{name}（{concept}）{verb}；仅改变{input}，有{share}的抽样会改变这一结论，"
    "最近的变化为{before} → {after}。",
)
NO_FLIP = Text(
    "No single input changes an outcome of the case as stated within what was tried.",
    "在所尝试的范围内，没有任何单个输入会改变所述情形的结果。",
)
LEARN = Text(
    "Learning {input} alone would take away {share} of the doubt about the outcomes looked into, on average; no other "
    "single unknown takes away more.",
    "若仅能查明一项，查明{input}平均可消除所考察结果{share}的疑问，多于其他任何单项。",
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
        {**_outcome(one.outcome), **_share(one.share), "stated": stated[one.stated]} for one in found.held
    ]
    outcomes += [
        {**_outcome(one.outcome), "share": None, "low": _number(one.low), "high": _number(one.high),
         "mean": _number(one.mean), "median": _number(one.median), "stated": _number(one.stated)}
        for one in found.spread
    ]  # fmt: skip
    return {
        "study": str(answer.folder) if answer.folder is not None else None,
        "draws": found.draws,
        "seed": answer.layout.seed,
        "measure": answer.layout.measure().to_dict(),
        "inputs": inputs_data(answer.layout.inputs()),
        "outcomes": outcomes,
        "sets": [
            {"concept": one.concept, "subjects": list(one.subjects), **_share(one.share)} for one in found.together
        ],
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
    said = _robust(found)
    said += [answer.layout.measure(), SAMPLING]
    if found.failed:
        said.append(FAILED.of(count=f"{found.failed:,}", draws=f"{found.draws:,}", error=found.failures[0].error))
    for driver in answer.drivers:
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


def _robust(found: Robustness) -> list[Text]:
    said = []
    concepts = dict.fromkeys(one.outcome.concept for one in found.held)
    for concept in concepts:
        held = [one for one in found.held if one.outcome.concept == concept and one.share.value > 0]
        held.sort(key=lambda one: -one.share.value)
        if not held:
            said.append(NEVER.of(concept=concept_name(concept), draws=f"{found.answered:,}"))
        said += [_often(one, found.answered) for one in held[:SHOWN]]
    for spread in found.spread:
        words = {"low": f"{spread.low:.4g}", "median": f"{spread.median:.4g}", "high": f"{spread.high:.4g}"}
        said.append(SPREAD.of(name=spread.outcome.name, **words))
    return said


def _often(one: Held, draws: int) -> Text:
    words: dict[str, Text | str] = {
        "concept": concept_name(one.outcome.concept),
        "name": one.outcome.name,
        "draws": f"{draws:,}",
    }
    if one.share.value == 1:
        return ALWAYS.of(**words)
    shares = {"share": percent(one.share.value), "low": percent(one.share.low), "high": percent(one.share.high)}
    return OFTEN.of(**words, **shares)


def _facts(driver: Driver) -> list[Text]:
    telling = [
        one for one in driver.facts[:2] if max(one.true.value, 1 - one.false.value) >= CLEAR or one.removed > 0.05
    ]
    return [
        FACT.of(
            name=driver.outcome.name,
            concept=concept_name(driver.outcome.concept),
            fact=one.fact,
            true=percent(one.true.value),
            false=percent(one.false.value),
        )
        for one in telling[:1]
    ]


def _box(driver: Driver, box: FoundBox) -> Text:
    return BOX.of(
        name=driver.outcome.name,
        concept=concept_name(driver.outcome.concept),
        verb=HOLDS if box.holds else FAILS,
        density=percent(box.box.density),
        coverage=percent(box.box.coverage),
        limits=Text("; ".join(one.get("en") for one in box.limits), "；".join(one.get("zh") for one in box.limits)),
    )


def _flips(answer: StudyAnswer) -> list[Text]:
    if not answer.flips:
        known = any(one.stated is not None for one in answer.robustness.held)
        return [NO_FLIP] if known else []
    said = []
    for flip in [one for one in answer.flips if one.stated][:3] or answer.flips[:2]:
        said.append(
            FLIP.of(
                name=flip.outcome.name,
                concept=concept_name(flip.outcome.concept),
                verb=HOLDS if flip.stated else FAILS,
                input=flip.name,
                share=percent(flip.share),
                before=flip.before,
                after=flip.after,
            )
        )
    return said


CONCEPTS = {
    "nash": Text("Nash stability", "纳什稳定性"),
    "gmr": Text("general metarationality (GMR)", "一般超理性（GMR）"),
    "smr": Text("symmetric metarationality (SMR)", "对称超理性（SMR）"),
    "seq": Text("sequential stability (SEQ)", "序贯稳定性（SEQ）"),
    "sseq": Text("symmetric sequential stability (SSEQ)", "对称序贯稳定性（SSEQ）"),
    "sim": Text("simultaneous stability (SIM)", "同步稳定性（SIM）"),
}


def concept_name(concept: str) -> Text:
    """Return a concept in words; kinds' own words stand for themselves, underscores read as spaces."""
    return CONCEPTS.get(concept) or Text.both(concept.replace("_", " "))


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
