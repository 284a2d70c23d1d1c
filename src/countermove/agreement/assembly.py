"""From what the analyst wrote to arrays: the quantities of a model, and the games they make in each draw."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from countermove.agreement.clauses import clause_labels, level_id
from countermove.agreement.participation import Draws, Floats
from countermove.agreement.stability import PublicGood
from countermove.document.faults import dotted
from countermove.document.laws import Quantity
from countermove.document.text import Text

if TYPE_CHECKING:
    from countermove.agreement.model import AgreementModel
    from countermove.document.evidence import Actor
    from countermove.kind import Columns

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """A quantity of the model, where it stands, what to call it, and what it rests on."""

    path: Path
    quantity: Quantity
    name: Text
    basis: tuple[str, ...]

    @property
    def id(self) -> str:
        """The parameter it refers to, or its path."""
        return f"${self.quantity.parameter}" if self.quantity.parameter else dotted(self.path)


def party_name(model: AgreementModel, actors: Mapping[str, Actor], party: str) -> Text:
    """Return what people call a party: its own name, the actor's, the country's, or its id."""
    from countermove.agreement.parties import parties

    own = model.parties[party].name if party in model.parties else None
    if own is not None:
        return own
    if party in actors:
        return actors[party].label
    known = parties().get(party)
    return known.name if known is not None else Text.both(party)


OWN = Text("{party}: net benefit of joining by itself", "{party}：单独加入的净收益")
VETO = Text("{party}: threshold at home", "{party}：国内门槛")
CAPABILITY = Text("{party}: capability", "{party}：实力")
COUNTS = Text("{party}: states it stands for", "{party}：所代表的国家数")
INFLUENCE = Text("influence of {of} on {on}", "{of}对{on}的影响")
BONUS = Text("{name}: what it adds", "{name}：带来的收益")
QUOTA = Text("{name}: quota", "{name}：门槛数")
VALUE = Text("{clause}: value to {party}", "{clause}：对{party}的价值")
DEPTH = Text("{clause}: depth", "{clause}：力度")
BENEFIT = Text("{party}: benefit from joint effort", "{party}：共同努力的收益")
COST = Text("{party}: cost of effort", "{party}：付出的成本")
CLUB = Text("worth of each other member", "每个其他成员带来的价值")
MEASURE = Text("cost of each member to an outsider", "每个成员给局外者造成的成本")


def placed_quantities(model: AgreementModel, actors: Mapping[str, Actor]) -> Iterator[Placed]:
    """Yield every number of the model with its place, in document order."""
    from countermove.agreement.home import home_quantities
    from countermove.document.text import listed

    def called(party: str) -> Text:
        return party_name(model, actors, party)

    for party, member in model.parties.items():
        words = {"own": OWN, "capability": CAPABILITY, "counts": COUNTS, "veto": VETO}
        for field, name in words.items():
            yield Placed(("parties", party, field), getattr(member, field), name.of(party=called(party)), member.basis)
        yield from home_quantities(party, member, called(party))
    for k, influence in enumerate(model.influences):
        on, of = (listed([called(p) for p in side], 3) for side in (influence.on, influence.of))
        yield Placed(("influences", k, "amount"), influence.amount, INFLUENCE.of(of=of, on=on), influence.basis)
    for key, condition in model.conditions.items():
        yield Placed(("conditions", key, "quota"), condition.quota, QUOTA.of(name=condition.name), condition.basis)
        yield Placed(("conditions", key, "bonus"), condition.bonus, BONUS.of(name=condition.name), condition.basis)
    labels = clause_labels(model.clauses)
    for key, clause in model.clauses.items():
        for step in clause.steps:
            path, said = ("clauses", key, *step.path), labels[level_id(key, step)]
            yield Placed((*path, "depth"), step.depth, DEPTH.of(clause=said), step.basis)
            for party, value in step.values.items():
                name = VALUE.of(clause=said, party=called(party))
                yield Placed((*path, "values", party), value, name, step.basis)
    good = model.public_good
    if good is not None:
        for party, value in good.benefit.items():
            yield Placed(("public_good", "benefit", party), value, BENEFIT.of(party=called(party)), good.basis)
        for party, value in good.cost.items():
            yield Placed(("public_good", "cost", party), value, COST.of(party=called(party)), good.basis)
        yield Placed(("public_good", "club"), good.club, CLUB, good.basis)
        yield Placed(("public_good", "measure"), good.measure, MEASURE, good.basis)
    from countermove.agreement.like_parties import family_quantities
    from countermove.agreement.sponsoring import sponsor_quantities

    yield from sponsor_quantities(model, actors)
    yield from family_quantities(model)


Lookup = Callable[[Path, Quantity], Floats]


def lookup(columns: Columns, draws: int) -> Lookup:
    """Return what finds a number's values: its column where one is named by its id, else its centre, one entry."""

    def found(path: Path, quantity: Quantity) -> Floats:
        key = f"${quantity.parameter}" if quantity.parameter else dotted(path)
        if key in columns:
            return np.asarray(columns[key], dtype=np.float64).reshape(draws, -1)[:, 0]
        return np.array([quantity.centre])

    return found


