"""Ready flows: what each one stands for, written out as stocks, flows and formulas.

The parts of a ready flow ``spiral`` are named ``spiral.…``; any formula, event or counterfactual may use them.
"""

from __future__ import annotations

from countermove.document.faults import Path, Problem, did_you_mean
from countermove.document.text import Text
from countermove.document.units import PLAIN, Unit
from countermove.race.equations import Draft, FlowPart, StockPart, Switch
from countermove.race.model import (
    Arenas,
    Bass,
    BassSide,
    Bottleneck,
    BuildDelay,
    ExportControl,
    LearningCurve,
    Ready,
    Richardson,
    Term,
)

ROLES = {
    "start": Text("start", "初始值"),
    "reaction": Text("reaction to rivals", "对对手的反应强度"),
    "fatigue": Text("fatigue", "自我抑制强度"),
    "grievance": Text("grievance", "固有动因"),
    "ceiling": Text("ceiling", "上限"),
    "elasticity": Text("elasticity of substitution", "替代弹性"),
    "orders": Text("orders", "订单"),
    "delay": Text("build delay", "建设周期"),
    "reference": Text("reference experience", "参照经验量"),
    "cost": Text("cost at the reference", "参照成本"),
    "saving": Text("saving per doubling", "每翻一番的降本比例"),
    "innovation": Text("coefficient of innovation", "创新系数"),
    "imitation": Text("coefficient of imitation", "模仿系数"),
    "market": Text("market", "市场容量"),
    "quality": Text("quality", "质量"),
    "climb": Text("own climb in quality", "自身质量爬升"),
    "absorb": Text("learning from the best", "向领先者学习的速度"),
    "taste": Text("taste for quality", "对质量的偏好"),
    "failure": Text("chance that a node fails", "单个节点失效的概率"),
    "demand": Text("demand", "需求"),
    "cut": Text("share cut", "削减比例"),
    "leakage": Text("leakage", "泄漏比例"),
    "at": Text("date of the cut", "管制日期"),
    "home": Text("home supply at the start", "初始自给量"),
    "growth": Text("growth of home supply", "自给增长率"),
    "induced": Text("induced innovation", "倒逼创新强度"),
    "lag": Text("lag of induced supply", "倒逼供给的滞后"),
    "overlap": Text("overlap of arenas", "赛道重叠度"),
    "spill": Text("spill-over", "外溢比例"),
    "pipeline": Text("under construction", "在建量"),
    "shortage": Text("shortage", "缺口"),
}


class _Block:
    """One ready flow while it is written out: knows its name, its place and its unit."""

    def __init__(self, draft: Draft, name: str, block: Ready) -> None:
        self.draft, self.name, self.path = draft, name, ("ready", name)
        self.label = block.name or Text.both(name)
        self.basis = block.basis
        self.actor: str | None = getattr(block, "actor", None)
        text = getattr(block, "unit", None)
        self.unit = draft.unit(text, (*self.path, "unit"))

    def say(self, role: str, *who: str) -> Text:
        """Return the label of a part: its role, for whom, in which ready flow."""
        parts = Text.both(", ".join(who)) if who else None
        what = ROLES[role]
        if parts is None:
            return Text("{what} ({block})", "{what}（{block}）").of(what=what, block=self.label)
        return Text("{what} of {who} ({block})", "{who}的{what}（{block}）").of(what=what, who=parts, block=self.label)

    def term(self, term: Term, unit: Unit | None, *steps: str, basis: tuple[str, ...] = ()) -> str:
        """Enter a field of the block; ``steps`` is its path, the last one its role."""
        role = next(step for step in reversed(steps) if step in ROLES)
        who = tuple(step for step in steps if step not in (role, "of", "systems", "inputs"))
        name = ".".join((self.name, *(step for step in steps if step not in ("of", "systems"))))
        return self.draft.term(name, term, unit, (*self.path, *steps), self.say(role, *who), basis or self.basis)

    def formula(
        self, text: str, unit: Unit | None, *steps: str, label: Text | None = None, actor: str | None = None
    ) -> str:
        """Enter a computed part."""
        name = ".".join((self.name, *steps))
        label = label or (Text("{block}: {part}", "{block}：{part}").of(block=self.label, part=".".join(steps)))
        return self.draft.formula(name, text, unit, self.path, label, actor or self.actor, self.basis)

    def stock(
        self, start: str, unit: Unit, *steps: str, label: Text, actor: str | None = None, signed: bool = False
    ) -> str:
        """Enter a stock."""
        name = ".".join((self.name, *steps))
        self.draft.stocks[name] = StockPart(start, unit, label, actor or self.actor, signed, self.basis)
        return name

    def flow(self, rate: str, into: str | None = None, out_of: str | None = None) -> None:
        """Let a rate fill and drain stocks."""
        self.draft.flows.append(FlowPart(rate, into, out_of, self.path))

    def who(self, actor: str) -> Text:
        """Return the label of one actor's part."""
        return Text("{block}: {who}", "{block}：{who}").of(block=self.label, who=actor)


