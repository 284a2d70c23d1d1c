"""Two sponsors bid for the states between their systems: common agency by truthful offers.

Each sponsor promises each party something for each way in which the party may align: with neither system, the first,
the second or both. In a truthful equilibrium every offer follows what the alignment is worth to the sponsor, less one
constant; the alignment then maximises the joint worth of sponsors and parties, and the sponsors' net worths are the
Pareto frontier of ``n₁ ≤ S(12) - S(2)``, ``n₂ ≤ S(12) - S(1)``, ``n₁ + n₂ ≤ S(12) - S(∅)``, where S(J) is the best
joint worth of the parties and the sponsors in J (Bernheim and Whinston 1986, *QJE* 101:1; theorem 2; Dixit, Grossman
and Helpman 1997, *JPE* 105:752). With worths that add up over parties every party is a contest of its own: the winner
pays what the rival would have paid. A prize for a system that reaches its quota ties them together; offers are then on
the whole alignment, as if the parties between decided together. With one offer to each party apart an equilibrium need
not exist (Prat and Rustichini 2003, *Econometrica* 71:989); ``separate_offers`` says whether it does.

Alignments are bit masks: 0 neither, 1 the first system, 2 the second, 3 both.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from countermove.agreement.participation import TIE, Bools, Floats, Ints
from countermove.document.faults import AnalysisError

CONTESTED_PARTIES = 12
NEITHER, FIRST, SECOND, BOTH = range(4)
NEITHER_SPONSOR = np.zeros(2, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Contest:
    """What every alignment is worth to every party and both sponsors.

    ``leaning`` (m, 4) is the parties' own worth, 0 for neither; ``worth`` (2, m, 4) the sponsors'; ``weight`` (2, m)
    what a party counts in each system's quota, ``core`` (2,) what is inside anyway; ``prize`` (2,), at least zero, is
    what its sponsor gains when a system reaches its ``quota`` (2,).
    """

    leaning: Floats
    worth: Floats
    weight: Floats
    core: Floats
    quota: Floats
    prize: Floats

    def __post_init__(self) -> None:
        m = self.leaning.shape[0]
        if self.leaning.shape != (m, 4) or self.worth.shape != (2, m, 4) or self.weight.shape != (2, m):
            raise ValueError(f"shapes disagree: {self.leaning.shape}, {self.worth.shape}, {self.weight.shape}")
        if (self.prize < 0).any() or (self.weight < 0).any():
            raise ValueError("a prize or weight is negative")

    def joint(self, who: int) -> tuple[Floats, Floats]:
        """Return what each alignment adds for the parties and these sponsors (a bit mask), and their prizes."""
        with_them = np.array([who >> k & 1 for k in range(2)], dtype=np.float64)
        return self.leaning + np.tensordot(with_them, self.worth, axes=1), self.prize * with_them

    def heads(self, alignment: Ints) -> Floats:
        """Return what each system's members weigh, its core included."""
        inside = np.array([(alignment >> k & 1) for k in range(2)])
        return np.asarray(self.core + (self.weight * inside).sum(axis=1), dtype=np.float64)

    def gross(self, alignment: Ints) -> Floats:
        """Return what an alignment is worth to each sponsor before what it pays."""
        met = self.heads(alignment) >= self.quota - TIE
        each = self.worth[:, np.arange(alignment.size), alignment].sum(axis=1)
        return np.asarray(each + self.prize * met, dtype=np.float64)


def contest(leaning: Floats, worth: Floats) -> Contest:
    """Return a contest without quotas, in which every party is fought over by itself.

    Examples
    --------
    >>> contest(np.zeros((2, 4)), np.zeros((2, 2, 4))).gross(np.array([0, 3]))
    array([0., 0.])
    """
    nothing = np.zeros(2)
    return Contest(leaning, worth, np.zeros((2, leaning.shape[0])), nothing, nothing, nothing)


