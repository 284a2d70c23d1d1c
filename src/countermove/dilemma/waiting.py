"""Not yet: the worth of not committing while something may still be learned.

References
----------
Dixit, A. and Pindyck, R. (1994). *Investment under Uncertainty*. Princeton, ch. 2.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Wait:
    """Committing now against waiting as long as it pays.

    ``now`` is the worth of committing now (0 if that is not worth it), ``later`` that of waiting to learn, ``option``
    what the right to wait adds, ``threshold`` the chance of a good outcome from which on committing now is best.
    """

    now: Floats
    later: Floats
    option: Floats
    threshold: Floats


def waiting(gain: ArrayLike, loss: ArrayLike, chance: ArrayLike, learns: ArrayLike, discount: ArrayLike) -> Wait:
    """Return whether "not yet" is worth more than "now" for a commitment that cannot be undone.

    It brings ``gain`` with probability p, costs ``loss`` otherwise. Each round of waiting reveals which with
    probability λ and is discounted by δ; once known, one commits only if it is good. Waiting for the news is worth
    p·gain·δλ/(1 − δ(1 − λ)) = p·gain·m; now is best iff p·gain·(1 − m) ≥ (1 − p)·loss, so from
    p* = loss/(loss + gain·(1 − m)) on.

    Examples
    --------
    >>> found = waiting(4.0, 3.0, 0.6, 1.0, 0.9)
    >>> round(float(found.now), 3), round(float(found.later), 3), round(float(found.threshold), 3)
    (1.2, 2.16, 0.882)
    """
    g, h, p, news, d = (np.asarray(v, dtype=np.float64) for v in (gain, loss, chance, learns, discount))
    if not ((d >= 0) & (d < 1)).all():
        raise ValueError("the discount factor must be at least 0 and below 1")
    multiplier = d * news / (1 - d * (1 - news))
    now = np.maximum(p * g - (1 - p) * h, 0.0)
    later = p * g * multiplier
    worth = h + g * (1 - multiplier)
    with np.errstate(divide="ignore", invalid="ignore"):
        threshold = np.where(worth > 0, h / worth, 0.0)
    return Wait(now, later, np.maximum(later - now, 0.0), np.asarray(threshold))


def sensitivity(
    gain: float, loss: float, chance: float, learns: float, discount: float, by: float = 0.1
) -> dict[str, tuple[float, float]]:
    """Return what the threshold and the worth of the option become if one number alone is greater by a tenth.

    As changes, by number; probabilities and the discount factor stop at 1 (the latter just below).

    Examples
    --------
    >>> found = sensitivity(4.0, 3.0, 0.6, 0.5, 0.9)
    >>> found["gain"][0] < 0 < found["loss"][0], found["chance"][0]
    (True, 0.0)
    """
    stated = {"gain": gain, "loss": loss, "chance": chance, "learns": learns, "discount": discount}
    most = {"chance": 1.0, "learns": 1.0, "discount": 1 - 1e-9}
    base = waiting(**stated)
    changed = {}
    for name, value in stated.items():
        moved = waiting(**{**stated, name: min(value * (1 + by), most.get(name, np.inf))})
        changed[name] = (
            float(moved.threshold) - float(base.threshold), float(moved.option) - float(base.option),
        )  # fmt: skip
    return changed
