"""One run by scipy's adaptive solvers: exact to a stated tolerance, with the dates at which things happen.

Formulas are computed here by plain Python numbers, so that the fixed-step solver over draws (``program``) has a check
that shares neither method nor code with it.
"""

from __future__ import annotations

import math
import operator
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from countermove.document.arithmetic import OPERATIONS, Name, Node, Number
from countermove.document.faults import AnalysisError
from countermove.race.equations import TIME, Equations, Switch

Floats = NDArray[np.float64]
Values = dict[str, Any]
Closure = Callable[[Values], Any]
RTOL, ATOL = 1e-8, 1e-10
MOST_EVALUATIONS = 60_000  # of all rates between two events; ordinary races need some hundreds


def _constant_elasticity(sigma: float, *goods: float) -> float:
    least = min(goods)
    if sigma <= 0 or least == max(goods) or least < 0:
        return least if least >= 0 else math.nan
    rho = (sigma - 1) / sigma
    if rho == -math.inf:  # an elasticity next to none
        return least
    if least == 0 and rho <= 0:
        return 0.0
    if abs(rho) < 1e-9:
        return math.exp(math.fsum(map(math.log, goods)) / len(goods))
    anchor = least if rho < 0 else max(goods)  # the term that dominates is 1, and logarithms keep ratios finite
    terms = (math.expm1(rho * (math.log(good) - math.log(anchor))) if good else -1.0 for good in goods)
    half = math.log1p(math.fsum(terms) / len(goods)) / rho / 2
    return anchor * math.exp(half) * math.exp(half)


_PLAIN: Mapping[str, Callable[..., Any]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "^": math.pow,
    "neg": operator.neg, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "=": operator.eq, "<>": operator.ne, "min": min, "max": max, "abs": abs, "exp": math.exp, "ln": math.log,
    "sqrt": math.sqrt, "ces": _constant_elasticity,
}  # fmt: skip


class RaceFault(AnalysisError):
    """A race that cannot be computed to its end: what happened, and when."""


def closure(node: Node) -> Closure:
    """Return a function of values by name that computes a node with plain numbers."""
    if isinstance(node, Number):
        value = node.value
        return lambda values: value
    if isinstance(node, Name):
        id = node.id
        return lambda values: values[id]
    parts = [closure(part) for part in node.args]
    if node.op == "if":
        condition, yes, no = parts
        return lambda values: yes(values) if condition(values) else no(values)
    if node.op == "and":
        return lambda values: parts[0](values) and parts[1](values)
    if node.op == "or":
        return lambda values: parts[0](values) or parts[1](values)
    if node.op == "not":
        return lambda values: not parts[0](values)
    if node.op == "clip":
        return lambda values: min(max(parts[0](values), parts[1](values)), parts[2](values))
    if len(parts) == 1 and node.op in ("min", "max"):
        return parts[0]
    if node.op not in _PLAIN:
        compute = OPERATIONS[node.op].compute
        return lambda values: float(compute(*(part(values) for part in parts)))
    plain = _PLAIN[node.op]
    if len(parts) == 2:
        first, second = parts
        return lambda values: plain(first(values), second(values))
    return lambda values: plain(*(part(values) for part in parts))


@dataclass(frozen=True, slots=True)
class _Segment:
    """The run between two dates on which something changes: constants, and scipy's interpolant."""

    start: float
    end: float
    constants: Mapping[str, float]
    states: Callable[[Any], Floats]


@dataclass(frozen=True, slots=True)
class Trajectory:
    """A run known at every moment; ``method`` and ``rtol`` say how it was got."""

    equations: Equations
    segments: tuple[_Segment, ...]
    method: str
    rtol: float
    evaluations: int

    @property
    def start(self) -> float:
        """The first moment."""
        return self.segments[0].start

    @property
    def end(self) -> float:
        """The last moment."""
        return self.segments[-1].end

    def at(self, name: str, moment: float, after: bool = True) -> float:
        """Return a value at a moment; on the date of an event, just after it (or just before)."""
        starts = [segment.start for segment in self.segments]
        index = max(bisect_right(starts, moment) - 1, 0)
        if not after and index > 0 and starts[index] == moment:
            index -= 1
        segment = self.segments[index]
        values: Values = {**segment.constants, TIME: moment}
        values.update(zip(self.equations.stocks, segment.states(moment).tolist(), strict=True))
        for other, compute in _steps(self.equations, [name]):
            values[other] = _guarded(self.equations, other, compute, values)
        return float(values[name])

    def sample(self, name: str, moments: Sequence[float] | Floats) -> Floats:
        """Return values at many moments."""
        return self.table([name], np.asarray(moments, dtype=np.float64))[name]

    def table(self, names: Sequence[str], moments: Floats) -> dict[str, Floats]:
        """Return several quantities at many moments, each moment computed once."""
        starts = [segment.start for segment in self.segments]
        found = {name: np.empty(len(moments)) for name in names}
        steps = _steps(self.equations, names)
        for index, moment in enumerate(map(float, moments)):
            segment = self.segments[max(bisect_right(starts, moment) - 1, 0)]
            values: Values = {**segment.constants, TIME: moment}
            values.update(zip(self.equations.stocks, segment.states(moment).tolist(), strict=True))
            for name, compute in steps:
                values[name] = _guarded(self.equations, name, compute, values)
            for name in names:
                found[name][index] = values[name]
        return found


