"""The zone of possible agreement, what opens a closed one, and proofs that none exists.

The zone is the set of packages that leave every required actor at least as well off as its reservation and cross no
red line (Raiffa 1982). A proof is plain data that ``is_proof`` checks in exact arithmetic without any search.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from countermove.bargain.compromise import Floats
from countermove.bargain.frontier import in_grains, package_shape, package_utility
from countermove.numeric.programme import least

Mask = NDArray[np.bool_]
LONGEST_TREE = 20_000


@dataclass(frozen=True, slots=True)
class RedLineClash:
    """No level of ``issue`` is left: ``excluded_by[level]`` is an actor that refuses it."""

    issue: int
    excluded_by: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class WeightProof:
    """Weights under which every package, and every lottery over packages, falls short of the reservations.

    The best weighted sum over allowed packages is ``best`` and the reservations' weighted sum ``needed`` is greater;
    had a package met every reservation, its weighted sum would be at least ``needed``.
    """

    weight: tuple[float, ...]
    best: float
    needed: float


@dataclass(frozen=True, slots=True)
class TreeProof:
    """Every package begins with the levels of one leaf, and the leaf's actor cannot be satisfied from there on.

    ``leaves`` are pairs (levels of the first issues, actor); lotteries over packages might still satisfy everyone.
    """

    leaves: tuple[tuple[tuple[int, ...], int], ...]


Proof = RedLineClash | WeightProof | TreeProof


@dataclass(frozen=True, slots=True)
class Zone:
    """The acceptable packages, by code (first issue fastest); where there are none, why, and what would open it.

    ``concession[a]``: how far actor a alone would have to lower its reservation; NaN where that alone does not help;
    0 where the zone is open. ``joint_concession``: the least amount by which all would have to lower theirs.
    """

    codes: NDArray[np.int64]
    packages: int
    proof: Proof | None
    concession: Floats
    joint_concession: float

    @property
    def is_open(self) -> bool:
        """Whether a package exists that everyone required can accept."""
        return len(self.codes) > 0


def zone_of_agreement(utility: Sequence[Floats], reservation: Floats, allowed: Sequence[Mask] | None = None) -> Zone:
    """Return the packages that meet every reservation and red line, or a proof that there are none.

    Exact over the listed levels; O(packages · n) time and memory. Utilities are compared in steps of 1e-9.

    Parameters
    ----------
    utility : sequence of (levels, n) float
        For each issue, what each level is worth to each required actor.
    reservation : (n,) float
        What each needs at least: the worth of disagreement, in the same units.
    allowed : sequence of (levels, n) bool, optional
        Where False, the level crosses that actor's red line.

    Raises
    ------
    ValueError
        If packages cannot be listed or shapes differ.

    Examples
    --------
    >>> pie = [np.array([[0.0, 1.0], [0.4, 0.6], [1.0, 0.0]])]
    >>> zone_of_agreement(pie, np.array([0.3, 0.5])).codes
    array([1])
    >>> zone_of_agreement(pie, np.array([0.7, 0.5])).proof.weight
    (0.5, 0.5)
    """
    levels = package_shape(utility)
    n = utility[0].shape[1]
    if reservation.shape != (n,):
        raise ValueError(f"{n} actors need {n} reservations")
    lines = [np.ones((width, n), np.bool_) for width in levels] if allowed is None else list(allowed)
    grains = np.asarray(in_grains(package_utility(utility)))
    need = in_grains(reservation)
    legal = legal_packages(lines)
    meets = grains >= need
    good = legal & meets.all(axis=1)
    short = np.where(legal[:, None], np.maximum(need - grains, 0), np.iinfo(np.int64).max // 2)
    joint = short.max(axis=1).min() * 1e-9 if legal.any() else np.nan
    proof = None if good.any() else _proof(utility, reservation, lines, bool(legal.any()))
    return Zone(np.flatnonzero(good), len(good), proof, _concessions(grains, need, meets, legal), float(joint))


def is_proof(
    proof: Proof, utility: Sequence[Floats], reservation: Floats, allowed: Sequence[Mask] | None = None
) -> bool:
    """Check a proof in exact rational arithmetic, sharing nothing with the search that found it.

    Examples
    --------
    >>> pie = [np.array([[0.0, 1.0], [1.0, 0.0]])]
    >>> is_proof(WeightProof((0.5, 0.5), 0.5, 0.6), pie, np.array([0.6, 0.6]))
    True
    >>> is_proof(WeightProof((0.5, 0.5), 0.5, 0.4), pie, np.array([0.4, 0.4]))
    False
    """
    lines = [np.ones(worth.shape, np.bool_) for worth in utility] if allowed is None else list(allowed)
    if isinstance(proof, RedLineClash):
        rows = lines[proof.issue]
        return len(rows) == len(proof.excluded_by) and all(not rows[i, a] for i, a in enumerate(proof.excluded_by))
    if isinstance(proof, WeightProof):
        weight = [Fraction(w) for w in proof.weight]
        best = sum(
            max(
                sum(w * Fraction(float(u)) for w, u in zip(weight, row, strict=True)) for row in worth[line.all(axis=1)]
            )
            for worth, line in zip(utility, lines, strict=True)
        )
        needed = sum(w * Fraction(float(r)) for w, r in zip(weight, reservation, strict=True))
        return min(weight) >= 0 and best < needed
    return _covers([leaf for leaf, _ in proof.leaves], [len(u) for u in utility]) and all(
        _is_stuck(leaf, actor, utility, reservation, lines) for leaf, actor in proof.leaves
    )


def legal_packages(lines: Sequence[Mask]) -> Mask:
    """Mark the packages, in the order of ``decode``, that cross nobody's red line; (levels, n) masks in."""
    legal = np.ones(1, np.bool_)
    for line in lines:
        held = np.asarray(line.all(axis=1))
        legal = (held[:, None] & legal[None, :]).reshape(-1)
    return legal


