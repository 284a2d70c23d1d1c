"""The front of texts and the price of a party by integer programming, where there are too many texts to try each.

A text picks one level a clause; a party may be inside where its net benefit is at least zero. Without more, parties
could hold each other up in a circle, whereas who signs is the least equilibrium, in which somebody must come first.
Circles are cut off as they show up: of parties that only hold each other up, one must be able to sign on the strength
of those outside the circle (a loop formula: Lin and Zhao 2004, *Artificial Intelligence* 157:115). The front is swept
by the ε-constraint method over zones of breadth and capability (Haimes, Lasdon, Wismer 1971). Every text found is
evaluated again by the exact iteration, so that no tolerance of the programme enters the answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from countermove.agreement.drafting import Drafts, TextSpace
from countermove.agreement.participation import Bools, Floats, Ints
from countermove.agreement.pricing import Price, PricedText, weakened
from countermove.document.faults import AnalysisError

FRONT_POINTS = 100
STEP = 1e-5
"""Breadths or capabilities are told apart if they differ by this share of the largest weight, whole numbers always."""
SLACK = 1e-6
Answer = tuple[Ints, Bools, Floats]
"""The levels of a text, who signs it, its three aims."""
Row = tuple[dict[int, float], float]
"""Coefficients by column and the least value that they must add up to."""


@dataclass(slots=True)
class TextProgramme:
    """The integer programme over texts and who signs them; cuts that were needed once are kept for later questions.

    Columns: levels of the clauses one after the other, then the n parties, the conditions, and what cuts brought along.
    """

    space: TextSpace
    rows: list[Row] = field(default_factory=list)
    columns: int = 0
    solved: int = 0

    def __post_init__(self) -> None:
        if not self.space.game.monotone or self.space.reserved is not None:
            raise ValueError("parties put each other off, or reserve: try each text instead")
        sizes, game = self.space.levels, self.space.game
        self.columns = sum(sizes) + game.alone.size + game.quota.size
        for k in range(len(sizes)):
            one = {self.level(k, row): 1.0 for row in range(sizes[k])}
            self.rows += [(one, 1.0), ({column: -1.0 for column in one}, -1.0)]
        for c in range(game.quota.size):
            met = {self.party(j): float(w) for j, w in enumerate(game.weight[c]) if w}
            self.rows.append((met | {self.condition(c): -float(game.quota[c])}, 0.0))
        for i in range(game.alone.size):
            others = {self.party(j): float(w) for j, w in enumerate(game.influence[i]) if w}
            bonus = {self.condition(c): float(b) for c, b in enumerate(game.bonus[:, i]) if b}
            self._signs(i, self.party(i), others | bonus)

    def level(self, clause: int, row: int) -> int:
        """Return the column of a level of a clause."""
        return sum(self.space.levels[:clause]) + row

    def party(self, i: int) -> int:
        """Return the column of a party."""
        return sum(self.space.levels) + i

    def condition(self, c: int) -> int:
        """Return the column of a condition."""
        return sum(self.space.levels) + self.space.game.alone.size + c

    def _signs(self, i: int, column: int, support: dict[int, float]) -> None:
        """Let a column be 1 only where party i, with this support, is worth at least zero inside."""
        space = self.space
        worst = float(space.game.alone[i]) + sum(float(value[:, i].min()) for value in space.value)
        gap = max(-worst, 0.0)
        worth = {
            self.level(k, row): float(value[row, i])
            for k, value in enumerate(space.value)
            for row in range(len(value))
            if value[row, i]
        }
        self.rows.append((worth | support | {column: -gap}, -float(space.game.alone[i]) - gap))

    def best(self, aims: Sequence[dict[int, float]], limits: Sequence[Row]) -> tuple[Ints, Bools] | None:
        """Return the text and its signers that maximise one aim after the other within limits; None where none does."""
        held = list(limits)
        found: tuple[Ints, Bools] | None = None
        for aim in aims:
            found = self._solved(aim, held)
            if found is None:
                return None
            digits, inside = found
            value = sum(weight * self._holds(column, digits, inside) for column, weight in aim.items())
            held.append((aim, value - SLACK))
        return found

    def _holds(self, column: int, digits: Ints, inside: Bools) -> float:
        start = sum(self.space.levels)
        if column >= start:
            return float(inside[column - start])
        for k in range(len(digits)):
            if column == self.level(k, int(digits[k])):
                return 1.0
        return 0.0

    def _solved(self, aim: dict[int, float], limits: Sequence[Row]) -> tuple[Ints, Bools] | None:
        while True:
            answer = self._answer(aim, limits)
            if answer is None:
                return None
            start, n = sum(self.space.levels), self.space.game.alone.size
            edges = np.cumsum([0, *self.space.levels])
            digits = np.array([np.argmax(answer[a:b]) for a, b in zip(edges, edges[1:], strict=False)], dtype=np.int64)
            claimed = answer[start : start + n] > 0.5
            inside = self.space.signers(digits[None])[0]
            circle = np.flatnonzero(claimed & ~inside)
            if not circle.size:
                return digits, inside
            self._cut(digits, circle)

    def _cut(self, digits: Ints, circle: Ints) -> None:
        """Forbid this circle of parties to hold itself up, and this text to claim them."""
        game, outside = self.space.game, np.setdiff1d(np.arange(self.space.game.alone.size), circle)
        same = {self.level(k, int(row)): -1.0 for k, row in enumerate(digits)}
        first = {}
        for i in circle:
            self.rows.append((same | {self.party(i): -1.0}, -float(len(digits))))
            first[i] = self._new_column()
            support = {self.party(j): float(game.influence[i, j]) for j in outside if game.influence[i, j]}
            for c in np.flatnonzero(game.bonus[:, i]):
                met = self._new_column()
                counted = {self.party(j): float(game.weight[c, j]) for j in outside if game.weight[c, j]}
                self.rows.append((counted | {met: -float(game.quota[c])}, -float(game.weight[c, i])))
                support[met] = float(game.bonus[c, i])
            self._signs(int(i), first[i], support)
            self.rows.append(({self.party(i): 1.0, first[i]: -1.0}, 0.0))
        for i in circle:
            self.rows.append(({column: 1.0 for column in first.values()} | {self.party(i): -1.0}, 0.0))

    def _new_column(self) -> int:
        self.columns += 1
        return self.columns - 1

    def _answer(self, aim: dict[int, float], limits: Sequence[Row]) -> Floats | None:
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import csr_array

        rows = [*self.rows, *limits]
        place = [(r, column, value) for r, (terms, _) in enumerate(rows) for column, value in terms.items()]
        at, column, value = (np.array(part) for part in zip(*place, strict=True))
        matrix = csr_array((value, (at, column)), shape=(len(rows), self.columns))
        cost = np.zeros(self.columns)
        cost[list(aim)] = [-weight for weight in aim.values()]
        self.solved += 1
        answer = milp(
            cost,
            integrality=np.ones(self.columns, dtype=np.int64),
            bounds=Bounds(0, 1),
            constraints=LinearConstraint(matrix, lb=np.array([least for _, least in rows])),
            options={"mip_rel_gap": 0.0},
        )
        return None if answer.x is None else np.asarray(answer.x, dtype=np.float64)

    @property
    def depth(self) -> dict[int, float]:
        """How deep each level binds, by column."""
        return {
            self.level(k, row): float(deep)
            for k, part in enumerate(self.space.depth)
            for row, deep in enumerate(part)
            if deep
        }

    def per_party(self, weight: Floats) -> dict[int, float]:
        """Return a number a party, by column."""
        return {self.party(i): float(value) for i, value in enumerate(weight)}


def front_by_programme(space: TextSpace, points: int = FRONT_POINTS) -> Drafts:
    """Return the texts that no other beats in depth, breadth and capability, one for each three aims.

    Texts are found from the deepest on. What is beaten by none of those found has more breadth than one and more
    capability than the next along their staircase: each such zone is asked for its deepest text, and among these for
    the one with most signers and capability. A zone within one that was answered by a text of its own takes that
    answer.

    Parameters
    ----------
    space : TextSpace
        Influence of at least zero, no reservations.
    points : int
        The sweep stops, and says so, after this many texts.

    Returns
    -------
    Drafts
        Deepest first; every text listed is on the front, also where it is not ``complete``.

    Raises
    ------
    ValueError
        If an influence or bonus is negative or there are reservations.
    AnalysisError
        If capabilities differ by so little that the programme cannot tell texts apart.

    Examples
    --------
    >>> from countermove.agreement.participation import participation
    >>> binding = (np.array([[0.0, 0.0], [1.0, -3.0]]),)
    >>> space = TextSpace(participation([0.5, 1.0]), binding, (np.array([0.0, 1.0]),), np.ones(2), np.ones(2))
    >>> front_by_programme(space).aims.tolist()
    [[1.0, 1.0, 1.0], [0.0, 2.0, 2.0]]
    """
    programme = TextProgramme(space)
    counts, capability = programme.per_party(space.counts), programme.per_party(space.capability)
    both = programme.per_party(space.counts / _total(space.counts) + space.capability / _total(space.capability))
    steps = _step(space.counts), _step(space.capability)
    answers: dict[tuple[float, float], Answer | None] = {}
    found: dict[tuple[float, ...], Answer] = {}
    complete = False
    while not complete and len(found) < points:
        open_ones = []
        for zone in _zones(np.array(list(found)).reshape(-1, 3)):
            if zone not in answers:
                known, answer = _known(zone, answers)
                if not known:
                    limits = [(counts, zone[0] + steps[0]), (capability, zone[1] + steps[1])]
                    text = programme.best((programme.depth, both), limits)
                    answer = None if text is None else (*text, space.aims(text[0][None], text[1][None])[0])
                answers[zone] = answer
            answer = answers[zone]
            if answer is not None:
                open_ones.append(answer)
        complete = not open_ones
        if open_ones:
            deepest = max(open_ones, key=lambda answer: float(answer[2][0]))
            if tuple(deepest[2].tolist()) in found:
                raise AnalysisError("two texts lie too near to each other to be told apart: round the capabilities")
            found[tuple(deepest[2].tolist())] = deepest
    order = sorted(found, reverse=True)
    return Drafts(
        np.array([found[aims][0] for aims in order], dtype=np.int64).reshape(len(order), len(space.levels)),
        np.array([found[aims][1] for aims in order], dtype=np.bool_).reshape(len(order), space.game.alone.size),
        np.array(order).reshape(len(order), 3),
        space.size,
        complete=complete,
        programmes=programme.solved,
    )


def _step(weight: Floats) -> float:
    """Return how far apart two sums of these weights are taken to be at least: well above HiGHS's tolerance."""
    return 0.5 if (weight == np.round(weight)).all() else STEP * float(weight.max())