def best_joint(
    contest: Contest, who: int, allowed: Bools, needed: Ints = NEITHER_SPONSOR, prized: bool = True
) -> tuple[float, Ints]:
    """Return the greatest joint worth of the parties and these sponsors, and an alignment that has it.

    Exact, by branch and bound; O(4^m) at worst, m steps where no prize is at stake.

    Parameters
    ----------
    contest : Contest
        At most twelve parties.
    who : int
        Bit mask of the sponsors counted.
    allowed : (m, 4) bool
        Alignments that each party may choose.
    needed : (2,) int64
        1 for a system that must reach its quota.
    prized : bool
        Whether prizes are counted.

    Returns
    -------
    tuple of (float, (m,) int64)
        Minus infinity where nothing is possible. A party that is worth equally much in several alignments is
        placed in both, else in the first system, so that the indifferent join.

    Examples
    --------
    >>> wanted = contest(np.zeros((1, 4)), np.array([[[0, 5.0, 0, 5]], [[0, 0, 3.0, 3]]]))
    >>> best_joint(wanted, FIRST | SECOND, np.ones((1, 4), dtype=bool))
    (8.0, array([3]))
    """
    from countermove.agreement import _sponsor_kernels

    value, prize = contest.joint(who)
    best, found = _sponsor_kernels.best_alignment(
        value, allowed, contest.weight, contest.core, contest.quota, prize if prized else np.zeros(2), needed
    )
    return float(best), found


@dataclass(frozen=True, slots=True)
class Bidding:
    """The truthful equilibria of a contest.

    ``joint`` (4,) is the best joint worth without sponsors, with the first, the second, both; ``net`` and ``paid``
    (2, 2) are what each sponsor (first axis) is left with and offers at least and at most (second axis): the two differ
    where sponsors share a cost that neither would bear alone. ``ready`` (2,) is the most that each
    sponsor's offers promise, over every alignment. ``left`` is what the parties keep in all. ``pull`` (2, m)
    is by how much the joint worth is greater with the party in the system than outside it: what the sponsor's worth of
    it could fall before it left, or, below zero, would have to rise before it came. ``met_from`` (2,) is the least
    prize with which the system reaches its quota, infinite if it cannot.
    """

    hedging: bool
    alignment: Ints
    joint: Floats
    gross: Floats
    net: Floats
    paid: Floats
    ready: Floats
    left: float
    pull: Floats
    met_from: Floats


def bid(contest: Contest, hedging: bool) -> Bidding:
    """Return the truthful equilibria, exactly.

    Parameters
    ----------
    contest : Contest
        At most twelve parties.
    hedging : bool
        Whether a party may be in both systems; not if any sponsor demands an exclusive choice.

    Returns
    -------
    Bidding
        Alignment, payoffs and what would change them.

    Raises
    ------
    AnalysisError
        If there are more than twelve parties.

    Examples
    --------
    Two bid for one: the winner pays what the other would have paid.

    >>> wanted = contest(np.zeros((1, 4)), np.array([[[0, 5.0, 0, 5]], [[0, 0, 3.0, 3]]]))
    >>> bid(wanted, hedging=False).paid[:, 0]
    array([3., 0.])
    >>> bid(wanted, hedging=True).paid[:, 0]
    array([0., 0.])
    """
    m = contest.leaning.shape[0]
    if m > CONTESTED_PARTIES:
        raise AnalysisError(f"{m} parties are too many to bid for exactly: name at most {CONTESTED_PARTIES}")
    allowed = allowed_alignments(m, hedging)
    found = [best_joint(contest, who, allowed) for who in range(4)]
    joint = np.array([best for best, _ in found])
    alignment = found[BOTH][1]
    gross = contest.gross(alignment)
    net, left = divided(joint)
    nobody = Contest(
        np.zeros((m, 4)), contest.worth, contest.weight, contest.core, contest.quota, contest.prize
    )  # what an alignment is worth to sponsors alone
    most = np.array([best_joint(nobody, 1 << k, allowed)[0] for k in range(2)])
    if not contest.prize.any():  # every party is a contest of its own
        parts, kept = divided(party_bests(contest.leaning, contest.worth, hedging))
        net, left = parts.sum(axis=0), kept.sum()
    return Bidding(
        hedging,
        alignment,
        joint,
        gross,
        net,
        gross[:, None] - net[:, ::-1],
        most - net[:, 1],
        float(left),
        np.array([[_pull(contest, allowed, k, party) for party in range(m)] for k in range(2)]).reshape(2, m),
        np.array([_met_from(contest, allowed, k) for k in range(2)]),
    )


