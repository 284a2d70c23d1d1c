"""Compiled loops of the exchange model; what they mean is documented in ``position_exchange``."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


@njit(cache=True)
def best_exchange(
    place: Floats, salience: Floats, pull: Floats, spent: Mask, least: float
) -> tuple[int, int, int, int]:
    """Return (first, second, given by first, given by second) of the most gainful exchange; first −1 where none is."""
    issues, n = place.shape
    side = np.zeros((issues, n))
    for p in range(issues):
        outcome = 0.0
        for i in range(n):
            outcome += pull[p, i] * place[p, i] if pull[p, i] > 0 else 0.0
        for i in range(n):
            side[p, i] = np.sign(place[p, i] - outcome) if salience[p, i] > 0 else 0.0
    best, answer = least, (-1, -1, -1, -1)
    for p in range(issues):
        for i in range(n):
            if spent[p, i] or side[p, i] == 0:
                continue
            for q in range(p + 1, issues):  # what is given on p for q is given on q for p: the same exchange once
                if side[q, i] == 0:
                    continue
                for j in range(n):
                    if spent[q, j] or side[p, j] != -side[p, i] or side[q, j] != -side[q, i]:
                        continue
                    if salience[p, i] * salience[q, j] >= salience[p, j] * salience[q, i]:
                        continue  # neither cares relatively less about what it would give
                    whole_p = pull[p, i] * abs(place[p, j] - place[p, i])
                    whole_q = pull[q, j] * abs(place[q, i] - place[q, j])
                    ratio = (salience[p, i] + salience[p, j]) / (salience[q, i] + salience[q, j])
                    x = min(whole_p, whole_q / ratio)
                    gain = salience[q, i] * x * ratio - salience[p, i] * x
                    if gain > best + 1e-12:
                        best, answer = gain, (i, j, p, q)
    return answer


@njit(cache=True)
def run_exchanges(position: Floats, salience: Floats, capability: Floats, limit: int) -> Floats:
    """Return the outcomes (d, issues) after the exchanges of each draw; arrays are (d, issues, n)."""
    draws, issues, n = position.shape
    outcome = np.empty((draws, issues))
    pull, spent = np.empty((issues, n)), np.empty((issues, n), np.bool_)
    for d in range(draws):
        place = position[d].copy()
        for p in range(issues):
            total = 0.0
            for i in range(n):
                total += salience[d, p, i] * capability[d, p, i]
            for i in range(n):
                pull[p, i] = salience[d, p, i] * capability[d, p, i] / total
                spent[p, i] = salience[d, p, i] <= 0
        for _ in range(limit):
            i, j, p, q = best_exchange(place, salience[d], pull, spent, 1e-9)
            if i < 0:
                break
            whole_p = pull[p, i] * abs(place[p, j] - place[p, i])
            whole_q = pull[q, j] * abs(place[q, i] - place[q, j])
            ratio = (salience[d, p, i] + salience[d, p, j]) / (salience[d, q, i] + salience[d, q, j])
            x = min(whole_p, whole_q / ratio)
            place[p, i] += x / whole_p * (place[p, j] - place[p, i])
            place[q, j] += x * ratio / whole_q * (place[q, i] - place[q, j])
            spent[p, i] = spent[q, j] = True
        for p in range(issues):
            outcome[d, p] = 0.0
            for i in range(n):
                outcome[d, p] += pull[p, i] * place[p, i] if pull[p, i] > 0 else 0.0
    return outcome
