"""The kind `agreement` as the faces and `stress` see it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from countermove.agreement.model import AgreementModel
from countermove.agreement.senses import SENSES
from countermove.document.text import Text
from countermove.kind import Bound, Explanation, Figure, Finding, Input, InputLaw, Json, Kind, Outcome, Question, Table

if TYPE_CHECKING:
    from countermove.agreement.solution import AgreementSolution
    from countermove.document.faults import Problem
    from countermove.document.text import Lang
    from countermove.kind import Case, Columns

EVERY, SOME = "in_every_equilibrium", "in_some_equilibrium"
JOINS_EVERY = Text("{party}: a member in every equilibrium", "{party}在所有均衡中加入")
JOINS_SOME = Text("{party}: a member in some equilibrium", "{party}在某个均衡中加入")
COUNT_EVERY = Text("{unit} that join in every equilibrium", "在所有均衡中加入的{unit}数")
COUNT_SOME = Text("{unit} that join in some equilibrium", "在某个均衡中加入的{unit}数")


def _plays_a_part(model: AgreementModel, path: tuple[str | int, ...]) -> bool:
    """Say whether a number enters a game that draws vary: clauses only where they are present."""
    if path[0] == "clauses":
        clause = model.clauses[str(path[1])]
        if not clause.present:
            return False
        held = clause.steps[clause.at(clause.present) - 1]
        return path[2:-1] == (*held.path, "values")
    return path[0] != "public_good" and path[-1] != "budget"


class AgreementKind:
    """Who signs, what tips whom, and what holds itself up."""

    name = "agreement"
    title = Text("Agreement", "协定")
    Model = AgreementModel
    subjects = ("party",)
    concepts = SENSES

    @property
    def starter(self) -> str:
        """A commented document that passes `check`."""
        from countermove.agreement.starter import STARTER

        return STARTER

    def check(self, case: Case[AgreementModel]) -> Iterable[Problem]:
        """Resolve names; refuse covariates that come too late and weights that are all zero."""
        from countermove.agreement.checking import problems_of

        return problems_of(case.section, case.other_readings)

    def solve(self, case: Case[AgreementModel]) -> AgreementSolution:
        """Answer every part of the model that is there, exactly; the forecast by its stated model."""
        from countermove.agreement.solving import solve_case

        return solve_case(case)

    def findings(self, solution: AgreementSolution) -> Sequence[Finding]:
        """Say what the solution means, headline first."""
        from countermove.agreement.findings import findings_of

        return findings_of(solution)

    def verdicts(self, solution: AgreementSolution) -> Mapping[str, Sequence[str]]:
        """Return who joins in every and in some equilibrium, who a tipping package uses, and who is on the list."""
        verdicts: dict[str, Sequence[str]] = {}
        game = solution.game
        if game is not None:
            verdicts[EVERY] = game.named(game.every)
            verdicts[SOME] = game.named(game.some)
            if game.tipping is not None and game.tipping.levers is not None:
                verdicts["reached_by_tipping"] = game.named(game.tipping.inside)
        if solution.home:
            verdicts["blocked_at_home"] = [one.party for one in solution.home if one.blocked]
        if solution.standing is not None:
            verdicts["in_largest_stable"] = solution.standing.members if solution.standing.stable else []
        if solution.family is not None:
            verdicts["stable_number"] = [str(number) for number in solution.family.family.stable_if_indifferent_join]
        if solution.sponsors is not None:
            from countermove.agreement.sponsor_views import sponsor_verdicts

            verdicts |= sponsor_verdicts(solution.sponsors)
        if solution.design is not None:
            verdicts["in_common_text"] = list(solution.design.largest or ())
        if solution.forecast is not None:
            verdicts["listed"] = [one.party for one in solution.forecast.outlooks if one.listed]
            verdicts["forecast_to_list"] = [one.party for one in solution.forecast.outlooks if one.probability >= 0.5]
        return verdicts

    def payload(self, solution: AgreementSolution) -> Json:
        """Return equilibria, record, forecast, stability and design as data."""
        from countermove.agreement.tables import payload_of

        return payload_of(solution)

    def tables(self, solution: AgreementSolution) -> Sequence[Table]:
        """Return parties, forecast, record and design as tables."""
        from countermove.agreement.tables import tables_of

        return tables_of(solution)

    def explain(self, solution: AgreementSolution, question: Question) -> Sequence[Explanation]:
        """Say why a party joins or stays out, and what the forecast of it rests on."""
        from countermove.agreement.explanation import explanations

        return explanations(solution, question)

    def assumption(self, solution: AgreementSolution, path: str, value: object) -> tuple[Text, Text] | None:
        """Say in words what one line of the model is about and what it assumes; ``None`` where it has no words."""
        from countermove.agreement.assumptions import assumption

        return assumption(solution, path, value)

    def figures(self, solved: Sequence[AgreementSolution], lang: Lang) -> Sequence[Figure]:
        """Draw who is in, how the outcome tips, the front of texts."""
        from countermove.agreement.figures import figures_of

        return figures_of(solved, lang)

    def inputs(self, case: Case[AgreementModel]) -> Sequence[Input]:
        """Return every number that varies; a shared parameter is one input."""
        from countermove.agreement.assembly import placed_quantities

        found: dict[str, Input] = {}
        for placed in placed_quantities(case.section, case.actors):
            if placed.quantity.varies and placed.id not in found and _plays_a_part(case.section, placed.path):
                basis = placed.quantity.basis or placed.basis
                found[placed.id] = Input(placed.id, placed.name, placed.quantity.law, basis)
        return list(found.values())

    def outcomes(self, case: Case[AgreementModel]) -> Sequence[Outcome]:
        """Describe the columns: each party in every and in some equilibrium, and how many states that makes."""
        return list(self._outcomes(case))

    def certain(self, case: Case[AgreementModel], laws: Mapping[str, InputLaw]) -> Mapping[str, Bound]:
        """Prove who joins whatever is drawn, and who cannot."""
        from countermove.agreement.certain import certain

        return certain(case, laws, EVERY, SOME)

    def assurances(self, case: Case[AgreementModel], bounds: Mapping[str, Bound]) -> Sequence[Text]:
        """Say of whom the others can be sure."""
        from countermove.agreement.certain import assurances

        return assurances(case, bounds, EVERY, SOME)

    def backtest(self, path: str, on: str | None, by: str, known: int, seed: int) -> Json:
        """Score forecasts of who joins on a record, out of sample; see ``agreement.backtest.backtest``."""
        from countermove.agreement.backtest import backtest

        return backtest(path, on, by, known, seed)  # type: ignore[arg-type]  # it refuses what it does not know

    def _outcomes(self, case: Case[AgreementModel]) -> Iterator[Outcome]:
        from countermove.agreement.assembly import party_name
        from countermove.agreement.like_findings import family_outcomes
        from countermove.agreement.sponsor_views import sponsor_outcomes

        yield from sponsor_outcomes(case.section, case.actors)
        yield from family_outcomes(case.section)
        if not case.section.parties:
            return
        for concept, words in ((EVERY, JOINS_EVERY), (SOME, JOINS_SOME)):
            for party in case.section.parties:
                name = words.of(party=party_name(case.section, case.actors, party))
                yield Outcome(f"{concept}:{party}", party, concept, name)
        unit = case.section.unit
        yield Outcome("count_in_every_equilibrium", "count", EVERY, COUNT_EVERY.of(unit=unit), holds=False)
        yield Outcome("count_in_some_equilibrium", "count", SOME, COUNT_SOME.of(unit=unit), holds=False)

    def evaluate(self, case: Case[AgreementModel], draws: Columns) -> Columns:
        """Solve the games of every draw: participation, sponsors that bid, like parties."""
        from countermove.agreement.assembly import games
        from countermove.agreement.like_parties import numbers_of_draws
        from countermove.agreement.participation import every_and_some
        from countermove.agreement.sponsor_views import sponsor_columns

        model = case.section
        count = max((len(column) for column in draws.values()), default=1)
        others = sponsor_columns(model, draws, count)
        if model.family is not None:
            others |= numbers_of_draws(model.family, draws, count)
        if not model.parties:
            return others
        every, some, _ = every_and_some(games(model, draws, count))
        columns = {f"{EVERY}:{party}": every[:, k] for k, party in enumerate(model.parties)}
        columns |= {f"{SOME}:{party}": some[:, k] for k, party in enumerate(model.parties)}
        heads = np.array([member.counts.centre for member in model.parties.values()])
        return {
            **others,
            **columns,
            "count_in_every_equilibrium": every @ heads,
            "count_in_some_equilibrium": some @ heads,
        }


KIND: Kind[AgreementModel, AgreementSolution] = AgreementKind()
