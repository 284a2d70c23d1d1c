"""The participation game: each party joins if that is worth it, given who else is inside.

A party's net benefit of joining is its own terms, plus the influence of every party inside, plus a bonus for every
condition that holds once it has joined ("if ten of NATO are in"). A party joins when the net benefit is at least zero:
an indifferent party joins. With influence and bonuses of at least zero the game is supermodular, so that a least and a
greatest equilibrium exist and best replies find them (Topkis 1979; Vives 1990, *J. Math. Econ.* 19:305); thresholds of
collective action are Granovetter (1978), *AJS* 83:1420.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from countermove.document.faults import AnalysisError

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

TIE = 1e-9
"""A net benefit this close below zero counts as zero: sums of the same numbers differ by the order of adding."""

SEARCHED_PARTIES = 62
DRAWN_PARTIES = 24
PRICED_PARTIES = 20


@dataclass(frozen=True, slots=True)
class Participation:
    """A participation game of n parties with c conditions.

    Parameters
    ----------
    alone : (n,) float64
        Net benefit of joining when nobody else is inside and no condition holds.
    influence : (n, n) float64
        ``influence[i, j]`` is added for party i once j is inside; the diagonal is zero.
    weight : (c, n) float64
        What each party counts for towards each condition, at least zero.
    quota : (c,) float64
        A condition holds once the weight inside, the joiner's own included, reaches its quota.
    bonus : (c, n) float64
        What the condition adds to each party's net benefit of joining.

    Raises
    ------
    ValueError
        If the shapes disagree, a number is not finite, a weight is negative or the diagonal is not zero.

    Examples
    --------
    >>> game = participation([0.0, -1.0, -2.0], {(1, 0): 1.0, (2, 1): 2.0})
    >>> least_equilibrium(game)
    array([ True,  True,  True])
    """

    alone: Floats
    influence: Floats
    weight: Floats
    quota: Floats
    bonus: Floats

    def __post_init__(self) -> None:
        n, count = self.alone.size, self.quota.size
        shapes = (self.influence.shape, self.weight.shape, self.bonus.shape)
        if self.alone.shape != (n,) or shapes != ((n, n), (count, n), (count, n)):
            raise ValueError(f"shapes disagree: {n} parties, {count} conditions, arrays {shapes}")
        if not all(np.isfinite(part).all() for part in (self.alone, self.influence, self.weight, self.bonus)):
            raise ValueError("a net benefit, influence, weight or bonus is not finite")
        if (self.weight < 0).any():
            raise ValueError("a condition counts a party with a negative weight")
        if np.diagonal(self.influence).any():
            raise ValueError("a party influences itself: move that to its own terms")

    @property
    def monotone(self) -> bool:
        """Whether nobody is ever put off by who joins."""
        return bool((self.influence >= 0).all() and (self.bonus >= 0).all())

    def net(self, inside: Bools) -> Floats:
        """Return each party's net benefit of being inside, given which of the others are."""
        totals = self.weight @ inside.astype(np.float64)
        with_self = totals[:, None] + self.weight * ~inside
        met = with_self >= self.quota[:, None] - TIE
        return np.asarray(self.alone + self.influence @ inside + (self.bonus * met).sum(axis=0), dtype=np.float64)

    def with_alone(self, alone: Floats) -> Participation:
        """Return the same game with other own terms."""
        return Participation(alone, self.influence, self.weight, self.quota, self.bonus)


def participation(alone: object, influence: Mapping[tuple[int, int], float] | None = None) -> Participation:
    """Return a game without conditions from own terms and a few influences ``{(on, of): amount}``.

    Raises
    ------
    ValueError
        As for ``Participation``.

    Examples
    --------
    >>> participation([1.0, -1.0]).net(np.array([False, False]))
    array([ 1., -1.])
    """
    own = np.asarray(alone, dtype=np.float64)
    matrix = np.zeros((own.size, own.size))
    for (party, other), amount in (influence or {}).items():
        matrix[party, other] += amount
    nothing = np.zeros((0, own.size))
    return Participation(own, matrix, nothing, np.zeros(0), nothing)


def _require_monotone(game: Participation) -> None:
    if not game.monotone:
        raise ValueError("an influence or bonus is negative: there need be no least equilibrium; use `equilibria`")


