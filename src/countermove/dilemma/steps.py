"""Small steps: when a ladder of rising stakes does what a single step cannot.

Under complete information it does nothing: with bounded stakes that end on their largest, every step holds if the last
one does, and the last one holds from δ* = (T − R)/(T − P) on, whatever came before. Steps matter where types are
private, where they cannot be undone, or where slips end the dialogue.

References
----------
Watson, J. (1999). Starting small and renegotiation. *Journal of Economic Theory* 85. Kydd, A. (2000). Trust,
reassurance, and cooperation. *International Organization* 54. Lockwood, B. and Thomas, J. (2002). Gradualism and
irreversibility. *Review of Economic Studies* 69. Osgood, C. (1962). *An Alternative to War or Surrender* (GRIT).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ladder:
    """A schedule of stakes s₁, s₂, … whose last stake repeats for ever.

    ``margin[t]`` is δ·q·V(t+1) − s(t)·(T − R − q·f) where alarms are true and the channel never breaks; V is the worth
    of the rest of the schedule over joint acceleration: step t holds iff it is at least zero and all later ones hold.
    ``longest[t]`` is the largest stake that could be asked at t given what follows; infinite where nothing tempts.
    """

    margin: Floats
    longest: Floats

    @property
    def holds(self) -> bool:
        """Whether every step holds."""
        return bool((self.margin >= -1e-12).all())


@dataclass(frozen=True, slots=True)
class Watch:
    """How a dialogue is watched and how often its channel fails; see ``dialogue.Terms`` for what the numbers mean."""

    detection: float = 1.0
    sanction: float = 0.0
    false_alarm: float = 0.0
    cut: float = 0.0
    restore: float = 1.0
    fined_on: bool = False


def ladder(stakes: ArrayLike, cells: tuple[float, float, float], discount: float, watch: Watch | None = None) -> Ladder:
    """Test every step of a schedule under grim reversion once an acceleration is detected.

    While the channel is broken the schedule waits. A schedule of one stake holds exactly where the dialogue's threshold
    of the same watch says.

    Parameters
    ----------
    stakes : (n,) array
        Multiples of the payoffs' distances; above 0; the last one repeats.
    cells : (T, R, P)
        At stake 1.
    discount : float
        0 ≤ δ < 1.
    watch : Watch, optional
        The fine is that at stake 1 (it grows with the stake).

    Returns
    -------
    Ladder

    Examples
    --------
    >>> ladder([0.25, 0.5, 1.0], (5, 3, 1), 0.5).holds, ladder([0.25, 0.5, 1.0], (5, 3, 1), 0.49).holds
    (True, False)
    """
    steps = np.asarray(stakes, dtype=np.float64)
    if steps.ndim != 1 or not steps.size or not (steps > 0).all():
        raise ValueError("a schedule needs at least one stake, all above 0")
    if not 0 <= discount < 1:
        raise ValueError(f"discount factor {discount:g} is out of range: must be at least 0 and below 1")
    temptation, reward, punishment = cells
    eyes = watch or Watch()
    q, f, a = eyes.detection, eyes.sanction, eyes.false_alarm
    if eyes.fined_on:  # always seen, and fined among accelerating actors for ever
        found, stays, on = 1.0, 1.0, discount
        gain, tempt = reward - punishment + q * f, temptation - reward - q * f
    else:
        found, stays = (1 - a) * (q - a), (1 - a) ** 2
        gain, tempt = reward - a * f - punishment, temptation - reward - (q - a) * f
        on = discount * (1 - eyes.cut + eyes.cut * discount * eyes.restore / (1 - discount * (1 - eyes.restore)))
    after = np.empty_like(steps)
    worth = steps[-1] * gain / (1 - on * stays)
    for step in range(len(steps) - 1, -1, -1):
        after[step] = worth
        worth = steps[step] * gain + on * stays * worth
    # the last stake is followed by itself; every earlier one by the worth of the next
    margin = on * found * after - steps * tempt
    with np.errstate(divide="ignore"):
        longest = on * found * after / tempt if tempt > 0 else np.full_like(steps, np.inf)
    return Ladder(margin, longest)


def require_types(cells: tuple[float, float, float, float], trust: float, discount: float) -> None:
    """Raise a ValueError unless T > R > P > S, and trust and the discount factor lie strictly between 0 and 1."""
    temptation, reward, punishment, sucker = cells
    if not temptation > reward > punishment > sucker:
        raise ValueError("types that may be trusted or not need T > R > P > S")
    if not 0 < trust < 1 or not 0 < discount < 1:
        raise ValueError("trust and discount factor must lie strictly between 0 and 1")


@dataclass(frozen=True, slots=True)
class Reassurance:
    """A first step that tells types apart (two stages, private types).

    ``smallest`` and ``largest`` bound the first stakes that the untrustworthy exploit at once and the trustworthy still
    dare; None where no stake does both. ``trust_at_once`` is the least belief at which the trustworthy dare the whole
    at once; ``trust_with_step`` the belief above which some first stake separates (0: any belief will do), None where
    none does.
    """

    smallest: float | None
    largest: float | None
    trust_at_once: float
    trust_with_step: float | None


def reassurance(
    temptation: float, reward: float, punishment: float, sucker: float, trust: float, discount: float
) -> Reassurance:
    """Return which first stakes separate trustworthy from untrustworthy actors before a final stake of 1.

    Exploiting is worth T to the untrustworthy, and no more than P to the trustworthy. A first round at stake s ≤ 1 is
    followed by rounds at stake 1; who is exploited stops (P from then on). Over P, with belief t that the other is
    trustworthy: exploiting at once brings t·s(T − P), biding one's time t·(s(R − P) + δ(T − P)) − (1 − t)·s(P − S).
    The untrustworthy exploit at once iff s·(t(T − R) + (1 − t)(P − S)) ≥ δ·t·(T − P); the trustworthy dare s iff
    t·(s + δ/(1 − δ))·(R − P) ≥ (1 − t)·s·(P − S), and the whole at once iff t·(R − P)/(1 − δ) ≥ (1 − t)·(P − S).
    From δ = (T − R)/(T − P) on, a small enough step separates whatever the belief.

    Raises
    ------
    ValueError
        If T > R > P > S does not hold, or trust or discount factor are not strictly between 0 and 1.

    Examples
    --------
    >>> found = reassurance(5, 4, 2, 0, trust=0.3, discount=0.5)
    >>> round(found.smallest, 3), found.largest, found.trust_with_step
    (0.265, 0.75, 0.0)
    """
    require_types((temptation, reward, punishment, sucker), trust, discount)
    gain, loss, take, greed = reward - punishment, punishment - sucker, temptation - punishment, temptation - reward
    later = discount / (1 - discount)

    def bounds(belief: float) -> tuple[float, float]:
        net = (1 - belief) * loss - belief * gain
        dared = 1.0 if net <= 0 else min(belief * later * gain / net, 1.0)
        return discount * belief * take / (belief * greed + (1 - belief) * loss), dared

    low, high = bounds(trust)
    odds = max(0.0, loss * (take * (1 - discount) - gain) / (gain * (greed + take * (1 - discount))))
    least = odds / (1 + odds)
    reachable = least == 0 or bounds(least)[0] <= 1
    return Reassurance(
        low if low <= high else None,
        high if low <= high else None,
        loss / (loss + gain / (1 - discount)),
        least if reachable else None,
    )
