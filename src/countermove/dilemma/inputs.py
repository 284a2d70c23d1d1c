"""The stress seam of a dilemma: what may vary, and every draw answered at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from countermove.dilemma import dialogue as talks
from countermove.dilemma.contest import rivalry_index
from countermove.dilemma.inspection import exemption, inspection, steady_leakage
from countermove.dilemma.motives import chance_of
from countermove.dilemma.values import (
    Value,
    cells_of,
    drawn,
    elements_of,
    has_stage,
    input_id,
    is_ordinal,
    own_tables,
    quantities,
    stage_payoff,
    terms_of,
)
from countermove.dilemma.waiting import waiting
from countermove.dilemma.wording import FIELDS, game
from countermove.document.text import Text
from countermove.kind import Columns, Input, Outcome
from countermove.numeric import forms

if TYPE_CHECKING:
    from countermove.dilemma.model import DilemmaModel
    from countermove.kind import Case

Floats = NDArray[np.float64]
HOLDS = Text("these outcomes hold", "以下结果得以维持")


@dataclass(frozen=True, slots=True)
class RankSwaps:
    """An actor's ranks after some random swaps of neighbouring ranks, each pair of neighbours alike.

    ``things`` names the outcomes, own action first in order, as `stress` tells them.
    """

    ranks: tuple[int, ...]
    swaps: int
    things: tuple[Text, ...] = ()
    compared: ClassVar[None] = None

    @property
    def stated(self) -> tuple[int, ...]:
        """The ranks that ``solve`` uses."""
        return self.ranks

    @property
    def coordinates(self) -> int:
        """One uniform number a swap."""
        return self.swaps

    def draw(self, uniforms: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return ``(n, cells)`` ranks.

        Examples
        --------
        >>> RankSwaps((3, 1, 4, 2), 1).draw(np.array([[0.1], [0.9]]))
        array([[3, 2, 4, 1],
               [4, 1, 3, 2]])
        """
        rows = np.tile(np.array(self.ranks, dtype=np.int64), (len(uniforms), 1))
        top = max(self.ranks)
        if top < 2:
            return rows
        for place in range(self.swaps):
            low = 1 + np.minimum((uniforms[:, place] * (top - 1)).astype(np.int64), top - 2)[:, None]
            rows = np.where(rows == low, low + 1, np.where(rows == low + 1, low, rows))
        return rows

    def every(self, most: int) -> NDArray[np.int64] | None:
        """Return all ranks that so many swaps lead to, unless they are more than ``most``.

        Examples
        --------
        >>> RankSwaps((3, 1, 4, 2), 1).every(9)
        array([[2, 1, 4, 3],
               [3, 2, 4, 1],
               [4, 1, 3, 2]])
        """
        level, top = {self.ranks}, max(self.ranks)
        for _ in range(self.swaps if top > 1 else 0):
            turns = [{low: low + 1, low + 1: low} for low in range(1, top)]
            level = {tuple(turn.get(rank, rank) for rank in ranks) for ranks in level for turn in turns}
            if len(level) > most:
                return None
        return np.array(sorted(level), dtype=np.int64)

    def say(self) -> Text:
        """Return the law in words."""
        if self.swaps == 1:
            return Text("one random swap of neighbouring ranks", "随机交换一对相邻排序")
        return Text(f"{self.swaps} random swaps of neighbouring ranks", f"随机交换相邻排序{self.swaps}次")


def inputs(case: Case[DilemmaModel]) -> list[Input]:
    """Return every number with a law once (a shared parameter is one input), and the ranks where they may swap."""
    section = case.section
    found: dict[str, Input] = {}
    for path, quantity in quantities(section):
        if quantity.varies:
            key = input_id(path, quantity)
            found.setdefault(key, Input(key, _name(case, path), quantity.law, quantity.basis))
    if section.swaps and section.ranks is not None:
        for seat, (actor, (_, table)) in enumerate(zip(section.between, own_tables(section), strict=True)):
            flat = tuple(int(rank) for row in table for rank in row if isinstance(rank, int))
            law = RankSwaps(flat, section.swaps, tuple(_outcome_names(case, seat)))
            found[f"ranks.{actor}"] = Input(f"ranks.{actor}", _name(case, f"ranks.{actor}"), law)
    return list(found.values())


def _outcome_names(case: Case[DilemmaModel], seat: int) -> Iterator[Text]:
    """Yield the outcomes in the order of an actor's table: own action down, the other's across."""
    section = case.section
    names = [case.actors[actor].label for actor in section.between]
    acts = [list(section.own_actions.get(actor, section.actions).items()) for actor in section.between]
    for (own, words), (other, theirs) in product(acts[seat], acts[1 - seat]):
        if own == other and words.name == theirs.name:
            yield Text("both: {act}", "双方：{act}").of(act=words.name)
        else:
            yield Text("{a}: {x}, {b}: {y}", "{a}：{x}，{b}：{y}").of(
                a=names[seat], x=words.name, b=names[1 - seat], y=theirs.name
            )


