"""Rounds of bargaining in many dimensions: the spatial model of KTAB in its default setting.

Wise, Lester, Efird 2015, *Multidimensional Bargaining Using KTAB*: risk attitudes inferred from a probabilistic
Condorcet election; each actor challenges where it expects most and offers a compromise; each then takes the likeliest
winner of an election among the offers that concern it. Of the program's many switches these are the defaults: linear
chances, proportional votes, conditional election, deterministic choice, risk range "Mid", a third of another's risk
attitude seen, third parties half committed, compromises by squared salience and squared chance, offers by the
challenger alone. In this setting nothing is drawn, and its reference runs come out to the printed digit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from countermove.bargain.compromise import Floats
from countermove.bargain.election import condorcet_election, risk_attitudes, salience_distance

LEAST_VOTE = 1e-10  # so that nobody's chance is 0 for lack of votes
LEAST_WEIGHT = 1e-6  # so that a compromise between two who do not care stays where each is
LEAST_GAIN = 1e-5  # a challenge that promises no more than this is not made
DECIMALS = 4  # compromises are written down to a ten-thousandth of the scale
SEEN = 1 / 3  # share of another's own risk attitude in what one takes it to be


@dataclass(frozen=True, slots=True)
class Rounds:
    """Positions (rounds + 1, n, k) and risk attitudes (rounds + 1, n); ``chance`` (n,) of each position to win last.

    Actors at one place share one chance.
    """

    position: Floats
    risk: Floats
    chance: Floats


@dataclass(frozen=True, slots=True)
class Offer:
    """``challenger`` and ``target`` would move to ``places`` (2, k)."""

    challenger: int
    target: int
    places: Floats


def spatial_rounds(position: Floats, salience: Floats, capability: Floats, rounds: int = 10) -> Rounds:
    """Run rounds of bargaining; nothing is drawn.

    O(rounds · n³) time.

    Parameters
    ----------
    position, salience : (n, k) float
        On scales from 0 to 1; an actor's saliences add up to at most 1.
    capability : (n,) float
        Above 0.
    rounds : int
        How many.

    Examples
    --------
    >>> place, care = np.array([[0.2], [0.5], [0.9]]), np.array([[0.5], [0.4], [0.6]])
    >>> spatial_rounds(place, care, np.array([1.0, 2.0, 1.0]), 1).position[-1].ravel().round(2)
    array([0.7 , 0.33, 0.7 ])
    """
    place = np.array(position, dtype=np.float64)
    path, risks = [], []
    for step in range(rounds + 1):
        apart = np.minimum(salience_distance(place, salience), 1.0)
        risk = risk_attitudes(condorcet_election(1 - apart, capability))
        path.append(place.copy())
        risks.append(risk)
        if step < rounds:
            place = _next(place, salience, capability, risk)
    return Rounds(np.stack(path), np.stack(risks), _last_chance(place, salience, capability, risks[-1]))


def worth(apart: Floats, risk: Floats) -> Floats:
    """Return what a distance is worth at a risk attitude: (1 − d)(1 + r·d); beyond 1 it falls on at the last slope."""
    return np.asarray(np.where(apart <= 1, (1 - apart) * (1 + risk * apart), (1 - apart) * (1 + risk)))


def challenge_gain(
    challenger: int, target: int, utility: Floats, weight: Floats, urgency: float
) -> tuple[float, float]:
    """Return the challenger's chance and what it expects to gain, with everyone's utilities (n, n) as it sees them.

    Third parties reckon the little contest of the three of them first, and vote by what joining either side promises;
    whoever joins the loser gives up its own place, whoever joins the winner keeps it. ``urgency`` is the target's
    salience: so likely it resists.
    """
    i, j = challenger, target
    ahead = LEAST_VOTE + max(weight[i] * (utility[i, i] - utility[i, j]), 0.0)
    ahead += max(weight[j] * (utility[j, i] - utility[j, j]), 0.0)
    behind = LEAST_VOTE + max(weight[i] * (utility[i, j] - utility[i, i]), 0.0)
    behind += max(weight[j] * (utility[j, j] - utility[j, i]), 0.0)
    others = np.array([k for k in range(len(weight)) if k not in (i, j)], np.int64)
    near_i, near_j, own = utility[others, i], utility[others, j], utility[others, others]
    lean = weight[others] * (near_i - near_j)
    first, second = ahead + np.maximum(lean, 0), behind + np.maximum(-lean, 0)
    chance = first / (first + second)
    joining_i = chance * (2 * near_i + own) + (1 - chance) * 3 * near_j
    joining_j = chance * 3 * near_i + (1 - chance) * (2 * near_j + own)
    votes = weight[others] * (joining_i - joining_j)
    ahead += float(np.maximum(votes, 0).sum())
    behind += float(np.maximum(-votes, 0).sum())
    wins = ahead / (ahead + behind)
    today = utility[i, i] + utility[i, j]
    contest = wins * 2 * utility[i, i] + (1 - wins) * 2 * utility[i, j]
    return float(wins), float((1 - urgency) * 2 * utility[i, i] + urgency * contest - today)


def _last_chance(place: Floats, salience: Floats, capability: Floats, risk: Floats) -> Floats:
    """Return each actor's position's chance in an election among the different positions left, (n,)."""
    utility = worth(salience_distance(place, salience), risk[:, None])
    _, first, which = np.unique(place.round(DECIMALS + 2), axis=0, return_index=True, return_inverse=True)
    return np.asarray(condorcet_election(utility[:, first], capability)[which.ravel()])


def _next(place: Floats, salience: Floats, capability: Floats, risk: Floats) -> Floats:
    """Return everyone's positions after the offers of one round are settled."""
    apart = salience_distance(place, salience)
    offers: list[list[Offer]] = [[] for _ in place]
    for i in range(len(place)):
        offer = _best_offer(i, place, salience, capability, risk, apart)
        if offer is not None:
            offers[i].append(offer)
            offers[offer.target].append(offer)
    after = place.copy()
    for k, about in enumerate(offers):
        if not about:
            continue
        states = [place, *(_settled(place, offer) for offer in about)]
        utility = np.stack([_state_worth(place, state, salience, risk) for state in states], axis=1)
        chosen = int(np.argmax(condorcet_election(utility, capability)))
        if chosen > 0:
            offer = about[chosen - 1]
            after[k] = offer.places[0 if offer.challenger == k else 1]
    return after


