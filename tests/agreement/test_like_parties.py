"""Families of like parties and beginnings of a game, as reached from a document."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from countermove.agreement import KIND
from countermove.agreement.barrett import quadratic_by_search
from countermove.agreement.model import AgreementModel
from countermove.agreement.solution import AgreementSolution
from countermove.document.text import Text
from countermove.kind import Case, Question


def case_from(section: dict[str, Any]) -> Case[AgreementModel]:
    return Case("test", "m", "base", Text("Neutral", "中立"), AgreementModel.model_validate(section), {})


def solved(**family: Any) -> AgreementSolution:
    return KIND.solve(case_from({"family": family}))


def said(solution: AgreementSolution) -> dict[str, str]:
    found = KIND.findings(solution)
    assert all(finding.text.has("zh") and "{" not in finding.text.get("zh") for finding in found)
    return {finding.id: finding.text.get("en") for finding in found}


@pytest.mark.parametrize(
    ("n", "cost", "number"), [(10, 0.25, 4), (10, 0.5, 3), (10, 1, 3), (100, 0.01, 51), (100, 0.1, 11)]
)
def test_barrett_1994_from_a_document(n: int, cost: float, number: int) -> None:
    solution = solved(form="quadratic", parties=n, gain=100, cost=cost)
    assert f"Of {n} like states, an agreement of {number} holds itself up" in said(solution)["stable-number"]


def test_the_paradox_of_cooperation_in_words() -> None:
    """Barrett: N = 10, c/b = .25: 80 without an agreement, 81.07 with the stable one, 97.56 with all."""
    words = said(solved(form="quadratic", parties=10, gain=100, cost=0.25))
    assert "6% of the effort" in words["share-of-full-cooperation"]
    assert "81.07, against 80 without an agreement and 97.56" in words["share-of-full-cooperation"]
    assert (
        "before all 10 have joined, all would join: each then gets 487.8, against 472" in words["minimum-participation"]
    )
    total, member = quadratic_by_search(10, 100.0, 1.0, 0.25, 10)
    assert total == pytest.approx(97.56, abs=0.01) and member == pytest.approx(487.8, abs=0.05)


def test_the_linear_family_says_its_tie_rule() -> None:
    words = said(solved(form="linear", parties=10, cost=2, discount=0.9))
    assert words["stable-number"].endswith("where the indifferent stay put, one of 2 does as well.")
    assert "10 of 10 states can be kept" in words["renegotiation-proof"]
    assert "no more than 3 could be kept" in words["all-punish"]


def test_why_a_number_holds_or_not() -> None:
    """Binary, b = 1, c = 2.5: three get .5 each, two that act for nothing 0; an outsider of three gets 3."""
    solution = solved(form="binary", parties=10, cost=2.5)
    assert KIND.verdicts(solution)["stable_number"] == ["3"]
    (three,), (four,) = KIND.explain(solution, Question("3")), KIND.explain(solution, Question("4"))
    assert three.data == {"number": 3, "holds_itself_up": True, "gain_of_leaving": -0.5, "gain_of_joining": -1.5}
    assert four.data["gain_of_leaving"] == 1.5 and "does not hold itself up" in four.text.get("en")
    assert "With all 10 inside an agreement does not" in KIND.explain(solution, Question("10"))[0].text.get("en")
    with pytest.raises(LookupError, match="no party '11'"):
        KIND.explain(solution, Question("11"))


def test_impatient_parties_are_not_kept() -> None:
    words = said(solved(form="binary", parties=10, cost=2.5, discount=0.3))
    assert "no number of states can be kept" in words["renegotiation-proof"]
    words = said(solved(form="binary", parties=10, cost=2.5, discount=0.8))
    assert "3 of 10" not in words["renegotiation-proof"] and "2 of the others" in words["renegotiation-proof"]
    assert "no more than 3" in words["all-punish"]
    assert "brings 30% of the effort" in words["share-of-full-cooperation"]


def test_a_number_of_draws_equals_solving_each() -> None:
    family = {"form": "binary", "parties": 9, "cost": {"uniform": [1.1, 6]}, "discount": {"uniform": [0.3, 0.99]}}
    case = case_from({"family": family})
    assert [entry.id for entry in KIND.inputs(case)] == ["family.cost", "family.discount"]
    rng = np.random.default_rng(2)
    draws = {"family.cost": rng.uniform(1.1, 6, 40), "family.discount": rng.uniform(0.3, 0.99, 40)}
    columns = KIND.evaluate(case, draws)
    assert set(columns) == {outcome.id for outcome in KIND.outcomes(case)}
    for row in range(40):
        cost, discount = draws["family.cost"][row], draws["family.discount"][row]
        answer = solved(form="binary", parties=9, cost=float(cost), discount=float(discount)).family
        assert answer is not None and answer.kept_by_some is not None and answer.kept_by_all is not None
        assert columns["stable_number"][row] == answer.number == int(np.ceil(cost))
        assert columns["kept_if_some_punish"][row] == max((one.signatories for one in answer.kept_by_some), default=0)
        assert columns["kept_if_all_punish"][row] == max((one.signatories for one in answer.kept_by_all), default=0)


GAME: dict[str, Any] = {
    "parties": {"a": {"own": -2}, "b": {"own": -1}, "c": {"own": -1, "counts": 3}, "d": {"own": -9}},
    "influences": [
        {"on": ["b"], "of": ["a", "c"], "amount": 1.5},
        {"on": ["c"], "of": ["b"], "amount": 1.5},
        {"on": ["a"], "of": ["c"], "amount": 0.5},
    ],
}


def test_a_chosen_start_draws_others_in() -> None:
    """a draws b, b draws c; with b and c inside a still has -1.5; d has -9 whatever happens."""
    solution = KIND.solve(case_from(GAME | {"start": ["a"]}))
    assert solution.start is not None
    assert solution.start.wave.tolist() == [0, 1, 2, -1]
    assert said(solution)["from-start"] == (
        "If a were inside at the outset, b and c would follow, the last of them in round 2; d would stay out. "
        "Of those inside, a would then be better off outside."
    )
    assert said(KIND.solve(case_from(GAME | {"start": ["d"]})))["from-start"].startswith(
        "If d were inside at the outset, nobody would follow. Of those inside, d"
    )


def test_noise_and_chance_beginnings() -> None:
    solution = KIND.solve(case_from(GAME | {"noise": {"precision": 8, "starts": 400, "seed": 3}}))
    noise, game = solution.noise, solution.game
    assert noise is not None and game is not None
    for chance in (noise.from_none, noise.from_all):  # each is its own reply: no conditions, so that net is linear
        net = game.game.alone + game.game.influence @ chance
        np.testing.assert_allclose(chance, 1 / (1 + np.exp(-8 * net)), atol=1e-9)
    assert noise.from_all[1] > 0.9 > 0.1 > noise.from_none[1]
    assert sum(one.share for one in noise.basins) + noise.unsettled == pytest.approx(1)
    assert {tuple(game.named(one.inside)) for one in noise.basins} == {(), ("b", "c")}
    words = said(solution)
    assert "expectations decide" in words["noisy-choice"] and "end with b and c inside" in words["basins"]
    again = KIND.solve(case_from(GAME | {"noise": {"precision": 8, "starts": 400, "seed": 3}})).noise
    assert again is not None and [one.share for one in again.basins] == [one.share for one in noise.basins]


def test_parties_that_chase_each_other_have_no_settled_chances() -> None:
    """a follows b, b flees a, both sharply: replies turn round for ever, and the rest is answered all the same."""
    chase = {
        "parties": {"a": {"own": -1}, "b": {"own": 1}},
        "influences": [{"on": ["a"], "of": ["b"], "amount": 2}, {"on": ["b"], "of": ["a"], "amount": -2}],
        "noise": {"precision": 200, "starts": 50},
    }
    solution = KIND.solve(case_from(chase))
    words = said(solution)
    assert "no settled chances were found" in words["noisy-choice"]
    assert (
        "100% do not settle" in words["basins"] and KIND.payload(solution)["noise"]["chance_beginnings"]["ends"] == []
    )


FAULTS = [
    ("    family: {form: quadratic, parties: 9, cost: 1}\n", "a quadratic family needs `gain`", "worth nothing"),
    ("    family: {form: linear, parties: 9, cost: 1, gain: 3}\n", "`gain` has no part in the linear", "leave it out"),
    (
        "    family: {form: quadratic, parties: 9, cost: 1, gain: 3, discount: 0.5}\n",
        "do not answer",
        "leave `discount`",
    ),
    ("    family: {form: binary, parties: 9, cost: 2, discount: 1}\n", "0.999999", "discount"),
    ("    parties: {alpha: {}}\n    start: [alhpa]\n", "no party 'alhpa'", "did you mean 'alpha'?"),
    ("    parties: {alpha: {}}\n    start: [alpha, alpha]\n", "'alpha' is named twice", "keep it once"),
    (
        "    parties: {a: {counts: 1.5}}\n    conditions: {one: {name: One, quota: 1, bonus: 1}}\n"
        "    noise: {precision: 2}\n",
        "needs whole numbers as weights",
        "leave `noise` out",
    ),
    ("    sponsors: {systems: {one: {name: One}}, between: {x: {}}}\n", "systems is 1; name exactly two", "worths"),
    (
        "    sponsors: {systems: {one: {name: One, worth: {y: 1}}, two: {name: Two}}, between: {x: {}}}\n",
        "no party 'y' between the systems",
        "x",
    ),
    (
        "    sponsors: {systems: {one: {name: One, worth: {x: 0}}, two: {name: Two}}, between: {x: {}}}\n",
        "all worths, losses and prizes are zero",
        "worth to some sponsor",
    ),
    (
        "    sponsors: {systems: {one: {name: One, worth: {two: 1}}, two: {name: Two}}, between: {two: {}}}\n",
        "'two' is a system and a party between the systems",
        "another id",
    ),
    (
        "    sponsors: {systems: {one: {name: One, prize: 1}, two: {name: Two}}, between: {x: {}}}\n",
        "a prize for a quota that is reached anyway",
        "beyond its core",
    ),
    (
        "    sponsors: {systems: {one: {name: One, worth: {x: 1}, quota: 2}, two: {name: Two}},"
        " between: {x: {counts: 0, leaning: {oen: 1}}}}\n",
        "no system 'oen'",
        "did you mean 'one'?",
    ),
]


@pytest.mark.parametrize(("section", "wrong", "cure"), FAULTS)
def test_documents_at_fault(refused: Callable[[str], str], section: str, wrong: str, cure: str) -> None:
    words = refused("countermove: 1\ntitle: T\nmodels:\n  m:\n    kind: agreement\n" + section)
    assert wrong in words and cure in words and "bad.yaml:" in words
