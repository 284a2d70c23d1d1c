"""From coded words to comparisons: two texts side by side on every issue, and how far coders agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from countermove.bargain.amounts import Amounts, point_utility
from countermove.bargain.compromise import Floats
from countermove.bargain.model import BargainModel, Party, Passage, Stance
from countermove.bargain.texts import TextComparison, compare_issue, overall_distance, overall_range
from countermove.document.laws import Constant, Quantity, Triangular
from countermove.numeric.reliability import krippendorff_alpha

DRAWS = 2_000
SMALLEST = 1e-9


@dataclass(frozen=True, slots=True)
class Coding:
    """How far coders agree: Krippendorff's ``alpha`` on shares of the scales, over all and on each issue.

    NaN on an issue where no stance was coded twice. ``widest`` is the stance (actor, issue) on which the coders are
    farthest apart, and by how much of its scale.
    """

    coders: tuple[str, ...]
    units: int
    alpha: float
    by_issue: dict[str, float]
    widest: tuple[str, str, float] | None


def compared_pairs(section: BargainModel, numbers: Amounts) -> tuple[TextComparison, ...]:
    """Compare the pairs that the document names; where it names none and two have a say, these two."""
    say = [name for name, party in section.parties.items() if party.has_say]
    pairs = section.compare or ([(say[0], say[1])] if len(say) == 2 else [])
    return tuple(compare_pair(section, numbers, first, second) for first, second in pairs)


def compare_pair(section: BargainModel, numbers: Amounts, first: str, second: str) -> TextComparison:
    """Compare any two parties: distances with their ranges, relations, and the candidate minimum common package.

    The package settles each shared issue at the level nearest to the midpoint of the two positions, if neither loses by
    it against today; every other issue stays as it is.
    """
    a, b = numbers.parties.index(first), numbers.parties.index(second)
    issues, drawn = [], []
    for i, (name, issue) in enumerate(section.issues.items()):
        places = [_drawn_positions(section, party, name, seed) for seed, party in enumerate((first, second))]
        stance = [(float(numbers.position[0, i, k]), float(numbers.salience[0, i, k])) for k in (a, b)]
        width = issue.scale[1] - issue.scale[0]
        issues.append(compare_issue(name, width, stance[0], stance[1], places[0], places[1]))
        drawn.append(np.broadcast_to(np.abs(places[0] - places[1]) / width, (DRAWS,)))
    common: dict[str, float] = {}
    gain = np.zeros(2)
    for i, one in enumerate(issues):
        if one.relation != "shared":
            continue
        middle = (numbers.position[0, i, a] + numbers.position[0, i, b]) / 2
        points = np.array(section.issues[one.issue].points)
        level = float(points[int(np.argmin(np.abs(points - middle)))])
        places_of = np.array([[level, numbers.status_quo[0, i]]])
        settled, today = point_utility(section, numbers, i, places_of)[0]
        change = settled[[a, b]] - today[[a, b]]
        if (change >= -SMALLEST).all():
            common[one.issue] = level
            gain += change
    found = tuple(issues)
    low, high = overall_range(found, np.stack(drawn, axis=1))
    bounds = (float(gain[0]), float(gain[1]))
    return TextComparison(first, second, found, overall_distance(found), low, high, common, bounds)


def _drawn_positions(section: BargainModel, party: str, issue: str, seed: int) -> Floats:
    stance = section.parties[party].positions.get(issue)
    if stance is None:
        return np.full(1, np.nan)
    law = stance.position.law
    place = list(section.issues).index(issue)
    rng = np.random.default_rng(np.random.SeedSequence(0, spawn_key=(seed, place)))
    return np.asarray(law.draw(rng.random((DRAWS, law.coordinates))))


def with_sources(section: BargainModel, names: Sequence[str]) -> BargainModel:
    """Return the bargain with sources as further parties, so that texts can be compared by their passages alone.

    On each issue a source stands at the mean of its coded positions, anywhere in what its passages allow together; it
    cares by its emphasis, the share of its passages on the issue against the issue it speaks of most (saliency theory:
    Budge et al. 2001, *Mapping Policy Preferences*). Names that are no source with passages are left out.
    """
    added = {}
    for name in names:
        held = [one for one in section.passages if one.source == name]
        if not held or name in section.parties:
            continue
        by_issue = {issue: [one for one in held if one.issue == issue] for issue in section.issues}
        most = max(len(found) for found in by_issue.values())
        stances = {issue: _stance(found, len(found) / most) for issue, found in by_issue.items() if found}
        added[name] = Party(positions=stances, outside=True)
    return section.model_copy(update={"parties": {**section.parties, **added}})


def _stance(passages: Sequence[Passage], emphasis: float) -> Stance:
    middle = float(np.mean([one.position for one in passages]))
    low = min(one.position if one.low is None else one.low for one in passages)
    high = max(one.position if one.high is None else one.high for one in passages)
    law = Triangular(low, middle, high) if low < high else Constant(middle)
    return Stance(position=Quantity(law), salience=Quantity(Constant(emphasis)))


def coding(section: BargainModel) -> Coding | None:
    """Return how far the coders of the passages agree; None with fewer than two coders or no stance coded twice."""
    coders = tuple(dict.fromkeys(passage.coder for passage in section.passages))
    units = list(dict.fromkeys((passage.actor, passage.issue) for passage in section.passages))
    if len(coders) < 2:
        return None
    total, count = np.zeros((len(coders), len(units))), np.zeros((len(coders), len(units)))
    for passage in section.passages:
        place = coders.index(passage.coder), units.index((passage.actor, passage.issue))
        low, high = section.issues[passage.issue].scale
        total[place] += (passage.position - low) / (high - low)
        count[place] += 1
    table = np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0)
    alpha = krippendorff_alpha(table)
    if np.isnan(alpha):
        return None
    by_issue = {
        issue: krippendorff_alpha(table[:, [k for k, (_, of) in enumerate(units) if of == issue]])
        for issue in section.issues
        if any(of == issue for _, of in units)
    }
    twice = np.flatnonzero((count > 0).sum(axis=0) > 1)
    apart = np.nanmax(table[:, twice], axis=0) - np.nanmin(table[:, twice], axis=0)
    worst = int(twice[int(np.argmax(apart))])
    return Coding(coders, len(twice), float(alpha), by_issue, (*units[worst], float(apart.max())))


def passages_of(section: BargainModel, party: str, issue: str) -> list[Passage]:
    """Return the passages that a stance was coded from, in document order."""
    return [one for one in section.passages if one.actor == party and one.issue == issue]
