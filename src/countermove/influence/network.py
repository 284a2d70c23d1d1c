"""The numbers of an influence model as arrays: names resolved, every number with its place, draws put in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from countermove.document.evidence import Actor
from countermove.document.faults import Problem, did_you_mean
from countermove.document.laws import Quantity
from countermove.document.text import Text
from countermove.influence.model import InfluenceModel

Floats = NDArray[np.float64]
TOLERANCE = 1e-6

BELIEF = Text("First view of {party}", "{party}的最初看法")
STUBBORN = Text("How far {party} keeps to its first view", "{party}坚持最初看法的程度")
CONFIDENCE = Text("How near to {party} a view must be to be listened to", "看法须离{party}多近才会被听取")
TRUST = Text("Weight of {other} with {party}", "{other}在{party}处的分量")
BIAS = Text("{name}: bias of the sender", "{name}：发出者的偏向")
PRIOR = Text("{name}: first view of the receiver", "{name}：接收者的最初看法")
THRESHOLD = Text("{name}: probability from which the receiver acts", "{name}：接收者采取行动的概率门槛")
DOUBT = Text("{name}: how far the audience suspects {party}", "{name}：受众对{party}的怀疑程度")
ACCEPT = Text("{name}: probability from which the blame is accepted", "{name}：指责被接受的概率门槛")
HARM = Text("{name}: harm of an accepted blame", "{name}：指责被接受时的损害")
COST = Text("{name}: cost of the act", "{name}：该行动的成本")
BINDING = Text("{name}: cost of being held to it", "{name}：被要求言行一致的成本")
SEEN = Text("{name}: chance that it is seen and believed", "{name}：被看见并被相信的可能")


@dataclass(frozen=True, slots=True)
class Number:
    """One number of the section: its id in a study, its name, its law and what it rests on."""

    id: str
    name: Text
    quantity: Quantity
    basis: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Network:
    """Beliefs and trust as arrays, a row a draw; ``confidence`` is 1 where every view is listened to."""

    parties: tuple[str, ...]
    belief: Floats
    susceptibility: Floats
    confidence: Floats
    trust: Floats


def problems(model: InfluenceModel, actors: Mapping[str, Actor]) -> Iterator[Problem]:
    """Resolve the names of actors and parties, and test that trust rows sum to one."""
    for name in model.parties:
        if name not in actors:
            yield Problem(("parties", name), f"no actor {name!r}", did_you_mean(name, actors))
    for name, row in model.trust.items():
        if name not in model.parties:
            yield Problem(("trust", name), f"no party {name!r}", did_you_mean(name, model.parties))
        strangers = [other for other in row if other not in model.parties]
        for other in strangers:
            yield Problem(("trust", name, other), f"no party {other!r}", did_you_mean(other, model.parties))
        total = sum(quantity.centre for quantity in row.values())
        if not strangers and abs(total - 1) > TOLERANCE:
            own = "" if name in row else f"; {name}'s trust in itself is not written"
            cure = f"the weights of a listener sum to 1: change them, or write {name}'s weight for itself"
            yield Problem(("trust", name), f"the row sums to {total:g}, not to one{own}".replace(";", ","), cure)
    for index, name in enumerate(model.sources):
        if name not in model.parties:
            yield Problem(("sources", index), f"no party {name!r}", did_you_mean(name, model.parties))
    for key, warning in model.warnings.items():
        for role, name in (("sender", warning.sender), ("receiver", warning.receiver)):
            if name not in actors:
                yield Problem(("warnings", key, role), f"no actor {name!r}", did_you_mean(name, actors))
    if model.blame:
        for role, name in (("party", model.blame.party), ("rival", model.blame.rival)):
            if name not in actors:
                yield Problem(("blame", role), f"no actor {name!r}", did_you_mean(name, actors))


def numbers(model: InfluenceModel, actors: Mapping[str, Actor]) -> Iterator[Number]:
    """Give every number of the section in document order; a shared parameter comes up wherever it is used."""
    for name, party in model.parties.items():
        who = actors[name].name
        yield number(f"parties.{name}.belief", BELIEF.of(party=who), party.belief, party.basis)
        yield number(f"parties.{name}.stubbornness", STUBBORN.of(party=who), party.stubbornness, party.basis)
        if party.confidence is not None:
            yield number(f"parties.{name}.confidence", CONFIDENCE.of(party=who), party.confidence, party.basis)
    for name, row in model.trust.items():
        for other, quantity in row.items():
            text = TRUST.of(party=actors[name].name, other=actors[other].name)
            yield number(f"trust.{name}.{other}", text, quantity, model.parties[name].basis)
    for key, warning in model.warnings.items():
        at = f"warnings.{key}"
        yield number(f"{at}.bias", BIAS.of(name=warning.name), warning.bias, warning.basis)
        yield number(f"{at}.prior", PRIOR.of(name=warning.name), warning.prior, warning.basis)
        yield number(f"{at}.threshold", THRESHOLD.of(name=warning.name), warning.threshold, warning.basis)
    if model.blame:
        part = model.blame
        text = DOUBT.of(name=part.name, party=actors[part.party].name)
        yield number("blame.prior", text, part.prior, part.basis)
        yield number("blame.threshold", ACCEPT.of(name=part.name), part.threshold, part.basis)
        yield number("blame.harm", HARM.of(name=part.name), part.harm, part.basis)
        for key, act in part.acts.items():
            for field, words in (("cost", COST), ("binding", BINDING), ("seen", SEEN)):
                yield number(f"blame.acts.{key}.{field}", words.of(name=act.name), getattr(act, field), act.basis)


def number(path: str, name: Text, quantity: Quantity, basis: tuple[str, ...]) -> Number:
    """Return a number with its id: its path, or the parameter that it shares with others."""
    return Number(f"${quantity.parameter}" if quantity.parameter else path, name, quantity, quantity.basis or basis)


class Draws:
    """Columns of a study by the path of a number; what was not drawn stays at its centre."""

    def __init__(self, columns: Mapping[str, NDArray[np.float64]]) -> None:
        self.columns = columns
        self.count = max((len(column) for column in columns.values()), default=1)

    def of(self, path: str, quantity: Quantity) -> Floats:
        """Return one value a draw."""
        given = self.columns.get(f"${quantity.parameter}" if quantity.parameter else path)
        return np.full(self.count, quantity.centre) if given is None else np.asarray(given, np.float64)


def network(model: InfluenceModel, draws: Draws) -> Network:
    """Return the network draw by draw; drawn trust rows are shared out anew so that they sum to one.

    A row whose drawn weights are all zero falls back to the party listening only to itself.
    """
    names = tuple(model.parties)
    shape = (draws.count, len(names))
    belief, stubborn, confidence = np.zeros(shape), np.zeros(shape), np.ones(shape)
    trust = np.zeros((*shape, len(names)))
    for index, (name, party) in enumerate(model.parties.items()):
        belief[:, index] = draws.of(f"parties.{name}.belief", party.belief)
        stubborn[:, index] = draws.of(f"parties.{name}.stubbornness", party.stubbornness)
        if party.confidence is not None:
            confidence[:, index] = draws.of(f"parties.{name}.confidence", party.confidence)
        for other, quantity in model.trust.get(name, {}).items():
            trust[:, index, names.index(other)] = draws.of(f"trust.{name}.{other}", quantity)
        total = trust[:, index].sum(axis=1)
        trust[total <= 0, index, index] = 1.0
        trust[:, index] /= np.where(total > 0, total, 1.0)[:, None]
    return Network(names, belief, 1 - stubborn, confidence, trust)


def spread(belief: Floats) -> Floats:
    """Return how far views lie apart: twice their standard deviation, 0 all alike, 1 half at either end.

    Examples
    --------
    >>> spread(np.array([[0.0, 0.0, 1.0, 1.0], [0.4, 0.4, 0.4, 0.4]])).tolist()
    [1.0, 0.0]
    """
    return np.asarray(2 * belief.std(axis=-1))


def apart(values: list[float], gap: float, low: float, high: float) -> list[float]:
    """Return places as near as possible to wanted ones, in the same order, at least ``gap`` apart within two ends.

    Examples
    --------
    >>> apart([10, 11, 40], gap=5, low=0, high=50)
    [8.0, 13.0, 40.0]
    """
    order = sorted(range(len(values)), key=lambda index: values[index])
    groups: list[list[float]] = []  # [centre, members]
    for index in order:
        groups.append([values[index], 1])
        while len(groups) > 1 and groups[-1][0] - groups[-2][0] < gap * (groups[-1][1] + groups[-2][1]) / 2:
            (last, many), (before, some) = groups.pop(), groups.pop()
            groups.append([(last * many + before * some) / (many + some), many + some])
    flat = [centre + gap * (place - (many - 1) / 2) for centre, many in groups for place in range(int(many))]
    shift = max(0.0, low - flat[0]) if flat else 0.0
    flat = [max(value + shift, low) for value in flat]
    if flat and flat[-1] > high:
        flat[-1] = high
        for place, _ in reversed(list(enumerate(pairwise(flat)))):
            flat[place] = min(flat[place], flat[place + 1] - gap)
    found = [0.0] * len(values)
    for place, index in enumerate(order):
        found[index] = float(flat[place])
    return found
