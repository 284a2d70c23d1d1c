"""Designs: which uniform numbers each draw of a study gets, and what the laws make of them.

Nothing here depends on who computes a batch or when: batch i of a Monte Carlo or Latin hypercube design has the stream
``SeedSequence(seed, spawn_key=(i,))`` of its own, and batch i of a Sobol design is the i-th stretch of one scrambled
sequence.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from countermove.document.faults import AnalysisError
from countermove.document.text import Text
from countermove.kind import Input

Reals = NDArray[np.float64]
Form = Literal["monte-carlo", "latin-hypercube", "sobol"]
SOBOL_DIMENSIONS = 21_201
LEAST = 2.0**-53  # laws invert distribution functions, which have no value at 0 or 1
FORMS: dict[Form, Text] = {
    "monte-carlo": Text("drawn independently", "独立抽取"),
    "latin-hypercube": Text("drawn as a Latin hypercube within each batch", "在每一批内按拉丁超立方抽取"),
    "sobol": Text("drawn along a scrambled Sobol sequence", "沿加扰的索博尔序列抽取"),
}


@dataclass(frozen=True, slots=True)
class Batch:
    """A stretch of draws that is computed and stored together."""

    index: int
    start: int
    rows: int


def batches(draws: int, rows: int) -> list[Batch]:
    """Cut ``draws`` into batches of ``rows``, the last one shorter where they do not come out even.

    Examples
    --------
    >>> [(batch.start, batch.rows) for batch in batches(10, 4)]
    [(0, 4), (4, 4), (8, 2)]
    """
    return [Batch(k, start, min(rows, draws - start)) for k, start in enumerate(range(0, draws, rows))]


@dataclass(frozen=True, slots=True)
class Copula:
    """Uniform numbers made to move together: a Gaussian copula with given rank correlations.

    ``columns`` are the coordinates that it couples, ``factor`` the Cholesky factor of their normal correlations.
    """

    columns: tuple[int, ...]
    factor: tuple[tuple[float, ...], ...]
    groups: tuple[frozenset[str], ...]

    def couple(self, uniforms: Reals) -> None:
        """Replace the coupled columns of ``(n, d)`` uniform numbers, in place."""
        from scipy.special import ndtr, ndtri

        columns = list(self.columns)
        normal = ndtri(np.clip(uniforms[:, columns], LEAST, 1 - LEAST)) @ np.asarray(self.factor).T
        uniforms[:, columns] = np.clip(ndtr(normal), LEAST, 1 - LEAST)


@dataclass(frozen=True, slots=True)
class Design:
    """The draws of a study: inputs, how their uniform numbers are laid out, and the seed.

    Examples
    --------
    >>> from countermove.document.laws import Uniform
    >>> design = Design((Input("p", Text.both("p"), Uniform(0, 10)),), seed=1)
    >>> design.draws(Batch(0, 0, 3))["p"].shape
    (3,)
    """

    inputs: tuple[Input, ...]
    seed: int
    form: Form = "monte-carlo"
    copula: Copula | None = None

    def __post_init__(self) -> None:
        if self.form == "sobol" and self.coordinates > SOBOL_DIMENSIONS:
            raise AnalysisError(
                f"this study needs {self.coordinates} numbers a draw, and a Sobol sequence has at most "
                f"{SOBOL_DIMENSIONS}; use the design monte-carlo, or vary fewer inputs"
            )

    @property
    def coordinates(self) -> int:
        """Uniform numbers that one draw consumes."""
        return sum(one.law.coordinates for one in self.inputs)

    def columns(self) -> dict[str, slice]:
        """Return which coordinates belong to which input."""
        start, columns = 0, {}
        for one in self.inputs:
            columns[one.id] = slice(start, start + one.law.coordinates)
            start += one.law.coordinates
        return columns

    def uniforms(self, batch: Batch) -> Reals:
        """Return the ``(rows, coordinates)`` uniform numbers of a batch, before any coupling."""
        width = self.coordinates
        if width == 0:
            return np.empty((batch.rows, 0))
        stream = np.random.default_rng(np.random.SeedSequence(self.seed, spawn_key=(batch.index,)))
        if self.form == "monte-carlo":
            numbers = stream.random((batch.rows, width))
        elif self.form == "latin-hypercube":
            from scipy.stats import qmc

            numbers = qmc.LatinHypercube(width, rng=stream).random(batch.rows)
        else:
            numbers = _sobol(width, self.seed, batch)
        return np.maximum(numbers, LEAST, out=numbers)

    def draws(self, batch: Batch) -> dict[str, NDArray[Any]]:
        """Return the draws of a batch, one array an input, one row a draw."""
        return self.valued(self.uniforms(batch))

    def valued(self, uniforms: Reals) -> dict[str, NDArray[Any]]:
        """Turn ``(n, coordinates)`` uniform numbers into values; couples correlated inputs first (in place)."""
        if self.copula is not None:
            self.copula.couple(uniforms)
        return {one.id: one.law.draw(uniforms[:, part]) for one, part in zip(self.inputs, self._parts(), strict=True)}

    def blocks(self) -> list[tuple[str, ...]]:
        """Return the inputs as blocks that vary independently: correlated inputs share one."""
        groups = self.copula.groups if self.copula else ()
        grouped = {name: group for group in groups for name in group}
        seen: dict[frozenset[str], None] = {}
        for one in self.inputs:
            seen.setdefault(grouped.get(one.id, frozenset([one.id])))
        order = [one.id for one in self.inputs]
        return [tuple(sorted(block, key=order.index)) for block in seen]

    def _parts(self) -> list[slice]:
        return list(self.columns().values())


def rank_copula(inputs: Sequence[Input], correlated: Mapping[tuple[str, ...], float]) -> Copula | None:
    """Build the copula under which pairs of inputs have the wanted Spearman correlations.

    A Gaussian copula with correlation ``2 sin(π ρ / 6)`` has Spearman correlation ρ (Pearson 1907). For inputs with few
    values the attained rank correlation is weaker, as their ties allow.

    Parameters
    ----------
    inputs : sequence of Input
        The inputs of a study, in order.
    correlated : mapping
        Tuples of input ids (a shared parameter with or without its ``$``) to the rank correlation of every pair in
        them. Ids that do not vary here are left out.

    Raises
    ------
    AnalysisError
        If an order is to be correlated, a pair has two correlations, or no joint law has all of them.

    References
    ----------
    K. Pearson, "On further methods of determining correlation", Drapers' Company Research Memoirs IV (1907); R. B.
    Nelsen, *An Introduction to Copulas* (2006), section 5.1.
    """
    place, start = {}, 0
    for one in inputs:
        place[one.id] = start
        start += one.law.coordinates
    width = {one.id: one.law.coordinates for one in inputs}
    wanted: dict[tuple[str, str], float] = {}
    for names, rank in correlated.items():
        members = [name if name in place else f"${name}" for name in names if name in place or f"${name}" in place]
        for name in members:
            if width[name] != 1:
                raise AnalysisError(f"`correlated` names {name}, which is no number; correlate numbers only")
        for index, first in enumerate(members):
            for second in members[index + 1 :]:
                pair = (first, second) if place[first] < place[second] else (second, first)
                if wanted.setdefault(pair, rank) != rank:
                    raise AnalysisError(f"{first} and {second} have two rank correlations; keep one")
    if not wanted:
        return None
    members = sorted({name for pair in wanted for name in pair}, key=place.__getitem__)
    normal = np.eye(len(members))
    for (first, second), rank in wanted.items():
        a, b = members.index(first), members.index(second)
        normal[a, b] = normal[b, a] = 2 * np.sin(np.pi * rank / 6)
    try:
        factor = np.linalg.cholesky(normal)
    except np.linalg.LinAlgError:
        said = ", ".join(f"{a}–{b} {rank:g}" for (a, b), rank in wanted.items())
        raise AnalysisError(f"no joint law has these rank correlations ({said}); bring them nearer to 0") from None
    columns = tuple(place[name] for name in members)
    return Copula(columns, tuple(map(tuple, factor.tolist())), _groups(wanted))


def _groups(pairs: Mapping[tuple[str, str], float]) -> tuple[frozenset[str], ...]:
    groups: list[frozenset[str]] = []
    for pair in pairs:
        touched = [group for group in groups if group & set(pair)]
        groups = [group for group in groups if group not in touched] + [frozenset(pair).union(*touched)]
    return tuple(groups)


def _sobol(width: int, seed: int, batch: Batch) -> Reals:
    points = _sobol_engine(width, seed)
    if points.num_generated > batch.start:
        points.reset()
    if points.num_generated < batch.start:
        points.fast_forward(batch.start - points.num_generated)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "The balance properties", UserWarning)  # any number of draws may be asked
        return np.asarray(points.random(batch.rows), dtype=np.float64)


@lru_cache(maxsize=2)
def _sobol_engine(width: int, seed: int) -> Any:
    from scipy.stats import qmc

    scrambling = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(0, 0)))
    return qmc.Sobol(width, scramble=True, rng=scrambling)
