"""What a stage game says before anybody guesses: dominance, security, who gains by which equilibrium, cycles.

References
----------
Harsanyi, J. and Selten, R. (1988). *A General Theory of Equilibrium Selection in Games*. MIT Press (risk dominance).
Rapoport, A. (1967). A Note on the Index of Cooperation for Prisoner's Dilemma. *Journal of Conflict Resolution* 11.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

Profile = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Temper:
    """What pulls an actor away from joint restraint in a cardinal 2×2 game.

    ``fear`` is P − S (what restraint costs if the other accelerates), ``greed`` is T − R (what accelerating gains if
    the other restrains), ``cooperation`` is Rapoport's K = (R − P)/(T − S), None where T = S.
    """

    fear: Fraction
    greed: Fraction
    cooperation: Fraction | None


def temper(temptation: Fraction, reward: Fraction, punishment: Fraction, sucker: Fraction) -> Temper:
    """Return fear, greed and Rapoport's index of cooperation of one actor.

    Examples
    --------
    >>> temper(Fraction(5), Fraction(3), Fraction(1), Fraction(0))
    Temper(fear=Fraction(1, 1), greed=Fraction(2, 1), cooperation=Fraction(2, 5))
    """
    spread = temptation - sucker
    return Temper(punishment - sucker, temptation - reward, (reward - punishment) / spread if spread else None)


def dominant_action(own: NDArray[Any]) -> int | None:
    """Return the action that is strictly better than every other whatever the other actor does, if there is one.

    Parameters
    ----------
    own : (m, n) array
        Payoff by own action (rows) and the other's action (columns), compared as given.

    Examples
    --------
    >>> dominant_action(np.array([[3, 1], [4, 2]]))
    1
    """
    for action in range(len(own)):
        rivals = np.delete(own, action, axis=0)
        if (own[action] > rivals).all():
            return action
    return None


def undominated(payoff: NDArray[Any]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the actions that survive repeated removal of actions strictly worse than another pure action.

    The order of removal does not matter. Removal by mixtures of actions is not considered.

    Parameters
    ----------
    payoff : (2, m, n) array

    Examples
    --------
    >>> undominated(np.array([[[3, 0], [5, 1]], [[3, 5], [0, 1]]]))
    ((1,), (1,))
    """
    left: list[list[int]] = [list(range(payoff.shape[1])), list(range(payoff.shape[2]))]
    removed = True
    while removed:
        removed = False
        for actor in range(2):
            own = payoff[0] if actor == 0 else payoff[1].T
            table = own[np.ix_(left[actor], left[1 - actor])]
            keep = [a for a in range(len(table)) if not any((table[b] > table[a]).all() for b in range(len(table)))]
            if len(keep) < len(table):
                left[actor] = [left[actor][a] for a in keep]
                removed = True
    return tuple(left[0]), tuple(left[1])


def security(own: NDArray[Any]) -> tuple[int, Any]:
    """Return the pure action whose worst case is best, and that worst case.

    Examples
    --------
    >>> security(np.array([[3, 1], [4, 2]]))
    (1, 2)
    """
    worst = own.min(axis=1)
    action = int(worst.argmax())
    return action, worst.tolist()[action]


def security_value(own: Sequence[Sequence[float]]) -> float:
    """Return what an actor can guarantee itself by mixing actions (the value of the game against it).

    A linear programme solved by HiGHS; two actions each are solved in closed form.

    Examples
    --------
    >>> security_value([[1, -1], [-1, 1]])
    0.0
    """
    table = np.asarray(own, dtype=np.float64)
    pure = float(table.min(axis=1).max())
    if pure == float(table.max(axis=0).min()):
        return pure
    if table.shape == (2, 2):
        (a, b), (c, d) = table
        return float((a * d - b * c) / (a + d - b - c))
    from scipy.optimize import linprog

    m, n = table.shape
    found = linprog(
        np.append(np.zeros(m), -1.0),
        A_ub=np.hstack([-table.T, np.ones((n, 1))]),
        b_ub=np.zeros(n),
        A_eq=np.append(np.ones(m), 0.0)[None, :],
        b_eq=[1.0],
        bounds=[(0, None)] * m + [(None, None)],
    )
    return float(np.asarray(found.x, dtype=np.float64)[-1])