def allowed_alignments(parties: int, hedging: bool) -> Bools:
    """Return which alignments each party may choose.

    Examples
    --------
    >>> allowed_alignments(1, hedging=False)
    array([[ True,  True,  True, False]])
    """
    allowed = np.ones((parties, 4), dtype=np.bool_)
    allowed[:, BOTH] = hedging
    return allowed


def party_bests(leaning: Floats, worth: Floats, hedging: bool) -> Floats:
    """Return each party's best joint worth without sponsors, with the first, the second, both.

    Parameters
    ----------
    leaning : (…, m, 4) float64
        The parties' own worth of each alignment.
    worth : (…, 2, m, 4) float64
        The sponsors'.
    hedging : bool
        Whether a party may be in both systems.

    Returns
    -------
    (…, m, 4) float64
        By party and set of sponsors.

    Examples
    --------
    >>> party_bests(np.zeros((1, 4)), np.array([[[0, 5.0, 0, 5]], [[0, 0, 3.0, 3]]]), hedging=False)
    array([[0., 5., 3., 5.]])
    """
    options = slice(None) if hedging else slice(BOTH)
    first, second = worth[..., 0, :, options], worth[..., 1, :, options]
    own = leaning[..., options]
    sums = (own, own + first, own + second, own + first + second)
    return np.stack([one.max(axis=-1) for one in sums], axis=-1)


def divided(joint: Floats) -> tuple[Floats, Floats]:
    """Return what truthful equilibria leave to each sponsor, at least and at most, and to the parties.

    Parameters
    ----------
    joint : (…, 4) float64
        The best joint worth without sponsors, with the first, the second, both.

    Returns
    -------
    tuple of ((…, 2, 2) float64, (…) float64)
        The least and the greatest net worth of each sponsor; what is left.

    Examples
    --------
    Neither would pay 4 for what is worth 3 to each: they share the cost, in an open proportion.

    >>> divided(np.array([0.0, 0.0, 0.0, 2.0]))
    (array([[0., 2.],
           [0., 2.]]), np.float64(0.0))
    """
    most = joint[..., BOTH, None] - joint[..., [SECOND, FIRST]]
    together = joint[..., BOTH] - joint[..., NEITHER]
    least = np.minimum(most, together[..., None] - most[..., ::-1])
    left = joint[..., BOTH] - np.minimum(most.sum(axis=-1), together)
    return np.stack([least, most], axis=-1), left


def _pull(contest: Contest, allowed: Bools, system: int, party: int) -> float:
    inside, outside = allowed.copy(), allowed.copy()
    within = np.array([option >> system & 1 for option in range(4)], dtype=np.bool_)
    inside[party] &= within
    outside[party] &= ~within
    return best_joint(contest, BOTH, inside)[0] - best_joint(contest, BOTH, outside)[0]


def _met_from(contest: Contest, allowed: Bools, system: int) -> float:
    """Return the least prize with which a system's quota is met, the other's prize as it stands."""
    others = Contest(
        contest.leaning, contest.worth, contest.weight, contest.core, contest.quota,
        np.where(np.arange(2) == system, 0.0, contest.prize),
    )  # fmt: skip
    needed = (np.arange(2) == system).astype(np.int64)
    met = best_joint(others, BOTH, allowed, needed)[0]
    return max(best_joint(others, BOTH, allowed)[0] - met, 0.0) if np.isfinite(met) else float("inf")


@dataclass(frozen=True, slots=True)
class Offers:
    """Truthful offers to each party apart: what each sponsor gives each for its alignment, at least and at most."""

    low: Floats
    high: Floats


def offers_apart(contest: Contest, hedging: bool) -> Offers:
    """Return each sponsor's offer to each party (2, m), where worths add up over parties.

    Raises
    ------
    ValueError
        If a prize ties the parties together.

    Examples
    --------
    >>> wanted = contest(np.zeros((1, 4)), np.array([[[0, 5.0, 0, 5]], [[0, 0, 3.0, 3]]]))
    >>> offers_apart(wanted, hedging=False).low.tolist()
    [[3.0], [0.0]]
    """
    if contest.prize.any():
        raise ValueError("a prize ties the parties together: there is no offer to each by itself")
    net, _ = divided(party_bests(contest.leaning, contest.worth, hedging))
    chosen = best_joint(contest, BOTH, allowed_alignments(contest.leaning.shape[0], hedging))[1]
    gross = contest.worth[:, np.arange(chosen.size), chosen]
    return Offers(gross - net[:, :, 1].T, gross - net[:, :, 0].T)