def expand(draft: Draft, name: str, block: Ready) -> None:
    """Write a ready flow out as equations."""
    part = _Block(draft, name, block)
    if isinstance(block, Richardson):
        _richardson(part, block)
    elif isinstance(block, Arenas):
        _arenas(part, block)
    elif isinstance(block, Bottleneck):
        _bottleneck(part, block)
    elif isinstance(block, BuildDelay):
        _build_delay(part, block)
    elif isinstance(block, LearningCurve):
        _learning_curve(part, block)
    elif isinstance(block, Bass):
        _bass(part, block)
    else:
        _export_control(part, block)


def _richardson(part: _Block, block: Richardson) -> None:
    per_time = PLAIN / part.draft.time_unit
    for actor, side in block.of.items():
        name = f"{part.name}.{actor}"
        at = ("of", actor)
        start = part.term(side.start, part.unit, *at, "start", basis=side.basis)
        own = {
            "reaction": part.term(side.reaction, per_time, *at, "reaction", basis=side.basis),
            "fatigue": part.term(side.fatigue, per_time, *at, "fatigue", basis=side.basis),
            "grievance": part.term(side.grievance, part.unit * per_time, *at, "grievance", basis=side.basis),
        }
        part.stock(start, part.unit, actor, label=part.who(actor), actor=actor, signed=True)
        others = " + ".join(f"{part.name}.{other}" for other in block.of if other != actor)
        push = f"{own['reaction']} * ({others}) - {own['fatigue']} * {name} + {own['grievance']}"
        if side.ceiling is not None:
            ceiling = part.term(side.ceiling, part.unit, *at, "ceiling", basis=side.basis)
            # the room left damps growth, never decline: the ceiling is reached but not crossed, without a kink in x
            push = f"if {push} > 0 then ({push}) * (1 - {name} / {ceiling}) else {push}"
        rate = part.formula(push, part.unit * per_time, actor, "change", actor=actor)
        part.flow(rate, into=name)


def _arenas(part: _Block, block: Arenas) -> None:
    per_time = PLAIN / part.draft.time_unit
    overlap = _overlap(part, block)
    for actor, side in block.of.items():
        _check_arenas(part, block, actor)
        reaction = part.term(side.reaction, per_time, "of", actor, "reaction", basis=side.basis)
        fatigue = part.term(side.fatigue, per_time, "of", actor, "fatigue", basis=side.basis)
        for arena in block.arenas:
            if arena not in side.start:
                continue
            name = f"{part.name}.{actor}.{arena}"
            start = part.term(side.start[arena], part.unit, "of", actor, "start", arena, basis=side.basis)
            part.stock(start, part.unit, actor, arena, label=part.who(f"{actor}, {arena}"), actor=actor, signed=True)
            rivals = [
                f"{overlap[arena, other]} * {part.name}.{rival}.{other}"
                for rival, there in block.of.items() if rival != actor
                for other in block.arenas if other in there.start
            ]  # fmt: skip
            push = f"{reaction} * ({' + '.join(rivals)}) - {fatigue} * {name}"
            if arena in side.grievance:
                unit = part.unit * per_time
                grievance = part.term(side.grievance[arena], unit, "of", actor, "grievance", arena, basis=side.basis)
                push += f" + {grievance}"
            part.flow(part.formula(push, part.unit * per_time, actor, arena, "change", actor=actor), into=name)


def _check_arenas(part: _Block, block: Arenas, actor: str) -> None:
    side = block.of[actor]
    for key, given in (("start", side.start), ("grievance", side.grievance)):
        for arena in given:
            if arena not in block.arenas:
                place: Path = (*part.path, "of", actor, key, arena)
                part.draft.problems.append(Problem(place, f"no arena {arena!r}", did_you_mean(arena, block.arenas)))
    for arena in block.arenas:
        if arena not in side.start:
            place = (*part.path, "of", actor, "start")
            part.draft.problems.append(Problem(place, f"no start in arena {arena!r}", "write one number an arena"))


