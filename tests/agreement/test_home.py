"""Players at home: equilibria against a brute force in which every player at home answers for itself."""

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countermove.agreement import KIND
from countermove.agreement.model import AgreementModel
from countermove.document.text import Text
from countermove.kind import Case, Question

amount = st.integers(-4, 4).map(lambda value: value / 2)


def case_from(section: dict[str, Any]) -> Case[AgreementModel]:
    return Case("test", "m", "base", Text("Neutral", "中立"), AgreementModel.model_validate(section), {})


@st.composite
def sections(draw: st.DrawFn) -> dict[str, Any]:
    names = [f"p{k}" for k in range(draw(st.integers(1, 4)))]
    parties: dict[str, Any] = {}
    for name in names:
        count = draw(st.integers(0, 3))
        home = {f"h{k}": {"own": draw(amount), "follows": draw(st.sampled_from([0.5, 1, 2]))} for k in range(count)}
        parties[name] = {"own": draw(amount), "home": home, "veto": draw(st.sampled_from([0, 0, 0.5, -1]))}
        if count and draw(st.booleans()):
            parties[name]["consent"] = draw(st.integers(1, count))
    influences = [
        {"on": [on], "of": [of], "amount": draw(amount)}
        for on in names
        for of in names
        if on != of and draw(st.booleans())
    ]
    return {"parties": parties, "influences": influences}


@settings(max_examples=80)
@given(sections())
def test_equilibria_equal_asking_everybody_at_home(section: dict[str, Any]) -> None:
    game = KIND.solve(case_from(section)).game
    assert game is not None and game.complete
    names = list(section["parties"])
    found = {tuple(row) for row in game.inside.tolist()}
    for inside in product([False, True], repeat=len(names)):
        answers = []
        for name in names:
            party = section["parties"][name]
            net = party["own"] + sum(
                one["amount"]
                for one in section["influences"]
                if one["on"] == [name] and inside[names.index(one["of"][0])]
            )
            gains = [player["own"] + player["follows"] * net >= 0 for player in party["home"].values()]
            answers.append(net >= party["veto"] and sum(gains) >= party.get("consent", len(gains)))
        assert (tuple(answers) == inside) == (inside in found)


SECTION: dict[str, Any] = {
    "parties": {
        "norland": {
            "own": 1,
            "home": {
                "parliament": {"name": {"en": "parliament", "zh": "议会"}, "own": -2, "follows": 0.5},
                "industry": {"name": {"en": "industry", "zh": "产业界"}, "own": -1.2, "follows": 1},
                "public": {"name": {"en": "the public", "zh": "公众"}, "own": 0.5},
            },
            "consent": 2,
        },
        "sudland": {"own": 1, "home": {"court": {"own": -0.5}}},
        "ostland": {"own": -1, "home": {"court": {"own": -5}}},
    },
    "clauses": {
        "review": {"name": {"en": "review", "zh": "审议"}, "values": {"norland": 0.2}},
        "weak": {"name": "weak", "values": {"norland": 0.1}},
    },
}


def test_who_blocks_and_what_would_move_them() -> None:
    """norland gains 1; parliament -1.5, industry -0.2, public +1.5: two of three must gain, industry is the nearer."""
    solution = KIND.solve(case_from(SECTION))
    found = {finding.id: finding for finding in KIND.findings(solution)}
    assert KIND.verdicts(solution)["in_some_equilibrium"] == ["sudland"]
    assert found["home-norland"].text.get("en") == (
        "Joining is worth +1 to norland, yet at home parliament and industry would lose by it, and 2 of 3 there must "
        "gain: it would take 0.2 for industry, or 0.2 for norland itself; the clause “review” alone would do."
    )
    assert KIND.verdicts(solution)["blocked_at_home"] == ["norland"]
    assert [one["blocked_at_home"] for one in KIND.payload(solution)["home"]] == [True, False, False]
    assert "home-sudland" not in found and "home-ostland" not in found  # ostland's government does not gain itself
    with_it = {**SECTION, "clauses": {**SECTION["clauses"]}}
    with_it["clauses"]["review"] = {**SECTION["clauses"]["review"], "present": True}
    assert "norland" in KIND.verdicts(KIND.solve(case_from(with_it)))["in_every_equilibrium"]
    told = KIND.explain(solution, Question("norland"))
    assert len(KIND.explain(solution, Question("norland", concept="blocked_at_home"))) == 1
    assert "-1.5 to parliament" in told[1].text.get("en") and "议会" in told[1].text.get("zh")


def test_draws_move_players_at_home() -> None:
    section = {"parties": {"a": {"own": 1, "home": {"court": {"own": {"uniform": [-2, 0]}}}}}}
    case = case_from(section)
    assert [entry.id for entry in KIND.inputs(case)] == ["parties.a.home.court.own"]
    columns = KIND.evaluate(case, {"parties.a.home.court.own": np.array([-2.0, -1.0, -0.5])})
    assert columns["in_every_equilibrium:a"].tolist() == [False, True, True]


def test_more_consent_than_players_is_refused() -> None:
    with pytest.raises(ValueError, match="must consent: 2, players named: 1"):
        case_from({"parties": {"a": {"home": {"court": {}}, "consent": 2}}})
