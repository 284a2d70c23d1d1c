"""Compiled inner loops of the race kind; what they mean is documented where they are called."""

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from countermove.race.codes import (
    ABS,
    ADD,
    AND,
    CES,
    CHOOSE,
    DIVIDE,
    EQUAL,
    EXP,
    GREATER,
    GREATER_EQUAL,
    LESS,
    LESS_EQUAL,
    LN,
    MAXIMUM,
    MINIMUM,
    MULTIPLY,
    NEGATE,
    NOT,
    NOT_EQUAL,
    OR,
    POWER,
    SQRT,
    SUBTRACT,
    TABLE,
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Tape(NamedTuple):
    """Instructions: what is done, into which slot, and from which slots (``source[start[k] : start[k + 1]]``)."""

    code: Ints
    target: Ints
    start: Ints
    source: Ints


class Layout(NamedTuple):
    """Where things stand in the slots: stocks, time, and the flows of each stock with their signs."""

    stock: Ints
    time: int
    net_start: Ints
    net_sign: Ints
    net_slot: Ints


@njit(cache=True, error_model="numpy")
def _elastic(slots: Any, sources: Ints, at: int) -> Any:
    """Return the output of inputs at a constant elasticity of substitution, as ``numeric.aggregates`` defines it."""
    sigma, count = slots[sources[0], at], sources.size - 1
    least, most = slots[sources[1], at], slots[sources[1], at]
    for place in sources[1:]:
        good = slots[place, at]
        if good != good:
            return good
        least, most = min(least, good), max(most, good)
    if least < 0:
        return np.nan
    if sigma <= 0:
        return least
    rho = (sigma - 1) / sigma
    if rho == -np.inf:  # an elasticity next to none
        return least
    total = 0.0
    if abs(rho) < 1e-9:
        for place in sources[1:]:
            total += np.log(slots[place, at])
        return np.exp(total / count)
    anchor = least if rho < 0 else most  # the term that dominates is 1, and logarithms keep ratios finite
    if anchor == 0:
        return 0.0
    for place in sources[1:]:
        total += np.expm1(rho * (np.log(slots[place, at]) - np.log(anchor)))
    half = np.log1p(total / count) / rho / 2
    return anchor * np.exp(half) * np.exp(half)


@njit(cache=True, error_model="numpy")
def _read_off(slots: Any, sources: Ints, at: int) -> Any:
    """Return y at x on a broken line, level beyond its ends."""
    x, last = slots[sources[0], at], sources.size - 2
    if x != x:
        return x
    if x <= slots[sources[1], at]:
        return slots[sources[2], at]
    for knot in range(3, last + 1, 2):
        right = slots[sources[knot], at]
        if x <= right:
            left, low, high = slots[sources[knot - 2], at], slots[sources[knot - 1], at], slots[sources[knot + 1], at]
            return low + (high - low) * (x - left) / (right - left)
    return slots[sources[last + 1], at]


@njit(cache=True, error_model="numpy")
def execute(tape: Any, slots: Floats, low: int, high: int) -> None:
    """Compute every instruction in order, for the draws from ``low`` to ``high``.

    One branch an operation, all in one function: the tape is walked once for many draws, so that choosing the branch
    costs next to nothing beside the loop inside it.
    """
    for k in range(tape.code.size):
        code, begin, end = tape.code[k], tape.start[k], tape.start[k + 1]
        out = slots[tape.target[k], low:high]
        a = slots[tape.source[begin], low:high]
        b = slots[tape.source[min(begin + 1, end - 1)], low:high]
        if code == ADD:
            for i in range(out.size):
                out[i] = a[i] + b[i]
        elif code == SUBTRACT:
            for i in range(out.size):
                out[i] = a[i] - b[i]
        elif code == MULTIPLY:
            for i in range(out.size):
                out[i] = a[i] * b[i]
        elif code == DIVIDE:
            for i in range(out.size):
                out[i] = a[i] / b[i]
        elif code == POWER:
            for i in range(out.size):
                out[i] = a[i] ** b[i]
        elif code == NEGATE:
            for i in range(out.size):
                out[i] = -a[i]
        elif code == MINIMUM:
            for i in range(out.size):
                out[i] = b[i] if b[i] < a[i] or b[i] != b[i] else a[i]
        elif code == MAXIMUM:
            for i in range(out.size):
                out[i] = b[i] if b[i] > a[i] or b[i] != b[i] else a[i]
        elif code == ABS:
            for i in range(out.size):
                out[i] = abs(a[i])
        elif code == EXP:
            for i in range(out.size):
                out[i] = np.exp(a[i])
        elif code == LN:
            for i in range(out.size):
                out[i] = np.log(a[i])
        elif code == SQRT:
            for i in range(out.size):
                out[i] = np.sqrt(a[i])
        elif code == LESS:
            for i in range(out.size):
                out[i] = 1.0 if a[i] < b[i] else 0.0
        elif code == LESS_EQUAL:
            for i in range(out.size):
                out[i] = 1.0 if a[i] <= b[i] else 0.0
        elif code == GREATER:
            for i in range(out.size):
                out[i] = 1.0 if a[i] > b[i] else 0.0
        elif code == GREATER_EQUAL:
            for i in range(out.size):
                out[i] = 1.0 if a[i] >= b[i] else 0.0
        elif code == EQUAL:
            for i in range(out.size):
                out[i] = 1.0 if a[i] == b[i] else 0.0
        elif code == NOT_EQUAL:
            for i in range(out.size):
                out[i] = 1.0 if a[i] != b[i] else 0.0
        elif code == AND:
            for i in range(out.size):
                out[i] = 1.0 if a[i] != 0 and b[i] != 0 else 0.0
        elif code == OR:
            for i in range(out.size):
                out[i] = 1.0 if a[i] != 0 or b[i] != 0 else 0.0
        elif code == NOT:
            for i in range(out.size):
                out[i] = 1.0 if a[i] == 0 else 0.0
        elif code == CHOOSE:
            c = slots[tape.source[end - 1], low:high]
            for i in range(out.size):
                out[i] = b[i] if a[i] != 0 else c[i]
        elif code == CES:
            for i in range(low, high):
                slots[tape.target[k], i] = _elastic(slots, tape.source[begin:end], i)
        elif code == TABLE:
            for i in range(low, high):
                slots[tape.target[k], i] = _read_off(slots, tape.source[begin:end], i)


@njit(cache=True)
def _load(layout: Any, slots: Floats, state: Floats, now: Floats, low: int, high: int) -> None:
    for row in range(layout.stock.size):
        slots[layout.stock[row], low:high] = state[row, low:high]
    slots[layout.time, low:high] = now[low:high]


@njit(cache=True)
def _gather(layout: Any, slots: Floats, into: Floats, low: int) -> None:
    """Sum the flows of each stock."""
    for row in range(layout.stock.size):
        change = into[row]
        change[:] = 0.0
        for term in range(layout.net_start[row], layout.net_start[row + 1]):
            flow, sign = slots[layout.net_slot[term], low : low + change.size], layout.net_sign[term]
            for i in range(change.size):
                change[i] += sign * flow[i]


@njit(cache=True)
def _moved(state: Floats, change: Floats, step: Floats, part: float, into: Floats, low: int) -> None:
    for row in range(into.shape[0]):
        for i in range(into.shape[1]):
            into[row, i] = state[row, low + i] + part * step[low + i] * change[row, i]


@njit(cache=True)
def _loaded(layout: Any, slots: Floats, here: Floats, now: Floats, step: Floats, part: float, low: int) -> None:
    for row in range(here.shape[0]):
        slots[layout.stock[row], low : low + here.shape[1]] = here[row]
    for i in range(here.shape[1]):
        slots[layout.time, low + i] = now[low + i] + part * step[low + i]


@njit(cache=True)
def advance(
    layout: Any, rates: Any, slots: Floats, state: Floats, now: Floats, step: Floats, known: bool, width: int
) -> None:
    """Take one Runge–Kutta step of fourth order, ``width`` draws at a time, each from its own date by its own step.

    ``known`` says that the rates at the start already stand in their slots.
    """
    stocks, draws = state.shape
    for low in range(0, draws, width):
        high = min(low + width, draws)
        first, second = np.empty((stocks, high - low)), np.empty((stocks, high - low))
        third, fourth = np.empty((stocks, high - low)), np.empty((stocks, high - low))
        here = np.empty((stocks, high - low))
        if not known:
            _load(layout, slots, state, now, low, high)
            execute(rates, slots, low, high)
        _gather(layout, slots, first, low)
        _moved(state, first, step, 0.5, here, low)
        _loaded(layout, slots, here, now, step, 0.5, low)
        execute(rates, slots, low, high)
        _gather(layout, slots, second, low)
        _moved(state, second, step, 0.5, here, low)
        _loaded(layout, slots, here, now, step, 0.5, low)
        execute(rates, slots, low, high)
        _gather(layout, slots, third, low)
        _moved(state, third, step, 1.0, here, low)
        _loaded(layout, slots, here, now, step, 1.0, low)
        execute(rates, slots, low, high)
        _gather(layout, slots, fourth, low)
        for row in range(stocks):
            for i in range(high - low):
                mean = first[row, i] + 2.0 * (second[row, i] + third[row, i]) + fourth[row, i]
                state[row, low + i] += step[low + i] / 6.0 * mean


@njit(cache=True)
def report(
    layout: Any,
    rates: Any,
    watch: Any,
    slots: Floats,
    state: Floats,
    now: float,
    watched: Ints,
    into: Floats,
    width: int,
) -> None:
    """Compute what is watched at a moment, ``into`` one row a name."""
    draws = state.shape[1]
    date = np.full(draws, now)
    for low in range(0, draws, width):
        high = min(low + width, draws)
        _load(layout, slots, state, date, low, high)
        execute(rates, slots, low, high)
        execute(watch, slots, low, high)
        for row in range(watched.size):
            into[row, low:high] = slots[watched[row], low:high]


@njit(cache=True)
def note_negative(state: Floats, floor: Any, now: float, slack: float, scale: Floats, first: Floats) -> None:
    """Keep the first date at which a stock that has a ``floor`` is below zero by more than rounding."""
    for row in range(state.shape[0]):
        for i in range(state.shape[1]):
            scale[row, i] = max(scale[row, i], abs(state[row, i]))
            if floor[row] and state[row, i] < -slack * scale[row, i] and first[row, i] > now:
                first[row, i] = now
