"""Effects of coded clauses: against a normal model solved in another way, and shrunk where texts are few."""

from typing import Any

import numpy as np
import pytest

from countermove.agreement import KIND
from countermove.agreement.model import AgreementModel
from countermove.agreement.text_effects import text_effects
from countermove.document.text import Text
from countermove.kind import Case


def test_the_effect_is_the_one_of_the_marginal_normal_model() -> None:
    """Levels and effects integrated out: the effect's mean is its covariance with the logits times their inverse."""
    joined, stated, family = [90, 20, 60, 10], [100, 100, 80, 40], ["a", "a", "b", "b"]
    codes = [["x", "y"], ["y"], ["x"], []]
    found = text_effects(joined, stated, family, codes)
    assert found is not None
    k, n = np.array(joined, float), np.array(stated, float)
    logit = np.log((k + 0.5) / (n - k + 0.5))
    noise = 2.0 + 1 / (k + 0.5) + 1 / (n - k + 0.5)
    same = np.array([[one == other for other in family] for one in family])
    has = {name: np.array([name in own for own in codes], float) for name in "xy"}
    total = 9.0 * same + sum(np.outer(column, column) for column in has.values()) + np.diag(noise)
    for effect in found.effects:
        column = has[effect.clause]
        assert effect.mean == pytest.approx(column @ np.linalg.solve(total, logit))
        assert effect.deviation**2 == pytest.approx(1 - column @ np.linalg.solve(total, column))
        assert effect.having == int(column.sum())


def test_many_texts_tell_what_two_do_not() -> None:
    few = text_effects([90, 50], [100, 100], ["a", "a"], [["x"], []])
    many = text_effects([90, 50] * 30, [100, 100] * 30, ["a"] * 60, [["x"], []] * 30)
    assert few is not None and many is not None
    assert not few.effects[0].told and many.effects[0].told
    assert many.effects[0].mean == pytest.approx(np.log(90.5 / 10.5), rel=0.2)


def test_only_coded_texts_count_and_uncoded_ones_say_nothing() -> None:
    def text(count: int, **more: Any) -> dict[str, Any]:
        codes = "NOR SWE DNK FIN ISL FRA DEU ITA ESP PRT"
        return {"title": "T", "positions": {"endorsed": codes.split()[:count]}, "rest": "not_listed"} | more

    texts = {"a": text(9, clauses=["soft"]), "b": text(2, clauses=[]), "c": text(5)}
    solution = KIND.solve(solved(texts))
    assert solution.text_effects is not None and solution.text_effects.texts == 2
    said = next(one.text.get("en") for one in KIND.findings(solution) if one.id == "text-effects")
    assert said.startswith("From 2 coded texts, no clause can be told") and "coded texts with it: 1" in said
    assert KIND.solve(solved({"c": text(5), "d": text(6)})).text_effects is None


def solved(texts: dict[str, Any]) -> Case[AgreementModel]:
    model = AgreementModel.model_validate({"record": {"texts": texts}})
    return Case("test", "signing", "base", Text.both("Neutral"), model, {})


def test_a_clause_that_the_document_does_not_know_is_named() -> None:
    case = solved({"a": {"title": "T", "positions": {"endorsed": "NOR"}, "clauses": ["testng"]}})
    clauses = {"testing": {"name": "testing", "values": {}}}
    model = AgreementModel.model_validate({"parties": {"a": {}}, "clauses": clauses})
    model = model.model_copy(update={"record": case.section.record})
    (problem,) = KIND.check(Case("test", "signing", "base", Text.both("Neutral"), model, {}))
    assert problem.path == ("record", "texts", "a", "clauses", 0)
    assert "no clause 'testng'" in problem.wrong and "testing" in problem.cure
