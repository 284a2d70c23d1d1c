"""What a study found, as the JSON of FORMAT §3 and in sentences; a share of draws is never called a probability."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from countermove.document.text import Text
from countermove.kind import Outcome
from countermove.stress.bounds_words import always_lines, assured, bound_data
from countermove.stress.drivers.intervals import Estimate
from countermove.stress.words import (
    Line,
    Part,
    driver_lines,
    flip_lines,
    information_lines,
    measure_lines,
    percent,
    set_lines,
)

if TYPE_CHECKING:
    from countermove.stress.flips import Flip
    from countermove.stress.learning import Driver, Effect, FoundBox, Told
    from countermove.stress.robustness import Held, Robustness
    from countermove.stress.study import StudyAnswer

SHOWN = 4  # outcomes a sentence list opens with

SHARES = Text("What the draws came to", "抽样的结果")
MEASURE = Text("What a share is a share of", "份额是什么的份额")
DEPENDS = Text("What the outcomes depend on", "结果取决于什么")
FLIPS = Text("What would turn the case as stated", "什么会使所述情形翻转")
INFORMATION = Text("What to learn first", "最值得先查明什么")
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
FAILED = Text(
    "{count} of {draws} draws have no answer and are left out of the shares; the first: {error}.",
    "{draws}次抽样中有{count}次没有结果，未计入份额；第一个原因：{error}。",
)


def payload(answer: StudyAnswer) -> dict[str, Any]:
    """Return the ``result`` of ``stress --json``: no times, no engines, so that equal studies give equal bytes."""
    from countermove.stress.plan import measure_frame

    found = answer.robustness
    opening, closing = measure_frame(answer.layout.plan)
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
        "frame": {"opening": opening.to_dict(), "closing": closing.to_dict()},
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
        "parts": [part.to_dict() for part in parts(answer)],
    }


def inputs_data(inputs: Sequence[Any]) -> list[dict[str, Any]]:
    """Return what varies, as JSON: id, name, law in words, basis."""
    return [
        {"id": one.id, "name": one.name.to_dict(), "law": one.law.say().to_dict(), "basis": list(one.basis)}
        for one in inputs
    ]


def parts(answer: StudyAnswer) -> list[Part]:
    """Return what was found, part by part: shares first, then the measure, then what they rest on."""
    found = answer.robustness
    shares = [
        *always_lines(answer, SHOWN),
        *(Line(one) for one in _robust(found, [driver.outcome.id for driver in answer.drivers])),
    ]
    shares += set_lines(answer)
    shares += [Line(one) for one in assured(answer)]
    measure = measure_lines(answer.layout)
    if found.failed:
        words = {"count": f"{found.failed:,}", "draws": f"{found.draws:,}", "error": found.failures[0].error}
        measure.append(Line(FAILED.of(**words)))
    told = (
        (SHARES, shares),
        (MEASURE, measure),
        (DEPENDS, driver_lines(answer.drivers)),
        (FLIPS, flip_lines(answer)),
        (INFORMATION, information_lines(answer)),
    )
    return [Part(title, tuple(lines)) for title, lines in told if lines]


def sentences(answer: StudyAnswer) -> list[Text]:
    """Return what was found as paragraphs, without titles."""
    return [line.flat() for part in parts(answer) for line in part.lines]


def _robust(found: Robustness, looked_into: Sequence[str]) -> list[Text]:
    """Say, one a concept, what of the stated case may fail, then what was looked into."""
    draws = f"{found.answered:,}"
    said: list[Text] = []
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
        **(_share(one.share) if one.share is not None else {"share": None, "low": None, "high": None}),
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
        "base": _estimate(found.base),
        "level": _number(found.level),
        "left_out": [text.to_dict() for text in found.left_out],
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
        **_outcome(flip.outcome),
        "stated": flip.stated,
        "ranks": flip.ranks,
        "input": flip.input,
        "input_name": flip.name.to_dict(),
        "share": _number(flip.share),
        "distance": _number(flip.distance),
        "before": flip.before.to_dict(),
        "after": flip.after.to_dict(),
    }


def _number(value: float | None) -> float | None:
    """Round to 12 significant digits, so that the last bits of an average do not reach a file; None for no number."""
    if value is None or not math.isfinite(value):
        return None
    return float(f"{value:.12g}")