def games(model: AgreementModel, columns: Columns, draws: int) -> Draws:
    """Return the participation game of every draw; what no column names keeps its centre.

    Parameters
    ----------
    model : AgreementModel
        A model with parties.
    columns : mapping of str to (draws,) arrays
        By input id.
    draws : int
        How many.

    Returns
    -------
    Draws
        Arrays that no draw changes have a leading axis of 1 (own terms always one row a draw).
    """
    from countermove.agreement.home import home_threshold

    value = lookup(columns, draws)
    names = list(model.parties)
    at = {party: k for k, party in enumerate(names)}
    n, count = len(names), len(model.conditions)
    alone = np.zeros((draws, n))
    for party, member in model.parties.items():
        own, veto = value(("parties", party, "own"), member.own), value(("parties", party, "veto"), member.veto)
        alone[:, at[party]] = own - np.maximum(veto, home_threshold(party, member, value))
    for key, clause in model.clauses.items():
        if clause.present:
            step = clause.steps[clause.at(clause.present) - 1]
            for party, worth in step.values.items():
                felt = value(("clauses", key, *step.path, "values", party), worth)
                alone[:, at[party]] += np.maximum(felt, 0.0) if step.reservations else felt
    amounts = [value(("influences", k, "amount"), one.amount) for k, one in enumerate(model.influences)]
    influence = np.zeros((max((amount.size for amount in amounts), default=1), n, n))
    for one, amount in zip(model.influences, amounts, strict=True):
        for on in one.on:
            for of in one.of:
                if on != of:
                    influence[:, at[on], at[of]] += amount
    return Draws(alone, influence, *_conditions(model, value, at, n, count))


def _conditions(
    model: AgreementModel, value: Lookup, at: Mapping[str, int], n: int, count: int
) -> tuple[Floats, Floats, Floats]:
    heads = {
        by: [value(("parties", party, by), getattr(member, by)) for party, member in model.parties.items()]
        for by in ("counts", "capability")
    }
    rows = max((part.size for parts in heads.values() for part in parts), default=1)
    quotas = [value(("conditions", key, "quota"), one.quota) for key, one in model.conditions.items()]
    bonuses = [value(("conditions", key, "bonus"), one.bonus) for key, one in model.conditions.items()]
    weight = np.zeros((rows, count, n))
    quota = np.zeros((max((part.size for part in quotas), default=1), count))
    bonus = np.zeros((max((part.size for part in bonuses), default=1), count, n))
    for c, condition in enumerate(model.conditions.values()):
        for party in condition.of or tuple(at):
            weight[:, c, at[party]] = heads[condition.by][at[party]]
        for party in condition.on or tuple(at):
            bonus[:, c, at[party]] = bonuses[c]
        quota[:, c] = quotas[c]
    return weight, quota, bonus


def public_good_of(model: AgreementModel) -> PublicGood | None:
    """Return the public good game at the centre of every number, None where the model has none."""
    good = model.public_good
    if good is None:
        return None
    n = len(good.benefit)
    return PublicGood(
        np.array([quantity.centre for quantity in good.benefit.values()]),
        np.array([good.cost[party].centre for party in good.benefit]),
        np.full(n, good.club.centre),
        np.full(n, good.measure.centre),
        good.minimum,
    )
