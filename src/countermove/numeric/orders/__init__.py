"""Orders of n things: payoffs and tiers, uniform linear extensions, Mallows, swaps, ranked statements.

An order is an integer payoff a thing: ``0`` is the worst tier, greater is better, equal payoffs are indifference.
Draws come from uniform numbers, one row a draw, so that any design (Monte Carlo, Latin hypercube, Sobol) fits.
"""

from countermove.numeric.orders.extensions import (
    Extensions,
    NoExtensionError,
    closure,
    count_extensions,
    every_extension,
)
from countermove.numeric.orders.payoffs import (
    Ints,
    Reals,
    dense_payoffs,
    kendall_distance,
    pairwise_facts,
    payoffs_of_sequences,
    tiers_of,
)
from countermove.numeric.orders.permutations import mallows_orders, swapped_orders, uniform_orders
from countermove.numeric.orders.statements import lexicographic_payoffs, statement_payoffs

__all__ = [
    "Extensions",
    "Ints",
    "NoExtensionError",
    "Reals",
    "closure",
    "count_extensions",
    "dense_payoffs",
    "every_extension",
    "kendall_distance",
    "lexicographic_payoffs",
    "mallows_orders",
    "pairwise_facts",
    "payoffs_of_sequences",
    "statement_payoffs",
    "swapped_orders",
    "tiers_of",
    "uniform_orders",
]
