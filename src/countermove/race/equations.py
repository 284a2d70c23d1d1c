"""From what the analyst wrote to equations: every name resolved, ordered, with its unit; every fault with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from countermove.document.arithmetic import FUNCTIONS, RESERVED, Expression, ExpressionError, parse, parse_unit
from countermove.document.faults import Path, Problem, did_you_mean
from countermove.document.laws import Constant as ConstantLaw
from countermove.document.laws import Quantity
from countermove.document.text import Text
from countermove.document.units import PLAIN, Unit
from countermove.race.model import RaceModel, Term

TIME = "time"
_NAME = re.compile(r"[^\W\d]\w*", re.UNICODE)
MOST_KEPT = 64


@dataclass(frozen=True, slots=True)
class ConstantPart:
    """A number of the model: its law, its unit, where it stands; ``input`` is the id that a study draws it under."""

    quantity: Quantity
    unit: Unit
    path: Path
    input: str
    label: Text
    basis: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StockPart:
    """A stock: the name of what it starts from, and whether it may fall below zero."""

    start: str
    unit: Unit
    label: Text
    actor: str | None = None
    may_be_negative: bool = False
    basis: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FormulaPart:
    """Something computed: its text, the unit it should have (``None``: whatever it has), where it stands."""

    text: str
    unit: Unit | None
    path: Path
    label: Text
    actor: str | None = None
    basis: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FlowPart:
    """A rate (the name of a formula or constant) and the stocks it fills and drains."""

    rate: str
    into: str | None
    out_of: str | None
    path: Path


@dataclass(frozen=True, slots=True)
class Switch:
    """An event: on the date held by the constant ``at``, constants take other values and stocks jump."""

    id: str
    at: str
    set: Mapping[str, str]
    add: Mapping[str, str]
    label: Text
    path: Path


@dataclass
class Draft:
    """Equations while they are put together; ready flows write into it."""

    time_unit: Unit
    defined: Mapping[str, Unit]
    constants: dict[str, ConstantPart] = field(default_factory=dict)
    stocks: dict[str, StockPart] = field(default_factory=dict)
    formulas: dict[str, FormulaPart] = field(default_factory=dict)
    flows: list[FlowPart] = field(default_factory=list)
    switches: list[Switch] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def unit(self, text: str | None, path: Path) -> Unit:
        """Read a unit; nothing written is a plain number."""
        if text is None:
            return PLAIN
        try:
            return parse_unit(text, self.defined)
        except ExpressionError as fault:
            self.problems.append(Problem(path, fault.wrong, fault.cure, fault.offset))
            return PLAIN

    def term(self, name: str, term: Term, unit: Unit | None, path: Path, label: Text, basis: Sequence[str] = ()) -> str:
        """Enter a number or formula under a name, and return the name."""
        if term.quantity is not None:
            quantity = term.quantity
            shared = f"${quantity.parameter}" if quantity.parameter else _dotted(path)
            own = (*quantity.basis, *(claim for claim in basis if claim not in quantity.basis))
            self.constants[name] = ConstantPart(quantity, unit or PLAIN, path, shared, label, own)
        else:
            self.formulas[name] = FormulaPart(term.formula or "", unit, path, label, None, tuple(basis))
        return name

    def fixed(self, name: str, value: float, unit: Unit, path: Path) -> str:
        """Enter a number that never varies in a study (a switch, a multiplier), and return its name."""
        label = Text.both(name)
        self.constants[name] = ConstantPart(Quantity(ConstantLaw(value)), unit, path, _dotted(path), label)
        return name

    def formula(
        self,
        name: str,
        text: str,
        unit: Unit | None,
        path: Path,
        label: Text,
        actor: str | None = None,
        basis: Sequence[str] = (),
    ) -> str:
        """Enter something computed, and return its name."""
        self.formulas[name] = FormulaPart(text, unit, path, label, actor, tuple(basis))
        return name


@dataclass(frozen=True, slots=True, eq=False)
class Equations:
    """A race ready to be computed: constants, stocks with net rates, formulas in an order that can be computed.

    Equal only to itself, so that what is compiled from it can be kept beside it.
    """

    constants: Mapping[str, ConstantPart]
    stocks: Mapping[str, StockPart]
    formulas: Mapping[str, FormulaPart]
    order: tuple[str, ...]
    expressions: Mapping[str, Expression]
    net: Mapping[str, tuple[tuple[int, str], ...]]
    switches: tuple[Switch, ...]
    static: frozenset[str]
    units: Mapping[str, Unit]

    def label(self, name: str) -> Text:
        """Return what people call a name."""
        part = self.stocks.get(name) or self.formulas.get(name) or self.constants.get(name)
        return part.label if part else Text.both(name)

    def centre(self) -> dict[str, float]:
        """Return each constant's value that ``solve`` uses."""
        return {name: part.quantity.centre for name, part in self.constants.items()}


