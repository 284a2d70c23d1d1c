"""Decisions under a rule: winning coalitions, vetoes, win-sets and the agenda setter.

Romer and Rosenthal 1978 (Public Choice 33:27) for the setter; Tsebelis 2002, *Veto Players*, for win-sets.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from countermove.bargain.compromise import Floats

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class DecisionRule:
    """A proposal passes when its supporters weigh at least ``quota`` and include every actor with a veto.

    ``weight`` (n,) at least 0; consensus is a veto for all; a plain majority of n is weight 1 and quota n // 2 + 1.
    """

    weight: tuple[float, ...]
    quota: float
    veto: tuple[bool, ...]

    @classmethod
    def consensus(cls, actors: int) -> DecisionRule:
        """Return the rule under which everyone must agree."""
        return cls((1.0,) * actors, float(actors), (True,) * actors)

    @classmethod
    def majority(cls, actors: int) -> DecisionRule:
        """Return the rule of more than half, one actor one vote."""
        return cls((1.0,) * actors, float(actors // 2 + 1), (False,) * actors)

    def passes(self, support: Mask) -> Mask:
        """Say which proposals pass: (..., n) supporters in, (...) out.

        Examples
        --------
        >>> support = np.array([[True, True, False], [True, False, True]])
        >>> DecisionRule((3.0, 2, 1), 4, (False, False, True)).passes(support)
        array([False,  True])
        """
        weight = np.asarray(self.weight)
        enough = support @ weight >= self.quota - 1e-9 * max(1.0, float(weight.sum()))
        return np.asarray(enough & (support | ~np.asarray(self.veto)).all(axis=-1))


def win_set(gain: Floats, rule: DecisionRule) -> Mask:
    """Mark the proposals that pass against the status quo.

    An actor supports what leaves it at least as well off as the status quo; a proposal counts only if at least one
    actor strictly gains. O(m n) time.

    Parameters
    ----------
    gain : (m, n) float
        What each proposal is worth to each actor above the status quo.
    rule : DecisionRule
        Whose support is needed.

    Examples
    --------
    >>> win_set(np.array([[1.0, -1, 1], [-1, -1, 3]]), DecisionRule.majority(3))
    array([ True, False])
    """
    return np.asarray(rule.passes(gain >= -1e-9) & (gain > 1e-9).any(axis=1))


def setter_choice(gain: Floats, rule: DecisionRule, setter: int) -> int | None:
    """Return the proposal that an agenda setter makes: its best among those that pass; None where it prefers none.

    Take it or leave it: the others may only accept or keep the status quo. The setter's own support counts as given.
    Of proposals equal for the setter, the one with the greatest sum of gains. Not Pareto optimal in general.

    Examples
    --------
    >>> setter_choice(np.array([[1.0, -1, 1], [-1, -1, 3]]), DecisionRule.majority(3), 0)
    0
    """
    open_to = np.flatnonzero(win_set(gain, rule) & (gain[:, setter] > 1e-9))
    if len(open_to) == 0:
        return None
    own = gain[open_to, setter]
    best = open_to[own >= own.max() - 1e-9]
    return int(best[np.argmax(gain[best].sum(axis=1))])


def setter_position(setter: float, pivot: float, status_quo: float) -> float:
    """Return the one-issue outcome of Romer and Rosenthal: a setter faces a pivot with symmetric preferences.

    The pivot accepts what is no farther from it than the status quo; the setter takes the acceptable point nearest to
    its own.

    Examples
    --------
    >>> setter_position(10.0, 4.0, 1.0)
    7.0
    """
    reach = abs(status_quo - pivot)
    return float(min(max(setter, pivot - reach), pivot + reach))
