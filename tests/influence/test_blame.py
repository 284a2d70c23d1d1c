"""The blame game against a search for equilibria over mixed acts and acceptances, from payoffs and Bayes alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from countermove.influence.blame import BLOCKED, IN_VAIN, NEEDLESS, PARTLY, blame

share = st.floats(0.05, 0.95)


def posterior(prior: float, obstructive: float, constructive: float) -> float | None:
    total = prior * obstructive + (1 - prior) * constructive
    return None if total <= 0 else prior * obstructive / total


def is_equilibrium(
    acts: tuple[float, float], accepts: tuple[float, float], game: tuple[float, float, float, float, float, float]
) -> bool:
    """Acts of (constructive, obstructive) and acceptance after (a seen act, no seen act) are best replies."""
    prior, threshold, harm, cost, binding, seen = game
    for act, price in zip(acts, (cost, cost + binding), strict=True):
        gain = seen * (accepts[1] - accepts[0]) * harm - price
        if (gain > 1e-9 and act < 1 - 1e-9) or (gain < -1e-9 and act > 1e-9):
            return False
    after_act = posterior(prior, seen * acts[1], seen * acts[0])
    after_none = posterior(prior, 1 - seen * acts[1], 1 - seen * acts[0])
    for belief, accepted in zip((after_act, after_none), accepts, strict=True):
        if belief is None:  # off the path the audience may believe anything
            continue
        if (belief > threshold + 1e-9 and accepted < 1 - 1e-9) or (belief < threshold - 1e-9 and accepted > 1e-9):
            return False
    return True


@settings(max_examples=300)
@given(share, share, st.floats(0.5, 6), st.floats(0.05, 3), st.floats(0, 4), share)
def test_the_answer_is_an_equilibrium(
    prior: float, threshold: float, harm: float, cost: float, binding: float, seen: float
) -> None:
    game = (prior, threshold, harm, cost, binding, seen)
    assume(min(abs(prior - threshold), abs(cost - seen * harm), abs(cost + binding - seen * harm)) > 1e-3)
    found = blame(*(np.array([x]) for x in game))
    regime, imitates = int(found.regime[0]), float(found.imitates[0])
    constructive = 1.0 if regime in (BLOCKED, PARTLY) else 0.0
    accepted = 1 - (cost + binding) / (seen * harm) if regime == PARTLY else 0.0
    # off the path (nobody acts) the audience may hold the worst of whoever acts
    accepts = {NEEDLESS: (0.0, 0.0), IN_VAIN: (1.0, 1.0)}.get(regime, (accepted, 1.0))
    assert is_equilibrium((constructive, imitates), accepts, game)
    chance = seen * constructive
    expected = chance * accepts[0] + (1 - chance) * accepts[1]
    assert float(found.blamed[0]) == pytest.approx(expected)


@settings(max_examples=60)
@given(share, share, st.floats(0.5, 6), st.floats(0.05, 3), st.floats(0, 4), share)
def test_no_other_equilibrium_survives(
    prior: float, threshold: float, harm: float, cost: float, binding: float, seen: float
) -> None:
    """All equilibria in pure acts on a grid of acceptances, without those that the intuitive criterion rules out."""
    game = (prior, threshold, harm, cost, binding, seen)
    assume(min(abs(prior - threshold), abs(cost - seen * harm), abs(cost + binding - seen * harm)) > 1e-3)
    regime = int(blame(*(np.array([x]) for x in game)).regime[0])
    pure = set()
    both = [(first, second) for first in (0.0, 1.0) for second in (0.0, 1.0)]
    for acts in both:
        for accepts in both:
            if not is_equilibrium(acts, accepts, game):
                continue
            if acts == (0.0, 0.0) and accepts == (1.0, 1.0):
                only_constructive_could_gain = cost < seen * harm < cost + binding
                if only_constructive_could_gain:
                    continue
            pure.add((acts, accepts[0]))
    if regime == NEEDLESS:
        assert ((0.0, 0.0), 0.0) in pure or ((0.0, 0.0), 1.0) in pure
    elif regime == BLOCKED:
        assert pure == {((1.0, 0.0), 0.0)}
    elif regime == IN_VAIN:
        assert {acts for acts, _ in pure} == {(0.0, 0.0)}
    else:
        assert ((1.0, 0.0), 0.0) not in pure  # separation breaks down: the obstructive would imitate


def test_an_act_that_nobody_can_verify_blocks_nothing() -> None:
    clear, hidden = (blame(*(np.array([x]) for x in (0.6, 0.5, 4.0, 1.0, 4.0, seen))) for seen in (1.0, 0.2))
    assert clear.regime.tolist() == [BLOCKED] and clear.blamed.tolist() == [0]
    assert hidden.regime.tolist() == [IN_VAIN] and hidden.blamed.tolist() == [1]
    with pytest.raises(ValueError, match="probabilities"):
        blame(*(np.array([x]) for x in (1.6, 0.5, 4.0, 1.0, 4.0, 1.0)))