def _best_offer(
    i: int, place: Floats, salience: Floats, capability: Floats, risk: Floats, apart: Floats
) -> Offer | None:
    seen = (1 - SEEN) * risk[i] + SEEN * risk
    utility = worth(apart, seen[:, None])
    total = salience.sum(axis=1)
    best, target, chance = LEAST_GAIN, -1, 0.0
    for j in range(len(place)):
        if j == i:
            continue
        wins, gain = challenge_gain(i, j, utility, total * capability, float(total[j]))
        if gain > best:
            best, target, chance = gain, j, wins
    if target < 0:
        return None
    mine, theirs = salience[i] ** 2 * chance**2, salience[target] ** 2 * (1 - chance) ** 2
    whole = mine + theirs + LEAST_WEIGHT
    own = ((mine + LEAST_WEIGHT) * place[i] + theirs * place[target]) / whole
    other = (mine * place[i] + (theirs + LEAST_WEIGHT) * place[target]) / whole
    unit = 10**DECIMALS
    return Offer(i, target, np.floor(np.stack([own, other]) * unit + 0.5) / unit)


def _settled(place: Floats, offer: Offer) -> Floats:
    state = place.copy()
    state[[offer.challenger, offer.target]] = offer.places
    return state


def _state_worth(place: Floats, state: Floats, salience: Floats, risk: Floats) -> NDArray[np.float64]:
    """Return what a whole state is worth to each actor, (n,): the mean over all positions, from its own place."""
    gap = salience[:, None, :] * (place[:, None, :] - state[None, :, :])
    apart = np.linalg.norm(gap, axis=2) / np.linalg.norm(salience, axis=1)[:, None]
    return np.asarray(worth(apart, risk[:, None]).mean(axis=1))