def _total(weight: Floats) -> float:
    return max(float(weight.sum()), 1e-12)


def _zones(found: Floats) -> list[tuple[float, float]]:
    """Return the corners beyond which a text is beaten in breadth and capability by none of those found."""
    zones, capability = [], -1.0
    for _, breadth, least in sorted(found.tolist(), key=lambda aims: (-aims[1], -aims[2])):
        if least > capability:
            zones.append((breadth, capability))
            capability = least
    return [*zones, (-1.0, capability)]


def _known(
    zone: tuple[float, float], answers: Mapping[tuple[float, float], Answer | None]
) -> tuple[bool, Answer | None]:
    for wider, answer in answers.items():
        if wider[0] <= zone[0] and wider[1] <= zone[1]:
            if answer is None:
                return True, None
            if answer[2][1] > zone[0] and answer[2][2] > zone[1]:
                return True, answer
    return False, None


def price_by_programme(space: TextSpace, party: int, present: Ints) -> Price:
    """Return the price of bringing a party in, as ``pricing.price_of`` does, by integer programming.

    Raises
    ------
    ValueError
        If an influence or bonus is negative or there are reservations.

    Examples
    --------
    >>> from countermove.agreement.participation import participation
    >>> duty = (np.array([[0.0, 0.0], [-1.0, 0.5]]), np.array([[0.0, 0.0], [-1.0, 0.0]]))
    >>> depth = (np.array([0.0, 2.0]), np.array([0.0, 1.0]))
    >>> space = TextSpace(participation([1.0, 0.0]), duty, depth, np.ones(2), np.ones(2))
    >>> price_by_programme(space, 0, np.array([1, 1])).deepest.level.tolist()
    [1, 0]
    """
    programme = TextProgramme(space)
    sizes = space.levels
    changed = {programme.level(k, r): -1.0 for k, held in enumerate(present) for r in range(sizes[k]) if r != held}
    lost: dict[int, float] = {}
    for k in range(len(sizes)):
        for row in range(sizes[k]):
            text = present.copy()
            text[k] = row
            if weakened(space, text[None], present)[0, k]:
                lost[programme.level(k, row)] = -1.0
    breadth, capability = programme.per_party(space.counts), programme.per_party(space.capability)
    rest = (breadth, capability)
    inside: Row = ({programme.party(party): 1.0}, 1.0)
    stay = {programme.party(int(i)): 1.0 for i in np.flatnonzero(space.signers(present[None])[0])}
    kept: list[Row] = [({column: 1.0}, 1.0) for column in stay]
    deepest = (programme.depth, lost, changed, *rest)

    def asked(aims: Sequence[dict[int, float]], limits: Sequence[Row]) -> PricedText | None:
        text = programme.best([aim for aim in aims if aim], limits)
        if text is None:
            return None
        digits, signers = text
        return PricedText(digits, signers, space.aims(digits[None], signers[None])[0])

    first = asked(deepest, [inside])
    if first is None:
        return Price(party, None, None, None, None, None)
    fewest = asked((lost, changed, stay, programme.depth, *rest), [inside])
    return Price(party, first, fewest, asked(deepest, [inside, *kept]), None, None)