@dataclass(frozen=True, slots=True)
class Draws:
    """Many games of the same n parties and c conditions: the leading axis is the draw, or 1 where all draws share it.

    ``alone`` (draws, n), ``influence`` (·, n, n), ``weight`` (·, c, n), ``quota`` (·, c), ``bonus`` (·, c, n), each
    as in ``Participation``.
    """

    alone: Floats
    influence: Floats
    weight: Floats
    quota: Floats
    bonus: Floats

    @property
    def monotone(self) -> bool:
        """Whether nobody is ever put off by who joins, in any draw."""
        return bool((self.influence >= 0).all() and (self.bonus >= 0).all())

    def game(self, draw: int) -> Participation:
        """Return one draw as a game."""
        parts = (self.influence, self.weight, self.quota, self.bonus)
        return Participation(self.alone[draw], *(part[draw if len(part) > 1 else 0] for part in parts))


def drawn(game: Participation, alone: Floats) -> Draws:
    """Return many games that differ in the parties' own terms only.

    Examples
    --------
    >>> drawn(participation([1.0, -1.0]), np.zeros((3, 2))).game(2).alone
    array([0., 0.])
    """
    return Draws(alone, game.influence[None], game.weight[None], game.quota[None], game.bonus[None])


def least_equilibria(draws: Draws, pinned: Bools | None = None) -> Bools:
    """Return the least equilibrium of every draw: what joining one by one from the pinned parties ends in.

    O(draws · n · (n + passes · c)): each party joins at most once and adds one row.

    Parameters
    ----------
    draws : Draws
        The games.
    pinned : (draws, n) bool, optional
        Parties that are inside whatever it costs them.

    Returns
    -------
    (draws, n) bool
        Who is inside.

    Raises
    ------
    ValueError
        If an influence or bonus is negative.

    Examples
    --------
    >>> game = participation([0.0, -1.0], {(1, 0): 1.0})
    >>> least_equilibria(drawn(game, np.array([[0.0, -1.0], [-0.5, -1.0]])))
    array([[ True,  True],
           [False, False]])
    """
    start = np.zeros(draws.alone.shape, dtype=np.bool_) if pinned is None else pinned.copy()
    return _closed(draws, start, joining=True)


def greatest_equilibria(draws: Draws) -> Bools:
    """Return the greatest equilibrium of every draw: what leaving one by one from all parties ends in.

    Cost and errors as for ``least_equilibria``.

    Raises
    ------
    ValueError
        If an influence or bonus is negative.

    Examples
    --------
    >>> game = participation([-1.0, -1.0], {(1, 0): 1.0, (0, 1): 1.0})
    >>> greatest_equilibria(drawn(game, game.alone[None]))
    array([[ True,  True]])
    """
    return _closed(draws, np.ones(draws.alone.shape, dtype=np.bool_), joining=False)


def _closed(draws: Draws, inside: Bools, joining: bool) -> Bools:
    if not draws.monotone:
        raise ValueError("an influence or bonus is negative: there need be no least equilibrium; use `equilibria`")
    from countermove.agreement import _kernels

    given = np.ascontiguousarray(draws.influence.transpose(0, 2, 1))  # a row holds what one party gives to all
    alone, weight = np.ascontiguousarray(draws.alone), np.ascontiguousarray(draws.weight)
    quota, bonus = np.ascontiguousarray(draws.quota), np.ascontiguousarray(draws.bonus)
    _kernels.spread(alone, given, weight, quota, bonus, inside, joining)
    return inside


def every_and_some(draws: Draws) -> tuple[Bools, Bools, Ints]:
    """Return who is inside in every pure equilibrium, who in at least one, and how many there are, by draw.

    Where nobody is ever put off, the first two are the least and the greatest equilibrium, and the count is only 1 or
    (for more) 2. Otherwise every draw is searched. A draw without an equilibrium has nobody in either.

    Raises
    ------
    AnalysisError
        If an influence or bonus is negative and there are more than 24 parties.

    Examples
    --------
    >>> chase = participation([-1.0, 0.0], {(0, 1): 2.0, (1, 0): -2.0})
    >>> every_and_some(drawn(chase, chase.alone[None]))[2]
    array([0])
    """
    if draws.monotone:
        least, greatest = least_equilibria(draws), greatest_equilibria(draws)
        return least, greatest, 1 + (least != greatest).any(axis=1).astype(np.int64)
    if draws.alone.shape[1] > DRAWN_PARTIES:
        raise AnalysisError(
            f"{draws.alone.shape[1]} parties that can put each other off are too many to search each draw: "
            f"merge like-minded ones, to at most {DRAWN_PARTIES}"
        )
    from countermove.agreement import _kernels

    parts = (draws.alone, draws.influence, draws.weight, draws.quota, draws.bonus)
    every, some, count = _kernels.search_each(*(np.ascontiguousarray(part) for part in parts))
    return every, some, count


