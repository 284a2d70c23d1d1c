"""How far to discount an interested warning, by cheap talk and by a report that a sender commits to.

Sources: Crawford & Sobel 1982, *Econometrica* 50:1431; Kamenica & Gentzkow 2011, *Am. Econ. Rev.* 101:2590.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def most_intervals(bias: Floats) -> Ints:
    """Return the number of messages in the most informative equilibrium of the uniform-quadratic case.

    The state is uniform on 0–1; the receiver wants to act at the state, the sender at the state plus ``bias``. The
    number is the largest N with ``2 b N (N − 1) < 1``, that is ``⌈−½ + ½√(1 + 2/b)⌉``; 1 (nothing is told) from
    ``b = ¼`` on. With no bias everything can be told; then, and where N would pass a million, it is a million.

    Raises
    ------
    ValueError
        If a bias is negative.

    Examples
    --------
    >>> most_intervals(np.array([0.25, 0.24, 0.05, 0.01])).tolist()
    [1, 2, 3, 7]
    """
    b = np.asarray(bias, np.float64)
    if (b < 0).any():
        raise ValueError("a bias is negative: measure it in the direction in which the sender leans")
    with np.errstate(divide="ignore"):
        number = np.ceil(-0.5 + 0.5 * np.sqrt(1 + 2 / b))
    number = np.clip(number, 1, 10**6)
    number = np.where(2 * b * number * (number - 1) >= 1, number - 1, number)  # a root that rounding has pushed up
    return np.asarray(np.maximum(number, 1), np.int64)


def partition(bias: float, number: int | None = None) -> Floats:
    """Return the borders ``a_0 = 0 < … < a_N = 1`` between messages: ``a_i = i a_1 + 2 b i (i − 1)``.

    Parameters
    ----------
    bias : float
        The sender's bias, not negative.
    number : int, optional
        Messages; the most informative equilibrium's if left out.

    Raises
    ------
    ValueError
        If no equilibrium has that many messages.

    Examples
    --------
    >>> partition(0.05).round(4).tolist()
    [0.0, 0.1333, 0.4667, 1.0]
    """
    count = int(most_intervals(np.array(bias))) if number is None else number
    if count < 1 or (count > 1 and 2 * bias * count * (count - 1) >= 1):
        raise ValueError(f"no equilibrium has {count} messages at a bias of {bias:g}")
    index = np.arange(count + 1)
    first = (1 - 2 * bias * count * (count - 1)) / count
    return index * first + 2 * bias * index * (index - 1)


def told(bias: Floats) -> Floats:
    """Return the share of the receiver's uncertainty that the most informative equilibrium removes, 0 to 1.

    What is left is ``1/(12 N²) + b² (N² − 1)/3`` of a variance that was 1/12.

    Examples
    --------
    >>> told(np.array([0.0, 0.1, 0.25, 2.0])).round(3).tolist()
    [1.0, 0.63, 0.0, 0.0]
    """
    b, number = np.asarray(bias, np.float64), most_intervals(bias).astype(np.float64)
    left = 1 / (12 * number**2) + b**2 * (number**2 - 1) / 3
    return np.asarray(np.clip(1 - 12 * left, 0, 1))


def loudest(bias: Floats) -> Floats:
    """Return the state at which the receiver acts after the strongest warning: the middle of the last interval.

    A receiver who took the warning at its word would act at 1; without any it acts at ½.

    Examples
    --------
    >>> loudest(np.array([0.0, 0.05, 0.3])).round(3).tolist()
    [1.0, 0.733, 0.5]
    """
    b, number = np.asarray(bias, np.float64), most_intervals(bias).astype(np.float64)
    first = (1 - 2 * b * number * (number - 1)) / number
    before = (number - 1) * first + 2 * b * (number - 1) * (number - 2)
    return np.asarray((before + 1) / 2)


@dataclass(frozen=True, slots=True)
class Persuasion:
    """What a sender who can commit to a report achieves, a draw.

    ``acts`` is the probability that the receiver acts; ``alone`` what it would be without any report; ``false_alarm``
    how often the sender warns although there is no cause, and ``trust`` how sure of the cause a warning makes.
    """

    acts: Floats
    alone: Floats
    false_alarm: Floats
    trust: Floats


def persuasion(prior: Floats, threshold: Floats) -> Persuasion:
    """Return the best a sender can do who commits in advance to when it warns.

    The receiver acts if it holds the cause for at least ``threshold`` probable; the sender wants it to act in any case.
    Below the threshold the best report warns whenever there is cause and, without cause, just as often as leaves the
    receiver barely convinced; the receiver then acts with probability ``prior / threshold`` (concavification).

    Raises
    ------
    ValueError
        If a prior lies outside 0–1, or a threshold is not above 0 and at most 1.

    Examples
    --------
    >>> found = persuasion(np.array([0.3, 0.6]), np.array([0.5, 0.5]))
    >>> found.acts.tolist(), found.false_alarm.round(3).tolist()
    ([0.6, 1.0], [0.429, 1.0])
    """
    p, t = np.broadcast_arrays(np.asarray(prior, np.float64), np.asarray(threshold, np.float64))
    if (p < 0).any() or (p > 1).any() or (t <= 0).any() or (t > 1).any():
        raise ValueError("a prior lies between 0 and 1, and a threshold above 0 and at most 1")
    convinced = p >= t
    acts = np.where(convinced, 1.0, p / t)
    spare = np.where(convinced, 1.0, acts - p)
    alarm = np.divide(spare, np.where(convinced, 1.0, 1 - p), out=np.ones(p.shape), where=~convinced)
    return Persuasion(acts, convinced.astype(np.float64), alarm, np.where(convinced, p, np.where(p > 0, t, 0.0)))
