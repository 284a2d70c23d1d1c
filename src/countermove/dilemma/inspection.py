"""Inspection: a controller who may look and an evader who may try, over many rounds, with redesign and exemptions.

References
----------
Avenhaus, R., von Stengel, B. and Zamir, S. (2002). Inspection games. *Handbook of Game Theory* 3, ch. 51 (the one-shot
game and Dresher's recursion). Dresher, M. (1962). A sampling inspection problem in arms control agreements. RAND
RM-2972.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Inspection:
    """Equilibrium of looking and trying.

    ``inspects`` and ``evades`` are probabilities, ``leakage`` the probability of an evasion that goes undetected,
    ``controller`` and ``evader`` expected payoffs (0 = nobody acts).
    """

    inspects: Floats
    evades: Floats
    leakage: Floats
    controller: Floats
    evader: Floats


def inspection(
    detection: ArrayLike, false_alarm: ArrayLike, gain: ArrayLike, fine: ArrayLike, harm: ArrayLike, cost: ArrayLike,
    alarm_cost: ArrayLike = 0.0,
) -> Inspection:  # fmt: skip
    """Solve the one-shot game in which the controller inspects or not and the evader evades or not.

    An inspection costs c, finds an evasion with probability q and, where there is none, raises a false alarm with
    probability a that costs both w. An undetected evasion brings the evader g and costs the controller h; a detected
    one costs the evader the fine f and the controller nothing more. All inputs broadcast.

    Deterred for certain if even the greatest chance of being found leaves nothing to win; left alone if a sure evasion
    is not worth an inspection (c ≥ q·h). In between both mix: the controller inspects so that evading is worth as much
    as compliance, the evader evades so that an inspection is worth its cost.

    Parameters
    ----------
    detection, false_alarm : probabilities
    gain, fine, harm, cost, alarm_cost : float
        At least 0.

    Returns
    -------
    Inspection

    Examples
    --------
    >>> found = inspection(0.8, 0.0, 1.0, 3.0, 5.0, 1.0)
    >>> float(found.inspects), float(found.evades)
    (0.3125, 0.25)
    """
    q, a, g, f, h, c, w = np.broadcast_arrays(
        *(np.asarray(v, dtype=np.float64) for v in (detection, false_alarm, gain, fine, harm, cost, alarm_cost))
    )
    if not ((q >= 0) & (q <= 1) & (a >= 0) & (a <= 1)).all():
        raise ValueError("detection and false alarms are probabilities: write numbers from 0 to 1")
    if min(part.min() for part in (g, f, h, c, w)) < 0:
        raise ValueError("gain, fine, harm and costs must be at least 0")
    # evading against a look: (1−q)g − qf; complying: −a·w; without a look g and 0
    fear = q * (g + f) - a * w  # what a look takes from evading relative to complying
    worth = q * h + a * w  # what a look saves more where there is an evasion than where there is none
    price = c + a * w
    left_alone = price >= worth  # even a sure evasion is not worth a look
    beyond = (fear <= g) & ~left_alone  # even a sure look does not deter
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        looks = np.where(left_alone, 0.0, np.where(beyond, 1.0, g / fear))
        tries = np.where(left_alone | beyond, 1.0, price / worth)
    tries = np.where(g == 0, 0.0, tries)
    looks = np.where(g == 0, 0.0, looks)
    evader = tries * (g - looks * q * (g + f)) - (1 - tries) * looks * a * w
    controller = -tries * h * (1 - looks * q) - looks * c - (1 - tries) * looks * a * w
    return Inspection(looks, tries, tries * (1 - looks * q), controller, evader)


def over_rounds(rounds: int, looks: int, fine: float) -> float:
    """Return the value to the controller of n rounds with k looks, one evasion at most (Dresher's recursion).

    An evasion in a round without a look brings the evader 1 and the controller −1, one with a look the controller the
    fine b (zero-sum, detection certain); no evasion at all 0. I(n, k) solves
    I(n, k) = (b·I(n−1, k) + I(n−1, k−1)) / (I(n−1, k−1) + b + 1 − I(n−1, k)) with I(n, n) = 0 and I(n, 0) = −1.

    Raises
    ------
    ValueError
        If k exceeds n, or a number is negative.

    Examples
    --------
    >>> over_rounds(2, 1, 1.0)
    -0.3333333333333333
    """
    if not 0 <= looks <= rounds or fine < 0:
        raise ValueError(
            f"{looks} looks in {rounds} rounds with fine {fine:g}: write 0 ≤ looks ≤ rounds and a fine of at least 0"
        )
    row = [-1.0] + [0.0] * looks  # by looks left, of as many rounds as have been gone through
    for left in range(1, rounds + 1):
        before = row.copy()
        for spent in range(1, min(looks, left) + 1):
            keep, spend = before[spent], before[spent - 1]
            row[spent] = 0.0 if spent >= left else (fine * keep + spend) / (fine + 1 + keep - spend)
    return row[looks] if looks < rounds else 0.0


def steady_leakage(closes: ArrayLike, redesigns: ArrayLike, open_leak: ArrayLike, closed_leak: ArrayLike) -> Floats:
    """Return the long-run share that leaks when gaps are closed and evasion is redesigned in turn.

    A gap that is open is closed with probability ``closes`` per round, a closed one reopened by redesign with
    probability ``redesigns``; it is open redesigns/(closes + redesigns) of the time.

    Examples
    --------
    >>> float(steady_leakage(0.3, 0.1, 0.8, 0.0).round(6))
    0.2
    """
    close, reopen, through, rest = (
        np.asarray(v, dtype=np.float64) for v in (closes, redesigns, open_leak, closed_leak)
    )
    if not ((close >= 0) & (close <= 1) & (reopen >= 0) & (reopen <= 1) & (close + reopen > 0)).all():
        raise ValueError("closing and redesign are probabilities per round, not both 0")
    share = reopen / (close + reopen)
    return np.asarray(share * through + (1 - share) * rest)


def redesign_pays(closes: float, detection_gap: float, gain: float, cost: float, discount: float) -> bool:
    """Say whether an evader whose gap was closed redesigns at once: the gap's worth until closed again beats the cost.

    A reopened gap brings ``gain · detection_gap`` a round and lasts while it is not closed: worth
    gain·gap/(1 − δ(1 − closes)).

    Examples
    --------
    >>> redesign_pays(0.3, 1.0, 1.0, 2.0, 0.9), redesign_pays(0.3, 1.0, 1.0, 3.0, 0.9)
    (True, False)
    """
    if not 0 <= discount < 1:
        raise ValueError(f"discount factor {discount:g} is out of range: must be at least 0 and below 1")
    return gain * detection_gap / (1 - discount * (1 - closes)) > cost


@dataclass(frozen=True, slots=True)
class Exemption:
    """What carving out a verified exemption does, against controlling everything.

    ``with_one`` and ``without`` are the controller's payoffs; ``leakage_with`` and ``leakage_without`` likewise;
    ``better`` where the exemption leaves the controller better off, ``verified_from`` the share verified above which it
    does (0: always; above 1: never).
    """

    with_one: Floats
    without: Floats
    leakage_with: Floats
    leakage_without: Floats
    better: NDArray[np.bool_]
    verified_from: Floats


def exemption(
    without: Inspection, within: Inspection, conceded: ArrayLike, verified: ArrayLike, misuse: ArrayLike
) -> Exemption:
    """Compare a regime without exemption with one that exempts part of the activity.

    The controller concedes ``conceded`` (the harm of what is exempt), of which a share 1 − ``verified`` hides more than
    was agreed and does ``misuse`` more harm; for what stays controlled it faces ``within``, where detection may be
    better and the evader's gain smaller, since its most wanted use is allowed.

    Examples
    --------
    >>> strict, eased = inspection(0.4, 0, 3, 3, 5, 1), inspection(0.8, 0, 1, 3, 5, 1)
    >>> bool(exemption(strict, eased, 0.5, 0.9, 4.0).better), bool(exemption(strict, eased, 0.5, 0.0, 4.0).better)
    (True, False)
    """
    given, seen, more = (np.asarray(v, dtype=np.float64) for v in (conceded, verified, misuse))
    hidden = (1 - seen) * more
    total = within.controller - given - hidden
    room = within.controller - given - without.controller  # how much misuse the controller can bear
    with np.errstate(divide="ignore", invalid="ignore"):
        enough = np.where(more > 0, np.maximum(1 - room / more, 0.0), np.where(room > 0, 0.0, np.inf))
    return Exemption(
        total,
        without.controller,
        within.leakage + (1 - within.leakage) * (1 - seen),
        without.leakage,
        np.asarray(total > without.controller),
        np.asarray(enough),
    )
