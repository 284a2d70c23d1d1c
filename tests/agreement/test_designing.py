"""Clauses of several levels, prices, clauses that never pay, reservations: from what is written to what is said."""

import itertools
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from countermove.agreement import KIND
from countermove.agreement.model import AgreementModel
from countermove.agreement.solution import AgreementSolution
from countermove.document.evidence import Actor
from countermove.document.text import Text
from countermove.kind import Case

LEVELS: dict[str, Any] = {
    "control": {
        "name": "human control",
        "present": "stated",
        "levels": {
            "stated": {"name": "stated", "depth": 1, "values": {"c": -0.5}},
            "required": {"name": "required", "depth": 3, "values": {"b": -2, "c": 1}},
        },
    },
    "review": {"name": "review", "depth": 0.5, "values": {"c": 0.5}},
}
SECTION: dict[str, Any] = {
    "parties": {"a": {"own": 1}, "b": {"own": 1}, "c": {"own": 0.25}},
    "clauses": LEVELS,
    "design": {"together": ["a", "b"], "bring_in": ["c"]},
}


def case_of(section: dict[str, Any], **others: dict[str, Any]) -> Case[AgreementModel]:
    model = AgreementModel.model_validate(section)
    actors = {name: Actor(name=Text.both(name.upper())) for name in model.parties}
    told = {name: AgreementModel.model_validate(one) for name, one in others.items()}
    return Case("test", "signing", "base", Text.both("Neutral"), model, actors, other_readings=told)


def said(solution: AgreementSolution) -> dict[str, str]:
    return {one.id: one.text.get("en") for one in KIND.findings(solution)}


def test_a_clause_of_one_level_means_what_it_meant() -> None:
    """`depth` and `values` at the clause and the same at its only level are one model, and draw the same inputs."""
    plain = SECTION | {"clauses": {"duty": {"name": "duty", "present": True, "depth": 2, "values": {"b": -2}}}}
    level = {"only": {"name": "only", "depth": 2, "values": {"b": -2}}}
    levelled = SECTION | {"clauses": {"duty": {"name": "duty", "present": "only", "levels": level}}}
    one, other = KIND.solve(case_of(plain)), KIND.solve(case_of(levelled))
    assert one.design is not None and other.design is not None
    np.testing.assert_array_equal(one.design.front.aims, other.design.front.aims)
    assert KIND.verdicts(one)["in_every_equilibrium"] == KIND.verdicts(other)["in_every_equilibrium"] == ["a", "c"]
    assert other.design.menu.ids == (("duty.only",),)


def test_the_level_that_the_text_has_is_the_one_that_counts_and_varies() -> None:
    section = SECTION | {"clauses": {"control": LEVELS["control"] | {"present": "required"}}}
    assert KIND.verdicts(KIND.solve(case_of(section)))["in_every_equilibrium"] == ["a", "c"]
    assert KIND.verdicts(KIND.solve(case_of(SECTION)))["in_every_equilibrium"] == ["a", "b"]
    uncertain = {"uniform": [-1, 0]}
    both = {name: {"name": name, "values": {"b": uncertain}} for name in ("stated", "required")}
    case = case_of(SECTION | {"clauses": {"control": LEVELS["control"] | {"levels": both}}})
    assert [entry.id for entry in KIND.inputs(case)] == ["clauses.control.levels.stated.values.b"]
    joins = KIND.evaluate(case, {"clauses.control.levels.stated.values.b": np.array([-0.9, -1.1])})
    assert joins["in_every_equilibrium:b"].tolist() == [True, False]


def test_levels_are_named_in_what_is_said() -> None:
    """Dropping the statement frees C (0.25); requiring control wins C (1.25) and loses B (-1)."""
    solution = KIND.solve(case_of(SECTION))
    words = said(solution)
    assert words["clause-control.required"] == (
        "Changing the clause “human control (stated)” to “human control (required)” would bring in C and lose B."
    )
    assert words["common-text"] == (
        "The deepest text that A and B would all sign, with nobody else inside, has depth 1.5 and contains: "
        "human control (stated) and review."
    )
    assert words["price-c"] == (
        "Bringing in C costs no depth: the deepest text that it signs has depth 3.5 (now 1) and comes by changing "
        "“human control (stated)” to “human control (required)” and adding “review”; B leave."
    )
    assert words["price-c-fewest"] == (
        "To bring in C, no clause need be given up: adding “review” is enough (depth 1.5)."
    )
    assert words["price-c-keeping"] == "If nobody who signs now is to leave, the deepest text with C has depth 1.5."
    assert KIND.verdicts(solution)["in_common_text"] == ["control.stated", "review"]
    front = next(table for table in KIND.tables(solution) if table.id == "front")
    cells = [cell.en if isinstance(cell, Text) else cell for cell in front.rows[0][-2:]]
    assert cells == ["human control (required)", True]


