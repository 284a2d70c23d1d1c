"""The sentences on agreements among like parties, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from countermove.document.text import Text
from countermove.kind import Finding, Json, Outcome, Table

if TYPE_CHECKING:
    from countermove.agreement.like_parties import FamilyAnswer
    from countermove.agreement.model import AgreementModel
    from countermove.agreement.renegotiation import Penance
    from countermove.agreement.solution import AgreementSolution

STABLE = Text(
    "Of {total} like {unit}, an agreement of {number} holds itself up: no member gains by leaving, no outsider by "
    "joining, where the indifferent join.",
    "在{total}个同类{unit}中，由{number}个组成的协定能够自我维持：没有成员因退出获益，没有局外者因加入获益（无差异者加入）。",
)
STABLE_EITHER = Text(
    "Of {total} like {unit}, an agreement of {number} holds itself up: no member gains by leaving, no outsider by "
    "joining, where the indifferent join; where the indifferent stay put, one of {others} does as well.",
    "在{total}个同类{unit}中，由{number}个组成的协定能够自我维持：没有成员因退出获益，没有局外者因加入获益（无差异者加入）；"
    "若无差异者维持原状，则{others}个组成的协定也能维持。",
)
NO_NUMBER = Text(
    "Of {total} like {unit}, no number of at least two holds an agreement up: some member gains by leaving, or an "
    "outsider by joining.",
    "在{total}个同类{unit}中，任何两个以上组成的协定都不能自我维持：总有成员因退出获益，或有局外者因加入获益。",
)
BRINGS = Text(
    "That agreement brings {share} of the effort that full cooperation would add (total effort {there}, against {none} "
    "without an agreement and {full} if all cooperated).",
    "该协定只带来全面合作所能增加的努力的{share}（总努力为{there}，无协定时为{none}，全体合作时为{full}）。",
)
NOTHING_TO_ADD = Text(
    "Full cooperation would add nothing to the effort that each makes by itself.",
    "全面合作不会在各方自发的努力之外有所增加。",
)
MINIMUM_ALL = Text(
    "If it were agreed first that nothing enters into force before all {total} have joined, all would join: each then "
    "gets {with_it}, against {without} without an agreement.",
    "若事先约定须全部{total}个{unit}加入后才生效，则全体都会加入：届时每个得到{with_it}，没有协定时为{without}。",
)
MINIMUM = Text(
    "If a minimum of members could be agreed first, {number} would serve the members best, and {number} would join: "
    "each then gets {with_it}, against {without} without an agreement.",
    "若可事先约定生效所需的最低成员数，则{number}个最有利于成员，且会有{number}个加入：届时每个得到{with_it}，没有协定时为{without}。",
)
KEPT = Text(
    "If the same game is played again and again (next period counts {discount}), {number} of {total} {unit} can be "
    "kept to cooperate by a punishment that not all would rather forgo: whoever defected makes good for one period, "
    "while {punishers} of the others do not cooperate.",
    "若同一博弈反复进行（下一期的权重为{discount}），可使{total}个{unit}中的{number}个保持合作，"
    "且所用惩罚并非人人都愿放弃：违约者补过一期，其间其他成员中有{punishers}个不合作。",
)
KEPT_BY_ALL = Text(
    "If all the other members had to punish, no more than {number} could be kept: with more, all would rather forget "
    "the defection than punish it.",
    "若其他成员必须全部参与惩罚，则最多只能维持{number}个：成员再多，各方都宁愿不追究违约。",
)
KEPT_BY_ALL_NONE = Text(
    "If all the other members had to punish, none could be kept: the punishment is too weak for so impatient parties, "
    "or all would rather forget the defection.",
    "若其他成员必须全部参与惩罚，则一个也维持不了：对如此缺乏耐心的各方，惩罚过轻，或各方都宁愿不追究违约。",
)
NOT_KEPT = Text(
    "Even if the same game is played again and again (next period counts {discount}), no number of {unit} can be kept "
    "to cooperate by a punishment that not all would rather forgo.",
    "即使同一博弈反复进行（下一期的权重为{discount}），也没有任何数量的{unit}能靠并非人人都愿放弃的惩罚保持合作。",
)
NUMBER_OUT = Text("{unit} in the largest stable agreement", "最大稳定协定的{unit}数")
SHARE_OUT = Text("share of full cooperation's effort that it brings", "该协定带来的努力占全面合作的比例")
ALL_OUT = Text("{unit} kept to cooperate if all the others punish", "其他成员全部参与惩罚时保持合作的{unit}数")
SOME_OUT = Text("{unit} kept to cooperate if only some punish", "仅部分成员参与惩罚时保持合作的{unit}数")


def family_findings(solution: AgreementSolution, answer: FamilyAnswer) -> Iterator[Finding]:
    """Yield which number holds itself up, what it brings, what a minimum or repetition would change."""
    yield _stable(solution, answer)
    number = answer.number
    total = answer.family.quantity
    if total[-1] <= total[0]:
        yield Finding("share-of-full-cooperation", NOTHING_TO_ADD, "exact", solution.basis)
    elif number is not None:
        text = BRINGS.of(
            share=f"{answer.share_of_full(number):.0%}",
            there=_figure(total[number]),
            none=_figure(total[0]),
            full=_figure(total[-1]),
        )
        yield Finding("share-of-full-cooperation", text, "exact", solution.basis)
    best = answer.minimum.best
    if best is not None and answer.family.member[best] > answer.family.outsider[0] + 1e-9:
        words = MINIMUM_ALL if best == answer.numbers.parties else MINIMUM
        text = words.of(
            number=best,
            total=answer.numbers.parties,
            unit=solution.unit,
            with_it=_figure(answer.family.member[best]),
            without=_figure(answer.family.outsider[0]),
        )
        certificate: Json = {"binding": np.flatnonzero(answer.minimum.binding).tolist(), "best": best}
        yield Finding("minimum-participation", text, "exact", solution.basis, certificate)
    if answer.kept_by_some is not None and answer.kept_by_all is not None:
        yield from _repeated(solution, answer, answer.kept_by_some, answer.kept_by_all)


def _stable(solution: AgreementSolution, answer: FamilyAnswer) -> Finding:
    family, number = answer.family, answer.number
    others = [str(k) for k in family.stable if k != number]
    parts: dict[str, Text | int] = {"total": answer.numbers.parties, "unit": solution.unit}
    if number is None:
        text = NO_NUMBER.of(**parts)
    elif others:
        joined = Text(" or ".join(others), "或".join(others))
        text = STABLE_EITHER.of(**parts, number=number, others=joined)
    else:
        text = STABLE.of(**parts, number=number)
    certificate = {
        "form": answer.numbers.form,
        "stable_if_indifferent_join": list(family.stable_if_indifferent_join),
        "stable_if_indifferent_stay": list(family.stable),
        "member": _numbers(family.member),
        "outsider": _numbers(family.outsider),
        "total": _numbers(family.quantity),
    }
    return Finding("stable-number", text, "exact", solution.basis, certificate)


def _repeated(
    solution: AgreementSolution, answer: FamilyAnswer, some: tuple[Penance, ...], everyone: tuple[Penance, ...]
) -> Iterator[Finding]:
    discount = answer.numbers.discount
    certificate: Json = {
        "some_punish": _rows(some),
        "all_punish": _rows(everyone),
        "tie_rule": "an indifferent party keeps to the agreement, an indifferent punisher punishes",
    }
    if not some:
        text = NOT_KEPT.of(discount=f"{discount:.4g}", unit=solution.unit)
        yield Finding("renegotiation-proof", text, "exact", solution.basis, certificate)
        return
    most = some[-1]
    text = KEPT.of(
        discount=f"{discount:.4g}",
        number=most.signatories,
        total=answer.numbers.parties,
        unit=solution.unit,
        punishers=most.punishers,
    )
    yield Finding("renegotiation-proof", text, "exact", solution.basis, certificate)
    if not everyone:
        yield Finding("all-punish", KEPT_BY_ALL_NONE, "exact", solution.basis)
    elif everyone[-1].signatories < most.signatories:
        text = KEPT_BY_ALL.of(number=everyone[-1].signatories)
        yield Finding("all-punish", text, "exact", solution.basis)


def _rows(found: tuple[Penance, ...]) -> list[Json]:
    return [
        {"signatories": one.signatories, "punishers": one.punishers, "least_discount": one.least_discount}
        for one in found
    ]


def _numbers(values: object) -> list[float | None]:
    return [None if np.isnan(value) else float(value) for value in np.asarray(values, dtype=np.float64)]


def _figure(value: float) -> str:
    return f"{float(value):.4g}"


def family_outcomes(model: AgreementModel) -> Iterator[Outcome]:
    """Describe the columns of a study: the stable number, what it brings, what repetition keeps up."""
    if model.family is None:
        return
    names = {"stable_number": NUMBER_OUT, "share_of_full_cooperation": SHARE_OUT}
    if model.family.discount is not None:
        names |= {"kept_if_all_punish": ALL_OUT, "kept_if_some_punish": SOME_OUT}
    for column, words in names.items():
        yield Outcome(column, "number", column, words.of(unit=model.unit), holds=False)


def family_payload(answer: FamilyAnswer) -> Json:
    """Return the answer as data."""
    kept = {"all_punish": answer.kept_by_all, "some_punish": answer.kept_by_some}
    return {
        "form": answer.numbers.form,
        "parties": answer.numbers.parties,
        "stable": list(answer.family.stable),
        "stable_if_indifferent_join": list(answer.family.stable_if_indifferent_join),
        "best_minimum": answer.minimum.best,
        "renegotiation_proof": {rule: _rows(found) for rule, found in kept.items() if found is not None},
    }


def family_table(answer: FamilyAnswer) -> Table:
    """Return payoffs by number of signatories."""
    family = answer.family
    payoffs = (family.quantity, family.member, family.outsider)
    least = {one.signatories: one for one in answer.kept_by_some or ()}
    rows = [
        (
            k,
            *(None if np.isnan(column[k]) else float(column[k]) for column in payoffs),
            k in family.stable,
            bool(answer.minimum.binding[k]),
            least[k].punishers if k in least else None,
            least[k].least_discount if k in least else None,
        )
        for k in range(family.quantity.size)
    ]  # fmt: skip
    columns = (
        Text("signatories", "签署方数"),
        Text("total effort", "总努力"),
        Text("a member gets", "每个成员所得"),
        Text("an outsider gets", "每个局外者所得"),
        Text("holds itself up", "能自我维持"),
        Text("forms if it is the minimum", "作为最低成员数时能形成"),
        Text("punishers needed", "所需惩罚者数"),
        Text("least weight of the next period", "下一期所需的最低权重"),
    )
    return Table("family", Text("By number of signatories", "按签署方数"), columns, tuple(rows))
