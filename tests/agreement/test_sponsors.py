"""Sponsors that bid: against brute force over alignments, and against the definition of a truthful equilibrium."""

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

import countermove
from countermove.agreement import KIND
from countermove.agreement._sponsor_kernels import joint_bests
from countermove.agreement.model import AgreementModel
from countermove.agreement.participation import Floats, Ints
from countermove.agreement.sponsor_findings import price_of_exclusivity
from countermove.agreement.sponsoring import Contests, answer_sponsors
from countermove.agreement.sponsors import (
    Contest,
    allowed_alignments,
    bid,
    contest,
    offers_apart,
    separate_offers,
)
from countermove.document.text import Text
from countermove.kind import Case, Question
from countermove.kinds import case_of

small = st.integers(-4, 6)
large = st.integers(0, 6)


@st.composite
def contests(draw: st.DrawFn, most: int = 3, prized: bool = True) -> Contest:
    m = draw(st.integers(1, most))
    leaning, worth = np.zeros((m, 4)), np.zeros((2, m, 4))
    for j in range(m):
        leaning[j, 1:] = draw(st.tuples(small, small, small))
        for k in range(2):
            gain, loss = draw(large), draw(st.integers(0, 3))
            worth[k, j, 1 << k], worth[k, j, 2 - k], worth[k, j, 3] = gain, -loss, gain - loss
    whole = st.tuples(st.integers(0, 3), st.integers(0, 3)) if prized else st.just((0, 0))
    weight = np.array([draw(st.tuples(*[st.integers(0, 3)] * m)) for _ in range(2)], dtype=np.float64)
    parts = [np.array(draw(whole), dtype=np.float64) for _ in range(3)]
    return Contest(leaning, worth, weight, parts[0], 2 * parts[1], 3 * parts[2])


def every_alignment(game: Contest, hedging: bool) -> list[Ints]:
    options = (0, 1, 2, 3) if hedging else (0, 1, 2)
    return [np.array(one) for one in product(options, repeat=game.leaning.shape[0])]


def worth_to_parties(game: Contest, alignment: Ints) -> float:
    return float(game.leaning[np.arange(alignment.size), alignment].sum())


def gross(game: Contest, k: int, alignment: Ints) -> float:
    """Written out party by party, unlike the array code."""
    heads = game.core[k] + sum(game.weight[k, j] for j, a in enumerate(alignment) if a in (1 + k, 3))
    own = sum(game.worth[k, j, a] for j, a in enumerate(alignment))
    return float(own + (game.prize[k] if heads >= game.quota[k] else 0.0))


@given(contests(), st.booleans())
def test_truthful_offers_with_these_net_worths_are_an_equilibrium(game: Contest, hedging: bool) -> None:
    """Nobody may gain: the parties choose the best alignment, and neither sponsor can buy a better one."""
    if not game.prize.any() and game.leaning.shape[0] > 1:  # then parties are contests of their own: see one of them
        game = contest(game.leaning[:1], game.worth[:, :1])
    found, alignments = bid(game, hedging), every_alignment(game, hedging)
    ends = [(found.net[0, 1], found.net[1, 0]), (found.net[0, 0], found.net[1, 1])]
    for nets in ends:
        offers = [[max(gross(game, k, a) - nets[k], 0.0) for a in alignments] for k in range(2)]
        own = [worth_to_parties(game, a) for a in alignments]
        here = next(i for i, a in enumerate(alignments) if (a == found.alignment).all())
        total = [own[i] + offers[0][i] + offers[1][i] for i in range(len(alignments))]
        assert total[here] >= max(total) - 1e-9
        for k in range(2):
            paid = gross(game, k, found.alignment) - nets[k]
            assert offers[k][here] == pytest.approx(paid) and paid >= -1e-9
            without = [own[i] + offers[1 - k][i] for i in range(len(alignments))]
            buys = [gross(game, k, a) - (max(without) - without[i]) for i, a in enumerate(alignments)]
            assert max(buys) == pytest.approx(nets[k])
    for k in range(2):
        promised = [max(gross(game, k, a) - found.net[k, 1], 0.0) for a in alignments]
        assert found.ready[k] == pytest.approx(max(promised))