def _steps(equations: Equations, names: Sequence[str]) -> list[tuple[str, Closure]]:
    """Return what must be computed, in order, to know some names."""
    compiled, needed = _compiled(equations), _reached(equations, names)
    return [(name, compiled[name]) for name in equations.order if name in needed and name not in equations.static]


def _guarded(equations: Equations, name: str, compute: Closure, values: Values) -> Any:
    try:
        return compute(values)
    except (ArithmeticError, ValueError) as fault:
        text = equations.formulas[name].text
        raise RaceFault(f"{name} cannot be computed at {values[TIME]:.6g} ({fault}): {text}") from None


@lru_cache(maxsize=32)
def _compiled(equations: Equations) -> dict[str, Closure]:
    return {name: closure(expression.root) for name, expression in equations.expressions.items()}


def constants_at(equations: Equations, constants: Mapping[str, float], moment: float) -> dict[str, float]:
    """Return constants and what follows from them alone, with every event up to ``moment`` counted.

    Events are taken by date (by the document's order on one date); the values they set are computed from the constants
    before any event.
    """
    before = _with_static(equations, constants)
    changed = dict(constants)
    for switch in sorted(equations.switches, key=lambda one: before[one.at]):
        if before[switch.at] <= moment:
            changed.update({name: before[fresh] for name, fresh in switch.set.items()})
    return _with_static(equations, changed)


def _with_static(equations: Equations, constants: Mapping[str, float]) -> dict[str, float]:
    values: Values = dict(constants)
    compiled = _compiled(equations)
    for name in equations.order:
        if name in equations.static:
            try:
                values[name] = float(compiled[name](values))
            except (ArithmeticError, ValueError) as fault:
                raise RaceFault(f"{name} cannot be computed ({fault}): {equations.formulas[name].text}") from None
    return values


def integrate(
    equations: Equations,
    start: float,
    end: float,
    constants: Mapping[str, float] | None = None,
    method: str = "LSODA",
    rtol: float = RTOL,
) -> Trajectory:
    """Run a race once, adaptively, stopping at each event to change what it changes.

    Parameters
    ----------
    equations : Equations
        Without problems.
    start, end : float
        Dates.
    constants : mapping
        Values that differ from their centre.
    method : str
        ``LSODA`` (turns stiff by itself), ``Radau`` (stiff) or ``RK45`` (not stiff).
    rtol : float
        Relative error allowed a step.

    Raises
    ------
    RaceFault
        If a formula cannot be computed, or a stock that may not falls below zero: with the date.

    References
    ----------
    Petzold 1983, *SIAM J. Sci. Stat. Comput.* 4:136 (LSODA), through ``scipy.integrate.solve_ivp``.
    """
    given = {**equations.centre(), **(constants or {})}
    first = constants_at(equations, given, start)
    state = [float(first[stock.start]) for stock in equations.stocks.values()]
    dates = {first[switch.at] for switch in equations.switches}
    edges = [start, *sorted(date for date in dates if start < date < end), end]
    _jump(equations, state, first, start)
    segments, evaluations = [], 0
    for left, right in zip(edges, edges[1:], strict=False):
        here = constants_at(equations, given, left)
        segment, state, calls = _segment(equations, state, left, right, here, method, rtol)
        segments.append(segment)
        evaluations += calls
        _jump(equations, state, first, right)
    return Trajectory(equations, tuple(segments), method, rtol, evaluations)


def _jump(equations: Equations, state: list[float], first: Mapping[str, float], moment: float) -> None:
    names = list(equations.stocks)
    for switch in equations.switches:
        if first[switch.at] == moment:
            for stock, extra in switch.add.items():
                state[names.index(stock)] += first[extra]


