"""Which prior public act blocks a blame: a signalling game with audience costs (Spence 1973; Fearon 1994).

A party is constructive or obstructive; the audience does not know which and holds it obstructive with probability
``prior``. It may act in public beforehand (table a text, submit a paper). The act costs ``cost``; to an obstructive
party it costs ``binding`` more, since it will be held to what it does not mean to do. The audience sees the act with
probability ``seen``. Then a rival may blame the party for a deadlock. The audience accepts the blame if it holds the
party obstructive with at least probability ``threshold``; an accepted blame costs the party ``harm``, a rejected one
costs the rival. So the rival blames where it will be believed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
NEEDLESS, BLOCKED, PARTLY, IN_VAIN = 0, 1, 2, 3
WORDS = ("needless", "blocked", "partly", "in_vain")


@dataclass(frozen=True, slots=True)
class Blame:
    """How an act does against a blame, one value a draw.

    ``regime``: ``NEEDLESS`` (the audience would not accept the blame anyway), ``BLOCKED`` (only a constructive party
    acts, and whoever is seen to act is not blamed), ``PARTLY`` (an obstructive party imitates the act often enough that
    the blame still sticks at times), ``IN_VAIN`` (the act costs more than it saves, so nobody acts and the blame
    sticks). ``blamed`` is the probability that a constructive party is blamed and believed; ``imitates`` that an
    obstructive one acts.
    """

    regime: Ints
    blamed: Floats
    imitates: Floats


def blame(prior: Floats, threshold: Floats, harm: Floats, cost: Floats, binding: Floats, seen: Floats) -> Blame:
    """Return the equilibrium that survives criterion D1 (Cho & Kreps 1987; Banks & Sobel 1987), draw by draw.

    With ``prior < threshold`` no act is needed. Otherwise an act pays a constructive party if ``cost < seen·harm``. It
    then separates if ``seen·harm ≤ cost + binding``: an obstructive party would rather be blamed. If not, the
    obstructive imitate until a seen act leaves the audience exactly at its threshold, and the audience accepts the
    blame with the probability ``1 − (cost + binding)/(seen·harm)`` that makes them indifferent. That nobody acts, for
    fear of what an act might be taken for, is an equilibrium as well, but not one that survives: the constructive gain
    from acting whenever the obstructive do. Arguments broadcast.

    Raises
    ------
    ValueError
        If a probability lies outside 0–1 or a cost or harm is negative.

    Examples
    --------
    >>> found = blame(*(np.array([x]) for x in (0.6, 0.5, 4.0, 1.0, 4.0, 1.0)))
    >>> WORDS[found.regime[0]], found.blamed.tolist()
    ('blocked', [0.0])
    """
    pi, tau, loss, price, bound, visible = np.broadcast_arrays(
        *(np.asarray(each, np.float64) for each in (prior, threshold, harm, cost, binding, seen))
    )
    for share in (pi, tau, visible):
        if (share < 0).any() or (share > 1).any():
            raise ValueError("prior, threshold and the chance to be seen are probabilities: between 0 and 1")
    if min(loss.min(), price.min(), bound.min()) < 0:
        raise ValueError("harm, cost and binding are not negative")
    stake = visible * loss
    needless = pi < tau
    pays = price < stake
    separates = stake <= price + bound
    regime = np.select([needless, ~pays, separates], [NEEDLESS, IN_VAIN, BLOCKED], PARTLY).astype(np.int64)
    accepted = 1 - np.divide(price + bound, stake, out=np.ones(stake.shape), where=stake > 0)
    blamed = np.select(
        [regime == NEEDLESS, regime == IN_VAIN, regime == BLOCKED],
        [np.zeros(pi.shape), np.ones(pi.shape), 1 - visible],
        1 - visible + visible * accepted,
    )
    odds = np.divide(1 - pi, pi, out=np.zeros(pi.shape), where=pi > 0)
    mixes = np.divide(odds * tau, 1 - tau, out=np.ones(pi.shape), where=tau < 1)
    return Blame(regime, blamed, np.where(regime == PARTLY, np.clip(mixes, 0, 1), 0.0))