def efficient(payoff: NDArray[Any]) -> NDArray[np.bool_]:
    """Return which profiles no other profile improves for one actor without harming the other.

    Parameters
    ----------
    payoff : (2, m, n) array

    Returns
    -------
    (m, n) bool

    Examples
    --------
    >>> efficient(np.array([[[3, 0], [5, 1]], [[3, 5], [0, 1]]]))
    array([[ True,  True],
           [ True, False]])
    """
    flat = payoff.reshape(2, -1)
    no_worse = (flat[:, :, None] >= flat[:, None, :]).all(axis=0)
    better = (flat[:, :, None] > flat[:, None, :]).any(axis=0)
    return np.asarray(~(no_worse & better).any(axis=0)).reshape(payoff.shape[1:])


def pareto_dominates(payoff: NDArray[Any], one: Profile, other: Profile) -> bool:
    """Say whether both actors are at least as well off at ``one``, and one of them better.

    Examples
    --------
    >>> pareto_dominates(np.array([[[4, 1], [3, 2]], [[4, 3], [1, 2]]]), (0, 0), (1, 1))
    True
    """
    here, there = payoff[:, one[0], one[1]], payoff[:, other[0], other[1]]
    return bool((here >= there).all() and (here > there).any())


def risk_dominant(payoff: Sequence[Sequence[Sequence[Fraction]]]) -> Profile | None:
    """Return which of the two strict equilibria of a 2×2 game risk-dominates the other; None where neither does.

    The one with the greater product of what each actor would lose by leaving it alone. Needs cardinal payoffs.

    Raises
    ------
    ValueError
        If the game has not two strict equilibria.

    Examples
    --------
    >>> F = Fraction
    >>> hunt = [[[F(9), F(0)], [F(8), F(7)]], [[F(9), F(8)], [F(0), F(7)]]]
    >>> risk_dominant(hunt)
    (1, 1)
    """
    own, other = payoff
    losses = {}
    for a, b in ((0, 0), (0, 1), (1, 0), (1, 1)):
        first, second = own[a][b] - own[1 - a][b], other[a][b] - other[a][1 - b]
        if first > 0 and second > 0:
            losses[a, b] = first * second
    if len(losses) != 2:
        raise ValueError(f"risk dominance compares two strict equilibria; this game has {len(losses)}")
    (one, left), (two, right) = losses.items()
    return one if left > right else two if right > left else None


def reply_cycle(payoff: NDArray[Any]) -> tuple[Profile, ...]:
    """Return a cycle of profiles through which strict best replies chase each other for ever; empty if there is none.

    From each profile the first actor, then the second, moves to a strictly better best reply (the first in order).

    Examples
    --------
    >>> reply_cycle(np.array([[[1, -1], [-1, 1]], [[-1, 1], [1, -1]]]))
    ((0, 0), (0, 1), (1, 1), (1, 0))
    >>> reply_cycle(np.array([[[3, 0], [5, 1]], [[3, 5], [0, 1]]]))
    ()
    """
    first, second = payoff

    def step(state: tuple[int, int, int]) -> tuple[int, int, int]:
        a, b, mover = state
        if mover == 0:
            best = int(first[:, b].argmax())
            return (best if first[best, b] > first[a, b] else a, b, 1)
        best = int(second[a].argmax())
        return (a, best if second[a, best] > second[a, b] else b, 0)

    for start in np.ndindex(first.shape):
        state = (start[0], start[1], 0)
        seen: dict[tuple[int, int, int], int] = {}
        trail: list[tuple[int, int, int]] = []
        while state not in seen:
            seen[state] = len(trail)
            trail.append(state)
            state = step(state)
        loop = list(dict.fromkeys((a, b) for a, b, _ in trail[seen[state] :]))
        if len(loop) > 1:
            turn = loop.index(min(loop))
            return tuple(loop[turn:] + loop[:turn])
    return ()