def least_equilibrium(game: Participation, pinned: Bools | None = None) -> Bools:
    """Return who is inside in the least equilibrium, some parties pinned inside if wished.

    Raises
    ------
    ValueError
        If an influence or bonus is negative.

    Examples
    --------
    >>> least_equilibrium(participation([-1.0, -1.0], {(1, 0): 1.0}), np.array([True, False]))
    array([ True,  True])
    """
    start = np.zeros(game.alone.size, dtype=np.bool_) if pinned is None else pinned
    only: Bools = least_equilibria(drawn(game, game.alone[None]), start[None])[0]
    return only


def greatest_equilibrium(game: Participation) -> Bools:
    """Return who is inside in the greatest equilibrium.

    Raises
    ------
    ValueError
        If an influence or bonus is negative.

    Examples
    --------
    >>> greatest_equilibrium(participation([-1.0, -1.0], {(1, 0): 1.0}))
    array([False, False])
    """
    only: Bools = greatest_equilibria(drawn(game, game.alone[None]))[0]
    return only


@dataclass(frozen=True, slots=True)
class Cascade:
    """Who joins when: ``wave[i]`` is 0 for the start, k for the k-th round, -1 for those who never join."""

    wave: Ints

    @property
    def inside(self) -> Bools:
        """Everybody who ends inside."""
        return self.wave >= 0


def cascade(game: Participation, start: Bools) -> Cascade:
    """Return the rounds in which parties join after ``start``; all who gain join at once, nobody leaves.

    With influence of at least zero the end does not depend on the order. O(rounds · n²).

    Parameters
    ----------
    game : Participation
        The game; influences may be negative, in which case joiners may come to regret it.
    start : (n,) bool
        Parties inside at the outset, whether it pays them or not.

    Returns
    -------
    Cascade
        The round of each party.

    Raises
    ------
    ValueError
        If ``start`` has the wrong length.

    Examples
    --------
    >>> cascade(participation([0.0, -1.0, -2.0], {(1, 0): 1.0, (2, 1): 2.0}), np.zeros(3, bool)).wave
    array([1, 2, 3])
    """
    if start.shape != game.alone.shape:
        raise ValueError(f"start names {start.size} parties, the game has {game.alone.size}")
    wave = np.where(start, 0, -1).astype(np.int64)
    round_ = 0
    while True:
        round_ += 1
        joining = (wave < 0) & (game.net(wave >= 0) >= -TIE)
        if not joining.any():
            return Cascade(wave)
        wave[joining] = round_


def is_equilibrium(game: Participation, inside: Bools) -> bool:
    """Say whether nobody inside loses by being there and nobody outside would gain or break even by joining.

    Examples
    --------
    >>> is_equilibrium(participation([1.0, -1.0]), np.array([True, False]))
    True
    """
    return bool(((game.net(inside) >= -TIE) == inside).all())


@dataclass(frozen=True, slots=True)
class Equilibria:
    """All pure equilibria found: one row each, ascending by bit mask; ``complete`` false if the list was cut."""

    inside: Bools
    complete: bool
    nodes: int


