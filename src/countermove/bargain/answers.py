"""The bargain kind as the protocol wants it: each answer from the room that knows it, imported when asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from typing import TYPE_CHECKING

from countermove.bargain.model import BargainModel
from countermove.bargain.senses import SENSES
from countermove.document.faults import Problem
from countermove.document.text import Lang, Text
from countermove.kind import Case, Columns, Explanation, Figure, Finding, Input, Json, Outcome, Question, Table

if TYPE_CHECKING:
    from countermove.bargain.solution import BargainSolution


class BargainKind:
    """What deal across issues is in everyone's interest, and who pays for it."""

    name = "bargain"
    title = Text("Bargain: positions, trades and who pays", "谈判：立场、交换与代价")
    Model = BargainModel
    subjects = ("party", "issue", "agreement", "rounds", "pair", "contract", "location", "adoption", "regulation")
    concepts = SENSES

    @property
    def starter(self) -> str:
        """A commented document to begin with."""
        return files("countermove.bargain").joinpath("starter.yaml").read_text(encoding="utf-8")

    def check(self, case: Case[BargainModel]) -> Iterator[Problem]:
        """Resolve names; test scales, red lines and the decision rule."""
        from countermove.bargain.checking import problems

        return problems(case.section, tuple(case.actors))

    def solve(self, case: Case[BargainModel]) -> BargainSolution:
        """Solve one reading."""
        from countermove.bargain import solving

        return solving.solve(case)

    def findings(self, solution: BargainSolution) -> Sequence[Finding]:
        """Say what can be agreed, who pays, what is expected, traded and shared."""
        from countermove.bargain import findings

        return findings.findings(solution)

    def verdicts(self, solution: BargainSolution) -> Mapping[str, Sequence[str]]:
        """Return whether an agreement is possible, who gains and loses, what is shared and traded."""
        from countermove.bargain import solving

        return solving.verdicts(solution)

    def payload(self, solution: BargainSolution) -> Json:
        """Return forecasts, deals, zone, frontier, trades, texts and ranges."""
        from countermove.bargain import payload

        return payload.payload(solution)

    def tables(self, solution: BargainSolution) -> Sequence[Table]:
        """Return packages, forecasts and compared texts."""
        from countermove.bargain import payload

        return payload.tables(solution)

    def explain(self, solution: BargainSolution, question: Question) -> Sequence[Explanation]:
        """Trace an issue to its passages, a party's change to the issues, the agreement to its proof."""
        from countermove.bargain import explaining

        return explaining.explain(solution, question)

    def figures(self, solved: Sequence[BargainSolution], lang: Lang) -> Sequence[Figure]:
        """Draw issue ladders, who pays, the frontier and the trades."""
        from countermove.bargain import figures

        return figures.figures(solved, lang)

    def inputs(self, case: Case[BargainModel]) -> Sequence[Input]:
        """Return every number that has a law."""
        from countermove.bargain import inputs

        return inputs.inputs(case)

    def outcomes(self, case: Case[BargainModel]) -> Sequence[Outcome]:
        """Describe the columns of ``evaluate``."""
        from countermove.bargain import inputs

        return inputs.outcomes(case)

    def evaluate(self, case: Case[BargainModel], draws: Columns) -> Columns:
        """Answer every draw at once."""
        from countermove.bargain import inputs

        return inputs.evaluate(case, draws)

    def backtest(self, path: str, on: str | None, by: str, known: int, seed: int) -> Json:
        """Score forecasts of decisions out of sample (nothing of a decision is revealed, so ``known`` has no part)."""
        from countermove.bargain.backtest import backtest

        return backtest(path, on, by, seed).to_json()  # type: ignore[arg-type]  # it refuses what it does not know

    def backtest_lines(self, result: Json, lang: Lang) -> Iterator[str]:
        """Tell a back-test in sentences and aligned columns."""
        from countermove.bargain import scoring_words

        return scoring_words.backtest_lines(result, lang)
