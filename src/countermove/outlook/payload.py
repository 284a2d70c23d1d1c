"""The JSON fields of a solved outlook."""

from __future__ import annotations

import numpy as np

from countermove.kind import Json
from countermove.outlook.consistency import UNIT
from countermove.outlook.solution import OutlookSolution, Scenario


def payload(solution: OutlookSolution) -> Json:
    """Return counts, scenarios, basins, indicators, scores, delay and split as plain data."""
    known = solution.matrix
    return {
        "combinations": str(solution.total),
        "complete": solution.consistent.complete,
        "consistent_count": solution.consistent.count,
        "robust_count": solution.robust.count,
        "possible_count": solution.possible.count if solution.possible.complete else None,
        "outcomes": {
            "consistent": solution.outcome_counts(solution.consistent),
            "robust": solution.outcome_counts(solution.robust),
            "possible": dict(solution.possible_ends),
        },
        "scenarios": [_scenario(solution, each) for each in solution.scenarios],
        "nearest": {
            name: None if near is None else {"scenario": near[0], "deficit": near[1]}
            for name, near in solution.nearest.items()
        },
        "succession": {
            "rule": solution.section.succession,
            "starts": solution.basins.starts,
            "exhaustive": solution.basins.exhaustive,
            "attractors": [
                {"cycle": [known.label(each) for each in attractor.cycle], "basin": attractor.basin}
                for attractor in solution.basins.attractors[:50]
            ],
        },
        "indicators": [
            {
                "indicator": each.indicator,
                "between": [each.first, each.second],
                "separation": each.separation,
                "likelihood_ratio": each.ratio if each.ratio is None or np.isfinite(each.ratio) else "infinite",
            }
            for each in solution.apart
        ],
        "scores": [{"holder": each.holder, "brier": each.brier, "count": each.count} for each in solution.scores],
        "delay": _delay(solution),
        "split": _split(solution),
    }


def _scenario(solution: OutlookSolution, scenario: Scenario) -> Json:
    known = solution.matrix
    tight = scenario.slacks[0] if scenario.slacks else None
    return {
        "scenario": scenario.label,
        "variants": {
            factor: names[int(index)]
            for factor, names, index in zip(known.factors, known.variants, scenario.variants, strict=True)
        },
        "deficit": scenario.deficit,
        "robust": scenario.robust,
        "basin": scenario.basin,
        "tightest": None
        if tight is None
        else {
            "factor": known.factors[tight.factor],
            "rival": known.variants[tight.factor][tight.rival],
            "amount": tight.amount / UNIT,
        },
        "needs": [[known.factors[pivot.source], known.factors[pivot.target]] for pivot in scenario.pivots],
    }


def _delay(solution: OutlookSolution) -> Json | None:
    if solution.delay is None or solution.section.delay is None:
        return None
    expected = float(solution.delay.expected[0])
    return {
        "expected_years": expected if np.isfinite(expected) else None,
        "rates": dict(
            zip(
                solution.section.delay.sides,
                (float(solution.delay.first_rate[0]), float(solution.delay.second_rate[0])),
                strict=True,
            )
        ),
        "still_open": {
            "years": solution.section.delay.years,
            "probability": float(solution.delay.still_open(solution.section.delay.years)[0]),
        },
    }


def _split(solution: OutlookSolution) -> Json | None:
    if solution.split is None or solution.section.split is None:
        return None
    names = list(solution.section.split.parties)
    systems = ("first", "second", "both")
    return {
        "total": float(solution.split.total[0]),
        "loss": dict(zip(names, map(float, solution.split.loss[0]), strict=True)),
        "cheapest": {name: systems[int(at)] for name, at in zip(names, solution.split.cheapest[0], strict=True)},
    }