@given(contests(), st.booleans())
def test_joint_worth_pull_and_least_prize_by_brute_force(game: Contest, hedging: bool) -> None:
    found, alignments = bid(game, hedging), every_alignment(game, hedging)
    for who in range(4):
        sums = [
            worth_to_parties(game, a) + sum(gross(game, k, a) for k in range(2) if who >> k & 1) for a in alignments
        ]
        assert found.joint[who] == pytest.approx(max(sums))
    total = [worth_to_parties(game, a) + gross(game, 0, a) + gross(game, 1, a) for a in alignments]
    for k in range(2):
        for j in range(game.leaning.shape[0]):
            inside = max(s for s, a in zip(total, alignments, strict=True) if a[j] in (1 + k, 3))
            outside = max(s for s, a in zip(total, alignments, strict=True) if a[j] not in (1 + k, 3))
            assert found.pull[k, j] == pytest.approx(inside - outside)
        met = [game.heads(a)[k] >= game.quota[k] for a in alignments]
        if not any(met):
            assert found.met_from[k] == np.inf
            continue
        bare = [s - (game.prize[k] if m else 0.0) for s, m in zip(total, met, strict=True)]
        for prize, wanted in ((found.met_from[k] + 0.5, True), (found.met_from[k] - 0.5, False)):
            if prize >= 0:
                best = max(range(len(bare)), key=lambda i: bare[i] + (prize if met[i] else 0.0))
                assert met[best] == wanted


@given(st.lists(st.tuples(large, large), min_size=1, max_size=6))
def test_an_exclusive_choice_between_equals_is_a_second_price_auction(worths: list[tuple[int, int]]) -> None:
    m = len(worths)
    worth = np.zeros((2, m, 4))
    for j, pair in enumerate(worths):
        worth[0, j, [1, 3]], worth[1, j, [2, 3]] = pair
    found = bid(contest(np.zeros((m, 4)), worth), hedging=False)
    assert found.paid[:, 0].sum() == sum(min(pair) for pair in worths)
    np.testing.assert_allclose(found.net[:, 0], [sum(max(w[k] - w[1 - k], 0) for w in worths) for k in range(2)])
    assert bid(contest(np.zeros((m, 4)), worth), hedging=True).paid.sum() == 0  # who may have both pays nobody


@settings(max_examples=50)
@given(contests(prized=False), st.booleans())
def test_offers_to_each_party_add_up_to_those_in_all(game: Contest, hedging: bool) -> None:
    found, each = bid(game, hedging), offers_apart(game, hedging)
    np.testing.assert_allclose(each.low.sum(axis=1), found.paid[:, 0], atol=1e-9)
    np.testing.assert_allclose(each.high.sum(axis=1), found.paid[:, 1], atol=1e-9)
    total = found.joint[3] - game.leaning[np.arange(found.alignment.size), found.alignment].sum()
    assert total == pytest.approx(found.gross.sum())
    assert found.left >= found.joint[0] - 1e-9  # the parties can always do without offers
    assert (each.low >= -1e-9).all()
    assert separate_offers(game, found) is not None


def all_demands_at_once(game: Contest, alignment: Ints, hedging: bool) -> bool:
    """Say whether offers apart exist: the whole linear programme, every alignment a row."""
    m = alignment.size
    index = np.arange(2 * m * 4).reshape(2, m, 4)
    rows: list[Floats] = []
    limits: list[float] = []
    for k in range(2):
        for other in every_alignment(game, hedging):
            row = np.zeros(2 * m * 4)
            for j in range(m):
                row[index[k, j, alignment[j]]] -= 1
                row[index[k, j, other[j]]] += 1
            # offers t: paying for the other alignment instead would not leave the sponsor better off
            rows.append(-row)
            limits.append(gross(game, k, alignment) - gross(game, k, other))
    allowed = allowed_alignments(m, hedging)
    for j in range(m):
        for option in np.flatnonzero(allowed[j]):
            row = np.zeros(2 * m * 4)
            for k in range(2):
                row[index[k, j, alignment[j]]] -= 1
                row[index[k, j, option]] += 1
            rows.append(row)
            limits.append(game.leaning[j, alignment[j]] - game.leaning[j, option])
    return bool(linprog(np.zeros(2 * m * 4), np.array(rows), limits, bounds=(0, None)).status == 0)


TIED = Contest(
    np.zeros((2, 4)), np.zeros((2, 2, 4)), np.ones((2, 2)), np.zeros(2), np.array([2.0, 1.0]), np.array([3.0, 2.0])
)


@settings(max_examples=60)
@given(contests(), st.booleans())
@example(TIED, False)
def test_whether_offers_apart_hold_equals_the_whole_programme(game: Contest, hedging: bool) -> None:
    found = bid(game, hedging)
    assert (separate_offers(game, found) is not None) == all_demands_at_once(game, found.alignment, hedging)


