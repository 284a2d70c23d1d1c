"""What coded clauses do to the share that joins a text, shrunk as few texts demand.

The logit of the share is a level of the text's family, plus an effect of each clause the text is coded to have, plus
what is its own: a linear model with normal priors (variance 9 for levels, 1 for effects, 2 for texts, as in the
forecast), so that the posterior is exact. With a handful of texts it stays near the prior, and says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from countermove.agreement.forecast import KIN_LEVEL_VARIANCE, LEVEL_VARIANCE
from countermove.agreement.participation import Floats
from countermove.document.text import Text, listed
from countermove.kind import Finding

if TYPE_CHECKING:
    from countermove.agreement.model import AgreementModel
    from countermove.agreement.record import Record
    from countermove.agreement.solution import AgreementSolution

EFFECT_VARIANCE = 1.0
SHOWN_EFFECTS = 4
REACH = 1.6449
"""Of a 90 % interval, in standard deviations."""

UNTOLD = Text(
    "From {count} coded texts, no clause can be told to raise or lower the share that joins. Odds of joining with it "
    "against without it: {effects}. Clauses come and go together with dates and governments, so that none of this is "
    "what a clause causes.",
    "从{count}个已编码的文本看，还不能说任何条款提高或降低加入的比例。有该条款与无该条款时加入几率之比：{effects}。"
    "条款与时间、政府更替同时变化，因此这些都不是条款造成的效果。",
)
TOLD = Text(
    "From {count} coded texts, texts with {told} differ in the share that joins. Odds of joining with a clause against "
    "without it: {effects}. Clauses come and go together with dates and governments, so that none of this is what a "
    "clause causes.",
    "从{count}个已编码的文本看，含有{told}的文本在加入比例上有差别。有某条款与无该条款时加入几率之比：{effects}。"
    "条款与时间、政府更替同时变化，因此这些都不是条款造成的效果。",
)
EFFECT = Text(
    "{clause} {ratio} ({low} to {high}; coded texts with it: {having})",
    "{clause}{ratio}（{low}至{high}；含有它的已编码文本数：{having}）",
)


@dataclass(frozen=True, slots=True)
class TextEffect:
    """How much a clause adds to the logit of the share that joins, and how many of the coded texts have it."""

    clause: str
    mean: float
    deviation: float
    having: int

    @property
    def told(self) -> bool:
        """Whether the 90 % interval leaves out no effect."""
        return abs(self.mean) > REACH * self.deviation


@dataclass(frozen=True, slots=True)
class TextEffects:
    """The effects of all clauses that some of the coded texts have and others do not."""

    texts: int
    effects: tuple[TextEffect, ...]


def text_effects(
    joined: Sequence[int], stated: Sequence[int], family: Sequence[str], codes: Sequence[Sequence[str]]
) -> TextEffects | None:
    """Return the effect of each clause; None where no clause is in some texts and not in others.

    Parameters
    ----------
    joined, stated : sequence of int
        By text: how many joined, of how many whose position is stated.
    family : sequence of str
        By text; texts of a family share a level.
    codes : sequence of sequences of str
        By text: the clauses it has.

    Examples
    --------
    >>> found = text_effects([90, 10], [100, 100], ["lists", "lists"], [["soft"], []])
    >>> found.effects[0].mean > 0 and not found.effects[0].told      # one text with it and one without tell little
    True
    """
    names = [
        name
        for name in dict.fromkeys(name for own in codes for name in own)
        if 0 < sum(name in own for own in codes) < len(codes)
    ]
    if not names:
        return None
    k, n = np.array(joined, dtype=np.float64), np.array(stated, dtype=np.float64)
    logit = np.log((k + 0.5) / (n - k + 0.5))
    noise = KIN_LEVEL_VARIANCE + 1 / (k + 0.5) + 1 / (n - k + 0.5)
    families = list(dict.fromkeys(family))
    level = np.array([[float(own == one) for one in families] for own in family])
    has = np.array([[float(name in own) for name in names] for own in codes])
    features = np.concatenate([level, has], axis=1)
    prior = np.array([LEVEL_VARIANCE] * len(families) + [EFFECT_VARIANCE] * len(names))
    precision = np.diag(1 / prior) + (features / noise[:, None]).T @ features
    covariance: Floats = np.linalg.inv(precision)
    mean = covariance @ (features.T @ (logit / noise))
    first = len(families)
    effects = tuple(
        TextEffect(name, float(mean[first + c]), float(np.sqrt(covariance[first + c, first + c])), int(has[:, c].sum()))
        for c, name in enumerate(names)
    )
    return TextEffects(len(codes), effects)


def effects_of(model: AgreementModel, record: Record) -> TextEffects | None:
    """Return the effects of clauses on the texts that are coded and that some joined and others did not."""
    if model.record is None:
        return None
    rows = []
    for column, name in enumerate(record.texts):
        text, outcome = model.record.texts[name], record.joined[:, column]
        stated, joined = int((~np.isnan(outcome)).sum()), int(np.nansum(outcome))
        if text.clauses is not None and 0 < joined < stated:
            rows.append((joined, stated, record.family[column], text.clauses))
    if not rows:
        return None
    joined_, stated_, families, codes = zip(*rows, strict=True)
    return text_effects(joined_, stated_, families, codes)


def effect_findings(solution: AgreementSolution, found: TextEffects) -> Iterator[Finding]:
    """Yield what the coded texts say of clauses, which is little."""

    def called(clause: str) -> Text:
        return solution.clauses.get(clause, Text.both(clause))

    effects = [
        EFFECT.of(
            clause=called(one.clause),
            ratio=f"{np.exp(one.mean):.2g}",
            low=f"{np.exp(one.mean - REACH * one.deviation):.2g}",
            high=f"{np.exp(one.mean + REACH * one.deviation):.2g}",
            having=one.having,
        )
        for one in sorted(found.effects, key=lambda one: (-abs(one.mean) / one.deviation, one.clause))
    ]
    told = [called(one.clause) for one in found.effects if one.told]
    words = TOLD if told else UNTOLD
    text = words.of(count=found.texts, effects=listed(effects, SHOWN_EFFECTS), told=listed(told) if told else "")
    yield Finding("text-effects", text, "assumed", solution.basis, effects_data(found))


def effects_data(found: TextEffects) -> Mapping[str, object]:
    """Return the effects as data, on the logit scale."""
    return {
        "texts": found.texts,
        "effects": [
            {"clause": one.clause, "logit": one.mean, "deviation": one.deviation, "texts_with_it": one.having}
            for one in found.effects
        ],
        "prior_deviation": EFFECT_VARIANCE**0.5,
    }
