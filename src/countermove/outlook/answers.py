"""The outlook kind: what faces and ``stress`` ask, answered from the rooms beside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel

from countermove.document.faults import Problem, did_you_mean
from countermove.document.laws import Quantity
from countermove.document.text import Lang, Text
from countermove.kind import Case, Columns, Explanation, Figure, Finding, Input, Json, Outcome, Question, Table
from countermove.outlook import matrix as matrices
from countermove.outlook import solution as solutions
from countermove.outlook.forecasts import brier
from countermove.outlook.model import OutlookModel
from countermove.outlook.senses import SENSES
from countermove.outlook.solution import OutlookSolution
from countermove.outlook.starter import STARTER

CHUNK = 2_000
BUDGET = 1_000_000
TRACKED = 12
SPLIT_NUMBERS = ("elasticity", "interoperability", "doubling")
ENDS = Text("A consistent scenario ends in {name}", "有自洽情景以{name}收场")
STAYS = Text("consistent: {variants}", "自洽：{variants}")
COUNT = Text("Number of consistent scenarios", "自洽情景数")
YEARS = Text("Expected years of delay", "预期拖延年数")
LOSS = Text("{party}: loss from the split", "{party}因分裂而承受的损失")
TOTAL = Text("Loss of all parties together", "各方合计损失")
BRIER = Text("{holder}: Brier score of the forecasts resolved", "{holder}：已有定论之预测的布赖尔分数")
TELLS = Text("How well “{name}” tells outcomes apart", "“{name}”对结局的区分力")
COST = Text("{name}: cost of a year's delay to {party}", "{name}：{party}每拖延一年的成本")
GAIN = Text("{name}: what {party} gains if the other gives way", "{name}：对方让步时{party}的所得")
SIZE = Text("{name}: size of {party}", "{name}：{party}的规模")
SPLIT_NAMES = {
    "elasticity": Text("How fast benefit rises with reach", "收益随覆盖面上升的快慢"),
    "interoperability": Text("Interoperability of the two systems", "两个体系的互操作程度"),
    "doubling": Text("Cost of running both systems", "同时运行两个体系的成本"),
}
UNDER = Text("{name}: probability of a yes under {variant}", "{name}：在{variant}之下得到肯定结果的概率")
HELD = Text("{holder}: probability of “{statement}”", "{holder}：认为“{statement}”的概率")


class OutlookKind:
    """Which futures are consistent with themselves."""

    name = "outlook"
    title = Text("Outlook: which futures are consistent with themselves", "前景：哪些未来自洽")
    Model: type[BaseModel] = OutlookModel
    subjects: tuple[str, ...] = ("scenario",)
    concepts = SENSES
    starter = STARTER

    def check(self, case: Case[OutlookModel]) -> Iterable[Problem]:
        """Resolve factors, variants and actors, and test the shapes of impact tables."""
        yield from matrices.problems(case.section)
        named: list[tuple[tuple[str | int, ...], str]] = []
        if case.section.delay:
            named += [(("delay", "sides", actor), actor) for actor in case.section.delay.sides]
        if case.section.split:
            named += [(("split", "parties", actor), actor) for actor in case.section.split.parties]
        for path, actor in named:
            if actor not in case.actors:
                yield Problem(path, f"no actor {actor!r}", did_you_mean(actor, case.actors))

    def solve(self, case: Case[OutlookModel]) -> OutlookSolution:
        """Find every consistent scenario and what follows from the matrix."""
        return solutions.solve(case)

    def findings(self, solution: OutlookSolution) -> Sequence[Finding]:
        """Say which futures fit together, what they rest on and what would tell them apart."""
        from countermove.outlook.findings import findings

        return findings(solution)

    def verdicts(self, solution: OutlookSolution) -> Mapping[str, Sequence[str]]:
        """Return outcomes with a consistent, robust or possible scenario, and the scenarios themselves."""
        found: dict[str, Sequence[str]] = {}
        if solution.section.outcome is not None:
            found["consistent_outcome"] = solution.outcome_variants(solution.consistent)
            found["robust_outcome"] = solution.outcome_variants(solution.robust)
            found["possible_outcome"] = solution.possible_outcomes
        found["consistent"] = tuple(each.label for each in solution.consistent_listed)
        found["robust"] = tuple(solution.matrix.label(each) for each in solution.robust.variants[: solutions.LISTED])
        return found

    def payload(self, solution: OutlookSolution) -> Json:
        """Return counts, scenarios, basins, indicators, scores, delay and split as plain data."""
        from countermove.outlook.payload import payload

        return payload(solution)

    def tables(self, solution: OutlookSolution) -> Sequence[Table]:
        """Return scenarios, the matrix, indicators and forecasts as tables."""
        from countermove.outlook.tables import tables

        return tables(solution)

    def explain(self, solution: OutlookSolution, question: Question) -> Sequence[Explanation]:
        """Say why a scenario is consistent or not, or which scenarios hold a variant."""
        from countermove.outlook.explanations import explain

        return explain(solution, question)

    def figures(self, solved: Sequence[OutlookSolution], lang: Lang) -> Sequence[Figure]:
        """Draw the consistent scenarios, one row each, and the matrix."""
        from countermove.outlook.figures import figures

        return figures(solved, lang)

    def inputs(self, case: Case[OutlookModel]) -> Sequence[Input]:
        """Return every judgement, weight and number beside that has a law; a shared parameter once."""
        found: dict[str, Input] = {}
        for identity, name, quantity, basis in _quantities(case):
            if quantity.varies:
                found.setdefault(identity, Input(identity, name, quantity.law, basis))
        return list(found.values())

    def outcomes(self, case: Case[OutlookModel]) -> Sequence[Outcome]:
        """Describe the columns of ``evaluate``."""
        model = case.section
        found = []
        if model.outcome is not None:
            for name, variant in model.factors[model.outcome].variants.items():
                text = ENDS.of(name=variant.name)
                found.append(Outcome(f"consistent_outcome:{name}", name, "consistent_outcome", text))
        for label in _tracked(case):
            text = STAYS.of(variants=_named(case, label))
            found.append(Outcome(f"consistent:{label}", label, "consistent", text))
        found.append(Outcome("consistent_count", "scenarios", "consistent_count", COUNT, holds=False))
        for name, indicator in model.indicators.items():
            text = TELLS.of(name=indicator.name)
            found.append(Outcome(f"separation:{name}", name, "separation", text, holds=False))
        for holder, text in _scored(model).items():
            found.append(Outcome(f"brier:{holder}", holder, "brier", BRIER.of(holder=text), holds=False))
        if model.delay:
            found.append(Outcome("delay_years", "delay", "delay_years", YEARS, holds=False))
        if model.split:
            for party in model.split.parties:
                text = LOSS.of(party=case.actors[party].name)
                found.append(Outcome(f"split_loss:{party}", party, "split_loss", text, holds=False))
            found.append(Outcome("split_loss", "split", "split_loss", TOTAL, holds=False))
        return found

    def evaluate(self, case: Case[OutlookModel], draws: Columns) -> Columns:
        """Answer every draw: search each drawn matrix, and the closed forms beside."""
        count = max((len(column) for column in draws.values()), default=1)
        known = matrices.matrix(case.section)
        found = _searched(case, known, draws, count)
        found.update(_beside(case, draws, count))
        return found


_followed: list[tuple[Case[OutlookModel], list[str]]] = []  # a study asks about the same few cases again and again
MOST_FOLLOWED = 16


def _tracked(case: Case[OutlookModel]) -> list[str]:
    """Return the scenarios followed draw by draw: those that are consistent at the centre of some reading.

    All readings count, so that a study that draws among readings asks every one of them about the same scenarios.
    """
    for known, labels in _followed:
        if known is case:
            return labels
    labels = _consistent_somewhere(case)
    _followed.append((case, labels))
    del _followed[:-MOST_FOLLOWED]
    return labels


def _consistent_somewhere(case: Case[OutlookModel]) -> list[str]:
    from countermove.outlook.consistency import consistent_scenarios

    own = matrices.matrix(case.section)
    found: dict[str, None] = {}
    for section in list(case.other_readings.values()) or [case.section]:
        known = matrices.matrix(section)
        if known.factors == own.factors and known.variants == own.variants:
            search = consistent_scenarios(known.centre, known.sizes, limit=TRACKED)
            found |= dict.fromkeys(known.label(each) for each in search.variants)
    return list(found)


def _named(case: Case[OutlookModel], label: str) -> Text:
    """Return a scenario by the names of its variants."""
    factors = case.section.factors.values()
    names = [factor.variants[one].name for factor, one in zip(factors, label.split("/"), strict=True)]
    return Text(" / ".join(name.get("en") for name in names), " / ".join(name.get("zh") for name in names))


def _searched(case: Case[OutlookModel], known: matrices.Matrix, draws: Columns, count: int) -> dict[str, NDArray[Any]]:
    from countermove.outlook.consistency import consistent_in_each, is_consistent_in_each, starts

    labels = _tracked(case)
    parts: list[dict[str, NDArray[Any]]] = []
    for begin in range(0, count, CHUNK):
        rows = slice(begin, min(begin + CHUNK, count))
        impact = matrices.drawn(known, draws, rows)
        ensemble = consistent_in_each(impact, known.sizes, budget=BUDGET)
        found_count = np.where(ensemble.complete, ensemble.count, np.nan)  # an unfinished search is no answer
        part: dict[str, NDArray[Any]] = {"consistent_count": found_count}
        if case.section.outcome is not None:
            place = known.factors.index(case.section.outcome)
            first = int(starts(known.sizes)[place])
            for index, name in enumerate(known.variants[place]):
                part[f"consistent_outcome:{name}"] = ensemble.holding[:, first + index] > 0
        for label in labels:
            scenario = known.scenario(label)
            assert scenario is not None  # the label was made from the same matrix
            part[f"consistent:{label}"] = is_consistent_in_each(impact, known.sizes, scenario)
        parts.append(part)
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _beside(case: Case[OutlookModel], draws: Columns, count: int) -> dict[str, NDArray[Any]]:
    model = case.section

    def column(path: str, quantity: Quantity) -> NDArray[np.float64]:
        given = draws.get(f"${quantity.parameter}" if quantity.parameter else path)
        return np.full(count, quantity.centre) if given is None else np.asarray(given, np.float64)

    found: dict[str, NDArray[Any]] = {}
    for name, indicator in model.indicators.items():
        probability = {v: column(f"indicators.{name}.under.{v}", q) for v, q in indicator.under.items()}
        found[f"separation:{name}"] = solutions.best_separation(indicator, probability)
    for holder in _scored(model):
        scores = []
        for name, forecast in model.forecasts.items():
            if forecast.happened is not None and holder in forecast.held:
                stated = column(f"forecasts.{name}.held.{holder}.probability", forecast.held[holder].probability)
                scores.append(brier(stated, np.full(count, float(forecast.happened))))
        found[f"brier:{holder}"] = np.mean(scores, axis=0)
    if model.delay:
        drawn = {}
        for actor, side in model.delay.sides.items():
            drawn[f"{actor}.cost"] = column(f"delay.sides.{actor}.cost", side.cost)
            drawn[f"{actor}.gain"] = column(f"delay.sides.{actor}.gain", side.gain)
        found["delay_years"] = solutions.delay_of(model.delay, drawn).expected
    if model.split:
        drawn = {p: column(f"split.parties.{p}.size", each.size) for p, each in model.split.parties.items()}
        drawn |= {f".{n}": column(f"split.{n}", getattr(model.split, n)) for n in SPLIT_NUMBERS}
        split = solutions.split_of(model.split, drawn)
        for index, party in enumerate(model.split.parties):
            found[f"split_loss:{party}"] = split.loss[:, index]
        found["split_loss"] = split.total
    return found


def _scored(model: OutlookModel) -> dict[str, Text]:
    """Return who has given a probability to a forecast that has been resolved, with a name."""
    resolved = [forecast for forecast in model.forecasts.values() if forecast.happened is not None]
    return {holder: stated.name for forecast in resolved for holder, stated in forecast.held.items()}


def _quantities(case: Case[OutlookModel]) -> Iterator[tuple[str, Text, Quantity, tuple[str, ...]]]:
    """Give every number of the section with its id, its name and what it rests on."""
    model = case.section
    for entry in matrices.matrix(model).entries:
        yield entry.id, entry.name, entry.quantity, entry.basis
    rest: list[tuple[str, Text, Quantity, tuple[str, ...]]] = []
    for name, indicator in model.indicators.items():
        variants = model.factors[str(model.outcome)].variants
        for variant, quantity in indicator.under.items():
            text = UNDER.of(name=indicator.name, variant=variants[variant].name)
            rest.append((f"indicators.{name}.under.{variant}", text, quantity, indicator.basis))
    for name, forecast in model.forecasts.items():
        for holder, stated in forecast.held.items() if forecast.happened is not None else ():
            text = HELD.of(holder=stated.name, statement=forecast.statement)
            rest.append((f"forecasts.{name}.held.{holder}.probability", text, stated.probability, stated.basis))
    if model.delay:
        for actor, side in model.delay.sides.items():
            names = {"name": model.delay.name, "party": case.actors[actor].name}
            rest.append((f"delay.sides.{actor}.cost", COST.of(**names), side.cost, side.basis))
            rest.append((f"delay.sides.{actor}.gain", GAIN.of(**names), side.gain, side.basis))
    if model.split:
        for party, place in model.split.parties.items():
            text = SIZE.of(name=model.split.name, party=case.actors[party].name)
            rest.append((f"split.parties.{party}.size", text, place.size, place.basis))
        for number in SPLIT_NUMBERS:
            rest.append((f"split.{number}", SPLIT_NAMES[number], getattr(model.split, number), ()))
    for path, text, quantity, basis in rest:
        yield f"${quantity.parameter}" if quantity.parameter else path, text, quantity, quantity.basis or basis