def test_the_price_counts_depth_lost_and_clauses_given_up() -> None:
    """C signs at depth 1 only: the duty of depth 2 has to go, whatever else changes."""
    clauses = {
        "duty": {"name": "duty", "present": True, "depth": 2, "values": {"c": -3}},
        "report": {"name": "report", "present": True, "depth": 1, "values": {"c": -0.25}},
    }
    words = said(KIND.solve(case_of(SECTION | {"clauses": clauses})))
    assert words["price-c"] == (
        "Bringing in C costs 2 of depth: no text deeper than 1 (now 3) brings it in. The deepest that does comes by "
        "dropping “duty”."
    )
    assert words["price-c-fewest"] == (
        "To bring in C, 1 of the clauses must at least be given up or weakened: dropping “duty” (depth 1)."
    )


def test_two_additions_go_before_one_clause_given_up() -> None:
    """Dropping the duty alone would do; so would two sweeteners, with which nothing is given up."""
    sweet = {name: {"name": name, "depth": 0, "values": {"c": 0.5}} for name in ("tea", "cake")}
    duty = {"name": "duty", "present": True, "depth": 2, "values": {"c": -1.25}}
    words = said(KIND.solve(case_of(SECTION | {"clauses": {"duty": duty} | sweet})))
    assert words["price-c-fewest"] == (
        "To bring in C, no clause need be given up: adding “tea” and adding “cake” is enough (depth 2)."
    )


def test_no_text_brings_in_who_loses_by_all() -> None:
    solution = KIND.solve(case_of(SECTION | {"parties": SECTION["parties"] | {"c": {"own": -4}}}))
    assert said(solution)["price-c"] == (
        "At central values, no text made of these clauses brings in C: at best, joining is worth -2.5 to it."
    )


def test_clauses_that_never_pay_are_told_apart() -> None:
    """`wins` holds C, A feels `felt`, nobody `hollow`; `empty` does nothing, `worse` only loses."""
    clauses = {
        "wins": {"name": "wins", "depth": 0, "values": {"c": 1}},
        "felt": {"name": "felt", "depth": 1, "values": {"a": -0.1}},
        "hollow": {"name": "hollow", "depth": 1, "values": {}},
        "empty": {"name": "empty", "depth": 0, "values": {}},
        "worse": {"name": "worse", "depth": 0, "values": {"a": -9}},
    }
    section = SECTION | {"clauses": clauses, "parties": SECTION["parties"] | {"c": {"own": -1}}}
    design = KIND.solve(case_of(section)).design
    assert design is not None
    assert design.never == {"hollow": "nominal", "empty": "redundant", "worse": "beaten"}


def test_without_a_clause_that_pays_a_text_of_the_front_is_worse() -> None:
    """The definition checked anew on random texts, from the front alone."""
    for seed in range(12):
        rng = np.random.default_rng(seed)
        parties = {name: {"own": float(rng.integers(-2, 3))} for name in "abc"}
        clauses: dict[str, Any] = {}
        for name in ("x", "y", "z"):
            values = {p: float(rng.integers(-2, 3)) for p in "abc"}
            clauses[name] = {"name": name, "depth": float(rng.integers(0, 2)), "values": values}
        solution = KIND.solve(case_of({"parties": parties, "clauses": clauses, "design": {}}))
        assert solution.design is not None

        def signers(has: set[str], parties: dict[str, Any] = parties, clauses: dict[str, Any] = clauses) -> set[str]:
            return {p for p in "abc" if parties[p]["own"] + sum(clauses[c]["values"][p] for c in has) >= 0}

        texts = [set(one) for size in range(4) for one in itertools.combinations("xyz", size)]
        aims = [(sum(clauses[c]["depth"] for c in has), len(signers(has))) for has in texts]
        best = [t for t, a in zip(texts, aims, strict=True)
                if not any(b != a and b[0] >= a[0] and b[1] >= a[1] for b in aims)]  # fmt: skip
        pays = {
            c
            for has in best
            for c in has
            if signers(has) - signers(has - {c})
            or (clauses[c]["depth"] > 0 and any(clauses[c]["values"][p] for p in signers(has)))
        }
        assert set(solution.design.never) == {"x", "y", "z"} - pays


