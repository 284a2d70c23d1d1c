"""The influence kind: what faces and ``stress`` ask, answered from the rooms beside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel

from countermove.document.faults import Problem
from countermove.document.text import Lang, Text
from countermove.influence import network as networks
from countermove.influence import solution as solutions
from countermove.influence.blame import BLOCKED, blame
from countermove.influence.confidence import confidence_in_each
from countermove.influence.dynamics import rest_in_each
from countermove.influence.findings import agreeing
from countermove.influence.model import InfluenceModel
from countermove.influence.senses import SENSES
from countermove.influence.solution import InfluenceSolution
from countermove.influence.starter import STARTER
from countermove.influence.talk import loudest, most_intervals, persuasion, told
from countermove.kind import Case, Columns, Explanation, Figure, Finding, Input, Json, Outcome, Question, Table

AGREES = Text("{party}: the proposition more likely true than not", "{party}认为该命题更可能成立")
AGREES_NEAR = Text(
    "{party}: the proposition more likely true than not, if near views only are listened to",
    "在只听取相近看法时，{party}认为该命题更可能成立",
)
SPREAD_NEAR = Text(
    "How far the views in between lie apart at rest, if near views only are listened to",
    "在只听取相近看法时，居间各方最终看法的分歧",
)
LAST = Text("{party}: view at rest", "{party}：最终看法")
SPREAD = Text("How far the views in between lie apart at rest", "居间各方最终看法的分歧")
WEIGHT = Text("Weight of {party} in the last views of the others", "{party}在他方最终看法中的分量")
INFORMS = Text("{name}: something can be told", "{name}：可以说明些什么")
TOLD = Text("{name}: share of uncertainty removed", "{name}：可消除的不确定性")
STRONGEST = Text("{name}: what the strongest warning is to be taken as", "{name}：最强警告应如何理解")
ACTS = Text(
    "{name}: probability that the receiver acts, sender committed", "{name}：发出者作出承诺时接收者采取行动的概率"
)
BLOCKS = Text("{name} blocks the blame", "{name}能挡住指责")
STICKS = Text("{name}: probability that the blame still sticks", "{name}：指责仍成立的概率")


class InfluenceKind:
    """How far a loud or interested source moves beliefs."""

    name = "influence"
    title = Text("Influence: how far a source moves beliefs", "影响：信息来源能在多大程度上改变看法")
    Model: type[BaseModel] = InfluenceModel
    subjects: tuple[str, ...] = ("party", "warning", "act")
    concepts = SENSES
    starter = STARTER

    def check(self, case: Case[InfluenceModel]) -> Iterable[Problem]:
        """Resolve actors and parties, and test that trust rows sum to one."""
        return networks.problems(case.section, case.actors)

    def solve(self, case: Case[InfluenceModel]) -> InfluenceSolution:
        """Find where beliefs settle, what warnings are worth and which acts block a blame."""
        return solutions.solve(case)

    def findings(self, solution: InfluenceSolution) -> Sequence[Finding]:
        """Say who ends up with which view, what a warning can tell and which act blocks a blame."""
        from countermove.influence.findings import findings

        return findings(solution)

    def verdicts(self, solution: InfluenceSolution) -> Mapping[str, Sequence[str]]:
        """Return who agrees at rest, which warnings can tell something, and which acts block the blame."""
        found: dict[str, Sequence[str]] = {}
        if solution.beliefs is not None:
            found["agrees"] = agreeing(solution.beliefs, True)
            if solution.beliefs.near is not None:
                near = solution.beliefs.near[-1]
                found["agrees_near"] = tuple(
                    solution.beliefs.parties[index] for index in solution.beliefs.between if near[index] > 0.5 + 1e-9
                )
        if solution.heard:
            found["informative"] = tuple(each.id for each in solution.heard if each.is_informative)
        if solution.acts:
            found["blocks_blame"] = tuple(each.id for each in solution.acts if each.regime == "blocked")
        return found

    def payload(self, solution: InfluenceSolution) -> Json:
        """Return beliefs, warnings and acts as plain data."""
        return payload(solution)

    def tables(self, solution: InfluenceSolution) -> Sequence[Table]:
        """Return beliefs, warnings and acts as tables."""
        from countermove.influence.tables import tables

        return tables(solution)

    def explain(self, solution: InfluenceSolution, question: Question) -> Sequence[Explanation]:
        """Say what a party's view is made of, what a warning can tell, or why an act blocks a blame."""
        from countermove.influence.explanations import explain

        return explain(solution, question)

    def figures(self, solved: Sequence[InfluenceSolution], lang: Lang) -> Sequence[Figure]:
        """Draw belief paths, and what warnings and acts do."""
        from countermove.influence.figures import figures

        return figures(solved, lang)

    def inputs(self, case: Case[InfluenceModel]) -> Sequence[Input]:
        """Return every number that has a law; a shared parameter once."""
        found: dict[str, Input] = {}
        for each in networks.numbers(case.section, case.actors):
            if each.quantity.varies:
                found.setdefault(each.id, Input(each.id, each.name, each.quantity.law, each.basis))
        return list(found.values())

    def outcomes(self, case: Case[InfluenceModel]) -> Sequence[Outcome]:
        """Describe the columns of ``evaluate``."""
        model, found = case.section, []
        for party in _between(model):
            name = case.actors[party].name
            found.append(Outcome(f"agrees:{party}", party, "agrees", AGREES.of(party=name)))
            found.append(Outcome(f"belief:{party}", party, "belief", LAST.of(party=name), holds=False))
        for source in model.sources if model.parties else ():
            text = WEIGHT.of(party=case.actors[source].name)
            found.append(Outcome(f"weight:{source}", source, "weight", text, holds=False))
        if model.parties:
            found.append(Outcome("spread", "parties", "spread", SPREAD, holds=False))
        if _is_choosy(model):
            for party in _between(model):
                text = AGREES_NEAR.of(party=case.actors[party].name)
                found.append(Outcome(f"agrees_near:{party}", party, "agrees_near", text))
            found.append(Outcome("spread_near", "parties", "spread_near", SPREAD_NEAR, holds=False))
        for key, warning in model.warnings.items():
            found.append(Outcome(f"informative:{key}", key, "informative", INFORMS.of(name=warning.name)))
            for concept, text in (("told", TOLD), ("strongest", STRONGEST), ("acts", ACTS)):
                found.append(Outcome(f"{concept}:{key}", key, concept, text.of(name=warning.name), holds=False))
        for key, act in model.blame.acts.items() if model.blame else ():
            found.append(Outcome(f"blocks_blame:{key}", key, "blocks_blame", BLOCKS.of(name=act.name)))
            found.append(Outcome(f"blamed:{key}", key, "blamed", STICKS.of(name=act.name), holds=False))
        return found

    def evaluate(self, case: Case[InfluenceModel], draws: Columns) -> Columns:
        """Answer every draw at once: one linear solve for beliefs, closed forms for the rest."""
        model, drawn = case.section, networks.Draws(draws)
        found: dict[str, NDArray[Any]] = {}
        if model.parties:
            found.update(_settled(model, drawn))
        for key, warning in model.warnings.items():
            bias = drawn.of(f"warnings.{key}.bias", warning.bias)
            prior = drawn.of(f"warnings.{key}.prior", warning.prior)
            threshold = drawn.of(f"warnings.{key}.threshold", warning.threshold)
            found[f"informative:{key}"] = most_intervals(bias) > 1
            found[f"told:{key}"], found[f"strongest:{key}"] = told(bias), loudest(bias)
            found[f"acts:{key}"] = persuasion(prior, threshold).acts
        if model.blame:
            for key, columns in solutions.blame_columns(model.blame, drawn).items():
                answer = blame(*columns)
                found[f"blocks_blame:{key}"] = answer.regime == BLOCKED
                found[f"blamed:{key}"] = answer.blamed
        return found


