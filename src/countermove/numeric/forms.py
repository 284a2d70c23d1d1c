"""The ordinal 2×2 games: canonical forms, names, places in the table, neighbours by swaps of ranks.

Two actors, two actions each. A game is an array ``payoff[actor, first action, second action]``; only the order of each
actor's four payoffs counts. Strict orders give 144 games (78 where the actors may be exchanged, 12 of them symmetric);
with ties there are 1,413 (726). A strict game has one place in the table: orient it so that the first actor's best cell
lies in the right column and the second actor's in the upper row; each actor's four ranks are then those of one of the
12 symmetric games, and the pair of their names is the place.

References
----------
Robinson, D. and Goforth, D. (2005). *The Topology of the 2×2 Games: A New Periodic Table*. Routledge.
Bruns, B. (2015). Names for Games: Locating 2 × 2 Games. *Games* 6(4), 495–520 (names and their order).
Rapoport, A., Guyer, M. and Gordon, D. (1976). *The 2 × 2 Game*. University of Michigan Press.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import permutations, product

import numpy as np
from numpy.typing import ArrayLike, NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Cells = tuple[int, int, int, int]
"""One actor's ranks, 4 best, of the cells (up, left), (up, right), (down, left), (down, right)."""

SYMMETRIC: dict[str, Cells] = {
    "chicken": (2, 3, 1, 4),
    "battle": (3, 2, 1, 4),
    "hero": (3, 1, 2, 4),
    "compromise": (2, 1, 3, 4),
    "deadlock": (1, 2, 3, 4),
    "prisoners_dilemma": (1, 3, 2, 4),
    "stag_hunt": (1, 4, 2, 3),
    "assurance": (1, 4, 3, 2),
    "coordination": (2, 4, 3, 1),
    "peace": (3, 4, 2, 1),
    "harmony": (3, 4, 1, 2),
    "concord": (2, 4, 1, 3),
}
"""The first actor's oriented ranks in the 12 symmetric strict games, in the order of the table (Bruns 2015)."""

FAMILY: dict[str, str] = {
    **{name: name for name in ("chicken", "battle", "hero", "compromise", "deadlock", "prisoners_dilemma")},
    "stag_hunt": "assurance", "assurance": "assurance", "coordination": "coordination",
    "peace": "harmony", "harmony": "harmony", "concord": "harmony",
}  # fmt: skip
"""The wider family of a symmetric game: both assurance games are one, and so are the three harmonious ones."""

FAMILIES: tuple[str, ...] = (*dict.fromkeys(FAMILY.values()), "asymmetric", "tied")
"""Families in which every game lies: a symmetric strict family, ``asymmetric`` (strict) or ``tied``."""

