"""Agreements among like parties, from the document to the answer: one-shot, with a minimum beforehand, and repeated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from countermove.agreement.assembly import Placed, lookup
from countermove.agreement.barrett import Family, binary, linear, quadratic
from countermove.agreement.renegotiation import Penance, binary_stage, linear_stage, penances
from countermove.agreement.stability import MinimumParticipation, minimum_participation
from countermove.document.text import Text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from countermove.agreement.model import AgreementModel
    from countermove.agreement.written_games import FamilySection
    from countermove.kind import Columns

BENEFIT = Text("benefit from joint effort", "共同努力的收益")
COST = Text("cost of effort", "付出的成本")
GAIN = Text("total beyond which effort is worth nothing", "超出后努力不再有价值的总量")
DISCOUNT = Text("what the next period counts", "下一期的权重")


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of one family in one draw."""

    form: str
    parties: int
    benefit: float
    cost: float
    gain: float | None
    discount: float | None

    def family(self) -> Family:
        """Return payoffs by number of signatories."""
        if self.form == "quadratic":
            return quadratic(self.parties, self.gain or 0.0, self.benefit, self.cost)
        return (linear if self.form == "linear" else binary)(self.parties, self.benefit, self.cost)

    def kept(self, all_punish: bool) -> list[Penance]:
        """Return the numbers of signatories that the repeated game can keep up."""
        if self.discount is None:
            return []
        if self.form == "binary":
            same = binary_stage(self.parties, self.benefit, self.cost)
            stages = dict.fromkeys(range(2, self.parties + 1), same)
        else:
            stages = {k: linear_stage(self.parties, self.benefit, self.cost, k) for k in range(2, self.parties + 1)}
        return penances(stages, self.discount, all_punish)


@dataclass(frozen=True, slots=True)
class FamilyAnswer:
    """What like parties can keep up by themselves.

    ``kept_by_all`` and ``kept_by_some`` are the penances of the repeated game, by number of signatories: where all the
    others punish, and where only as many as need to; None without a discount.
    """

    numbers: Numbers
    family: Family
    minimum: MinimumParticipation
    kept_by_all: tuple[Penance, ...] | None
    kept_by_some: tuple[Penance, ...] | None

    @property
    def number(self) -> int | None:
        """The largest number of signatories that is stable where an indifferent outsider joins."""
        return max(self.family.stable_if_indifferent_join, default=None)

    def share_of_full(self, signatories: int) -> float:
        """Return the share of the total effort that full cooperation would add over none."""
        total = self.family.quantity
        added = float(total[-1] - total[0])
        return float(total[signatories] - total[0]) / added if added > 0 else 1.0


def answer_family(section: FamilySection) -> FamilyAnswer:
    """Answer at the centre of every number."""
    numbers = Numbers(
        section.form,
        section.parties,
        section.benefit.centre,
        section.cost.centre,
        section.gain.centre if section.gain is not None else None,
        section.discount.centre if section.discount is not None else None,
    )
    family = numbers.family()
    repeated = numbers.discount is not None
    return FamilyAnswer(
        numbers,
        family,
        minimum_participation(np.where(np.isnan(family.member), 0.0, family.member), float(family.outsider[0])),
        tuple(numbers.kept(all_punish=True)) if repeated else None,
        tuple(numbers.kept(all_punish=False)) if repeated else None,
    )


def family_quantities(model: AgreementModel) -> Iterator[Placed]:
    """Yield every number of the family with its place."""
    section = model.family
    if section is None:
        return
    for field, name in (("benefit", BENEFIT), ("cost", COST), ("gain", GAIN), ("discount", DISCOUNT)):
        quantity = getattr(section, field)
        if quantity is not None:
            yield Placed(("family", field), quantity, name, section.basis)


def numbers_of_draws(section: FamilySection, columns: Columns, draws: int) -> dict[str, NDArray[np.float64]]:
    """Return by draw the stable number (0 for none), its share of full cooperation, and what repetition can keep up."""
    value = lookup(columns, draws)
    parts = {
        field: np.broadcast_to(value(("family", field), getattr(section, field)), draws)
        for field in ("benefit", "cost", "gain", "discount")
        if getattr(section, field) is not None
    }
    found = {"stable_number": np.zeros(draws), "share_of_full_cooperation": np.zeros(draws)}
    if section.discount is not None:
        found |= {"kept_if_all_punish": np.zeros(draws), "kept_if_some_punish": np.zeros(draws)}
    for draw in range(draws):
        own = {field: float(column[draw]) for field, column in parts.items()}
        numbers = Numbers(
            section.form, section.parties, own["benefit"], own["cost"], own.get("gain"), own.get("discount")
        )
        family = numbers.family()
        number = max(family.stable_if_indifferent_join, default=0)
        found["stable_number"][draw] = number
        answer = FamilyAnswer(numbers, family, MinimumParticipation(np.zeros(0, dtype=np.bool_), None), None, None)
        found["share_of_full_cooperation"][draw] = answer.share_of_full(number)
        if section.discount is not None:
            for key, all_punish in (("kept_if_all_punish", True), ("kept_if_some_punish", False)):
                kept = numbers.kept(all_punish)
                found[key][draw] = max((one.signatories for one in kept), default=0)
    return found
