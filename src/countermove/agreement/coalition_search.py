"""Which coalitions of many unlike parties hold themselves up: by branch and bound, or else by a search that says so.

Past 24 parties the coalitions of a public good game are too many to check one by one. A member of coalition S that
would stay in force without it gains by staying

    b_i² Σ_{j∈S-i} 1/c_j - (Σ_{j∈S-i} b_j)² / 2c_i + (club_i + measure_i) (|S| - 1),

so that what further members could add to it at most is a concave programme over fractions of them, solved by taking the
parties in order of what each adds per benefit (the fractional knapsack: Dantzig 1957, *Operations Research* 5:266). A
branch on which some member could not gain is left. Where branches run out the answer is proved; where the limit is met,
better replies from chance beginnings add coalitions, and the answer is what was found. Largest coalitions that side
payments could keep (Carraro, Eyckmans, Finus 2006) are grown greedily from up to fifty parties, and shrunk from all:
always a search.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from countermove.agreement.participation import Bools, Floats
from countermove.agreement.stability import PublicGood

SEARCHED_PARTIES = 200
NODES = 4_000_000
KEPT = 100
STARTS = 400
POOL_STARTS = 50


@dataclass(frozen=True, slots=True)
class CoalitionSearch:
    """What was found, and what was looked at.

    ``stable`` (m, n) are coalitions in force that are internally and externally stable, a largest one first, at most a
    hundred of the ``count`` found; ``complete`` says that there are no others. ``nodes`` partial coalitions were looked
    at and ``starts`` chance beginnings followed (none where the search is complete). ``pooled`` is the largest
    coalition found that side payments could keep, nobody if none.
    """

    parties: tuple[str, ...]
    stable: Bools
    count: int
    complete: bool
    nodes: int
    starts: int
    pooled: Bools


def membership_gains(game: PublicGood, inside: Bools) -> Floats:
    """Return what each party gains by being inside rather than outside, the other members as they are.

    Examples
    --------
    >>> from countermove.agreement.stability import public_good
    >>> membership_gains(public_good(np.ones(4), np.ones(4)), np.array([True, True, True, False]))
    array([ 0. ,  0. ,  0. , -1.5])
    """
    from countermove.agreement import _search_kernels

    good = _stacked(game)
    return _search_kernels.gains(inside, good, float((good[0] / good[1]).sum()), game.minimum)


def _stacked(game: PublicGood) -> Floats:
    return np.array([game.benefit, game.cost, game.club, game.measure], dtype=np.float64)


def tie_slack(game: PublicGood) -> float:
    """Return the difference below which payoffs count as equal, as in ``public_good_stability``."""
    span = float((game.benefit / game.cost).sum() * game.benefit.sum())
    n = game.benefit.size
    return 1e-12 * (span * float(game.benefit.max()) + n * float(game.club.max() + game.measure.max()))


def search_coalitions(
    game: PublicGood, parties: tuple[str, ...] = (), seed: int = 0, nodes: int = NODES, starts: int = STARTS
) -> CoalitionSearch:
    """Return coalitions that hold themselves up, all of them where branch and bound ends within its limit.

    O(nodes · n · members) time at worst.

    Parameters
    ----------
    game : PublicGood
        Any number of parties.
    parties : tuple of str
        What they are called.
    seed : int
        Of the chance beginnings, which are used only if the limit is met.
    nodes : int
        Partial coalitions to look at, at most.
    starts : int
        Chance beginnings.

    Returns
    -------
    CoalitionSearch
        Coalitions in force only: what nobody's leaving could change is no agreement.

    Examples
    --------
    >>> from countermove.agreement.stability import public_good
    >>> found = search_coalitions(public_good(np.ones(30), np.ones(30)))
    >>> found.count, int(found.stable[0].sum()), found.complete  # all pairs and all triples: Barrett's 2 and 3
    (4495, 3, True)
    """
    from countermove.agreement import _search_kernels

    # the members hardest to keep come first, so that their branches are left early
    order = np.argsort(game.benefit**2 * game.cost + game.club + game.measure, kind="stable")
    good = np.ascontiguousarray(_stacked(game)[:, order])
    slack = tie_slack(game)
    kept, count, visited, complete = _search_kernels.search_stable(
        good, _densest(good), game.minimum, slack, nodes, KEPT
    )
    rows = np.zeros_like(kept[: min(count, KEPT)])
    rows[:, order] = kept[: min(count, KEPT)]
    if not complete:
        rows, count = _with_beginnings(game, rows, count, slack, np.random.default_rng(seed), starts)
    n = game.benefit.size
    growing_from = [*range(0, n, max(n // POOL_STARTS, 1)), n]  # n: from all parties inside, sending some away
    pools = [_search_kernels.pooled(_stacked(game), game.minimum, slack, k) for k in growing_from]
    return CoalitionSearch(
        parties, rows, count, complete, visited, 0 if complete else starts, max(pools, key=lambda row: int(row.sum()))
    )


def _densest(good: Floats) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    """Return, for each party, all parties by what they add to its gain per unit of benefit, most first."""
    benefit, cost, club, measure = good
    adds = benefit[:, None] ** 2 / cost[None, :] + (club + measure)[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        density = np.where(benefit[None, :] > 0, adds / benefit[None, :], np.inf)
    return np.argsort(-density, axis=1, kind="stable").astype(np.int64)


def _with_beginnings(
    game: PublicGood, rows: Bools, count: int, slack: float, rng: np.random.Generator, starts: int
) -> tuple[Bools, int]:
    """Add stable coalitions that better replies from chance beginnings end in; the largest stays first."""
    known = {row.tobytes() for row in rows}
    found = list(rows)
    n, least = game.benefit.size, max(game.minimum, 2)
    for _ in range(starts):
        inside = rng.random(n) < rng.random()
        for _ in range(20 * n):
            gain = membership_gains(game, inside)
            moving = np.flatnonzero(np.where(inside, gain < -slack, gain > slack))
            if not moving.size:
                if int(inside.sum()) >= least and inside.tobytes() not in known:
                    known.add(inside.tobytes())
                    found.append(inside.copy())
                break
            party = rng.choice(moving)
            inside[party] = not inside[party]
    new = len(found) - len(rows)
    found.sort(key=lambda row: -int(row.sum()))
    # past KEPT the coalitions counted are not all known, so that one found again must not be counted twice
    total = count + new if count <= KEPT else max(count, len(found))
    return np.array(found[:KEPT], dtype=np.bool_).reshape(-1, n), total