_KEPT: dict[int, tuple[RaceModel, tuple[Equations, tuple[Problem, ...]]]] = {}


def assemble(section: RaceModel) -> tuple[Equations, tuple[Problem, ...]]:
    """Resolve a section; with problems, the equations may be incomplete and must not be computed.

    O(size of the section): each formula is parsed once, and ordered by depth-first search. A study asks about one
    section hundreds of times, so the last few answers are kept.
    """
    kept = _KEPT.get(id(section))
    if kept is None:  # the section is kept as well, so that no other can take its id
        kept = _KEPT[id(section)] = (section, _assembled(section))
        while len(_KEPT) > MOST_KEPT:
            _KEPT.pop(list(_KEPT)[0], None)  # a list, since another thread may be at it too
    return kept[1]


def _assembled(section: RaceModel) -> tuple[Equations, tuple[Problem, ...]]:
    from countermove.race.ready import expand

    draft = Draft(PLAIN, {})
    _read_units(section, draft)
    draft.time_unit = draft.unit(section.clock.unit, ("clock", "unit"))
    _check_names(section, draft)
    _plain_parts(section, draft)
    for name, block in section.ready.items():
        expand(draft, name, block)
    _events(section, draft)
    _measures(section, draft)
    _check_headline(section, draft)
    return _resolved(draft, checked=_writes_units(section))


def _check_headline(section: RaceModel, draft: Draft) -> None:
    known = [*section.contests, *section.ready, *section.counterfactuals, *section.thresholds, *section.safety]
    known += ["strategy"] if section.strategy else []
    if section.headline is not None and section.headline not in known:
        cure = did_you_mean(section.headline, known)
        draft.problems.append(Problem(("headline",), f"nothing answers as {section.headline!r}", cure))


def _writes_units(section: RaceModel) -> bool:
    groups = (section.constants, section.stocks, section.auxiliaries)
    parts = (part for group in groups for part in group.values())
    ready = (getattr(block, "unit", None) for block in section.ready.values())
    return any(getattr(part, "unit", None) is not None for part in parts) or any(unit is not None for unit in ready)


def _read_units(section: RaceModel, draft: Draft) -> None:
    defined: dict[str, Unit] = {}
    draft.defined = defined
    for symbol, text in section.units.items():
        meaning = draft.unit(text, ("units", symbol))
        defined[symbol] = Unit.derived(symbol, meaning, 1)


def _check_names(section: RaceModel, draft: Draft) -> None:
    groups = ("constants", "stocks", "flows", "auxiliaries", "ready")
    seen: dict[str, str] = {}
    for group in groups:
        for name in getattr(section, group):
            path: Path = (group, name)
            if not _NAME.fullmatch(name):
                cure = "write letters, digits and _ only, a letter first"
                draft.problems.append(Problem(path, f"{name!r} cannot be used in formulas", cure))
            elif name in RESERVED or name in FUNCTIONS or name in (TIME, "events", "contests"):
                draft.problems.append(Problem(path, f"{name!r} is a word of the language", "choose another name"))
            elif name in seen:
                cure = "names are shared by all of them; choose another"
                draft.problems.append(Problem(path, f"{name!r} is already one of the {seen[name]}", cure))
            seen.setdefault(name, group)


