"""A race as a tape of operations, and a fixed-step solver that runs it over all draws at once.

Each formula is computed once a moment: equal parts are shared, what depends on constants alone is computed before the
clock runs, and every operation writes into a slot of its own, one entry a draw. A compiled loop goes along the tape for
as many draws as the processor's second cache holds. Events that fall inside a step split it, for each draw at its own
date, so that Runge–Kutta keeps its order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from countermove.document.arithmetic import Name, Node, Number
from countermove.race.codes import CODES
from countermove.race.equations import TIME, Equations, Switch

Floats = NDArray[np.float64]
Instruction = tuple[int, int, tuple[int, ...]]  # a code, the slot of the result, the slots of the arguments
BLOCK = 2_048  # draws whose slots are held at once
CACHED = 32_768  # numbers that the inner loop works on at once: a quarter of a megabyte
SLACK = 1e-7  # of a stock's greatest size: what it may fall below zero by rounding


@dataclass(frozen=True, slots=True)
class Program:
    """Instructions for constants, for rates, and for what is watched besides; slots by name."""

    slots: Mapping[str, int]
    numbers: tuple[tuple[int, float], ...]
    static: tuple[Instruction, ...]
    rates: tuple[Instruction, ...]
    watch: tuple[Instruction, ...]
    net: tuple[tuple[tuple[int, int], ...], ...]
    size: int


@dataclass(frozen=True, slots=True)
class Run:
    """A run over draws: ``values[name]`` is (moments, draws); ``negative[stock]`` the first date below zero, or inf."""

    times: Floats
    values: Mapping[str, Floats]
    negative: Mapping[str, Floats]


class _Tape:
    """Instructions while they are laid out; equal nodes share a slot."""

    def __init__(self, equations: Equations) -> None:
        self.equations = equations
        self.slots: dict[str, int] = {}
        self.known: dict[tuple[Any, ...], int] = {}
        self.numbers: list[tuple[int, float]] = []
        self.moving: set[int] = set()
        self.static: list[Instruction] = []
        self.out: list[Instruction] = []
        self.size = 0
        for name in (*equations.constants, TIME, *equations.stocks):
            self.slots[name] = self._new()
        self.moving |= {self.slots[TIME], *(self.slots[name] for name in equations.stocks)}

    def _new(self) -> int:
        self.size += 1
        return self.size - 1

    def name(self, name: str) -> int:
        """Return the slot of a name, computing its formula first if need be."""
        if name not in self.slots:
            self.slots[name] = self.node(self.equations.expressions[name].root)
        return self.slots[name]

    def node(self, node: Node) -> int:
        """Return the slot of a node's value."""
        if isinstance(node, Name):
            return self.name(node.id)
        if isinstance(node, Number):
            key: tuple[Any, ...] = ("number", node.value)
            if key not in self.known:
                self.known[key] = self._new()
                self.numbers.append((self.known[key], node.value))
            return self.known[key]
        sources = tuple(self.node(part) for part in node.args)
        if node.op in ("min", "max"):
            return reduce(lambda left, right: self._emit(node.op, (left, right)), sources)
        if node.op == "clip":
            return self._emit("min", (self._emit("max", sources[:2]), sources[2]))
        return self._emit(node.op, sources)

    def _emit(self, op: str, sources: tuple[int, ...]) -> int:
        key = (op, *sources)
        if key in self.known:
            return self.known[key]
        target = self.known[key] = self._new()
        instruction = (CODES[op], target, sources)
        if self.moving.intersection(sources):
            self.moving.add(target)
            self.out.append(instruction)
        else:
            self.static.append(instruction)
        return target


