"""Unknown preferences: what holds whatever they are, what may hold, and the field's four extensions.

Extensions a–d: Li, Hipel, Kilgour & Fang 2004, *IEEE Trans. SMC-A* 34:507. Necessary and possible stability range
over all completions: linear extensions of a strict partial order, or each unknown pair decided either way or as
indifferent.

For Nash, GMR and SMR only the focal actor's comparisons with one state matter, and all that is unknown about that
state can go one way at once, so necessity is extension a and possibility extension d: exact. Under SEQ and SSEQ the
opponents' completions matter too: every completion is tried where there are few, else a seeded sample gives inner and
outer bounds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product
from typing import TYPE_CHECKING

import numpy as np

from countermove.conflict.moves import Arcs
from countermove.conflict.relations import improving, reachable, stable_by_relation
from countermove.conflict.stability import Concept
from countermove.numeric.orders import every_extension

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Truth = NDArray[np.bool_]

Extension = str  # a, b, c or d
EXTENSIONS: tuple[Extension, ...] = ("a", "b", "c", "d")
BUDGET = 3_000


@dataclass(frozen=True, slots=True)
class Beliefs:
    """What is known of everybody's preferences: ``better[i][s, t]`` (t above s for sure), ``unknown[i]`` symmetric.

    ``partial`` names the actors whose completions are strict orders; unknown pairs of others are decided one by one.
    """

    better: tuple[Truth, ...]
    unknown: tuple[Truth, ...]
    partial: frozenset[int] = frozenset()

    def may_be_better(self, actor: int) -> Truth:
        """Return ``[s, t]``: t is better than s or the preference is unknown."""
        return self.better[actor] | self.unknown[actor]


@dataclass(frozen=True, slots=True)
class Certainty:
    """Bounds on what holds under every completion and under some, (actors, n) bool; equilibria (n,) bool.

    ``necessary`` is proved and ``possible`` witnessed; ``open`` marks entries where a completion not tried could decide
    otherwise (then nothing is proved for them); all is exact where it is all false.
    """

    necessary: Truth
    possible: Truth
    open: Truth
    necessary_equilibria: Truth
    possible_equilibria: Truth
    exact: bool


def extension(moves: Sequence[Arcs], beliefs: Beliefs, concept: Concept, which: Extension) -> Truth:
    """Return stability under one of the field's four extensions, (actors, n) bool.

    Unknown moves count as improvements in a and c, not in b and d; an unknown end deters in c and d, not in a and b; an
    unknown own move is an escape in a and b. Under SEQ and SSEQ opponents move to what is better or unknown.
    """
    sure = range(len(moves))
    leaves = [beliefs.may_be_better(actor) if which in "ac" else beliefs.better[actor] for actor in sure]
    gains = [beliefs.may_be_better(actor) if which in "ab" else beliefs.better[actor] for actor in sure]
    steps = [beliefs.may_be_better(actor) for actor in sure]
    return stable_by_relations(moves, leaves, gains, steps, concept)


def stable_by_relations(
    moves: Sequence[Arcs], leaves: Sequence[Truth], gains: Sequence[Truth], steps: Sequence[Truth], concept: Concept
) -> Truth:
    """Return stability where each actor has its own relations for leaving, gaining and (as opponent) moving."""
    size = leaves[0].shape[0]
    result = np.empty((len(moves), size), dtype=np.bool_)
    for actor, own in enumerate(moves):
        others = [other for other in range(len(moves)) if other != actor]
        answers = np.zeros((size, size), dtype=np.bool_)
        if concept in ("gmr", "smr"):
            answers = reachable([moves[other] for other in others], size)
        elif concept != "nash":
            answers = reachable([improving(moves[other], steps[other]) for other in others], size)
        result[actor] = stable_by_relation(own, leaves[actor], gains[actor], answers, concept in ("smr", "sseq"))
    return result


def certainty(moves: Sequence[Arcs], beliefs: Beliefs, concept: Concept, seed: int = 0) -> Certainty:
    """Return what is stable under every completion of all actors' preferences, and under some."""
    actors = range(len(moves))
    may = [beliefs.may_be_better(actor) for actor in actors]
    if concept in ("nash", "gmr", "smr"):
        necessary, possible = extension(moves, beliefs, concept, "a"), extension(moves, beliefs, concept, "d")
        nothing = np.zeros_like(necessary)
        return Certainty(necessary, possible, nothing, joint(necessary), joint(possible), True)
    surely = stable_by_relations(moves, may, may, list(beliefs.better), concept)
    maybe = stable_by_relations(moves, list(beliefs.better), list(beliefs.better), may, concept)
    always = np.ones_like(surely)
    some = np.zeros_like(surely)
    always_joint, some_joint = np.ones(surely.shape[1], dtype=np.bool_), np.zeros(surely.shape[1], dtype=np.bool_)
    tried, complete = _completions(beliefs, seed)
    for better in tried:
        stable = stable_by_relations(moves, better, better, better, concept)
        always &= stable
        some |= stable
        always_joint &= stable.all(axis=0)
        some_joint |= stable.all(axis=0)
    if complete:
        return Certainty(always, some, np.zeros_like(always), always_joint, some_joint, True)
    unsettled = (always & ~surely) | (maybe & ~some)
    joint_open = bool(((joint(maybe) & ~some_joint) | (always_joint & ~joint(surely))).any())
    exact = not unsettled.any() and not joint_open
    return Certainty(surely, some, unsettled, joint(surely), some_joint, exact)


