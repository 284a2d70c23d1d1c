"""The second order: who pays for the institution (verification, dialogue, emergency line) that makes restraint keep.

Before the stage game each actor pays v or not. The institution works if at least k of n pay (threshold), or each payer
adds Δ to everybody (additive). If it works, an acceleration costs q·f more; joint restraint is then selected and worth
R, against P without it. Which dilemma that is follows from the numbers, it is not assumed.

References
----------
Yamagishi, T. (1986). The provision of a sanctioning system as a public good. *JPSP* 51. Diekmann, A. (1985).
Volunteer's dilemma. *Journal of Conflict Resolution* 29. Palfrey, T. and Rosenthal, H. (1984). Participation and the
provision of discrete public goods. *Journal of Public Economics* 24.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import comb

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class FirstOrder:
    """What an expected fine makes of restraint for one actor.

    ``equilibrium``: joint restraint is an equilibrium (q·f ≥ T − R); ``dominant``: restraint is best whatever the other
    does (also q·f ≥ P − S); ``game``: the family once both thresholds are compared with q·f (strictly, ties apart).
    """

    equilibrium: bool
    dominant: bool
    game: str


@dataclass(frozen=True, slots=True)
class Provision:
    """An equilibrium of provision among n alike: ``sure`` always pay, ``never`` never, the rest with ``share``.

    ``share`` solves a polynomial; ``bounds`` are rationals that it lies between, proved by the polynomial's sign there,
    and equal where it is rational.
    """

    sure: int
    never: int
    share: float
    bounds: tuple[Fraction, Fraction] = (Fraction(0), Fraction(0))

    def mixing(self, actors: int) -> int:
        """Return how many mix."""
        return actors - self.sure - self.never


def first_order(
    temptation: Fraction, reward: Fraction, punishment: Fraction, sucker: Fraction, fine: Fraction
) -> FirstOrder:
    """Classify a symmetric stage with T > R > P > S once an acceleration costs ``fine`` = q·f in expectation.

    Below both thresholds a prisoner's dilemma; between them an assurance game if T − R is the smaller, chicken if
    P − S is; above both, restraint is dominant (harmony).

    Raises
    ------
    ValueError
        If T > R > P > S does not hold.

    Examples
    --------
    >>> first_order(*map(Fraction, (5, 4, 2, 0)), fine=Fraction(3, 2)).game
    'assurance'
    """
    if not temptation > reward > punishment > sucker:
        raise ValueError("the first order is a dilemma only if T > R > P > S")
    greed, fear = temptation - reward, punishment - sucker
    if fine in (greed, fear):
        game = "tied"
    elif fine < min(greed, fear):
        game = "prisoners_dilemma"
    elif fine > max(greed, fear):
        game = "harmony"
    else:
        game = "assurance" if greed < fear else "chicken"
    return FirstOrder(fine >= greed, fine >= greed and fine >= fear, game)


def provision_stage(
    reward: Fraction, punishment: Fraction, cost: Fraction, needed: int
) -> tuple[tuple[Fraction, ...], ...]:
    """Return one actor's payoffs of paying (row 0) or not (row 1) while the other pays (column 0) or not, k = 1 or 2.

    Raises
    ------
    ValueError
        If ``needed`` is not 1 or 2.

    Examples
    --------
    >>> [[int(v) for v in row] for row in provision_stage(Fraction(3), Fraction(1), Fraction(1), 2)]
    [[2, 0], [1, 1]]
    """
    if needed not in (1, 2):
        raise ValueError(f"{needed} of 2 providers: write 1 or 2")
    alone = reward if needed == 1 else punishment
    return (reward - cost, alone - cost), (alone, punishment)


def additive_stage(punishment: Fraction, step: Fraction, cost: Fraction) -> tuple[tuple[Fraction, ...], ...]:
    """Return the same where each payer adds ``step`` to the payoff of both.

    Examples
    --------
    >>> [[int(v) for v in row] for row in additive_stage(Fraction(0), Fraction(2), Fraction(3))]
    [[1, -1], [2, 0]]
    """
    return (
        (punishment + 2 * step - cost, punishment + step - cost),
        (punishment + step, punishment),
    )


def provision_family(gain: Fraction, cost: Fraction, needed: int) -> str:
    """Return the closed-form answer to which dilemma the second order of two is; gain is R − P (threshold rule).

    k = 2: an assurance game iff R − v > P, otherwise paying is efficient for nobody (``none``). k = 1: chicken (the
    volunteer's dilemma) iff R − v > P, otherwise ``none`` (a prisoner's dilemma cannot arise: one payment is as good as
    two). At equality ``tied``.

    Examples
    --------
    >>> provision_family(Fraction(2), Fraction(1), 2), provision_family(Fraction(2), Fraction(1), 1)
    ('assurance', 'chicken')
    """
    if needed not in (1, 2):
        raise ValueError(f"{needed} of 2 providers: write 1 or 2")
    if cost == gain:
        return "tied"
    return "none" if cost > gain else "assurance" if needed == 2 else "chicken"


def additive_family(step: Fraction, cost: Fraction, actors: int = 2) -> str:
    """Return the same for additive provision: a prisoner's dilemma iff Δ < v < nΔ, harmony below, none above.

    Examples
    --------
    >>> additive_family(Fraction(2), Fraction(3))
    'prisoners_dilemma'
    """
    if cost in (step, actors * step):
        return "tied"
    return "harmony" if cost < step else "prisoners_dilemma" if cost < actors * step else "none"


def provision_equilibria(
    actors: int, needed: int, benefit: Fraction | float, cost: Fraction | float
) -> list[Provision]:
    """Return every equilibrium in which n alike actors pay surely, never, or all others with one common probability.

    A payer decides only if exactly ``needed`` − 1 others pay; who mixes needs that probability to be v/b exactly, who
    pays surely at least that, who never pays at most. All comparisons are exact; a probability that is not rational is
    known between rationals 2e-12 apart. Mixing with several different probabilities at once is not looked for: it needs
    coincidences (two mixers may differ only where a third's probability makes both alike).

    Parameters
    ----------
    actors, needed : int
        n ≥ 2 and 1 ≤ k ≤ n.
    benefit, cost : Fraction or float
        What each gains once the institution works, what a payer pays whether it works or not; both above 0.

    Returns
    -------
    list of Provision
        Pure ones first, then by the number that mixes.

    Raises
    ------
    ValueError
        If k exceeds n, or a number is out of range.

    Examples
    --------
    >>> [round(found.share, 4) for found in provision_equilibria(3, 1, 1.0, 0.25) if found.mixing(3) == 3]
    [0.5]
    """
    if actors < 2 or not 1 <= needed <= actors:
        raise ValueError(f"{needed} of {actors} providers: at least 2 actors, and from 1 to all of them needed")
    if not (benefit > 0 and cost > 0):
        raise ValueError("benefit and cost must be above 0")
    ratio = Fraction(cost) / Fraction(benefit)
    found = []
    for sure in range(actors + 1):
        for never in range(actors - sure + 1):
            mixing = actors - sure - never
            if mixing == 1:  # one actor alone never mixes unless it is indifferent for all shares
                continue
            still = (Fraction(0), Fraction(0))
            for bounds in [still] if mixing == 0 else _indifferent_shares(mixing, needed - sure, ratio):
                if _keeps(sure, never, mixing, needed, bounds, ratio):
                    found.append(Provision(sure, never, float(sum(bounds) / 2), bounds))
    return sorted(found, key=lambda at: (at.mixing(actors), at.sure, at.share))


def provision_chance(equilibrium: Provision, actors: int, needed: int) -> float:
    """Return the probability that the institution works.

    Examples
    --------
    >>> provision_chance(Provision(0, 0, 0.5), 3, 1)
    0.875
    """
    mixing, missing = equilibrium.mixing(actors), needed - equilibrium.sure
    return float(sum(_binomial(mixing, hits, equilibrium.share) for hits in range(max(missing, 0), mixing + 1)))


def _binomial(trials: int, hits: int, share: Fraction | float) -> Fraction | float:
    if not 0 <= hits <= trials:
        return 0
    return comb(trials, hits) * share**hits * (1 - share) ** (trials - hits)


def _indifferent_shares(mixing: int, missing: int, ratio: Fraction) -> list[tuple[Fraction, Fraction]]:
    """Return between which rationals lie the shares in (0, 1) at which missing − 1 other mixers pay with ``ratio``."""
    others, hits = mixing - 1, missing - 1
    if not 0 <= hits <= others:
        return []
    from scipy.optimize import brentq

    def excess(share: Fraction | float) -> Fraction | float:
        return _binomial(others, hits, share) - (ratio if isinstance(share, Fraction) else float(ratio))

    peak = Fraction(hits, others)
    if excess(peak) == 0 and 0 < peak < 1:
        return [(peak, peak)]
    found = []
    for low, high in ((Fraction(0), peak), (peak, Fraction(1))):
        if not excess(low) * excess(high) < 0:
            continue
        near = float(brentq(lambda share: float(excess(share)), float(low), float(high), xtol=1e-15))
        simple = Fraction(near).limit_denominator(10_000)
        if excess(simple) == 0:
            found.append((simple, simple))
            continue
        below, above = max(Fraction(near - 1e-12), low), min(Fraction(near + 1e-12), high)
        if not excess(below) * excess(above) < 0:
            raise ArithmeticError(f"the share near {near} is not isolated")
        found.append((below, above))
    return found


def _keeps(sure: int, never: int, mixing: int, needed: int, bounds: tuple[Fraction, Fraction], ratio: Fraction) -> bool:
    pays = sure == 0 or any(_binomial(mixing, needed - sure, share) >= ratio for share in bounds)
    abstains = never == 0 or any(_binomial(mixing, needed - 1 - sure, share) <= ratio for share in bounds)
    return pays and abstains