def _plain_parts(section: RaceModel, draft: Draft) -> None:
    for name, part in section.constants.items():
        unit = draft.unit(part.unit, ("constants", name, "unit"))
        draft.term(name, Term(part.value), unit, ("constants", name, "value"), part.name or Text.both(name), part.basis)
    for name, stock in section.stocks.items():
        unit, label = draft.unit(stock.unit, ("stocks", name, "unit")), stock.name or Text.both(name)
        start_label = Text("{name} at the start", "{name}的初始值").of(name=label)
        start = draft.term(f"{name}.start", stock.start, unit, ("stocks", name, "start"), start_label, stock.basis)
        draft.stocks[name] = StockPart(start, unit, label, stock.actor, stock.may_be_negative, stock.basis)
    for name, flow in section.flows.items():
        path: Path = ("flows", name, "rate")
        ends = [draft.stocks[end] for end in (flow.into, flow.out_of) if end in draft.stocks]
        rate = ends[0].unit / draft.time_unit if ends else None
        draft.term(name, flow.rate, rate, path, flow.name or Text.both(name), flow.basis)
        draft.flows.append(FlowPart(name, flow.into, flow.out_of, ("flows", name)))
    for name, extra in section.auxiliaries.items():
        wanted = draft.unit(extra.unit, ("auxiliaries", name, "unit")) if extra.unit else None
        label = extra.name or Text.both(name)
        draft.term(name, extra.value, wanted, ("auxiliaries", name, "value"), label, extra.basis)


def _events(section: RaceModel, draft: Draft) -> None:
    for id, event in section.events.items():
        path: Path = ("events", id)
        label = event.name or Text.both(id)
        when = Text("the date of “{name}”", "“{name}”的日期").of(name=label)
        at = draft.term(f"events.{id}.at", Term(event.at), draft.time_unit, (*path, "at"), when, event.basis)
        new: dict[str, str] = {}
        for name, term in event.set.items():
            if name not in draft.constants:
                cure = did_you_mean(name, (known for known in draft.constants if "." not in known))
                draft.problems.append(Problem((*path, "set", name), f"no constant {name!r} to set", cure))
                continue
            after = Text("{what} after “{name}”", "“{name}”之后的{what}").of(
                what=draft.constants[name].label, name=label
            )
            unit = draft.constants[name].unit
            new[name] = draft.term(f"events.{id}.{name}", term, unit, (*path, "set", name), after, event.basis)
        jumps: dict[str, str] = {}
        for name, term in event.add.items():
            if name not in draft.stocks:
                cure = did_you_mean(name, draft.stocks)
                draft.problems.append(Problem((*path, "add", name), f"no stock {name!r} to add to", cure))
                continue
            unit, what = draft.stocks[name].unit, draft.stocks[name].label
            jumps[name] = draft.term(f"events.{id}.add.{name}", term, unit, (*path, "add", name), what, event.basis)
        draft.switches.append(Switch(id, at, new, jumps, label, path))


