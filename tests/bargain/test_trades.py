from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from countermove.bargain.trades import logrolls


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**6), st.integers(2, 3), st.integers(2, 4))
def test_trades_equal_exhaustive_search(seed: int, issues: int, actors: int) -> None:
    rng = np.random.default_rng(seed)
    worth = [rng.integers(-5, 6, (3, actors)).astype(float) for _ in range(issues)]
    base = [int(level) for level in rng.integers(0, 3, issues)]
    found = {(t.issues, t.givers): t for t in logrolls(worth, base)}
    for p in range(issues):
        for q in range(p + 1, issues):
            for a, b in product(range(actors), repeat=2):
                if a == b:
                    continue
                best = 0.0
                for x, y in product(range(3), repeat=2):
                    on_p, on_q = worth[p][x] - worth[p][base[p]], worth[q][y] - worth[q][base[q]]
                    total = on_p + on_q
                    if on_p[a] < 0 and on_q[b] < 0 and total[a] > 0 and total[b] > 0:
                        best = max(best, total[a] * total[b])
                trade = found.get(((p, q), (a, b)))
                if best == 0:
                    assert trade is None
                    continue
                assert trade is not None
                assert trade.gain[a] * trade.gain[b] == best
                others = [c for c in range(actors) if c not in (a, b)]
                assert trade.price == -sum(trade.gain[c] for c in others)
