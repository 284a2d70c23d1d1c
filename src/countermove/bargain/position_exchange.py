"""The position exchange model: two actors trade shifts on two issues that they value differently.

Stokman and Van Oosten 1994, in *European Community Decision Making*; Arregui, Stokman, Thomson 2006, in *The European
Union Decides*. Outcomes are compromise means; each exchange is a shift of positions that moves two of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from countermove.bargain.compromise import Floats, compromise_mean


@dataclass(frozen=True, slots=True)
class Exchange:
    """``first`` moves on ``given_by_first`` towards ``second``, which moves on ``given_by_second`` towards ``first``.

    ``moved_to`` are their new positions there, ``gain`` the equal utility that each expects, in salience × scale.
    """

    first: int
    second: int
    given_by_first: int
    given_by_second: int
    moved_to: tuple[float, float]
    gain: float


@dataclass(frozen=True, slots=True)
class Exchanges:
    """The exchanges in the order made, the positions after them and the outcome of each issue."""

    made: tuple[Exchange, ...]
    position: Floats
    outcome: Floats


def exchange(position: Floats, salience: Floats, capability: Floats, limit: int = 1_000) -> Exchanges:
    """Return the outcomes after the best exchanges, equal gains to both partners, made one after another.

    Two actors can trade on two issues where they stand on opposite sides of the expected outcome of both and each cares
    relatively less about what it gives. The one with the least to give moves all the way to its partner; the other
    moves as far as makes their gains equal. The exchange with the greatest gain is made first; what an actor has
    given it does not give again. O(issues² n²) time an exchange.

    Parameters
    ----------
    position, salience, capability : (issues, n) float
        On scales of equal length; salience 0 where an actor has no position.

    Examples
    --------
    >>> two = exchange(np.array([[0.0, 100], [0, 100]]), np.array([[1.0, 0.2], [0.2, 1.0]]), np.ones((2, 2)))
    >>> two.outcome.round(3)
    array([ 0., 100.])
    """
    place = np.array(position, dtype=np.float64)
    weight = salience * capability
    total = weight.sum(axis=1)
    if not (total > 0).all():
        raise ValueError("on an issue nobody has both capability and salience: leave the issue out")
    from countermove.bargain import _exchange_kernels as _kernels

    share, pull = np.ascontiguousarray(salience, np.float64), weight / total[:, None]
    spent = share <= 0
    made: list[Exchange] = []
    while len(made) < limit:
        i, j, p, q = _kernels.best_exchange(place, share, pull, spent, 1e-9)
        if i < 0:
            break
        best = _equal_gain(place, share, pull, p, q, i, j)
        made.append(best)
        place[p, i], place[q, j] = best.moved_to
        spent[p, i] = spent[q, j] = True
    return Exchanges(tuple(made), place, compromise_mean(place, weight))


def exchange_outcomes(position: Floats, salience: Floats, capability: Floats, limit: int = 1_000) -> Floats:
    """Return only the outcomes of ``exchange``, for many draws: (d, issues, n) in, (d, issues) out.

    Examples
    --------
    >>> exchange_outcomes(np.array([[[0.0, 100], [0, 100]]]), np.array([[[1.0, 0.2], [0.2, 1.0]]]), np.ones((1, 2, 2)))
    array([[  0., 100.]])
    """
    from countermove.bargain import _exchange_kernels as _kernels

    tables = [np.ascontiguousarray(table, np.float64) for table in (position, salience, capability)]
    return np.asarray(_kernels.run_exchanges(tables[0], tables[1], tables[2], limit))


def _equal_gain(place: Floats, salience: Floats, pull: Floats, p: int, q: int, i: int, j: int) -> Exchange:
    whole_p = pull[p, i] * abs(place[p, j] - place[p, i])  # how far i's full move shifts the outcome of p
    whole_q = pull[q, j] * abs(place[q, i] - place[q, j])
    # equal gains: s_qi·y − s_pi·x = s_pj·x − s_qj·y for shifts x on p and y on q
    ratio = (salience[p, i] + salience[p, j]) / (salience[q, i] + salience[q, j])
    x = min(whole_p, whole_q / ratio)
    y = x * ratio
    share_p, share_q = x / whole_p, y / whole_q
    to_p = place[p, i] + share_p * (place[p, j] - place[p, i])
    to_q = place[q, j] + share_q * (place[q, i] - place[q, j])
    return Exchange(i, j, p, q, (float(to_p), float(to_q)), float(salience[q, i] * y - salience[p, i] * x))
