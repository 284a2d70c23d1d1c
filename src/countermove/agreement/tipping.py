"""What is enough to tip an outcome: the smallest set of parties, clauses or offers, with a proof that less is not.

A set of levers fails when the cascade it sets off stops short of the target. Joining is monotone in the levers, so each
failure can be grown to a largest one; whoever wants to succeed must use a lever outside it. The smallest set of levers
that meets all these demands is a hitting set, and the demands are the certificate (implicit hitting sets:
Chandrasekaran, Karp, Moreno-Centeno, Vempala 2011, SODA; target set selection is hard to approximate: Chen 2009, *SIAM
J. Discrete Math.* 23:1400).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from countermove.agreement.participation import Bools, Floats, Participation, drawn, equilibria, least_equilibria
from countermove.document.faults import AnalysisError


@dataclass(frozen=True, slots=True)
class Target:
    """What must be reached: these parties inside, and at least this much weight inside."""

    parties: Bools
    weight: Floats
    quota: float = 0.0

    def reached(self, inside: Bools) -> bool:
        """Say whether an outcome reaches the target."""
        return bool(inside[self.parties].all() and inside @ self.weight >= self.quota - 1e-9)


@dataclass(frozen=True, slots=True)
class Levers:
    """What may be done: using lever l pins ``pins[l]`` inside and adds ``adds[l]`` to the parties' own terms."""

    pins: Bools
    adds: Floats
    cost: Floats

    def __post_init__(self) -> None:
        if self.pins.shape != self.adds.shape or self.cost.shape != self.pins.shape[:1]:
            raise ValueError(f"shapes disagree: pins {self.pins.shape}, adds {self.adds.shape}, cost {self.cost.shape}")
        if (self.adds < 0).any():
            raise ValueError("a lever puts a party off: list the combinations instead")
        if (self.cost <= 0).any():
            raise ValueError("a lever costs nothing: give each a cost above zero")


def party_levers(game: Participation, movable: Bools, cost: Floats | None = None) -> Levers:
    """Return one lever a movable party, that brings just it inside; cost 1 each unless given.

    Examples
    --------
    >>> party_levers(Participation(np.zeros(2), np.zeros((2, 2)), np.zeros((0, 2)), np.zeros(0), np.zeros((0, 2))),
    ...              np.array([True, False])).pins
    array([[ True, False]])
    """
    chosen = np.flatnonzero(movable)
    pins = np.zeros((chosen.size, game.alone.size), dtype=np.bool_)
    pins[np.arange(chosen.size), chosen] = True
    price = np.ones(chosen.size) if cost is None else np.asarray(cost, dtype=np.float64)[chosen]
    return Levers(pins, np.zeros(pins.shape), price)


@dataclass(frozen=True, slots=True)
class Tipping:
    """The cheapest levers that reach the target; ``short`` lists, a row each, largest sets of levers that fall short.

    Every row of ``short`` fails, so that some lever outside the row is needed; no choice of levers cheaper than
    ``cost`` takes one outside every row. That is the proof of optimality. ``levers`` is None if all together fail.
    """

    levers: tuple[int, ...] | None
    cost: float
    inside: Bools
    short: Bools


def smallest_tipping(game: Participation, levers: Levers, target: Target, rounds: int = 2_000) -> Tipping:
    """Return the cheapest set of levers whose cascade reaches the target, exactly, with its certificate.

    Parameters
    ----------
    game : Participation
        A game with influence and bonuses of at least zero.
    levers : Levers
        What may be done, at what cost.
    target : Target
        What must be reached in the least equilibrium.
    rounds : int
        Hitting-set programmes to solve at most.

    Returns
    -------
    Tipping
        Indices of the levers (None if even all together fall short), their cost, who ends inside, the certificate.

    Raises
    ------
    ValueError
        If an influence or bonus of the game is negative.
    AnalysisError
        If the rounds are used up.

    Examples
    --------
    >>> from countermove.agreement.participation import participation
    >>> game = participation([-1.0, -1.0, -1.0], {(1, 0): 1.0, (2, 1): 1.0})
    >>> everyone = Target(np.ones(3, bool), np.zeros(3))
    >>> smallest_tipping(game, party_levers(game, np.ones(3, bool)), everyone).levers
    (0,)
    """
    count = levers.cost.size

    def outcomes(used: Bools) -> Bools:
        alone = game.alone + used @ levers.adds
        pinned = (used.astype(np.int64) @ levers.pins.astype(np.int64)) > 0
        return least_equilibria(drawn(game, alone), pinned)

    def short(used: Bools) -> bool:
        return not target.reached(outcomes(used[None])[0])

    everything = np.ones(count, dtype=np.bool_)
    if short(everything):
        return Tipping(None, float("inf"), outcomes(everything[None])[0], everything[None])
    demands: list[Bools] = []
    for _ in range(rounds):
        used = cheapest_hitting_set(np.array(demands, dtype=np.bool_).reshape(-1, count), levers.cost)
        if not short(used):
            chosen = tuple(int(lever) for lever in np.flatnonzero(used))
            failing = ~np.array(demands, dtype=np.bool_).reshape(-1, count)
            return Tipping(chosen, float(levers.cost[used].sum()), outcomes(used[None])[0], failing)
        demands.extend(~largest for largest in _largest_failures(used, short))
    raise AnalysisError(f"no proof after {rounds} rounds: name fewer movable parties, or a smaller target")