def test_a_reservation_keeps_a_party_and_costs_depth() -> None:
    """With a reservation B (2 of 4 states) stays inside, and the duty counts half."""
    duty = {"name": "duty", "present": True, "depth": 2, "reservations": True, "values": {"a": 0.5, "b": -2}}
    parties = {"a": {"own": 1, "counts": 2}, "b": {"own": 1, "counts": 2}}
    section = {"parties": parties, "clauses": {"duty": duty}, "design": {"together": ["a", "b"]}}
    solution = KIND.solve(case_of(section))
    assert said(solution)["reservation-duty"] == (
        "B join with a reservation to “duty”, which then counts with depth 1 in place of 2; without reservations B "
        "would stay out."
    )
    assert solution.game is not None
    np.testing.assert_allclose(solution.game.game.alone, [1.5, 1.0])
    assert solution.design is not None and solution.design.depth == 1.0
    assert solution.design.front.aims.tolist() == [[1.0, 4.0, 2.0]]
    strict = section | {"clauses": {"duty": duty | {"reservations": False}}}
    assert KIND.verdicts(KIND.solve(case_of(strict)))["in_every_equilibrium"] == ["a"]


def test_strict_and_reservable_levels_trade_depth_against_breadth() -> None:
    """As two levels of one clause, both stand on the front: the strict one deeper, the other broader."""
    values = {"a": 0.5, "b": -2}
    levels = {
        "reservable": {"name": "with reservations", "depth": 2, "reservations": True, "values": values},
        "strict": {"name": "strict", "depth": 2, "values": values},
    }
    section = {"parties": {"a": {"own": 1}, "b": {"own": 1}}, "design": {},
               "clauses": {"duty": {"name": "duty", "levels": levels}}}  # fmt: skip
    design = KIND.solve(case_of(section)).design
    assert design is not None
    assert design.front.aims.tolist() == [[2.0, 1.0, 1.0], [1.0, 2.0, 2.0]]
    assert [design.menu.contents(row) for row in design.front.level] == [["duty.strict"], ["duty.reservable"]]


def test_parties_that_put_others_off_have_a_design_too() -> None:
    """B stays away from A: with the sweetener for A only A signs, with nothing B alone; both are worked out."""
    section = {
        "parties": {"a": {"own": -1}, "b": {"own": 0, "counts": 2}},
        "influences": [{"on": ["b"], "of": ["a"], "amount": -1}],
        "clauses": {"sweet": {"name": "sweet", "depth": 1, "values": {"a": 1}}},
        "design": {},
    }
    design = KIND.solve(case_of(section)).design
    assert design is not None
    assert design.front.aims.tolist() == [[1.0, 1.0, 1.0], [0.0, 2.0, 1.0]]


def test_a_design_too_large_to_search_gives_its_reason() -> None:
    clauses = {f"c{k}": {"name": f"c{k}", "values": {"a": 0}} for k in range(15)}
    put_off = [{"on": ["b"], "of": ["a"], "amount": -1}]
    solution = KIND.solve(case_of(SECTION | {"clauses": clauses, "influences": put_off}))
    assert solution.design is None
    assert "put others off" in said(solution)["front"] and "32,768" in said(solution)["front"]


def test_more_clauses_than_can_be_tried_go_to_the_programme() -> None:
    clauses = {f"c{k}": {"name": f"c{k}", "depth": 1, "values": {"c": -0.25 if k % 2 else 0.25}} for k in range(24)}
    design = KIND.solve(case_of(SECTION | {"clauses": clauses})).design
    assert design is not None and design.front.programmes > 0
    assert design.front.aims.tolist() == [[24.0, 3.0, 3.0]]
    assert design.prices[0].deepest is not None and design.prices[0].deepest.aims[0] == 24.0


def test_readings_are_set_side_by_side() -> None:
    weak = {"clauses": {"force": {"name": "legal force", "depth": 2, "values": {"c": 1, "a": -0.5}}}}
    binding = {"clauses": {"force": {"name": "legal force", "present": True, "depth": 2, "values": {"c": -1}}}}
    design = {"together": ["a", "b", "c"], "bring_in": ["c"], "beside": {"w": "too weak", "b": "too binding"}}
    base = SECTION | weak | {"design": design}
    parties = {"parties": SECTION["parties"] | {"c": {"own": -0.5}}}
    solution = KIND.solve(case_of(base | parties, w=base | parties, b=base | binding))
    words = said(solution)
    assert words["beside"] == (
        "Why some stay out decides which is the deepest text that A, B and C would all sign: if “too weak”, depth 2, "
        "with legal force besides; if “too binding”, depth 0. What each of them contains: none of the clauses."
    )
    assert words["beside-c"] == (
        "What brings in C with the least given up depends on why it stays out: if “too weak”, adding “legal force”; if "
        "“too binding”, dropping “legal force”."
    )
    figure = next(one for one in KIND.figures([solution], "zh") if one.id == "beside-base")
    assert figure.data is not None and figure.data.rows[0][1:] == (True, False, True, False)


