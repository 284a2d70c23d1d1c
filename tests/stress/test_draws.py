"""Designs: streams by batch, stratification, correlations, and what is refused."""

import numpy as np
import pytest
from scipy.stats import kstest, qmc, spearmanr

from countermove.document.faults import AnalysisError
from countermove.document.laws import Choice, Lognormal, Normal, Uniform
from countermove.document.order_laws import AnyOrder
from countermove.document.text import Text
from countermove.kind import Input
from countermove.stress.draws import Batch, Copula, Design, Form, batches, rank_copula

FORMS: list[Form] = ["monte-carlo", "latin-hypercube", "sobol"]


def number(name: str, law: object = Uniform(0, 1)) -> Input:
    return Input(name, Text.both(name), law)  # type: ignore[arg-type]


ORDER = Input("order", Text.both("order"), AnyOrder(tuple(map(Text.both, "abcd"))))


@pytest.mark.parametrize("form", FORMS)
def test_batches_do_not_depend_on_the_order_they_are_asked_in(form: Form) -> None:
    parts = batches(1000, 256)
    forward = Design((number("p"), ORDER), 7, form)
    backward = Design((number("p"), ORDER), 7, form)
    drawn = [forward.draws(part) for part in parts]
    again = {part.index: backward.draws(part) for part in reversed(parts)}
    for part, draws in zip(parts, drawn, strict=True):
        np.testing.assert_array_equal(draws["p"], again[part.index]["p"])
        np.testing.assert_array_equal(draws["order"], again[part.index]["order"])
    assert len({tuple(draws["p"][:5]) for draws in drawn}) == len(parts), "no two batches share a stream"


def test_monte_carlo_stream_is_the_documented_one() -> None:
    stream = np.random.default_rng(np.random.SeedSequence(11, spawn_key=(3,)))
    np.testing.assert_array_equal(Design((number("p"),), 11).draws(Batch(3, 30, 10))["p"], stream.random((10, 1))[:, 0])


def test_latin_hypercube_fills_every_stratum_of_a_batch() -> None:
    drawn = Design((number("p"), number("q")), 1, "latin-hypercube").uniforms(Batch(2, 200, 100))
    for column in drawn.T:
        assert sorted((column * 100).astype(int)) == list(range(100))


def test_sobol_batches_are_stretches_of_one_sequence() -> None:
    inputs = (number("p"), number("q"), ORDER)
    whole = Design(inputs, 5, "sobol").uniforms(Batch(0, 0, 512))
    parts = [Design(inputs, 5, "sobol").uniforms(part) for part in batches(512, 128)]
    np.testing.assert_array_equal(np.concatenate(parts), whole)
    assert qmc.discrepancy(whole) < qmc.discrepancy(Design(inputs, 5).uniforms(Batch(0, 0, 512))) / 3


def test_sobol_with_too_many_inputs_is_refused() -> None:
    things = tuple(Text.both(str(k)) for k in range(22_000))
    with pytest.raises(AnalysisError, match="at most 21201; use the design monte-carlo"):
        Design((Input("order", Text.both("order"), AnyOrder(things)),), 1, "sobol")


@pytest.mark.parametrize("form", FORMS)
def test_rank_correlations_are_attained(form: Form) -> None:
    inputs = (number("a"), ORDER, number("b", Lognormal(0, 1)), number("c", Normal(0, 1)))
    copula = rank_copula(inputs, {("a", "b"): 0.6, ("b", "c"): -0.3})
    drawn = Design(inputs, 3, form, copula).draws(Batch(0, 0, 20_000))
    assert spearmanr(drawn["a"], drawn["b"]).statistic == pytest.approx(0.6, abs=0.02)
    assert spearmanr(drawn["b"], drawn["c"]).statistic == pytest.approx(-0.3, abs=0.02)
    assert spearmanr(drawn["a"], drawn["c"]).statistic == pytest.approx(0, abs=0.02)
    assert spearmanr(drawn["a"], drawn["order"][:, 0]).statistic == pytest.approx(0, abs=0.02)
    assert kstest(drawn["a"], "uniform").pvalue > 1e-3, "each input keeps its own law"


def test_correlated_inputs_share_a_block() -> None:
    inputs = (number("a"), ORDER, number("b"), number("c"), number("$d"))
    copula = rank_copula(inputs, {("a", "b"): 0.6, ("b", "d"): 0.2})
    assert Design(inputs, 3, copula=copula).blocks() == [("a", "b", "$d"), ("order",), ("c",)]


def test_impossible_correlations_are_refused() -> None:
    inputs = (number("a"), number("b"), number("c"))
    with pytest.raises(AnalysisError, match=r"no joint law has these rank correlations \(a–b 0.9, b–c 0.9, a–c -0.9\)"):
        rank_copula(inputs, {("a", "b"): 0.9, ("b", "c"): 0.9, ("a", "c"): -0.9})
    with pytest.raises(AnalysisError, match="have two rank correlations"):
        rank_copula(inputs, {("a", "b"): 0.9, ("b", "a", "c"): 0.5})
    with pytest.raises(AnalysisError, match="order, which is no number"):
        rank_copula((*inputs, ORDER), {("a", "order"): 0.5})


def test_inputs_that_do_not_vary_are_left_out_of_correlations() -> None:
    assert rank_copula((number("a"), number("b")), {("a", "elsewhere"): 0.5}) is None


def test_extreme_coupling_keeps_values_finite() -> None:
    inputs = (number("a", Normal(0, 1)), number("b", Choice((1, 2), (1, 1))))
    copula = rank_copula(inputs, {("a", "b"): 0.999})
    assert isinstance(copula, Copula)
    assert np.isfinite(Design(inputs, 1, copula=copula).draws(Batch(0, 0, 50_000))["a"]).all()
