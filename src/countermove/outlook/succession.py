"""Succession: where a scenario drifts when unsupported variants give way (Weimer-Jehle 2006, section 3.3).

A rule moves a scenario to its successor; what a scenario ends in is an attractor: one consistent scenario, or a cycle.
The size of a basin counts the scenarios that end there. It depends on the rule and is no probability.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from countermove.outlook.consistency import Ints, balances, starts

Rule = Callable[[Ints, Ints, Ints], Ints]
EXHAUSTIVE = 1_000_000
STEPS = 10_000


@dataclass(frozen=True, slots=True)
class Attractor:
    """Where succession comes to rest: the scenarios ``(length, n)`` it visits in turn, and the size of its basin."""

    cycle: Ints
    basin: int

    @property
    def is_cycle(self) -> bool:
        """Whether succession keeps going round instead of stopping."""
        return len(self.cycle) > 1


@dataclass(frozen=True, slots=True)
class Basins:
    """Every attractor that was reached, largest basin first; ``starts`` is how many scenarios succession began at.

    ``exhaustive`` says that it began at all of them; otherwise at a sample, and ``unsettled`` of these did not come to
    rest within the steps allowed.
    """

    attractors: tuple[Attractor, ...]
    starts: int
    exhaustive: bool
    unsettled: int = 0


def all_at_once(impact: Ints, sizes: Ints, scenarios: Ints) -> Ints:
    """Move every unsupported factor to its best supported variant at once (the rule *global*).

    A factor whose variant is among the best supported stays; of several better ones the first is taken. ``scenarios``
    is ``(k, n)``, and so is the result.
    """
    best, behind = _best(impact, sizes, scenarios)
    return np.where(behind > 0, best, scenarios)


def worst_first(impact: Ints, sizes: Ints, scenarios: Ints) -> Ints:
    """Move only the factor that is furthest behind to its best supported variant (the rule *local*)."""
    best, behind = _best(impact, sizes, scenarios)
    factor = behind.argmax(axis=1)
    moved = np.array(scenarios, np.int64)
    rows = np.flatnonzero(behind.max(axis=1) > 0)
    moved[rows, factor[rows]] = best[rows, factor[rows]]
    return moved


def one_step(impact: Ints, sizes: Ints, scenarios: Ints) -> Ints:
    """Move every unsupported factor one variant towards its best supported one (the rule *incremental*).

    It reads the order of a factor's variants as a scale.
    """
    best, behind = _best(impact, sizes, scenarios)
    return np.where(behind > 0, scenarios + np.sign(best - scenarios), scenarios)


RULES: dict[str, Rule] = {"global": all_at_once, "local": worst_first, "incremental": one_step}


def basins(
    impact: Ints,
    sizes: Ints,
    rule: Rule = all_at_once,
    seed: int = 1,
    sample: int = 10_000,
    exhaustive: int = EXHAUSTIVE,
) -> Basins:
    """Return the attractors of a rule and the sizes of their basins.

    Starts at every scenario where there are at most ``exhaustive`` of them, otherwise at ``sample`` drawn ones.

    Examples
    --------
    >>> two = np.array([[0, 0, 2, -2], [0, 0, -2, 2], [1, -1, 0, 0], [-1, 1, 0, 0]])
    >>> [(found.cycle.tolist(), found.basin) for found in basins(two, np.array([2, 2])).attractors]
    [([[0, 1], [1, 0]], 2), ([[0, 0]], 1), ([[1, 1]], 1)]
    """
    sizes = np.asarray(sizes, np.int64)
    if np.prod(sizes.astype(np.float64)) <= exhaustive:
        return _exhaustive(impact, sizes, rule)
    rng = np.random.default_rng(np.random.SeedSequence(seed))
    drawn = np.stack([rng.integers(0, size, sample) for size in sizes], axis=1)
    return _sampled(impact, sizes, rule, drawn)


def all_scenarios(sizes: Ints) -> Ints:
    """Return every scenario, in lexicographic order.

    Examples
    --------
    >>> all_scenarios(np.array([2, 2])).tolist()
    [[0, 0], [0, 1], [1, 0], [1, 1]]
    """
    sizes = np.asarray(sizes, np.int64)
    return np.stack(np.unravel_index(np.arange(int(np.prod(sizes))), tuple(sizes)), axis=1).astype(np.int64)


def _exhaustive(impact: Ints, sizes: Ints, rule: Rule) -> Basins:
    from countermove.outlook import _kernels

    scenarios = all_scenarios(sizes)
    successor = _codes(rule(impact, sizes, scenarios), sizes)
    marks, sizes_of = np.unique(_kernels.attractor_of(successor), return_counts=True)
    found = []
    for mark, basin in zip(marks, sizes_of, strict=True):
        cycle, at = [int(mark)], int(successor[mark])
        while at != mark:
            cycle.append(at)
            at = int(successor[at])
        found.append(Attractor(scenarios[cycle], int(basin)))
    return Basins(_ranked(found), len(scenarios), True)


def _sampled(impact: Ints, sizes: Ints, rule: Rule, drawn: Ints) -> Basins:
    cycles: dict[bytes, tuple[Ints, int]] = {}
    unsettled = 0
    for end, count in zip(*_merged(impact, sizes, rule, drawn), strict=True):
        cycle = _cycle_from(impact, sizes, rule, end)
        if cycle is None:
            unsettled += int(count)
            continue
        key = cycle.tobytes()
        cycles[key] = (cycle, cycles.get(key, (cycle, 0))[1] + int(count))
    return Basins(_ranked([Attractor(*found) for found in cycles.values()]), len(drawn), False, unsettled)


def _merged(impact: Ints, sizes: Ints, rule: Rule, drawn: Ints) -> tuple[Ints, Ints]:
    """Move starts on together and count those that have met, until few are left to follow one by one."""
    current, count = np.unique(drawn, axis=0, return_counts=True)
    for _ in range(40):
        if len(current) <= 64:
            break
        for _ in range(5):
            current = rule(impact, sizes, current)
        current, place = np.unique(current, axis=0, return_inverse=True)
        count = np.bincount(place.ravel(), weights=count).astype(np.int64)
    return current, count


def _cycle_from(impact: Ints, sizes: Ints, rule: Rule, start: Ints) -> Ints | None:
    trail: list[Ints] = []
    place: dict[bytes, int] = {}
    current = start
    for step in range(STEPS):
        key = current.tobytes()
        if key in place:
            cycle = np.stack(trail[place[key] :])
            first = int(np.lexsort(cycle.T[::-1])[0])
            return np.ascontiguousarray(np.roll(cycle, -first, axis=0))
        place[key] = step
        trail.append(current)
        current = rule(impact, sizes, current[None, :])[0]
    return None


def _best(impact: Ints, sizes: Ints, scenarios: Ints) -> tuple[Ints, Ints]:
    """Return the first best supported variant of each factor and how far the present one is behind it."""
    start = starts(sizes)
    scenarios = np.asarray(scenarios, np.int64)
    balance = balances(impact, sizes, scenarios)
    best = np.stack([balance[:, a:b].argmax(axis=1) for a, b in zip(start[:-1], start[1:], strict=True)], axis=1)
    top = np.take_along_axis(balance, best + start[:-1], axis=1)
    return best, top - np.take_along_axis(balance, scenarios + start[:-1], axis=1)


def _codes(scenarios: Ints, sizes: Ints) -> NDArray[np.int64]:
    return np.asarray(np.ravel_multi_index(tuple(scenarios.T), tuple(sizes)), np.int64)


def _ranked(found: list[Attractor]) -> tuple[Attractor, ...]:
    return tuple(sorted(found, key=lambda each: (-each.basin, each.cycle.tolist())))
