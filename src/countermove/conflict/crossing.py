"""The fewest swaps of neighbouring tiers in one actor's order that make a state stable or unstable for it.

Only the set of tiers above the state matters (``clauses``), and more of them never make it more stable. So becoming
unstable is a matter of lifting tiers across the state, becoming stable of lowering some, never both: undoing a crossing
in the other direction saves swaps and changes nothing for the worse.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

from countermove.conflict.clauses import Clause, Gain, any_holds, members, minimal

NEVER = 1 << 60  # more swaps than any order has: no change at all does it
NODES = 5_000
Tiers = tuple[tuple[int, ...], ...]  # best first, states of a tier ascending
Requirement = Sequence[int]  # sets of tiers, as bits by their distance from the state; one of them has to cross


@dataclass(frozen=True, slots=True)
class Crossing:
    """The fewest swaps lie between ``lower`` and ``upper``; ``order`` shows that ``upper`` suffice."""

    lower: int
    upper: int
    order: Tiers | None

    @property
    def exact(self) -> bool:
        """Whether the fewest swaps are known."""
        return self.lower == self.upper


IMPOSSIBLE = Crossing(NEVER, NEVER, None)


def cost(crossing: int) -> int:
    """Return the swaps that carry a set of tiers across a state, tier k (from 0) being k tiers away from it.

    A tier passes the state and every tier between that stays behind; a stable partition needs no other swap, and each
    of these pairs must be reversed, so that no order with these tiers across is nearer (Kendall's distance is the
    number of reversed pairs). With the distances d = k + 1 of the c tiers, this is the sum of d less c (c − 1) / 2.

    Examples
    --------
    >>> cost(0b1), cost(0b11), cost(0b100)
    (1, 2, 3)
    """
    count = crossing.bit_count()
    return sum(tier + 1 for tier in members(crossing)) - count * (count - 1) // 2


def cheapest_superset(needed: int) -> int:
    """Return the set of tiers that is cheapest to carry across among those that include the needed ones.

    One more tier at distance d costs d less the number already crossing. For any number of extra tiers the nearest are
    cheapest; going outwards, d grows by at least one a tier and the number crossing by exactly one, so what the next
    one saves never grows again once it is nothing: the answer is the needed tiers and a prefix next to the state.

    Examples
    --------
    >>> bin(cheapest_superset(0b1100)), bin(cheapest_superset(0b100))
    ('0b1111', '0b100')
    """
    tier, count = 0, needed.bit_count()
    while tier + 1 < count:
        if not needed >> tier & 1:
            needed |= 1 << tier
            count += 1
        tier += 1
    return needed


def cheapest_crossing(ways: Sequence[Sequence[Requirement]], nodes: int = NODES) -> tuple[int, int, int]:
    """Return the fewest swaps (lower and upper bound) that meet all requirements of some way, and the tiers that cross.

    Best-first: a node is a set of needed tiers, its bound the cost of its cheapest superset, which no set that includes
    the needed ones undercuts. The first node whose cheapest superset meets every requirement is therefore optimal.
    Beyond ``nodes`` the bound of the best open node and a greedy choice are returned.

    Examples
    --------
    >>> cheapest_crossing([[[0b1000], [0b10, 0b1]], [[0b10000]]])
    (4, 4, 9)
    """
    heap: list[tuple[int, int, int]] = []
    seen: set[tuple[int, int]] = set()
    for way in range(len(ways)):
        heappush(heap, (0, way, 0))
    expanded = 0
    while heap:
        bound, way, needed = heappop(heap)
        crossing = cheapest_superset(needed)
        unmet = _unmet(ways[way], crossing)
        if unmet is None:
            return bound, bound, crossing
        expanded += 1
        if expanded > nodes:
            upper, greedy = min(_greedy(requirements) for requirements in ways)
            return bound, upper, greedy
        for alternative in unmet:
            node = (way, needed | alternative)
            if node not in seen:
                seen.add(node)
                heappush(heap, (cost(cheapest_superset(node[1])), *node))
    return NEVER, NEVER, 0


def _unmet(requirements: Sequence[Requirement], crossing: int) -> Requirement | None:
    """Return the requirement with fewest alternatives that these tiers do not meet."""
    unmet = [one for one in requirements if not any(crossing & own == own for own in one)]
    return min(unmet, key=len) if unmet else None


def _greedy(requirements: Sequence[Requirement]) -> tuple[int, int]:
    """Meet one requirement after the other, each as cheaply as it can be by itself."""
    needed = 0
    while (unmet := _unmet(requirements, cheapest_superset(needed))) is not None:
        if not unmet:
            return NEVER, 0
        needed = min((needed | one for one in unmet), key=lambda one: cost(cheapest_superset(one)))
    crossing = cheapest_superset(needed)
    return cost(crossing), crossing


def is_stable(gains: Sequence[Gain], tiers: Tiers, state: int) -> bool:
    """Say whether a state is stable for an actor with this order."""
    above = 0
    for tier in tiers:
        if state in tier:
            break
        for one in tier:
            above |= 1 << one
    return not any_holds([gain.clauses for gain in gains], above)


def flip(gains: Sequence[Gain], tiers: Tiers, state: int, nodes: int = NODES) -> Crossing:
    """Return the fewest swaps of neighbouring tiers that make a state stable if it was not, or unstable if it was.

    Parameters
    ----------
    gains : sequence of Gain
        What the stability of the state rests on for this actor, see ``clauses.gains``.
    tiers : tuple of tuples of int
        The actor's order, best first.
    state : int
        The state asked about.

    Examples
    --------
    >>> flip([Gain(1, (0b10, 0b100))], ((0,), (1,), (2,)), 0)  # unstable once both 1 and 2 are above 0
    Crossing(lower=2, upper=2, order=((1,), (2,), (0,)))
    """
    own = next(number for number, tier in enumerate(tiers) if state in tier)
    place = {one: number for number, tier in enumerate(tiers) for one in tier}
    lifted = [[_lifted(clause, place, own) for clause in gain.clauses] for gain in gains]
    possible = [clauses for clauses in lifted if all(clauses)]
    before = (1 << own) - 1
    if is_stable(gains, tiers, state):
        ways = [
            [[1 << (tier - own - 1) for tier in members(clause)] for clause in minimal(clauses) if not clause & before]
            for clauses in possible
        ]
        lower, upper, crossing = cheapest_crossing(ways, nodes)
        if upper == NEVER:
            return Crossing(lower, upper, None)
        moved = [own + 1 + tier for tier in members(crossing)]
        left = [number for number in range(own + 1, len(tiers)) if number not in moved]
        return Crossing(lower, upper, tuple(tiers[n] for n in (*range(own), *moved, own, *left)))
    pays = [clauses for clauses in possible if all(clause & before for clause in clauses)]
    requirements = [minimal(_mirrored(clause & before, own) for clause in clauses) for clauses in pays]
    lower, upper, crossing = cheapest_crossing([requirements], nodes)
    moved = sorted(own - 1 - tier for tier in members(crossing))
    left = [number for number in range(own) if number not in moved]
    return Crossing(lower, upper, tuple(tiers[n] for n in (*left, own, *moved, *range(own + 1, len(tiers)))))


def _lifted(clause: Clause, place: dict[int, int], own: int) -> int:
    """Return a clause over tiers; states tied with the one asked about can never be above it."""
    found = 0
    for one in members(clause):
        if place[one] != own:
            found |= 1 << place[one]
    return found


def _mirrored(tiers: int, own: int) -> int:
    """Return tiers above the state by their distance from it."""
    found = 0
    for tier in members(tiers):
        found |= 1 << (own - 1 - tier)
    return found