def test_twelve_tied_parties_are_searched_at_once() -> None:
    rng = np.random.default_rng(3)
    worth, leaning = np.zeros((2, 12, 4)), np.zeros((12, 4))
    worth[0, :, 1], worth[1, :, 2] = rng.uniform(0, 2, (2, 12))
    worth[:, :, 3] = worth.sum(axis=2)
    leaning[:, 1:] = rng.uniform(-2, 0.5, (12, 3))
    game = Contest(
        leaning, worth, rng.integers(1, 30, (2, 12)).astype(float), np.zeros(2), np.full(2, 90.0), np.ones(2)
    )
    found = bid(game, hedging=True)
    assert (found.net[:, 0] <= found.net[:, 1]).all()
    with pytest.raises(countermove.AnalysisError, match="13 parties"):
        bid(contest(np.zeros((13, 4)), np.zeros((2, 13, 4))), hedging=True)


SECTION: dict[str, Any] = {
    "systems": {
        "club": {"name": "Club", "worth": {"x": 5, "y": {"uniform": [1, 3]}}, "loss": {"x": 1}, "quota": 4, "prize": 0},
        "forum": {"name": "Forum", "worth": {"x": 3, "y": 1}, "budget": 2},
    },
    "between": {"x": {"both": -1, "counts": 3}, "y": {"leaning": {"forum": 0.5, "club": "$pull"}, "counts": 2}},
}


def case_from(sponsors: dict[str, Any]) -> Case[AgreementModel]:
    from countermove.document.laws import Quantity, Uniform

    model = AgreementModel.model_validate(
        {"sponsors": sponsors}, context={"parameters": {"pull": Quantity(Uniform(-1, 0), "pull")}}
    )
    return Case("test", "bidding", "base", Text("Neutral", "中立"), model, {})


def test_a_contest_worked_out_by_hand() -> None:
    """x: club 5, forum 3-1 = 2, both 8-1-1 = 6. y: club 2-.5 = 1.5, forum 1+.5 = 1.5, both 3+0 = 3: both, both."""
    solution = KIND.solve(case_from(SECTION))
    answer = solution.sponsors
    assert answer is not None
    assert KIND.verdicts(solution)["with_both_sponsors"] == ["x", "y"]
    assert answer.hedged.joint.tolist() == [0.5, 7.0, 4.5, 9.0]
    np.testing.assert_allclose(answer.hedged.net[:, 1], [4.5, 2.0])  # club 9 - 4.5, forum 9 - 7
    np.testing.assert_allclose(answer.hedged.paid[:, 0], [1.5, 2.0])
    np.testing.assert_allclose(answer.hedged.pull, [[4.0, 1.5], [1.0, 1.5]])
    assert answer.single.alignment.tolist() == [1, 1]  # y is a tie between the two: the first named
    assert answer.share_needed(0) == 0.8 and answer.share_won(answer.hedged, 0) == 1.0
    texts = {finding.id: finding.text.get("en") for finding in KIND.findings(solution)}
    assert "end as follows. Both: x and y." in texts["venue"]
    # club would pay 5 - 3 for x alone and 2 - 1.5 for y, the forum 3 - 1 for x and nothing for y
    np.testing.assert_allclose(answer.hedged.ready, [2.5, 2.0])
    assert "is within its budget of 2" in texts["budget-forum"]
    assert "y would leave" not in texts["nearest-contest"] and "x would leave “Forum”" in texts["nearest-contest"]


def test_a_tie_is_a_tie_whatever_the_order_of_adding() -> None:
    """0.1 + 0.2 is more than 0.3 by rounding only: the party is in both, as the indifferent join."""
    worth = np.zeros((2, 1, 4))
    worth[0, 0, [1, 3]], worth[1, 0, [2, 3]] = 0.1 + 0.2, 0.3
    leaning = np.array([[0.0, 0.0, 0.0, -0.3]])  # what being in both costs is all that the second system brings
    found = bid(contest(leaning, worth), hedging=True)
    assert found.alignment.tolist() == [3] and abs(found.pull[1, 0]) < 1e-9
    assert bid(contest(leaning, worth), hedging=False).alignment.tolist() == [1]
    worth[0, 0, [1, 3]], worth[1, 0, [2, 3]] = 0.3, 0.1 + 0.2
    assert bid(contest(leaning, worth), hedging=False).alignment.tolist() == [1]  # the first named