def equilibria(game: Participation, limit: int = 10_000) -> Equilibria:
    """Return every pure equilibrium, by depth-first search with bounds on what undecided parties may do.

    Exact for influences of either sign; there may be none. Exponential in the worst case (a node costs O(n² c)); a
    party is settled as soon as every completion agrees, so that games of 30 parties take well under a second unless
    they have very many equilibria.

    Parameters
    ----------
    game : Participation
        At most 62 parties.
    limit : int
        The search stops, and says so, beyond this number of equilibria.

    Returns
    -------
    Equilibria
        The equilibria and the number of nodes visited.

    Raises
    ------
    AnalysisError
        If there are more than 62 parties.

    Examples
    --------
    >>> equilibria(participation([-1.0, -1.0], {(1, 0): 1.0, (0, 1): 1.0})).inside
    array([[False, False],
           [ True,  True]])
    """
    from countermove.agreement import _kernels

    n = game.alone.size
    if n > SEARCHED_PARTIES:
        raise AnalysisError(
            f"{n} parties are too many to list every equilibrium: merge like-minded ones, or use bounds"
        )
    order = np.argsort(-np.abs(game.influence).sum(axis=0) - (game.weight > 0).sum(axis=0), kind="stable")
    found, count, nodes = _kernels.search_equilibria(
        game.alone, game.influence, game.weight, game.quota, game.bonus, order, limit
    )
    kept = found[: min(count, limit)]
    codes = (kept @ (1 << np.arange(n, dtype=np.int64))) if n else np.zeros(len(kept))
    return Equilibria(kept[np.argsort(codes, kind="stable")], count <= limit, nodes)


def outer_equilibria(game: Participation) -> Equilibria:
    """Return the least and the greatest equilibrium, for games of any size in which nobody is put off.

    Raises
    ------
    ValueError
        If an influence or bonus is negative.

    Examples
    --------
    >>> outer_equilibria(participation([-1.0, -1.0], {(1, 0): 1.0, (0, 1): 1.0})).complete
    False
    """
    both = np.array([least_equilibrium(game), greatest_equilibrium(game)])
    same = bool((both[0] == both[1]).all())
    return Equilibria(both[:1] if same else both, same, 0)


@dataclass(frozen=True, slots=True)
class Transfers:
    """The cheapest way to pay parties in: in which order, how much each, and the total."""

    order: tuple[int, ...]
    paid: tuple[float, ...]
    total: float
    joins_freely: tuple[int, ...]


def cheapest_transfers(game: Participation, target: Bools) -> Transfers:
    """Return the least total of side payments that brings a target inside when parties join one at a time.

    Each payment just makes its receiver indifferent when its turn comes; influence may not be negative. Parties that
    join unpaid go first, then a dynamic programme over sets of the rest: O(2^m · m²) for m who do not join freely.

    Parameters
    ----------
    game : Participation
        A game with influence and bonuses of at least zero.
    target : (n,) bool
        Who must be inside in the end; others may be.

    Returns
    -------
    Transfers
        Order, payments (0 for those drawn in by others), total, and who joins without any payment.

    Raises
    ------
    ValueError
        If an influence or bonus is negative.
    AnalysisError
        If more than 20 parties do not join freely.

    Examples
    --------
    >>> game = participation([-1.0, -3.0], {(0, 1): 1.0, (1, 0): 1.5})
    >>> cheapest_transfers(game, np.array([True, True])).paid
    (1.0, 1.5)
    """
    _require_monotone(game)
    free = least_equilibrium(game)
    rest = np.flatnonzero(~free)
    if rest.size > PRICED_PARTIES:
        raise AnalysisError(f"{rest.size} parties do not join freely: prices are exact up to {PRICED_PARTIES}")
    joins_freely = tuple(int(party) for party in np.flatnonzero(free))
    from countermove.agreement import _kernels

    reduced_quota = game.quota - game.weight[:, free].sum(axis=1)
    cost, last = _kernels.transfer_costs(
        (game.alone + game.influence[:, free].sum(axis=1))[rest],
        np.ascontiguousarray(game.influence[np.ix_(rest, rest)]),
        np.ascontiguousarray(game.weight[:, rest]),
        reduced_quota,
        np.ascontiguousarray(game.bonus[:, rest]),
    )
    wanted = int((target[rest] @ (1 << np.arange(rest.size))) if rest.size else 0)
    codes = np.arange(cost.size)
    enough = codes[(codes & wanted) == wanted]
    members = int(enough[np.argmin(cost[enough])])
    order: list[int] = []
    paid: list[float] = []
    while members:
        party = int(last[members])
        before = members & ~(1 << party)
        order.append(int(rest[party]))
        paid.append(float(cost[members] - cost[before]))
        members = before
    return Transfers(tuple(order[::-1]), tuple(paid[::-1]), float(sum(paid)), joins_freely)