def _largest_failures(used: Bools, short: Callable[[Bools], bool]) -> list[Bools]:
    """Grow a failing set of levers from both ends of the list: two cuts a round prove faster than one."""
    grown: list[Bools] = []
    for order in (range(used.size), range(used.size - 1, -1, -1)):
        largest = used.copy()
        for lever in order:
            if not largest[lever]:
                largest[lever] = True
                if not short(largest):
                    largest[lever] = False
        if not any(np.array_equal(largest, other) for other in grown):
            grown.append(largest)
    return grown


def cheapest_hitting_set(demands: Bools, cost: Floats) -> Bools:
    """Return a cheapest set that takes at least one element of every row, by integer programming (HiGHS).

    Parameters
    ----------
    demands : (m, k) bool
        A row for each demand: which of k elements meet it.
    cost : (k,) float64
        Above zero.

    Returns
    -------
    (k,) bool
        The set; empty if there is no demand.

    Raises
    ------
    AnalysisError
        If the solver gives up.

    Examples
    --------
    >>> cheapest_hitting_set(np.array([[True, True, False], [False, True, True]]), np.ones(3))
    array([False,  True, False])
    """
    if not len(demands):
        return np.zeros(cost.size, dtype=np.bool_)
    from scipy.optimize import Bounds, LinearConstraint, milp

    answer = milp(
        cost,
        integrality=np.ones(cost.size, dtype=np.int64),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(demands.astype(np.float64), lb=1.0),
        options={"mip_rel_gap": 0.0},
    )
    if answer.x is None:
        raise AnalysisError(f"the integer programme was not solved: {answer.message}")
    return np.asarray(answer.x > 0.5)


TRIED_LEVERS = 10
"""Where parties put each other off, every choice among so many levers is tried."""
TRIED_PARTIES = 24


def smallest_tipping_by_search(game: Participation, levers: Levers, target: Target) -> Tipping:
    """Return the cheapest levers with which the target is reached in every equilibrium, where influence has any sign.

    Choices are tried in the order of their cost, and of each every equilibrium is found. A choice with which no
    equilibrium is left does not count as reaching the target.

    Parameters
    ----------
    game : Participation
        At most ``TRIED_PARTIES`` parties.
    levers : Levers
        At most ``TRIED_LEVERS``.
    target : Target
        What must be reached in every equilibrium.

    Returns
    -------
    Tipping
        As of ``smallest_tipping``; ``short`` is empty, since the proof is that every cheaper choice was tried.

    Examples
    --------
    >>> from countermove.agreement.participation import participation
    >>> game = participation([-1.0, 0.5, -1.0], {(0, 1): 2.0, (1, 2): -1.0})
    >>> aim = Target(np.array([True, False, False]), np.ones(3))
    >>> smallest_tipping_by_search(game, party_levers(game, np.array([False, False, True])), aim).levers
    ()
    """
    count, n = levers.cost.size, game.alone.size
    if count > TRIED_LEVERS or n > TRIED_PARTIES:
        raise AnalysisError(
            f"{count} levers and {n} parties, of whom some put others off, are too many to try every choice: "
            f"keep to {TRIED_LEVERS} levers and {TRIED_PARTIES} parties"
        )
    chosen = (np.arange(1 << count)[:, None] >> np.arange(count)) & 1 == 1
    cost = chosen @ levers.cost
    sure = 1.0 + float(np.abs(game.alone).sum() + np.abs(game.influence).sum() + np.abs(game.bonus).sum())
    sure += float(levers.adds.sum())
    for row in np.lexsort((chosen.sum(axis=1), cost)):
        pinned = levers.pins[chosen[row]].any(axis=0)
        alone = np.where(pinned, sure, game.alone + levers.adds[chosen[row]].sum(axis=0))
        outcomes = equilibria(game.with_alone(alone))
        if outcomes.complete and len(outcomes.inside) and all(target.reached(inside) for inside in outcomes.inside):
            used = tuple(np.flatnonzero(chosen[row]).tolist())
            return Tipping(
                used, float(cost[row]), np.asarray(outcomes.inside.all(axis=0)), np.zeros((0, count), dtype=np.bool_)
            )
    return Tipping(None, np.inf, np.zeros(n, dtype=np.bool_), np.zeros((0, count), dtype=np.bool_))
