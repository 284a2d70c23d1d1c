"""How beliefs settle when each party keeps averaging those it trusts (DeGroot 1974; Friedkin & Johnsen 1990).

``x(t+1) = Λ W x(t) + (I − Λ) x(0)``: row i of the trust matrix W says how much party i weighs each party's belief, and
``λ_i`` how far it lets itself be moved at all; ``λ = 1`` for everybody is DeGroot's model, ``λ_i = 0`` a party that
never moves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Floats = NDArray[np.float64]
DENSE = 400
EXACT = 1e-13


@dataclass(frozen=True, slots=True)
class Rest:
    """Where beliefs settle.

    ``belief`` ``(n,)``; where a party's belief keeps swinging for ever (a periodic circle of trust) it is ``nan``.
    ``residual`` is the largest change that one more round of averaging would make.
    """

    belief: Floats
    residual: float

    @property
    def settles(self) -> bool:
        """Whether every belief comes to rest."""
        return bool(np.isfinite(self.belief).all())


def check_trust(trust: Any, susceptibility: Floats, belief: Floats) -> None:
    """Refuse what is no trust matrix.

    Raises
    ------
    ValueError
        If shapes differ, a weight is negative, a row does not sum to one, or a susceptibility lies outside 0–1.
    """
    count = belief.shape[0]
    if trust.shape != (count, count) or susceptibility.shape != (count,):
        raise ValueError(f"{count} beliefs need a {count} × {count} trust matrix and {count} susceptibilities")
    rows = np.asarray(trust.sum(axis=1)).ravel()
    if trust.min() < 0 or not np.allclose(rows, 1, rtol=0, atol=1e-9):
        worst = int(np.abs(rows - 1).argmax())
        raise ValueError(f"trust is not negative and each row sums to one; row {worst} sums to {rows[worst]:g}")
    if susceptibility.min() < 0 or susceptibility.max() > 1:
        raise ValueError("a susceptibility lies between 0 and 1")


def rest(trust: Floats | csr_array, susceptibility: Floats, belief: Floats) -> Rest:
    """Return where beliefs settle, exactly up to rounding.

    Parties that are held by somebody who keeps to a view of their own (along a chain of trust) solve
    ``(I − ΛW) x = (I − Λ) x(0)``, which has one solution since ρ(ΛW) < 1 there. The others form groups that listen only
    to each other: each agrees on an average weighted by the group's left eigenvector (DeGroot), unless its circles of
    trust are periodic. Linear in the number of trust links for the first part (iterative with a check of the residual,
    direct where that fails or the system is small), cubic in the size of a closed group.

    Parameters
    ----------
    trust : (n, n) array or sparse array
        Rows sum to one.
    susceptibility, belief : (n,)
        λ and x(0), between 0 and 1.

    Raises
    ------
    ValueError
        If ``trust`` or ``susceptibility`` are not of that form.

    Examples
    --------
    >>> trust = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.3, 0.1, 0.6]])
    >>> rest(trust, np.array([0.0, 0.0, 1.0]), np.array([1.0, 0.0, 0.5])).belief.round(3).tolist()
    [1.0, 0.0, 0.75]
    """
    from scipy.sparse import csr_array

    links = csr_array(trust)
    given, start = np.asarray(susceptibility, np.float64), np.asarray(belief, np.float64)
    check_trust(links, given, start)
    settled = np.full(start.size, np.nan)
    closed = ~_held(links, given)
    for group in _closed_groups(links, closed):
        settled[group] = _agreed(links[group][:, group].toarray(), start[group])
    known = np.isfinite(settled)
    swinging = closed & ~known & _in_closed_group(links, closed)
    loose = ~known & ~swinging & ~_reaches(links, given, swinging)
    settled[loose] = _solved(links, given, start, settled, loose)
    following = given * (links @ np.nan_to_num(settled)) + (1 - given) * start
    change = np.abs(following - settled)[np.isfinite(settled)]
    return Rest(settled, float(change.max(initial=0.0)))


def paths(trust: Floats, susceptibility: Floats, belief: Floats, rounds: int) -> Floats:
    """Return beliefs round by round, ``(rounds + 1, n)``.

    Examples
    --------
    >>> paths(np.array([[0.5, 0.5], [0.0, 1.0]]), np.ones(2), np.array([0.0, 1.0]), 2).tolist()
    [[0.0, 1.0], [0.5, 1.0], [0.75, 1.0]]
    """
    found = [np.asarray(belief, np.float64)]
    for _ in range(rounds):
        found.append(susceptibility * (trust @ found[-1]) + (1 - susceptibility) * found[0])
    return np.stack(found)


def pull(trust: Floats, susceptibility: Floats) -> Floats:
    """Return whose first view ends up in whose belief: ``(n, n)``, rows sum to one where beliefs settle.

    Entry ``[i, j]`` is the weight of party j's first view in party i's belief at rest: the limit is linear in first
    views.

    Examples
    --------
    >>> trust = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.3, 0.1, 0.6]])
    >>> pull(trust, np.array([0.0, 0.0, 1.0]))[2].round(3).tolist()
    [0.75, 0.25, 0.0]
    """
    count = len(susceptibility)
    return np.stack([rest(trust, susceptibility, column).belief for column in np.eye(count)], axis=1)


def rest_in_each(trust: Floats, susceptibility: Floats, belief: Floats) -> Floats:
    """Return where beliefs settle for many cases at once: ``(draws, n, n)``, ``(draws, n)``, ``(draws, n)``.

    Cases in which every party is held by somebody with a view of their own are solved together; the others one by one.
    """
    settled = np.empty_like(belief)
    held = susceptibility < 1
    follows = (trust > 0) & (susceptibility > 0)[:, :, None]
    for _ in range(belief.shape[1]):
        held = held | (follows & held[:, None, :]).any(axis=2)
    together = held.all(axis=1)
    if together.any():
        lambdas = susceptibility[together]
        system = np.eye(belief.shape[1]) - lambdas[:, :, None] * trust[together]
        right = (1 - lambdas) * belief[together]
        settled[together] = np.linalg.solve(system, right[:, :, None])[:, :, 0]
    for draw in np.flatnonzero(~together):
        settled[draw] = rest(trust[draw], susceptibility[draw], belief[draw]).belief
    return settled


def _held(links: Any, susceptibility: Floats) -> NDArray[np.bool_]:
    """Say who is moved, along some chain of trust, by somebody with λ < 1 (or is such a party)."""
    return _reaches(links, susceptibility, susceptibility < 1)


def _reaches(links: Any, susceptibility: Floats, goal: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Say who is moved by somebody in ``goal``, along some chain of trust: one breadth-first search backwards."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import breadth_first_order

    count = goal.size
    listener, heard = links.nonzero()
    moved = susceptibility[listener] > 0
    ends = np.flatnonzero(goal)
    source = np.append(heard[moved], np.full(ends.size, count))  # a node of its own stands before the whole goal
    target = np.append(listener[moved], ends)
    graph = coo_array((np.ones(source.size), (source, target)), shape=(count + 1, count + 1)).tocsr()
    reached = np.zeros(count + 1, np.bool_)
    reached[breadth_first_order(graph, count, return_predecessors=False)] = True
    return reached[:count]


def _closed_groups(links: Any, closed: NDArray[np.bool_]) -> list[NDArray[np.int64]]:
    """Return the groups among parties without a hold that listen only to each other."""
    from scipy.sparse.csgraph import connected_components

    members = np.flatnonzero(closed)
    if not members.size:
        return []
    inner = links[members][:, members]
    count, label = connected_components(inner, directed=True, connection="strong")
    rows, columns = inner.nonzero()
    leaks = np.unique(label[rows[label[rows] != label[columns]]])
    return [members[label == group] for group in range(count) if group not in leaks]


def _in_closed_group(links: Any, closed: NDArray[np.bool_]) -> NDArray[np.bool_]:
    inside = np.zeros(closed.size, np.bool_)
    for group in _closed_groups(links, closed):
        inside[group] = True
    return inside


def _agreed(trust: Floats, start: Floats) -> Floats | float:
    """Return what a closed group agrees on, or ``nan`` where its beliefs go round in a circle for ever."""
    count = start.size
    if _period(trust) > 1:
        swings = np.ptp(start) > 0
        return np.nan if swings else float(start[0])
    system = np.vstack([trust.T - np.eye(count), np.ones(count)])
    weight = np.linalg.lstsq(system, np.append(np.zeros(count), 1.0), rcond=None)[0]
    return float(weight @ start)


def _period(trust: Floats) -> int:
    """Return the greatest common divisor of the lengths of all circles of trust in a closed group."""
    depth = np.full(len(trust), -1)
    depth[0], queue, period = 0, [0], 0
    while queue:
        at = queue.pop(0)
        for other in np.flatnonzero(trust[at] > 0):
            if depth[other] < 0:
                depth[other] = depth[at] + 1
                queue.append(int(other))
            else:
                period = int(np.gcd(period, depth[at] + 1 - depth[other]))
    return abs(period) or 1


def _solved(links: Any, given: Floats, start: Floats, settled: Floats, loose: NDArray[np.bool_]) -> Floats:
    """Solve for the parties that are neither in a closed group nor moved by one that swings."""
    from scipy.sparse import diags_array
    from scipy.sparse.linalg import spsolve

    inside = np.flatnonzero(loose)
    if not inside.size:
        return np.zeros(0)
    moved = diags_array(given[inside]) @ links[inside]
    fixed = np.where(loose, 0.0, np.nan_to_num(settled))
    right = (1 - given[inside]) * start[inside] + moved @ fixed
    system = (diags_array(np.ones(inside.size)) - moved[:, inside]).tocsr()
    if inside.size > DENSE:
        found = _refined(system, right)
        if found is not None:
            return found
    return np.atleast_1d(np.asarray(spsolve(system.tocsc(), right)))


def _refined(system: Any, right: Floats) -> Floats | None:
    """Solve by iteration, again for what is left over until that is rounding; nothing where iteration fails.

    A direct solve would fill in: random trust among 10,000 parties has dense factors.
    """
    from scipy.sparse.linalg import bicgstab

    found, left = np.zeros(right.size), right
    for _ in range(6):
        step, _ = bicgstab(system, left, rtol=1e-8, atol=0.0, maxiter=5_000)
        found = found + step
        left = right - system @ found
        if np.abs(left).max() < EXACT:
            return np.asarray(found)
    return None
