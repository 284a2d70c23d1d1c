"""The conflict kind as the protocol wants it: each answer from the room that knows it, imported when asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files

from countermove.conflict.model import ConflictModel
from countermove.conflict.solution import ConflictSolution
from countermove.document.faults import Problem
from countermove.document.text import Lang, Text
from countermove.kind import (
    Board,
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


class ConflictKind:
    """Which outcomes hold against moves, countermoves and counter-countermoves."""

    name = "conflict"
    title = Text("Conflict: moves and countermoves", "冲突：行动与反制")
    Model = ConflictModel
    subjects = ("state", "move")
    explorable = "states"  # the figure that `explore` draws larger

    @property
    def concepts(self) -> Mapping[str, Text]:
        """What each concept means, in words."""
        from countermove.conflict.solution import CONCEPT_NAMES

        return CONCEPT_NAMES

    @property
    def starter(self) -> str:
        """A commented document to begin with."""
        return files("countermove.conflict").joinpath("starter.yaml").read_text(encoding="utf-8")

    def check(self, case: Case[ConflictModel]) -> Iterator[Problem]:
        """Resolve names, rules, orders and what else a schema cannot test."""
        from countermove.conflict.checking import problems

        return problems(case.section, tuple(case.actors), case.other_readings)

    def solve(self, case: Case[ConflictModel]) -> ConflictSolution:
        """Solve one reading exactly."""
        from countermove.conflict import solution

        return solution.solve(case)

    def findings(self, solution: ConflictSolution) -> Sequence[Finding]:
        """Say what holds, what the status quo does, and what rests on the fear of an answer."""
        from countermove.conflict import findings

        return findings.findings(solution)

    def verdicts(self, solution: ConflictSolution) -> Mapping[str, Sequence[str]]:
        """Return the equilibria by concept."""
        from countermove.conflict.game import Labels

        graph = solution.game.graph
        return {concept: Labels(graph, solution.equilibria(concept)) for concept in solution.concepts()}

    def payload(self, solution: ConflictSolution) -> Json:
        """Return states, stability and equilibria."""
        from countermove.conflict import payload

        return payload.payload(solution)

    def tables(self, solution: ConflictSolution) -> Sequence[Table]:
        """Return the outcomes that hold and in which sense."""
        from countermove.conflict import figures

        return figures.tables(solution)

    def explain(self, solution: ConflictSolution, question: Question) -> Sequence[Explanation]:
        """Say why a state holds or not, with the certificate."""
        from countermove.conflict import explaining

        return explaining.explain(solution, question)

    def figures(self, solved: Sequence[ConflictSolution], lang: Lang) -> Sequence[Figure]:
        """Draw option-form matrix, moves by layer, and state graph."""
        from countermove.conflict import figures

        return figures.figures(solved, lang)

    def inputs(self, case: Case[ConflictModel]) -> Sequence[Input]:
        """Return what may vary: orders, statements, rules."""
        from countermove.conflict import inputs

        return inputs.inputs(case)

    def outcomes(self, case: Case[ConflictModel]) -> Sequence[Outcome]:
        """Describe the columns of ``evaluate``: one a state and concept."""
        from countermove.conflict import inputs

        return inputs.outcomes(case)

    def evaluate(self, case: Case[ConflictModel], draws: Columns) -> Columns:
        """Solve every draw at once."""
        from countermove.conflict import inputs

        return inputs.evaluate(case, draws)

    def certain(self, case: Case[ConflictModel], laws: Mapping[str, InputLaw]) -> Mapping[str, Bound]:
        """Prove what holds whatever is drawn, and what cannot hold."""
        from countermove.conflict import certain

        return certain.certain(case, laws)

    def assurances(self, case: Case[ConflictModel], bounds: Mapping[str, Bound]) -> Sequence[Text]:
        """Say what each actor can be sure of."""
        from countermove.conflict import assurances

        return assurances.assurances(case, bounds)

    def across(self, solved: Sequence[ConflictSolution]) -> Sequence[tuple[Finding, tuple[int, ...]]]:
        """Say what the readings share and part over, each finding with the places of the readings it is true of."""
        from countermove.conflict import across

        return across.across(solved)

    def assumption(self, solution: ConflictSolution, path: str, value: object) -> tuple[Text, Text] | None:
        """Say in words what one line of the model is about and what it assumes; ``None`` where it has no words."""
        from countermove.conflict import across

        return across.assumption(solution, path, value)

    def told_apart(self, solutions: Sequence[ConflictSolution], subjects: Sequence[str]) -> Sequence[Text]:
        """Return states in words: in each, the options that tell it apart from the others."""
        from countermove.conflict import across

        return across.told_apart(solutions, subjects)

    def board(self, section: Mapping[str, object], tried: Sequence[str] | None = None) -> Board | None:
        """Return the option form of a section that may still be at fault elsewhere; ``None`` where it has none."""
        from countermove.conflict import board

        return board.board(section, tried)

    def explore(self, solution: ConflictSolution, chosen: str | None, lang: Lang) -> Figure:
        """Draw every state up to 500; past that those that hold and the neighbourhood of the chosen one."""
        from countermove.conflict.figures.state_graph import explored

        return explored(solution, chosen, lang)

    def rows(self, solution: ConflictSolution) -> Columns:
        """Return one row a state: its label, and who it is stable for under which concept."""
        from countermove.conflict import payload

        return payload.rows(solution)

    def paths(self, solution: ConflictSolution) -> tuple[Json, Sequence[Text]]:
        """Return how the status quo can evolve, as data and sentences."""
        from countermove.conflict import payload

        return payload.paths_payload(solution), payload.path_sentences(solution)

    def layers(self, solution: ConflictSolution) -> tuple[Json, Sequence[Text]]:
        """Return the game cut layer by layer, as data and sentences."""
        from countermove.conflict import ladder, payload

        answer = ladder.ladder(solution)
        return payload.layers_payload(solution, answer), payload.layer_sentences(solution, answer)

    def inverse(self, solution: ConflictSolution, state: str, actor: str, seed: int = 0) -> tuple[Json, Sequence[Text]]:
        """Return which and how many orders of an actor make a state stable for it, as data and sentences."""
        from countermove.conflict import inverse_words

        return inverse_words.inverse(solution, state, actor, seed)

    def radius(self, solution: ConflictSolution, state: str) -> tuple[Json, Sequence[Text]]:
        """Return the smallest change of preferences that turns the verdict on a state round, as data and sentences."""
        from countermove.conflict import radius_words

        return radius_words.radius(solution, state)