def separate_offers(contest: Contest, bidding: Bidding, rounds: int = 400) -> Floats | None:
    """Return by how much each sponsor's offers to each party apart favour its alignment, None if no such offers hold.

    Entry (k, j, a) is what sponsor k offers party j for its equilibrium alignment less what it offers for alignment a.
    Weakly truthful offers to independent parties hold an alignment if no party and no sponsor would rather have another
    (Prat and Rustichini 2003, *Econometrica* 71:989): a linear programme, in which each sponsor's demands, one for each
    alignment of all parties, are added as they are found violated. Always possible where no prize is at stake.

    Raises
    ------
    AnalysisError
        If the rounds are used up without an answer.

    Examples
    --------
    One sponsor gains 3 by both parties, the other 2 by either: whoever pays for two parties pays twice.

    >>> tied = Contest(np.zeros((2, 4)), np.zeros((2, 2, 4)), np.ones((2, 2)), np.zeros(2), np.array([2.0, 1.0]),
    ...                np.array([3.0, 2.0]))
    >>> bid(tied, hedging=False).alignment, separate_offers(tied, bid(tied, hedging=False))
    (array([1, 1]), None)
    """
    from scipy.optimize import linprog

    m = contest.leaning.shape[0]
    size, bound = 2 * m * 4, float(np.abs(contest.worth).sum() + np.abs(contest.leaning).sum() + contest.prize.sum())
    allowed = allowed_alignments(m, bidding.hedging)
    chosen, parties = bidding.alignment, np.arange(m)
    rows, limits = _parties_demands(contest, chosen, allowed)
    limited = np.zeros((2, m, 4))
    limited[:, parties, chosen] = 1.0
    box = [(0.0, 0.0) if fixed else (-bound, bound) for fixed in limited.ravel()]
    for _ in range(rounds):
        # the slack t measures how much every demand can be met at once: zero if offers hold
        matrix = np.hstack([np.array(rows), -np.ones((len(rows), 1))])
        found = linprog(np.append(np.zeros(size), 1.0), matrix, np.array(limits), bounds=[*box, (0.0, None)])
        if found.x is None:
            raise AnalysisError(f"the linear programme was not solved: {found.message}")
        if found.x[-1] > 1e-7 * (1 + bound):
            return None
        favour = found.x[:-1].reshape(2, m, 4)
        added = False
        for k in range(2):
            demand = _sponsor_demand(contest, k, favour[k], chosen, allowed)
            if demand is not None:
                row = np.zeros((2, m, 4))
                row[k, parties, demand[0]] = 1.0
                row[k, parties, chosen] = 0.0
                rows.append(row.ravel())
                limits.append(demand[1])
                added = True
        if not added:
            return np.asarray(favour, dtype=np.float64)
    raise AnalysisError(f"no answer after {rounds} rounds whether offers to each party apart hold: merge some parties")


def _parties_demands(contest: Contest, chosen: Ints, allowed: Bools) -> tuple[list[Floats], list[float]]:
    """Return, as rows of ``A x ≤ b``, that no party would rather have another alignment."""
    m = chosen.size
    rows, limits = [], []
    for party in range(m):
        for option in np.flatnonzero(allowed[party]):
            if option != chosen[party]:
                row = np.zeros((2, m, 4))
                row[:, party, option] = -1.0
                rows.append(row.ravel())
                limits.append(float(contest.leaning[party, chosen[party]] - contest.leaning[party, option]))
    return rows, limits


def _sponsor_demand(
    contest: Contest, sponsor: int, favour: Floats, chosen: Ints, allowed: Bools
) -> tuple[Ints, float] | None:
    """Return an alignment that the sponsor would rather pay for, and the most it may save by it; None if none."""
    alone = Contest(
        favour, contest.worth, contest.weight, contest.core, contest.quota, contest.prize
    )  # what it saves on each party takes the place of the party's own worth
    best, other = best_joint(alone, 1 << sponsor, allowed)
    held = float(contest.gross(chosen)[sponsor])
    if best <= held + 1e-7 * (1 + abs(held)):
        return None
    return other, held - float(contest.gross(other)[sponsor])