def _concessions(grains: NDArray[np.int64], need: NDArray[np.int64], meets: Mask, legal: Mask) -> Floats:
    missing = (~meets).sum(axis=1)
    answer = np.full(len(need), np.nan)
    for actor in range(len(need)):
        rows = legal & (missing - ~meets[:, actor] == 0)
        if rows.any():
            answer[actor] = max(int(need[actor] - grains[rows, actor].max()), 0) * 1e-9
    return answer


def _proof(utility: Sequence[Floats], reservation: Floats, lines: Sequence[Mask], any_legal: bool) -> Proof | None:
    if not any_legal:
        issue = next(i for i, line in enumerate(lines) if not line.all(axis=1).any())
        return RedLineClash(issue, tuple(int(np.flatnonzero(~row)[0]) for row in lines[issue]))
    weights = _separating_weights(utility, reservation, lines)
    if weights is not None and is_proof(weights, utility, reservation, lines):
        return weights
    return _tree(utility, reservation, lines)


def _separating_weights(utility: Sequence[Floats], reservation: Floats, lines: Sequence[Mask]) -> WeightProof | None:
    """Minimise, over weights, the best weighted surplus: a linear programme with one bound an issue."""
    n, issues = len(reservation), len(utility)
    rows = []
    for i, (worth, line) in enumerate(zip(utility, lines, strict=True)):
        kept = worth[line.all(axis=1)]
        cap = np.zeros((len(kept), issues))
        cap[:, i] = -1.0
        rows.append(np.hstack([kept, cap]))
    solved = least(
        np.append(-reservation, np.ones(issues)),
        (np.vstack(rows), np.zeros(sum(map(len, rows)))),
        (np.append(np.ones(n), np.zeros(issues))[None], np.ones(1)),
        free=issues,
    )
    if solved is None or solved.value > -1e-12:
        return None
    weight = np.where(solved.x[:n] < 1e-12, 0.0, solved.x[:n])
    best = sum(float((u[line.all(axis=1)] @ weight).max()) for u, line in zip(utility, lines, strict=True))
    return WeightProof(tuple(map(float, weight)), best, float(weight @ reservation))


def _tree(utility: Sequence[Floats], reservation: Floats, lines: Sequence[Mask]) -> TreeProof | None:
    """Search issue by issue; a branch is closed by the first actor that nothing below it can satisfy."""
    grains = [in_grains(np.asarray(worth)) for worth in utility]
    need = in_grains(reservation)
    room = np.zeros((len(utility) + 1, len(need)), np.int64)  # what the later issues can still bring each actor
    for i in range(len(utility) - 1, -1, -1):
        room[i] = room[i + 1] + grains[i][np.asarray(lines[i].all(axis=1))].max(axis=0)
    leaves: list[tuple[tuple[int, ...], int]] = []
    stack: list[tuple[tuple[int, ...], NDArray[np.int64]]] = [((), np.zeros(len(need), np.int64))]
    while stack:
        part, held = stack.pop()
        crossed = ~lines[len(part) - 1][part[-1]] if part else np.zeros(len(need), np.bool_)
        stuck = np.flatnonzero(crossed | (held + room[len(part)] < need))
        if len(stuck):
            leaves.append((part, int(stuck[0])))
        elif len(part) == len(utility) or len(leaves) > LONGEST_TREE:
            return None
        else:
            stack.extend(((*part, level), held + grains[len(part)][level]) for level in range(len(utility[len(part)])))
    return TreeProof(tuple(leaves))


def _is_stuck(
    part: tuple[int, ...], actor: int, utility: Sequence[Floats], reservation: Floats, lines: Sequence[Mask]
) -> bool:
    if any(not lines[i][level, actor] for i, level in enumerate(part)):
        return True
    reach = sum((Fraction(float(utility[i][level, actor])) for i, level in enumerate(part)), Fraction(0))
    for worth, line in zip(utility[len(part) :], lines[len(part) :], strict=True):
        open_to = line.all(axis=1)
        if not open_to.any():
            return True
        reach += Fraction(float(worth[open_to, actor].max()))
    rounding = Fraction(len(utility) + 1, 2 * 10**9)  # each utility was rounded by up to half a step of 1e-9
    return reach < Fraction(float(reservation[actor])) + rounding


def _covers(parts: list[tuple[int, ...]], levels: list[int]) -> bool:
    """Whether every package begins with one of the parts."""
    known, stack = set(parts), [()] if parts else []
    if not parts:
        return False
    todo: list[tuple[int, ...]] = list(stack)
    while todo:
        part = todo.pop()
        if part in known:
            continue
        if len(part) == len(levels):
            return False
        todo.extend((*part, level) for level in range(levels[len(part)]))
    return True