def joint(stable: Truth) -> Truth:
    """Return which states are stable for all actors, (n,) bool."""
    together: Truth = np.all(stable, axis=0)
    return together


def _completions(beliefs: Beliefs, seed: int) -> tuple[list[tuple[Truth, ...]], bool]:
    """Return every completion where they number at most the budget, else a seeded sample of them."""
    options: list[list[Truth]] = []
    count = 1
    for actor in range(len(beliefs.better)):
        own = list(islice(_of_actor(beliefs, actor), BUDGET // count + 1))
        count *= len(own)
        if count > BUDGET:
            return _sampled(beliefs, np.random.default_rng(seed)), False
        options.append(own)
    return list(product(*options)), True


def _of_actor(beliefs: Beliefs, actor: int) -> Iterator[Truth]:
    better, unknown = beliefs.better[actor], beliefs.unknown[actor]
    if actor in beliefs.partial:
        for payoff in every_extension(better.T):
            yield payoff[None, :] > payoff[:, None]
        return
    pairs = list(zip(*np.nonzero(np.triu(unknown)), strict=True))
    for decided in product((1, 0, -1), repeat=len(pairs)):
        whole = better & ~unknown
        for (one, two), way in zip(pairs, decided, strict=True):
            if way:
                whole[(one, two) if way > 0 else (two, one)] = True
        yield whole


def _sampled(beliefs: Beliefs, rng: np.random.Generator, count: int = 400) -> list[tuple[Truth, ...]]:
    drawn = []
    for _ in range(count):
        whole = []
        for actor, (better, unknown) in enumerate(zip(beliefs.better, beliefs.unknown, strict=True)):
            if actor in beliefs.partial:
                payoff = _random_extension(better, rng)
                whole.append(payoff[None, :] > payoff[:, None])
            else:
                way = np.triu(rng.integers(-1, 2, size=unknown.shape))
                up = unknown & (way > 0)
                down = unknown & (way < 0) & np.triu(np.ones_like(unknown))
                whole.append((better & ~unknown) | up | down.T)
        drawn.append(tuple(whole))
    return drawn


def _random_extension(better: Truth, rng: np.random.Generator) -> Ints:
    """Return some linear extension as payoffs; each has a positive chance, not the same one (for search only)."""
    left = better.sum(axis=0).astype(np.int64)
    payoff = np.full(left.size, -1, dtype=np.int64)
    for rank in range(left.size):
        state = rng.choice(np.flatnonzero((left == 0) & (payoff < 0)))
        payoff[state] = rank
        left[better[state]] -= 1
    return payoff