_NAMES = {cells: name for name, cells in SYMMETRIC.items()}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a strict game stands in the table of 144.

    ``row`` and ``column`` name the symmetric game whose ranks the first and the second actor have; ``layer`` is 1 to 4
    by where the two best cells lie: 1 diagonally opposite, 2 in one row, 3 in one cell, 4 in one column.
    """

    row: str
    column: str
    layer: int

    @property
    def name(self) -> str:
        """The symmetric game's name, or the two actors' names joined."""
        return self.row if self.row == self.column else f"{self.row}/{self.column}"

    @property
    def family(self) -> str:
        """The family of a symmetric game, ``asymmetric`` otherwise."""
        return FAMILY[self.row] if self.row == self.column else "asymmetric"


@dataclass(frozen=True, slots=True)
class Swap:
    """Exchange of two neighbouring ranks of one actor, and the game it leads to.

    ``actor`` is 0 or 1, ``ranks`` the lower and the higher rank exchanged, ``cells`` the (first, second) actions at
    which they stood.
    """

    actor: int
    ranks: tuple[int, int]
    cells: tuple[tuple[int, int], tuple[int, int]]
    game: Ints


def dense_ranks(payoff: ArrayLike) -> Ints:
    """Return each actor's payoffs as ranks 1, 2, … without gaps, equal payoffs sharing one; greater is better.

    Parameters
    ----------
    payoff : (2, 2, 2) array
        ``payoff[actor, first action, second action]``, compared exactly as given.

    Returns
    -------
    (2, 2, 2) int64

    Examples
    --------
    >>> dense_ranks([[[3, 0], [5, 1]], [[3, 5], [0, 1]]])[0]
    array([[3, 1],
           [4, 2]])
    """
    given = _as_game(payoff)
    ranked = [np.unique(own, return_inverse=True)[1].reshape(2, 2) + 1 for own in given]
    return np.asarray(ranked, dtype=np.int64)


def is_strict(payoff: ArrayLike) -> bool:
    """Say whether no actor is indifferent between two cells."""
    return all(np.unique(own).size == 4 for own in _as_game(payoff))


def canonical(payoff: ArrayLike) -> tuple[Cells, Cells]:
    """Return the form that a game shares with all games that differ only by the names of actions.

    A strict game is oriented as its place demands; a game with ties gets the least, in the order of tuples, of its four
    relabellings. Two games have equal forms if and only if renaming actions turns one into the other.

    Parameters
    ----------
    payoff : (2, 2, 2) array
        Payoffs or ranks; only their order counts.

    Returns
    -------
    pair of Cells
        Dense ranks of the first and of the second actor, cells in reading order.

    Examples
    --------
    >>> canonical([[[3, 1], [4, 2]], [[3, 4], [1, 2]]])  # a prisoner's dilemma, restraint first
    ((1, 3, 2, 4), (4, 3, 2, 1))
    """
    ranks = dense_ranks(payoff)
    if is_strict(ranks):
        return _cells(_oriented(ranks))
    return min(_cells(ranks[:, ::up, ::left]) for up, left in product((1, -1), repeat=2))


def without_order_of_actors(payoff: ArrayLike) -> tuple[Cells, Cells]:
    """Return the form that a game also shares with the game in which the actors are exchanged (78 strict, 726 in all).

    Examples
    --------
    >>> game = [[[1, 3], [2, 4]], [[4, 3], [2, 1]]]
    >>> without_order_of_actors(game) == without_order_of_actors(exchanged(game))
    True
    """
    return min(canonical(payoff), canonical(exchanged(payoff)))


def exchanged(payoff: ArrayLike) -> NDArray[np.generic]:
    """Return the game seen with the second actor first."""
    given = _as_game(payoff)
    return np.stack([given[1].T, given[0].T])


def place(payoff: ArrayLike) -> Place:
    """Return where a strict game stands in the table of 144.

    Raises
    ------
    ValueError
        If an actor is indifferent between two cells; ``bordering`` then gives the strict games around it.

    Examples
    --------
    >>> place([[[3, 1], [4, 2]], [[3, 4], [1, 2]]]).name
    'prisoners_dilemma'
    >>> place([[[3, 1], [4, 2]], [[2, 4], [1, 3]]]).name  # the second actor prefers that both accelerate
    'prisoners_dilemma/deadlock'
    """
    if not is_strict(payoff):
        raise ValueError("the game has ties: it borders on strict games instead of having a place of its own")
    first, second = canonical(payoff)
    as_first: Cells = (second[3], second[1], second[2], second[0])  # seen from the second seat, its 4 at the right
    best = (first.index(4), second.index(4))
    layer = {True: 3, False: 1}.get(best[0] == best[1], 1)
    if best[0] != best[1]:
        same_row, same_column = best[0] // 2 == best[1] // 2, best[0] % 2 == best[1] % 2
        layer = 2 if same_row else 4 if same_column else 1
    return Place(_NAMES[first], _NAMES[as_first], layer)


def swaps(payoff: ArrayLike) -> list[Swap]:
    """Return the six neighbours of a strict game: each exchanges two neighbouring ranks of one actor.

    Raises
    ------
    ValueError
        If the game has ties.

    Examples
    --------
    >>> game = [[[3, 1], [4, 2]], [[3, 4], [1, 2]]]
    >>> [place(swap.game).name for swap in swaps(game)][:2]
    ['chicken/prisoners_dilemma', 'deadlock/prisoners_dilemma']
    """
    if not is_strict(payoff):
        raise ValueError("the game has ties: break them first")
    ranks = dense_ranks(payoff)
    found = []
    for actor, low in product(range(2), (1, 2, 3)):
        where = [tuple(int(i) for i in np.argwhere(ranks[actor] == rank)[0]) for rank in (low, low + 1)]
        game = ranks.copy()
        game[actor][where[0]], game[actor][where[1]] = low + 1, low
        found.append(Swap(actor, (low, low + 1), ((where[0][0], where[0][1]), (where[1][0], where[1][1])), game))
    return found


def shortest_to_families(payoff: ArrayLike) -> dict[str, tuple[Swap, ...]]:
    """Return, for every symmetric family, a shortest sequence of swaps that leads from a strict game into it.

    Breadth first over the 144 × 4 labelled games, first actor's low ranks first; the game's own family has the empty
    sequence. Shortest sequences need not be unique.

    Examples
    --------
    >>> found = shortest_to_families([[[3, 1], [4, 2]], [[3, 4], [1, 2]]])
    >>> {family: len(found[family]) for family in ("prisoners_dilemma", "chicken", "assurance", "deadlock")}
    {'prisoners_dilemma': 0, 'chicken': 2, 'assurance': 2, 'deadlock': 2}
    """
    first, second = _cells(dense_ranks(payoff))
    return dict(_paths(first, second))


@cache
def _paths(first: Cells, second: Cells) -> dict[str, tuple[Swap, ...]]:
    start = np.array([first, second], dtype=np.int64).reshape(2, 2, 2)
    found: dict[str, tuple[Swap, ...]] = {}
    seen = {start.tobytes()}
    frontier: list[tuple[Ints, tuple[Swap, ...]]] = [(start, ())]
    wanted = set(FAMILY.values())
    while frontier and wanted - set(found):
        following: list[tuple[Ints, tuple[Swap, ...]]] = []
        for game, path in frontier:
            found.setdefault(place(game).family, path)
            for swap in swaps(game):
                if swap.game.tobytes() not in seen:
                    seen.add(swap.game.tobytes())
                    following.append((swap.game, (*path, swap)))
        frontier = following
    return {family: found[family] for family in FAMILIES if family in wanted and family in found}


def bordering(payoff: ArrayLike) -> tuple[Place, ...]:
    """Return the places of the strict games that a game with ties borders on: every way of breaking its ties.

    Examples
    --------
    >>> [found.name for found in bordering([[[3, 1], [3, 2]], [[3, 4], [1, 2]]])]  # T = R for the first actor
    ['prisoners_dilemma', 'stag_hunt/prisoners_dilemma']
    """
    ranks = dense_ranks(payoff)
    orders = [tuple(_refinements(ranks[actor])) for actor in range(2)]
    found = {place(np.stack([first, second])) for first in orders[0] for second in orders[1]}
    names = list(SYMMETRIC)
    return tuple(sorted(found, key=lambda at: (names.index(at.row), names.index(at.column))))


def strict_games() -> Iterator[Ints]:
    """Yield one game for each of the 144 places, in the order of the table."""
    for row, column in product(SYMMETRIC.values(), repeat=2):
        yield np.array([[row[:2], row[2:]], [[column[3], column[1]], [column[2], column[0]]]], dtype=np.int64)


def classify(payoff: ArrayLike, tolerance: float = 0.0) -> NDArray[np.int16]:
    """Return the family of each of many games at once, as an index into ``FAMILIES``.

    O(n) time; a million games take a few tenths of a second.

    Parameters
    ----------
    payoff : (n, 2, 2, 2) array
        ``payoff[game, actor, first action, second action]``.
    tolerance : float
        Payoffs of one actor that differ by no more than this count as tied.

    Returns
    -------
    (n,) int16

    Examples
    --------
    >>> FAMILIES[classify([[[[3, 0], [5, 1]], [[3, 5], [0, 1]]]])[0]]
    'prisoners_dilemma'
    """
    given = np.asarray(payoff, dtype=np.float64)
    if given.ndim != 4 or given.shape[1:] != (2, 2, 2):
        raise ValueError(f"expected games of shape (n, 2, 2, 2), not {given.shape}")
    return _family_table()[_order_code(given[:, 0], tolerance), _order_code(given[:, 1], tolerance)]


def weak_orders() -> tuple[Cells, ...]:
    """Return the 75 weak orders of four cells, as dense ranks."""
    ranks = product(range(1, 5), repeat=4)
    return tuple((a, b, c, d) for a, b, c, d in ranks if {a, b, c, d} == set(range(1, max(a, b, c, d) + 1)))


_PAIRS = ((0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3))


def _order_code(own: Floats, tolerance: float) -> NDArray[np.int16]:
    # one ternary digit a pair of cells (less, tied, greater): equal codes are equal weak orders
    cells = [np.ascontiguousarray(own[:, index // 2, index % 2]) for index in range(4)]
    code = np.zeros(len(own), dtype=np.int16)
    for left, right in _PAIRS:
        gap = cells[left] - cells[right]
        code *= 3
        code += (gap >= -tolerance).view(np.int8)
        code += (gap > tolerance).view(np.int8)
    return code


@cache
def _family_table() -> NDArray[np.int16]:
    # intransitive codes (ties by tolerance only) stay "tied", which is what they are
    table = np.full((729, 729), FAMILIES.index("tied"), dtype=np.int16)
    orders = [np.array(cells).reshape(2, 2) for cells in permutations((1, 2, 3, 4))]
    codes = _order_code(np.array(orders, dtype=np.float64), 0.0)
    for (first, row), (second, column) in product(zip(orders, codes, strict=True), repeat=2):
        table[row, column] = FAMILIES.index(place(np.stack([first, second])).family)
    return table


def _oriented(ranks: Ints) -> Ints:
    right = int(np.argmax(ranks[0]) % 2) == 1
    upper = int(np.argmax(ranks[1]) // 2) == 0
    return ranks[:, :: 1 if upper else -1, :: 1 if right else -1]


def _cells(game: Ints) -> tuple[Cells, Cells]:
    first, second = (tuple(int(rank) for rank in own.ravel()) for own in game)
    return (first[0], first[1], first[2], first[3]), (second[0], second[1], second[2], second[3])


def _refinements(own: Ints) -> Iterator[Ints]:
    flat = own.ravel()
    for order in permutations(range(4)):
        if all(flat[order[i]] <= flat[order[i + 1]] for i in range(3)):
            ranks = np.empty(4, dtype=np.int64)
            ranks[list(order)] = np.arange(1, 5)
            yield ranks.reshape(2, 2)


def _as_game(payoff: ArrayLike) -> NDArray[np.generic]:
    given = np.asarray(payoff)
    if given.shape != (2, 2, 2):
        raise ValueError(f"expected payoff[actor, first action, second action] of shape (2, 2, 2), not {given.shape}")
    return given
