"""Who answers whom, as told: a graph over moves finer than options, independent of states and preferences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from countermove.conflict.model import Row


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the graph of moves and answers shows.

    ``answered[row]`` lists (answering row, stated or inferred); ``unanswered`` the rows of all layers but the last that
    nobody answers; ``loose`` the rows above layer 0 that answer nothing; ``last`` who owns the top layer; ``circles``
    the pairs of aims that are seen to threaten each other, directly or through others.
    """

    answered: Mapping[str, tuple[tuple[str, str], ...]]
    unanswered: tuple[str, ...]
    loose: tuple[str, ...]
    top: int
    last: tuple[str, ...]
    circles: tuple[tuple[str, ...], ...]


def coverage(rows: Mapping[str, Row]) -> Coverage:
    """Return what a set of moves as told shows. O(rows + links)."""
    answered: dict[str, list[tuple[str, str]]] = {name: [] for name in rows}
    for name, row in rows.items():
        for target, mode in row.answers.items():
            answered[target].append((name, mode))
    top = max((row.layer for row in rows.values()), default=0)
    unanswered = tuple(name for name, row in rows.items() if row.layer < top and not answered[name])
    loose = tuple(name for name, row in rows.items() if row.layer > 0 and not row.answers)
    last = tuple(dict.fromkeys(row.actor for row in rows.values() if row.layer == top))
    frozen = {name: tuple(links) for name, links in answered.items()}
    return Coverage(frozen, unanswered, loose, top, last, _circles(rows))


def _circles(rows: Mapping[str, Row]) -> tuple[tuple[str, ...], ...]:
    """Return the groups of rows that threaten each other in a circle (strongly connected parts of two or more)."""
    reach = {name: set(row.threatens) | set(row.answers) for name, row in rows.items()}
    for via in rows:
        for name in rows:
            if via in reach[name]:
                reach[name] |= reach[via]
    groups: dict[frozenset[str], None] = {}
    for name in rows:
        group = frozenset(other for other in reach[name] if name in reach[other]) | {name}
        if len(group) > 1 and name in reach[name]:
            groups[frozenset(group)] = None
    return tuple(tuple(name for name in rows if name in group) for group in groups)
