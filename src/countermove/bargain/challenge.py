"""The expected-utility challenge model in its named variants.

Bueno de Mesquita 1994 (in *European Community Decision Making*, ch. 4) and 1997 (International Interactions 23);
Scholz, Calbert, Smith 2011 (Journal of Theoretical Politics 23:510). The literature does not agree on the algorithm,
and the forecast depends on the variant: never report one alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from countermove.bargain.compromise import Floats


@dataclass(frozen=True, slots=True)
class ChallengeVariant:
    """One algorithm of the family.

    ``all_votes``: a challenger's chance is divided by the votes of all contests (Scholz et al. 2011), so that the
    chances of two rivals do not add up to one, instead of by the votes of this contest. ``by_kind``: an actor prefers
    a lost contest to any compromise and ranks compromises by a weighted place (Scholz's program), instead of taking
    the enforceable offer that moves it least. ``stay``: chance that a rival left alone does not move (Q); ``toward``:
    chance that it otherwise moves towards the median (T).
    """

    all_votes: bool
    by_kind: bool
    stay: float = 1.0
    toward: float = 0.5


VARIANTS: Mapping[str, ChallengeVariant] = {
    "challenge_pairwise": ChallengeVariant(all_votes=False, by_kind=False),
    "challenge_pairwise_restless": ChallengeVariant(all_votes=False, by_kind=False, stay=0.5),
    "challenge_all_votes": ChallengeVariant(all_votes=True, by_kind=False),
    "challenge_all_votes_by_kind": ChallengeVariant(all_votes=True, by_kind=True),
}


@dataclass(frozen=True, slots=True)
class Challenges:
    """What a variant forecasts: ``path[..., t]`` the median after t rounds, and where everyone ends."""

    path: Floats
    position: Floats
    risk: Floats
    rounds: NDArray[np.int64]

    @property
    def forecast(self) -> Floats:
        """The median when the rounds end."""
        return np.asarray(self.path[..., -1])


def challenge(
    position: Floats, salience: Floats, capability: Floats, variant: ChallengeVariant, rounds: int = 10
) -> Challenges:
    """Run the challenge model on each row.

    A round: with risk exponents of 1, everyone reckons what it would gain by challenging each other actor; from how
    exposed each position is follow risk exponents between 1/2 and 2; with these the reckoning is repeated; each actor
    that would lose a contest moves as the variant says; all move at once. The run ends when nobody moves. Distances
    are shares of the range of the positions at the start, and places are told apart down to a billionth of it. Votes
    are graded by capability × salience × what is at stake. A cycle is possible; the whole path is returned.
    O(rows · rounds · n³) time.

    Parameters
    ----------
    position, salience, capability : (n,) or (m, n) float
        Positions on any scale; saliences in 0–1; capabilities of at least 0 on any scale.
    variant : ChallengeVariant
        One of ``VARIANTS`` or your own.
    rounds : int
        At most that many rounds.

    Returns
    -------
    Challenges
        ``path`` (..., rounds + 1), ``position`` and first-round ``risk`` (..., n), ``rounds`` (...).

    Raises
    ------
    ValueError
        If shapes differ, a salience is outside 0–1, a capability is negative or no actor has both.

    Examples
    --------
    >>> position, salience = np.array([4.0, 7, 10]), np.array([0.8, 0.4, 0.6])
    >>> float(challenge(position, salience, np.ones(3), VARIANTS["challenge_pairwise"]).path[0])
    7.0
    """
    place, share, power = (np.atleast_2d(np.array(a, dtype=np.float64)) for a in (position, salience, capability))
    place, share, power = (np.ascontiguousarray(a) for a in np.broadcast_arrays(place, share, power))
    place = place.copy()
    if not (np.isfinite(place).all() and np.isfinite(share).all() and np.isfinite(power).all()):
        raise ValueError("a position, salience or capability is missing: leave the actor out instead")
    if (share < 0).any() or (share > 1).any():
        raise ValueError("a salience is outside 0–1: divide saliences by the top of their scale")
    if (power < 0).any() or not ((power * share).sum(axis=1) > 0).all():
        raise ValueError("nobody has both capability and salience: give one actor more than 0 of each")
    from countermove.bargain import _challenge_kernels as _kernels

    shape = np.broadcast_shapes(np.shape(position), np.shape(salience), np.shape(capability))
    path = np.empty((len(place), rounds + 1))
    risk, taken = np.ones_like(place), np.zeros(len(place), np.int64)
    span = place.max(axis=1) - place.min(axis=1)
    scale = np.where(span > 0, span, 1.0)[:, None]
    low = place.min(axis=1, keepdims=True)
    place = np.round((place - low) / scale, 9)  # one scale for every row; places closer than a billionth are one place
    _kernels.run_challenges(
        place, share, power, variant.all_votes, variant.by_kind, variant.stay, variant.toward, 1.0, path, risk, taken
    )
    path, place = path * scale + low, place * scale + low
    lead = shape[:-1]
    return Challenges(
        path.reshape(*lead, rounds + 1), place.reshape(shape), risk.reshape(shape), np.asarray(taken.reshape(lead))
    )


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What everyone expects in the first round.

    ``expected[i, j]`` from challenging j, ``threat[i, j]`` what j expects from challenging i; ``victory[i, j]`` is i's
    chance against j; ``risk`` (n,) the exponents.
    """

    risk: Floats
    victory: Floats
    expected: Floats
    threat: Floats


def reckoning(position: Floats, salience: Floats, capability: Floats, variant: ChallengeVariant) -> Reckoning:
    """Return the first round's chances and expected utilities, as the published tables print them.

    Both ``expected`` and ``threat`` are in i's eyes (by i's risk exponent), in the model's own units from −2 to 2.

    Examples
    --------
    >>> first = reckoning(np.array([0.0, 1]), np.array([0.5, 0.5]), np.array([3.0, 1]), VARIANTS["challenge_pairwise"])
    >>> first.victory[0, 1]
    np.float64(0.75)
    """
    from countermove.bargain import _challenge_kernels as _kernels

    place, share, power = (np.array(a, dtype=np.float64) for a in (position, salience, capability))
    n = len(place)
    width = float(np.ptp(place)) or 1.0
    ones, risk = np.ones(n), np.ones(n)
    pull, victory, near, far, gap, better, worse, expected, threat = (np.empty((n, n)) for _ in range(9))
    _kernels.fill_pull(place, power * share, ones, width, pull)
    median = _kernels.graded_median(place, pull)
    _kernels.fill_odds(place, width, near, far, gap)
    _kernels.fill_drifts(place, width, median, better, worse)
    for exponents in (ones, risk):
        _kernels.fill_pull(place, power * share, exponents if variant.all_votes else ones, width, pull)
        _kernels.fill_victory(pull, variant.all_votes, victory)
        _kernels.fill_expected(
            place,
            share,
            exponents,
            victory,
            near,
            far,
            better,
            worse,
            width,
            variant.stay,
            variant.toward,
            expected,
            threat,
        )
        if exponents is ones:
            _kernels.fill_risk(threat, risk)
    return Reckoning(risk, victory, expected, threat)