@pytest.mark.parametrize(
    ("clause", "wrong"),
    [
        ({"name": "x"}, "says nothing of its worth"),
        ({"name": "x", "present": "stated", "values": {"a": 1}}, "no level 'stated'; write true or false"),
        (LEVELS["control"] | {"present": True}, "name the level, e.g. present: stated"),
        (LEVELS["control"] | {"present": "statd"}, "no level 'statd'; did you mean 'stated'"),
        (LEVELS["control"] | {"lever": "no"}, "lever: no level 'no'"),
        (LEVELS["control"] | {"values": {"a": 1}}, "'values' stands beside the levels"),
    ],
)
def test_a_clause_of_two_forms_is_refused(clause: dict[str, Any], wrong: str) -> None:
    with pytest.raises(ValidationError, match=wrong):
        AgreementModel.model_validate(SECTION | {"clauses": {"control": clause}})


@pytest.mark.parametrize(
    ("change", "place", "wrong"),
    [
        ({"clauses": {"x": {"name": "x", "levels": {"y": {"name": "y", "values": {"d": 1}}}}}, "design": None},
         ("clauses", "x", "levels", "y", "values", "d"), "no party 'd'"),
        ({"design": {"bring_in": ["d"]}}, ("design", "bring_in", 0), "no party 'd'"),
        ({"design": {"beside": {"other": "x"}}}, ("design", "beside", "other"), "no reading 'other'"),
        ({"clauses": {}}, ("design",), "no clauses to design a text for"),
    ],
)  # fmt: skip
def test_names_in_the_design_are_checked(change: dict[str, Any], place: tuple[str | int, ...], wrong: str) -> None:
    problems = list(KIND.check(case_of(SECTION | change, base=SECTION)))
    assert [(problem.path, wrong in problem.wrong) for problem in problems] == [(place, True)]


def test_more_parties_than_can_be_listed_are_answered_where_nobody_is_put_off() -> None:
    """Of 70 parties in a row, each waits for the one before it: all join, or (without the first) none."""
    parties = {f"p{k}": {"own": -1} for k in range(70)}
    row = [{"on": [f"p{k + 1}"], "of": [f"p{k}"], "amount": 1} for k in range(69)]
    section = {"parties": parties, "influences": row, "clauses": {"start": {"name": "start", "values": {"p0": 1}}}}
    solution = KIND.solve(case_of(section | {"design": {"bring_in": ["p69"]}}))
    assert KIND.verdicts(solution)["in_some_equilibrium"] == []
    assert solution.design is not None and solution.design.front.aims.tolist() == [[1.0, 70.0, 70.0]]
    with pytest.raises(ValidationError, match="70 parties, of whom some put others off"):
        AgreementModel.model_validate(section | {"influences": [*row, {"on": ["p0"], "of": ["p1"], "amount": -1}]})


def test_drawn_valuations_say_how_often_a_text_brings_a_party_in() -> None:
    """C needs 1: the gift is worth 0 to 2 (half the draws), the vow -3 to 2 (a fifth); together they do more often."""
    clauses = {
        "gift": {"name": "gift", "values": {"c": {"uniform": [0, 2]}}},
        "vow": {"name": "vow", "depth": 0, "values": {"c": {"uniform": [-3, 2]}}},
    }
    parties = {"a": {"own": 1}, "c": {"own": -1}}
    section = {"parties": parties, "clauses": clauses, "design": {"bring_in": ["c"], "together": ["a", "c"]}}
    solution = KIND.solve(case_of(section))
    assert solution.design is not None and solution.design.drawn is not None
    (found,) = solution.design.drawn.brought
    assert found.level == (1, 0) and found.best == pytest.approx(0.5, abs=0.02)
    rng = np.random.default_rng(0)
    gift, vow = rng.uniform(0, 2, 100_000), rng.uniform(-3, 2, 100_000)
    reached = (gift >= 1) | (vow >= 1) | (gift + vow >= 1)
    assert found.some == pytest.approx(reached.mean(), abs=0.03)
    assert solution.design.largest == ("gift",)
    assert solution.design.drawn.common == pytest.approx(0.5, abs=0.02)
    words = said(solution)["price-c-drawn"]
    assert "some text brings in C in" in words and "by adding “gift”" in words


def test_where_nothing_varies_nothing_is_drawn() -> None:
    design = KIND.solve(case_of(SECTION)).design
    assert design is not None and design.drawn is None
