"""The kind ``race`` as documents, faces and studies know it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from countermove.document.faults import AnalysisError, Problem, did_you_mean
from countermove.document.text import Lang, Text
from countermove.kind import Case, Columns, Explanation, Figure, Finding, Input, Json, Outcome, Question, Table
from countermove.race.model import RaceModel
from countermove.race.senses import SENSES

if TYPE_CHECKING:
    from pydantic import BaseModel

    from countermove.race.solution import RaceSolution

STARTER = """\
countermove: 1
title: {en: Two sides build computing power, zh: 两方建设算力}
question: {en: "Who leads by 2035, and what holds the other back?", zh: 到2035年谁领先？另一方受制于什么？}
actors:
  east: {name: {en: East, zh: 东方}}
  west: {name: {en: West, zh: 西方}}
models:
  race:
    kind: race
    clock: {start: 2025, end: 2035, step: 0.05, unit: year}
    constants:                       # numbers; each may be a law, so that a study can vary it
      east_build: {value: {uniform: [3, 9]}, unit: GW/year, name: {en: the East's grid growth, zh: 东方电网增速}}
      west_build: {value: {uniform: [1, 5]}, unit: GW/year, name: {en: the West's grid growth, zh: 西方电网增速}}
      need: {value: 0.0000012, unit: GW/chip, basis: assumption}   # `basis`: claims, or the word assumption
    stocks:                          # what accumulates
      east_power: {start: 20, unit: GW, actor: east}
      west_power: {start: 30, unit: GW, actor: west}
      east_chips: {start: 5000000, unit: chip, actor: east}
      west_chips: {start: 20000000, unit: chip, actor: west}
    flows:                           # what fills (`into`) and drains (`from`) stocks, per unit of time
      east_grid: {rate: east_build, into: east_power}
      west_grid: {rate: west_build, into: west_power}
      east_fabs: {rate: "0.25 [1/year] * east_chips", into: east_chips}
      west_fabs: {rate: "0.20 [1/year] * west_chips", into: west_chips}
    ready:                           # flows that come ready-made; here the scarcer input decides
      east_compute: {flow: bottleneck, actor: east, unit: GW, inputs: {power: east_power, chips: east_chips * need}}
      west_compute: {flow: bottleneck, actor: west, unit: GW, inputs: {power: west_power, chips: west_chips * need}}
    contests:
      compute: {name: {en: computing power, zh: 算力}, of: {east: east_compute, west: west_compute}}
"""


class RaceKind:
    """Races over time: who leads when, and which input binds."""

    name = "race"
    title = Text("Race", "竞赛")
    Model: type[BaseModel] = RaceModel
    subjects: tuple[str, ...] = (
        "contest",
        "bottleneck",
        "spiral",
        "ready flow",
        "counterfactual",
        "threshold",
        "actor",
    )
    concepts = SENSES
    starter = STARTER

    def check(self, case: Case[RaceModel]) -> Iterable[Problem]:
        """Resolve names, units and loops; and refuse actors that the document does not have."""
        from countermove.race.equations import assemble

        yield from assemble(case.section)[1]
        yield from _unknown_actors(case)

    def solve(self, case: Case[RaceModel]) -> RaceSolution:
        """Run the race by an adaptive solver, checked against a fixed-step one."""
        from countermove.race.analysis import solve_race

        return solve_race(case)

    def findings(self, solution: RaceSolution) -> Sequence[Finding]:
        """Say who leads, what binds, what was lost and made up, whether spirals limit themselves."""
        from countermove.race.findings import race_findings

        return race_findings(solution)

    def verdicts(self, solution: RaceSolution) -> Mapping[str, Sequence[str]]:
        """Return who ``leads`` at the end and ``overtakes``, which input ``binds``, what is ``self_limiting`` …."""
        from countermove.race.reporting import race_verdicts

        return race_verdicts(solution)

    def payload(self, solution: RaceSolution) -> Json:
        """Return contests, bottlenecks, spirals and comparisons, with yearly values of every series."""
        from countermove.race.reporting import race_payload

        return race_payload(solution)

    def tables(self, solution: RaceSolution) -> Sequence[Table]:
        """Return who leads when, what binds when, and every series."""
        from countermove.race.reporting import race_tables

        return race_tables(solution)

    def explain(self, solution: RaceSolution, question: Question) -> Sequence[Explanation]:
        """Open the findings about a contest, bottleneck, spiral, ready flow, comparison or actor."""
        from countermove.race.reporting import race_explanations

        return race_explanations(solution, question)

    def figures(self, solved: Sequence[RaceSolution], lang: Lang) -> Sequence[Figure]:
        """Draw the contests with what binds below them, then phase portraits of spirals."""
        from countermove.race.figures import race_figures

        return race_figures(solved, lang)

    def inputs(self, case: Case[RaceModel]) -> Sequence[Input]:
        """Return each number with a law."""
        from countermove.race.draws import race_inputs

        return race_inputs(case)

    def outcomes(self, case: Case[RaceModel]) -> Sequence[Outcome]:
        """Describe the columns of ``evaluate``."""
        from countermove.race.draws import race_outcomes

        return race_outcomes(case)

    def evaluate(self, case: Case[RaceModel], draws: Columns) -> dict[str, Any]:
        """Run every draw by the fixed-step solver."""
        from countermove.race.draws import evaluate_race

        return evaluate_race(case, draws)


def _unknown_actors(case: Case[RaceModel]) -> Iterable[Problem]:
    section = case.section
    named: list[tuple[tuple[str | int, ...], str | None]] = []
    for group in ("stocks", "flows", "auxiliaries", "ready"):
        for name, part in getattr(section, group).items():
            named.append(((group, name, "actor"), getattr(part, "actor", None)))
    for path, actor in named:
        if actor is not None and actor not in case.actors:
            yield Problem(path, f"no actor {actor!r}", did_you_mean(actor, case.actors))


__all__ = ["AnalysisError", "RaceKind"]
