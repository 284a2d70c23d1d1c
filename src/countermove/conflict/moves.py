"""Moves: whose choice leads from which state to which, kept as cliques where possible and as arcs where not.

In option form an actor can move between all feasible states that differ in its own options only: a clique. One-way
options split a clique into groups by their pattern, and a move leads to the same or a larger pattern. Such moves are
transitive, so the rule "nobody moves twice in succession" never matters and cliques need not be expanded into pairs.
Merged states, forbidden moves and hand-drawn graphs break transitivity and are kept as arcs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Truth = NDArray[np.bool_]

MAX_ARCS = 60_000_000
MOST_LISTED = 4096


class TooManyArcsError(ValueError):
    """More moves than this program keeps in memory."""


@dataclass(frozen=True, slots=True)
class Cliques:
    """One actor's moves in option form, states grouped by clique and one-way pattern.

    ``group[s]`` is the group of state s; ``members[start[g]:start[g + 1]]`` its states; ``first[g]`` and ``last[g]``
    bound the groups of the same clique; a move from group g to group h of it exists if ``pattern[g] ⊆ pattern[h]``.
    ``listed`` keeps where states of small groups lead, since a search asks for it again and again.
    """

    group: Ints
    start: Ints
    members: Ints
    first: Ints
    last: Ints
    pattern: Ints
    listed: dict[int, list[int]] = field(default_factory=dict, compare=False, repr=False)

    def ends(self, state: int) -> Iterator[int]:
        """Yield where the actor can move from a state, ascending within each group."""
        group = int(self.group[state])
        found = self.listed.get(group)
        if found is None:
            found = self._from(group).tolist()
            if len(found) <= MOST_LISTED:
                self.listed[group] = found
        return (end for end in found if end != state)

    def reached(self, state: int) -> Ints:
        """Return what ``ends`` yields."""
        ends = self._from(int(self.group[state]))
        return np.asarray(ends[ends != state])

    def _from(self, group: int) -> Ints:
        first, last = self.first[group], self.last[group]
        if last - first == 1:
            return self.members[self.start[first] : self.start[last]]
        allowed = np.flatnonzero(self.pattern[group] & ~self.pattern[first:last] == 0) + first
        return np.concatenate([self.members[self.start[other] : self.start[other + 1]] for other in allowed])

    def pairs(self) -> tuple[Ints, Ints]:
        """Return all arcs as (from, to); only for models that need them one by one.

        Raises
        ------
        TooManyArcsError
            Past 60 million arcs.
        """
        sizes = np.diff(self.start)
        clique = self.first[self.group]
        total = np.zeros(int(self.first.max(initial=0)) + 1, dtype=np.int64)
        np.add.at(total, self.first, sizes)
        if int((total[clique]).sum()) > MAX_ARCS:
            raise TooManyArcsError(f"more than {MAX_ARCS:,} moves once they are listed one by one")
        starts: list[Ints] = []
        ends: list[Ints] = []
        for group in range(self.pattern.size):
            own = self.members[self.start[group] : self.start[group + 1]]
            for other in range(int(self.first[group]), int(self.last[group])):
                if int(self.pattern[group]) & ~int(self.pattern[other]) == 0:
                    theirs = self.members[self.start[other] : self.start[other + 1]]
                    starts.append(np.repeat(own, theirs.size))
                    ends.append(np.tile(theirs, own.size))
        if not starts:
            nothing = np.empty(0, dtype=np.int64)
            return nothing, nothing
        one, two = np.concatenate(starts), np.concatenate(ends)
        return one[one != two], two[one != two]


@dataclass(frozen=True, slots=True)
class Arcs:
    """One actor's moves one by one: ``ends_of[start[s]:start[s + 1]]`` is where it can move from state s, ascending."""

    start: Ints
    ends_of: Ints

    def ends(self, state: int) -> Iterator[int]:
        """Yield where the actor can move from a state."""
        yield from self.reached(state).tolist()

    def reached(self, state: int) -> Ints:
        """Return what ``ends`` yields."""
        return self.ends_of[self.start[state] : self.start[state + 1]]

    def pairs(self) -> tuple[Ints, Ints]:
        """Return all arcs as (from, to)."""
        return np.repeat(np.arange(self.start.size - 1), np.diff(self.start)), self.ends_of

    def reversed(self) -> Arcs:
        """Return the moves by end state."""
        begin, end = self.pairs()
        return arcs(end, begin, self.start.size - 1)


