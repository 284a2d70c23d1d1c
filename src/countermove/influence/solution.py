"""What solving an influence model answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from countermove.influence.blame import WORDS, blame
from countermove.influence.confidence import confidence_paths
from countermove.influence.dynamics import paths, pull, rest
from countermove.influence.model import Alarm, Blame, InfluenceModel
from countermove.influence.network import Draws, Floats, Network, network, spread
from countermove.influence.talk import loudest, most_intervals, partition, persuasion, told
from countermove.kind import Case

MESSAGES = 1_000


@dataclass(frozen=True, slots=True)
class Beliefs:
    """Where beliefs go.

    ``first`` and ``last`` ``(n,)`` are views at the start and at rest (``nan`` where they never settle), ``rounds``
    ``(r + 1, n)`` the way there, ``pull`` ``(n, n)`` whose first view weighs how much in whose last. ``between`` are
    the parties that are no sources. ``near`` is the way under bounded confidence, until it rests, where some party
    listens to near views only.
    """

    parties: tuple[str, ...]
    first: Floats
    last: Floats
    rounds: Floats
    pull: Floats
    between: tuple[int, ...]
    near: Floats | None

    @property
    def spread_first(self) -> float:
        """How far the views in between lie apart at the start, 0 to 1."""
        return float(spread(self.first[list(self.between)]))

    @property
    def spread_last(self) -> float:
        """How far the views in between lie apart at rest, 0 to 1."""
        return float(spread(self.last[list(self.between)]))

    def weight(self, source: str) -> float:
        """Return the average weight of a source's view in the last views of the parties in between."""
        return float(self.pull[list(self.between), self.parties.index(source)].mean()) if self.between else 0.0


@dataclass(frozen=True, slots=True)
class Heard:
    """What a warning is worth.

    ``borders`` lie between the messages that can be told apart, ``told`` is the share of the receiver's uncertainty
    that they remove, ``strongest`` how the strongest is to be taken. ``acts`` and what follows it tell how the receiver
    acts if the sender commits in advance to when it warns.
    """

    id: str
    borders: Floats
    told: float
    strongest: float
    acts: float
    acts_alone: float
    false_alarm: float
    trust: float

    @property
    def is_informative(self) -> bool:
        """Whether anything can be told at all."""
        return self.borders.size > 2


@dataclass(frozen=True, slots=True)
class ActAnswer:
    """What a public act does against a blame: ``regime`` in a word, and how often the blame still sticks."""

    id: str
    regime: str
    blamed: float
    imitates: float


@dataclass(frozen=True, slots=True)
class InfluenceSolution:
    """One reading solved."""

    case: Case[InfluenceModel]
    beliefs: Beliefs | None
    heard: tuple[Heard, ...]
    acts: tuple[ActAnswer, ...]

    @property
    def section(self) -> InfluenceModel:
        """The model that was solved."""
        return self.case.section


def solve(case: Case[InfluenceModel]) -> InfluenceSolution:
    """Solve one reading at the centre of every number."""
    model, centre = case.section, Draws({})
    beliefs = _beliefs(model, network(model, centre)) if model.parties else None
    heard = tuple(_heard(key, warning) for key, warning in model.warnings.items())
    acts = tuple(_acts(model.blame, centre)) if model.blame else ()
    return InfluenceSolution(case, beliefs, heard, acts)


def _beliefs(model: InfluenceModel, known: Network) -> Beliefs:
    trust, given, first = known.trust[0], known.susceptibility[0], known.belief[0]
    between = tuple(index for index, name in enumerate(known.parties) if name not in model.sources)
    near: Floats | None = None
    if any(party.confidence is not None for party in model.parties.values()):
        near = confidence_paths(trust, given, first, known.confidence[0])
    return Beliefs(
        known.parties,
        first,
        rest(trust, given, first).belief,
        paths(trust, given, first, model.rounds),
        pull(trust, given),
        between,
        near,
    )


def _heard(key: str, warning: Alarm) -> Heard:
    bias = np.array(warning.bias.centre)
    many = int(most_intervals(bias))
    borders = partition(float(bias), min(many, MESSAGES))
    committed = persuasion(np.array(warning.prior.centre), np.array(warning.threshold.centre))
    return Heard(
        key,
        borders,
        float(told(bias)),
        float(loudest(bias)),
        float(committed.acts),
        float(committed.alone),
        float(committed.false_alarm),
        float(committed.trust),
    )


def _acts(part: Blame, draws: Draws) -> list[ActAnswer]:
    found = []
    for key, columns in blame_columns(part, draws).items():
        answer = blame(*columns)
        regime = WORDS[int(answer.regime[0])]
        found.append(ActAnswer(key, regime, float(answer.blamed[0]), float(answer.imitates[0])))
    return found


def blame_columns(part: Blame, draws: Draws) -> Mapping[str, tuple[Floats, ...]]:
    """Return, by act, the arguments of the blame game, one value a draw."""
    shared = tuple(draws.of(f"blame.{name}", getattr(part, name)) for name in ("prior", "threshold", "harm"))
    return {
        key: (
            *shared,
            *(draws.of(f"blame.acts.{key}.{name}", getattr(act, name)) for name in ("cost", "binding", "seen")),
        )
        for key, act in part.acts.items()
    }
