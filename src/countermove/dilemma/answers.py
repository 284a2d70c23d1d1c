"""The dilemma as a kind: what faces and `stress` ask for, arithmetic imported when it is first needed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from typing import TYPE_CHECKING

from countermove.dilemma.model import DilemmaModel
from countermove.dilemma.senses import SENSES
from countermove.document.text import Text

if TYPE_CHECKING:
    from countermove.dilemma.solution import DilemmaSolution
    from countermove.document.faults import Problem
    from countermove.document.text import Lang
    from countermove.kind import (
        Bound,
        Case,
        Columns,
        Explanation,
        Figure,
        Finding,
        Input,
        InputLaw,
        Json,
        Outcome,
        Question,
        Table,
    )


class DilemmaKind:
    """Which trap is this, and what gets out of it."""

    name = "dilemma"
    title = Text("Dilemma and dialogue", "困境与对话")
    Model = DilemmaModel
    subjects = ("profile", "game", "element", "restraint", "part")
    concepts = SENSES

    @property
    def starter(self) -> str:
        """A commented document to begin with."""
        return files("countermove.dilemma").joinpath("starter.yaml").read_text(encoding="utf-8")

    def check(self, case: Case[DilemmaModel]) -> Iterable[Problem]:
        """Resolve names, test shapes and ranks, and hold a claimed name against the payoffs."""
        from countermove.dilemma.checking import problems

        return problems(case)

    def solve(self, case: Case[DilemmaModel]) -> DilemmaSolution:
        """Answer every part that the document has."""
        from countermove.dilemma.solving import solve

        return solve(case)

    def findings(self, solution: DilemmaSolution) -> Sequence[Finding]:
        """Say what the solution means, headline first."""
        from countermove.dilemma.findings import findings

        return findings(solution)

    def verdicts(self, solution: DilemmaSolution) -> Mapping[str, Sequence[str]]:
        """Return, by concept, what holds."""
        from countermove.dilemma.payload import verdicts

        return verdicts(solution)

    def payload(self, solution: DilemmaSolution) -> Json:
        """Return the JSON fields of ``solve``."""
        from countermove.dilemma.payload import payload

        return payload(solution)

    def tables(self, solution: DilemmaSolution) -> Sequence[Table]:
        """Return the answer as tables."""
        from countermove.dilemma.tables import tables

        return tables(solution)

    def explain(self, solution: DilemmaSolution, question: Question) -> Sequence[Explanation]:
        """Say why an outcome holds, what would change the game, what restraint needs."""
        from countermove.dilemma.explaining import explain

        return explain(solution, question)

    def figures(self, solved: Sequence[DilemmaSolution], lang: Lang) -> Sequence[Figure]:
        """Draw the readings solved, base first."""
        from countermove.dilemma.figures import figures

        return figures(solved, lang)

    def inputs(self, case: Case[DilemmaModel]) -> Sequence[Input]:
        """Return what may vary."""
        from countermove.dilemma.inputs import inputs

        return inputs(case)

    def outcomes(self, case: Case[DilemmaModel]) -> Sequence[Outcome]:
        """Describe the columns of ``evaluate``."""
        from countermove.dilemma.inputs import outcomes

        return outcomes(case)

    def evaluate(self, case: Case[DilemmaModel], draws: Columns) -> Columns:
        """Answer every draw at once."""
        from countermove.dilemma.inputs import evaluate

        return evaluate(case, draws)

    def certain(self, case: Case[DilemmaModel], laws: Mapping[str, InputLaw]) -> Mapping[str, Bound]:
        """Prove what holds, and which game it is, whatever is drawn."""
        from countermove.dilemma.certain import certain

        return certain(case, laws)

    def assurances(self, case: Case[DilemmaModel], bounds: Mapping[str, Bound]) -> Sequence[Text]:
        """Say nothing beyond the bounds: what holds is told of whole profiles."""
        return ()