@lru_cache(maxsize=32)
def compile_race(equations: Equations, watched: tuple[str, ...]) -> Program:
    """Lay a race out as instructions; ``watched`` are the names a run reports. O(size of the formulas)."""
    tape = _Tape(equations)
    for name in equations.order:  # in this order recursion never goes deeper than one formula
        if name in equations.static:
            tape.name(name)
    wanted = {rate for terms in equations.net.values() for _, rate in terms}
    needed = _reached(equations, wanted)
    for name in equations.order:
        if name in needed:
            tape.name(name)
    net = tuple(tuple((sign, tape.name(rate)) for sign, rate in terms) for terms in equations.net.values())
    rates, tape.out = tape.out, []
    seen = _reached(equations, watched)
    for name in equations.order:
        if name in seen:
            tape.name(name)
    return Program(
        dict(tape.slots), tuple(tape.numbers), tuple(tape.static), tuple(rates), tuple(tape.out), net, tape.size,
    )  # fmt: skip


def _reached(equations: Equations, names: Iterable[str]) -> set[str]:
    found: set[str] = set()
    queue = list(names)
    while queue:
        name = queue.pop()
        if name not in found:
            found.add(name)
            queue += equations.expressions[name].names if name in equations.expressions else ()
    return found


def simulate(
    equations: Equations, constants: Mapping[str, float | Floats], times: Floats, watched: Sequence[str]
) -> Run:
    """Run a race over draws by the classical Runge–Kutta method of fourth order.

    Parameters
    ----------
    equations : Equations
        Without problems.
    constants : mapping
        Values by name, a number or ``(n,)`` draws; missing ones take their centre.
    times : (k,) float
        Moments at which the race is reported; each gap is one step.
    watched : names
        Stocks or formulas to report.

    Returns
    -------
    Run
        With ``(k, n)`` arrays. Values that cannot be computed are nan, never an exception: a draw may fail alone.

    Notes
    -----
    O(k · n · size of the formulas) time; draws are taken ``BLOCK`` at a time, so memory beyond the answer is O(BLOCK).
    The error is of order step⁴ between kinks of ``min``, ``max`` and ``if``, and step² in the step that holds a kink.
    """
    program = compile_race(equations, tuple(watched))
    base: dict[str, Any] = {**equations.centre(), **constants}
    count = max((len(value) for value in base.values() if isinstance(value, np.ndarray) and value.ndim), default=1)
    parts = []
    for start in range(0, count, BLOCK):
        block = slice(start, min(start + BLOCK, count))
        here = {
            name: value[block] if isinstance(value, np.ndarray) and value.ndim else value
            for name, value in base.items()
        }
        with np.errstate(all="ignore"):
            parts.append(_Machine(program, equations, here, watched, block.stop - block.start).run(times))
    values, negative = (_side_by_side([part[one] for part in parts]) for one in (0, 1))
    by_name = {name: values[:, place] for place, name in enumerate(watched)}
    return Run(times, by_name, dict(zip(equations.stocks, negative, strict=True)))


def _side_by_side(blocks: Sequence[Floats]) -> Floats:
    return blocks[0] if len(blocks) == 1 else np.concatenate(blocks, axis=-1)


