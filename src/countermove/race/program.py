"""A race as a tape of array operations, and a fixed-step solver that runs it over all draws at once.

Each formula is computed once a moment: equal parts are shared, what depends on constants alone is computed before the
clock runs, and every operation writes into a buffer of its own, one entry a draw. Events that fall inside a step split
it, for each draw at its own date, so that Runge–Kutta keeps its order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from countermove.document.arithmetic import OPERATIONS, Name, Node, Number
from countermove.race.equations import TIME, Equations, Switch

Floats = NDArray[np.float64]
BLOCK = 2_048  # draws at once: buffers of a typical model then stay in the processor's second cache
LOGICAL = frozenset({"<", "<=", ">", ">=", "=", "<>", "and", "or", "not"})
IN_PLACE = LOGICAL | {"+", "-", "*", "/", "^", "neg", "min", "max", "abs", "exp", "ln", "sqrt"}


@dataclass(frozen=True, slots=True)
class Instruction:
    """One operation: which function, where its result goes, where its arguments stand."""

    compute: Callable[..., Any]
    target: int
    sources: tuple[int, ...]
    in_place: bool


@dataclass(frozen=True, slots=True)
class Program:
    """Instructions for constants, for rates, and for what is watched besides; slots by name."""

    slots: Mapping[str, int]
    numbers: tuple[tuple[int, float], ...]
    static: tuple[Instruction, ...]
    rates: tuple[Instruction, ...]
    watch: tuple[Instruction, ...]
    net: tuple[tuple[tuple[int, int], ...], ...]
    logical: frozenset[int]
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
        self.logical: set[int] = set()
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
        functions = {"min": np.minimum, "max": np.maximum}
        instruction = Instruction(functions.get(op, OPERATIONS[op].compute), target, sources, op in IN_PLACE)
        if op in LOGICAL:
            self.logical.add(target)
        if self.moving.intersection(sources):
            self.moving.add(target)
            self.out.append(instruction)
        else:
            self.static.append(instruction)
        return target


def compile_race(equations: Equations, watched: Sequence[str]) -> Program:
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
        dict(tape.slots), tuple(tape.numbers), tuple(tape.static), tuple(rates), tuple(tape.out), net,
        frozenset(tape.logical), tape.size,
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
    program = compile_race(equations, watched)
    base: dict[str, Any] = {**equations.centre(), **constants}
    count = max((len(value) for value in base.values() if isinstance(value, np.ndarray) and value.ndim), default=1)
    values = {name: np.empty((len(times), count)) for name in watched}
    negative = {name: np.full(count, np.inf) for name in equations.stocks}
    for start in range(0, count, BLOCK):
        block = slice(start, min(start + BLOCK, count))
        here = {
            name: value[block] if isinstance(value, np.ndarray) and value.ndim else value
            for name, value in base.items()
        }
        with np.errstate(all="ignore"):
            machine = _Machine(program, equations, here, block.stop - block.start)
            machine.run(times, {name: rows[:, block] for name, rows in values.items()}, negative, block)
    return Run(times, values, negative)


class _Machine:
    """The buffers of one block of draws, and the solver's loop over them."""

    def __init__(self, program: Program, equations: Equations, constants: Mapping[str, Any], count: int) -> None:
        self.program, self.equations, self.count = program, equations, count
        self.slots: list[Any] = [None] * program.size
        for slot, value in program.numbers:
            self.slots[slot] = value
        for instruction in (*program.rates, *program.watch):
            kind = np.bool_ if instruction.target in program.logical else np.float64
            self.slots[instruction.target] = np.empty(count, kind)
        self.base = dict(constants)
        self._set_constants(self.base)
        self.switches = [(np.broadcast_to(self._value(switch.at), count), switch) for switch in equations.switches]
        self.fresh = {name: self._value(name) for switch in equations.switches for name in _fresh(switch)}
        self.state = np.empty((len(equations.stocks), count))
        for row, stock in enumerate(equations.stocks.values()):
            self.state[row] = self._value(stock.start)
        self.rows = [program.slots[name] for name in equations.stocks]
        self.stages = np.empty((4, *self.state.shape))

    def _value(self, name: str) -> Any:
        return self.slots[self.program.slots[name]]

    def _set_constants(self, values: Mapping[str, Any]) -> None:
        for name, value in values.items():
            self.slots[self.program.slots[name]] = value
        for one in self.program.static:
            self.slots[one.target] = one.compute(*(self.slots[source] for source in one.sources))

    def run(self, times: Floats, report: Mapping[str, Floats], negative: Mapping[str, Floats], block: slice) -> None:
        """Go from the first moment to the last, filling ``report`` and ``negative`` on the way."""
        self._apply(np.full(self.count, times[0]), None)
        self._report(times[0], 0, report)
        scale = np.maximum(np.abs(self.state), 1e-12)
        for step in range(1, len(times)):
            left, right = float(times[step - 1]), float(times[step])
            inside = [at for at, _ in self.switches if bool(((at > left) & (at < right)).any())]
            if inside:
                cuts = np.sort(np.clip(np.stack(inside), left, right), axis=0)
                edges = [np.full(self.count, left), *cuts, np.full(self.count, right)]
                for index, (begin, end) in enumerate(zip(edges, edges[1:], strict=False)):
                    self._advance(begin, end - begin, known=index == 0)
                    self._apply(end, begin)
            else:
                self._advance(left, right - left, known=True)
                if any(bool((at == right).any()) for at, _ in self.switches):
                    self._apply(np.full(self.count, right), np.full(self.count, left))
            np.maximum(scale, np.abs(self.state), out=scale)
            self._note_negative(right, scale, negative, block)
            self._report(right, step, report)

    def _apply(self, now: Floats, before: Floats | None) -> None:
        """Let the events up to ``now`` count: constants change, and stocks jump where the date was just passed."""
        if not self.switches:
            return
        values = dict(self.base)
        since: dict[str, Any] = {}
        for at, switch in self.switches:
            active = at <= now
            for name, fresh in switch.set.items():
                late = active & (at >= since.get(name, -np.inf))
                values[name] = np.where(late, self.fresh[fresh], values[name])
                since[name] = np.where(late, at, since.get(name, -np.inf))
            passed = at == now if before is None else active & (at > before)
            for name, extra in switch.add.items():
                row = list(self.equations.stocks).index(name)
                self.state[row] += np.where(passed, self.fresh[extra], 0.0)
        self._set_constants(values)

    def _load(self, now: Any, state: Floats) -> None:
        """Let formulas see a moment and a state: views, not copies."""
        slots, program = self.slots, self.program
        for row, slot in enumerate(self.rows):
            slots[slot] = state[row]
        slots[program.slots[TIME]] = now

    def _gather(self, into: Floats) -> None:
        """Sum the flows of each stock."""
        slots = self.slots
        for row, terms in enumerate(self.program.net):
            if not terms:
                into[row] = 0.0
                continue
            (sign, slot), *rest = terms
            into[row] = slots[slot] if sign > 0 else np.negative(slots[slot])
            for sign, slot in rest:
                (np.add if sign > 0 else np.subtract)(into[row], slots[slot], out=into[row])

    def _rates(self, now: Any, state: Floats, into: Floats) -> None:
        self._load(now, state)
        _execute(self.program.rates, self.slots)
        self._gather(into)

    def _advance(self, now: Any, step: Any, known: bool) -> None:
        """Take one step; ``known`` says that the report before it has just computed the rates here."""
        first, second, third, fourth = self.stages
        state, half = self.state, step * 0.5
        if known:
            self._gather(first)
        else:
            self._rates(now, state, first)
        self._rates(now + half, state + half * first, second)
        self._rates(now + half, state + half * second, third)
        self._rates(now + step, state + step * third, fourth)
        second += third
        second *= 2.0
        second += first
        second += fourth
        second *= step / 6.0
        state += second

    def _note_negative(self, now: float, scale: Floats, negative: Mapping[str, Floats], block: slice) -> None:
        for row, (name, stock) in enumerate(self.equations.stocks.items()):
            below = self.state[row] < -1e-7 * scale[row]
            if not stock.may_be_negative and bool(below.any()):
                dates = negative[name][block]
                dates[below & (dates > now)] = now

    def _report(self, now: float, step: int, report: Mapping[str, Floats]) -> None:
        slots, program = self.slots, self.program
        self._load(now, self.state)
        _execute(program.rates, slots)
        _execute(program.watch, slots)
        for name, rows in report.items():
            rows[step] = slots[program.slots[name]]


def _fresh(switch: Switch) -> tuple[str, ...]:
    return (*switch.set.values(), *switch.add.values())


def _execute(instructions: Sequence[Instruction], slots: list[Any]) -> None:
    for one in instructions:
        if one.in_place:
            one.compute(*[slots[source] for source in one.sources], out=slots[one.target])
        else:
            slots[one.target][...] = one.compute(*[slots[source] for source in one.sources])