def _name(case: Case[DilemmaModel], path: str) -> Text:
    """Return a number's name: what it is, and whose."""
    steps = path.replace("[", ".[").split(".")
    if steps[0] == "outsiders" and len(steps) == 3:
        row, column = (int(step.strip("[]")) for step in steps[1:])
        profiles = list(_outcome_names(case, 0))
        profile = profiles[row * (len(profiles) // len(case.section.outsiders or ((),))) + column]
        return Text("what those outside get ({profile})", "局外方所得（{profile}）").of(profile=profile)
    field = next((FIELDS[step] for step in reversed(steps) if step in FIELDS), None)
    if field is None:
        field = Text("ranks", "排序") if steps[0] == "ranks" else Text.both(path)
    actor = next((case.actors[step].label for step in steps if step in case.actors), None)
    element = None
    if steps[:2] == ["dialogue", "elements"] and case.section.dialogue is not None:
        element = case.section.dialogue.elements[steps[2]].name
    if element is not None:
        field = Text("{field} ({element})", "{field}（{element}）").of(field=field, element=element)
    return field if actor is None else Text("{field}, {actor}", "{actor}的{field}").of(field=field, actor=actor)


def outcomes(case: Case[DilemmaModel]) -> list[Outcome]:
    """Describe the columns of ``evaluate``."""
    section = case.section
    found: list[Outcome] = []
    if has_stage(section):
        acts = [section.own_actions.get(actor, section.actions) for actor in section.between]
        profiles = [f"{a}/{b}" for a in acts[0] for b in acts[1]]
        for label, name in zip(profiles, _outcome_names(case, 0), strict=True):
            words = Text("“{name}” holds", "“{name}”得以维持").of(name=name)
            found.append(Outcome(f"nash:{label}", label, "nash", words, short=name, sense=HOLDS))
        if len(profiles) == 4:
            found += [Outcome(f"game:{name}", name, "game", game(name)) for name in forms.FAMILIES]
    if section.dialogue is not None:
        found.append(Outcome("restraint", "restraint", "sustained", Text("restraint keeps itself", "克制自我维持")))
        slack = Text("margin of patience", "耐心余量")
        found.append(Outcome("slack", "restraint", "slack", slack, holds=False))
        if section.dialogue.elements:
            whole = Text("restraint keeps itself with every element", "所有要素齐备时克制自我维持")
            found.append(Outcome("restraint:all", "restraint", "sustained_with_all", whole))
            found += [
                Outcome(f"shapley:{key}", key, "shapley", element.name, holds=False)
                for key, element in section.dialogue.elements.items()
            ]
            price = Text("cost of the cheapest package (−1: none)", "最低成本组合的成本（−1表示不存在）")
            found.append(Outcome("package_cost", "restraint", "package_cost", price, holds=False))
    if section.institution is not None and has_stage(section) and _two_providers(section):
        found += [
            Outcome(f"second_order:{name}", name, "second_order", game(name))
            for name in _families_of_provision(section)
        ]
    if section.observed is not None:
        for actor in section.observed.acts:
            for key, motive in section.observed.motives.get(actor, {}).items():
                words = Text("{actor}: {motive} (after the act)", "{actor}：{motive}（观察之后）")
                name = words.of(actor=case.actors[actor].label, motive=motive.name)
                found.append(Outcome(f"motive:{actor}:{key}", actor, f"posterior_{key}", name, holds=False))
    if section.outsiders is not None and has_stage(section):
        words = Text("those outside, mean over what holds", "局外各方（对能维持的结局取平均）")
        found.append(Outcome("outsiders", "outsiders", "outsiders", words, holds=False))
    if section.waiting is not None:
        later = Text("waiting is better than committing now", "等待优于立即承诺")
        found.append(Outcome("waiting", "waiting", "waits", later))
        worth = Text("worth of the option to wait", "等待权的价值")
        found.append(Outcome("option", "waiting", "option", worth, holds=False))
    if section.contest is not None:
        found.append(Outcome("rivalry", "rivalry", "rivalry", Text("rivalry index", "竞争指数"), holds=False))
    if section.inspection is not None:
        for key, words in (
            ("leakage", Text("undetected evasion", "未被发现的规避")),
            ("inspects", Text("inspection", "检查")),
            ("evades", Text("evasion", "规避")),
        ):
            found.append(Outcome(key, "inspection", key, words, holds=False))
        if section.inspection.exemption is not None:
            better = Text("the exemption is better than none", "豁免优于没有豁免")
            found.append(Outcome("exemption", "exemption", "better", better))
        if section.inspection.closes is not None:
            share = Text("long-run share that passes", "长期通过的比例")
            found.append(Outcome("long_run_leakage", "leakage", "long_run_leakage", share, holds=False))
    return found


def _two_providers(section: DilemmaModel) -> bool:
    told = section.institution
    return told is not None and (told.rule == "additive" or told.actors == 2)


def _families_of_provision(section: DilemmaModel) -> tuple[str, ...]:
    assert section.institution is not None
    if section.institution.rule == "additive":
        return ("harmony", "prisoners_dilemma", "none", "tied")
    return ("assurance" if section.institution.needed == 2 else "chicken", "none", "tied")


def evaluate(case: Case[DilemmaModel], draws: Columns) -> Columns:
    """Answer every draw at once: array code throughout, no call a draw."""
    section = case.section
    count = next((len(column) for column in draws.values()), 1)
    value = drawn(draws)
    columns: dict[str, NDArray[Any]] = {}
    payoff = None
    if has_stage(section):
        payoff = stage_payoff(section, value, draws)
        payoff = np.broadcast_to(payoff, (count, *payoff.shape[-3:]))
        columns.update(stage_columns(section, payoff))
    if section.dialogue is not None and payoff is not None and not is_ordinal(section):
        columns.update(_dialogue_columns(section, cells_of(payoff), value))
    if section.institution is not None and payoff is not None and _two_providers(section):
        columns.update(_institution_columns(section, cells_of(payoff), value))
    if section.observed is not None:
        columns.update(_motive_columns(section, value))
    if section.outsiders is not None and payoff is not None:
        columns["outsiders"] = _outside(section, value, columns)
    if section.waiting is not None:
        columns.update(_waiting_columns(section, value))
    if section.contest is not None:
        told = section.contest
        index = rivalry_index(*(value(f"contest.{k}", getattr(told, k)) for k in ("overlap", "window", "decisiveness")))
        columns["rivalry"] = index
    if section.inspection is not None:
        columns.update(_inspection_columns(section, value))
    return {name: np.broadcast_to(np.asarray(column), (count,)) for name, column in columns.items()}


def stage_columns(section: DilemmaModel, payoff: Floats) -> dict[str, NDArray[Any]]:
    """Return which profiles hold and which game it is, given ``payoff[draw, actor, first action, second action]``."""
    acts = [list(section.own_actions.get(actor, section.actions)) for actor in section.between]
    holds = (payoff[:, 0] >= payoff[:, 0].max(axis=1, keepdims=True)) & (
        payoff[:, 1] >= payoff[:, 1].max(axis=2, keepdims=True)
    )
    columns: dict[str, NDArray[Any]] = {
        f"nash:{a}/{b}": holds[:, i, j] for i, a in enumerate(acts[0]) for j, b in enumerate(acts[1])
    }
    if holds.shape[1:] == (2, 2):
        family = forms.classify(payoff)
        columns.update({f"game:{name}": family == place for place, name in enumerate(forms.FAMILIES)})
    return columns


def _dialogue_columns(section: DilemmaModel, cells: Floats, value: Value) -> dict[str, NDArray[Any]]:
    told = section.dialogue
    assert told is not None
    terms = terms_of(told, section.between, value)
    changes = elements_of(told, section.between, value)
    costs = [0.0] * len(changes)
    tried = talks.packages(cells, terms, changes, costs, told.fined_on)
    columns: dict[str, NDArray[Any]] = {"restraint": tried.holds[0], "slack": tried.slack[0]}
    if changes:
        columns["restraint:all"] = tried.holds[-1]
        columns.update({f"shapley:{key}": tried.shapley[place] for place, key in enumerate(told.elements)})
        prices = [
            np.asarray(value(f"dialogue.elements.{key}.cost", element.cost), dtype=np.float64)
            for key, element in told.elements.items()
        ]
        package = np.stack(
            [
                np.broadcast_to(
                    sum((p for at, p in enumerate(prices) if mask >> at & 1), np.zeros(())), tried.holds.shape[1:]
                )
                for mask in range(len(tried.holds))
            ]
        )
        least = np.where(tried.holds, package, np.inf).min(axis=0)
        columns["package_cost"] = np.where(np.isfinite(least), least, -1.0)
    return columns


def _outside(section: DilemmaModel, value: Value, columns: Mapping[str, NDArray[Any]]) -> Floats:
    """Return what those outside get, on average over the outcomes that hold; NaN where none does."""
    assert section.outsiders is not None
    held = [columns[name] for name in columns if name.startswith("nash:")]
    worth = [
        np.asarray(value(f"outsiders[{i}][{j}]", cell), dtype=np.float64)
        for i, row in enumerate(section.outsiders)
        for j, cell in enumerate(row)
    ]
    total = sum((np.where(holds, each, 0.0) for holds, each in zip(held, worth, strict=True)), np.zeros(()))
    count = np.sum(held, axis=0)
    return np.asarray(np.where(count > 0, total / np.maximum(count, 1), np.nan))


def _waiting_columns(section: DilemmaModel, value: Value) -> dict[str, NDArray[Any]]:
    told = section.waiting
    assert told is not None
    patience: Any = 0.9  # as `solve` takes it where no dialogue says otherwise
    if section.dialogue is not None:
        each = section.dialogue.discount
        path = "dialogue.discount" if each.shared else f"dialogue.discount.{told.actor}"
        patience = value(path, each.of(told.actor))
    gain, loss, chance, learns = (
        value(f"waiting.{name}", getattr(told, name)) for name in ("gain", "loss", "chance", "learns")
    )
    found = waiting(gain, loss, chance, learns, patience)
    return {"waiting": found.later > found.now, "option": found.option}


def _motive_columns(section: DilemmaModel, value: Value) -> dict[str, NDArray[Any]]:
    """Return the weight of each motive after its actor's act."""
    told = section.observed
    assert told is not None
    belief = np.asarray(value("observed.belief", told.belief), dtype=np.float64)
    error = np.asarray(value("observed.error", told.error), dtype=np.float64)
    columns: dict[str, NDArray[Any]] = {}
    for actor, act in told.acts.items():
        place = list(section.own_actions.get(actor, section.actions)).index(act)
        weights = {}
        for key, motive in told.motives.get(actor, {}).items():
            prior = np.asarray(value(f"observed.motives.{actor}.{key}.prior", motive.prior), dtype=np.float64)
            weights[key] = prior * chance_of(np.array(motive.ranks), place, belief, error)
        total = sum(weights.values(), np.zeros(()))
        columns.update({f"motive:{actor}:{key}": weight / total for key, weight in weights.items()})
    return columns


def _institution_columns(section: DilemmaModel, cells: Floats, value: Value) -> dict[str, NDArray[Any]]:
    told = section.institution
    assert told is not None
    cost = np.asarray(value("institution.cost", told.cost), dtype=np.float64)
    gain = (cells[..., talks.REWARD] - cells[..., talks.PUNISHMENT]).min(axis=-1)
    if told.rule == "additive" and told.step is not None:
        step = np.asarray(value("institution.step", told.step), dtype=np.float64)
        cost, step = np.broadcast_arrays(cost, step, gain)[:2]
        tied = (cost == step) | (cost == told.actors * step)
        shares: Mapping[str, NDArray[np.bool_]] = {
            "harmony": (cost < step) & ~tied,
            "prisoners_dilemma": (cost > step) & (cost < told.actors * step),
            "none": cost > told.actors * step,
            "tied": tied,
        }
    else:
        name = "assurance" if told.needed == 2 else "chicken"
        shares = {name: (cost < gain), "none": (cost > gain) | (gain <= 0), "tied": (cost == gain) & (gain > 0)}
    return {f"second_order:{name}": held for name, held in shares.items()}


def _inspection_columns(section: DilemmaModel, value: Value) -> dict[str, NDArray[Any]]:
    told = section.inspection
    assert told is not None

    def one(name: str) -> Any:
        return value(f"inspection.{name}", getattr(told, name))

    once = inspection(*(one(k) for k in ("detection", "false_alarm", "gain", "fine", "harm", "cost", "alarm_cost")))
    columns: dict[str, NDArray[Any]] = {"leakage": once.leakage, "inspects": once.inspects, "evades": once.evades}
    if told.exemption is not None:
        part = told.exemption

        def carved(name: str) -> Any:
            return value(f"inspection.exemption.{name}", getattr(part, name))

        eased = inspection(
            carved("detection"),
            one("false_alarm"),
            carved("gain"),
            one("fine"),
            one("harm"),
            one("cost"),
            one("alarm_cost"),
        )
        found = exemption(once, eased, carved("conceded"), carved("verified"), carved("misuse"))
        columns["exemption"] = found.better
    if told.closes is not None and told.redesigns is not None:
        passes = 1.0 - np.asarray(one("detection"), dtype=np.float64)
        columns["long_run_leakage"] = steady_leakage(one("closes"), one("redesigns"), 1.0, passes)
    return columns