def _overlap(part: _Block, block: Arenas) -> dict[tuple[str, str], str]:
    names = {}
    for row, arena in enumerate(block.arenas):
        for column, other in enumerate(block.arenas):
            name, place = f"{part.name}.overlap.{arena}.{other}", (*part.path, "overlap", row, column)
            label = part.say("overlap", arena, other)
            term = block.overlap[row][column]
            names[arena, other] = part.draft.term(name, term, PLAIN, place, label, part.basis)
    return names


def _bottleneck(part: _Block, block: Bottleneck) -> None:
    elasticity = part.term(block.elasticity, PLAIN, "elasticity")
    allowed = []
    for input, term in block.inputs.items():
        label = block.input_names.get(input, Text.both(input))
        raw = part.draft.term(
            f"{part.name}.{input}.alone", term, part.unit, (*part.path, "inputs", input), label, block.basis
        )
        relax = part.draft.fixed(f"{part.name}.{input}.relax", 1.0, PLAIN, (*part.path, "inputs", input))
        allowed.append(part.formula(f"{raw} * {relax}", part.unit, input, label=label))
    part.draft.formula(
        part.name,
        f"ces({elasticity}, {', '.join(allowed)})",
        part.unit,
        part.path,
        part.label,
        block.actor,
        block.basis,
    )


def _build_delay(part: _Block, block: BuildDelay) -> None:
    if block.into not in part.draft.stocks:
        cure = did_you_mean(block.into, part.draft.stocks)
        part.draft.problems.append(Problem((*part.path, "into"), f"no stock {block.into!r}", cure))
        return
    unit, time = part.draft.stocks[block.into].unit, part.draft.time_unit
    orders = part.term(block.orders, unit / time, "orders")
    delay = part.term(block.delay, time, "delay")
    start = part.term(block.start, unit, "start")
    share = part.formula(f"{start} / {block.order}", unit, "share", label=part.say("start"))
    rate = orders
    for stage in range(1, block.order + 1):
        name = part.stock(share, unit, f"stage{stage}", label=part.say("pipeline"))
        part.flow(rate, into=name)
        rate = part.formula(f"{name} * {block.order} / {delay}", unit / time, f"out{stage}")
        part.flow(rate, out_of=name)
    part.flow(rate, into=block.into)
    stages = " + ".join(f"{part.name}.stage{stage}" for stage in range(1, block.order + 1))
    part.draft.formula(part.name, stages, unit, part.path, part.label, block.actor, block.basis)


def _learning_curve(part: _Block, block: LearningCurve) -> None:
    draft = part.draft
    known = block.experience in draft.stocks
    if not known:
        cure = did_you_mean(block.experience, draft.stocks)
        draft.problems.append(Problem((*part.path, "experience"), f"no stock {block.experience!r}", cure))
        return
    reference = part.term(block.reference, draft.stocks[block.experience].unit, "reference")
    cost = part.term(block.cost, part.unit, "cost")
    saving = part.term(block.saving, PLAIN, "saving")
    slope = part.formula(f"ln(1 - {saving}) / ln(2)", PLAIN, "slope")
    text = f"{cost} * ({block.experience} / {reference}) ^ {slope}"
    draft.formula(part.name, text, part.unit, part.path, part.label, block.actor, block.basis)


def _bass(part: _Block, block: Bass) -> None:
    per_time = PLAIN / part.draft.time_unit
    names = {id: f"{part.name}.{id}" for id in block.systems}
    shared = part.term(block.market, part.unit, "market") if block.market is not None else None
    taste = part.term(block.taste, PLAIN, "taste")
    graded = any(_has_ladder(side) for side in block.systems.values())
    best = f"max({', '.join(f'{name}.quality' for name in names.values())})"
    for id, side in block.systems.items():
        name, at = names[id], ("systems", id)
        label, basis = side.name or part.who(id), side.basis or block.basis
        market = shared or part.term(side.market or Term(), part.unit, *at, "market", basis=basis)
        start = part.term(side.start, part.unit, *at, "start", basis=basis)
        p = part.term(side.innovation, per_time, *at, "innovation", basis=basis)
        q = part.term(side.imitation, per_time, *at, "imitation", basis=basis)
        part.stock(start, part.unit, id, label=label, actor=side.actor)
        imitated = [f"{name}", *_spilled(part, block, id)]
        room = f"{market} - ({' + '.join(names.values())})" if shared else f"{market} - {name}"
        pull = ""
        if graded:
            _quality(part, side, id, best, basis)
            pull = f" * ({name}.quality / {best}) ^ {taste}"
        text = f"({p} + {q} * ({' + '.join(imitated)}) / {market}) * max({room}, 0){pull}"
        part.flow(part.formula(text, part.unit * per_time, id, "adoption", label=label, actor=side.actor), into=name)