def _measures(section: RaceModel, draft: Draft) -> None:
    """Enter what contests, counterfactuals and decisions name as formulas of their own, so that faults have places."""
    for id, contest in section.contests.items():
        label = contest.name or Text.both(id)
        for actor, text in contest.of.items():
            path: Path = ("contests", id, "of", actor)
            draft.formula(f"contests.{id}.{actor}", text, None, path, label, actor, contest.basis)
    events = {switch.id for switch in draft.switches}
    for id, other in section.counterfactuals.items():
        label, path = other.name or Text.both(id), ("counterfactuals", id, "measure")
        draft.formula(f"counterfactuals.{id}", other.measure, None, path, label, None, other.basis)
        for index, event in enumerate(other.without):
            if event not in events:
                place: Path = ("counterfactuals", id, "without", index)
                draft.problems.append(Problem(place, f"no event {event!r}", did_you_mean(event, events)))
        for name, term in other.set.items():
            _set_otherwise(draft, ("counterfactuals", id, "set", name), name, term, label, other.basis)
    for id, course in section.thresholds.items():
        path = ("thresholds", id)
        draft.formula(f"thresholds.{id}", course.payoff, None, (*path, "payoff"), course.option, None, course.basis)
        if course.of not in draft.constants:
            cure = did_you_mean(course.of, draft.constants)
            draft.problems.append(Problem((*path, "of"), f"no constant {course.of!r}", cure))
        for name, term in course.against.items():
            _set_otherwise(draft, (*path, "against", name), name, term, course.other, course.basis)
    decisions = section.strategy.decisions if section.strategy else {}
    for actor, decision in decisions.items():
        if decision.control not in draft.constants:
            place = ("strategy", "decisions", actor, "control")
            cure = did_you_mean(decision.control, draft.constants)
            draft.problems.append(Problem(place, f"no constant {decision.control!r}", cure))
        path = ("strategy", "decisions", actor, "payoff")
        draft.formula(f"strategy.{actor}", decision.payoff, None, path, Text.both(actor), actor)


def _set_otherwise(draft: Draft, path: Path, name: str, term: Term, label: Text, basis: tuple[str, ...]) -> None:
    """Enter the value that a constant takes in another run, under the name of that run."""
    if name not in draft.constants:
        draft.problems.append(Problem(path, f"no constant {name!r}", did_you_mean(name, draft.constants)))
    else:
        draft.term(f"{path[0]}.{path[1]}.{name}", term, draft.constants[name].unit, path, label, basis)


# Resolving -----------------------------------------------------------------------------------------------------------


def _resolved(draft: Draft, checked: bool) -> tuple[Equations, tuple[Problem, ...]]:
    known = {TIME, *draft.constants, *draft.stocks, *draft.formulas}
    expressions: dict[str, Expression] = {}
    for name, part in draft.formulas.items():
        try:
            expression = parse(part.text, draft.defined)
            expression.check_names(known)
            expressions[name] = expression
        except ExpressionError as fault:
            draft.problems.append(Problem(part.path, fault.wrong, fault.cure, fault.offset))
    net = _net_rates(draft)
    order = _ordered(draft, expressions)
    static = _static(draft, order, expressions)
    _check_static(draft, static)
    units: dict[str, Unit] = {TIME: draft.time_unit}
    if not draft.problems and checked:
        _check_units(draft, order, expressions, units)
    equations = Equations(
        draft.constants, draft.stocks, draft.formulas, order, expressions, net, tuple(draft.switches), static, units
    )
    return equations, tuple(draft.problems)


def _net_rates(draft: Draft) -> dict[str, tuple[tuple[int, str], ...]]:
    net: dict[str, list[tuple[int, str]]] = {name: [] for name in draft.stocks}
    for flow in draft.flows:
        for sign, key, stock in ((1, "into", flow.into), (-1, "from", flow.out_of)):
            if stock is None:
                continue
            if stock not in net:
                place = (*flow.path, key)
                draft.problems.append(Problem(place, f"no stock {stock!r}", did_you_mean(stock, draft.stocks)))
            else:
                net[stock].append((sign, flow.rate))
    return {name: tuple(terms) for name, terms in net.items()}