Moves = Cliques | Arcs


def cliques(codes: Ints, own: int, on_only: int, off_only: int) -> Cliques:
    """Return one actor's moves among feasible states.

    Parameters
    ----------
    codes : (n,) int64
        Codes of the feasible states, ascending.
    own, on_only, off_only : int
        Masks of the actor's options, of those that can only be switched on, and only off.

    Notes
    -----
    O(n log n), or O(n) where the states are dense among all codes.

    Examples
    --------
    >>> list(cliques(np.arange(4), own=0b01, on_only=0b01, off_only=0).ends(0))
    [1]
    """
    rest = codes & ~np.int64(own)
    pattern = (codes & np.int64(on_only)) | (~codes & np.int64(off_only))
    clique = _numbered(rest)
    if on_only | off_only:
        kinds = _numbered(pattern)
        joint = clique * (int(kinds.max(initial=0)) + 1) + kinds
        group = _numbered(joint)
    else:
        group = clique
    count = int(group.max(initial=-1)) + 1
    start = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(np.bincount(group, minlength=count), out=start[1:])
    members = np.argsort(group, kind="stable").astype(np.int64)
    heads = members[start[:-1]]
    owner = clique[heads]
    first = np.searchsorted(owner, owner, side="left").astype(np.int64)
    last = np.searchsorted(owner, owner, side="right").astype(np.int64)
    return Cliques(group, start, members, first, last, pattern[heads])


def _numbered(values: Ints) -> Ints:
    """Return 0, 1, … for distinct values in ascending order; by table where the values are dense."""
    top = int(values.max(initial=0))
    if int(values.min(initial=0)) >= 0 and top < 8 * values.size + 1024:
        present = np.zeros(top + 1, dtype=np.int64)
        present[values] = 1
        return (np.cumsum(present) - 1)[values]
    return np.asarray(np.unique(values, return_inverse=True)[1], dtype=np.int64).reshape(-1)


def arcs(begin: Ints, end: Ints, count: int) -> Arcs:
    """Return moves from pairs; repeated pairs and self-loops are dropped. O(m log m).

    Examples
    --------
    >>> list(arcs(np.array([0, 0, 1]), np.array([2, 2, 1]), 3).ends(0))
    [2]
    """
    key = np.unique(begin * np.int64(count) + end)
    one, two = key // count, key % count
    kept = one != two
    one, two = one[kept], two[kept]
    start = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(np.bincount(one, minlength=count), out=start[1:])
    return Arcs(start, two)


def banned(pairs: tuple[Ints, Ints], bans: Iterable[tuple[Truth, Truth]]) -> tuple[Ints, Ints]:
    """Return the moves less those that lead from a state of ``bans[k][0]`` to one of ``bans[k][1]``."""
    begin, end = pairs
    kept = np.ones(begin.size, dtype=np.bool_)
    for leaves, reaches in bans:
        kept &= ~(leaves[begin] & reaches[end])
    return begin[kept], end[kept]


def merged_classes(count: int, groups: Sequence[Truth]) -> tuple[Ints, Ints]:
    """Return (class of each state, representative of each class) where each group counts as one state.

    Overlapping groups merge transitively; classes are numbered by their lowest state. O(n × groups).

    Examples
    --------
    >>> merged_classes(4, [np.array([False, True, False, True])])
    (array([0, 1, 2, 1]), array([0, 1, 2]))
    """
    root = np.arange(count)
    for group in groups:
        inside = np.flatnonzero(group)
        if inside.size:
            lowest = int(root[inside].min())
            root[np.isin(root, np.unique(root[inside]))] = lowest
    representatives = np.unique(root)
    return np.searchsorted(representatives, root).astype(np.int64), representatives.astype(np.int64)