def _has_ladder(side: BassSide) -> bool:
    def is_plain(term: Term, value: float) -> bool:
        return term.quantity is not None and not term.quantity.varies and term.quantity.centre == value

    return not (is_plain(side.quality, 1) and is_plain(side.climb, 0) and is_plain(side.absorb, 0))


def _spilled(part: _Block, block: Bass, id: str) -> list[str]:
    terms = []
    for source, share in block.spill.get(id, {}).items():
        if source not in block.systems or source == id:
            place: Path = (*part.path, "spill", id, source)
            others = [other for other in block.systems if other != id]
            part.draft.problems.append(Problem(place, f"no other system {source!r}", did_you_mean(source, others)))
            continue
        factor = part.term(share, PLAIN, "spill", id, source)
        terms.append(f"{factor} * {part.name}.{source}")
    for reader in block.spill:
        if reader not in block.systems:
            place = (*part.path, "spill", reader)
            cure = did_you_mean(reader, block.systems)
            part.draft.problems.append(Problem(place, f"no system {reader!r}", cure))
    return terms


def _quality(part: _Block, side: BassSide, id: str, best: str, basis: tuple[str, ...]) -> None:
    per_time, at = PLAIN / part.draft.time_unit, ("systems", id)
    start = part.draft.term(
        f"{part.name}.{id}.quality.start",
        side.quality,
        PLAIN,
        (*part.path, *at, "quality"),
        part.say("quality", id),
        basis,
    )
    climb = part.term(side.climb, per_time, *at, "climb", basis=basis)
    absorb = part.term(side.absorb, per_time, *at, "absorb", basis=basis)
    name = part.stock(start, PLAIN, id, "quality", label=part.say("quality", id), actor=side.actor)
    part.flow(part.formula(f"{climb} + {absorb} * ({best} - {name})", per_time, id, "learning"), into=name)


def _export_control(part: _Block, block: ExportControl) -> None:
    draft, per_time = part.draft, PLAIN / part.draft.time_unit
    demand = part.term(block.demand, part.unit, "demand")
    cut, leakage = part.term(block.cut, PLAIN, "cut"), part.term(block.leakage, PLAIN, "leakage")
    growth = part.term(block.growth, per_time, "growth")
    quality = part.term(block.quality, PLAIN, "quality")
    induced = part.term(block.induced, per_time, "induced")
    start = draft.term(
        f"{part.name}.home.start", block.home, part.unit, (*part.path, "home"), part.say("home"), block.basis
    )
    on = draft.fixed(f"{part.name}.on", 0.0, PLAIN, part.path)
    started = draft.fixed(f"{part.name}.started", 1.0, PLAIN, part.path)
    at = part.term(Term(block.at), draft.time_unit, "at")
    begins = Text("the cut begins", "管制开始")
    draft.switches.append(Switch(part.name, at, {on: started}, {}, begins, part.path))
    home = part.stock(start, part.unit, "home", label=part.say("home"))
    shortage = part.formula(
        f"{demand} * {on} * {cut} * (1 - {leakage})", part.unit, "shortage", label=part.say("shortage")
    )
    spur = part.formula(f"{induced} * {shortage}", part.unit * per_time, "spur")
    if block.lag is not None:
        lag, none = (
            part.term(block.lag, draft.time_unit, "lag"),
            draft.fixed(f"{part.name}.none", 0.0, part.unit, part.path),
        )
        waiting = part.stock(none, part.unit, "pipeline", label=part.say("pipeline"))
        part.flow(spur, into=waiting)
        spur = part.formula(f"{waiting} / {lag}", part.unit * per_time, "arriving")
        part.flow(spur, out_of=waiting)
    part.flow(part.formula(f"{growth} * {home}", part.unit * per_time, "growing"), into=home)
    part.flow(spur, into=home)
    text = f"{demand} - {shortage} + {quality} * {home}"
    draft.formula(part.name, text, part.unit, part.path, part.label, block.actor, block.basis)
