"""Strict orders that satisfy given pairs: counting them, and drawing them uniformly."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from countermove.numeric.orders.payoffs import Ints, Reals, payoffs_of_sequences

UPSETS = 50_000  # up-sets of one indivisible part that are listed; beyond, a Markov chain draws
DISTANCE = 0.01  # the chain's total variation distance from the uniform law is at most this


class NoExtensionError(ValueError):
    """The given pairs contradict each other; ``circle`` lists things, each said to be better than the next."""

    def __init__(self, circle: Sequence[int]) -> None:
        super().__init__(circle)
        self.circle = tuple(circle)

    def __str__(self) -> str:
        chain = " > ".join(map(str, (*self.circle, self.circle[0])))
        return f"the pairs go in a circle ({chain}), so that no order satisfies them; take one of them out"


class _Part(Protocol):
    """A part of a partial order that can draw its own things, best first."""

    @property
    def coordinates(self) -> int: ...

    @property
    def count(self) -> int | None: ...

    @property
    def things(self) -> tuple[int, ...]: ...

    def draw(self, uniforms: Reals) -> Ints: ...


@dataclass(frozen=True, slots=True)
class _Series:
    """Parts of which each is wholly above the next."""

    parts: tuple[_Part, ...]
    things: tuple[int, ...]

    @property
    def coordinates(self) -> int:
        return sum(part.coordinates for part in self.parts)

    @property
    def count(self) -> int | None:
        counts = [part.count for part in self.parts]
        return None if None in counts else math.prod(count for count in counts if count is not None)

    def draw(self, uniforms: Reals) -> Ints:
        return np.concatenate(list(_drawn(self.parts, uniforms)), axis=1)


@dataclass(frozen=True, slots=True)
class _Parallel:
    """Parts of which no thing is compared with a thing of another."""

    parts: tuple[_Part, ...]
    things: tuple[int, ...]

    @property
    def coordinates(self) -> int:
        return sum(part.coordinates for part in self.parts) + len(self.things) - 1

    @property
    def count(self) -> int | None:
        total, size = 1, 0
        for part in self.parts:
            if part.count is None:
                return None
            size += len(part.things)
            total *= part.count * math.comb(size, len(part.things))
        return total

    def draw(self, uniforms: Reals) -> Ints:
        from countermove.numeric.orders import _kernels

        sizes = [len(part.things) for part in self.parts]
        own = len(self.things) - 1
        children = np.concatenate(list(_drawn(self.parts, uniforms[:, own:])), axis=1)
        out = np.empty((len(uniforms), len(self.things)), np.int64)
        labels = np.repeat(np.arange(len(sizes)), sizes)
        _kernels.riffled(np.ascontiguousarray(uniforms[:, :own]), children, labels, np.append(0, np.cumsum(sizes)), out)
        return out


@dataclass(frozen=True, slots=True)
class _Single:
    """One thing."""

    things: tuple[int, ...]
    coordinates: int = 0
    count: int = 1

    def draw(self, uniforms: Reals) -> Ints:
        return np.full((len(uniforms), 1), self.things[0], np.int64)


@dataclass(frozen=True, slots=True)
class _Listed:
    """An indivisible part whose up-sets are listed: edge e of up-set u takes ``thing[e]`` as the next best."""

    things: tuple[int, ...]
    count: int
    start: NDArray[np.int64]
    share: Reals
    thing: NDArray[np.int64]
    target: NDArray[np.int64]

    @property
    def coordinates(self) -> int:
        return len(self.things) - 1

    def draw(self, uniforms: Reals) -> Ints:
        from countermove.numeric.orders import _kernels

        out = np.empty((len(uniforms), len(self.things)), np.int64)
        padded = np.zeros((len(uniforms), len(self.things)))
        padded[:, :-1] = uniforms
        _kernels.walked(padded, self.start, self.share, self.thing, self.target, out)
        return np.asarray(self.things)[out]


@dataclass(frozen=True, slots=True)
class _Chained:
    """An indivisible part too wide to list, drawn by a Markov chain of neighbouring swaps."""

    things: tuple[int, ...]
    first: NDArray[np.int64]
    above: NDArray[np.bool_]
    coordinates: int = 1
    count: None = None

    @property
    def steps(self) -> int:
        """Return the steps after which path coupling bounds the distance: K ln(n² / 4ε), K = (n³ - n) / 6."""
        n = len(self.things)
        return math.ceil((n**3 - n) / 6 * math.log(n * n / (4 * DISTANCE)))

    def draw(self, uniforms: Reals) -> Ints:
        from countermove.numeric.orders import _kernels

        out = np.empty((len(uniforms), len(self.things)), np.int64)
        seeds = (uniforms[:, 0] * 2.0**53).astype(np.uint64) * np.uint64(0xD1342543DE82EF95)
        _kernels.mixed(seeds, self.first, self.above, self.steps, out)
        return np.asarray(self.things)[out]


@dataclass(frozen=True, slots=True)
class Extensions:
    """The strict orders of ``size`` things that satisfy ``pairs``, ready to be counted and drawn.

    The partial order is taken apart into parts that are wholly above one another or not compared at all; what cannot be
    taken apart is drawn exactly by listing its up-sets (at most ``UPSETS``), else by the Markov chain of Karzanov &
    Khachiyan with the position weights of Bubley & Dyer. The chain runs ``(n³ - n)/6 · ln(n² / 4ε)`` steps a draw,
    after which its law is within ε = 0.01 (total variation) of uniform, by their path coupling.

    References
    ----------
    A. Karzanov, L. Khachiyan, "On the conductance of order Markov chains", Order 8 (1991) 7; R. Bubley, M. Dyer,
    "Faster random generation of linear extensions", Discrete Mathematics 201 (1999) 81.

    Examples
    --------
    >>> orders = Extensions.of(4, [(0, 1), (2, 3)])
    >>> orders.count, orders.coordinates, orders.exact
    (6, 3, True)
    >>> orders.draw(np.array([[0.1, 0.6, 0.9]])).shape
    (1, 4)
    """

    size: int
    part: _Part
    chain_steps: int

    @classmethod
    def of(cls, size: int, pairs: Iterable[tuple[int, int]], upsets: int = UPSETS) -> Extensions:
        """Take the partial order of ``(better, worse)`` pairs apart.

        Parameters
        ----------
        size : int
            Number of things, 0…size-1.
        pairs : iterable of (int, int)
            What is known: the first is better than the second.
        upsets : int
            Up-sets of one part that may be listed before the chain takes over.

        Raises
        ------
        NoExtensionError
            If the pairs go in a circle.
        """
        above = closure(size, pairs)
        steps: list[int] = [0]
        part = _part(tuple(range(size)), above, upsets, steps)
        return cls(size, part, max(steps))

    @property
    def exact(self) -> bool:
        """Whether draws are exactly uniform (no Markov chain)."""
        return self.chain_steps == 0

    @property
    def coordinates(self) -> int:
        """Uniform numbers that one draw consumes; a chain consumes one, which seeds its own stream."""
        return self.part.coordinates

    @property
    def count(self) -> int | None:
        """How many orders there are; None where a part was too wide to count."""
        return self.part.count

    def draw(self, uniforms: Reals) -> Ints:
        """Draw orders.

        Parameters
        ----------
        uniforms : (n, coordinates) float64
            Numbers in [0, 1), one row a draw.

        Returns
        -------
        (n, size) int16 or int32
            Payoffs, a permutation of 0…size-1 a row.
        """
        return payoffs_of_sequences(self.part.draw(uniforms))


def count_extensions(size: int, pairs: Iterable[tuple[int, int]], upsets: int = UPSETS) -> int | None:
    """Count the strict orders of ``size`` things that satisfy ``pairs`` of (better, worse).

    Returns
    -------
    int or None
        The exact count; None where a part of the partial order has more than ``upsets`` up-sets.

    Raises
    ------
    NoExtensionError
        If the pairs go in a circle.

    Examples
    --------
    >>> count_extensions(3, []), count_extensions(4, [(0, 1), (0, 2), (1, 3), (2, 3)])
    (6, 2)
    """
    return Extensions.of(size, pairs, upsets).count


def every_extension(above: NDArray[np.bool_]) -> Iterator[Ints]:
    """Yield every linear extension of a strict partial order as payoffs, the worst thing 0.

    Parameters
    ----------
    above : (n, n) bool
        ``above[a, b]``: a is better than b; transitive, see ``closure``.

    Examples
    --------
    >>> [order.tolist() for order in every_extension(closure(3, [(1, 0)]))]
    [[0, 1, 2], [0, 2, 1], [1, 2, 0]]
    """
    size = above.shape[0]
    payoff = np.full(size, -1, dtype=np.int64)
    below = above.sum(axis=1).astype(np.int64)  # how many things below each are not placed yet

    def place(rank: int) -> Iterator[Ints]:
        if rank == size:
            yield payoff.copy()
            return
        for thing in np.flatnonzero((below == 0) & (payoff < 0)):
            payoff[thing] = rank
            below[above[:, thing]] -= 1
            yield from place(rank + 1)
            below[above[:, thing]] += 1
            payoff[thing] = -1

    return place(0)


def _drawn(parts: Sequence[_Part], uniforms: Reals) -> Iterable[Ints]:
    used = 0
    for part in parts:
        yield part.draw(uniforms[:, used : used + part.coordinates])
        used += part.coordinates


def closure(size: int, pairs: Iterable[tuple[int, int]]) -> NDArray[np.bool_]:
    """Return ``above[a, b]``: a chain of (better, worse) pairs leads from a to b.

    Raises
    ------
    NoExtensionError
        If the pairs go in a circle.
    """
    above = np.zeros((size, size), dtype=np.bool_)
    for better, worse in pairs:
        above[better, worse] = True
    stated = above.copy()
    for via in range(size):
        above |= above[:, [via]] & above[[via], :]
    if above.diagonal().any():
        raise NoExtensionError(_circle(stated, above))
    return above


def _circle(stated: NDArray[np.bool_], above: NDArray[np.bool_]) -> list[int]:
    """Walk along stated pairs between things that are above each other, until one comes up again."""
    thing = int(np.flatnonzero(above.diagonal())[0])
    walk: list[int] = []
    while thing not in walk:
        walk.append(thing)
        thing = int(np.flatnonzero(stated[thing] & above[:, thing])[0])
    return walk[walk.index(thing) :]


def _part(things: tuple[int, ...], above: NDArray[np.bool_], upsets: int, steps: list[int]) -> _Part:
    if len(things) == 1:
        return _Single(things)
    inner = above[np.ix_(things, things)]
    compared = inner | inner.T
    apart = _components(compared)
    if len(apart) > 1:
        return _Parallel(_parts(apart, things, above, upsets, steps), things)
    stacked = _components(~compared & ~np.eye(len(things), dtype=np.bool_))
    if len(stacked) > 1:
        stacked.sort(key=lambda part: -int(inner[part[0]].sum()))
        return _Series(_parts(stacked, things, above, upsets, steps), things)
    listed = _listed(things, inner, upsets)
    if listed is not None:
        return listed
    chained = _Chained(things, np.argsort(-inner.sum(axis=1), kind="stable"), inner)
    steps.append(chained.steps)
    return chained


def _parts(
    groups: list[list[int]], things: tuple[int, ...], above: NDArray[np.bool_], upsets: int, steps: list[int]
) -> tuple[_Part, ...]:
    return tuple(_part(tuple(things[k] for k in group), above, upsets, steps) for group in groups)


def _components(linked: NDArray[np.bool_]) -> list[list[int]]:
    """Return the connected components, each ascending, in order of their least member."""
    seen = np.zeros(len(linked), dtype=np.bool_)
    components = []
    for first in range(len(linked)):
        if seen[first]:
            continue
        reached = np.zeros(len(linked), dtype=np.bool_)
        reached[first] = True
        while True:
            grown = reached | linked[reached].any(axis=0)
            if (grown == reached).all():
                break
            reached = grown
        seen |= reached
        components.append(np.flatnonzero(reached).tolist())
    return components


def _listed(things: tuple[int, ...], above: NDArray[np.bool_], upsets: int) -> _Listed | None:
    """List the up-sets of a part and the share of extensions behind each next step; None beyond the budget."""
    size = len(things)
    needs = [sum(1 << int(k) for k in np.flatnonzero(above[:, thing])) for thing in range(size)]
    number = {0: 0}
    layers = [[0]]
    for _ in range(size):
        below: dict[int, None] = {}
        for upset in layers[-1]:
            for thing in range(size):
                if not upset >> thing & 1 and needs[thing] & ~upset == 0:
                    below.setdefault(upset | 1 << thing)
        if len(number) + len(below) > upsets:
            return None
        for upset in below:
            number[upset] = len(number)
        layers.append(list(below))
    completions = {(1 << size) - 1: 1}
    start, share, thing_of, target = [0], [], [], []
    edges: dict[int, list[tuple[int, int]]] = {}
    for layer in reversed(layers[:-1]):
        for upset in layer:
            edges[upset] = [
                (thing, upset | 1 << thing)
                for thing in range(size)
                if not upset >> thing & 1 and needs[thing] & ~upset == 0
            ]
            completions[upset] = sum(completions[after] for _, after in edges[upset])
    for upset in number:
        passed = 0
        for thing, after in edges.get(upset, ()):
            passed += completions[after]
            share.append(passed / completions[upset])
            thing_of.append(thing)
            target.append(number[after])
        start.append(len(share))
    arrays = (np.array(start, np.int64), np.array(share), np.array(thing_of, np.int64), np.array(target, np.int64))
    return _Listed(things, completions[0], *arrays)