class _Machine:
    """The slots of one block of draws, and the solver's loop over the moments."""

    def __init__(
        self, program: Program, equations: Equations, constants: Mapping[str, Any], watched: Sequence[str], count: int
    ) -> None:
        from countermove.race import _kernels  # here, so that importing the package stays free of numba

        self.kernels, self.program, self.equations, self.count = _kernels, program, equations, count
        self.static, self.rates, self.watch = map(_tape, (program.static, program.rates, program.watch))
        self.layout = _layout(program, equations)
        self.watched = np.array([program.slots[name] for name in watched], np.int64)
        self.width = max(CACHED // program.size, 32)
        self.slots = np.zeros((program.size, count))
        for slot, number in program.numbers:
            self.slots[slot] = number
        for name, value in constants.items():
            self.slots[program.slots[name]] = value
        self._settle()
        self.base = {name: self._copy(name) for switch in equations.switches for name in switch.set}
        self.fresh = {name: self._copy(name) for switch in equations.switches for name in _fresh(switch)}
        self.switches = [(self._copy(switch.at), switch) for switch in equations.switches]
        self.row = {name: row for row, name in enumerate(equations.stocks)}
        starts = [self._copy(stock.start) for stock in equations.stocks.values()]
        self.state = np.array(starts).reshape(len(starts), count)
        self.floor = np.array([not stock.may_be_negative for stock in equations.stocks.values()], np.bool_)

    def _copy(self, name: str) -> Floats:
        return np.array(self.slots[self.program.slots[name]])

    def _settle(self) -> None:
        """Compute what follows from constants alone."""
        self.kernels.execute(self.static, self.slots, 0, self.count)

    def run(self, times: Floats) -> tuple[Floats, Floats]:
        """Go from the first moment to the last; return what is watched, and when stocks first fall below zero.

        The first is (moments, names, draws); the second (stocks, draws), infinite where a stock never does.
        """
        seen = np.empty((len(times), len(self.watched), self.count))
        negative = np.full(self.state.shape, np.inf)
        self._apply(np.full(self.count, times[0]), None)
        self._report(times[0], seen[0])
        scale = np.maximum(np.abs(self.state), 1e-12)
        for step in range(1, len(times)):
            left, right = np.full(self.count, times[step - 1]), np.full(self.count, times[step])
            inside = [at for at, _ in self.switches if bool(((at > left) & (at < right)).any())]
            edges = [left, *np.sort(np.clip(inside, left, right), axis=0), right] if inside else [left, right]
            for index, (begin, end) in enumerate(zip(edges, edges[1:], strict=False)):
                self.kernels.advance(
                    self.layout, self.rates, self.slots, self.state, begin, end - begin, index == 0, self.width
                )
                self._apply(end, begin)
            self.kernels.note_negative(self.state, self.floor, times[step], SLACK, scale, negative)
            self._report(times[step], seen[step])
        return seen, negative

    def _apply(self, now: Floats, before: Floats | None) -> None:
        """Let the events up to ``now`` count: constants change, and stocks jump where the date was just passed."""
        late = [at <= now if before is None else (at <= now) & (at > before) for at, _ in self.switches]
        if not any(bool(passed.any()) for passed in late):
            return
        values, since = dict(self.base), dict.fromkeys(self.base, np.full(self.count, -np.inf))
        for (at, switch), passed in zip(self.switches, late, strict=True):
            for name, fresh in switch.set.items():
                latest = (at <= now) & (at >= since[name])
                values[name] = np.where(latest, self.fresh[fresh], values[name])
                since[name] = np.where(latest, at, since[name])
            jumps = at == now if before is None else passed
            for name, extra in switch.add.items():
                self.state[self.row[name]] += np.where(jumps, self.fresh[extra], 0.0)
        for name, value in values.items():
            self.slots[self.program.slots[name]] = value
        self._settle()

    def _report(self, now: float, into: Floats) -> None:
        self.kernels.report(
            self.layout, self.rates, self.watch, self.slots, self.state, now, self.watched, into, self.width
        )


def _fresh(switch: Switch) -> tuple[str, ...]:
    return (*switch.set.values(), *switch.add.values())


def _tape(instructions: Sequence[Instruction]) -> Any:
    from countermove.race._kernels import Tape

    sources = [source for _, _, many in instructions for source in many]
    start = np.cumsum([0, *(len(many) for _, _, many in instructions)])
    codes, targets = ([one[part] for one in instructions] for part in (0, 1))
    return Tape(*(np.array(part, np.int64) for part in (codes, targets, start, sources)))


def _layout(program: Program, equations: Equations) -> Any:
    from countermove.race._kernels import Layout

    stocks = np.array([program.slots[name] for name in equations.stocks], np.int64)
    start = np.cumsum([0, *(len(terms) for terms in program.net)])
    signs, slots = ([term[part] for terms in program.net for term in terms] for part in (0, 1))
    return Layout(stocks, program.slots[TIME], *(np.array(part, np.int64) for part in (start, signs, slots)))
