"""Utility spaces of GENIUS and NegMAS: one XML file an actor, over the same discrete or integer issues.

Lin et al. 2014 (Computational Intelligence 30:48) for GENIUS; Mohammad, Nakadai, Greenwald 2021 for NegMAS. The XML is
parsed by defusedxml: no entities, no external references.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from countermove.bargain.compromise import Floats
from countermove.document.faults import AnalysisError

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MOST_LEVELS = 1_000


@dataclass(frozen=True, slots=True)
class UtilitySpace:
    """One actor's worth of every level of every issue: ``worth[i]`` (levels,), adding up across issues to at most 1."""

    issues: tuple[str, ...]
    levels: tuple[tuple[str, ...], ...]
    worth: tuple[Floats, ...]
    reservation: float
    discount: float


def read_utility_space(path: str | Path) -> UtilitySpace:
    """Read one actor's additive utility space.

    Discrete evaluations are divided by the issue's greatest, as GENIUS does, and multiplied by the issue's weight;
    weights are scaled to add up to 1. Integer issues take a linear evaluator (offset and slope over the range).

    Raises
    ------
    AnalysisError
        If the file is no such space, or uses what is not read here (real-valued issues, constraints).
    """
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise AnalysisError(f"{path} is no utility space that can be read ({error}): give a GENIUS XML file") from error
    return parse_utility_space(content, str(path))


def parse_utility_space(content: bytes, path: str) -> UtilitySpace:
    """Read one actor's additive utility space from the bytes of a file; as ``read_utility_space``."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        root = fromstring(content)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise AnalysisError(f"{path} is no utility space that can be read ({error}): give a GENIUS XML file") from error
    objective = root.find(".//objective")
    if objective is None:
        raise AnalysisError(f"{path} has no <objective>: give the utility file of one actor, not the domain list")
    if root.find(".//constraint") is not None or root.find(".//hyperRectangle") is not None:
        raise AnalysisError(f"{path} has constraints between issues: only additive utility spaces are read")
    weight = {one.get("index", ""): _number(one, "value", str(path)) for one in objective.findall("weight")}
    names, levels, worth = [], [], []
    for issue in objective.findall("issue"):
        name = issue.get("name") or f"issue {issue.get('index')}"
        words, value = _levels(issue, name, str(path))
        names.append(name)
        levels.append(words)
        worth.append(value * weight.get(issue.get("index", ""), 1.0))
    if not names:
        raise AnalysisError(f"{path} has no <issue> below its objective")
    total = sum(weight.get(issue.get("index", ""), 1.0) for issue in objective.findall("issue"))
    if total <= 0:
        raise AnalysisError(f"{path}: the weights add up to {total:g}; give one issue a weight above 0")
    reservation, discount = root.find(".//reservation"), root.find(".//discount_factor")
    return UtilitySpace(
        tuple(names),
        tuple(levels),
        tuple(value / total for value in worth),
        0.0 if reservation is None else _number(reservation, "value", str(path)),
        1.0 if discount is None else _number(discount, "value", str(path)),
    )


def joint_utility(spaces: list[UtilitySpace]) -> tuple[list[Floats], Floats]:
    """Return what each level is worth to each actor, (levels, n) an issue, and the reservations (n,).

    Raises
    ------
    AnalysisError
        If the files are not over the same issues and levels.
    """
    if any((one.issues, one.levels) != (spaces[0].issues, spaces[0].levels) for one in spaces):
        raise AnalysisError("the files are not over the same issues and levels: give files of one domain")
    worth = [np.stack([one.worth[i] for one in spaces], axis=1) for i in range(len(spaces[0].issues))]
    return worth, np.array([one.reservation for one in spaces])


def _levels(issue: Element, name: str, path: str) -> tuple[tuple[str, ...], Floats]:
    kind = issue.get("vtype") or issue.get("type") or "discrete"
    if kind == "discrete":
        items = issue.findall("item")
        if not items:
            raise AnalysisError(f"{path}: issue {name!r} has no items")
        value = np.array([_number(item, "evaluation", path) for item in items])
        top = value.max()
        return tuple(item.get("value", "") for item in items), value / top if top > 0 else value
    if kind == "integer":
        span = issue.find("range")
        ends = span if span is not None else issue
        low, high = (int(_number(ends, key, path)) for key in ("lowerbound", "upperbound"))
        evaluator = issue.find("evaluator")
        if not 0 <= high - low < MOST_LEVELS or evaluator is None or evaluator.get("ftype", "linear") != "linear":
            raise AnalysisError(f"{path}: issue {name!r} needs a linear evaluator and at most {MOST_LEVELS} values")
        first, slope = (_number(evaluator, key, path) for key in ("offset", "slope"))
        value = first + slope * np.arange(high - low + 1, dtype=np.float64)
        return tuple(str(number) for number in range(low, high + 1)), value
    raise AnalysisError(f"{path}: issue {name!r} is {kind}; only discrete and integer issues are read")


def _number(element: Element, key: str, path: str) -> float:
    word = element.get(key)
    try:
        value = float(word) if word is not None else float("nan")
    except ValueError:
        value = float("nan")
    if not np.isfinite(value):
        raise AnalysisError(f"{path}: <{element.tag}> has no number in {key!r}; found {word!r}")
    return value