def _between(model: InfluenceModel) -> list[str]:
    return [party for party in model.parties if party not in model.sources]


def _is_choosy(model: InfluenceModel) -> bool:
    """Say whether some party listens to views near its own only."""
    return any(party.confidence is not None for party in model.parties.values())


def _settled(model: InfluenceModel, drawn: networks.Draws) -> dict[str, NDArray[Any]]:
    known = networks.network(model, drawn)
    last = rest_in_each(known.trust, known.susceptibility, known.belief)
    between = [known.parties.index(party) for party in _between(model)]
    found: dict[str, NDArray[Any]] = {}
    for index in between:
        found[f"agrees:{known.parties[index]}"] = last[:, index] > 0.5 + 1e-9
        found[f"belief:{known.parties[index]}"] = last[:, index]
    for source in model.sources:
        unit = np.zeros_like(known.belief)
        unit[:, known.parties.index(source)] = 1.0
        weight = rest_in_each(known.trust, known.susceptibility, unit)
        found[f"weight:{source}"] = weight[:, between].mean(axis=1) if between else np.zeros(drawn.count)
    found["spread"] = networks.spread(last[:, between]) if between else np.zeros(drawn.count)
    if _is_choosy(model):
        near = confidence_in_each(known.trust, known.susceptibility, known.belief, known.confidence)
        for index in between:
            found[f"agrees_near:{known.parties[index]}"] = near[:, index] > 0.5 + 1e-9
        found["spread_near"] = networks.spread(near[:, between]) if between else np.zeros(drawn.count)
    return found


def payload(solution: InfluenceSolution) -> Json:
    """Return the JSON fields of a solved influence model."""
    beliefs = solution.beliefs
    made: Json = {
        "beliefs": None,
        "warnings": {
            each.id: {
                "messages": len(each.borders) - 1,
                "borders": [float(border) for border in each.borders[:51]],
                "told": each.told,
                "strongest": each.strongest,
                "acts_if_committed": each.acts,
                "acts_unwarned": each.acts_alone,
                "false_alarm": each.false_alarm,
            }
            for each in solution.heard
        },
        "acts": {
            each.id: {"regime": each.regime, "blamed": each.blamed, "imitates": each.imitates} for each in solution.acts
        },
    }
    if beliefs is not None:
        made["beliefs"] = {
            party: {
                "first": float(beliefs.first[index]),
                "last": float(beliefs.last[index]) if np.isfinite(beliefs.last[index]) else None,
                "pull": {
                    other: float(weight) if np.isfinite(weight) else None
                    for other, weight in zip(beliefs.parties, beliefs.pull[index], strict=True)
                },
            }
            for index, party in enumerate(beliefs.parties)
        }
        settled = np.isfinite(beliefs.last).all()
        made["spread"] = {"first": beliefs.spread_first, "last": beliefs.spread_last if settled else None}
        near = beliefs.near
        made["last_near"] = None if near is None else dict(zip(beliefs.parties, map(float, near[-1]), strict=True))
    return made