def _ordered(draft: Draft, expressions: Mapping[str, Expression]) -> tuple[str, ...]:
    """Order formulas so that each comes after those it uses; report the loops that make this impossible."""
    order: list[str] = []
    state: dict[str, int] = {}
    for root in expressions:
        stack: list[tuple[str, Iterable[str]]] = []
        if root not in state:
            state[root] = 1
            stack.append((root, iter(expressions[root].names)))
        while stack:
            name, rest = stack[-1]
            used = next((one for one in rest if one in expressions and state.get(one) != 2), None)
            if used is None:
                stack.pop()
                state[name] = 2
                order.append(name)
            elif state.get(used) == 1:
                loop = [one for one, _ in stack]
                _report_loop(draft, [*loop[loop.index(used) :], used])
            else:
                state[used] = 1
                stack.append((used, iter(expressions[used].names)))
    return tuple(order)


def _report_loop(draft: Draft, loop: list[str]) -> None:
    wrong = f"formulas depend on each other at the same moment: {' → '.join(loop)}"
    cure = "break the loop with a stock or a build-delay"
    draft.problems.append(Problem(draft.formulas[loop[0]].path, wrong, cure))


def _static(draft: Draft, order: Iterable[str], expressions: Mapping[str, Expression]) -> frozenset[str]:
    """Return the names that neither stocks nor time reach: constants, and formulas over constants."""
    static = set(draft.constants)
    for name in order:
        if all(used in static for used in expressions[name].names):
            static.add(name)
    return frozenset(static)


def _check_static(draft: Draft, static: frozenset[str]) -> None:
    wanted = [part.start for part in draft.stocks.values()]
    for switch in draft.switches:
        wanted += [*switch.set.values(), *switch.add.values(), switch.at]
    for name in wanted:
        if name not in static and name in draft.formulas:
            wrong = "this must be known beforehand, but it depends on a stock or on time"
            draft.problems.append(Problem(draft.formulas[name].path, wrong, "use constants only"))


def _check_units(
    draft: Draft, order: Iterable[str], expressions: Mapping[str, Expression], units: dict[str, Unit]
) -> None:
    units.update({name: part.unit for name, part in draft.constants.items()})
    units.update({name: stock.unit for name, stock in draft.stocks.items()})
    for name in order:
        part = draft.formulas[name]
        try:
            found = expressions[name].unit(units)
        except ExpressionError as fault:
            draft.problems.append(Problem(part.path, fault.wrong, fault.cure, fault.offset))
            found = part.unit or PLAIN
        root_is_zero = getattr(expressions[name].root, "value", None) == 0
        if part.unit is not None and found != part.unit and not root_is_zero:
            draft.problems.append(
                Problem(part.path, f"measured in {found}, where {part.unit} is due", _factor(found, part.unit))
            )
        units[name] = part.unit or found
    for flow in draft.flows:
        for stock in (flow.into, flow.out_of):
            if stock is not None and units[flow.rate] != draft.stocks[stock].unit / draft.time_unit:
                due = draft.stocks[stock].unit / draft.time_unit
                wrong = f"flows in {units[flow.rate]}, where stock {stock!r} needs {due}"
                draft.problems.append(Problem((*flow.path, "rate"), wrong, _factor(units[flow.rate], due)))
    for id in {name.split(".")[1] for name in order if name.startswith("contests.")}:
        _same_measure(draft, units, [name for name in order if name.startswith(f"contests.{id}.")])


def _same_measure(draft: Draft, units: Mapping[str, Unit], names: list[str]) -> None:
    for name in names[1:]:
        if units[name] != units[names[0]]:
            wrong = f"measured in {units[name]}, but compared with {units[names[0]]}"
            draft.problems.append(Problem(draft.formulas[name].path, wrong, _factor(units[name], units[names[0]])))


def _factor(found: Unit, due: Unit) -> str:
    if found.measures_like(due):
        return f"convert: multiply by {float(found.scale / due.scale):g} [{due}/({found})]"
    return "check the formula and the units of the names in it"


def _dotted(path: Path) -> str:
    from countermove.document.faults import dotted

    return dotted(path)