def _segment(
    equations: Equations,
    state: list[float],
    left: float,
    right: float,
    constants: Mapping[str, float],
    method: str,
    rtol: float,
) -> tuple[_Segment, list[float], int]:
    from scipy.integrate import solve_ivp

    if not state:
        return _Segment(left, right, constants, lambda moment: np.zeros(0)), [], 0
    rates = _rates(equations, constants)
    floors = [
        _floor(row, name, state)
        for row, name in enumerate(equations.stocks)
        if not equations.stocks[name].may_be_negative
    ]
    scale = float(np.abs(state).max())
    if scale == 0:  # nothing has a size yet: take what the first rates would make of it
        scale = (right - left) * float(np.abs(rates(left, np.array(state))).max())
    scale = max(1e-12, scale)
    answer = solve_ivp(  # type: ignore[call-overload]
        rates, (left, right), state, method=method, rtol=rtol, atol=ATOL * scale, dense_output=True,
        events=[floor.crossed for floor in floors], max_step=(right - left) / 8,
    )  # fmt: skip
    for floor, found in zip(floors, answer.t_events or [], strict=False):
        if len(found):
            raise RaceFault(_went_negative(equations, floor.name, float(found[0])))
    if not answer.success:
        raise RaceFault(f"the solver stopped at {answer.t[-1]:.6g}: {answer.message}")
    return _Segment(left, right, constants, answer.sol), [float(part) for part in answer.y[:, -1]], int(answer.nfev)


@dataclass(frozen=True, slots=True)
class _Floor:
    name: str
    crossed: Callable[[float, Floats], float]


def _floor(row: int, name: str, state: Sequence[float]) -> _Floor:
    slack = 1e-7 * max(abs(state[row]), 1e-3 * max(abs(part) for part in state), 1e-12)

    def crossed(moment: float, here: Floats) -> float:
        return float(here[row]) + slack

    crossed.terminal = True  # type: ignore[attr-defined]
    crossed.direction = -1  # type: ignore[attr-defined]
    return _Floor(name, crossed)


def _went_negative(equations: Equations, stock: str, date: float) -> str:
    drains = [rate for sign, rate in equations.net[stock] if sign < 0] or [rate for _, rate in equations.net[stock]]
    return (
        f"stock {stock!r} falls below zero at {date:.6g}, drained by {', '.join(map(repr, drains))}; "
        f"limit the flow, for example min(…, {stock} / 1 [time]), or write `may_be_negative: true`"
    )


def _rates(equations: Equations, constants: Mapping[str, float]) -> Callable[[float, Floats], list[float]]:
    steps = _steps(equations, [rate for terms in equations.net.values() for _, rate in terms])
    names = list(equations.stocks)
    values: Values = dict(constants)

    calls = 0

    def rates(moment: float, state: Floats) -> list[float]:
        nonlocal calls
        calls += 1
        if calls > MOST_EVALUATIONS:
            cure = "look for a division that nears zero or growth without a ceiling"
            raise RaceFault(f"the race changes ever faster near {moment:.6g} and cannot be followed further; {cure}")
        values[TIME] = float(moment)
        values.update(zip(names, state.tolist(), strict=True))
        for name, compute in steps:
            values[name] = _guarded(equations, name, compute, values)
        return [sum(sign * values[rate] for sign, rate in equations.net[stock]) for stock in names]

    return rates


def _reached(equations: Equations, names: Sequence[str]) -> set[str]:
    found: set[str] = set()
    queue = list(names)
    while queue:
        name = queue.pop()
        if name not in found:
            found.add(name)
            queue += equations.expressions[name].names if name in equations.expressions else ()
    return found


def root_between(trajectory: Trajectory, difference: Callable[[float], float], left: float, right: float) -> float:
    """Return the moment between two at which a difference changes sign (Brent 1973), to a millionth of the run.

    A jump (at an event) counts as a change on that date.
    """
    from scipy.optimize import brentq

    tolerance = 1e-9 * (trajectory.end - trajectory.start)
    return float(brentq(difference, left, right, xtol=tolerance))


def changes_of_sign(trajectory: Trajectory, first: str, second: str, moments: Floats) -> list[tuple[float, int]]:
    """Return each date at which ``first − second`` changes sign, with the sign after; level stretches are skipped."""
    gap = trajectory.sample(first, moments) - trajectory.sample(second, moments)
    size = np.maximum(np.abs(trajectory.sample(first, moments)), np.abs(trajectory.sample(second, moments)))
    sign = np.where(np.abs(gap) <= 1e-9 * size, 0, np.sign(gap)).astype(int)
    seen = [(float(moment), int(one)) for moment, one in zip(moments, sign, strict=True) if one]

    def difference(moment: float) -> float:
        return trajectory.at(first, moment) - trajectory.at(second, moment)

    return [
        (root_between(trajectory, difference, left, right), after)
        for (left, before), (right, after) in zip(seen, seen[1:], strict=False)
        if before != after
    ]


__all__ = ["RaceFault", "Switch", "Trajectory", "changes_of_sign", "constants_at", "integrate", "root_between"]