def test_the_price_at_which_a_hedger_would_choose() -> None:
    """x in both pays 1 for that, and the forum would bid its 3: club must offer 2 to have it alone, worth 1 to club."""
    answer = answer_sponsors(case_from(SECTION).section.sponsors)  # type: ignore[arg-type]  # it is there
    assert price_of_exclusivity(answer, 0, 0) == (2.0, 1.0)
    assert price_of_exclusivity(answer, 1, 0) == (4.0, 0.0)
    found = {finding.id: finding.text.get("en") for finding in KIND.findings(KIND.solve(case_from(SECTION)))}
    said = found["price-of-exclusivity"] or ""  # y alone would cost club 1.5 and be worth nothing to it
    assert said.startswith("Nearest to an exclusive choice: x.") and "“Club” 2 and be worth 1 to it" in said


@given(contests(prized=False))
def test_nobody_gains_by_paying_for_exclusivity_in_equilibrium(game: Contest) -> None:
    from dataclasses import replace

    answer = answer_sponsors(case_from(SECTION).section.sponsors)  # type: ignore[arg-type]  # it is there
    hedged = bid(game, hedging=True)
    moved = replace(answer, contest=game, hedged=hedged, offers=(offers_apart(game, True), offers_apart(game, False)))
    for j in np.flatnonzero(hedged.alignment == 3):
        for k in range(2):
            price, gain = price_of_exclusivity(moved, k, int(j))
            assert price >= gain - 1e-9


def test_draws_equal_solving_each() -> None:
    case = case_from(SECTION)
    ids = [entry.id for entry in KIND.inputs(case)]
    assert ids == ["sponsors.systems.club.worth.y", "$pull"]
    rng = np.random.default_rng(5)
    draws = {ids[0]: rng.uniform(1, 3, 30), ids[1]: rng.uniform(-1, 0, 30)}
    columns = KIND.evaluate(case, draws)
    assert set(columns) == {outcome.id for outcome in KIND.outcomes(case)}
    for row in range(30):
        section = {**SECTION, "systems": {**SECTION["systems"]}, "between": {**SECTION["between"]}}
        section["systems"]["club"] = {**SECTION["systems"]["club"], "worth": {"x": 5, "y": draws[ids[0]][row]}}
        section["between"]["y"] = {**SECTION["between"]["y"], "leaning": {"forum": 0.5, "club": draws[ids[1]][row]}}
        solution = KIND.solve(case_from(section))
        answer = solution.sponsors
        assert answer is not None
        for concept, parties in KIND.verdicts(solution).items():
            for subject in ("club",) if concept == "reaches_quota" else ("x", "y"):
                assert bool(columns[f"{concept}:{subject}"][row]) == (subject in parties)
        for k, system in enumerate(("club", "forum")):
            value = answer.hedged.net[k].mean() - answer.single.net[k].mean()
            assert columns[f"worth_of_hedging:{system}"][row] == pytest.approx(value)


def test_the_library_speaks_of_every_party_in_both_languages() -> None:
    document = countermove.load("middle-ground").document
    model = document.models["bidding"]
    for reading in model.readings.values():
        solution = KIND.solve(case_of(document, model, reading))
        answer = solution.sponsors
        assert answer is not None
        for party in answer.parties:
            (told,) = KIND.explain(solution, Question(party))
            assert told.text.has("zh") and "{" not in told.text.get("en") + told.text.get("zh")
        for lang in ("en", "zh"):
            assert [figure.id for figure in KIND.figures([solution], lang)] == [f"sponsors-{reading.name}"]


@settings(max_examples=30)
@given(st.lists(contests(most=2), min_size=1, max_size=4), st.booleans())
def test_many_draws_at_once_equal_one_by_one(games: list[Contest], hedging: bool) -> None:
    m = min(game.leaning.shape[0] for game in games)
    cut = [
        Contest(one.leaning[:m], one.worth[:, :m], one.weight[:, :m], one.core, one.quota, one.prize) for one in games
    ]
    drawn = Contests(
        np.stack([one.leaning for one in cut]),
        np.stack([one.worth for one in cut]),
        np.stack([one.weight for one in cut]),
        np.stack([one.core for one in cut]),
        np.stack([one.quota for one in cut]),
        np.stack([one.prize for one in cut]),
    )
    parts = (drawn.leaning, drawn.worth, drawn.weight, drawn.core, drawn.quota, drawn.prize)
    bests, alignments = joint_bests(*parts, hedging)
    for row, one in enumerate(cut):
        found = bid(one, hedging)
        np.testing.assert_allclose(bests[row], found.joint)
        assert alignments[row].tolist() == found.alignment.tolist()
